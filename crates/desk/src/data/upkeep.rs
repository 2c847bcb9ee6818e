//! What is done once a day while a connection is open: a copy of the database, and then the removal of
//! papers that NT24 has had for long.

use super::in_background;
use crate::contract::Failure;
use crate::open::{Open, lock};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use std::time::Duration;
use store::{Reason, Store};

/// How long the start of the program has the disk to itself.
const AFTER_START: Duration = Duration::from_secs(2);

/// How often is looked whether a day has gone by: the clock may jump, and computers sleep.
const LOOK: Duration = Duration::from_secs(60);

/// How long after a failure, for example of a full disk, it is tried again.
const AGAIN: Duration = Duration::from_secs(600);

const DAY: TimeDelta = TimeDelta::hours(24);

/// Looks after the data, until the connection closes.
pub(crate) async fn run(open: Arc<Open>) {
    let mut pause = AFTER_START;
    loop {
        tokio::select! {
            () = open.closing() => break,
            () = tokio::time::sleep(pause) => {}
        }
        pause = LOOK;
        let copied = daily_copy(&open).await;
        if let Err(failure) = &copied {
            tracing::warn!(%failure, "the daily copy of the database was not made");
            pause = AGAIN;
        }
        let copied_now = copied.as_ref().is_ok_and(|made| *made);
        if copied_now || copied.is_err() {
            *lock(&open.copy_failure) = copied.err();
            open.changed();
        }
        if copied_now && let Err(failure) = in_background(&open, |open| remove_what_nt24_has(open)).await {
            tracing::warn!(%failure, "papers that NT24 has were not removed");
        }
    }
}

/// Makes a copy when a day has gone by since the last; whether it did.
async fn daily_copy(open: &Arc<Open>) -> Result<bool, Failure> {
    let now = open.parts.clock.now();
    let backups = Store::backups(&open.folder())?;
    let last = backups.iter().filter(|backup| backup.reason == Reason::Daily).map(|backup| backup.made_at);
    if !is_due(last, now) {
        return Ok(false);
    }
    in_background(open, move |open| Ok(open.store.back_up(Reason::Daily, now).map(|_| true)?)).await
}

fn is_due(made: impl Iterator<Item = DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    // What lies ahead was dated by a clock that has been set back since, and says nothing of today.
    made.filter(|at| *at <= now).max().is_none_or(|last| now - last >= DAY)
}

/// Removes contents from the vault that a person will not miss: NT24 has had them for as many days as
/// were asked for, or nothing names them any more. Small pictures stay as long as their file's row. Hash, size, name and receipt stay in any case. What
/// a kept copy of the database has not sent stays as well, or a restore could not send it.
pub(crate) fn remove_what_nt24_has(open: &Open) -> Result<(), Failure> {
    // Nothing is taken in between the look and the removal.
    let _turn = lock(&open.files_turn);
    let now = open.parts.clock.now();
    let mut kept = open.store.wanted()?;
    open.store.read(|tx| {
        kept.extend(store::thumbnails::all(tx)?);
        let days = super::local_days(tx)?;
        let since = TimeDelta::try_days(i64::from(days)).and_then(|days| now.checked_sub_signed(days));
        match since.filter(|_| days > 0) {
            Some(since) => kept.extend(store::files::in_use_since(tx, since)?),
            None => kept.extend(store::files::all(tx)?.into_iter().map(|row| row.sha256)),
        }
        Ok::<_, store::Error>(())
    })?;
    let stored = open.store.vault().stored()?;
    let mut removed = 0;
    for (sha256, _) in stored.iter().filter(|(sha256, _)| !kept.contains(sha256)) {
        open.store.vault().remove(sha256)?;
        removed += 1;
    }
    if removed > 0 {
        tracing::info!(removed, "contents that NT24 has were removed here");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_counts_from_the_last_copy_that_is_not_ahead() {
        let at = |hours| DateTime::UNIX_EPOCH + TimeDelta::hours(hours);
        for (made, now, due) in [
            (vec![], 0, true),
            (vec![0], 23, false),
            (vec![0], 24, true),
            (vec![0, 30], 31, false),
            // The clock was 25 hours ahead when the last was made.
            (vec![0, 49], 24, true),
            (vec![0, 49], 23, false),
        ] {
            assert_eq!(is_due(made.clone().into_iter().map(at), at(now)), due, "{made:?} {now}");
        }
    }
}
