//! The identity check of mode B (guides/kyc-modes): a session on a page for the buyer, its outcome, and the
//! money laundering check that follows.

use super::agenda::Due;
use super::buyer_record::{Outcome, SessionEnd, VerificationSession};
use super::moment::Moment;
use super::state::{Link, World};
use nt24::{AmlStatus, BuyerId, KycVerificationStatus};

impl World {
    /// Returns the open session, or starts one. Returns `None` if there is no such buyer.
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

    /// Ends the session of this token with an outcome. Returns false if it has ended already.
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
        self.emit_verification(id, Some(session_id), reason, moment);
        self.agenda.unschedule(&Due::VerificationExpires(id.clone()));
        self.agenda.schedule(moment.now + moment.behaviour.aml_delay, Due::AmlAnswer(id.clone()));
        self.settle_buyer(id, moment);
        true
    }

    pub(super) fn aml_answers(&mut self, id: &BuyerId, moment: Moment<'_>) {
        let Some(record) = self.buyers.get_mut(id) else { return };
        // An outcome that `Control` set meanwhile stays.
        if record.aml != Some(AmlStatus::Pending) {
            return;
        }
        // A session that was opened meanwhile waits for its own answer.
        let Some(SessionEnd::Completed { outcome, .. }) = record.sessions.last().and_then(|s| s.end.as_ref())
        else {
            return;
        };
        record.aml = Some(if outcome.aml_flagged { AmlStatus::Flagged } else { AmlStatus::Clear });
        self.settle_buyer(id, moment);
    }

    pub(super) fn verification_expires(&mut self, id: &BuyerId, moment: Moment<'_>) {
        let Some(record) = self.buyers.get_mut(id) else { return };
        // The entry may be of an earlier session; the last one has its own expiry.
        let over = |last: &&mut VerificationSession| last.end.is_none() && last.expires_at <= moment.now;
        let Some(session) = record.sessions.last_mut().filter(over) else { return };
        session.end = Some(SessionEnd::Expired);
        record.verification = KycVerificationStatus::NotStarted;
        record.aml = None;
        self.settle_buyer(id, moment);
    }
}
