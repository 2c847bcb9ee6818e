// What every example needs and none is about: a sandbox of its own, and a client that is signed in.
// The examples of the documentation include this file as well.

/// A client of a new sandbox, which lives as long as the second part.
pub async fn sandbox()
-> Result<(nt24_client::Client, nt24_sandbox::Sandbox), Box<dyn std::error::Error>> {
    let sandbox = nt24_sandbox::Sandbox::start(nt24_sandbox::Options::demo()).await?;
    let config = nt24_client::Config::new(
        &sandbox.api_url(),
        &sandbox.token_url(),
        sandbox.client_id(),
        nt24_client::Secret::new(sandbox.client_secret()),
    )?;
    let client =
        nt24_client::Client::new(config, std::sync::Arc::new(Machine), std::sync::Arc::<Counting>::default())?;
    Ok((client, sandbox))
}

/// A buyer as the vendor's documentation shows one.
pub fn buyer() -> nt24::BuyerCreate {
    nt24::BuyerCreate {
        kyc_mode: nt24::KycMode::MarketplaceLed,
        vat_number: "PL5260001246".to_owned(),
        company_name: "Auto-Świat Sp. z o.o.".to_owned(),
        address: nt24::Address { country: Some("PL".to_owned()), ..nt24::Address::default() },
        contacts: Vec::new(),
    }
}

/// The clock of the machine.
#[derive(Debug)]
struct Machine;

impl nt24_client::Clock for Machine {
    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        nt24_sandbox::Clock::now(&nt24_sandbox::SystemClock)
    }
}

/// Request ids that count up. A real program takes random ones.
#[derive(Default)]
struct Counting(std::sync::atomic::AtomicU64);

impl nt24_client::RequestIds for Counting {
    fn next(&self) -> String {
        format!("example-{}", self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
    }
}
