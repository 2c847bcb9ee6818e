//! Whether NT24 still knows the key of a write that may have arrived. Its clock decides that, not this
//! desk's: that one may have been set, even while the program was not running, and nothing in the
//! program would show it.

use super::request;
use crate::contract::Failure;
use crate::open::Open;
use crate::sabotage::sabotaged;
use chrono::{DateTime, TimeDelta, Utc};
use store::OutboxRow;

/// How long a row is repeated under its key. The server forgets keys after 24 hours; the hour between
/// is for requests that travel long.
const KEY_LIFE: TimeDelta = TimeDelta::hours(23);

/// How far the server's clock may be corrected, and how long an attempt may wait for its turn after the
/// server was asked.
pub(super) const SLACK: TimeDelta = TimeDelta::minutes(5);

/// Whether a row in flight may leave. Asks the server for its time before each attempt, notes it, and
/// compares it with the first. What may be repeated without its key always may, and nobody is asked.
///
/// # Errors
/// When the server cannot be asked for the time.
pub(super) async fn allows(open: &Open, row: &OutboxRow) -> Result<bool, Failure> {
    if request::may_repeat_without_key(&row.operation) || sabotaged!(ExpiredKeySent) {
        return Ok(true);
    }
    // How long ago it last showed its time, only this desk's clock could tell, and computers sleep.
    let server = ask(open).await?;
    let now = open.parts.clock.now();
    let Some(server) = server.filter(|_| !sabotaged!(ClockTrusted)) else {
        // A server that shows no time: the desk's own clock must do.
        return Ok(!is_over_by_own_clock(row, now));
    };
    let first = match (row.first_sent_after, row.first_sent_at) {
        (Some(first), _) => first,
        (None, None) => server,
        // It was tried, and the time not noted: the program ended in that moment, or was an older one.
        (None, Some(_)) if is_over_by_own_clock(row, now) => return Ok(false),
        (None, Some(tried)) => server - (now - tried).max(TimeDelta::zero()),
    };
    open.store.write(|tx| store::outbox::witness(tx, &row.id, first, server))?;
    let age = server - first;
    // A server's clock that was set back says nothing of how long ago it was.
    Ok(age <= KEY_LIFE && age >= -SLACK)
}

/// The server's time, from an answer of this moment.
async fn ask(open: &Open) -> Result<Option<DateTime<Utc>>, Failure> {
    let me = open.observe(open.client().me().await)?;
    open.keep_me(me.value)?;
    Ok(open.client().server_time().map(|latest| latest.at))
}

/// Whether the key may be forgotten, as far as this desk's clock tells.
fn is_over_by_own_clock(row: &OutboxRow, now: DateTime<Utc>) -> bool {
    // A first attempt in the future was noted by a clock that was ahead: nobody knows how long ago it was.
    row.first_sent_at.is_some_and(|first| now - first > KEY_LIFE || first - now > TimeDelta::minutes(5))
}
