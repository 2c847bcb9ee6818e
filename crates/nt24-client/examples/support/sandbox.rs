// Shared by the examples: a sandbox, and a client with its credentials. The examples of the documentation
// include this file, too.

/// A client of a new sandbox. The sandbox runs until it is dropped.
pub(crate) async fn sandbox()
-> Result<(nt24_client::Client, nt24_sandbox::Sandbox), Box<dyn std::error::Error>> {
    let mut options = nt24_sandbox::Options::demo();
    // An example must not wait.
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

/// Request ids that count up. A real program uses random ones.
#[derive(Default)]
struct Counting(std::sync::atomic::AtomicU64);

impl nt24_client::RequestIds for Counting {
    fn next(&self) -> String {
        format!("example-{}", self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
    }
}
