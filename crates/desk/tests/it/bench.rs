//! One desk with one sandbox; the end of each test checks the invariants.

use crate::host::TestHost;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use desk::contract::{
    BuyerPage, Checked, Draft, Failure, FailureCode, Form, FormKind, OrderPage, Outbox, Session, Status,
    Subject, Taken,
};
use desk::{Clock, Desk, Ids, Keychain, LogFile, MemoryKeychain, Options, PictureProgram, RandomIds};
use nt24_sandbox::{ContractCheck, Control, Counts, Sandbox};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A clock that runs, and can be set forward.
#[derive(Debug, Default)]
pub(crate) struct TestClock(Mutex<TimeDelta>);

impl TestClock {
    pub(crate) fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for TestClock {
    #[expect(clippy::disallowed_methods, reason = "the tests run in real time, with an offset")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now() + *self.0.lock().unwrap()
    }

    fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }
}

impl nt24_sandbox::Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        Clock::now(self)
    }
}

/// The clock of the desk's computer, which may be wrong.
#[derive(Debug)]
pub(crate) struct DeskClock {
    true_time: Arc<TestClock>,
    wrong_by: Mutex<TimeDelta>,
}

impl DeskClock {
    pub(crate) fn set_wrong_by(&self, by: TimeDelta) {
        *self.wrong_by.lock().unwrap() = by;
    }
}

impl Clock for DeskClock {
    fn now(&self) -> DateTime<Utc> {
        Clock::now(&*self.true_time) + *self.wrong_by.lock().unwrap()
    }

    fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }
}

/// This program is the framework of the tests and draws no pictures.
pub(crate) fn picture_program() -> PictureProgram {
    let path = PathBuf::from(env!("CARGO_BIN_EXE_draw-small-picture"));
    // A machine that is busy with other programs does not decide a test.
    PictureProgram { time_limit: PATIENCE, ..PictureProgram::at(path) }
}

/// How long a test waits for a condition before it fails.
const PATIENCE: Duration = Duration::from_secs(300);

pub(crate) struct Bench {
    desk: Option<Desk>,
    pub(crate) host: Arc<TestHost>,
    /// The true time, and the clock of the sandbox.
    pub(crate) clock: Arc<TestClock>,
    pub(crate) desk_clock: Arc<DeskClock>,
    pub(crate) keychain: Arc<dyn Keychain>,
    pub(crate) picture_program: PictureProgram,
    pub(crate) log: LogFile,
    asked: Mutex<BTreeSet<String>>,
    pub(crate) folder: tempfile::TempDir,
    sandbox: Option<Sandbox>,
    check: Arc<ContractCheck>,
    finished: bool,
}

