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

/// How old the latest word of the server's time may be when a write leaves for the first time. Before
/// its second time the server is asked anew.
pub(super) const FRESH: TimeDelta = TimeDelta::minutes(5);

/// Whether a row in flight may leave. Notes the server's time before the first attempt, and compares
/// with it before each further one. What may be repeated without its key always may.
///
/// # Errors
/// When the server cannot be asked for the time.
pub(super) async fn allows(open: &Open, row: &OutboxRow) -> Result<bool, Failure> {
    if request::may_repeat_without_key(&row.operation) || sabotaged!(ExpiredKeySent) {
        return Ok(true);
    }
    let now = open.parts.clock.now();
    let latest = open.client().server_time().filter(|latest| {
        let age = now - latest.noted;
        row.first_sent_at.is_none() && age >= TimeDelta::zero() && age <= FRESH
    });
    let server = match latest {
        Some(latest) => Some(latest.at),
        None => ask(open).await?,
    };
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
    Ok(age <= KEY_LIFE && age >= -FRESH)
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
