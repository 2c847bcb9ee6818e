//! Lock and unlock, and the protection of the key.
//!
//! Under a passphrase, locking closes the connection: key, tokens and all data leave the memory, and nothing is
//! sent until it is unlocked. Where the keychain keeps the key, everybody who is signed in to the computer can
//! open the data: locking takes it from the page only, and sending and reading go on. A passphrase is only in
//! memory while it opens or wraps a key, and between being set and the creation of the connection that it is for.

use crate::connection::keys;
use crate::connection::register::Home;
use crate::contract::{Failure, FailureCode, HostEvent, Nothing, Passphrase, Protect, Session, Settings};
use crate::given::lock as locked;
use crate::start::session::facts;
use crate::start::state::{Desk, Inner, State};
use chrono::TimeDelta;
use std::sync::{Arc, Weak};
use std::time::Duration;
use zeroize::Zeroizing;

/// How often the desk checks whether it is idle.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// How long the idle desk waits for requests in flight before it locks.
const PATIENCE: TimeDelta = TimeDelta::minutes(1);

/// Idle minutes until the lock where it protects something, if the user has not chosen.
const PRESET: u32 = 15;

/// Idle minutes until the lock; 0: never. Without a passphrase nothing is asked for to unlock, so that nothing is
/// locked unless the user has chosen it; secrets that were entered are forgotten all the same.
pub(super) fn minutes(settings: &Settings, state: &State) -> u32 {
    let preset = match state {
        State::Open(opened) | State::Hidden(opened)
            if !matches!(opened.connection.registered.home, Home::Passphrase(_)) =>
        {
            0
        }
        _ => PRESET,
    };
    settings.lock_after_minutes.unwrap_or(preset)
}

pub(crate) async fn lock(desk: &Desk, _: Nothing) -> Result<Session, Failure> {
    let _turn = desk.inner.turn.lock().await;
    *locked(&desk.inner.passphrase) = None;
    let state = locked(&desk.inner.state).clone();
    match state {
        State::Open(opened) if !matches!(opened.connection.registered.home, Home::Passphrase(_)) => {
            desk.set_state(State::Hidden(Arc::clone(&opened)));
            opened.connection.hide(true).await;
            desk.given().scratch.clear();
        }
        State::Open(opened) => {
            // From here the page gets no data any more, while the last requests end.
            desk.set_state(State::Locked(opened.connection.registered.clone(), None));
            opened.connection.close().await;
            desk.given().scratch.clear();
        }
        // Entered credentials, and a key that waits for another attempt, leave the memory as well.
        State::Locked(registered, Some(_)) | State::Broken(registered, _, Some(_)) => {
            desk.set_state(State::Locked(registered, None));
        }
        State::Start
        | State::Opening(_)
        | State::Hidden(_)
        | State::Locked(_, None)
        | State::Broken(_, _, None) => {}
    }
    Ok(facts(desk))
}

pub(crate) async fn unlock(desk: &Desk, request: Passphrase) -> Result<Session, Failure> {
    let passphrase = Zeroizing::new(request.passphrase);
    let _turn = desk.inner.turn.lock().await;
    let state = locked(&desk.inner.state).clone();
    let (registered, new) = match state {
        State::Locked(registered, new) => (registered, new),
        State::Hidden(opened) => {
            desk.note_use();
            opened.connection.hide(false).await;
            desk.set_state(State::Open(opened));
            return Ok(facts(desk));
        }
        _ => return Ok(facts(desk)),
    };
    let key = match &registered.home {
        Home::Passphrase(wrapped) => keys::unwrap(wrapped, passphrase).await?,
        Home::Keychain | Home::Memory => {
            let key = keys::read(desk.given(), &registered).await?;
            key.ok_or_else(|| Failure::of(FailureCode::KeyMissing))?
        }
    };
    desk.open_with(registered, &key, new.as_deref()).await;
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
/// names a place where the key is; and it notes first that the key moves, so that the next opening finishes
/// what is cut off.
pub(crate) async fn protect(desk: &Desk, request: Protect) -> Result<Session, Failure> {
    let passphrase = request.passphrase.map(keys::long_enough).transpose()?;
    let _turn = desk.inner.turn.lock().await;
    let opened = desk.opened()?;
    let (given, store, key) = (desk.given(), &opened.connection.store, &opened.key);
    let mut registered = opened.connection.registered.clone();
    registered.moving = true;
    desk.register(registered.clone())?;
    registered.home = match passphrase {
        Some(passphrase) => keys::move_under_passphrase(given, store, &registered, key, passphrase).await?,
        None => keys::move_into_keychain(given, store, &registered, key).await?,
    };
    desk.register(registered.clone())?;
    let registered = desk.finish_moving(registered, store).await;
    let key = key.clone();
    drop(opened);
    desk.close_opened().await;
    desk.open_with(registered, &key, None).await;
    Ok(facts(desk))
}

/// Locks the desk when the user has been idle for the time in the settings, until the desk is dropped.
pub(super) async fn lock_idle_desk(inner: Weak<Inner>) {
    loop {
        tokio::time::sleep(CHECK_INTERVAL).await;
        let Some(inner) = inner.upgrade() else { return };
        let desk = Desk { inner };
        remove_what_was_left(&desk);
        if is_idle(&desk)
            && let Err(failure) = lock(&desk, Nothing {}).await
        {
            tracing::warn!(%failure, "the idle desk was not locked");
        }
    }
}

/// Removes decrypted files that a viewer had open when the data was closed, and tells the page.
fn remove_what_was_left(desk: &Desk) {
    let scratch = &desk.given().scratch;
    // No command runs without an open connection, so that nothing is being shown.
    let is_closed = matches!(
        *locked(&desk.inner.state),
        State::Start | State::Locked(..) | State::Hidden(_) | State::Broken(..)
    );
    if is_closed && scratch.is_left() {
        scratch.clear_again();
        if !scratch.is_left() {
            desk.given().host.emit(HostEvent::Changed);
        }
    }
}

fn is_idle(desk: &Desk) -> bool {
    let state = locked(&desk.inner.state).clone();
    let minutes = minutes(&locked(&desk.inner.register).settings, &state);
    let holds_secrets = match &state {
        State::Open(_) | State::Locked(_, Some(_)) | State::Broken(_, _, Some(_)) => true,
        State::Start | State::Locked(_, None) | State::Broken(_, _, None) => {
            locked(&desk.inner.passphrase).is_some()
        }
        State::Opening(_) | State::Hidden(_) => false,
    };
    if !holds_secrets {
        return false;
    }
    let idle = {
        let now = desk.given().clock.now();
        let mut used = locked(&desk.inner.used);
        // After the clock was set back, the idle time is not known: count from now.
        *used = (*used).min(now);
        now - *used
    };
    let limit = TimeDelta::minutes(i64::from(minutes));
    if minutes == 0 || idle < limit {
        return false;
    }
    // Requests in flight are finished first, for a while. What is cut off is repeated with its key.
    let State::Open(opened) = state else { return true };
    if !matches!(opened.connection.registered.home, Home::Passphrase(_)) {
        return true;
    }
    let counts = opened.connection.store.read(store::outbox::counts);
    idle >= limit + PATIENCE || !counts.is_ok_and(|counts| counts.in_flight > 0)
}
