//! The built-in sandbox: an NT24 in this process, on a port that only this computer reaches.

use crate::connection::access::Access;
use crate::contract::{Failure, FailureCode};
use crate::given::clock::SandboxClock;
use crate::given::ids::Ids;
use crate::given::{Given, lock};
use nt24_client::Secret;
use nt24_sandbox::Sandbox;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use store::Store;

/// Setting with the seed of a sandbox that was not started yet.
pub(crate) const SEED: &str = "sandboxSeed";

/// Name of the sandbox's state among the blobs of the encrypted database.
const SANDBOX_STATE: &str = "sandbox";

/// The running sandbox of one connection.
pub(crate) struct BuiltIn {
    /// `None` once it was stopped.
    sandbox: Mutex<Option<Sandbox>>,
    /// Its port in this run.
    port: Option<u16>,
    network_up: AtomicBool,
}

impl BuiltIn {
    /// Starts the sandbox with its stored state, and returns it with the credentials for it.
    pub(crate) async fn start(given: &Given, store: &Arc<Store>) -> Result<(Self, Access), Failure> {
        let sandbox = start(given, store).await?;
        let access = Access {
            api_url: sandbox.api_url(),
            token_url: sandbox.token_url(),
            client_id: sandbox.client_id(),
            secret: Secret::new(sandbox.client_secret()),
        };
        let port = url::Url::parse(&access.api_url).ok().and_then(|url| url.port());
        let built_in = Self { sandbox: Mutex::new(Some(sandbox)), port, network_up: AtomicBool::new(true) };
        Ok((built_in, access))
    }

    pub(crate) async fn stop(&self) {
        let sandbox = lock(&self.sandbox).take();
        if let Some(sandbox) = sandbox {
            sandbox.stop().await;
        }
    }

    /// The port of the API and of the pages for a buyer in this run.
    pub(crate) fn port(&self) -> Option<u16> {
        self.port
    }

    /// Whether the sandbox's network is plugged in.
    pub(crate) fn is_network_up(&self) -> bool {
        self.network_up.load(Ordering::Relaxed)
    }

    pub(crate) fn set_network(&self, up: bool) -> Result<(), Failure> {
        let switched = self.with_control(|control| control.set_network(up));
        switched.ok_or_else(|| Failure::of(FailureCode::NotOpen))?.map_err(|error| {
            tracing::warn!(%error, "the sandbox's network could not be switched");
            Failure::of(FailureCode::Internal)
        })?;
        self.network_up.store(up, Ordering::Relaxed);
        Ok(())
    }

    /// Runs `work` with the sandbox's control. Returns `None` once it was stopped.
    pub(crate) fn with_control<T>(&self, work: impl FnOnce(&nt24_sandbox::Control) -> T) -> Option<T> {
        lock(&self.sandbox).as_ref().map(|sandbox| work(sandbox.control()))
    }
}

/// Starts the sandbox. Its state is kept in the encrypted database and written before the answer to a
/// write leaves, so that a confirmed write survives the program.
async fn start(given: &Given, store: &Arc<Store>) -> Result<Sandbox, Failure> {
    let mut options = nt24_sandbox::Options::demo();
    options.clock = Arc::new(SandboxClock(Arc::clone(&given.clock)));
    // Other programs of this computer can reach the port, so each run has a new secret.
    options.organization.client_secret = one_time_secret(&*given.ids)?;
    let (state, seed) = store.read(|tx| {
        Ok::<_, store::Error>((store::blobs::get(tx, SANDBOX_STATE)?, store::settings::get(tx, SEED)?))
    })?;
    let is_new = state.is_none();
    options.state = state;
    options.seed = seed.and_then(|seed| seed.parse().ok()).unwrap_or_default();
    #[cfg(feature = "contract-check")]
    {
        options.observer = Some(Arc::new(LoggedCheck::new()?));
    }
    let keeper = Arc::clone(store);
    options.on_change = Some(Arc::new(move |state: &[u8]| {
        if let Err(error) = keeper.write(|tx| store::blobs::set(tx, SANDBOX_STATE, state)) {
            tracing::error!(%error, "the sandbox's state was not saved");
        }
    }));
    let sandbox = Sandbox::start(options).await.map_err(|error| {
        tracing::error!(%error, "the sandbox did not start");
        Failure::of(FailureCode::Internal)
    })?;
    if is_new {
        // A seed is made once: what the desk reads of it stays the same.
        store.write(|tx| store::blobs::set(tx, SANDBOX_STATE, &sandbox.snapshot()))?;
    }
    Ok(sandbox)
}

/// Checks every exchange against the contract. Logs each violation as an error, on which the tests of the
/// page and of the window fail.
#[cfg(feature = "contract-check")]
struct LoggedCheck(nt24_sandbox::ContractCheck);

#[cfg(feature = "contract-check")]
impl LoggedCheck {
    fn new() -> Result<Self, Failure> {
        let check = nt24_sandbox::ContractCheck::new();
        check.map(Self).map_err(|_| Failure::of(FailureCode::Internal))
    }
}

#[cfg(feature = "contract-check")]
impl nt24_sandbox::Observer for LoggedCheck {
    fn exchange(&self, exchange: &nt24_sandbox::Exchange) {
        for violation in self.0.check(exchange) {
            tracing::error!("contract violation: {violation}");
        }
    }
}

fn one_time_secret(ids: &dyn Ids) -> Result<String, Failure> {
    let mut bytes = [0; 40];
    ids.random(&mut bytes).map_err(|_| Failure::of(FailureCode::Internal))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
