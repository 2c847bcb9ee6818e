//! The key journeys with an NT24 that grants and gives back as little as it may: whatever it refuses, nothing is
//! lost on this computer.

use crate::bench::Bench;
use crate::data::{file_cmr, safety, vault};
use crate::deal::{new_order, onboard};
use chrono::TimeDelta;
use desk::MemoryKeychain;
use desk::contract::{DataSafety, Draft, Exported, FileList, FormKind, PaperState, Subject};
use nt24_sandbox::{Fault, FaultKind, Options};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Everything that an organization may have to be granted, taken away.
fn no_capability(options: &mut Options) {
    let rate_limit_tier = options.organization.capabilities.rate_limit_tier.clone();
    options.organization.capabilities = nt24::Capabilities { rate_limit_tier, ..Default::default() };
}

/// One way of NT24 to give little.
struct Refusal {
    name: &'static str,
    without_capabilities: bool,
    /// The answer to every download of a document.
    download: Option<FaultKind>,
    /// How many documents are asked for when old files are to be removed.
    asked: u32,
}

fn refusals() -> [Refusal; 5] {
    let status = |status, slug: &str| Some(FaultKind::Status(status, slug.to_owned()));
    let refusal =
        |name, without_capabilities, download, asked| Refusal { name, without_capabilities, download, asked };
    [
        refusal("no capability", true, None, 1),
        refusal("downloads are forbidden", false, status(403, "capability-required"), 3),
        refusal("documents are not found", false, status(404, "not-found"), 3),
        refusal("documents are broken off", false, Some(FaultKind::HalfBody), 1),
        refusal("neither", true, status(403, "capability-required"), 1),
    ]
}

/// Onboards a buyer as an organization that may neither lead the check of a buyer nor name persons. The form
/// says so, and keeps what was typed.
async fn onboard_without_capabilities(bench: &Bench) -> Subject {
    let papers = [
        bench.paper("krs extract.pdf", "COC_EXTRACT").await,
        bench.paper("aml.pdf", "AML_DECLARATION").await,
    ];
    let mut body = json!({
        "vatNumber": "PL5260250274",
        "companyName": "Auto Łódź Sp. z o.o.",
        "address": { "street": "ul. Piotrkowska 1", "postCode": "90-001", "city": "Łódź", "country": "PL" },
        "contacts": [{ "firstName": "Jan", "lastName": "Kowalski", "email": "jan@example.com", "phone": "" }],
        "papers": papers,
        "kycMode": "marketplaceLed",
    });
    let (id, checked) = bench.fill(FormKind::Buyer, None, body.clone()).await;
    let rules = checked.findings.iter().map(|finding| finding.rule.as_str()).collect::<Vec<_>>();
    assert!(!checked.ready && rules.contains(&"kyc.mode_a_not_allowed"), "{rules:?}");
    assert!(rules.contains(&"contacts.not_allowed"), "{rules:?}");
    let draft: Draft = bench.ask("draft", json!({ "id": id })).await;
    let kept = serde_json::to_value(&draft.form).unwrap()["body"].clone();
    assert_eq!((&kept["companyName"], &kept["papers"]), (&body["companyName"], &body["papers"]));
    body["kycMode"] = json!("nt24Led");
    body["contacts"] = json!([]);
    let buyer = bench.submit_begun(draft, body.clone()).await;
    // NT24 asks for no documents of a buyer whom it checks: they wait without a place, and can be filed all the same.
    let loose: FileList = bench.ask("loose_files", json!({})).await;
    assert_eq!(loose.files.len(), 2);
    let papers = json!({ "subject": buyer.id, "papers": body["papers"] });
    bench.ask::<Value>("file_papers", papers).await;
    buyer
}

/// How many documents were asked for.
fn downloads(bench: &Bench) -> usize {
    let exchanges = bench.control().exchanges();
    exchanges.iter().filter(|exchange| exchange.operation == Some("downloadDocument")).count()
}

/// The files that an export has written, by their content.
fn exported(folder: &Path) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(exported(&path)),
            false if path.extension().is_some_and(|ending| ending == "pdf") => {
                found.push(std::fs::read(path).unwrap());
            }
            false => {}
        }
    }
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_nt24_refuses_nothing_is_lost_in_a_month() {
    for Refusal { name, without_capabilities, download, asked } in refusals() {
        let gives_back = download.is_none();
        let change = |options: &mut Options| {
            if without_capabilities {
                no_capability(options)
            }
        };
        let mut bench = Bench::with(change, Arc::new(MemoryKeychain::default())).await.signed_in().await;
        if let Some(kind) = download {
            bench.control().fault(Fault { operation: Some("downloadDocument".into()), times: 10_000, kind });
        }
        bench.until("the daily backup is made", async || safety(&bench).await.backups.pop()).await;

        // Onboarding and filing.
        let buyer = match without_capabilities {
            true => onboard_without_capabilities(&bench).await,
            false => onboard(&bench, "PL5260250274").await,
        };
        let order = new_order(&bench, &buyer.id, "A-1").await;
        bench.drained().await;
        file_cmr(&bench, &order).await;
        bench.drained().await;
        let loose = bench.take(bench.pdf("loose.pdf")).await.files[0].clone();
        let before = vault(&bench).await;
        assert_eq!(before.len(), 4, "{name}");

        // A month passes, and the user wants old files to be removed.
        bench.ask::<DataSafety>("change_local_days", json!({ "days": 7 })).await;
        bench.clock.advance(TimeDelta::days(31));
        bench.restart().await;
        let all_asked = async || (downloads(&bench) >= asked as usize).then_some(());
        bench.until("old papers were asked for", all_asked).await;
        let kept = if gives_back { 3 } else { 4 };
        bench.until("the rest stays", async || (vault(&bench).await.len() == kept).then_some(())).await;
        bench.restart().await;

        // Every paper is known, and can be opened with the bytes that were filed.
        let buyer_page = bench.buyer(&buyer).await;
        let order_page = bench.order(&order).await;
        let documents = [buyer_page.documents, order_page.documents].concat();
        assert_eq!(documents.len(), 3, "{name}");
        for document in &documents {
            assert_eq!(document.state, PaperState::Stored, "{name}: {}", document.name);
            bench.ask::<Value>("open_document", json!({ "id": document.id })).await;
            let opened = bench.host.opened.lock().unwrap().last().unwrap().clone();
            let filed = std::fs::read(bench.pdf(&document.name)).unwrap();
            assert!(std::fs::read(opened).unwrap() == filed, "{name}: {}", document.name);
        }
        // Everything that is on this computer is exported.
        let place = bench.folder.path().join("export");
        std::fs::create_dir(&place).unwrap();
        *bench.host.save_to.lock().unwrap() = Some(place.clone());
        let done: Exported = bench.ask("export_data", json!({})).await;
        let here = documents.iter().filter(|document| document.local).map(|document| &document.name);
        let originals = here.chain([&loose.name]).map(|name| std::fs::read(bench.pdf(name)).unwrap());
        let mut originals: Vec<Vec<u8>> = originals.collect();
        originals.sort();
        assert_eq!((done.done, done.files as usize, originals.len()), (true, kept, kept), "{name}");
        assert!(exported(&place) == originals, "{name}");
        let left = vault(&bench).await;
        assert!(left.len() == kept && left.iter().all(|file| before.contains(file)), "{name}");
        bench.finish().await;
    }
}
