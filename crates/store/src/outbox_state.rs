use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

/// The state of a queued write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutboxState {
    /// To be sent when its turn comes.
    Ready,
    /// Being sent; after a crash, maybe sent.
    InFlight,
    /// NT24 has it.
    Done,
    /// Parked: NT24 has other data, the user compares.
    Conflict,
    /// Parked: it is not known whether NT24 has it, the user decides.
    Unconfirmed,
    /// Parked: NT24 refuses it as it is.
    Refused,
    /// Parked: the user stopped it while it was being sent, or between two attempts.
    Held,
    /// Taken back before NT24 had it.
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

    /// Whether the user has to look at it.
    #[must_use]
    pub fn is_parked(self) -> bool {
        matches!(self, Self::Conflict | Self::Unconfirmed | Self::Refused | Self::Held)
    }

    /// Whether the rows behind it no longer wait for it.
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

impl ToSql for OutboxState {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl FromSql for OutboxState {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let text = value.as_str()?;
        Self::ALL.iter().copied().find(|state| state.as_str() == text).ok_or(FromSqlError::InvalidType)
    }
}
