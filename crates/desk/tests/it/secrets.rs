//! Every command is run, with the key in each of its homes. Nothing that is marked is in the clear in the data
//! folder, nothing there is open to other users, and no answer tells the page a secret, a path or an address.

use crate::bench::Bench;
use crate::deal::{Deal, Step, new_order, onboard};
use crate::logs::PERSONAL;
use desk::contract::{BackupList, Failure, FailureCode, FormKind, Session, Stage};
use desk::{Keychain, KeychainError, MemoryKeychain, NoKeychain};
use nt24_sandbox::SequentialIds;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Marks the client secret, and the passphrase.
const SECRET: &str = "canary-3f9c-secret";
const PHRASE: &str = "canary-3f9c phrase, long enough";

/// Begins every token of the sandbox.
const TOKEN: &str = "token-0000c0de";

/// Words that no answer may contain.
const NEVER_TOLD: &[&str] = &[SECRET, PHRASE, TOKEN, "http://", "https://", "sandbox-secret-"];

/// Fails if an answer tells the page more than it may have.
#[track_caller]
pub(crate) fn assert_told_rightly(command: &str, answer: &str, folder: &Path) {
    let folder = folder.to_string_lossy();
    for word in NEVER_TOLD.iter().copied().chain([&*folder]) {
        assert!(!answer.contains(word), "{command} tells {word}: {answer}");
    }
}

fn everything(place: &Path, found: &mut Vec<PathBuf>) {
    found.push(place.to_owned());
    if place.is_dir() {
        for entry in std::fs::read_dir(place).unwrap() {
            everything(&entry.unwrap().path(), found);
        }
    }
}

/// Fails if a file of the data folder holds a marked word in the clear, or is open to others. Files that are
/// shown in a viewer are in the clear, as long as they are shown. Returns the names of all files.
fn assert_kept_rightly(bench: &Bench) -> String {
    let mut found = Vec::new();
    everything(&bench.data(), &mut found);
    let mut names = String::new();
    for path in &found {
        names.push_str(&path.strip_prefix(bench.data()).unwrap().to_string_lossy());
        names.push('\n');
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let mode = std::fs::symlink_metadata(path).unwrap().mode();
            assert_eq!(mode & 0o077, 0, "{} is open to others", path.display());
        }
        if path.is_dir() || path.starts_with(bench.data().join("opened")) {
            continue;
        }
        let bytes = std::fs::read(path).unwrap();
        let holds = |word: &str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
        let is_register = path.ends_with("connections.json");
        for word in PERSONAL.iter().chain(NEVER_TOLD) {
            // The register names organizations and servers: it is read before any key is known.
            let may_hold = is_register && ["Autohaus Nordlicht", "http://"].contains(word);
            assert!(may_hold || !holds(word), "{word} is in {}", path.display());
        }
        assert!(!holds("SQLite format 3"), "{} is not encrypted", path.display());
    }
    for word in PERSONAL {
        assert!(!names.contains(word), "{word} is in a name:\n{names}");
    }
    names
}

/// Runs a command and returns its answer. A refusal is an answer, too; a request of the wrong shape is not.
async fn run(bench: &Bench, command: &str, request: Value) -> Result<Value, Failure> {
    let answer = bench.try_ask::<Value>(command, request).await;
    if let Err(failure) = &answer {
        assert_ne!(failure.code, FailureCode::Internal, "{command}");
    }
    answer
}

/// Runs a command that shows a file dialog, and leaves it when the dialog is open.
async fn leave_dialog(bench: &Bench, command: &str) {
    bench.host.dialog_open.store(false, Ordering::SeqCst);
    let open = bench
        .until("the dialog is open", async || bench.host.dialog_open.load(Ordering::SeqCst).then_some(()));
    tokio::select! {
        answer = bench.try_ask::<Value>(command, json!({})) => panic!("{answer:?}"),
        () = open => {}
    }
}

