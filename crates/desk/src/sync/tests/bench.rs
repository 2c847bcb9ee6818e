//! One reading loop, and the outbox, over a sandbox without a network, in virtual time.

use crate::connection::Connection;
use crate::connection::register::{Home, Registered};
use crate::contract::ConnectionKind;
use crate::given::Given;
use crate::given::clock::{ClientClock, Clock};
use crate::given::host::NoHost;
use crate::given::ids::{ClientIds, RandomIds};
use crate::given::keychain::MemoryKeychain;
use crate::given::log_file::LogFile;
use crate::given::picture_program::PictureProgram;
use crate::given::scratch::Scratch;
use crate::given::secrets::Secrets;
use crate::queue;
use crate::sending::start_sends;
use crate::sending::state::Sending;
use crate::sync::state::Reading;
use crate::sync::{Plan, read_due, round};
use bytes::Bytes;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::{Request, Response};
use nt24::Operation;
use nt24_client::{Carrier, CarrierFault, Client, Config, Secret};
use nt24_sandbox::{Control, InProcess, Options, Seed};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{BuyerRow, Key, OrderRow, OutboxRow, Store, SystemRandom};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// The time that each request takes, unless the test slows the line down.
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
    /// No answer ever comes.
    Hang,
    /// A 429 that asks for a pause of so many seconds.
    Limit(u64),
    /// A page that is not NT24's, with this status and time.
    Page(u16, DateTime<Utc>),
    /// An answer with this status and JSON.
    Answer(u16, serde_json::Value),
    /// The sandbox's answer, changed.
    Change(fn(&mut serde_json::Value)),
}

type Hook = Box<dyn Fn(&str) -> Option<Instead> + Send + Sync>;

