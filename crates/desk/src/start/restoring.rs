//! Backups of data that is not open, perhaps because it cannot be, and restoring one of them.

use crate::contract::{BackupList, ById, Failure, FailureCode, RestoreBackup, Session};
use crate::data::facts::backups;
use crate::data::restored::{Present, adapt};
use crate::given::lock;
use crate::start::opening::{ATTEMPTS, BETWEEN_ATTEMPTS};
use crate::start::session::facts;
use crate::start::state::{Desk, State};
use chrono::{DateTime, Utc};
use std::path::Path;
use store::{Key, Store};

pub(crate) async fn backups_of(desk: &Desk, request: ById) -> Result<BackupList, Failure> {
    let registered = desk.registered(&request.id)?;
    let stored = Store::backups(&desk.given().data.join(&registered.id))?;
    Ok(BackupList { rows: backups(&stored) })
}

pub(crate) async fn restore_backup(desk: &Desk, request: RestoreBackup) -> Result<Session, Failure> {
    let _turn = desk.inner.turn.lock().await;
    if matches!(*lock(&desk.inner.state), State::Locked(..) | State::Hidden(_)) {
        // Only `unlock` opens locked data.
        return Err(Failure::of(FailureCode::NotOpen));
    }
    let registered = desk.registered(&request.connection)?;
    // Without its passphrase the data is locked, although no connection is open.
    let key = desk.key_of(&registered).await?.ok_or_else(|| Failure::of(FailureCode::NotOpen))?;
    desk.close_opened().await;
    desk.set_state(State::Opening(registered.clone()));
    let (folder, now) = (desk.given().data.join(&registered.id), desk.given().clock.now());
    let restored = {
        let key = key.clone();
        let work = move || restore(&folder, &key, &request.backup, now);
        tokio::task::spawn_blocking(work).await.map_err(|_| Failure::of(FailureCode::Internal))
    };
    // Even after a failure there is a complete database, the old one or the new one.
    desk.open_with(registered.clone(), &key, None).await;
    desk.set_last(Some(registered.id))?;
    restored??;
    tracing::info!("a backup of the database was restored");
    Ok(facts(desk))
}

/// Restores a backup. Waits a moment, because a command that has just ended may still hold the data.
fn restore(folder: &Path, key: &Key, backup: &str, now: DateTime<Utc>) -> Result<(), Failure> {
    for _ in 0..ATTEMPTS {
        match try_restore(folder, key, backup, now) {
            Err(store::Error::InUse) => std::thread::sleep(BETWEEN_ATTEMPTS),
            Err(store::Error::NotFound("backup")) => return Err(Failure::of(FailureCode::Gone)),
            restored => return Ok(restored?),
        }
    }
    Err(Failure::of(FailureCode::InUse))
}

fn try_restore(folder: &Path, key: &Key, backup: &str, now: DateTime<Utc>) -> Result<(), store::Error> {
    let present = match Store::open(folder, key) {
        Ok(store) => match store.read(Present::read) {
            Err(store::Error::Damaged) => None,
            present => Some(present?),
        },
        Err(store::Error::InUse) => return Err(store::Error::InUse),
        // The present data cannot be read: that may be why a backup is restored.
        Err(_) => None,
    };
    Store::restore(folder, key, backup, now, |tx| adapt(tx, present.as_ref()))
}
