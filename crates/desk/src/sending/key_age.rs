//! Whether NT24 still knows the key of a write that may have arrived. NT24's clock decides: this desk's
//! clock may have been set, even while the program was not running, and the program could not notice.

use crate::connection::Connection;
use crate::contract::Failure;
use crate::queue::repeat::Repeat;
use crate::queue::under_way::SLACK;
use chrono::{DateTime, TimeDelta, Utc};
use store::OutboxRow;

/// How long a row is repeated under its key.
const KEY_LIFE: TimeDelta = TimeDelta::seconds(nt24_client::KEY_LIFE.as_secs().cast_signed());

/// Whether a row in flight may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyAge {
    /// NT24 knows the key, or does not need it. `not_after` is the time at which that is no longer certain, by
    /// this desk's clock.
    Known { not_after: Option<DateTime<Utc>> },
    /// NT24 may have forgotten the key.
    TooOld,
}

/// Checks the age of the key of a row in flight. Asks the server for its time before each attempt, records it, and
/// compares it with the time of the first attempt. Does not ask for a write that may be repeated without
/// its key.
///
/// # Errors
/// If the server cannot be asked for its time.
pub(super) async fn check(connection: &Connection, row: &OutboxRow) -> Result<KeyAge, Failure> {
    if Repeat::of_row(&row.operation).needs_no_key() {
        return Ok(KeyAge::Known { not_after: None });
    }
    let asked = connection.given.clock.now();
    // Until then the slack of the limits below covers the wait for a turn.
    let known = KeyAge::Known { not_after: Some(asked + SLACK) };
    // The age of an older answer could be told by this desk's clock only, and computers sleep.
    let server = ask(connection).await?;
    let now = connection.given.clock.now();
    let Some(server) = server else {
        // The server shows no time: this desk's clock must do.
        return Ok(if is_over_by_own_clock(row, now) { KeyAge::TooOld } else { known });
    };
    let first = match (row.first_sent_after, row.first_sent_at) {
        (Some(first), _) => first,
        (None, None) => server,
        // An attempt without a recorded server time: the program ended at that moment, or was an older one.
        (None, Some(_)) if is_over_by_own_clock(row, now) => return Ok(KeyAge::TooOld),
        (None, Some(tried)) => server - (now - tried).max(TimeDelta::zero()),
    };
    connection.store.write(|tx| store::outbox::record_server_time(tx, &row.id, first, server))?;
    let age = server - first;
    // After the server's clock was set back, the age is not known.
    Ok(if age <= KEY_LIFE && age >= -SLACK { known } else { KeyAge::TooOld })
}

/// The server's time, from an answer of this moment.
async fn ask(connection: &Connection) -> Result<Option<DateTime<Utc>>, Failure> {
    let me = connection.observe(connection.client().me().await)?;
    connection.keep_me(me.value)?;
    Ok(me.date)
}

/// Whether the server may have forgotten the key, by this desk's clock.
fn is_over_by_own_clock(row: &OutboxRow, now: DateTime<Utc>) -> bool {
    // A first attempt in the future was recorded by a clock that was ahead: its age is not known.
    row.first_sent_at.is_some_and(|first| now - first > KEY_LIFE || first - now > SLACK)
}
