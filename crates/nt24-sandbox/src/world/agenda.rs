//! What happens by itself when time goes by. It is played when somebody looks, at the moments it
//! was due, so that no background task is needed and a clock that jumps leaves no gap.

use super::{Moment, ViesCheck, World};
use crate::ViesAnswer;
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{BuyerId, OrderId, ViesResult};
use serde::{Deserialize, Serialize};

/// Something that is due.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Due {
    /// VIES answers.
    ViesAnswer(BuyerId),
    /// The daily check of an order's buyer.
    DailyVies(OrderId),
    /// The export file's making begins.
    ExportGenerating(OrderId),
    /// The export file is finished.
    ExportReady(OrderId),
}

impl World {
    /// Plays everything that is due; true when anything was.
    pub(crate) fn advance(&mut self, moment: Moment<'_>) -> bool {
        let mut played = false;
        while let Some((at, _)) = self.agenda.first()
            && *at <= moment.now
            && let Some((at, due)) = self.agenda.pop_first()
        {
            played = true;
            let then = Moment { now: at, ..moment };
            match due {
                Due::ViesAnswer(buyer) => self.vies_answers(&buyer, then),
                Due::DailyVies(order) => self.daily_vies(&order, then),
                Due::ExportGenerating(order) => self.export_generating(&order, then),
                Due::ExportReady(order) => self.export_ready(&order, then),
            }
        }
        played
    }

    pub(super) fn schedule(&mut self, at: DateTime<Utc>, due: Due) {
        self.agenda.insert((at, due));
    }

    pub(super) fn unschedule(&mut self, due: &Due) {
        self.agenda.retain(|(_, other)| other != due);
    }

    /// Begins the daily check of an order, a day from now; does nothing when it runs.
    pub(crate) fn start_daily_vies(&mut self, order: &OrderId, moment: Moment<'_>) {
        let due = Due::DailyVies(order.clone());
        if !self.agenda.iter().any(|(_, other)| *other == due) {
            self.schedule(moment.now + TimeDelta::days(1), due);
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
        self.schedule(moment.now + moment.behaviour.vies_delay, Due::ViesAnswer(buyer.clone()));
        self.settle_buyer(buyer, moment);
        true
    }

    fn vies_answers(&mut self, buyer: &BuyerId, moment: Moment<'_>) {
        let Some(record) = self.buyers.get_mut(buyer) else { return };
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
        self.settle_buyer(buyer, moment);
    }

    fn daily_vies(&mut self, order: &OrderId, moment: Moment<'_>) {
        let Some(record) = self.orders.get(order) else { return };
        if !record.daily_checks_active(moment.behaviour) {
            return;
        }
        let buyer = record.order.buyer_id.clone();
        self.ask_vies(&buyer, true, moment);
        self.schedule(moment.now + TimeDelta::days(1), Due::DailyVies(order.clone()));
    }
}
