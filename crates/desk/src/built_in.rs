//! The built-in sandbox: an NT24 of one's own, in this process, on a port that only this computer reaches.

use crate::Ids;
use crate::clock::SandboxClock;
use crate::contract::{Failure, FailureCode};
use crate::open::Parts;
use nt24_sandbox::Sandbox;
use std::sync::Arc;
use store::Store;

/// The name of its state in the encrypted database.
const SANDBOX_STATE: &str = "sandbox";

/// Starts the built-in sandbox with the state that it had. Its state lies in the encrypted database,
/// and is written before the answer of a write leaves: what it confirmed, it still knows tomorrow.
pub(crate) async fn start(parts: &Arc<Parts>, store: &Arc<Store>) -> Result<Sandbox, Failure> {
    let mut options = nt24_sandbox::Options::demo();
    options.clock = Arc::new(SandboxClock(Arc::clone(&parts.clock)));
    // Other programs of this computer can reach the port; the secret is this run's own.
    options.organization.client_secret = one_time_secret(&*parts.ids)?;
    options.state = store.read(|tx| store::blobs::get(tx, SANDBOX_STATE))?;
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
    Sandbox::start(options).await.map_err(|error| {
        tracing::error!(%error, "the sandbox did not start");
        Failure::of(FailureCode::Internal)
    })
}

/// Holds every exchange against the contract; what breaks it is an error of the log, on which the
/// tests of the page and of the window fail.
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
