//! One desk of a schedule: the real outbox over a database in memory that survives a crash.

use super::clock::{CountedIds, DeskClock};
use super::network::{DeskCarrier, Network};
use crate::connection::Connection;
use crate::connection::register::{Home, Registered};
use crate::contract::ConnectionKind;
use crate::data;
use crate::given::Given;
use crate::given::clock::{ClientClock, Clock};
use crate::given::host::NoHost;
use crate::given::ids::{ClientIds, Ids};
use crate::given::keychain::MemoryKeychain;
use crate::given::log_file::LogFile;
use crate::given::picture_program::PictureProgram;
use crate::given::scratch::Scratch;
use crate::given::secrets::Secrets;
use crate::sending;
use crate::start::opened::Opened;
use nt24_client::{Client, Config, Secret};
use nt24_sandbox::InProcess;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::{Key, OutboxState, Store};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub(super) struct Desk {
    pub(super) store: Arc<Store>,
    pub(super) opened: Arc<Opened>,
    pub(super) clock: Arc<DeskClock>,
    /// A backup of the database.
    backup: Option<Arc<Store>>,
    ids: Arc<CountedIds>,
    carrier: Arc<DeskCarrier>,
    sends: JoinSet<()>,
}

impl Desk {
    /// Opens a new desk's connection.
    pub(super) async fn start(
        number: usize,
        clock: Arc<DeskClock>,
        network: &Network,
        sandbox: &Arc<InProcess>,
    ) -> Self {
        let carrier = Arc::new(DeskCarrier {
            desk: number,
            network: network.clone(),
            sandbox: Arc::clone(sandbox),
            reads_fail: AtomicBool::new(false),
        });
        let ids = Arc::new(CountedIds::of_desk(number));
        let store = super::pool::take_store();
        let opened = open(None, &store, &clock, &ids, &carrier).await;
        Self { store, opened, clock, backup: None, ids, carrier, sends: JoinSet::new() }
    }

    /// Ends the desk with its schedule, and returns its databases to the pool.
    pub(super) fn end(self) {
        let Self { store, backup, .. } = self;
        for store in backup.into_iter().chain([store]) {
            super::pool::give_back(store);
        }
    }

    /// Makes a backup of the database.
    pub(super) fn back_up(&mut self) {
        self.backup.get_or_insert_with(super::pool::take_store).copy_from(&self.store).unwrap();
    }

    /// Replaces the database by its backup; the caller then restarts the program. Returns the keys of the rows
    /// that wait now; `None` if there is no backup.
    pub(super) fn restore(&self) -> Option<Vec<String>> {
        let backup = self.backup.as_ref()?;
        self.store.copy_from(backup).unwrap();
        let adapted = self.store.write(|tx| {
            data::restored::adapt(tx, None)?;
            // The user resumes at once: the harder case.
            sending::state::set_paused(tx, false)
        });
        adapted.unwrap();
        let waiting = self.store.read(store::outbox::waiting).unwrap();
        Some(waiting.into_iter().map(|row| row.id).collect())
    }

    /// The program is killed and started again.
    pub(super) async fn crash(&mut self) {
        self.sends.abort_all();
        while self.sends.join_next().await.is_some() {}
        let registered = self.opened.connection.registered.clone();
        self.opened = open(Some(registered), &self.store, &self.clock, &self.ids, &self.carrier).await;
    }

    /// From now on the reads of this desk fail, or succeed again.
    pub(super) fn reads_fail(&self, fail: bool) {
        self.carrier.reads_fail.store(fail, Ordering::Relaxed);
    }

    /// One round of the outbox's loop: starts to send the rows that may be sent.
    pub(super) async fn start_sends(&mut self) {
        let cancel = CancellationToken::new();
        sending::start_sends(&self.opened.sending, &mut self.sends, &cancel).unwrap();
        self.run_until_idle().await;
    }

    /// Runs the tasks until all of them wait for the network.
    pub(super) async fn run_until_idle(&mut self) {
        let mut still = 0;
        let mut before = (self.sends.len(), self.carrier.network.len());
        while still < 6 {
            tokio::task::yield_now().await;
            while let Some(ended) = self.sends.try_join_next() {
                ended.unwrap();
            }
            let now = (self.sends.len(), self.carrier.network.len());
            still = if now == before { still + 1 } else { 0 };
            before = now;
        }
    }

    /// Whether a row is unconfirmed: it may have arrived, and the user has to decide.
    pub(super) fn has_unconfirmed(&self) -> bool {
        let rows = self.store.read(store::outbox::waiting).unwrap();
        rows.iter().any(|row| row.state == OutboxState::Unconfirmed)
    }

    /// Whether a send can continue without an answer of the network.
    pub(super) fn is_sending(&self) -> bool {
        self.sends.len() > self.carrier.network.awaited(self.carrier.desk)
    }
}

/// Opens a connection, for the first time if it is not `registered`.
async fn open(
    registered: Option<Registered>,
    store: &Arc<Store>,
    clock: &Arc<DeskClock>,
    ids: &Arc<CountedIds>,
    carrier: &Arc<DeskCarrier>,
) -> Arc<Opened> {
    let given = Arc::new(Given {
        data: PathBuf::new(),
        host: Arc::new(NoHost),
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        ids: Arc::clone(ids) as Arc<dyn Ids>,
        keychain: Secrets::new(Arc::new(MemoryKeychain::default()), Arc::new(NoHost)),
        picture_program: PictureProgram::at(PathBuf::new()),
        // The ids of a run belong to its schedule, which does not open files.
        scratch: Scratch::new(Path::new(""), None, "simulated".to_owned()),
        log: LogFile::default(),
        user: Default::default(),
    });
    let secret = Secret::new(carrier.sandbox.client_secret());
    let base = "http://127.0.0.1:1";
    let config = Config::new(
        &format!("{base}/v1"),
        &format!("{base}{}", nt24::TOKEN_PATH),
        carrier.sandbox.client_id(),
        secret,
    )
    .unwrap();
    let client = Client::over(
        Arc::clone(carrier) as Arc<dyn nt24_client::Carrier>,
        config,
        Arc::new(ClientClock(Arc::clone(&given.clock))),
        Arc::new(ClientIds(Arc::clone(&given.ids))),
    )
    .unwrap();
    let me = client.me().await.map(|me| me.value);
    let registered = registered.unwrap_or_else(|| {
        let me = me.as_ref().unwrap();
        Registered {
            id: "simulated".to_owned(),
            kind: ConnectionKind::Novatrade24,
            name: me.name.clone(),
            organization: me.organization_uuid.clone(),
            server: None,
            next_server: None,
            home: Home::Memory,
            secrets: None,
            moving: false,
        }
    });
    let connection = Connection::new(given, registered, Arc::clone(store), client, None).unwrap();
    let opened = Arc::new(Opened::new(Arc::new(connection), Key::from_bytes([1; 32])).unwrap());
    // If this read of `/me` failed, a later one identifies the desk.
    if let Ok(me) = me {
        opened.connection.keep_me(me).unwrap();
    }
    opened
}