/// The commands of a deal and of its screens.
async fn drive_deal(bench: &Bench) -> Deal {
    let mut deal = Deal::new("PL5260250274");
    for step in Step::ALL {
        deal.play(bench, step).await;
        deal.until_done(bench, step).await;
    }
    let (buyer, order) = (json!({ "id": deal.buyer().id }), json!({ "id": deal.order().id }));
    let document = json!({ "id": bench.order(deal.order()).await.documents[0].id });
    let list = json!({ "text": "", "offset": 0, "limit": 50, "filter": "all" });
    let paper = bench.paper("cmr.pdf", "TRANSPORT_CMR").await;
    let loose = bench.take(bench.pdf("loose canary-3f9c.pdf")).await.files[0].id.clone();
    // While a viewer shows a file, its name can be read.
    let opened = bench.take(bench.pdf("scan.pdf")).await.files[0].id.clone();
    for (command, request) in [
        ("buyers", list.clone()),
        ("keep_places", json!({ "orders": { "text": "canary-3f9c" } })),
        ("places", json!({})),
        ("orders", list),
        ("start_verification", buyer.clone()),
        ("open_verification", buyer.clone()),
        ("copy_verification", buyer.clone()),
        ("open_kyc_profile", buyer.clone()),
        ("save_kyc_profile", buyer.clone()),
        ("read_contacts", json!({ "id": deal.buyer().id, "purpose": "CONTRACT_EXECUTION" })),
        ("check_vies", buyer.clone()),
        ("revoke_pickup", json!({ "id": deal.order().id, "reason": "canary-3f9c" })),
        ("regenerate_export", order.clone()),
        ("open_export_file", order.clone()),
        ("save_export_file", order),
        ("open_file", json!({ "id": opened })),
        ("file_papers", json!({ "subject": deal.order().id, "papers": [paper] })),
        ("open_document", document.clone()),
        ("thumbnail", document.clone()),
        ("archive_document", document),
        ("loose_files", json!({})),
        ("thumbnail", json!({ "id": loose })),
        ("discard_file", json!({ "id": loose })),
        ("restore_file", json!({ "id": loose })),
        ("undo_settle", json!({ "id": loose })),
    ] {
        let _ = run(bench, command, request).await;
    }
    let blocked = json!({ "id": deal.buyer().id, "reason": "canary-3f9c" });
    for (command, request) in
        [("block_buyer", blocked.clone()), ("unblock_buyer", blocked), ("let_nt24_check", buyer)]
    {
        if let Ok(settled) = run(bench, command, request).await {
            run(bench, "undo_settle", json!({ "id": settled["undo"] })).await.unwrap();
        }
    }
    leave_dialog(bench, "pick_files").await;
    let (draft, _) = bench.fill(FormKind::Buyer, None, json!({ "companyName": "canary-3f9c" })).await;
    for command in ["look_up_vat", "take_over_buyer"] {
        let _ = run(bench, command, json!({ "vatNumber": "PL5260250995", "draft": draft })).await;
    }
    for command in ["draft", "duplicate_draft", "drafts", "discard_draft", "restore_draft"] {
        run(bench, command, json!({ "id": draft })).await.unwrap();
    }
    deal
}

/// The commands on what waits, on the data, and on the program.
async fn drive_program(bench: &Bench, deal: &Deal) {
    bench.ask::<Value>("pause_outbox", json!({ "paused": true })).await;
    new_order(bench, &deal.buyer().id, "A-2").await;
    let entry = bench.outbox().await.entries[0].id.clone();
    let merge = json!({ "id": entry, "action": "merge", "choices": [] });
    let _ = run(bench, "check_settle", merge).await;
    let _ = run(bench, "settle", json!({ "id": entry, "action": "withdraw", "choices": [] })).await;
    bench.ask::<Value>("pause_outbox", json!({ "paused": false })).await;
    for command in ["session", "status", "try_now", "still_here", "data_safety", "back_up_now", "check_data"]
    {
        run(bench, command, json!({})).await.unwrap();
    }
    run(bench, "first_list_shown", json!({})).await.unwrap();
    run(bench, "save_diagnostics", json!({})).await.unwrap();
    *bench.host.save_to.lock().unwrap() = Some(bench.folder.path().to_owned());
    run(bench, "export_data", json!({})).await.unwrap();
    let session: Session = bench.ask("session", json!({})).await;
    let Stage::Open { connection } = &session.stage else { panic!("{:?}", session.stage) };
    let credentials = bench.credentials();
    let addresses = json!({ "apiUrl": credentials["apiUrl"], "tokenUrl": credentials["tokenUrl"] });
    run(bench, "destination", addresses).await.unwrap();
    let elsewhere = json!({ "connection": connection.id, "credentials": credentials });
    let secret = json!({ "clientSecret": SECRET.repeat(4) });
    for (command, request) in [
        ("test_connection", credentials),
        ("move_connection", elsewhere),
        ("choose_seller", json!({ "id": session.seller })),
        ("replace_secret", secret),
        ("set_sandbox_network", json!({ "up": true })),
        ("change_local_days", json!({ "days": 30 })),
    ] {
        let _ = run(bench, command, request).await;
    }
}

