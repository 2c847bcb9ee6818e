//! No line of any log, at any level, holds personal data, a secret, a token, a file's name or a path.

use crate::bench::Bench;
use crate::deal::{VIN, new_order, onboard};
use desk::contract::{FailureCode, Session};
use nt24_sandbox::{Fault, FaultKind};
use serde_json::{Value, json};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tracing_subscriber::filter::LevelFilter;

/// Stands in answers, requests and names of files where a program would like to quote it.
pub(crate) const MARK: &str = "canary-3f9c";

/// Personal data that the tests put into forms, files and settings.
pub(crate) const PERSONAL: &[&str] = &[
    MARK,
    "Kowalski",
    "jan@example.com",
    "Piotrkowska",
    "Auto Łódź",
    "5260250274",
    "5260000009",
    "109010140000",
    VIN,
    "krs extract",
    "aml.pdf",
    "proforma.pdf",
    "transfer.pdf",
    "cmr.pdf",
    "Autohaus Nordlicht",
    "sandbox-secret-",
    "api-client-autohaus-nordlicht",
    "long enough phrase",
];

/// As many hexadecimal digits are a key, a token of the sandbox, or the hash that names a content.
const DIGITS_OF_A_KEY: usize = 64;

/// Why a line must not stand in a log.
pub(crate) fn told(line: &str) -> Option<String> {
    let place = std::env::temp_dir().join(".tmp").to_string_lossy().into_owned();
    let word = PERSONAL.iter().copied().chain([place.as_str()]).find(|word| line.contains(word));
    let has_key = || {
        let mut runs = line.split(|character: char| !character.is_ascii_hexdigit());
        runs.any(|run| run.len() >= DIGITS_OF_A_KEY).then_some("a key, a token or a hash")
    };
    word.or_else(has_key).map(|what| format!("{what}: {line}"))
}

/// Checks each line, and keeps those that tell too much.
#[derive(Clone, Default)]
struct Watch(Arc<Mutex<Vec<String>>>);

impl Watch {
    fn found(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn subscriber(&self) -> impl tracing::Subscriber + Send + Sync + use<> {
        let watch = self.clone();
        tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_ansi(false)
            .with_writer(move || watch.clone())
            .finish()
    }
}

impl io::Write for Watch {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        for (word, heard) in AWAITED.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            if text.contains(word) {
                heard.store(true, Ordering::SeqCst);
            }
        }
        if let Some(told) = told(&text) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(told);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

static WATCH: OnceLock<Watch> = OnceLock::new();

/// Words for which a test waits, and whether a line had them.
static AWAITED: Mutex<Vec<(&str, Arc<AtomicBool>)>> = Mutex::new(Vec::new());

/// Tells whether a line with these words has been logged from here on.
pub(crate) fn hear(words: &'static str) -> Arc<AtomicBool> {
    let heard = Arc::new(AtomicBool::new(false));
    AWAITED.lock().unwrap_or_else(PoisonError::into_inner).push((words, Arc::clone(&heard)));
    heard
}

/// Has every line checked from here on, whichever test writes it.
pub(crate) fn watch() {
    WATCH.get_or_init(|| {
        let watch = Watch::default();
        // A second subscriber of this process would be a mistake of the tests.
        tracing::subscriber::set_global_default(watch.subscriber()).expect("the first subscriber");
        watch
    });
}

/// Fails if a line was found, also one of another test that runs at the same time.
#[track_caller]
pub(crate) fn assert_clean() {
    let found = WATCH.get().map(Watch::found).unwrap_or_default();
    assert!(found.is_empty(), "in the log:\n{}", found.join("\n"));
}

#[test]
fn a_line_that_tells_too_much_is_found() {
    let watch = Watch::default();
    tracing::subscriber::with_default(watch.subscriber(), || {
        tracing::trace!("nothing");
        tracing::trace!(name = "Jan Kowalski", "a name");
        tracing::debug!(token = "0123456789abcdef".repeat(4), "a token");
        tracing::error!("{}", std::env::temp_dir().join(".tmpfolder").display());
    });
    assert_eq!(watch.found().len(), 3, "{:?}", watch.found());
}

fn fault(operation: &str, times: u32, kind: FaultKind) -> Fault {
    Fault { operation: Some(operation.to_owned()), times, kind }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_that_do_not_fit_the_contract_are_not_quoted() {
    let bench = Bench::start().await.signed_in().await;
    for command in desk::COMMANDS {
        let misfit = json!({
            "id": { MARK: MARK }, "passphrase": [MARK], "form": MARK, "kind": MARK, "clientId": 1,
            "paused": MARK, "language": MARK, "days": MARK, "up": MARK, "secret": [MARK], "step": MARK,
        });
        // Some commands take no request, and refuse nothing.
        let _ = bench.try_ask::<Value>(command, misfit).await;
        let _ = bench.try_ask::<Value>(command, json!(MARK)).await;
    }
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_cannot_be_read_are_not_quoted() {
    let bench = Bench::start().await.signed_in().await;
    let wrong = |name: &str| FaultKind::Member { name: name.to_owned(), text: format!("{MARK} Kowalski") };
    for operation in ["upsertBuyer", "uploadKycDocument", "addBuyerContact", "createOrder"] {
        bench.control().fault(fault(operation, 1, wrong("version")));
    }
    for (operation, name) in [
        ("getBuyer", "version"),
        ("getOrder", "vins"),
        ("getCompliance", "blockers"),
        ("listOrders", "data"),
        ("getMe", "capabilities"),
        ("issueToken", "expires_in"),
    ] {
        bench.control().fault(fault(operation, 1, wrong(name)));
    }
    let odd_type = FaultKind::Status(503, format!("{MARK}-kowalski"));
    for operation in ["getMe", "getBuyer", "triggerViesCheck", "uploadKycDocument"] {
        bench.control().fault(fault(operation, 1, odd_type.clone()));
    }
    bench.control().revoke_tokens();
    let buyer = onboard(&bench, "PL5260250274").await;
    let order = new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    for command in ["buyer", "order"] {
        let id = if command == "buyer" { &buyer.id } else { &order.id };
        let _ = bench.try_ask::<Value>(command, json!({ "id": id })).await;
        let _ = bench.try_ask::<Value>("try_now", json!({})).await;
    }
    bench.control().clear_faults();
    bench.drained().await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_opens_the_data_is_not_quoted() {
    let bench = Bench::with(|_| {}, Arc::new(desk::NoKeychain(desk::KeychainError::Absent))).await;
    let phrase = json!({ "passphrase": "a long enough phrase" });
    bench.ask::<Session>("set_passphrase", phrase.clone()).await;
    let mut bench = {
        let wrong = json!({ "apiUrl": format!("https://{MARK}:{MARK}@localhost/v1"), "tokenUrl": MARK,
            "clientId": MARK, "clientSecret": MARK });
        assert_eq!(bench.refused("test_connection", wrong).await, FailureCode::BadAddress);
        bench.signed_in().await
    };
    bench.restart().await;
    let wrong = json!({ "passphrase": format!("{MARK} is wrong") });
    assert_eq!(bench.refused("unlock", wrong).await, FailureCode::WrongPassphrase);
    bench.ask::<Session>("unlock", phrase).await;
    bench.finish_with_rest().await;
}
