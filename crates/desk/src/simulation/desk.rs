//! One desk of a schedule: the real outbox over a database in memory, which outlives a crash.

use super::clock::{DeskClock, NoHost, Numbers};
use super::network::{Line, Network};
use crate::connection::Connection;
use crate::connection::register::{Home, Registered};
use crate::contract::ConnectionKind;
use crate::data;
use crate::given::Given;
use crate::given::clock::{ClientClock, Clock};
use crate::given::ids::{ClientIds, Ids};
use crate::given::keychain::MemoryKeychain;
use crate::sending;
use crate::start::opened::Opened;
use nt24_client::{Client, Config, Secret};
use nt24_sandbox::InProcess;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::{OutboxState, Store};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub(super) struct Desk {
    pub(super) store: Arc<Store>,
    pub(super) opened: Arc<Opened>,
    pub(super) clock: Arc<DeskClock>,
    /// A copy of the database, as it once was.
    copy: Option<Arc<Store>>,
    ids: Arc<Numbers>,
    line: Arc<Line>,
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
        let line = Arc::new(Line {
            desk: number,
            network: network.clone(),
            sandbox: Arc::clone(sandbox),
            reads_fail: AtomicBool::new(false),
        });
        let ids = Arc::new(Numbers::of_desk(number));
        let store = super::shelf::take_store();
        let opened = open(None, &store, &clock, &ids, &line).await;
        Self { store, opened, clock, copy: None, ids, line, sends: JoinSet::new() }
    }

    /// The schedule is over.
    pub(super) fn end(self) {
        let Self { store, copy, .. } = self;
        for store in copy.into_iter().chain([store]) {
            super::shelf::give_back(store);
        }
    }

    /// The program copies its database.
    pub(super) fn back_up(&mut self) {
        self.copy.get_or_insert_with(super::shelf::take_store).copy_from(&self.store).unwrap();
    }

    /// The copy takes the database's place, before the program is started again. Whether there is one.
    pub(super) fn restore(&self) -> bool {
        let Some(copy) = &self.copy else { return false };
        self.store.copy_from(copy).unwrap();
        self.store.write(data::restored::adapt).unwrap();
        true
    }

    /// The program dies here and now, and is started again.
    pub(super) async fn crash(&mut self) {
        self.sends.abort_all();
        while self.sends.join_next().await.is_some() {}
        let registered = self.opened.connection.registered.clone();
        self.opened = open(Some(registered), &self.store, &self.clock, &self.ids, &self.line).await;
    }

    /// From now on what the desk reads fails, or comes again.
    pub(super) fn reads_fail(&self, fail: bool) {
        self.line.reads_fail.store(fail, Ordering::Relaxed);
    }

    /// One look of the outbox's loop at what may be sent.
    pub(super) async fn look(&mut self) {
        let cancel = CancellationToken::new();
        sending::start_sends(&self.opened.sending, &mut self.sends, &cancel).unwrap();
        self.rest().await;
    }

    /// Lets everything go on that need not wait for the network.
    pub(super) async fn rest(&mut self) {
        let mut still = 0;
        let mut before = (self.sends.len(), self.line.network.len());
        while still < 6 {
            tokio::task::yield_now().await;
            while let Some(ended) = self.sends.try_join_next() {
                ended.unwrap();
            }
            let now = (self.sends.len(), self.line.network.len());
            still = if now == before { still + 1 } else { 0 };
            before = now;
        }
    }

    /// Whether a row may have arrived, and a person has to say so.
    pub(super) fn has_unconfirmed(&self) -> bool {
        let rows = self.store.read(store::outbox::waiting).unwrap();
        rows.iter().any(|row| row.state == OutboxState::Unconfirmed)
    }

    /// Whether a send runs that waits for nothing but its task's turn.
    pub(super) fn is_sending(&self) -> bool {
        self.sends.len() > self.line.network.awaited(self.line.desk)
    }
}

/// Opens a connection, for the first time if it is not `registered`.
async fn open(
    registered: Option<Registered>,
    store: &Arc<Store>,
    clock: &Arc<DeskClock>,
    ids: &Arc<Numbers>,
    line: &Arc<Line>,
) -> Arc<Opened> {
    let given = Arc::new(Given {
        data: PathBuf::new(),
        host: Arc::new(NoHost),
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        ids: Arc::clone(ids) as Arc<dyn Ids>,
        keychain: Arc::new(MemoryKeychain::default()),
    });
    let secret = Secret::new(line.sandbox.client_secret());
    let base = "http://127.0.0.1:1";
    let config = Config::new(
        &format!("{base}/v1"),
        &format!("{base}{}", nt24::TOKEN_PATH),
        line.sandbox.client_id(),
        secret,
    )
    .unwrap();
    let client = Client::over(
        Arc::clone(line) as Arc<dyn nt24_client::Carrier>,
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
            home: Home::Memory,
        }
    });
    let connection = Connection::new(given, registered, Arc::clone(store), client, None).unwrap();
    let opened = Arc::new(Opened::new(Arc::new(connection)).unwrap());
    // If this read has failed, a later one identifies the desk.
    if let Ok(me) = me {
        opened.connection.keep_me(me).unwrap();
    }
    opened
}