/// NT24: a sandbox, and what the test does to single requests.
struct Nt24 {
    sandbox: InProcess,
    clock: Arc<ManualClock>,
    request: Mutex<TimeDelta>,
    hook: Mutex<Hook>,
    write_hook: Mutex<Hook>,
    requests: Mutex<Vec<(DateTime<Utc>, String)>>,
    /// The budget of reads that the answers show, and when it is available again.
    budget: Mutex<Option<(&'static str, DateTime<Utc>)>>,
    /// Held by the request whose turn it is.
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Nt24 {
    async fn answer(&self, request: Request<Bytes>) -> Result<Response<Bytes>, CarrierFault> {
        let turn = self.turn.lock().await;
        self.clock.pass(*self.request.lock().unwrap());
        let path = request.uri().path_and_query().unwrap().to_string();
        self.requests.lock().unwrap().push((Clock::now(&*self.clock), path.clone()));
        let is_write = request.headers().contains_key("idempotency-key");
        let hook = if is_write { &self.write_hook } else { &self.hook };
        let instead = (hook.lock().unwrap())(&path);
        // A request without an answer holds no other up.
        let _turn = (!matches!(instead, Some(Instead::Hang))).then_some(turn);
        let mut answer = self.answer_with(instead, request).await?;
        let now = Clock::now(&*self.clock);
        answer.headers_mut().entry("date").or_insert(http_date(now).parse().unwrap());
        if let Some((remaining, reset)) = *self.budget.lock().unwrap() {
            let reset = reset.timestamp().to_string();
            let budget =
                [("category", "read"), ("limit", "300"), ("remaining", remaining), ("reset", &reset)];
            for (name, value) in budget {
                let name = http::HeaderName::try_from(format!("x-ratelimit-{name}")).unwrap();
                answer.headers_mut().insert(name, value.parse().unwrap());
            }
        }
        Ok(answer)
    }

    async fn answer_with(
        &self,
        instead: Option<Instead>,
        request: Request<Bytes>,
    ) -> Result<Response<Bytes>, CarrierFault> {
        let json = |status: u16, kind: &str, body: serde_json::Value| {
            let answer = Response::builder().status(status).header("content-type", kind);
            answer.body(body.to_string().into()).unwrap()
        };
        let problem = |status: u16, kind: &str| {
            let kind = format!("{}{kind}", nt24::PROBLEM_BASE);
            let body = serde_json::json!({ "type": kind, "title": "Refused", "status": status });
            json(status, "application/problem+json", body)
        };
        match instead {
            Some(Instead::Fail(fault)) => Err(fault),
            Some(Instead::Hang) => std::future::pending().await,
            Some(Instead::Refuse(status, kind)) => Ok(problem(status, kind)),
            Some(Instead::Limit(seconds)) => {
                let mut answer = problem(429, "rate-limited");
                answer.headers_mut().insert("retry-after", seconds.into());
                Ok(answer)
            }
            Some(Instead::Page(status, at)) => {
                let answer = Response::builder().status(status).header("content-type", "text/html");
                let answer = answer.header("date", http_date(at));
                Ok(answer.body("<html>Not NT24</html>".into()).unwrap())
            }
            Some(Instead::Answer(status, body)) => Ok(json(status, "application/json", body)),
            Some(Instead::Change(change)) => {
                let (mut head, body) = self.sandbox.answer(request).await.unwrap().into_parts();
                if body.is_empty() {
                    // The resource has not changed there.
                    return Ok(Response::from_parts(head, body));
                }
                let mut body = serde_json::from_slice(&body).unwrap();
                change(&mut body);
                head.headers.remove("content-length");
                Ok(Response::from_parts(head, body.to_string().into()))
            }
            None => self.sandbox.answer(request).await.ok_or(CarrierFault::Lost),
        }
    }
}

fn http_date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
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
    pub(super) sending: Arc<Sending>,
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
            request: Mutex::new(REQUEST),
            hook: Mutex::new(Box::new(|_| None)),
            write_hook: Mutex::new(Box::new(|_| None)),
            requests: Mutex::default(),
            budget: Mutex::default(),
            turn: Arc::default(),
        });
        let store = Store::in_memory(folder.path(), &Key::from_bytes([7; 32]), SystemRandom).unwrap();
        let store = Arc::new(store);
        let reading = open(folder.path(), &clock, &nt24, &store).await;
        let sending = Arc::new(Sending::new(Arc::clone(&reading.connection)).unwrap());
        Self { folder, clock, nt24, store, reading, sending, plan: Plan::default() }
    }

    /// Ends the program and starts it again.
    pub(super) async fn restart(&mut self) {
        self.reading = open(self.folder.path(), &self.clock, &self.nt24, &self.store).await;
        self.sending = Arc::new(Sending::new(Arc::clone(&self.reading.connection)).unwrap());
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

    /// As [`Bench::when`], for writes.
    pub(super) fn when_writing(&self, hook: impl Fn(&str) -> Option<Instead> + Send + Sync + 'static) {
        *self.nt24.write_hook.lock().unwrap() = Box::new(hook);
    }

    /// From now on each request takes this time.
    pub(super) fn each_request_takes(&self, time: TimeDelta) {
        *self.nt24.request.lock().unwrap() = time;
    }

    /// From now on the answers show that so many reads are left until this time.
    pub(super) fn reads_left(&self, remaining: &'static str, reset: DateTime<Utc>) {
        *self.nt24.budget.lock().unwrap() = Some((remaining, reset));
    }

    /// One round of the reading loop. Returns the pause until the next one.
    pub(super) async fn round(&mut self) -> Duration {
        round(&self.reading, &mut self.plan).await
    }

    /// The turn that a request waits for.
    pub(super) fn turn(&self) -> Arc<tokio::sync::Mutex<()>> {
        Arc::clone(&self.nt24.turn)
    }

    /// Queues a write. Returns the id of its row.
    pub(super) fn queue(&self, operation: Operation, request: &queue::request::Request) -> String {
        let queued = self.store.write(|tx| {
            queue::request::enqueue(tx, self.connection(), operation, request, None)?;
            Ok::<_, store::Error>(store::outbox::waiting(tx)?.pop().unwrap().id)
        });
        queued.unwrap()
    }

    /// Sends what is due, and waits for the answers.
    pub(super) async fn send(&self) {
        let mut sends = JoinSet::new();
        start_sends(&self.sending, &mut sends, &CancellationToken::new()).unwrap();
        while sends.join_next().await.is_some() {}
    }

    /// A row of the outbox.
    pub(super) fn row(&self, id: &str) -> OutboxRow {
        self.store.read(|tx| store::outbox::get(tx, id)).unwrap().unwrap()
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
        picture_program: PictureProgram::at(PathBuf::new()),
        scratch: Scratch::new(folder, None, "run".to_owned()),
        log: LogFile::default(),
        user: Default::default(),
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
