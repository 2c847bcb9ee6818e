//! What was wished for, what the program promised, and what NT24 executed.

use super::Chance;
use super::core::Core;
use nt24_sandbox::{Counts, Exchange, Observer, RequestBody};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

/// The writes of the wishes; everything else that is sent follows from them.
pub(super) const OPERATIONS: [&str; 4] =
    ["upsertBuyer", "addBuyerContact", "uploadKycDocument", "createOrder"];

#[derive(Default)]
pub(super) struct Ledger(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    last: u64,
    /// Whether the program said that it had taken it.
    wishes: BTreeMap<String, bool>,
    /// What NT24 made for each wish: more than one thing is a double.
    made: BTreeMap<String, BTreeSet<(&'static str, String)>>,
    buyers: Vec<String>,
    /// The last key stroke of each draft that the program said it had saved.
    drafts: BTreeMap<String, u64>,
}

impl Ledger {
    fn with<T>(&self, work: impl FnOnce(&mut Entries) -> T) -> T {
        work(&mut self.0.lock().unwrap())
    }

    /// A text that stands in one wish and in no other.
    pub(super) fn new_mark(&self) -> (u64, String) {
        self.with(|entries| {
            entries.last += 1;
            (entries.last, format!("mark{:06}x", entries.last))
        })
    }

    /// From now on it may happen.
    pub(super) fn wished(&self, mark: &str) {
        self.with(|entries| entries.wishes.insert(mark.to_owned(), false));
    }

    /// The program has taken it: it must happen.
    pub(super) fn promise(&self, mark: &str) {
        self.with(|entries| entries.wishes.insert(mark.to_owned(), true));
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
        self.with(|entries| entries.wishes.len())
    }

    pub(super) fn promised(&self) -> usize {
        self.with(|entries| entries.wishes.values().filter(|promised| **promised).count())
    }

    /// Every promise was kept, once; what was not promised happened once at most.
    pub(super) fn check(&self, counts: &Counts) {
        self.with(|entries| {
            let mut broken = Vec::new();
            for (mark, promised) in &entries.wishes {
                match entries.made.get(mark).map_or(0, BTreeSet::len) {
                    0 if *promised => broken.push(format!("lost: {mark}")),
                    0 | 1 => {}
                    _ => broken.push(format!("doubled: {mark}: {:?}", entries.made[mark])),
                }
            }
            assert_eq!(broken, Vec::<String>::new());
            // The observer has missed nothing that NT24 has.
            let made = |operation| {
                let all = entries.made.values().flatten();
                all.filter(|(name, _)| *name == operation).count()
            };
            assert_eq!(made("upsertBuyer"), counts.buyers);
            assert_eq!(made("addBuyerContact"), counts.contacts);
            assert_eq!(made("uploadKycDocument"), counts.documents);
            assert_eq!(made("createOrder"), counts.orders);
        });
    }

    /// Every key stroke that was saved is there.
    pub(super) fn check_drafts(&self, core: &Core) {
        let drafts = self.with(|entries| entries.drafts.clone());
        for (draft, stroke) in drafts {
            let there = core.ask("draft", json!({ "id": draft })).unwrap().unwrap();
            let saved = there["form"]["body"]["companyName"].as_str().unwrap().to_owned();
            let saved: u64 = saved.trim_start_matches("stroke ").parse().unwrap();
            // The next stroke may have been saved without an answer.
            assert!(saved == stroke || saved == stroke + 1, "{draft}: {saved}, promised {stroke}");
            assert_eq!(there["step"], saved);
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
        let told = match &exchange.request_body {
            RequestBody::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            RequestBody::Upload(parts) => {
                parts.iter().filter_map(|part| part.file_name.clone()).collect::<Vec<_>>().join(" ")
            }
            RequestBody::Empty => String::new(),
        };
        let Some(at) = told.find("mark") else { return };
        let mark = told[at..at + "mark000000x".len()].to_owned();
        let answer: Value = serde_json::from_slice(&exchange.response_body).unwrap();
        let made = (operation, answer["uuid"].as_str().unwrap().to_owned());
        self.with(|entries| entries.made.entry(mark).or_default().insert(made));
    }
}
