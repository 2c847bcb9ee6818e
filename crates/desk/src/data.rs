//! How safe the data is: copies of the database, checks, and how long papers stay on this computer.

mod check;
mod export;
mod restored;
mod upkeep;

pub(crate) use restored::adapt;
pub(crate) use upkeep::{remove_what_nt24_has, run};

use crate::Desk;
use crate::clock::moment;
use crate::contract::{Backup, BackupReason, DataSafety, Failure, FailureCode, LocalDays, Nothing};
use crate::open::{Open, lock};
use std::collections::HashSet;
use std::sync::Arc;
use store::{Reason, Store, Tx};

/// Days after which a paper that NT24 has is removed here, unless a person says otherwise.
const LOCAL_DAYS: u32 = 30;

/// The settings' names.
const DAYS: &str = "localDays";
const CHECK: &str = "dataCheck";

impl Desk {
    pub(crate) async fn data_safety(&self, _: Nothing) -> Result<DataSafety, Failure> {
        facts(&*self.open()?)
    }

    pub(crate) async fn back_up_now(&self, _: Nothing) -> Result<DataSafety, Failure> {
        let open = self.open()?;
        in_background(&open, |open| {
            open.store.back_up(Reason::Asked, open.parts.clock.now())?;
            *lock(&open.copy_failure) = None;
            facts(open)
        })
        .await
    }

    pub(crate) async fn check_data(&self, _: Nothing) -> Result<DataSafety, Failure> {
        let open = self.open()?;
        in_background(&open, |open| {
            check::run(open)?;
            facts(open)
        })
        .await
    }

    pub(crate) async fn change_local_days(&self, request: LocalDays) -> Result<DataSafety, Failure> {
        let open = self.open()?;
        open.store.write(|tx| store::settings::set(tx, DAYS, &request.days.to_string()))?;
        in_background(&open, |open| {
            remove_what_nt24_has(open)?;
            facts(open)
        })
        .await
    }
}

/// Runs what reads and writes whole files beside the loops. Closing the connection waits for it.
pub(crate) async fn in_background<T: Send + 'static>(
    open: &Arc<Open>,
    work: impl FnOnce(&Arc<Open>) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let theirs = Arc::clone(open);
    let done = open.spawn_blocking(move || work(&theirs)).await;
    open.changed();
    done.map_err(|_| Failure::of(FailureCode::Internal))?
}

fn facts(open: &Open) -> Result<DataSafety, Failure> {
    let stored = open.store.vault().stored()?.into_iter().map(|(sha256, _)| sha256).collect::<HashSet<_>>();
    let (rows, last_check, local_days) = open.store.read(|tx| {
        let last_check = store::settings::get(tx, CHECK)?;
        Ok::<_, store::Error>((store::files::all(tx)?, last_check, local_days(tx)?))
    })?;
    let here = rows.iter().filter(|row| stored.contains(&row.sha256));
    Ok(DataSafety {
        backups: backups(&Store::backups(&open.folder())?),
        copy_failure: lock(&open.copy_failure).clone(),
        last_check: last_check.and_then(|text| serde_json::from_str(&text).ok()),
        files: u32::try_from(here.clone().count()).unwrap_or(u32::MAX),
        file_bytes: here.map(|row| row.size).sum(),
        local_days,
    })
}

/// The copies as the page gets them.
pub(crate) fn backups(backups: &[store::Backup]) -> Vec<Backup> {
    let facts = backups.iter().map(|backup| Backup {
        id: backup.id.clone(),
        made_at: moment(backup.made_at),
        bytes: backup.bytes,
        reason: match backup.reason {
            Reason::Daily => BackupReason::Daily,
            Reason::Migration => BackupReason::Migration,
            Reason::Restore => BackupReason::Restore,
            Reason::Asked => BackupReason::Asked,
        },
    });
    facts.collect()
}

fn local_days(tx: &Tx<'_>) -> Result<u32, store::Error> {
    Ok(store::settings::get(tx, DAYS)?.and_then(|days| days.parse().ok()).unwrap_or(LOCAL_DAYS))
}
