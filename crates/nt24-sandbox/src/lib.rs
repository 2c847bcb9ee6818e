//! A stateful Novatrade24 (NT24) for development and tests: the Integration API over HTTP on the loopback
//! interface, with buyers, orders, documents, VIES, a verdict computed from the stored records, and an export
//! file that is a real PDF.
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
//! It uses the wire types of `nt24`, and no client. `ContractCheck` (feature `contract`) checks every exchange
//! against the contract itself, without those types.
//!
//! The modules stand on floors, listed below from the roof to the ground: each may use only modules of the
//! lines below its own.

// The roof: a sandbox with and without a network.
mod in_process;
mod sandbox;
// Listener, routes, authentication, idempotency, and the effects of faults.
mod wire;
// The Rust face and the HTTP face of the control.
mod control;
// The pages for buyers; the task that posts events.
mod pages;
mod webhooks;
// The state that all of the above share, behind one lock.
mod state;
// Initial worlds, made by the operations.
mod seed;
// The operations of the API, a file for each part of the path.
mod operations;
// The state of an organization, and its rules. It knows no HTTP.
mod world;
// Clock, ids, organizations, and `Behaviour`: each decision that the documentation leaves open.
mod options;
// The check of exchanges against the contract; fuzz targets.
#[cfg(feature = "contract")]
mod contract;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
// Requests, bodies, replies, problems, and the log of exchanges.
mod message;
// The ground.
mod fault;
mod files;
mod links;
mod lock;
mod pdf;

#[cfg(feature = "contract")]
pub use contract::ContractCheck;
pub use control::{Control, Counts, Mail};
pub use fault::{Fault, FaultKind};
pub use files::Files;
pub use in_process::InProcess;
pub use message::{Exchange, Observer, Part, RequestBody, WebhookAttempt};
pub use options::{
    Behaviour, CancelUntil, Clock, ComparedUnderAKey, ConcurrentKey, EmptyFields, EqualMilestone,
    FinalInvoicePaths, Ids, ManualClock, MilestoneScope, OAuthClient, OnChange, Options, Organization,
    PaymentSplit, RandomIds, ReleaseNeeds, RepeatStatus, RequestLimits, RetrySchedule, Seed, Seller,
    SequentialIds, StepOrder, SystemClock, UndecidedExport, UnknownSeed, UpdatedAfter, UploadsCompared,
    ViesFailure, WebhookBehaviour, WebhookReads,
};
pub use pdf::sample_paper;
pub use sandbox::Sandbox;
pub use world::ViesAnswer;
