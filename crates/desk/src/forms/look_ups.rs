//! The last look-ups of VAT numbers at NT24: one at a time, and none twice within a while.

use crate::given::lock;
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{Buyer, SellerId};
use std::collections::VecDeque;
use std::sync::Mutex;
use tokio::sync::watch;

/// How long an answer is used again. A user who goes back and forth in the form asks NT24 once.
const KEPT: TimeDelta = TimeDelta::minutes(5);

/// How many answers are kept.
const MOST: usize = 16;

/// The look-ups of one connection.
#[derive(Default)]
pub(crate) struct LookUps {
    /// Grows with each look-up: an earlier one that still runs ends.
    turn: watch::Sender<u64>,
    answers: Mutex<VecDeque<Answer>>,
}

struct Answer {
    seller: SellerId,
    number: String,
    at: DateTime<Utc>,
    /// `None` if NT24 has no such buyer.
    buyer: Option<Buyer>,
}

impl LookUps {
    /// Begins a look-up, which ends the one that runs. The receiver changes when the next one begins.
    pub(super) fn begin(&self) -> watch::Receiver<u64> {
        self.turn.send_modify(|turn| *turn += 1);
        let mut turn = self.turn.subscribe();
        turn.mark_unchanged();
        turn
    }

    /// A recent answer.
    pub(super) fn answer(
        &self,
        seller: &SellerId,
        number: &str,
        now: DateTime<Utc>,
    ) -> Option<Option<Buyer>> {
        let answers = lock(&self.answers);
        let recent = |one: &&Answer| one.at <= now && now - one.at < KEPT;
        let mut found = answers.iter().filter(recent).filter(|one| one.seller == *seller);
        found.find(|one| one.number == number).map(|one| one.buyer.clone())
    }

    pub(super) fn keep(&self, seller: SellerId, number: String, at: DateTime<Utc>, buyer: Option<Buyer>) {
        let mut answers = lock(&self.answers);
        answers.truncate(MOST - 1);
        answers.push_front(Answer { seller, number, at, buyer });
    }
}
