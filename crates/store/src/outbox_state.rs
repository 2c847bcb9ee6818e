use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};

/// Where a queued write stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutboxState {
    /// To be sent when its turn comes.
    Ready,
    /// Being sent; after a crash, maybe sent.
    InFlight,
    /// The server has it.
    Done,
    /// Parked: the server has other data, a person compares.
    Conflict,
    /// Parked: nobody knows whether the server has it, a person decides.
    Unconfirmed,
    /// Parked: the server does not take it as it is.
    Refused,
    /// Parked: a person stopped it while it was being sent, or between two tries.
    Held,
    /// Taken back before the server had it.
    Withdrawn,
}

impl OutboxState {
    /// Every state.
    pub const ALL: &'static [Self] = &[
        Self::Ready,
        Self::InFlight,
        Self::Done,
        Self::Conflict,
        Self::Unconfirmed,
        Self::Refused,
        Self::Held,
        Self::Withdrawn,
    ];

    /// The state as it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::InFlight => "in_flight",
            Self::Done => "done",
            Self::Conflict => "conflict",
            Self::Unconfirmed => "unconfirmed",
            Self::Refused => "refused",
            Self::Held => "held",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether a person has to look at it.
    #[must_use]
    pub fn is_parked(self) -> bool {
        matches!(self, Self::Conflict | Self::Unconfirmed | Self::Refused | Self::Held)
    }

    /// Whether it holds up nothing any more.
    #[must_use]
    pub fn is_finished(self) -> bool {
        matches!(self, Self::Done | Self::Withdrawn)
    }
}

impl std::fmt::Display for OutboxState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromSql for OutboxState {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let text = value.as_str()?;
        Self::ALL.iter().copied().find(|state| state.as_str() == text).ok_or(FromSqlError::InvalidType)
    }
}

/// How many rows are unfinished.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// To be sent.
    pub ready: u32,
    /// Being sent.
    pub in_flight: u32,
    /// Waiting for a person.
    pub parked: u32,
}
