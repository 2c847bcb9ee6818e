//! The history of a buyer or an order: events with time and source, told as one line for each step.

use crate::connection::Connection;
use crate::contract::{Fact, Failure, HistoryEntry, ValueChange, Who};
use crate::given::clock::moment;
use crate::given::{Given, lock};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use std::collections::HashMap;
use store::events::{DESK, USER};
use store::{EventRow, OutboxState, Tx};

/// Most events of which a page is made.
const SHOWN: u32 = 200;

/// The event in which an entry of the outbox was replaced by another one under a new key.
const REPLACED: &str = "replaced";

/// The source of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The user of this desk.
    User,
    /// This desk by itself.
    Desk,
    /// Another desk, or staff: it was found at NT24.
    Elsewhere,
    /// NT24 itself.
    Nt24,
}

/// An event of the history.
pub(crate) struct Event {
    fact: Fact,
    /// The entry of the outbox that it is about.
    entry: Option<String>,
    changes: Vec<ValueChange>,
}

impl Event {
    /// An event of an entry of the outbox.
    pub(crate) fn of_entry(entry: &str, fact: Fact) -> Self {
        Self { fact, entry: Some(entry.to_owned()), changes: Vec::new() }
    }

    /// An event that changes values.
    pub(crate) fn changing(self, changes: Vec<ValueChange>) -> Self {
        Self { changes, ..self }
    }

    /// An entry of the outbox has a new key.
    pub(crate) fn replaced(entry: &str, by: &str) -> Self {
        Self::of_entry(entry, crate::contract::fact(REPLACED, [("next", by.to_owned())]))
    }
}

impl From<Fact> for Event {
    fn from(fact: Fact) -> Self {
        Self { fact, entry: None, changes: Vec::new() }
    }
}

/// Adds an event.
pub(crate) fn add(
    tx: &Tx<'_>,
    connection: &Connection,
    subject: &str,
    at: DateTime<Utc>,
    source: Source,
    event: impl Into<Event>,
) -> Result<(), store::Error> {
    add_row(tx, &connection.given, subject, at, source, event.into())
}

/// Adds an event of this desk's user that concerns every buyer and order that is known.
pub(crate) fn add_to_all(tx: &Tx<'_>, given: &Given, fact: Fact) -> Result<(), store::Error> {
    add_row(tx, given, store::events::ALL_SUBJECTS, given.clock.now(), Source::User, fact.into())
}

fn add_row(
    tx: &Tx<'_>,
    given: &Given,
    subject: &str,
    at: DateTime<Utc>,
    source: Source,
    event: Event,
) -> Result<(), store::Error> {
    let Event { fact, entry, changes } = event;
    let mut facts =
        fact.params.into_iter().map(|(name, value)| (name, Value::String(value))).collect::<Map<_, _>>();
    let name = lock(&given.user).clone();
    if source == Source::User && !name.is_empty() {
        facts.insert(BY.to_owned(), Value::String(name));
    }
    facts.extend(entry.map(|entry| (ENTRY.to_owned(), Value::String(entry))));
    if !changes.is_empty() {
        // Texts always have a JSON form.
        facts.insert(CHANGES.to_owned(), serde_json::to_value(changes).unwrap_or_default());
    }
    store::events::add(
        tx,
        &EventRow {
            id: given.ids.id(),
            subject: subject.to_owned(),
            at,
            source: match source {
                Source::User => USER,
                Source::Desk => DESK,
                Source::Elsewhere => "elsewhere",
                Source::Nt24 => "system",
            }
            .to_owned(),
            kind: fact.key,
            facts: Value::Object(facts),
        },
    )
}

/// Names of the facts that are no parameter of the text.
const BY: &str = "by";
const ENTRY: &str = "entry";
const CHANGES: &str = "changes";

/// The latest steps of a buyer or an order, newest first. The events of an entry of the outbox are one step: by
/// the user who queued it, as far as the entry is now.
pub(crate) fn of(tx: &Tx<'_>, subject: &str) -> Result<Vec<HistoryEntry>, Failure> {
    let events = store::events::of_subject(tx, subject, SHOWN)?;
    let states = store::outbox::of_subject(tx, subject)?.into_iter().map(|row| (row.id, row.state));
    let states = states.collect::<HashMap<_, _>>();
    let mut steps = Vec::<HistoryEntry>::new();
    // The step of each entry of the outbox, under all of its keys.
    let mut of_entry = HashMap::<String, usize>::new();
    for row in events {
        let step = step(&row);
        let Some(entry) = text_of(&row.facts, ENTRY) else {
            steps.push(step);
            continue;
        };
        let is_queued = row.kind == "queued";
        let next = if row.kind == REPLACED { text_of(&row.facts, "next") } else { None };
        let known = of_entry.get(&entry).or_else(|| of_entry.get(next.as_ref()?)).copied();
        let place = known.unwrap_or(steps.len());
        of_entry.extend(next.map(|next| (next, place)));
        of_entry.insert(entry, place);
        match steps.get_mut(place) {
            None => steps.push(step),
            // Of the later events only the time and the state count.
            Some(known) if is_queued => {
                (known.by, known.changes) = (step.by, step.changes);
                known.fact.params.extend(step.fact.params);
            }
            Some(_) => {}
        }
    }
    for (entry, place) in of_entry {
        // Of the keys of a step one is in use, unless the step was withdrawn.
        if let Some(state) = states.get(&entry).filter(|state| **state != OutboxState::Withdrawn) {
            key_of(*state).clone_into(&mut steps[place].fact.key);
        }
    }
    Ok(steps)
}

/// The text of a step whose entry is in this state.
fn key_of(state: OutboxState) -> &'static str {
    match state {
        OutboxState::Ready | OutboxState::InFlight => "queued",
        OutboxState::Done => "sent",
        OutboxState::Conflict => "conflict",
        OutboxState::Unconfirmed => "unconfirmed",
        OutboxState::Refused => "refused",
        OutboxState::Held => "held",
        OutboxState::Withdrawn => "withdrawn",
    }
}

fn step(row: &EventRow) -> HistoryEntry {
    let reserved = [BY, ENTRY, CHANGES];
    let params = row.facts.as_object().into_iter().flatten();
    let params = params.filter(|(name, _)| !reserved.contains(&name.as_str()));
    let by = match row.source.as_str() {
        USER => text_of(&row.facts, BY).map_or(Who::ThisDesk, |name| Who::User { name }),
        DESK => Who::ThisDesk,
        // An earlier version called what it had found by the way in which it was found.
        "elsewhere" | "web_app" | "api" => Who::Elsewhere,
        _ => Who::Nt24,
    };
    HistoryEntry {
        at: moment(row.at),
        by,
        fact: Fact {
            key: row.kind.clone(),
            params: params
                .filter_map(|(name, value)| value.as_str().map(|text| (name.clone(), text.to_owned())))
                .collect(),
        },
        changes: serde_json::from_value(row.facts[CHANGES].clone()).unwrap_or_default(),
    }
}

fn text_of(facts: &Value, name: &str) -> Option<String> {
    facts[name].as_str().map(str::to_owned)
}
