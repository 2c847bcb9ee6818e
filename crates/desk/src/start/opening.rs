//! Opens and creates the data of a connection.

use crate::connection::access::Access;
use crate::connection::built_in::BuiltIn;
use crate::connection::register::{Home, Registered};
use crate::connection::{Connection, failure, keys, store_me};
use crate::contract::{ConnectionKind, Failure, FailureCode, HostEvent};
use crate::given::lock;
use crate::start::loops;
use crate::start::opened::Opened;
use crate::start::state::{Desk, State};
use nt24::Me;
use nt24_client::Governor;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::{Key, Store};

/// Share of the organization's request budget that this desk uses: its servers and other desks need some.
const SHARE_OF_BUDGET: f64 = 0.8;

/// How often, and how long in between, opening waits until the data is not in use.
pub(super) const ATTEMPTS: u32 = 20;
pub(super) const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(100);

impl Desk {
    /// Opens a registered connection. A failure becomes the state of the desk.
    pub(super) async fn open_registered(&self, registered: Registered) {
        let passphrase = lock(&self.inner.passphrase).clone();
        if matches!(registered.home, Home::Passphrase(_)) && passphrase.is_none() {
            *lock(&self.inner.state) = State::Locked(registered);
            return;
        }
        match keys::read(self.given(), &registered, passphrase.as_deref()) {
            Ok(key) => self.open_with(registered, &key).await,
            Err(failure) if failure.code == FailureCode::WrongPassphrase => {
                *lock(&self.inner.state) = State::Locked(registered);
            }
            Err(failure) => *lock(&self.inner.state) = State::Broken(registered, failure),
        }
    }

    /// Opens a registered connection with its key. A failure becomes the state of the desk.
    pub(super) async fn open_with(&self, registered: Registered, key: &Key) {
        self.note_use();
        let state = match self.try_open(registered.clone(), key).await {
            Ok(opened) => State::Open(opened),
            Err(failure) => State::Broken(registered, failure),
        };
        *lock(&self.inner.state) = state;
        self.given().host.emit(HostEvent::Changed);
    }

    async fn try_open(&self, registered: Registered, key: &Key) -> Result<Arc<Opened>, Failure> {
        let given = self.given();
        let store = Arc::new(self.open_store(&registered, key).await?);
        let (sandbox, access, share) = match registered.kind {
            ConnectionKind::Sandbox => {
                let (sandbox, access) = BuiltIn::start(given, &store).await?;
                (Some(sandbox), access, 1.0)
            }
            ConnectionKind::Novatrade24 => {
                let access = keys::access(given, &store, &registered)?;
                (None, access.ok_or_else(|| Failure::of(FailureCode::KeyMissing))?, SHARE_OF_BUDGET)
            }
        };
        let client = access.client(given)?.governed(Governor::bursting(share));
        let connection = Connection::new(Arc::clone(given), registered, store, client, sandbox)?;
        let opened = Arc::new(Opened::new(Arc::new(connection))?);
        loops::of_connection(&opened);
        Ok(opened)
    }

    /// Opens the store of a connection. Waits a moment, because a command that has just ended may still hold it.
    pub(super) async fn open_store(&self, registered: &Registered, key: &Key) -> Result<Store, Failure> {
        let data = &self.given().data;
        let (directory, unfinished) = (data.join(&registered.id), unfinished(data, &registered.id));
        if !Store::exists(&directory) && Store::exists(&unfinished) {
            // The program was stopped between registering the connection and moving its data.
            std::fs::rename(&unfinished, &directory)
                .map_err(|error| failure::of_io(&error, FailureCode::CannotSave))?;
        }
        if !Store::exists(&directory) {
            return Err(Failure::of(FailureCode::Gone));
        }
        for _ in 0..ATTEMPTS {
            match Store::open(&directory, key) {
                Err(store::Error::InUse) => tokio::time::sleep(BETWEEN_ATTEMPTS).await,
                opened => return Ok(opened?),
            }
        }
        Ok(Store::open(&directory, key)?)
    }

    /// Closes the open connection, if there is one.
    pub(super) async fn close_opened(&self) {
        let state = std::mem::replace(&mut *lock(&self.inner.state), State::Start);
        if let State::Open(opened) = state {
            opened.connection.close().await;
            self.given().host.emit(HostEvent::Changed);
        }
    }

    /// Creates a key and stores it, before anything else is written.
    pub(super) fn new_key(&self, id: &str) -> Result<(Key, Home), Failure> {
        if self.given().data.join(id).exists() {
            // There is data that the register does not name: a new key would lock it for ever.
            return Err(Failure::of(FailureCode::DatabaseDamaged));
        }
        keys::create(self.given(), id, lock(&self.inner.passphrase).as_deref())
    }

    /// Creates the data of a new connection beside its place, registers it, and moves it there. If the program
    /// is stopped in between, nothing incomplete is taken for data, and every registered connection can be
    /// opened.
    pub(super) fn create(
        &self,
        registered: &Registered,
        key: &Key,
        access: Option<(&Access, &Me)>,
    ) -> Result<(), Failure> {
        let data = &self.given().data;
        let unfinished = unfinished(data, &registered.id);
        let cannot = |error: std::io::Error| failure::of_io(&error, FailureCode::CannotSave);
        if unfinished.exists() {
            // It was never registered, so that it never held anything.
            std::fs::remove_dir_all(&unfinished).map_err(cannot)?;
        }
        let store = Store::create(&unfinished, key)?;
        if let Some((access, me)) = access {
            keys::store_access(self.given(), &store, registered, access)?;
            store_me(&store, me)?;
        }
        drop(store);
        self.register(registered.clone())?;
        std::fs::rename(&unfinished, data.join(&registered.id)).map_err(cannot)
    }
}

/// Where the data of a new connection is created.
fn unfinished(data: &Path, id: &str) -> PathBuf {
    data.join(format!("{id}.new"))
}
