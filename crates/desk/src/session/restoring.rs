//! Copies of data that is not open, perhaps because it cannot be, and the way back to one of them.

use super::{Desk, State};
use crate::contract::{BackupList, ById, Failure, FailureCode, RestoreBackup, Session};
use crate::open::lock;
use crate::{data, keys};
use std::time::Duration;
use store::Store;

impl Desk {
    pub(crate) async fn backups_of(&self, request: ById) -> Result<BackupList, Failure> {
        let known = lock(&self.inner.register).get(&request.id).cloned();
        let known = known.ok_or_else(|| Failure::of(FailureCode::Gone))?;
        let backups = Store::backups(&self.inner.parts.data.join(&known.id))?;
        Ok(BackupList { rows: data::backups(&backups) })
    }

    pub(crate) async fn restore_backup(&self, request: RestoreBackup) -> Result<Session, Failure> {
        let _turn = self.inner.turn.lock().await;
        if matches!(*lock(&self.inner.state), State::Locked(..)) {
            // What opens data that is locked is `unlock`, and nothing else.
            return Err(Failure::of(FailureCode::NotOpen));
        }
        let known = lock(&self.inner.register).get(&request.connection).cloned();
        let known = known.ok_or_else(|| Failure::of(FailureCode::Gone))?;
        let passphrase = lock(&self.inner.passphrase).clone();
        let key = keys::read(&self.inner.parts, &known, passphrase.as_deref())?;
        self.close_open().await;
        let (folder, now) = (self.inner.parts.data.join(&known.id), self.inner.parts.clock.now());
        let restored = {
            let key = key.clone();
            let work = move || restore(&folder, &key, &request.backup, now);
            tokio::task::spawn_blocking(work).await.map_err(|_| Failure::of(FailureCode::Internal))
        };
        // Whatever came of it, there is a whole database, the old one or the new one.
        self.open_with(known.clone(), &key).await;
        self.remember(Some(known.id))?;
        restored??;
        tracing::info!("an earlier copy of the data was restored");
        Ok(self.facts())
    }
}

/// A call of the page that still runs may hold the data for a moment.
fn restore(
    folder: &std::path::Path,
    key: &store::Key,
    backup: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), Failure> {
    for _ in 0..20 {
        match Store::restore(folder, key, backup, now, data::adapt) {
            Err(store::Error::InUse) => std::thread::sleep(Duration::from_millis(100)),
            Err(store::Error::NotFound("backup")) => return Err(Failure::of(FailureCode::Gone)),
            restored => return Ok(restored?),
        }
    }
    Err(Failure::of(FailureCode::InUse))
}
