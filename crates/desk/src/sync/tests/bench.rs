//! One reading loop over a sandbox without a network, in virtual time: each request takes 250 ms.

use crate::connection::Connection;
use crate::connection::register::{Home, Registered};
use crate::contract::ConnectionKind;
use crate::given::Given;
use crate::given::clock::{ClientClock, Clock};
use crate::given::host::NoHost;
use crate::given::ids::{ClientIds, RandomIds};
use crate::given::keychain::MemoryKeychain;
use crate::given::scratch::Scratch;
use crate::given::secrets::Secrets;
use crate::sync::state::Reading;
use crate::sync::{Plan, read_due};
use bytes::Bytes;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::{Request, Response};
use nt24_client::{Carrier, CarrierFault, Client, Config, Secret};
use nt24_sandbox::{Control, InProcess, Options, Seed};
use std::path::Path;
use std::sync::{Arc, Mutex};
use store::{BuyerRow, Key, OrderRow, Store, SystemRandom};

/// The time that each request takes.
const REQUEST: TimeDelta = TimeDelta::milliseconds(250);

#[derive(Debug)]
pub(super) struct ManualClock(Mutex<DateTime<Utc>>);

impl ManualClock {
    pub(super) fn pass(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }

    fn today(&self) -> NaiveDate {
        Clock::now(self).date_naive()
    }
}

impl nt24_sandbox::Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        Clock::now(self)
    }
}

/// The answer to a request, instead of the sandbox's.
pub(super) enum Instead {
    /// The network fails.
    Fail(CarrierFault),
    /// A problem with this status and type.
    Refuse(u16, &'static str),
    /// The sandbox's answer, changed.
    Change(fn(&mut serde_json::Value)),
}

type Hook = Box<dyn Fn(&str) -> Option<Instead> + Send + Sync>;

/// NT24: a sandbox, and what the test does to single requests.
struct Nt24 {
    sandbox: InProcess,
    clock: Arc<ManualClock>,
    hook: Mutex<Hook>,
    requests: Mutex<Vec<(DateTime<Utc>, String)>>,
}

impl Nt24 {
    async fn answer(&self, request: Request<Bytes>) -> Result<Response<Bytes>, CarrierFault> {
        self.clock.pass(REQUEST);
        let path = request.uri().path_and_query().unwrap().to_string();
        self.requests.lock().unwrap().push((Clock::now(&*self.clock), path.clone()));
        let instead = (self.hook.lock().unwrap())(&path);
        match instead {
            Some(Instead::Fail(fault)) => Err(fault),
            Some(Instead::Refuse(status, kind)) => {
                let problem = serde_json::json!({
                    "type": format!("{}{kind}", nt24::PROBLEM_BASE),
                    "title": "Refused", "status": status,
                });
                let answer = Response::builder().status(status);
                let answer = answer.header("content-type", "application/problem+json");
                Ok(answer.body(problem.to_string().into()).unwrap())
            }
            Some(Instead::Change(change)) => {
                let (mut head, body) = self.sandbox.answer(request).await.unwrap().into_parts();
                let mut body = serde_json::from_slice(&body).unwrap();
                change(&mut body);
                head.headers.remove("content-length");
                Ok(Response::from_parts(head, body.to_string().into()))
            }
            None => self.sandbox.answer(request).await.ok_or(CarrierFault::Lost),
        }
    }
}

struct Line(Arc<Nt24>);

impl Carrier for Line {
    fn carry(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, CarrierFault>> {
        self.0.answer(request).boxed()
    }
}

pub(super) struct Bench {
    folder: tempfile::TempDir,
    pub(super) clock: Arc<ManualClock>,
    nt24: Arc<Nt24>,
    store: Arc<Store>,
    pub(super) reading: Arc<Reading>,
    pub(super) plan: Plan,
}

impl Bench {
    /// A desk without data, and an NT24 with 40 buyers and 120 orders.
    pub(super) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let clock = Arc::new(ManualClock(Mutex::new(start)));
        let mut options = Options::demo();
        options.seed = Seed::Demo;
        options.clock = clock.clone();
        options.behaviour.rate_limited = false;
        let sandbox = InProcess::new(options).unwrap();
        let nt24 = Arc::new(Nt24 {
            sandbox,
            clock: Arc::clone(&clock),
            hook: Mutex::new(Box::new(|_| None)),
            requests: Mutex::default(),
        });
        let store = Store::in_memory(folder.path(), &Key::from_bytes([7; 32]), SystemRandom).unwrap();
        let store = Arc::new(store);
        let reading = open(folder.path(), &clock, &nt24, &store).await;
        Self { folder, clock, nt24, store, reading, plan: Plan::default() }
    }