/// The commands that close, lock, move and restore the data.
async fn drive_locks(bench: &Bench) {
    let phrase = json!({ "passphrase": PHRASE });
    let session = run(bench, "session", json!({})).await.unwrap();
    let id = session["stage"]["connection"]["id"].as_str().unwrap().to_owned();
    run(bench, "protect", phrase.clone()).await.unwrap();
    run(bench, "lock", json!({})).await.unwrap();
    assert_kept_rightly(bench);
    run(bench, "unlock", phrase.clone()).await.unwrap();
    // Only where there is a keychain.
    let _ = run(bench, "protect", json!({ "passphrase": null })).await;
    let backups: BackupList = bench.ask("backups_of", json!({ "id": id })).await;
    let restore = json!({ "connection": id, "backup": backups.rows[0].id });
    run(bench, "restore_backup", restore).await.unwrap();
    assert_kept_rightly(bench);
    run(bench, "close_connection", json!({})).await.unwrap();
    run(bench, "set_passphrase", phrase.clone()).await.unwrap();
    run(bench, "start_sandbox", json!({})).await.unwrap();
    let buyer = json!({ "subject": onboard(bench, "PL5260250274").await.id });
    run(bench, "sandbox_panel", buyer.clone()).await.unwrap();
    run(bench, "take_sample_papers", buyer).await.unwrap();
    run(bench, "play_sandbox", json!({ "act": "noTrouble" })).await.unwrap_err();
    assert_kept_rightly(bench);
    run(bench, "open_connection", json!({ "id": id })).await.unwrap();
    let _ = run(bench, "unlock", phrase).await;
}

async fn every_command(keychain: Arc<dyn Keychain>) {
    let change = |options: &mut nt24_sandbox::Options| {
        options.organization.client_secret = SECRET.repeat(4);
        options.ids = Arc::new(SequentialIds::new(0xc0de));
    };
    let mut bench = Bench::with(change, keychain).await;
    // The work on this thread is logged into the data folder, as in the window.
    let _logging = tracing::subscriber::set_default(desk::log_subscriber(&bench.log));
    bench.ask::<Session>("set_passphrase", json!({ "passphrase": PHRASE })).await;
    bench = bench.signed_in().await;
    *bench.host.save_to.lock().unwrap() = Some(bench.folder.path().join("saved.pdf"));
    let deal = drive_deal(&bench).await;
    assert_kept_rightly(&bench);
    drive_program(&bench, &deal).await;
    let names = assert_kept_rightly(&bench);
    for part in ["waybill.db", "vault/", ".backup", "waybill.log"] {
        assert!(names.contains(part), "{part} is not in\n{names}");
    }
    drive_locks(&bench).await;
    assert_kept_rightly(&bench);
    bench.restart().await;
    assert_kept_rightly(&bench);

    let asked = bench.asked();
    let missing: Vec<_> = desk::COMMANDS.iter().filter(|name| !asked.contains(**name)).collect();
    assert!(missing.is_empty(), "not run: {missing:?}");
    for event in bench.host.events.lock().unwrap().iter() {
        let event = serde_json::to_string(event).unwrap();
        assert_told_rightly("an event", &event, bench.folder.path());
    }
    let logged = std::fs::read_to_string(bench.data().join("logs/waybill.log")).unwrap();
    assert!(logged.contains("started"), "{logged}");
    bench.finish_with_rest().await;
}

#[tokio::test]
async fn nothing_is_in_the_clear_or_told_while_the_keychain_has_the_key() {
    every_command(Arc::new(MemoryKeychain::default())).await;
}

#[tokio::test]
async fn nothing_is_in_the_clear_or_told_while_a_passphrase_has_the_key() {
    every_command(Arc::new(NoKeychain(KeychainError::Absent))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn saved_diagnostics_hold_facts_and_nothing_of_the_trade() {
    let bench = Bench::start().await.signed_in().await;
    let _logging = tracing::subscriber::set_default(desk::log_subscriber(&bench.log));
    let buyer = onboard(&bench, "PL5260250274").await;
    let order = new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    bench.network(false);
    new_order(&bench, &buyer.id, "A-2").await;
    bench
        .until("the link is down", async || {
            let _ = bench.try_ask::<Value>("try_now", json!({})).await;
            (bench.status().await.link != desk::contract::Link::Online).then_some(())
        })
        .await;
    assert_eq!(bench.ask::<Value>("save_diagnostics", json!({})).await, json!({ "saved": false }));
    let place = bench.folder.path().join("diagnostics.txt");
    *bench.host.save_to.lock().unwrap() = Some(place.clone());
    assert_eq!(bench.ask::<Value>("save_diagnostics", json!({})).await, json!({ "saved": true }));
    let text = std::fs::read_to_string(&place).unwrap();
    for fact in [
        env!("CARGO_PKG_VERSION"),
        "state: open",
        "link: offline since",
        "rows of orders: 2",
        "createOrder: ",
        "files in the vault: 2",
        "\nLog\n",
    ] {
        assert!(text.contains(fact), "{fact} is not in\n{text}");
    }
    let ids = [buyer.id, order.id, bench.outbox().await.entries[0].id.clone()];
    for word in PERSONAL.iter().chain(NEVER_TOLD).copied().chain(ids.iter().map(String::as_str)) {
        assert!(!text.contains(word), "{word} is in\n{text}");
    }
    // It is most wanted when the data cannot be opened.
    bench.ask::<Session>("lock", json!({})).await;
    bench.ask::<Value>("save_diagnostics", json!({})).await;
    let text = std::fs::read_to_string(&place).unwrap();
    assert!(text.contains("state: locked") && text.contains("No data is open"), "{text}");
    bench.finish_with_rest().await;
}
