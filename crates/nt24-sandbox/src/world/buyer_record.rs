//! A buyer as it is stored.

use super::note::Note;
use chrono::{DateTime, Utc};
use nt24::{AmlStatus, Buyer, BuyerContact, DocumentId, KycVerificationStatus, SellerId, ViesResult};
use serde::{Deserialize, Serialize};

/// A buyer with its contacts, documents, checks and notes.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct BuyerRecord {
    pub(crate) seller: SellerId,
    pub(crate) buyer: Buyer,
    pub(crate) contacts: Vec<BuyerContact>,
    pub(crate) documents: Vec<DocumentId>,
    pub(crate) vies: Vec<ViesCheck>,
    pub(crate) verification: KycVerificationStatus,
    /// Sessions of the identity check, oldest first.
    #[serde(default)]
    pub(crate) sessions: Vec<VerificationSession>,
    /// The money laundering check; see [`BuyerRecord::aml`].
    #[serde(default)]
    pub(crate) aml: Option<AmlStatus>,
    /// Reasons given when the buyer was blocked and unblocked.
    pub(crate) notes: Vec<Note>,
}

/// A VIES check.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ViesCheck {
    pub(crate) requested_at: DateTime<Utc>,
    pub(crate) daily: bool,
    /// `Pending` until it is answered.
    pub(crate) result: ViesResult,
    pub(crate) answered_at: Option<DateTime<Utc>>,
}

/// One session of the identity check.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct VerificationSession {
    pub(crate) id: String,
    /// Secret of the link to the buyer's page.
    pub(crate) token: String,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) end: Option<SessionEnd>,
}

/// How a session ended.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum SessionEnd {
    Completed {
        at: DateTime<Utc>,
        outcome: Outcome,
    },
    Expired,
    /// Its outcome was set by [`crate::Control`], or the buyer changed to mode B.
    Replaced,
}

/// Outcome of an identity check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    /// Why the buyer was rejected. `None` if verified.
    pub(crate) rejected: Option<String>,
    /// Whether the money laundering check will flag the buyer.
    pub(crate) aml_flagged: bool,
}

impl BuyerRecord {
    /// The last check that VIES answered.
    pub(crate) fn last_answer(&self) -> Option<&ViesCheck> {
        self.vies.iter().rfind(|check| check.answered_at.is_some())
    }

    /// Whether a check is waiting for its answer.
    pub(crate) fn vies_pending(&self) -> bool {
        self.vies.last().is_some_and(|check| check.answered_at.is_none())
    }

    /// Result of the last check: `Pending` while it runs, `Unasked` before the first.
    pub(crate) fn vies_result(&self) -> ViesResult {
        self.vies.last().map_or(ViesResult::Unasked, |check| check.result.clone())
    }

    /// The open session, if any.
    pub(crate) fn open_session(&self) -> Option<&VerificationSession> {
        self.sessions.last().filter(|session| session.end.is_none())
    }

    /// The state of the money laundering check. Without a stored one it follows the identity check, whose
    /// outcome was then set by [`crate::Control`].
    pub(crate) fn aml(&self) -> AmlStatus {
        self.aml.clone().unwrap_or(match self.verification {
            KycVerificationStatus::Verified => AmlStatus::Clear,
            KycVerificationStatus::Rejected => AmlStatus::Flagged,
            _ => AmlStatus::Pending,
        })
    }

    /// Resets the identity check, for a buyer who changes to mode B.
    pub(crate) fn reset_verification(&mut self) {
        if let Some(session) = self.sessions.last_mut() {
            session.end.get_or_insert(SessionEnd::Replaced);
        }
        self.verification = KycVerificationStatus::NotStarted;
        self.aml = None;
    }
}