    /// Ends the program and starts it again.
    pub(super) async fn restart(&mut self) {
        self.reading = open(self.folder.path(), &self.clock, &self.nt24, &self.store).await;
        self.plan = Plan::default();
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.reading.connection
    }

    pub(super) fn control(&self) -> &Control {
        self.nt24.sandbox.control()
    }

    /// From now on NT24 answers single requests as `hook` says; it gets the path with the query.
    pub(super) fn when(&self, hook: impl Fn(&str) -> Option<Instead> + Send + Sync + 'static) {
        *self.nt24.hook.lock().unwrap() = Box::new(hook);
    }

    /// Everything that is due is read, once.
    pub(super) async fn read(&mut self) {
        // A test looks at what is stored, and at the requests.
        drop(read_due(&self.reading, &mut self.plan).await);
    }

    /// Reads until nothing is due, again and again for this time.
    pub(super) async fn read_for(&mut self, time: TimeDelta) {
        let end = Clock::now(&*self.clock) + time;
        while Clock::now(&*self.clock) < end {
            self.read().await;
            self.clock.pass(TimeDelta::seconds(1));
        }
    }

    /// The requests since the last call whose path contains `part`, each with its time.
    pub(super) fn take_requests(&self, part: &str) -> Vec<(DateTime<Utc>, String)> {
        let requests = std::mem::take(&mut *self.nt24.requests.lock().unwrap());
        requests.into_iter().filter(|(_, path)| path.contains(part)).collect()
    }

    pub(super) fn order(&self, remote: &nt24::OrderId) -> Option<OrderRow> {
        let seller = self.connection().seller().unwrap();
        self.store.read(|tx| store::orders::by_remote(tx, &seller, remote)).unwrap()
    }

    pub(super) fn buyer(&self, remote: &nt24::BuyerId) -> Option<BuyerRow> {
        let seller = self.connection().seller().unwrap();
        self.store.read(|tx| store::buyers::by_remote(tx, &seller, remote)).unwrap()
    }
}

async fn open(folder: &Path, clock: &Arc<ManualClock>, nt24: &Arc<Nt24>, store: &Arc<Store>) -> Arc<Reading> {
    let given = Arc::new(Given {
        data: folder.to_owned(),
        host: Arc::new(NoHost),
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        ids: Arc::new(RandomIds),
        keychain: Secrets::new(Arc::new(MemoryKeychain::default()), Arc::new(NoHost)),
        scratch: Scratch::new(folder, None, "run".to_owned()),
    });
    let base = "http://127.0.0.1:1";
    let config = Config::new(
        &format!("{base}/v1"),
        &format!("{base}{}", nt24::TOKEN_PATH),
        nt24.sandbox.client_id(),
        Secret::new(nt24.sandbox.client_secret()),
    );
    let client = Client::over(
        Arc::new(Line(Arc::clone(nt24))),
        config.unwrap(),
        Arc::new(ClientClock(Arc::clone(&given.clock))),
        Arc::new(ClientIds(Arc::clone(&given.ids))),
    )
    .unwrap();
    let me = client.me().await.unwrap().value;
    let registered = Registered {
        id: "test".to_owned(),
        kind: ConnectionKind::Novatrade24,
        name: me.name.clone(),
        organization: me.organization_uuid.clone(),
        server: None,
        next_server: None,
        home: Home::Memory,
        secrets: None,
        moving: false,
    };
    let connection = Connection::new(given, registered, Arc::clone(store), client, None).unwrap();
    connection.keep_me(me).unwrap();
    Arc::new(Reading::new(Arc::new(connection)))
}
