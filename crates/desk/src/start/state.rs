//! The desk and its state: no connection, one that is being opened, a locked or broken one, or an open one, whose
//! page may be locked.

use crate::connection::access::Access;
use crate::connection::register::{Register, Registered};
use crate::contract::{Failure, FailureCode};
use crate::given::clock::Clock;
use crate::given::host::Host;
use crate::given::ids::Ids;
use crate::given::keychain::Keychain;
use crate::given::log_file::LogFile;
use crate::given::picture_program::PictureProgram;
use crate::given::{Given, lock};
use crate::start::opened::Opened;
use chrono::{DateTime, Utc};
use nt24::Me;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use store::Key;
use zeroize::Zeroizing;

/// Everything that the host hands in.
pub struct Options {
    /// The folder of all data.
    pub data: PathBuf,
    /// The program around the desk.
    pub host: Arc<dyn Host>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Identifiers and randomness.
    pub ids: Arc<dyn Ids>,
    /// The place for secrets.
    pub keychain: Arc<dyn Keychain>,
    /// The program that draws small pictures.
    pub picture_program: PictureProgram,
    /// The log, which gets its place in the data folder.
    pub log: LogFile,
}

/// The application without a screen.
#[derive(Clone)]
pub struct Desk {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) given: Arc<Given>,
    pub(super) register: Mutex<Register>,
    pub(super) state: Mutex<State>,
    /// A passphrase that was set for the connection that is created next. That takes it.
    pub(super) passphrase: Mutex<Option<Zeroizing<String>>>,
    /// When the desk began.
    pub(super) begun: DateTime<Utc>,
    /// When the user last did something.
    pub(super) used: Mutex<DateTime<Utc>>,
    /// Opening and closing must not overlap.
    pub(super) turn: Arc<tokio::sync::Mutex<()>>,
}

/// The key of the data is in memory only in the states that need it.
#[derive(Clone)]
pub(super) enum State {
    Start,
    Opening(Registered),
    /// With credentials that the user has entered for the locked data, tested already.
    Locked(Registered, Option<Arc<NewAccess>>),
    /// With the key, if it is known and the data is the reason.
    Broken(Registered, Failure, Option<Key>),
    Open(Arc<Opened>),
    /// Open and locked: the loops run, and the page gets nothing.
    Hidden(Arc<Opened>),
}

/// Address and credentials, and the answer of `/me` to them.
pub(super) struct NewAccess {
    pub(super) access: Access,
    pub(super) me: Me,
}

impl Desk {
    pub(super) fn new(given: Given, register: Register) -> Self {
        let now = given.clock.now();
        Self {
            inner: Arc::new(Inner {
                given: Arc::new(given),
                register: Mutex::new(register),
                state: Mutex::new(State::Start),
                passphrase: Mutex::new(None),
                begun: now,
                used: Mutex::new(now),
                turn: Arc::default(),
            }),
        }
    }

    pub(super) fn given(&self) -> &Arc<Given> {
        &self.inner.given
    }

    /// The open connection. Fails with `not_open` if there is none.
    pub(crate) fn opened(&self) -> Result<Arc<Opened>, Failure> {
        match &*lock(&self.inner.state) {
            State::Open(opened) => Ok(Arc::clone(opened)),
            _ => Err(Failure::of(FailureCode::NotOpen)),
        }
    }

    /// The key of a connection: the one in memory, else that of the keychain. `None` if only the passphrase
    /// opens it.
    pub(super) async fn key_of(&self, registered: &Registered) -> Result<Option<Key>, Failure> {
        match lock(&self.inner.state).clone() {
            State::Open(opened) | State::Hidden(opened)
                if opened.connection.registered.id == registered.id =>
            {
                return Ok(Some(opened.key.clone()));
            }
            State::Broken(broken, _, Some(key)) if broken.id == registered.id => return Ok(Some(key)),
            _ => {}
        }
        crate::connection::keys::read(self.given(), registered).await
    }

    /// A registered connection by its id.
    pub(super) fn registered(&self, id: &str) -> Result<Registered, Failure> {
        lock(&self.inner.register).get(id).cloned().ok_or_else(|| Failure::of(FailureCode::Gone))
    }

    /// Changes the register and saves it. Keeps the old one if saving fails.
    pub(super) fn change_register(&self, change: impl FnOnce(&mut Register)) -> Result<(), Failure> {
        let mut register = lock(&self.inner.register);
        let mut changed = register.clone();
        change(&mut changed);
        changed.save(&self.given().data)?;
        *register = changed;
        Ok(())
    }

    /// Registers a connection, or its changed entry, as the one that was open last.
    pub(super) fn register(&self, registered: Registered) -> Result<(), Failure> {
        self.change_register(|register| {
            register.last = Some(registered.id.clone());
            register.put(registered);
        })
    }

    /// Notes which connection is opened at the next start.
    pub(super) fn set_last(&self, last: Option<String>) -> Result<(), Failure> {
        self.change_register(|register| register.last = last)
    }

    /// Notes that the user did something: the time until the lock starts again.
    pub(super) fn note_use(&self) {
        *lock(&self.inner.used) = self.given().clock.now();
    }
}