impl Bench {
    /// A desk without a connection, and a sandbox in the place of NT24.
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}, Arc::new(MemoryKeychain::default())).await
    }

    pub(crate) async fn with(
        change: impl FnOnce(&mut nt24_sandbox::Options),
        keychain: Arc<dyn Keychain>,
    ) -> Self {
        crate::logs::watch();
        let check = Arc::new(ContractCheck::new().unwrap());
        let clock = Arc::new(TestClock::default());
        let mut options = nt24_sandbox::Options::demo();
        options.behaviour.vies_delay = TimeDelta::milliseconds(50);
        options.behaviour.export_delay = TimeDelta::milliseconds(50);
        options.clock = clock.clone();
        options.observer = Some(check.clone());
        change(&mut options);
        let sandbox = Sandbox::start(options).await.unwrap();
        let mut bench = Self {
            desk: None,
            host: Arc::default(),
            desk_clock: Arc::new(DeskClock { true_time: clock.clone(), wrong_by: Mutex::default() }),
            clock,
            keychain,
            picture_program: picture_program(),
            log: LogFile::default(),
            asked: Mutex::default(),
            folder: tempfile::tempdir().unwrap(),
            sandbox: Some(sandbox),
            check,
            finished: false,
        };
        bench.start_desk().await;
        bench
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) async fn start_desk(&mut self) {
        let options = Options {
            data: self.data(),
            host: self.host.clone(),
            clock: self.desk_clock.clone(),
            ids: Arc::new(RandomIds) as Arc<dyn Ids>,
            keychain: self.keychain.clone(),
            picture_program: self.picture_program.clone(),
            log: self.log.clone(),
        };
        let desk = Desk::start(options).await.unwrap();
        desk.settled().await;
        self.desk = Some(desk);
    }

    /// Stops the program regularly and starts it again.
    pub(crate) async fn restart(&mut self) {
        self.desk().stop().await;
        self.desk = None;
        self.start_desk().await;
    }

    pub(crate) async fn signed_in(self) -> Self {
        let session: Session = self.ask("connect", self.credentials()).await;
        assert!(session.seller.is_some());
        // Tests advance the clock by days: an idle desk would be locked.
        let never = json!({ "language": "system", "appearance": "system", "lockAfterMinutes": 0 });
        self.ask::<Session>("change_settings", never).await;
        self
    }

    pub(crate) fn credentials(&self) -> Value {
        let sandbox = self.sandbox.as_ref().unwrap();
        json!({
            "apiUrl": sandbox.api_url(), "tokenUrl": sandbox.token_url(),
            "clientId": sandbox.client_id(), "clientSecret": sandbox.client_secret(),
        })
    }

    /// Everything that the sandbox knows, for a second server with the same organization.
    pub(crate) fn snapshot(&self) -> Vec<u8> {
        self.sandbox.as_ref().unwrap().snapshot()
    }

    pub(crate) fn desk(&self) -> &Desk {
        self.desk.as_ref().unwrap()
    }

    pub(crate) fn control(&self) -> &Control {
        self.sandbox.as_ref().unwrap().control()
    }

    pub(crate) fn counts(&self) -> Counts {
        self.control().counts()
    }

    pub(crate) fn network(&self, up: bool) {
        self.control().set_network(up).unwrap();
    }

    pub(crate) async fn try_ask<T: DeserializeOwned>(
        &self,
        command: &str,
        request: Value,
    ) -> Result<T, Failure> {
        self.asked.lock().unwrap().insert(command.to_owned());
        let answer = self.desk().call(command, request).await;
        let told = match &answer {
            Ok(answer) => answer.to_string(),
            Err(failure) => serde_json::to_string(failure).unwrap(),
        };
        crate::secrets::assert_told_rightly(command, &told, self.folder.path());
        Ok(serde_json::from_value(answer?).unwrap())
    }

    /// The commands that were run so far.
    pub(crate) fn asked(&self) -> BTreeSet<String> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) async fn ask<T: DeserializeOwned>(&self, command: &str, request: Value) -> T {
        match self.try_ask(command, request).await {
            Ok(answer) => answer,
            Err(failure) => panic!("{command}: {failure:?}"),
        }
    }

    pub(crate) async fn refused(&self, command: &str, request: Value) -> FailureCode {
        match self.try_ask::<Value>(command, request).await {
            Ok(answer) => panic!("{command} answered {answer}"),
            Err(failure) => failure.code,
        }
    }

    pub(crate) async fn status(&self) -> Status {
        self.ask("status", json!({})).await
    }

    pub(crate) async fn outbox(&self) -> Outbox {
        self.ask("outbox", json!({})).await
    }

    pub(crate) async fn order(&self, order: &Subject) -> OrderPage {
        self.ask("order", json!({ "id": order.id })).await
    }

    pub(crate) async fn buyer(&self, buyer: &Subject) -> BuyerPage {
        self.ask("buyer", json!({ "id": buyer.id })).await
    }

    /// Writes a file to the user's disk.
    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn pdf(&self, name: &str) -> PathBuf {
        let text = format!("%PDF-1.4\n1 0 obj<</Name({name})>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
        self.file(name, text.as_bytes())
    }

    pub(crate) async fn take(&self, path: PathBuf) -> Taken {
        self.desk().take_files(vec![path]).await.unwrap()
    }

    /// A paper of a form.
    pub(crate) async fn paper(&self, name: &str, document: &str) -> Value {
        let taken = self.take(self.pdf(name)).await;
        json!({ "file": taken.files[0].id, "document": document, "documentDate": "" })
    }

    /// Begins a form on the resource that this desk has now; the changes are computed against it.
    pub(crate) async fn begin(&self, form: FormKind, subject: Option<&str>) -> Draft {
        self.ask("start_draft", json!({ "form": form, "subject": subject })).await
    }

    /// Begins and fills in a form. Returns the id of its draft and the findings of the rules.
    pub(crate) async fn fill(&self, form: FormKind, subject: Option<&str>, body: Value) -> (String, Checked) {
        self.fill_in(self.begin(form, subject).await, body).await
    }

    /// Fills in a form that was begun before. Returns the id of its draft and the findings of the rules.
    pub(crate) async fn fill_in(&self, draft: Draft, body: Value) -> (String, Checked) {
        let mut value = serde_json::to_value(&draft.form).unwrap();
        for (name, typed) in body.as_object().unwrap() {
            value["body"][name] = typed.clone();
        }
        let form: Form = serde_json::from_value(value).unwrap();
        let request = json!({
            "id": draft.id, "subject": draft.subject.map(|subject| subject.id), "step": 0, "form": form,
        });
        let saved: desk::contract::DraftSaved = self.ask("save_draft", request).await;
        (saved.id, saved.checked)
    }

    pub(crate) async fn submit(&self, form: FormKind, subject: Option<&str>, body: Value) -> Subject {
        self.submit_begun(self.begin(form, subject).await, body).await
    }

    /// Fills in and submits a form that was begun before.
    pub(crate) async fn submit_begun(&self, draft: Draft, body: Value) -> Subject {
        let (id, checked) = self.fill_in(draft, body).await;
        assert!(checked.ready, "{:?}", checked.findings);
        let submitted: desk::contract::Submitted = self.ask("submit_draft", json!({ "id": id })).await;
        submitted.subject
    }

    /// Waits until a condition holds. The long limit is for a machine that is busy with other programs.
    pub(crate) async fn until<T>(&self, condition: &str, mut holds: impl AsyncFnMut() -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = holds().await {
                return found;
            }
            if Instant::now() > end {
                let entries = self.outbox().await.entries;
                panic!(
                    "timeout while waiting until {condition}; {:?}; in the outbox: {entries:#?}",
                    self.status().await
                );
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    pub(crate) async fn drained(&self) {
        self.until("the outbox is empty", async || self.outbox().await.entries.is_empty().then_some(()))
            .await;
    }

    /// Ends the test: the outbox is empty, every request was an operation of the API, and no exchange broke the
    /// contract.
    pub(crate) async fn finish(mut self) {
        let left = self.outbox().await.entries;
        assert!(left.is_empty(), "left in the outbox: {left:#?}");
        self.end().await;
    }

    /// Ends a test that leaves rows in the outbox, or has no connection.
    pub(crate) async fn finish_with_rest(mut self) {
        self.end().await;
    }

    async fn end(&mut self) {
        self.desk().stop().await;
        for exchange in self.control().exchanges() {
            assert!(exchange.operation.is_some(), "not of the API: {} {}", exchange.method, exchange.path);
            if exchange.method != "GET" && exchange.operation != Some("issueToken") {
                assert!(exchange.request_header("idempotency-key").is_some(), "a write without a key");
            }
        }
        assert_eq!(self.check.violations(), Vec::<String>::new());
        crate::logs::assert_clean();
        self.sandbox.take().unwrap().stop().await;
        self.finished = true;
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        assert!(self.finished || std::thread::panicking(), "a bench must be finished");
    }
}
