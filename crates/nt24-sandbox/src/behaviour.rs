use chrono::TimeDelta;
use nt24::DocumentType;

/// What the documentation leaves open (contract, section 27), decided by name, so that a client can
/// be tried against either reading.
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// Whether an error answer is stored under its idempotency key (question 23).
    pub error_answers_stored: bool,
    /// Whether a 304 counts against the read budget (question 25).
    pub not_modified_counts: bool,
    /// Longest file, in bytes (question 5).
    pub max_upload_bytes: u64,
    /// Whether a download says as its media type what the file is; otherwise it says
    /// `application/octet-stream`, the only type that the contract lists (question 7).
    pub downloads_name_their_type: bool,
    /// Whether an archived document can be made active again (question 8).
    pub archived_documents_return: bool,
    /// The documents that make a mode A buyer complete (question 4).
    pub kyc_required_documents: Vec<DocumentType>,
    /// Whether the daily VIES check goes on until delivery; otherwise until pickup
    /// (contradiction 1).
    pub vies_recheck_until_delivery: bool,
    /// How long VIES takes to answer.
    pub vies_delay: TimeDelta,
    /// How long an export file takes; the first half is `PENDING`, the second `GENERATING`.
    pub export_delay: TimeDelta,
    /// Life of an access token; documented as typically 300 s.
    pub token_life: TimeDelta,
    /// How long calls still work after a new version of the data processing agreement was published
    /// and not accepted (question 28).
    pub dpa_grace: TimeDelta,
    /// What GETs below `/webhooks` count as (question 25).
    pub webhook_reads: WebhookReads,
    /// The requests a minute of the tier ENTERPRISE, which is "by agreement".
    pub enterprise: RequestLimits,
    /// Whether the request budget is enforced. The headers are sent either way.
    pub rate_limited: bool,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            error_answers_stored: false,
            not_modified_counts: true,
            max_upload_bytes: 50 * 1024 * 1024,
            downloads_name_their_type: false,
            archived_documents_return: false,
            kyc_required_documents: vec![DocumentType::CocExtract, DocumentType::AmlDeclaration],
            vies_recheck_until_delivery: true,
            vies_delay: TimeDelta::seconds(2),
            export_delay: TimeDelta::seconds(4),
            token_life: TimeDelta::seconds(300),
            dpa_grace: TimeDelta::days(30),
            webhook_reads: WebhookReads::default(),
            enterprise: RequestLimits { read: 10_000, write: 2000, webhook_management: 300 },
            rate_limited: true,
        }
    }
}

/// What GETs below `/webhooks` count as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WebhookReads {
    /// Webhook management, like every call below `/webhooks`: the category is named after the
    /// resource.
    #[default]
    WebhookManagement,
    /// Read, like every other GET: the read category is documented as "GET".
    Read,
}

/// Requests a minute in each category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestLimits {
    /// GET.
    pub read: u32,
    /// POST, PATCH, PUT and DELETE.
    pub write: u32,
    /// Calls below `/webhooks`.
    pub webhook_management: u32,
}

impl RequestLimits {
    /// The limits of STANDARD (concepts/rate-limits).
    pub const STANDARD: Self = Self { read: 300, write: 60, webhook_management: 10 };
    /// The limits of `HIGH_VOLUME` (concepts/rate-limits).
    pub const HIGH_VOLUME: Self = Self { read: 1000, write: 200, webhook_management: 30 };
}
