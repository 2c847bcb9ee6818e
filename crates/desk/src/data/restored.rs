//! What a copy of the database says, brought to the present: it is older than what NT24 has.

use crate::contract::{Failure, FailureCode};
use crate::outbox::{self, Problem, UnderWay};
use crate::sabotage::sabotaged;
use nt24::Operation;
use store::{OutboxState, Tx};

/// Adapts a copy before it becomes the database. Whatever it has not sent may have been sent since, under
/// its key, or under another one after a person had decided so:
///
/// - What NT24 itself keeps from being done twice goes on with its key and its bytes, and counts as sent
///   when it was queued.
/// - A change that was not frozen would be frozen for the version of today, which may hold it already:
///   a person decides.
/// - Of what nothing but its key protects, a person decides as well.
///
/// And everything is read anew from NT24, from the first sweep on.
pub(crate) fn adapt(tx: &Tx<'_>) -> Result<(), store::Error> {
    for row in store::outbox::waiting(tx)? {
        if sabotaged!(CopyTrusted) {
            continue;
        }
        store::outbox::doubt(tx, &row.id)?;
        let harmless = outbox::may_repeat_without_key(&row.operation);
        let is_change = Operation::from_id(&row.operation).is_some_and(Operation::needs_if_match);
        if !harmless || is_change && row.frozen.is_none() {
            let under_way = (!harmless).then_some(UnderWay::Unknown);
            let problem = Problem { under_way, ..Problem::of(Failure::of(FailureCode::Unconfirmed)) };
            store::outbox::park(tx, &row.id, OutboxState::Unconfirmed, Some(&problem.value()))?;
        }
    }
    crate::sync::read_all_anew(tx)
}

#[cfg(test)]
mod tests {
    use super::*;
    use OutboxState::{Held, InFlight, Ready, Refused, Unconfirmed};
    use chrono::DateTime;
    use store::{Frozen, Key, OutboxRow, Store, SystemRandom, outbox};

    #[test]
    fn what_may_have_been_sent_goes_on_only_where_that_is_safe() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::in_memory(folder.path(), &Key::from_bytes([1; 32]), SystemRandom).unwrap();
        let cases = [
            ("createOrder", Ready, false, Ready),
            ("createOrder", Refused, true, Refused),
            // It may have gone out under another key when a person had it sent again.
            ("uploadKycDocument", Ready, false, Unconfirmed),
            ("uploadKycDocument", InFlight, true, Unconfirmed),
            ("uploadKycDocument", Refused, true, Unconfirmed),
            ("addBuyerContact", Held, true, Unconfirmed),
            // Its bytes are those of then, or would be those of today.
            ("updateBuyer", Ready, true, Ready),
            ("updateBuyer", Ready, false, Unconfirmed),
        ];
        store
            .write(|tx| {
                for (number, (operation, state, frozen, _)) in cases.iter().enumerate() {
                    let frozen = frozen.then(|| Frozen {
                        path: "/x".to_owned(),
                        body: vec![b'0'],
                        sha256: String::new(),
                        if_match: None,
                    });
                    let (id, lane) = (number.to_string(), format!("order:{number}"));
                    let queued =
                        OutboxRow::new(id, lane, *operation, "s", Default::default(), DateTime::UNIX_EPOCH);
                    outbox::enqueue(tx, &OutboxRow { state: *state, frozen, ..queued })?;
                }
                adapt(tx)
            })
            .unwrap();
        let rows = store.read(outbox::waiting).unwrap();
        for (row, (operation, before, frozen, after)) in rows.iter().zip(cases) {
            assert_eq!(row.state, after, "{operation} {before:?} {frozen}");
            assert_eq!(row.first_sent_at, Some(DateTime::UNIX_EPOCH), "{operation}");
            assert_eq!(row.problem.is_some(), after == Unconfirmed, "{operation}");
        }
        assert_eq!(rows.len(), cases.len());
    }
}
