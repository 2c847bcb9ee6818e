//! Stories: situations that random steps seldom compose, with variations that a seed chooses.

use super::decision::Mood;
use super::delivery::Refusal;
use super::person::Action;
use super::schedule::Schedule;
use super::staff::{CHANGES, Change};
use chrono::TimeDelta;
use nt24_client::CarrierFault;

/// The actions of a user whose attempt gets lost. Those that only the key protects stand here more often.
const LOST: &[Action] = &[
    Action::Pickup,
    Action::Pickup,
    Action::Pickup,
    Action::Contact,
    Action::Contact,
    Action::BuyerPaper,
    Action::OrderPaper,
    Action::Invoice,
    Action::Payment,
    Action::OrderChange,
    Action::BuyerChange,
    Action::Delivery,
];

/// How long the desk does not reach NT24, in minutes: once, or twice with an attempt in between. An attempt may
/// travel for an hour, and a key is kept for a day.
const OUTAGES: &[&[i64]] =
    &[&[2], &[40], &[61], &[70], &[13 * 60], &[25 * 60], &[25 * 60], &[13 * 60, 13 * 60]];

impl Schedule {
    /// Plays one story, after a quiet beginning with a buyer and an order.
    pub(super) async fn story(&mut self) {
        let number = self.any_desk();
        for action in [Action::Buyer, Action::Order] {
            self.act_quietly(number, action).await;
        }
        match self.chance.below(10) {
            0..6 => self.answer_is_lost(number).await,
            6 | 7 => self.repeat_is_refused(number).await,
            _ => self.form_grows_old(number).await,
        }
    }

    /// A user submits a form, and everything is sent.
    async fn act_quietly(&mut self, number: usize, action: Action) {
        if let Some(form) = self.begin(number, action) {
            self.submit(form);
        }
        self.send_quietly().await;
    }

    /// The network works for a moment.
    async fn send_quietly(&mut self) {
        self.pass(TimeDelta::seconds(2)).await;
        self.start_sends().await;
        while self.network.len() > 0 {
            let pending = self.network.take(0);
            self.execute(pending).await;
            self.start_sends().await;
        }
    }

    /// An attempt has no known outcome, then nothing is sent for some time, in which others act.
    async fn answer_is_lost(&mut self, number: usize) {
        let action = self.chance.one_of(LOST);
        let (backed_up, paused) = (self.chance.percent(15), self.chance.percent(15));
        if paused {
            self.pause(number);
        }
        let Some(form) = self.begin(number, action) else { return };
        self.submit(form);
        if backed_up {
            self.back_up(number);
        }
        self.start_sends().await;
        if paused {
            self.pause(number);
            self.start_sends().await;
        }
        self.lose_attempt().await;
        if self.chance.percent(40) {
            self.attempt_again().await;
        }
        // It waits behind the uncertain one.
        if self.chance.percent(40) {
            let behind = self.chance.one_of(&[action, Action::Contact, Action::OrderPaper]);
            if let Some(form) = self.begin(number, behind) {
                self.submit(form);
            }
        }
        for (at, minutes) in self.chance.one_of(OUTAGES).iter().enumerate() {
            if at > 0 {
                self.attempt_again().await;
            }
            self.outage(number, *minutes).await;
        }
        self.others_act(action);
        if backed_up && self.chance.percent(70) {
            self.restore(number).await;
        }
        for _ in 0..3 {
            self.send_quietly().await;
            if self.chance.percent(50) {
                self.read(number).await;
            }
            self.decide(Mood::Busy);
        }
    }

    /// The newest attempt ends without a known outcome.
    async fn lose_attempt(&mut self) {
        let Some(last) = self.network.len().checked_sub(1) else { return };
        let pending = self.network.take(last);
        match self.chance.below(10) {
            0..6 => self.lose_answer(pending).await,
            6 => self.fail(pending, "never arrived", CarrierFault::Lost).await,
            7 => {
                self.delay(pending.request.clone());
                self.fail(pending, "late", CarrierFault::TimedOut).await;
            }
            8 => self.refuse(pending, Refusal::TooMany).await,
            _ => self.execute(pending).await,
        }
    }

