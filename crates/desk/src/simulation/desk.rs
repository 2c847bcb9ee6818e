//! One desk of a schedule: the real outbox over a database in memory, which outlives a crash.

use super::clock::{DeskClock, NoHost, Numbers};
use super::network::{Line, Network};
use crate::MemoryKeychain;
use crate::clock::ClientClock;
use crate::contract::ConnectionKind;
use crate::data;
use crate::ids::ClientIds;
use crate::open::{Open, Parts};
use crate::outbox;
use crate::register::{Home, Known};
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
    pub(super) open: Arc<Open>,
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
        let open = open(None, &store, &clock, &ids, &line).await;
        Self { store, open, clock, copy: None, ids, line, sends: JoinSet::new() }
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
        self.copy.get_or_insert_with(super::shelf::take_store).take_over(&self.store).unwrap();
    }

    /// The copy takes the database's place, before the program is started again. Whether there is one.
    pub(super) fn restore(&self) -> bool {
        let Some(copy) = &self.copy else { return false };
        self.store.take_over(copy).unwrap();
        self.store.write(data::adapt).unwrap();
        true
    }

    /// The program dies here and now, and is started again.
    pub(super) async fn crash(&mut self) {
        self.sends.abort_all();
        while self.sends.join_next().await.is_some() {}
        let known = self.open.known.clone();
        self.open = open(Some(known), &self.store, &self.clock, &self.ids, &self.line).await;
    }

    /// From now on what the desk reads fails, or comes again.
    pub(super) fn reads_fail(&self, fail: bool) {
        self.line.reads_fail.store(fail, Ordering::Relaxed);
    }

    /// One look of the outbox's loop at what may be sent.
    pub(super) async fn look(&mut self) {
        let cancel = CancellationToken::new();
        outbox::start_sends(&self.open, &mut self.sends, &cancel).unwrap();
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

/// Opens a connection, for the first time when it is not `known`.
async fn open(
    known: Option<Known>,
    store: &Arc<Store>,
    clock: &Arc<DeskClock>,
    ids: &Arc<Numbers>,
    line: &Arc<Line>,
) -> Arc<Open> {
    let parts = Arc::new(Parts {
        data: PathBuf::new(),
        host: Arc::new(NoHost),
        clock: Arc::clone(clock) as Arc<dyn crate::Clock>,
        ids: Arc::clone(ids) as Arc<dyn crate::Ids>,
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
        Arc::new(ClientClock(Arc::clone(&parts.clock))),
        Arc::new(ClientIds(Arc::clone(&parts.ids))),
    )
    .unwrap();
    let me = client.me().await.map(|me| me.value);
    let known = known.unwrap_or_else(|| {
        let me = me.as_ref().unwrap();
        Known {
            id: "simulated".to_owned(),
            kind: ConnectionKind::Novatrade24,
            name: me.name.clone(),
            organization: me.organization_uuid.clone(),
            home: Home::Memory,
        }
    });
    let open = Arc::new(Open::prepare(parts, known, Arc::clone(store), client, None).unwrap());
    // When this read has failed, the next one introduces the desk.
    if let Ok(me) = me {
        open.keep_me(me).unwrap();
    }
    open
}
