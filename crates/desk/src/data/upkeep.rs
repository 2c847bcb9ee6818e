//! The daily upkeep of an open connection: a backup of the database, and then the removal of files.

use crate::contract::Failure;
use crate::data::state::Data;
use crate::forms::state::DISCARDED_ARE_KEPT;
use crate::papers::removal;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use std::time::Duration;
use store::{Reason, Store};

/// Pause before the first look, so that the start of the program has the disk to itself.
const AFTER_START: Duration = Duration::from_secs(2);

/// How often the loop checks whether a day has passed: the clock may jump, and computers sleep.
const CHECK_INTERVAL: Duration = Duration::from_secs(60);

/// Pause after a failed backup, for example on a full disk.
const AFTER_FAILURE: Duration = Duration::from_secs(600);

const DAY: TimeDelta = TimeDelta::hours(24);

/// Makes the daily backup and removes files, until the connection closes.
pub(crate) async fn run(data: Arc<Data>) {
    let mut pause = AFTER_START;
    loop {
        let is_removal_wanted = tokio::select! {
            () = data.connection().closing() => break,
            () = data.removal_wanted() => true,
            () = tokio::time::sleep(pause) => false,
        };
        let mut made_now = false;
        if !is_removal_wanted {
            pause = CHECK_INTERVAL;
            let backed_up = back_up_daily(&data).await;
            if let Err(failure) = &backed_up {
                tracing::warn!(%failure, "the daily backup of the database failed");
                pause = AFTER_FAILURE;
            }
            made_now = backed_up.as_ref().is_ok_and(|made| *made);
            if made_now || backed_up.is_err() {
                data.set_backup_failure(backed_up.err());
                data.connection().changed();
            }
        }
        if made_now || is_removal_wanted {
            tokio::select! {
                () = data.connection().closing() => break,
                removed = remove(&data) => if let Err(failure) = removed {
                    tracing::warn!(%failure, "files were not removed");
                }
            }
        }
    }
}

/// Removes files that were discarded too long ago, contents that no row names, and those that NT24 gives back
/// and that the user wants no longer here.
async fn remove(data: &Arc<Data>) -> Result<(), Failure> {
    data.run_blocking(|data| {
        let connection = data.connection();
        let before = connection.given.clock.now() - DISCARDED_ARE_KEPT;
        connection.store.write(|tx| store::files::remove_discarded(tx, before))?;
        removal::remove_unnamed(&data.papers)
    })
    .await?;
    removal::remove_what_nt24_gives_back(&data.papers).await
}

/// Makes a backup if a day has passed since the last. Returns whether it did.
async fn back_up_daily(data: &Arc<Data>) -> Result<bool, Failure> {
    let now = data.connection().given.clock.now();
    let backups = Store::backups(&data.connection().folder())?;
    let last = backups.iter().filter(|backup| backup.reason == Reason::Daily).map(|backup| backup.made_at);
    if !is_due(last, now) {
        return Ok(false);
    }
    data.run_blocking(move |data| {
        data.connection().store.back_up(Reason::Daily, now)?;
        Ok(true)
    })
    .await
}

fn is_due(made: impl Iterator<Item = DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    // A backup in the future was dated by a clock that has been set back since, and does not count.
    made.filter(|at| *at <= now).max().is_none_or(|last| now - last >= DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_counts_from_the_last_backup_that_is_not_in_the_future() {
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
