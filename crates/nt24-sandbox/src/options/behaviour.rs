use super::webhook_behaviour::WebhookBehaviour;
use chrono::TimeDelta;
use nt24::DocumentType;

/// Behaviour that the documentation leaves open or contradicts itself about (contract, sections 26 and 27),
/// decided by name, so that a client can be tested against each reading. The default is the likelier one.
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// Whether an error answer is stored under its idempotency key (question 23).
    pub error_answers_stored: bool,
    /// Parts of a request that are compared to recognise a repeat (question 23).
    pub compared_under_a_key: ComparedUnderAKey,
    /// How two uploads are compared (section 13).
    pub uploads_compared: UploadsCompared,
    /// Treatment of a request whose idempotency key is in use by a request that is still being answered
    /// (question 24).
    pub concurrent_key: ConcurrentKey,
    /// Status of the repeated answer to a creation (contradiction 7).
    pub repeat_status: RepeatStatus,
    /// Answer to an equal milestone under a new key (contradiction 6).
    pub equal_milestone: EqualMilestone,
    /// Whether a 304 counts against the read budget (question 25).
    pub not_modified_counts: bool,
    /// Whether an order that changed exactly at `updatedAfter` is listed (section 10 gives no rule
    /// for ties).
    pub updated_after: UpdatedAfter,
    /// Whether empty fields are left out or null (contradiction 16).
    pub empty_fields: EmptyFields,
    /// Upload limit: largest file, in bytes (question 5).
    pub max_upload_bytes: u64,
    /// Whether a download has the media type of the file; otherwise it has `application/octet-stream`, the
    /// only type that the contract lists (question 7).
    pub downloads_name_their_type: bool,
    /// Whether an archived document can be made active again (question 8).
    pub archived_documents_return: bool,
    /// Media types that uploads may have (question 5). The type of a file is told by its first bytes; PDF,
    /// JPEG and PNG are recognised.
    pub accepted_media_types: Vec<String>,
    /// Life of the link of an identity check.
    pub verification_session_life: TimeDelta,
    /// Duration of the money laundering check, which follows the identity check.
    pub aml_delay: TimeDelta,
    /// Longest life of an invitation that a request may ask for, in days (question 32).
    pub invitation_max_days: u32,
    /// Life of an invitation whose request names none, in days (question 32).
    pub invitation_default_days: u32,
    /// The languages of an invitation, two letters each; the first is the default (question 32).
    pub invitation_languages: Vec<String>,
    /// Whether the id of an invitation is `inv_…`, as in the guide; otherwise it is a UUID, as in
    /// the reference (contradiction 11).
    pub invitation_ids_prefixed: bool,
    /// The documents that make a mode A buyer complete (question 4).
    pub kyc_required_documents: Vec<DocumentType>,
    /// Whether the steps of an order may come in another order than the documented one
    /// (question 26).
    pub step_order: StepOrder,
    /// Until when an order can be cancelled (question 11).
    pub cancel_until: CancelUntil,
    /// Whether a payment names both of its parts (contradiction 8).
    pub payment_split: PaymentSplit,
    /// Precondition of the release for pickup (section 15).
    pub release_needs: ReleaseNeeds,
    /// Which calls take the final invoice (contradiction 5).
    pub final_invoice_paths: FinalInvoicePaths,
    /// Vehicles that one confirmation of a pickup or a delivery covers (question 18).
    pub milestone_scope: MilestoneScope,
    /// Whether the daily VIES check goes on until delivery; otherwise until pickup
    /// (contradiction 1).
    pub vies_recheck_until_delivery: bool,
    /// Effect on an order of a VAT number that failed in VIES (contradiction 10).
    pub vies_failure: ViesFailure,
    /// Duration of a VIES check.
    pub vies_delay: TimeDelta,
    /// Status of the export file before the decision (contradiction 9).
    pub undecided_export: UndecidedExport,
    /// Life of a `downloadUrl` (question 30). `None`: it is the API's own path, which needs a token and
    /// does not expire. `Some`: it contains a secret and needs no token; a new one replaces it when it
    /// expires.
    pub export_link_life: Option<TimeDelta>,
    /// Time to generate an export file; `PENDING` in the first half, `GENERATING` in the second.
    pub export_delay: TimeDelta,
    /// Life of an access token; documented as typically 300 s.
    pub token_life: TimeDelta,
    /// Grace period after a new version of the data processing agreement was published; calls work until it
    /// ends, accepted or not (question 28).
    pub dpa_grace: TimeDelta,
    /// Rate limit category of GETs below `/webhooks` (question 25).
    pub webhook_reads: WebhookReads,
    /// Rate limit of the tier ENTERPRISE, documented as "by agreement".
    pub enterprise: RequestLimits,
    /// Whether the rate limit is enforced. Its headers are sent either way.
    pub rate_limited: bool,
    /// Behaviour of webhooks.
    pub webhooks: WebhookBehaviour,
}

