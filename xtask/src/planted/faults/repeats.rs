//! Faults in the repeats of a write: when it is sent again, and with what.

use super::{Fault, change, fault};

pub(super) const FAULTS: &[Fault] = &[
    // A pickup counts as set once, although it can be revoked.
    fault(
        "PickupSetOnce",
        &[change(
            "queue/repeat.rs",
            "    pub(crate) fn of_row(operation: &str) -> Self {\n",
            r#"    pub(crate) fn of_row(operation: &str) -> Self {
        if planted() && operation == "confirmPickup" {
            return Self::Final;
        }
"#,
        )],
    ),
    // The age of a key is told by the desk's own clock.
    fault(
        "ClockTrusted",
        &[change(
            "sending/key_age.rs",
            "let Some(server) = server else {",
            "let Some(server) = server.filter(|_| !planted()) else {",
        )],
    ),
    // The age of a key is counted from its last attempt.
    fault(
        "AgeOfLastAttempt",
        &[change(
            "sending/key_age.rs",
            "    let first = match (row.first_sent_after, row.first_sent_at) {\n",
            "    let first = match (row.first_sent_after, row.first_sent_at) {\n        _ if planted() => row.last_sent_after.unwrap_or(server),\n",
        )],
    ),
    // An attempt travels for five minutes at most.
    fault(
        "TravelTooShort",
        &[change(
            "queue/under_way.rs",
            "Self::Server(at + SLACK + LONGEST_TRAVEL)",
            "Self::Server(if planted() { at + SLACK } else { at + SLACK + LONGEST_TRAVEL })",
        )],
    ),
    // The time that NT24 asks to wait is not waited.
    fault(
        "RetryAfterIgnored",
        &[change(
            "sending.rs",
            "let plausible = |at: &DateTime<Utc>| *at - now <= LONGEST_RETRY_AFTER;",
            "let plausible = |at: &DateTime<Utc>| *at - now <= LONGEST_RETRY_AFTER && !planted();",
        )],
    ),
    // A repeat does not name the version that it changes.
    fault(
        "VersionDropped",
        &[change(
            "sending.rs",
            "let Frozen { path, if_match, .. } = frozen;",
            "let Frozen { path, mut if_match, .. } = frozen;
             if planted() && row.attempts > 0 { if_match = None; }",
        )],
    ),
    // An unconfirmed row lets the next row of its lane pass.
    fault(
        "UnconfirmedPassed",
        &[change(
            "sending.rs",
            "    // The sort is stable:",
            r#"    if planted() {
        heads = connection.store.read(crate::simulation::planted::heads_behind_unconfirmed)?;
    }
    // The sort is stable:"#,
        )],
    ),
];
