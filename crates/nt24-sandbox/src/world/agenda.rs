//! The agenda: events that happen by the passing of time. `advance.rs` plays them.

use chrono::{DateTime, Utc};
use nt24::{BuyerId, InvitationId, OrderId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};

/// An event of the agenda.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Due {
    /// VIES answers.
    ViesAnswer(BuyerId),
    /// The daily check of an order's buyer.
    DailyVies(OrderId),
    /// A buyer's identity check expires.
    VerificationExpires(BuyerId),
    /// The money laundering check of a buyer answers.
    AmlAnswer(BuyerId),
    /// An invitation expires.
    InvitationExpires(InvitationId),
    /// The export file goes from `PENDING` to `GENERATING`.
    ExportGenerating(OrderId),
    /// The export file is ready.
    ExportReady(OrderId),
    /// The link to an export file expires.
    ExportLinkEnds(OrderId),
}

/// The events, by moment and by event. Each event has at most one entry.
#[derive(Default)]
pub(super) struct Agenda {
    by_moment: BTreeSet<(DateTime<Utc>, Due)>,
    moments: BTreeMap<Due, DateTime<Utc>>,
}

impl Agenda {
    /// Schedules an event. If it is scheduled already, it moves to the new moment.
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

    /// The moment of the first entry.
    pub(super) fn first(&self) -> Option<DateTime<Utc>> {
        self.by_moment.first().map(|(at, _)| *at)
    }

    pub(super) fn holds(&self, due: &Due) -> bool {
        self.moments.contains_key(due)
    }

    /// Takes the first event if its moment has come.
    pub(super) fn take_until(&mut self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, Due)> {
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
