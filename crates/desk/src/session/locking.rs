//! Lock and unlock; and what the data is locked with.
//!
//! Locking closes the connection: key, passphrase, tokens and everything that was read leave the memory,
//! and nothing is sent until it is opened again.

use super::{Desk, Inner, State};
use crate::contract::{Failure, HostEvent, Nothing, Passphrase, Protect, Session};
use crate::keys;
use crate::open::lock;
use chrono::TimeDelta;
use std::sync::{Arc, Weak};
use std::time::Duration;
use zeroize::Zeroizing;

/// How often is looked whether anybody is still there.
const LOOK: Duration = Duration::from_secs(1);

impl Desk {
    pub(crate) async fn lock(&self, _: Nothing) -> Result<Session, Failure> {
        let _turn = self.inner.turn.lock().await;
        let State::Open(open) = lock(&self.inner.state).clone() else { return Ok(self.facts()) };
        // The page asks for nothing more, before the last of what runs has ended.
        *lock(&self.inner.state) = State::Locked(open.known.clone());
        *lock(&self.inner.passphrase) = None;
        self.inner.parts.host.emit(HostEvent::Changed);
        open.close().await;
        crate::opened::remove_opened(&self.inner.parts.data);
        Ok(self.facts())
    }

    pub(crate) async fn unlock(&self, request: Passphrase) -> Result<Session, Failure> {
        let _turn = self.inner.turn.lock().await;
        let State::Locked(known) = lock(&self.inner.state).clone() else { return Ok(self.facts()) };
        let passphrase = Some(Zeroizing::new(request.passphrase)).filter(|typed| !typed.is_empty());
        let key = keys::read(&self.inner.parts, &known, passphrase.as_deref())?;
        *lock(&self.inner.passphrase) = passphrase;
        self.open_with(known, &key).await;
        Ok(self.facts())
    }

    pub(crate) async fn set_passphrase(&self, request: Passphrase) -> Result<Session, Failure> {
        *lock(&self.inner.passphrase) = Some(keys::long_enough(request.passphrase)?);
        Ok(self.facts())
    }

    pub(crate) async fn still_here(&self, _: Nothing) -> Result<Nothing, Failure> {
        self.used_now();
        Ok(Nothing {})
    }

    /// Moves the key of the open data under a passphrase, or into the keychain. At every moment the
    /// register leads to a place where the key is.
    pub(crate) async fn protect(&self, request: Protect) -> Result<Session, Failure> {
        let passphrase = request.passphrase.map(keys::long_enough).transpose()?;
        let _turn = self.inner.turn.lock().await;
        let open = self.open()?;
        let parts = &self.inner.parts;
        let mut known = open.known.clone();
        let key = keys::read(parts, &known, lock(&self.inner.passphrase).as_deref())?;
        known.home = match &passphrase {
            Some(passphrase) => keys::under_passphrase(parts, &open.store, &known, &key, passphrase)?,
            None => keys::into_keychain(parts, &open.store, &known, &key)?,
        };
        self.register(known.clone())?;
        keys::forget_elsewhere(parts, &open.store, &known)?;
        *lock(&self.inner.passphrase) = passphrase;
        drop(open);
        self.close_open().await;
        self.open_with(known, &key).await;
        Ok(self.facts())
    }

    pub(super) fn used_now(&self) {
        *lock(&self.inner.used) = self.inner.parts.clock.now();
    }

    async fn lock_when_idle(&self) {
        let minutes = lock(&self.inner.register).settings.lock_after_minutes;
        let State::Open(open) = lock(&self.inner.state).clone() else { return };
        let idle = {
            let now = self.inner.parts.clock.now();
            let mut used = lock(&self.inner.used);
            // A clock that was set back says nothing of how long nobody has been here.
            *used = (*used).min(now);
            now - *used
        };
        if minutes == 0 || idle < TimeDelta::minutes(i64::from(minutes)) {
            return;
        }
        // What is on its way arrives first.
        if open.store.read(store::outbox::counts).is_ok_and(|counts| counts.in_flight > 0) {
            return;
        }
        drop(open);
        if let Err(failure) = self.lock(Nothing {}).await {
            tracing::warn!(%failure, "not locked");
        }
    }
}

/// Locks what nobody has used for as long as was asked for, until the desk is gone.
pub(super) async fn watch(inner: Weak<Inner>) {
    loop {
        tokio::time::sleep(LOOK).await;
        let Some(inner) = inner.upgrade() else { return };
        Desk { inner: Arc::clone(&inner) }.lock_when_idle().await;
    }
}
