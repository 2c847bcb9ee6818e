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
            rate_limited: true,
        }
    }
}