/// Upload limit in bytes; decided here (question 5).
const UPLOAD_LIMIT: u64 = 50 * 1024 * 1024;
/// Life of the link of an identity check; decided here.
const VERIFICATION_SESSION_LIFE: TimeDelta = TimeDelta::hours(24);
/// Longest life of an invitation, in days; decided here (question 32).
const INVITATION_MAX_DAYS: u32 = 30;
/// Life of an invitation whose request names none, in days; decided here (question 32).
const INVITATION_DEFAULT_DAYS: u32 = 14;
/// Duration of a money laundering check and of a VIES check; decided here.
const CHECK_DELAY: TimeDelta = TimeDelta::seconds(2);
/// Time to generate an export file; decided here.
const EXPORT_DELAY: TimeDelta = TimeDelta::seconds(4);
/// Life of an access token; documented as typical (authentication).
const TOKEN_LIFE: TimeDelta = TimeDelta::seconds(300);
/// Requests per minute of the tier ENTERPRISE; decided here.
const ENTERPRISE: RequestLimits = RequestLimits { read: 10_000, write: 2000, webhook_management: 300 };
/// Grace period of a new version of the data processing agreement; decided here (question 28).
const DPA_GRACE: TimeDelta = TimeDelta::days(30);

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            error_answers_stored: false,
            compared_under_a_key: ComparedUnderAKey::default(),
            uploads_compared: UploadsCompared::default(),
            concurrent_key: ConcurrentKey::default(),
            repeat_status: RepeatStatus::default(),
            equal_milestone: EqualMilestone::default(),
            not_modified_counts: true,
            updated_after: UpdatedAfter::default(),
            empty_fields: EmptyFields::default(),
            max_upload_bytes: UPLOAD_LIMIT,
            downloads_name_their_type: false,
            archived_documents_return: false,
            accepted_media_types: ["application/pdf", "image/jpeg", "image/png"].map(str::to_owned).to_vec(),
            verification_session_life: VERIFICATION_SESSION_LIFE,
            aml_delay: CHECK_DELAY,
            invitation_max_days: INVITATION_MAX_DAYS,
            invitation_default_days: INVITATION_DEFAULT_DAYS,
            invitation_languages: vec!["en".to_owned(), "de".to_owned()],
            invitation_ids_prefixed: false,
            kyc_required_documents: vec![DocumentType::CocExtract, DocumentType::AmlDeclaration],
            step_order: StepOrder::default(),
            cancel_until: CancelUntil::default(),
            payment_split: PaymentSplit::default(),
            release_needs: ReleaseNeeds::default(),
            final_invoice_paths: FinalInvoicePaths::default(),
            milestone_scope: MilestoneScope::default(),
            vies_recheck_until_delivery: true,
            vies_failure: ViesFailure::default(),
            vies_delay: CHECK_DELAY,
            undecided_export: UndecidedExport::default(),
            export_link_life: None,
            export_delay: EXPORT_DELAY,
            token_life: TOKEN_LIFE,
            dpa_grace: DPA_GRACE,
            webhook_reads: WebhookReads::default(),
            enterprise: ENTERPRISE,
            rate_limited: true,
            webhooks: WebhookBehaviour::default(),
        }
    }
}

/// Rate limit category of GETs below `/webhooks`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WebhookReads {
    /// Webhook management, like every call below `/webhooks`: the category is named after the
    /// resource.
    #[default]
    WebhookManagement,
    /// Read, like every other GET: the read category is documented as "GET".
    Read,
}

