//! A stateful Novatrade24 (NT24) for development and tests: the Integration API over HTTP on the
//! loopback interface, with buyers, orders, documents, VIES, a verdict computed from what is really
//! there, and an export file that is a real PDF.
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! let sandbox = nt24_sandbox::Sandbox::start(nt24_sandbox::Options::demo()).await?;
//! println!("{} with {}", sandbox.api_url(), sandbox.client_id());
//! sandbox.control().vies("PL5260001246", nt24_sandbox::ViesAnswer::Invalid);
//! sandbox.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! It knows the wire types of `nt24` and nothing of the client: both may be wrong about the same
//! thing only where the contract is. `ContractCheck` (feature `contract`) holds every exchange
//! against the contract itself.

mod account;
mod behaviour;
mod clock;
#[cfg(feature = "contract")]
mod contract;
mod control;
mod deliver;
mod dossier;
mod empty_fields;
mod exchange;
mod fault;
mod fields;
mod files;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod idempotency;
mod ids;
mod in_process;
mod log;
mod multipart;
mod network;
mod operations;
mod options;
mod pages;
mod pdf;
mod plane;
mod post;
mod process;
mod rate;
mod receive;
mod reply;
mod sandbox;
mod seed;
mod send;
mod serve;
mod shared;
mod snapshot;
mod token;
mod vies;
mod webhook_behaviour;
mod world;

pub use behaviour::{
    Behaviour, CancelUntil, ComparedUnderAKey, ConcurrentKey, EmptyFields, EqualMilestone, FinalInvoiceDoors,
    MilestoneScope, PaymentSplit, ReleaseNeeds, RepeatStatus, RequestLimits, StepOrder, UndecidedExport,
    UpdatedAfter, UploadsCompared, ViesFailure, WebhookReads,
};
pub use clock::{Clock, ManualClock, SystemClock};
#[cfg(feature = "contract")]
pub use contract::ContractCheck;
pub use control::{Control, Counts, Mail};
pub use exchange::{Exchange, Observer, Part, RequestBody, WebhookAttempt};
pub use fault::{Fault, FaultKind};
pub use files::Files;
pub use ids::{Ids, RandomIds, SequentialIds};
pub use in_process::InProcess;
pub use options::{OAuthClient, OnChange, Options, Organization, Seller};
pub use sandbox::Sandbox;
pub use seed::{Seed, UnknownSeed};
pub use vies::ViesAnswer;
pub use webhook_behaviour::{RetrySchedule, WebhookBehaviour};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, also after a panic of another holder: every change is complete or not begun, because
/// nothing here panics on purpose half way.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
