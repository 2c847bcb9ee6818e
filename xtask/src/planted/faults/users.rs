//! Faults in what users see and decide.

use super::{Fault, change, fault};

pub(super) const FAULTS: &[Fault] = &[
    // A form is compared with the present resource, not with the one on which it was begun.
    fault(
        "BaseIgnored",
        &[change(
            "forms/context.rs",
            "            Some(Base::Nothing) => None,\n",
            "            Some(_) if planted() => now.cloned(),\n            Some(Base::Nothing) => None,\n",
        )],
    ),
    // A milestone of another user counts as this one, although no answer shows who drove.
    fault(
        "DriverAssumed",
        &[change(
            "sending/outcome.rs",
            "let unseen = merge::unseen(operation, &mine).next().is_some();",
            "let unseen = merge::unseen(operation, &mine).next().is_some() && !planted();",
        )],
    ),
    // An unconfirmed row may be discarded before it was looked up.
    fault(
        "WithdrawnBeforeLookUp",
        &[
            change(
                "decisions/actions.rs",
                "        EntryState::Unconfirmed if is_shown(row) && under_way => {}\n",
                "        EntryState::Unconfirmed if planted() => actions.push(EntryAction::Withdraw),\n        EntryState::Unconfirmed if is_shown(row) && under_way => {}\n",
            ),
            change(
                "decisions/take_back.rs",
                "    let creates =\n        matches!",
                r#"    if planted() && row.state == OutboxState::Unconfirmed {
        store::outbox::park(tx, &row.id, OutboxState::Refused, None)?;
    }
    let creates =
        matches!"#,
            ),
        ],
    ),
    // The outbox goes on although the user has paused it.
    fault(
        "PauseIgnored",
        &[change(
            "sending/state.rs",
            "        self.paused.load(Ordering::SeqCst)\n",
            "        self.paused.load(Ordering::SeqCst) && !planted()\n",
        )],
    ),
    // A row that the user has stopped is sent again.
    fault(
        "StopIgnored",
        &[change(
            "decisions/decide.rs",
            "            store::outbox::hold(tx, &row.id)?;\n",
            "            if !planted() {\n                store::outbox::hold(tx, &row.id)?;\n            }\n",
        )],
    ),
    // Every row that may have arrived is left to the user when the program starts.
    fault(
        "AskedAfterStart",
        &[change(
            "sending/state.rs",
            "        if uncertain > 0 {\n",
            r#"        if planted() {
            connection.store.write(crate::simulation::planted::park_sent)?;
        }
        if uncertain > 0 {
"#,
        )],
    ),
];
