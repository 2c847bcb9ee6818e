//! Opening and founding the data of a connection.

use super::{Desk, State, keep_me};
use crate::contract::{ConnectionKind, Failure, FailureCode, HostEvent};
use crate::keys;
use crate::open::{Access, Open, lock};
use crate::register::{Home, Known};
use nt24::Me;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::{Key, Store};

impl Desk {
    /// Opens a known connection; whatever is wrong with it becomes the state.
    pub(super) async fn open_known(&self, known: Known) {
        let passphrase = lock(&self.inner.passphrase).clone();
        if matches!(known.home, Home::Passphrase(_)) && passphrase.is_none() {
            *lock(&self.inner.state) = State::Locked(known);
            return;
        }
        match keys::read(&self.inner.parts, &known, passphrase.as_deref()) {
            Ok(key) => self.open_with(known, &key).await,
            Err(failure) if failure.code == FailureCode::WrongPassphrase => {
                *lock(&self.inner.state) = State::Locked(known);
            }
            Err(failure) => *lock(&self.inner.state) = State::Broken(known, failure),
        }
    }

    pub(super) async fn open_with(&self, known: Known, key: &Key) {
        self.used_now();
        let state = match self.try_open(known.clone(), key).await {
            Ok(open) => State::Open(open),
            Err(failure) => State::Broken(known, failure),
        };
        *lock(&self.inner.state) = state;
        self.inner.parts.host.emit(HostEvent::Changed);
    }

    async fn try_open(&self, known: Known, key: &Key) -> Result<Arc<Open>, Failure> {
        let parts = &self.inner.parts;
        let store = self.store(&known, key).await?;
        let access = match known.kind {
            ConnectionKind::Sandbox => None,
            ConnectionKind::Novatrade24 => {
                let access = keys::access(parts, &store, &known)?;
                Some(access.ok_or_else(|| Failure::of(FailureCode::KeyMissing))?)
            }
        };
        Open::start(Arc::clone(parts), known, store, access).await
    }

    /// Opens the data of a connection. A call of the page that still runs may hold it for a moment.
    pub(super) async fn store(&self, known: &Known, key: &Key) -> Result<Store, Failure> {
        let data = &self.inner.parts.data;
        let (directory, unfinished) = (data.join(&known.id), unfinished(data, &known.id));
        if !Store::exists(&directory) && Store::exists(&unfinished) {
            // The program was stopped between the register and the move.
            std::fs::rename(&unfinished, &directory)
                .map_err(|error| crate::failure::of_io(&error, FailureCode::CannotSave))?;
        }
        if !Store::exists(&directory) {
            return Err(Failure::of(FailureCode::Gone));
        }
        for _ in 0..20 {
            match Store::open(&directory, key) {
                Err(store::Error::InUse) => tokio::time::sleep(Duration::from_millis(100)).await,
                opened => return Ok(opened?),
            }
        }
        Ok(Store::open(&directory, key)?)
    }

    pub(super) async fn close_open(&self) {
        let state = std::mem::replace(&mut *lock(&self.inner.state), State::Start);
        if let State::Open(open) = state {
            open.close().await;
            self.inner.parts.host.emit(HostEvent::Changed);
        }
    }

    /// A new key, kept where it will be found again. Nothing else is written before that is certain.
    pub(super) fn new_key(&self, id: &str) -> Result<(Key, Home), Failure> {
        if self.inner.parts.data.join(id).exists() {
            // Data of which the register knows nothing: a new key would lock it for ever.
            return Err(Failure::of(FailureCode::DatabaseDamaged));
        }
        keys::make(&self.inner.parts, id, lock(&self.inner.passphrase).as_deref())
    }

    /// Makes the data of a new connection. It is made beside its place, entered in the register, and
    /// then moved: whatever stops the program in between leaves nothing that is taken for data, and
    /// nothing registered that cannot be opened.
    pub(super) fn found(&self, known: &Known, key: &Key, way: Option<(&Access, &Me)>) -> Result<(), Failure> {
        let data = &self.inner.parts.data;
        let unfinished = unfinished(data, &known.id);
        let cannot = |error: std::io::Error| crate::failure::of_io(&error, FailureCode::CannotSave);
        if unfinished.exists() {
            // It was never registered: nothing was ever kept in it.
            std::fs::remove_dir_all(&unfinished).map_err(cannot)?;
        }
        let store = Store::create(&unfinished, key)?;
        if let Some((access, me)) = way {
            keys::keep_access(&self.inner.parts, &store, known, access)?;
            keep_me(&store, me)?;
        }
        drop(store);
        self.register(known.clone())?;
        std::fs::rename(&unfinished, data.join(&known.id)).map_err(cannot)
    }

    pub(super) fn register(&self, known: Known) -> Result<(), Failure> {
        let mut register = lock(&self.inner.register);
        let mut changed = register.clone();
        changed.last = Some(known.id.clone());
        changed.put(known);
        changed.save(&self.inner.parts.data)?;
        *register = changed;
        Ok(())
    }

    pub(super) fn remember(&self, last: Option<String>) -> Result<(), Failure> {
        let mut register = lock(&self.inner.register);
        let mut changed = register.clone();
        changed.last = last;
        changed.save(&self.inner.parts.data)?;
        *register = changed;
        Ok(())
    }
}

/// Where the data of a new connection is made.
fn unfinished(data: &Path, id: &str) -> PathBuf {
    data.join(format!("{id}.new"))
}
