use crate::WebhookBehaviour;
use chrono::TimeDelta;
use nt24::DocumentType;

/// What the documentation leaves open or contradicts (contract, sections 26 and 27), decided by
/// name, so that a client can be tried against either reading. The default is the likelier one.
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// Whether an error answer is stored under its idempotency key (question 23).
    pub error_answers_stored: bool,
    /// What has to be equal for a request to be the repeat of another (question 23).
    pub compared_under_a_key: ComparedUnderAKey,
    /// How two uploads are compared (section 13).
    pub uploads_compared: UploadsCompared,
    /// What becomes of a request whose key belongs to one that is still being answered
    /// (question 24).
    pub concurrent_key: ConcurrentKey,
    /// The status under which the stored answer to a creation is repeated (contradiction 7).
    pub repeat_status: RepeatStatus,
    /// What an equal milestone under a new key gets (contradiction 6).
    pub equal_milestone: EqualMilestone,
    /// Whether a 304 counts against the read budget (question 25).
    pub not_modified_counts: bool,
    /// Whether an order that changed exactly at `updatedAfter` is listed (section 10 gives no rule
    /// for ties).
    pub updated_after: UpdatedAfter,
    /// Whether empty fields are left out or null (contradiction 16).
    pub empty_fields: EmptyFields,
    /// Longest file, in bytes (question 5).
    pub max_upload_bytes: u64,
    /// Whether a download says as its media type what the file is; otherwise it says
    /// `application/octet-stream`, the only type that the contract lists (question 7).
    pub downloads_name_their_type: bool,
    /// Whether an archived document can be made active again (question 8).
    pub archived_documents_return: bool,
    /// The media types that files may have (question 5); what a file is, its first bytes say.
    /// PDF, JPEG and PNG are the ones that are recognised.
    pub accepted_media_types: Vec<String>,
    /// How long the link of an identity check works.
    pub verification_session_life: TimeDelta,
    /// How long the money laundering check takes after the identity check.
    pub aml_delay: TimeDelta,
    /// Most days that an invitation may be asked to work (question 32).
    pub invitation_max_days: u32,
    /// The days that it works when none are asked for (question 32).
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
    /// What the release for pickup asks for (section 15).
    pub release_needs: ReleaseNeeds,
    /// Which calls take the final invoice (contradiction 5).
    pub final_invoice_doors: FinalInvoiceDoors,
    /// Which vehicles one confirmation of a pickup or a delivery is for (question 18).
    pub milestone_scope: MilestoneScope,
    /// Whether the daily VIES check goes on until delivery; otherwise until pickup
    /// (contradiction 1).
    pub vies_recheck_until_delivery: bool,
    /// What a VAT number that failed in VIES does to an order (contradiction 10).
    pub vies_failure: ViesFailure,
    /// How long VIES takes to answer.
    pub vies_delay: TimeDelta,
    /// What the export file is before there is a decision (contradiction 9).
    pub undecided_export: UndecidedExport,
    /// How long a `downloadUrl` works (question 30). Nothing: it is the API's own path, which needs a
    /// token and does not end. A time: it is a secret of its own, which needs no token; a fresh one is
    /// there when the time is over.
    pub export_link_life: Option<TimeDelta>,
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
    /// What is open about webhooks.
    pub webhooks: WebhookBehaviour,
}

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
            max_upload_bytes: 50 * 1024 * 1024,
            downloads_name_their_type: false,
            archived_documents_return: false,
            accepted_media_types: ["application/pdf", "image/jpeg", "image/png"].map(str::to_owned).to_vec(),
            verification_session_life: TimeDelta::hours(24),
            aml_delay: TimeDelta::seconds(2),
            invitation_max_days: 30,
            invitation_default_days: 14,
            invitation_languages: vec!["en".to_owned(), "de".to_owned()],
            invitation_ids_prefixed: false,
            kyc_required_documents: vec![DocumentType::CocExtract, DocumentType::AmlDeclaration],
            step_order: StepOrder::default(),
            cancel_until: CancelUntil::default(),
            payment_split: PaymentSplit::default(),
            release_needs: ReleaseNeeds::default(),
            final_invoice_doors: FinalInvoiceDoors::default(),
            milestone_scope: MilestoneScope::default(),
            vies_recheck_until_delivery: true,
            vies_failure: ViesFailure::default(),
            vies_delay: TimeDelta::seconds(2),
            undecided_export: UndecidedExport::default(),
            export_link_life: None,
            export_delay: TimeDelta::seconds(4),
            token_life: TimeDelta::seconds(300),
            dpa_grace: TimeDelta::days(30),
            webhook_reads: WebhookReads::default(),
            enterprise: RequestLimits { read: 10_000, write: 2000, webhook_management: 300 },
            rate_limited: true,
            webhooks: WebhookBehaviour::default(),
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

/// What has to be equal for a request to be the repeat of another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ComparedUnderAKey {
    /// The body alone: the words of the documentation ("same key, same body").
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

/// What becomes of a request whose key belongs to one that is still being answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConcurrentKey {
    /// It waits, and gets the answer of the first.
    #[default]
    Waits,
    /// 409, with the problem type that the documentation has for keys.
    Refused,
}

/// The status under which the stored answer to a creation is repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RepeatStatus {
    /// As it was stored, 201.
    #[default]
    Stored,
    /// 200 (guides/order-creation).
    Ok,
}

/// What a milestone that is set already gets when it is confirmed under a new key with equal data.
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
    /// Only later ones, as the name says.
    #[default]
    Exclusive,
    /// That one, too.
    Inclusive,
}

/// What an answer does with a field that has no value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EmptyFields {
    /// It is not there (security/gdpr).
    #[default]
    LeftOut,
    /// It is null, as in some samples.
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
    /// Until a vehicle left.
    #[default]
    Pickup,
    /// Until all vehicles arrived.
    Delivery,
}

/// Whether a payment names both of its parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PaymentSplit {
    /// `bankAmount` and `cashAmount` are both required (reference).
    #[default]
    Required,
    /// One of them is enough; the other is nothing, in the same currency (guide).
    Optional,
}

/// What the release for pickup asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReleaseNeeds {
    /// A payment record; whether it is complete, the verdict says.
    #[default]
    Payment,
    /// A payment record that is `VALID`.
    ValidPayment,
}

/// Which calls take the final invoice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FinalInvoiceDoors {
    /// `invoice` with type `FINAL` and `finalization/final-invoice` are equal.
    #[default]
    Both,
    /// Only `finalization/final-invoice`.
    Finalization,
}

/// Which vehicles one confirmation of a pickup or a delivery is for. The documented bodies name no
/// vehicle, yet the transport of an order can be `PARTIAL`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MilestoneScope {
    /// All vehicles of the order. Parts are known to staff only, see
    /// [`crate::Control::confirm_delivery_of`].
    #[default]
    Order,
    /// Those that `vins` of the body names, a field that the contract does not have; without it all
    /// that are left.
    Vehicles,
}

/// What a VAT number that failed in VIES does to an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ViesFailure {
    /// A blocker until a vehicle left, VAT due from then on. No call is refused.
    #[default]
    InvalidAfterPickup,
    /// VAT due as soon as it failed, whatever the state of the order.
    InvalidAtOnce,
    /// As [`Self::InvalidAfterPickup`], and the release, the pickup and the delivery are refused
    /// (422) while it lasts.
    BlocksTransport,
}

/// What the export file is before there is a decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UndecidedExport {
    /// `NOT_ELIGIBLE` (guides/finalization).
    #[default]
    NotEligible,
    /// `PENDING` (the sample of concepts/compliance-rollup).
    Pending,
}
