//! Opens and creates the data of a connection.

use crate::connection::built_in::{self, BuiltIn};
use crate::connection::register::Registered;
use crate::connection::server::Server;
use crate::connection::{Connection, failure, keys, store_me};
use crate::contract::{ConnectionKind, Failure, FailureCode, HostEvent};
use crate::given::lock;
use crate::start::loops;
use crate::start::opened::Opened;
use crate::start::state::{Desk, NewAccess, State};
use nt24_client::Governor;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::{Key, Store};

/// Share of the organization's request budget that this desk uses: its servers and other desks need some.
const SHARE_OF_BUDGET: f64 = 0.8;

/// How often, and how long in between, opening waits until the data is not in use. A program that is ending
/// waits for the connection and for requests in flight, three seconds each; the next start waits for its end.
pub(super) const ATTEMPTS: u32 = 80;
pub(super) const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(100);

impl Desk {
    /// Opens a registered connection, or asks for its passphrase. A failure becomes the state of the desk.
    pub(super) async fn open_registered(&self, registered: Registered) {
        self.set_state(State::Opening(registered.clone()));
        match keys::read(self.given(), &registered).await {
            Ok(Some(key)) => self.open_with(registered, &key, None).await,
            Ok(None) => self.set_state(State::Locked(registered, None)),
            Err(failure) => self.set_state(State::Broken(registered, failure, None)),
        }
    }

    /// Opens a registered connection with its key, and stores new credentials for it. A failure becomes the
    /// state of the desk.
    pub(super) async fn open_with(&self, registered: Registered, key: &Key, new: Option<&NewAccess>) {
        self.note_use();
        self.set_state(State::Opening(registered.clone()));
        let state = match self.try_open(registered.clone(), key, new).await {
            Ok(opened) => State::Open(opened),
            Err(failure) => State::Broken(registered, failure, Some(key.clone())),
        };
        self.set_state(state);
    }

    pub(super) fn set_state(&self, state: State) {
        *lock(&self.inner.state) = state;
        self.given().host.emit(HostEvent::Changed);
    }

    async fn try_open(
        &self,
        mut registered: Registered,
        key: &Key,
        new: Option<&NewAccess>,
    ) -> Result<Arc<Opened>, Failure> {
        let given = self.given();
        let store = Arc::new(self.open_store(&registered, key).await?);
        if registered.moving {
            registered = self.finish_moving(registered, &store).await;
        }
        if registered.next_server.is_some() {
            self.finish_server_move(&mut registered, &store).await?;
        }
        let (sandbox, access, share) = match registered.kind {
            ConnectionKind::Sandbox => {
                let (sandbox, access) = BuiltIn::start(given, &store).await?;
                (Some(sandbox), access, 1.0)
            }
            ConnectionKind::Novatrade24 => {
                if let Some(server) = keys::stored_server(&store)? {
                    self.pin(&mut registered, server)?;
                }
                if let Some(new) = new {
                    self.pin(&mut registered, new.access.server()?)?;
                    keys::store_access(given, &store, &registered, &new.access).await?;
                    store_me(&store, &new.me)?;
                }
                let access = keys::access(given, &store, &registered).await?;
                (None, access.ok_or_else(|| Failure::of(FailureCode::KeyMissing))?, SHARE_OF_BUDGET)
            }
        };
        let client = access.client(given)?.governed(Governor::bursting(share));
        let connection = Connection::new(Arc::clone(given), registered, store, client, sandbox)?;
        let opened = Arc::new(Opened::new(Arc::new(connection), key.clone())?);
        loops::of_connection(self, &opened);
        Ok(opened)
    }

    /// Finishes a move to another server: the addresses in the data say whether it took effect. The secret that
    /// is not in use leaves the keychain; if it cannot now, the next opening tries it again.
    async fn finish_server_move(&self, registered: &mut Registered, store: &Store) -> Result<(), Failure> {
        let stored = keys::stored_server(store)?;
        if stored.is_some() && stored == registered.next_server {
            registered.server = stored;
            self.change_register(|register| register.put(registered.clone()))?;
        }
        match keys::remove_other_secret(self.given(), store, registered).await {
            Ok(()) => {
                registered.next_server = None;
                self.change_register(|register| register.put(registered.clone()))
            }
            Err(failure) => {
                tracing::warn!(%failure, "the secret of the other address is still in the keychain");
                Ok(())
            }
        }
    }

