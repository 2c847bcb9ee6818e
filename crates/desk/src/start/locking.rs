//! Lock and unlock, and the protection of the key.
//!
//! Locking closes the connection: key, passphrase, tokens and all data leave the memory, and nothing is sent
//! until it is unlocked.

use crate::connection::keys;
use crate::contract::{Failure, HostEvent, Nothing, Passphrase, Protect, Session};
use crate::given::lock as locked;
use crate::papers::viewer;
use crate::start::session::facts;
use crate::start::state::{Desk, Inner, State};
use chrono::TimeDelta;
use std::sync::Weak;
use std::time::Duration;
use zeroize::Zeroizing;

/// How often the desk checks whether it is idle.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// How long an idle desk waits for requests in flight.
const LONGEST_PATIENCE: TimeDelta = TimeDelta::minutes(1);

pub(crate) async fn lock(desk: &Desk, _: Nothing) -> Result<Session, Failure> {
    let _turn = desk.inner.turn.lock().await;
    let State::Open(opened) = locked(&desk.inner.state).clone() else { return Ok(facts(desk)) };
    // From here the page gets no data any more, while the last requests end.
    *locked(&desk.inner.state) = State::Locked(opened.connection.registered.clone());
    *locked(&desk.inner.passphrase) = None;
    desk.given().host.emit(HostEvent::Changed);
    opened.connection.close().await;
    viewer::remove_decrypted(&desk.given().data);
    Ok(facts(desk))
}

pub(crate) async fn unlock(desk: &Desk, request: Passphrase) -> Result<Session, Failure> {
    let _turn = desk.inner.turn.lock().await;
    let State::Locked(registered) = locked(&desk.inner.state).clone() else { return Ok(facts(desk)) };
    let passphrase = Some(Zeroizing::new(request.passphrase)).filter(|typed| !typed.is_empty());
    let key = keys::read(desk.given(), &registered, passphrase.as_deref())?;
    *locked(&desk.inner.passphrase) = passphrase;
    desk.open_with(registered, &key).await;
    Ok(facts(desk))
}

pub(crate) async fn set_passphrase(desk: &Desk, request: Passphrase) -> Result<Session, Failure> {
    *locked(&desk.inner.passphrase) = Some(keys::long_enough(request.passphrase)?);
    Ok(facts(desk))
}

pub(crate) async fn still_here(desk: &Desk, _: Nothing) -> Result<Nothing, Failure> {
    desk.note_use();
    Ok(Nothing {})
}

/// Moves the key of the open data under a passphrase, or into the keychain. At every moment the register
/// names a place where the key is.
pub(crate) async fn protect(desk: &Desk, request: Protect) -> Result<Session, Failure> {
    let passphrase = request.passphrase.map(keys::long_enough).transpose()?;
    let _turn = desk.inner.turn.lock().await;
    let opened = desk.opened()?;
    let (given, connection) = (desk.given(), &opened.connection);
    let mut registered = connection.registered.clone();
    let key = keys::read(given, &registered, locked(&desk.inner.passphrase).as_deref())?;
    registered.home = match &passphrase {
        Some(passphrase) => {
            keys::move_under_passphrase(given, &connection.store, &registered, &key, passphrase)?
        }
        None => keys::move_into_keychain(given, &connection.store, &registered, &key)?,
    };
    desk.register(registered.clone())?;
    keys::remove_other_copies(given, &connection.store, &registered)?;
    *locked(&desk.inner.passphrase) = passphrase;
    drop(opened);
    desk.close_opened().await;
    desk.open_with(registered, &key).await;
    Ok(facts(desk))
}

/// Locks the desk when the user has been idle for the time in the settings, until the desk is dropped.
pub(super) async fn lock_idle_desk(inner: Weak<Inner>) {
    loop {
        tokio::time::sleep(CHECK_INTERVAL).await;
        let Some(inner) = inner.upgrade() else { return };
        let desk = Desk { inner };
        if is_idle(&desk)
            && let Err(failure) = lock(&desk, Nothing {}).await
        {
            tracing::warn!(%failure, "the idle desk was not locked");
        }
    }
}

fn is_idle(desk: &Desk) -> bool {
    let minutes = locked(&desk.inner.register).settings.lock_after_minutes;
    let State::Open(opened) = locked(&desk.inner.state).clone() else { return false };
    let idle = {
        let now = desk.given().clock.now();
        let mut used = locked(&desk.inner.used);
        // After the clock was set back, the idle time is not known: count from now.
        *used = (*used).min(now);
        now - *used
    };
    if minutes == 0 || idle < TimeDelta::minutes(i64::from(minutes)) {
        return false;
    }
    // Requests in flight are finished first, if they do not take long: what is cut off is repeated.
    let counts = opened.connection.store.read(store::outbox::counts);
    let is_sending = counts.is_ok_and(|counts| counts.in_flight > 0);
    !is_sending || idle >= TimeDelta::minutes(i64::from(minutes)) + LONGEST_PATIENCE
}
