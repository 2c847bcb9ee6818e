//! The questions that a desk asks its users, and how many had a reason.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::AddAssign;

/// A question about a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Question {
    /// Did it arrive? Nothing but its key protects it, NT24 may have forgotten that, and an attempt has no
    /// known outcome.
    Arrived,
    /// Which value shall stay? Somebody else changed the same resource.
    Conflict,
    /// The write was refused: what shall the desk do with it?
    Refusal,
}

impl Question {
    pub(super) const ALL: [Self; 3] = [Self::Arrived, Self::Conflict, Self::Refusal];
}

/// The grounds of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grounds {
    /// The user decided wrongly before.
    User,
    /// The events under the key of the write, if they give a reason.
    Events,
    /// There are none: the values tell the answer.
    Missing,
}

/// How often users wrote, were asked, and might have been asked with a reason.
#[derive(Clone, Debug, Default)]
pub(super) struct Rate {
    writes: usize,
    /// Writes with an attempt whose outcome no answer told.
    unknown: usize,
    asked: [usize; 3],
    /// The ceiling: each key counts once for each question that its events are a reason for.
    uncertain: [usize; 3],
}

impl Rate {
    pub(super) fn of(
        writes: usize,
        unknown: usize,
        asked: &BTreeSet<(String, Question)>,
        uncertain: &BTreeSet<(String, Question)>,
    ) -> Self {
        let count = |all: &BTreeSet<(String, Question)>| {
            Question::ALL.map(|question| all.iter().filter(|(_, one)| *one == question).count())
        };
        Self { writes, unknown, asked: count(asked), uncertain: count(uncertain) }
    }

    /// Whether users were asked no more often than the events of the schedules are a reason for.
    pub(super) fn is_below_ceiling(&self) -> bool {
        self.asked.iter().zip(self.uncertain).all(|(asked, uncertain)| *asked <= uncertain)
    }
}

impl AddAssign<&Rate> for Rate {
    fn add_assign(&mut self, other: &Rate) {
        self.writes += other.writes;
        self.unknown += other.unknown;
        for at in 0..Question::ALL.len() {
            self.asked[at] += other.asked[at];
            self.uncertain[at] += other.uncertain[at];
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per_thousand = |count: usize| count as f64 * 1000.0 / self.writes.max(1) as f64;
        let unknown = per_thousand(self.unknown);
        writeln!(
            f,
            "of 1,000 writes ({} in all), {unknown:.1} had an attempt without an answer",
            self.writes
        )?;
        for (at, question) in Question::ALL.iter().enumerate() {
            let (asked, uncertain) = (per_thousand(self.asked[at]), per_thousand(self.uncertain[at]));
            writeln!(f, "  question {question:?}: {asked:.1}, at most {uncertain:.1}")?;
        }
        Ok(())
    }
}
