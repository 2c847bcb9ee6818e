// What every example needs and none is about: a sandbox of its own, and a client that is signed in.
// The examples of the documentation include this file as well.

/// A client of a new sandbox, which lives as long as the second part.
pub(crate) async fn sandbox()
-> Result<(nt24_client::Client, nt24_sandbox::Sandbox), Box<dyn std::error::Error>> {
    let mut options = nt24_sandbox::Options::demo();
    // Nobody wants to wait for an example.
    options.behaviour.vies_delay = chrono::TimeDelta::zero();
    options.behaviour.export_delay = chrono::TimeDelta::zero();
    let sandbox = nt24_sandbox::Sandbox::start(options).await?;
    let config = nt24_client::Config::new(
        &sandbox.api_url(),
        &sandbox.token_url(),
        sandbox.client_id(),
        nt24_client::Secret::new(sandbox.client_secret()),
    )?;
    let client = nt24_client::Client::new(config, clock(), std::sync::Arc::<Counting>::default())?;
    Ok((client, sandbox))
}

/// The clock of the machine.
pub(crate) fn clock() -> std::sync::Arc<dyn nt24_client::Clock> {
    std::sync::Arc::new(Machine)
}

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