    /// Compares a server with that of the data. Data of an earlier version has none yet.
    pub(super) fn pin(&self, registered: &mut Registered, server: Server) -> Result<(), Failure> {
        match &registered.server {
            Some(pinned) if *pinned == server => Ok(()),
            Some(_) => Err(Failure::of(FailureCode::OtherOrganization)),
            None => {
                registered.server = Some(server);
                self.change_register(|register| register.put(registered.clone()))
            }
        }
    }

    /// Finishes moving the key, which was stopped in between or could not remove the copies in the old place.
    /// If they cannot be removed now, the next opening tries it again.
    pub(super) async fn finish_moving(&self, mut registered: Registered, store: &Store) -> Registered {
        let removed = match keys::remove_other_copies(self.given(), store, &registered).await {
            Ok(()) => {
                let done = Registered { moving: false, ..registered.clone() };
                self.change_register(|register| register.put(done))
            }
            failed => failed,
        };
        match removed {
            Ok(()) => registered.moving = false,
            Err(failure) => tracing::warn!(%failure, "copies of the key are still in their old place"),
        }
        registered
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
        let mut attempts = 0;
        loop {
            // Opening may migrate the database.
            let (directory, key) = (directory.clone(), key.clone());
            let opened = tokio::task::spawn_blocking(move || Store::open(&directory, &key)).await;
            match opened.map_err(|_| Failure::of(FailureCode::Internal))? {
                Err(store::Error::InUse) if attempts < ATTEMPTS => {
                    attempts += 1;
                    tokio::time::sleep(BETWEEN_ATTEMPTS).await;
                }
                opened => return Ok(opened?),
            }
        }
    }

    /// Closes the open connection, if there is one, and forgets the key.
    pub(super) async fn close_opened(&self) {
        let state = std::mem::replace(&mut *lock(&self.inner.state), State::Start);
        if let State::Open(opened) | State::Hidden(opened) = state {
            opened.connection.close().await;
            self.given().host.emit(HostEvent::Changed);
        }
    }

    /// Creates a key and stores it, before anything else is written. The entry says where it is.
    pub(super) async fn new_key(&self, registered: &mut Registered) -> Result<Key, Failure> {
        if self.given().data.join(&registered.id).exists() {
            // There is data that the register does not name: a new key would lock it for ever.
            return Err(Failure::of(FailureCode::DatabaseDamaged));
        }
        let passphrase = lock(&self.inner.passphrase).clone();
        let key = keys::create(self.given(), registered, passphrase).await?;
        // The next connection asks for its own.
        *lock(&self.inner.passphrase) = None;
        Ok(key)
    }

    /// Creates the data of a new connection beside its place, registers it, and moves it there. If the program
    /// is stopped in between, nothing incomplete is taken for data, and every registered connection can be
    /// opened.
    pub(super) async fn create(
        &self,
        registered: &Registered,
        key: &Key,
        first: First<'_>,
    ) -> Result<(), Failure> {
        let data = &self.given().data;
        let unfinished = unfinished(data, &registered.id);
        let cannot = |error: std::io::Error| failure::of_io(&error, FailureCode::CannotSave);
        if unfinished.exists() {
            // It was never registered, so that it never held anything.
            std::fs::remove_dir_all(&unfinished).map_err(cannot)?;
        }
        let store = Store::create(&unfinished, key)?;
        match first {
            First::Access(NewAccess { access, me }) => {
                keys::store_access(self.given(), &store, registered, access).await?;
                store_me(&store, me)?;
            }
            First::Sandbox(seed) => {
                store.write(|tx| store::settings::set(tx, built_in::SEED, seed.name()))?
            }
        }
        drop(store);
        self.register(registered.clone())?;
        std::fs::rename(&unfinished, data.join(&registered.id)).map_err(cannot)
    }
}

/// What the data of a new connection begins with.
pub(super) enum First<'a> {
    /// Address and credentials.
    Access(&'a NewAccess),
    /// The world of the sandbox.
    Sandbox(nt24_sandbox::Seed),
}

/// Where the data of a new connection is created.
fn unfinished(data: &Path, id: &str) -> PathBuf {
    data.join(format!("{id}.new"))
}
