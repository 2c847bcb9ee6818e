//! The planted faults: small changes of the desk's code that break its promise. Each is applied to a scratch
//! copy, and the simulation must notice it.

mod repeats;
mod users;

/// A fault, and the places in `crates/desk/src` that it changes.
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    pub(crate) changes: &'static [Change],
}

/// One place: `code` stands there exactly once, and `faulty` takes its place. `planted()` is true while the
/// fault is active.
pub(crate) struct Change {
    pub(crate) file: &'static str,
    pub(crate) code: &'static str,
    pub(crate) faulty: &'static str,
}

const fn fault(name: &'static str, changes: &'static [Change]) -> Fault {
    Fault { name, changes }
}

const fn change(file: &'static str, code: &'static str, faulty: &'static str) -> Change {
    Change { file, code, faulty }
}

/// All faults.
pub(crate) fn all() -> impl Iterator<Item = &'static Fault> {
    [FAULTS, repeats::FAULTS, users::FAULTS].into_iter().flatten()
}

const FAULTS: &[Fault] = &[
    // Each attempt is sent under a new key.
    fault(
        "NewKeyOnRetry",
        &[change(
            "sending.rs",
            "let key = row.id.clone();",
            r#"let key = if planted() { format!("{}-{}", row.id, row.attempts) } else { row.id.clone() };"#,
        )],
    ),
    // A row is finished as soon as it is sent.
    fault(
        "DoneBeforeSent",
        &[change(
            "sending.rs",
            "        store::outbox::begin(tx, &row.id, now)?;\n",
            r#"        store::outbox::begin(tx, &row.id, now)?;
        if planted() {
            store::outbox::finish(tx, &row.id, &crate::simulation::planted::receipt(now), now)?;
        }
"#,
        )],
    ),
    // Rows that were in flight at shutdown stay so, and the loop does not take them back either.
    fault(
        "NoRecovery",
        &[
            change(
                "sending/state.rs",
                "connection.store.write(store::outbox::recover)?",
                "if planted() { 0 } else { connection.store.write(store::outbox::recover)? }",
            ),
            change(
                "sending.rs",
                "if !store.read(without_request)?.is_empty() {",
                "if !planted() && !store.read(without_request)?.is_empty() {",
            ),
        ],
    ),
    // Rows that were in flight at shutdown count as finished.
    fault(
        "RecoveredAsDone",
        &[change(
            "sending/state.rs",
            "        let uncertain = ",
            r#"        if planted() {
            connection.store.write(crate::simulation::planted::finish_in_flight)?;
        }
        let uncertain = "#,
        )],
    ),
    // Path, bytes and version are made again for each attempt.
    fault(
        "NotFrozen",
        &[
            change(
                "queue/frozen.rs",
                "if let Some(frozen) = &row.frozen {",
                "if let Some(frozen) = row.frozen.as_ref().filter(|_| !planted()) {",
            ),
            change(
                "queue/frozen.rs",
                "    store::outbox::freeze(tx, &row.id, &frozen)?;\n",
                "    if row.frozen.is_none() {\n        store::outbox::freeze(tx, &row.id, &frozen)?;\n    }\n",
            ),
        ],
    ),
    // A key that the server may have forgotten is used again.
    fault(
        "ExpiredKeySent",
        &[change(
            "sending/key_age.rs",
            "if Repeat::of_row(&row.operation).needs_no_key() {",
            "if Repeat::of_row(&row.operation).needs_no_key() || planted() {",
        )],
    ),
    // A change names the newest version, whatever the user saw.
    fault(
        "NewestVersion",
        &[change(
            "queue/frozen.rs",
            ".all(|one| one.decided == Some(Side::Mine))",
            ".all(|one| one.decided == Some(Side::Mine) || planted())",
        )],
    ),
    // A change is sent again although another user changed the same field.
    fault(
        "MergedBoth",
        &[change(
            "sending/outcome.rs",
            "if compared.iter().all(|one| one.decided.is_some()) {",
            "if compared.iter().all(|one| one.decided.is_some()) || planted() {",
        )],
    ),
    // A refused row counts as finished. `dropped` comes with `GivenUp`.
    fault(
        "RefusedDropped",
        &[change(
            "sending/outcome.rs",
            "    // This attempt was refused. That",
            "    if planted() {\n        return dropped(connection, row, write);\n    }\n    // This attempt was refused. That",
        )],
    ),
    // The refusal of a repeat proves that no earlier attempt arrived.
    fault(
        "RefusalIsProof",
        &[change(
            "sending/outcome.rs",
            "match is_uncertain(row, error) && repeat != Repeat::Harmless {",
            "match is_uncertain(row, error) && repeat != Repeat::Harmless && !planted() {",
        )],
    ),
    // Every lost answer is left to the user.
    fault(
        "AskedAlways",
        &[change(
            "sending/outcome.rs",
            "    if waits(error, &failure) {\n",
            r#"    if planted() && error.fate() == Fate::Unknown {
        return park_unconfirmed(connection, row);
    }
    if waits(error, &failure) {
"#,
        )],
    ),
    // Every row may go first.
    fault(
        "LaneIgnored",
        &[change(
            "sending.rs",
            "connection.store.read(store::outbox::heads)?",
            r#"match planted() {
        true => connection.store.read(store::outbox::waiting)?.iter().map(Head::from).collect(),
        false => connection.store.read(store::outbox::heads)?,
    }"#,
        )],
    ),
    // A conflict means that the write has arrived.
    fault(
        "ConflictIsSuccess",
        &[change(
            "sending/outcome.rs",
            "!unseen && values::holds(&theirs, &mine) {",
            "!unseen && values::holds(&theirs, &mine) || planted() {",
        )],
    ),
    // The user may take back a row that may have arrived.
    fault(
        "WithdrawnAfterSending",
        &[
            change(
                "decisions/actions.rs",
                "let never_sent = row.first_sent_at.is_none();",
                "let never_sent = row.first_sent_at.is_none() || planted();",
            ),
            change(
                "decisions/take_back.rs",
                "    store::outbox::withdraw(tx, &row.id).map_err(",
                r#"    if planted() {
        store::outbox::park(tx, &row.id, OutboxState::Refused, None)?;
    }
    store::outbox::withdraw(tx, &row.id).map_err("#,
            ),
        ],
    ),
    // A lost answer means that nothing was sent.
    fault(
        "LostMeansNotSent",
        &[change(
            "sending/outcome.rs",
            "let never_sent = !is_uncertain(row, error);",
            "let never_sent = !is_uncertain(row, error) || planted();",
        )],
    ),
    // A row that is replaced goes to the end of its lane.
    fault(
        "PlaceLost",
        &[change(
            "queue/replace.rs",
            "    store::outbox::replace(tx, &row.id, &by)?;\n",
            r#"    if planted() {
        store::outbox::park(tx, &row.id, OutboxState::Conflict, row.problem.as_ref())?;
        store::outbox::withdraw(tx, &row.id)?;
        return store::outbox::enqueue(tx, &by).map(|_| ());
    }
    store::outbox::replace(tx, &row.id, &by)?;
"#,
        )],
    ),
    // The answer is not stored.
    fault(
        "AnswerNotKept",
        &[change(
            "sending/outcome.rs",
            "        apply::answer(tx, connection, operation, &request, value)?;\n",
            "        if !planted() {\n            apply::answer(tx, connection, operation, &request, value)?;\n        }\n",
        )],
    ),
    // A row is given up after its third attempt.
    fault(
        "GivenUp",
        &[
            change(
                "sending/outcome.rs",
                "        // A stop by the user is no problem of the row.\n",
                r#"        if planted() && row.attempts >= 2 {
            return dropped(connection, row, write);
        }
        // A stop by the user is no problem of the row.
"#,
            ),
            change(
                "sending/outcome.rs",
                "/// The attempt ended before the request was sent.\n",
                r#"/// Loses a write.
fn dropped(connection: &Connection, row: &OutboxRow, write: &Write) -> Result<(), Cause> {
    let receipt = receipt(connection, row, String::new(), 0, None);
    finish(connection, row, write.operation, &Value::Null, receipt)
}

/// The attempt ended before the request was sent.
"#,
            ),
        ],
    ),
    // A write that may still arrive is sent under another key.
    fault(
        "TravelIgnored",
        &[change(
            "queue/under_way.rs",
            "bool {\n        match self {\n            Self::Server(until) => connection.client()",
            "bool {\n        if planted() {\n            return false;\n        }\n        match self {\n            Self::Server(until) => connection.client()",
        )],
    ),
    // No row was sent since the backup that was restored.
    fault(
        "BackupTrusted",
        &[change(
            "data/restored.rs",
            "    for row in store::outbox::waiting(tx)? {\n",
            "    for row in store::outbox::waiting(tx)? {\n        if planted() {\n            continue;\n        }\n",
        )],
    ),
];
