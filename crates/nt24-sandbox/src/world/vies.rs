//! VIES: requested and daily checks, and their answers.

use super::agenda::Due;
use super::buyer_record::ViesCheck;
use super::moment::Moment;
use super::state::World;
use super::vies_answer::ViesAnswer;
use chrono::TimeDelta;
use nt24::{BuyerId, OrderId, ViesResult};

impl World {
    /// Starts the daily checks of an order, the first a day from now. Does nothing if they run already.
    pub(crate) fn start_daily_vies(&mut self, order: &OrderId, moment: Moment<'_>) {
        let due = Due::DailyVies(order.clone());
        if !self.agenda.holds(&due) {
            self.agenda.schedule(moment.now + TimeDelta::days(1), due);
        }
    }

    /// Starts a VIES check. Returns false if one is running already.
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

    pub(super) fn vies_answers(&mut self, buyer: &BuyerId, moment: Moment<'_>) {
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
        self.emit_vies_failure(buyer, previous, moment);
        self.settle_open_orders(buyer, moment);
    }

    pub(super) fn daily_vies(&mut self, order: &OrderId, moment: Moment<'_>) {
        let Some(record) = self.orders.get(order) else { return };
        if !record.daily_checks_active(moment.behaviour) {
            return;
        }
        let buyer = record.order.buyer_id.clone();
        self.ask_vies(&buyer, true, moment);
        self.agenda.schedule(moment.now + TimeDelta::days(1), Due::DailyVies(order.clone()));
    }
}
