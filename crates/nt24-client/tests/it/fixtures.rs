//! Fixtures of the tests: clock, request ids, clients, files and bodies.

use chrono::{DateTime, TimeDelta, Utc};
use nt24::{BuyerId, DocumentType, IdempotencyKey, OrderId, SellerId};
use nt24_client::{Carrier, Client, Clock, Config, FileSource, Limits, RequestIds, Secret, Upload};
use std::io::Read;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

use crate::server::Server;

/// A secret with characters that form encoding must not lose.
pub(crate) const SECRET: &str = "geheim & wörtlich = 100 %+";

#[derive(Clone, Debug)]
pub(crate) struct ManualClock(Arc<Mutex<DateTime<Utc>>>);

impl ManualClock {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(DateTime::from_timestamp(1_800_000_000, 0).unwrap())))
    }

    pub(crate) fn advance(&self, seconds: i64) {
        *self.0.lock().unwrap() += TimeDelta::seconds(seconds);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

impl nt24_sandbox::Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        Clock::now(self)
    }
}

#[derive(Default)]
struct Counting(AtomicU32);

impl RequestIds for Counting {
    fn next(&self) -> String {
        format!("id-{}", self.0.fetch_add(1, Ordering::SeqCst) + 1)
    }
}

pub(crate) fn config(server: &Server) -> Config {
    Config::new(&server.url("/v1"), &server.url("/token"), "api-client-test", Secret::new(SECRET.to_owned()))
        .unwrap()
}

pub(crate) fn client_of(config: Config, clock: ManualClock) -> Client {
    Client::new(config, Arc::new(clock), Arc::new(Counting::default())).unwrap()
}

/// A client whose requests go through a carrier.
pub(crate) fn carried(carrier: Arc<dyn Carrier>, config: Config) -> Client {
    Client::over(carrier, config, Arc::new(ManualClock::new()), Arc::new(Counting::default())).unwrap()
}

pub(crate) fn try_client_of(config: Config) -> Result<Client, nt24_client::Error> {
    Client::new(config, Arc::new(ManualClock::new()), Arc::new(Counting::default()))
}

pub(crate) fn client(server: &Server) -> Client {
    client_of(config(server), ManualClock::new())
}

/// Longest silence that an impatient client bears. Its token calls bear no more, and the machine may be
/// busy: a reply that is sent at once must arrive in this time.
pub(crate) const IDLE: Duration = Duration::from_secs(2);

/// A client that gives up after seconds.
pub(crate) fn impatient(server: &Server) -> Client {
    impatient_within(server, IDLE, 3 * IDLE)
}

/// A client that bears this silence, and whose exchanges of JSON last no longer than this altogether.
pub(crate) fn impatient_within(server: &Server, idle: Duration, total: Duration) -> Client {
    let mut config = config(server);
    config.limits = Limits { connect: IDLE, idle, total, upload_answer: 2 * IDLE, ..Limits::default() };
    client_of(config, ManualClock::new())
}

pub(crate) fn seller() -> SellerId {
    "s-1".into()
}

pub(crate) fn buyer() -> BuyerId {
    "b-1".into()
}

pub(crate) fn order() -> OrderId {
    "o-1".into()
}

pub(crate) fn key(text: &str) -> IdempotencyKey {
    IdempotencyKey::new(text).unwrap()
}

pub(crate) const ME: &str = r#"{"organizationUuid":"org","name":"Autohaus","authorizedPartners":[],
    "capabilities":{"rateLimitTier":"GALACTIC","allowTimeTravel":true},"mood":"fine"}"#;

pub(crate) const BUYER: &str = r#"{"uuid":"b-1","vatNumber":"PL5260001246","companyName":"Auto Handel",
    "address":{},"kycMode":"MARKETPLACE_LED","status":"ACTIVE","version":3,
    "createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-02T00:00:00Z"}"#;

/// A file whose announced length may differ from its real one.
pub(crate) struct AnnouncedFile {
    pub(crate) announced: u64,
    pub(crate) bytes: Arc<Vec<u8>>,
}

impl FileSource for AnnouncedFile {
    fn length(&self) -> u64 {
        self.announced
    }

    fn open(&self) -> std::io::Result<Box<dyn Read + Send>> {
        let bytes = Arc::clone(&self.bytes);
        Ok(Box::new(std::io::Cursor::new(Whole(bytes))))
    }
}

struct Whole(Arc<Vec<u8>>);

impl AsRef<[u8]> for Whole {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// A file that does not exist.
pub(crate) struct Missing;

impl FileSource for Missing {
    fn length(&self) -> u64 {
        10
    }

    fn open(&self) -> std::io::Result<Box<dyn Read + Send>> {
        Err(std::io::ErrorKind::NotFound.into())
    }
}

/// Bytes that do not repeat within a chunk.
pub(crate) fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|i| (i ^ (i >> 8) ^ (i >> 16)) as u8).collect()
}

pub(crate) fn upload_of(file: impl FileSource + 'static) -> Upload {
    Upload {
        kind: DocumentType::TransportCmr,
        document_date: chrono::NaiveDate::from_ymd_opt(2026, 3, 1),
        file_name: "CMR \"März\"\r\nX: 1.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        file: Arc::new(file),
        progress: Arc::new(|_| {}),
        cancel: CancellationToken::new(),
    }
}

pub(crate) fn upload(bytes: Vec<u8>) -> Upload {
    upload_of(AnnouncedFile { announced: bytes.len() as u64, bytes: Arc::new(bytes) })
}
