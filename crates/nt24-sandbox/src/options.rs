//! Options of a sandbox: its clock, ids and callers, and its behaviour where the documentation leaves it
//! open.

mod behaviour;
mod clock;
mod ids;
mod organization;
mod seed;
mod webhook_behaviour;

pub use behaviour::{
    Behaviour, CancelUntil, ComparedUnderAKey, ConcurrentKey, EmptyFields, EqualMilestone, FinalInvoicePaths,
    MilestoneScope, PaymentSplit, ReleaseNeeds, RepeatStatus, RequestLimits, StepOrder, UndecidedExport,
    UpdatedAfter, UploadsCompared, ViesFailure, WebhookReads,
};
pub(crate) use clock::ShiftedClock;
pub use clock::{Clock, ManualClock, SystemClock};
pub use ids::{Ids, RandomIds, SequentialIds};
pub use organization::{OAuthClient, Organization, Seller};
pub use seed::{Seed, UnknownSeed};
pub use webhook_behaviour::{RetrySchedule, WebhookBehaviour};

use crate::files::Files;
use crate::message::Observer;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// A callback that gets a snapshot; see [`Options::on_change`].
pub type OnChange = Arc<dyn Fn(&[u8]) + Send + Sync>;

/// Options of a sandbox.
#[derive(Clone)]
pub struct Options {
    /// Address to listen on. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Source of the time.
    pub clock: Arc<dyn Clock>,
    /// Source of identifiers and tokens.
    pub ids: Arc<dyn Ids>,
    /// Store of the bytes of documents.
    pub files: Files,
    /// Behaviour that the documentation leaves open, decided by name.
    pub behaviour: Behaviour,
    /// The first organization.
    pub organization: Organization,
    /// Initial content of the world of `organization`. Ignored when `state` is given.
    pub seed: Seed,
    /// Further organizations. Organizations share no data: one cannot find the records of another.
    pub further_organizations: Vec<Organization>,
    /// A snapshot to continue from, made by [`crate::Sandbox::snapshot`], with the worlds in the order of
    /// the organizations. Their ids, sellers, capabilities and DPA replace those of these options;
    /// credentials are not part of a snapshot.
    pub state: Option<Vec<u8>>,
    /// Is called with a snapshot after each change, before the answer is sent, so that an embedding program
    /// can store it durably. It must not call back into the sandbox.
    pub on_change: Option<OnChange>,
    /// Is called for every exchange.
    pub observer: Option<Arc<dyn Observer>>,
    /// Whether [`crate::Control`] is served over HTTP as well, below `/_sandbox/`. It has no
    /// authentication, so it is off by default and needs a loopback address.
    pub control_plane: bool,
    /// Certificates (DER) to trust in addition to the platform's when an event is posted over https.
    pub webhook_certificates: Vec<Vec<u8>>,
}

impl Options {
    /// Options for one dealer, on a free loopback port, with the clock of the machine.
    #[must_use]
    pub fn demo() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            clock: Arc::new(SystemClock),
            ids: Arc::new(RandomIds),
            files: Files::default(),
            behaviour: Behaviour::default(),
            organization: Organization::demo(),
            seed: Seed::Empty,
            further_organizations: Vec::new(),
            state: None,
            on_change: None,
            observer: None,
            control_plane: false,
            webhook_certificates: Vec::new(),
        }
    }
}
