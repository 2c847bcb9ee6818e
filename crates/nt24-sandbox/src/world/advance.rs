//! Plays due events. They are played at the next access to the world, each at the moment it was due, so
//! that no background task is needed and a clock that jumps leaves no gap.

use super::agenda::Due;
use super::moment::{Cause, Moment};
use super::state::World;
use chrono::{DateTime, Utc};

impl World {
    /// Plays all due events. Returns whether there were any.
    pub(crate) fn advance(&mut self, moment: Moment<'_>) -> bool {
        let mut played = false;
        while let Some((at, due)) = self.agenda.take_until(moment.now) {
            played = true;
            let then = Moment { now: at, cause: Cause::System, ..moment };
            match due {
                Due::ViesAnswer(buyer) => self.vies_answers(&buyer, then),
                Due::DailyVies(order) => self.daily_vies(&order, then),
                Due::VerificationExpires(buyer) => self.verification_expires(&buyer, then),
                Due::AmlAnswer(buyer) => self.aml_answers(&buyer, then),
                Due::InvitationExpires(invitation) => self.invitation_expires(&invitation, then),
                Due::ExportGenerating(order) => self.export_generating(&order, then),
                Due::ExportReady(order) => self.export_ready(&order, then),
                Due::ExportLinkEnds(order) => self.export_link_ends(&order, then),
            }
        }
        played
    }

    /// When the next event is due.
    pub(crate) fn next_on_agenda(&self) -> Option<DateTime<Utc>> {
        self.agenda.first()
    }
}