/// Rate limits: requests per minute in each category.
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

/// Parts of a request that are compared to recognise a repeat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ComparedUnderAKey {
    /// The body alone, as the documentation words it ("same key, same body").
    Body,
    /// Method, path, query and body.
    #[default]
    Request,
    /// The same, and `If-Match`.
    RequestAndIfMatch,
}

/// How two uploads are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UploadsCompared {
    /// Byte by byte: another boundary is another body.
    #[default]
    Bytes,
    /// By name, file name and content of each part.
    Parts,
}

/// Treatment of a request whose idempotency key is in use by a request that is still being answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConcurrentKey {
    /// It waits, and gets the answer of the first request.
    #[default]
    Waits,
    /// 409 `idempotency-key-reused`, the documented problem type for keys.
    Refused,
}

/// Status of the repeated answer to a creation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RepeatStatus {
    /// 201, as stored.
    #[default]
    Stored,
    /// 200 (guides/order-creation).
    Ok,
}

/// Answer to a confirmation, under a new key, of a milestone that is set already with equal data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EqualMilestone {
    /// 409 `milestone-already-set`, like one with other data.
    #[default]
    Refused,
    /// 200 with the present state.
    Ok,
}

/// Whether an order that changed exactly at `updatedAfter` is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UpdatedAfter {
    /// Only orders that changed later, as the name says.
    #[default]
    Exclusive,
    /// It is listed, too.
    Inclusive,
}

/// Representation of a field without a value in an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EmptyFields {
    /// The field is left out (security/gdpr).
    #[default]
    LeftOut,
    /// The field is null, as in some samples.
    Null,
}

/// Whether the steps of an order may come in another order than the documented one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepOrder {
    /// They may, except that a delivery needs its pickup and a release its payment.
    #[default]
    Free,
    /// Payment after the preliminary invoice, pickup after the release, the final invoice after the
    /// decision; anything else is 422.
    Documented,
}

/// Until when an order can be cancelled. A later attempt is 409.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CancelUntil {
    /// Until the release for pickup.
    Release,
    /// Until the pickup of the first vehicle.
    #[default]
    Pickup,
    /// Until the delivery of the last vehicle.
    Delivery,
}

/// Whether a payment names both of its parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PaymentSplit {
    /// `bankAmount` and `cashAmount` are both required (reference).
    #[default]
    Required,
    /// Either is enough; the other is zero in the same currency (guide).
    Optional,
}

/// Precondition of the release for pickup.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReleaseNeeds {
    /// A payment record, complete or not; the verdict judges it later.
    #[default]
    Payment,
    /// A payment record that is `VALID`.
    ValidPayment,
}

/// Which calls take the final invoice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FinalInvoicePaths {
    /// `invoice` with type `FINAL`, and `finalization/final-invoice`.
    #[default]
    Both,
    /// Only `finalization/final-invoice`.
    Finalization,
}

/// Vehicles that one confirmation of a pickup or a delivery covers. The documented bodies name no vehicle,
/// yet the transport of an order can be `PARTIAL`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MilestoneScope {
    /// All vehicles of the order. Only staff can confirm single ones, see
    /// [`crate::Control::confirm_delivery_of`].
    #[default]
    Order,
    /// The vehicles in `vins` of the body, a field that the contract does not have; without it all
    /// remaining ones.
    Vehicles,
}

/// Effect on an order of a VAT number that failed in VIES.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ViesFailure {
    /// A blocker until the pickup, VAT due from then on. No call is refused.
    #[default]
    InvalidAfterPickup,
    /// VAT due as soon as it failed, in any state of the order.
    InvalidAtOnce,
    /// As [`Self::InvalidAfterPickup`], and the release, the pickup and the delivery are refused
    /// (422) while it lasts.
    BlocksTransport,
}

/// Status of the export file before the decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UndecidedExport {
    /// `NOT_ELIGIBLE` (guides/finalization).
    #[default]
    NotEligible,
    /// `PENDING` (the sample of concepts/compliance-rollup).
    Pending,
}