    /// The desk tries again, and the attempt is lost as well, or refused.
    async fn attempt_again(&mut self) {
        self.pass(TimeDelta::minutes(2)).await;
        self.start_sends().await;
        let Some(last) = self.network.len().checked_sub(1) else { return };
        match self.chance.below(3) {
            0 => {
                let pending = self.network.take(last);
                self.refuse(pending, Refusal::Forbidden).await;
            }
            _ => self.lose_attempt().await,
        }
    }

    /// The desk sends no request for some time. The program may be off, and the clock may be set meanwhile.
    async fn outage(&mut self, number: usize, minutes: i64) {
        let off = self.chance.percent(60);
        if off {
            self.crash(number).await;
        }
        self.pass(TimeDelta::minutes(minutes)).await;
        let hours = self.chance.one_of(&[-25, -25, -1, 25]);
        if off && self.chance.percent(40) {
            self.set_clock(number, hours);
            self.note("wrong clock", || format!("desk {number} by {hours} h, while it was off"));
            self.crash(number).await;
        }
        self.note("outage", || format!("desk {number} for {minutes} minutes"));
    }

    /// Staff change what the user has changed, or something else.
    fn others_act(&mut self, action: Action) {
        for _ in 0..self.chance.below(3) {
            let changes = if self.chance.percent(70) { touching(action) } else { CHANGES };
            let change = self.chance.one_of(changes);
            self.staff(change);
        }
    }

    /// An attempt still travels when the next one is refused, and the user is impatient.
    async fn repeat_is_refused(&mut self, number: usize) {
        let action = self.chance.one_of(&[
            Action::Contact,
            Action::Pickup,
            Action::OrderPaper,
            Action::BuyerPaper,
            Action::Invoice,
        ]);
        let Some(form) = self.begin(number, action) else { return };
        self.submit(form);
        self.start_sends().await;
        if self.network.len() > 0 {
            let pending = self.network.take(0);
            self.delay(pending.request.clone());
            self.fail(pending, "late", CarrierFault::TimedOut).await;
        }
        self.pass(TimeDelta::minutes(2)).await;
        self.start_sends().await;
        if self.network.len() > 0 {
            let pending = self.network.take(0);
            self.refuse(pending, Refusal::Forbidden).await;
        }
        for _ in 0..3 {
            let minutes = self.chance.one_of(&[1, 6, 15]);
            self.pass(TimeDelta::minutes(minutes)).await;
            self.read(number).await;
            self.decide(Mood::Busy);
            self.send_quietly().await;
        }
    }

    /// A form is begun, others change the same resource, the desk reads that, and then the form is submitted.
    async fn form_grows_old(&mut self, number: usize) {
        let action = self.chance.one_of(&[
            Action::BuyerChange,
            Action::OrderChange,
            Action::Invoice,
            Action::Payment,
            Action::Pickup,
        ]);
        if matches!(action, Action::Invoice | Action::Payment) {
            self.act_quietly(number, action).await;
        }
        self.read(number).await;
        let Some(form) = self.begin(number, action) else { return };
        self.note("begun", || form.to_string());
        let minutes = self.chance.one_of(&[1, 60, 3 * 24 * 60]);
        self.pass(TimeDelta::minutes(minutes)).await;
        let change = self.chance.one_of(touching(action));
        self.staff(change);
        if self.chance.percent(80) {
            // The page of the order or buyer is on the screen: all parts of it are read.
            self.desks[number].opened.reading.on_screen(form.subject());
            self.read(number).await;
        }
        self.submit(form);
        self.send_quietly().await;
    }
}

/// The changes of staff that touch the same resource as an action.
fn touching(action: Action) -> &'static [Change] {
    match action {
        Action::Pickup | Action::Delivery | Action::RevokePickup => {
            &[Change::RevokePickup, Change::ConfirmPickup]
        }
        Action::Invoice => &[Change::Invoice],
        Action::Payment => &[Change::Payment],
        Action::Order | Action::OrderChange | Action::OrderPaper => &[Change::Order],
        Action::Buyer | Action::BuyerChange | Action::BuyerPaper | Action::Contact => &[Change::RenameBuyer],
    }
}
