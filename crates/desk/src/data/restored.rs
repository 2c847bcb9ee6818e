//! Adapts a restored backup to the present: NT24's data is newer.

use crate::connection::{ME, SELLER, keys};
use crate::contract::{Failure, FailureCode};
use crate::queue::problem::Problem;
use crate::queue::repeat::{Repeat, is_shown};
use crate::queue::under_way::UnderWay;
use crate::sending::state::set_paused;
use crate::sync;
use store::{OutboxState, Tx};

/// The settings that belong to the present and not to the data: the way to NT24, and who is asked there.
pub(crate) struct Present(Vec<(&'static str, Option<String>)>);

impl Present {
    /// Reads them from the database that is to be replaced.
    pub(crate) fn read(tx: &Tx<'_>) -> Result<Self, store::Error> {
        let names = keys::SETTINGS.into_iter().chain([ME, SELLER]);
        names.map(|name| Ok((name, store::settings::get(tx, name)?))).collect::<Result<_, _>>().map(Self)
    }

    fn write(&self, tx: &Tx<'_>) -> Result<(), store::Error> {
        self.0.iter().try_for_each(|(name, value)| match value {
            Some(value) => store::settings::set(tx, name, value),
            None => store::settings::remove(tx, name),
        })
    }
}

/// Adapts a backup before it becomes the database. Its unsent rows may have been sent since, under their
/// keys, or under other ones after the user had decided so:
///
/// - A write that NT24 itself keeps from taking effect twice continues with its key and its bytes, and
///   counts as sent when it was queued.
/// - A refusal of such a write may be older than the attempt that arrived: it is looked up.
/// - A change that was not frozen would be frozen for the present version, which may hold it already: the
///   user decides.
/// - A write that only its key protects: the user decides as well.
///
/// Everything is read again from NT24, from the first sweep on. Nothing is sent until the user resumes the
/// outbox. The way to NT24 stays that of `present`, which is `None` if it cannot be read any more.
pub(crate) fn adapt(tx: &Tx<'_>, present: Option<&Present>) -> Result<(), store::Error> {
    if let Some(present) = present {
        present.write(tx)?;
    }
    set_paused(tx, true)?;
    for row in store::outbox::waiting(tx)? {
        store::outbox::mark_possibly_sent(tx, &row.id)?;
        let repeat = Repeat::of_row(&row.operation);
        let is_unsure = match repeat {
            Repeat::KeyOnly => true,
            Repeat::Version if row.frozen.is_none() => true,
            Repeat::NaturalKey | Repeat::Version | Repeat::Final => row.state == OutboxState::Refused,
            Repeat::Harmless => false,
        };
        if is_unsure {
            let under_way = (repeat == Repeat::KeyOnly || is_shown(&row)).then_some(UnderWay::Unknown);
            // A refusal tells what to correct, if the look-up shows that it stands.
            let refused = Problem::read(&row).filter(|_| row.state == OutboxState::Refused && is_shown(&row));
            let failure = refused.map_or_else(|| Failure::of(FailureCode::Unconfirmed), |old| old.failure);
            let problem = Problem { under_way, ..Problem::of(failure) };
            store::outbox::park(tx, &row.id, OutboxState::Unconfirmed, Some(&problem.value()))?;
        } else if matches!(row.state, OutboxState::Unconfirmed | OutboxState::Held)
            && let Some(problem) = Problem::read(&row).filter(|problem| problem.under_way.is_some())
        {
            // There may have been a later attempt than the one that the backup knows.
            let problem = Problem { under_way: Some(UnderWay::Unknown), ..problem };
            store::outbox::park(tx, &row.id, row.state, Some(&problem.value()))?;
        }
    }
    sync::read_all_anew(tx)
}

#[cfg(test)]
mod tests {
    use super::*;
    use OutboxState::{Held, InFlight, Ready, Refused, Unconfirmed};
    use chrono::DateTime;
    use store::{Frozen, Key, OutboxRow, Store, SystemRandom, outbox};

    #[test]
    fn unsent_rows_continue_only_if_that_is_safe() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::in_memory(folder.path(), &Key::from_bytes([1; 32]), SystemRandom).unwrap();
        let cases = [
            ("createOrder", Ready, false, Ready),
            // It may have been sent again since, and may have arrived.
            ("createOrder", Refused, true, Unconfirmed),
            ("triggerViesCheck", Refused, true, Refused),
            // It may have been sent under another key, because the user sent it again.
            ("uploadKycDocument", Ready, false, Unconfirmed),
            ("uploadKycDocument", InFlight, true, Unconfirmed),
            ("uploadKycDocument", Refused, true, Unconfirmed),
            ("addBuyerContact", Held, true, Unconfirmed),
            // It would confirm a pickup again that somebody has revoked since.
            ("confirmPickup", Ready, true, Unconfirmed),
            // Its bytes are those of the backup, or would be those of today.
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
                adapt(tx, None)
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
