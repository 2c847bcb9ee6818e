//! What happens by itself when time goes by. It is played when somebody looks, at the moments it
//! was due, so that no background task is needed and a clock that jumps leaves no gap.

use super::{Cause, Moment, ViesCheck, World};
use crate::ViesAnswer;
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{BuyerId, InvitationId, OrderId, ViesResult};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};

/// Something that is due.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Due {
    /// VIES answers.
    ViesAnswer(BuyerId),
    /// The daily check of an order's buyer.
    DailyVies(OrderId),
    /// The time of a buyer's identity check is over.
    VerificationExpires(BuyerId),
    /// The money laundering check of a buyer answers.
    AmlAnswer(BuyerId),
    /// The time of an invitation is over.
    InvitationExpires(InvitationId),
    /// The export file's making begins.
    ExportGenerating(OrderId),
    /// The export file is finished.
    ExportReady(OrderId),
    /// The time of the link to an export file is over.
    ExportLinkEnds(OrderId),
}

/// What is due, by its moment and by what it is. Nothing is due twice.
#[derive(Default)]
pub(super) struct Agenda {
    by_moment: BTreeSet<(DateTime<Utc>, Due)>,
    moments: BTreeMap<Due, DateTime<Utc>>,
}

impl Agenda {
    /// Puts something on the agenda; an earlier entry for the same moves.
    pub(super) fn schedule(&mut self, at: DateTime<Utc>, due: Due) {
        self.unschedule(&due);
        self.moments.insert(due.clone(), at);
        self.by_moment.insert((at, due));
    }

    pub(super) fn unschedule(&mut self, due: &Due) {
        if let Some((due, at)) = self.moments.remove_entry(due) {
            self.by_moment.remove(&(at, due));
        }
    }

    fn holds(&self, due: &Due) -> bool {
        self.moments.contains_key(due)
    }

    /// Takes the first entry off if its moment has come.
    fn take_until(&mut self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, Due)> {
        if self.by_moment.first()?.0 > now {
            return None;
        }
        let (at, due) = self.by_moment.pop_first()?;
        self.moments.remove(&due);
        Some((at, due))
    }
}

impl Serialize for Agenda {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.by_moment.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Agenda {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut agenda = Self::default();
        for (at, due) in BTreeSet::deserialize(deserializer)? {
            agenda.schedule(at, due);
        }
        Ok(agenda)
    }
}

impl World {
    /// Plays everything that is due; true when anything was.
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

    /// When something is due next.
    pub(crate) fn next_on_agenda(&self) -> Option<DateTime<Utc>> {
        self.agenda.by_moment.first().map(|(at, _)| *at)
    }

    /// Begins the daily check of an order, a day from now; does nothing when it runs.
    pub(crate) fn start_daily_vies(&mut self, order: &OrderId, moment: Moment<'_>) {
        let due = Due::DailyVies(order.clone());
        if !self.agenda.holds(&due) {
            self.agenda.schedule(moment.now + TimeDelta::days(1), due);
        }
    }

    /// Asks VIES; a question that is open already is not asked twice. True when it was asked.
    pub(crate) fn ask_vies(&mut self, buyer: &BuyerId, daily: bool, moment: Moment<'_>) -> bool {
        let Some(record) = self.buyers.get_mut(buyer) else { return false };
        if record.vies_pending() {
            return false;
        }
        record.vies.push(ViesCheck {
            requested_at: moment.now,
            daily,
            result: ViesResult::Pending,
            answered_at: None,
        });
        self.agenda.schedule(moment.now + moment.behaviour.vies_delay, Due::ViesAnswer(buyer.clone()));
        self.settle_open_orders(buyer, moment);
        true
    }

    fn vies_answers(&mut self, buyer: &BuyerId, moment: Moment<'_>) {
        let Some(record) = self.buyers.get_mut(buyer) else { return };
        let previous = record.last_answer().map_or(ViesResult::Unasked, |check| check.result.clone());
        let vat_number = &record.buyer.vat_number;
        let earlier = record.vies.len().saturating_sub(1);
        let answer = self
            .vies_instructions
            .get(vat_number)
            .copied()
            .unwrap_or_else(|| ViesAnswer::by_number(vat_number, earlier));
        if let Some(check) = record.vies.last_mut() {
            check.answered_at = Some(moment.now);
            check.result = match answer {
                ViesAnswer::Valid => ViesResult::Valid,
                ViesAnswer::Invalid => ViesResult::Invalid,
                ViesAnswer::Unavailable => ViesResult::Unasked,
            };
        }
        self.tell_vies(buyer, previous, moment);
        self.settle_open_orders(buyer, moment);
    }

    fn daily_vies(&mut self, order: &OrderId, moment: Moment<'_>) {
        let Some(record) = self.orders.get(order) else { return };
        if !record.daily_checks_active(moment.behaviour) {
            return;
        }
        let buyer = record.order.buyer_id.clone();
        self.ask_vies(&buyer, true, moment);
        self.agenda.schedule(moment.now + TimeDelta::days(1), Due::DailyVies(order.clone()));
    }
}
