//! The identity check of mode B (guides/kyc-modes): a session that the buyer goes through on a page
//! of his own, its outcome, and the money laundering check that follows.

use super::{BuyerRecord, Due, Link, Moment, World};
use chrono::{DateTime, Utc};
use nt24::{AmlStatus, BuyerId, KycVerificationStatus};
use serde::{Deserialize, Serialize};

/// One attempt of a buyer.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct VerificationSession {
    pub(crate) id: String,
    /// Opens the buyer's page.
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
    /// The buyer's check began anew.
    Replaced,
}

/// What the check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    /// Why the buyer was rejected; none when he was verified.
    pub(crate) rejected: Option<String>,
    /// What the money laundering check will say.
    pub(crate) aml_flagged: bool,
}

impl BuyerRecord {
    /// The session that the buyer can still go through.
    pub(crate) fn open_session(&self) -> Option<&VerificationSession> {
        self.sessions.last().filter(|session| session.end.is_none())
    }

    /// The state of the money laundering check. Without one of its own it follows the identity
    /// check, whose outcome was then set from the side.
    pub(crate) fn aml(&self) -> AmlStatus {
        self.aml.clone().unwrap_or(match self.verification {
            KycVerificationStatus::Verified => AmlStatus::Clear,
            KycVerificationStatus::Rejected => AmlStatus::Flagged,
            _ => AmlStatus::Pending,
        })
    }

    /// Back to the beginning, for a buyer who changes to mode B.
    pub(crate) fn reset_verification(&mut self) {
        if let Some(session) = self.sessions.last_mut() {
            session.end.get_or_insert(SessionEnd::Replaced);
        }
        self.verification = KycVerificationStatus::NotStarted;
        self.aml = None;
    }
}

impl World {
    /// The session that runs, or a new one; none when there is no such buyer.
    pub(crate) fn start_verification(
        &mut self,
        id: &BuyerId,
        moment: Moment<'_>,
    ) -> Option<VerificationSession> {
        let record = self.buyers.get_mut(id)?;
        if let Some(running) = record.open_session() {
            return Some(running.clone());
        }
        let session = VerificationSession {
            id: moment.ids.uuid(),
            token: moment.ids.token(),
            expires_at: moment.now + moment.behaviour.verification_session_life,
            end: None,
        };
        record.sessions.push(session.clone());
        record.verification = KycVerificationStatus::InProgress;
        record.aml = Some(AmlStatus::Pending);
        self.links.insert(session.token.clone(), Link::Verification(id.clone()));
        self.agenda.schedule(session.expires_at, Due::VerificationExpires(id.clone()));
        self.settle_buyer(id, moment);
        Some(session)
    }

    /// The outcome of the session that this token opens. False when it has ended already.
    pub(crate) fn complete_verification(
        &mut self,
        id: &BuyerId,
        token: &str,
        outcome: Outcome,
        moment: Moment<'_>,
    ) -> bool {
        let Some(record) = self.buyers.get_mut(id) else { return false };
        let open = record.sessions.last_mut().filter(|last| last.token == token && last.end.is_none());
        let Some(session) = open else { return false };
        record.verification = match outcome.rejected {
            None => KycVerificationStatus::Verified,
            Some(_) => KycVerificationStatus::Rejected,
        };
        let (session_id, reason) = (session.id.clone(), outcome.rejected.clone());
        session.end = Some(SessionEnd::Completed { at: moment.now, outcome });
        self.tell_verification(id, Some(session_id), reason, moment);
        self.agenda.unschedule(&Due::VerificationExpires(id.clone()));
        self.agenda.schedule(moment.now + moment.behaviour.aml_delay, Due::AmlAnswer(id.clone()));
        self.settle_buyer(id, moment);
        true
    }

    pub(super) fn aml_answers(&mut self, id: &BuyerId, moment: Moment<'_>) {
        let Some(record) = self.buyers.get_mut(id) else { return };
        // An outcome that was set from the side meanwhile stays.
        if record.aml != Some(AmlStatus::Pending) {
            return;
        }
        // A session that was opened meanwhile waits for an answer of its own.
        let Some(SessionEnd::Completed { outcome, .. }) = record.sessions.last().and_then(|s| s.end.as_ref())
        else {
            return;
        };
        record.aml = Some(if outcome.aml_flagged { AmlStatus::Flagged } else { AmlStatus::Clear });
        self.settle_buyer(id, moment);
    }

    pub(super) fn verification_expires(&mut self, id: &BuyerId, moment: Moment<'_>) {
        let Some(record) = self.buyers.get_mut(id) else { return };
        // A session that took the place of an earlier one has a time of its own.
        let over = |last: &&mut VerificationSession| last.end.is_none() && last.expires_at <= moment.now;
        let Some(session) = record.sessions.last_mut().filter(over) else { return };
        session.end = Some(SessionEnd::Expired);
        record.verification = KycVerificationStatus::NotStarted;
        record.aml = None;
        self.settle_buyer(id, moment);
    }
}
