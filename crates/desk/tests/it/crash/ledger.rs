//! The writes that clerks submitted, those that the program accepted, and those that NT24 executed.

use super::Chance;
use super::core::Core;
use nt24_sandbox::{Counts, Exchange, Observer, RequestBody};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

/// The operations of the clerks' writes; all other requests follow from them.
pub(super) const OPERATIONS: [&str; 4] =
    ["upsertBuyer", "addBuyerContact", "uploadKycDocument", "createOrder"];

#[derive(Default)]
pub(super) struct Ledger(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    last: u64,
    /// By mark: whether the program accepted the write.
    writes: BTreeMap<String, bool>,
    /// By mark: the resources that NT24 created. More than one is a double.
    created: BTreeMap<String, BTreeSet<(&'static str, String)>>,
    buyers: Vec<String>,
    /// By draft: the last key stroke that the program confirmed as saved.
    drafts: BTreeMap<String, u64>,
}

impl Ledger {
    fn with<T>(&self, work: impl FnOnce(&mut Entries) -> T) -> T {
        work(&mut self.0.lock().unwrap())
    }

    /// A text that stands in one write only, and its number.
    pub(super) fn new_mark(&self) -> (u64, String) {
        self.with(|entries| {
            entries.last += 1;
            (entries.last, format!("mark{:06}x", entries.last))
        })
    }

    /// Notes that a write is being submitted: from now on it may be executed.
    pub(super) fn submitting(&self, mark: &str) {
        self.with(|entries| entries.writes.insert(mark.to_owned(), false));
    }

    /// Notes that the program accepted the write: it must be executed.
    pub(super) fn accept(&self, mark: &str) {
        self.with(|entries| entries.writes.insert(mark.to_owned(), true));
    }

    pub(super) fn add_buyer(&self, buyer: String) {
        self.with(|entries| entries.buyers.push(buyer));
    }

    pub(super) fn any_buyer(&self, chance: &Chance) -> Option<String> {
        self.with(|entries| {
            let count = entries.buyers.len() as u64;
            (count > 0).then(|| entries.buyers[chance.below(count) as usize].clone())
        })
    }

    pub(super) fn typed(&self, draft: &str, stroke: u64) {
        self.with(|entries| entries.drafts.insert(draft.to_owned(), stroke));
    }

    pub(super) fn len(&self) -> usize {
        self.with(|entries| entries.writes.len())
    }

    pub(super) fn accepted(&self) -> usize {
        self.with(|entries| entries.writes.values().filter(|accepted| **accepted).count())
    }

    /// Every accepted write was executed once, every other one at most once.
    pub(super) fn check(&self, counts: &Counts) {
        self.with(|entries| {
            let mut broken = Vec::new();
            for (mark, accepted) in &entries.writes {
                match entries.created.get(mark).map_or(0, BTreeSet::len) {
                    0 if *accepted => broken.push(format!("lost: {mark}")),
                    0 | 1 => {}
                    _ => broken.push(format!("doubled: {mark}: {:?}", entries.created[mark])),
                }
            }
            assert_eq!(broken, Vec::<String>::new());
            // The observer has seen every resource that NT24 has.
            let created = |operation| {
                let all = entries.created.values().flatten();
                all.filter(|(name, _)| *name == operation).count()
            };
            assert_eq!(created("upsertBuyer"), counts.buyers);
            assert_eq!(created("addBuyerContact"), counts.contacts);
            assert_eq!(created("uploadKycDocument"), counts.documents);
            assert_eq!(created("createOrder"), counts.orders);
        });
    }

    /// Every key stroke that was confirmed as saved is in its draft.
    pub(super) fn check_drafts(&self, core: &Core) {
        let drafts = self.with(|entries| entries.drafts.clone());
        for (draft, stroke) in drafts {
            let draft_now = core.ask("draft", json!({ "id": draft })).unwrap().unwrap();
            let saved = draft_now["form"]["body"]["companyName"].as_str().unwrap().to_owned();
            let saved: u64 = saved.trim_start_matches("stroke ").parse().unwrap();
            // The next stroke may have been saved without an answer.
            assert!(saved == stroke || saved == stroke + 1, "{draft}: {saved}, confirmed {stroke}");
            assert_eq!(draft_now["step"], saved);
        }
    }
}

impl Observer for Ledger {
    fn exchange(&self, exchange: &Exchange) {
        let Some(operation) = OPERATIONS.into_iter().find(|name| exchange.operation == Some(name)) else {
            return;
        };
        if !(200..300).contains(&exchange.status) {
            return;
        }
        let text = match &exchange.request_body {
            RequestBody::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            RequestBody::Upload(parts) => {
                parts.iter().filter_map(|part| part.file_name.clone()).collect::<Vec<_>>().join(" ")
            }
            RequestBody::Empty | RequestBody::Unread => String::new(),
        };
        let Some(at) = text.find("mark") else { return };
        let mark = text[at..at + "mark000000x".len()].to_owned();
        let answer: Value = serde_json::from_slice(&exchange.response_body).unwrap();
        let resource = (operation, answer["uuid"].as_str().unwrap().to_owned());
        self.with(|entries| entries.created.entry(mark).or_default().insert(resource));
    }
}
