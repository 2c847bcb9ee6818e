use crate::{Behaviour, Clock, Files, Ids, Observer, RandomIds, Seed, SystemClock};
use nt24::{Capabilities, RateLimitTier};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// Takes a snapshot of the world; see [`Options::on_change`].
pub type OnChange = Arc<dyn Fn(&[u8]) + Send + Sync>;

/// How a sandbox is started.
#[derive(Clone)]
pub struct Options {
    /// Where to listen. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Identifiers and tokens.
    pub ids: Arc<dyn Ids>,
    /// Where the bytes of documents are kept.
    pub files: Files,
    /// What the documentation leaves open, decided by name.
    pub behaviour: Behaviour,
    /// Who may call.
    pub organization: Organization,
    /// What the world of `organization` holds when it begins. One that goes on from `state` is not
    /// seeded again.
    pub seed: Seed,
    /// Who else may call. Organizations share nothing: what one of them stores, another cannot find.
    pub further_organizations: Vec<Organization>,
    /// The worlds to go on with, from [`crate::Sandbox::snapshot`], in the order of the
    /// organizations. Their ids, sellers, capabilities and DPA win over those that are set up here;
    /// the credentials do not come from it.
    pub state: Option<Vec<u8>>,
    /// Called with a snapshot before the answer that shows a change leaves, so that an embedding
    /// program can keep it durably. It must not call back into the sandbox.
    pub on_change: Option<OnChange>,
    /// Sees every exchange.
    pub observer: Option<Arc<dyn Observer>>,
    /// Whether [`crate::Control`] is there over HTTP, too, below `/_sandbox/`. Whoever reaches it may
    /// do everything; it is off by default, and needs a loopback address.
    pub control_plane: bool,
    /// Certificates (DER) that are trusted beside the platform's when an event is posted over https.
    pub webhook_certificates: Vec<Vec<u8>>,
}

impl Options {
    /// A sandbox for one dealer, on a free loopback port, with the clock of the machine.
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

/// An organization. Its clients share its sellers, capabilities and request budget.
#[derive(Clone)]
pub struct Organization {
    /// Its name.
    pub name: String,
    /// The sellers that it may act for.
    pub sellers: Vec<Seller>,
    /// What is granted.
    pub capabilities: Capabilities,
    /// The accepted version of the data processing agreement; none refuses every call but `/me`.
    pub dpa: Option<String>,
    /// OAuth client id. No two clients of a sandbox have the same one.
    pub client_id: String,
    /// OAuth client secret, 64 characters or more.
    pub client_secret: String,
    /// The organization's other clients.
    pub further_clients: Vec<OAuthClient>,
}

/// A further OAuth client of an organization.
#[derive(Clone)]
pub struct OAuthClient {
    /// Its id.
    pub id: String,
    /// The secrets that are good, two of them in the middle of a rotation.
    pub secrets: Vec<String>,
}

/// A seller as it is set up; its id is made at the first start and stays in the snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seller {
    /// Company name.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

impl Organization {
    /// A German dealer for whom everything is granted.
    #[must_use]
    pub fn demo() -> Self {
        Self {
            name: "Autohaus Nordlicht GmbH".to_owned(),
            sellers: vec![Seller { name: "Autohaus Nordlicht GmbH".to_owned(), country: "DE".to_owned() }],
            capabilities: Capabilities {
                rate_limit_tier: Some(RateLimitTier::Standard),
                allow_marketplace_led_kyc: true,
                allow_multi_vin_orders: true,
                allow_contact_personal_data: true,
                allow_kyc_document_download: true,
            },
            dpa: Some("2026-01".to_owned()),
            client_id: "api-client-autohaus-nordlicht".to_owned(),
            client_secret: "sandbox-secret-0123456789abcdef0123456789abcdef0123456789abcdef01234567"
                .to_owned(),
            further_clients: Vec::new(),
        }
    }
}
