//! The full check: every page of the database and every chunk of every file.

use super::CHECK;
use crate::clock::moment;
use crate::contract::{DataCheck, DataFinding, DataFindingKind, Failure, FailureCode, Subject};
use crate::files;
use crate::open::Open;
use std::collections::HashSet;
use std::time::Duration;
use store::FileRow;

/// The pause after each chunk of a file: whoever works meanwhile goes first.
const BREATH: Duration = Duration::from_millis(1);

/// Checks everything and keeps what was found. Ends early when the connection closes.
pub(super) fn run(open: &Open) -> Result<(), Failure> {
    let mut findings = Vec::new();
    if !open.store.is_whole()? {
        findings.push(DataFinding { kind: DataFindingKind::Database, name: None, subject: None });
    }
    let (rows, only_here) = open.store.read(|tx| {
        let only_here = store::files::only_here(tx)?.into_iter().collect::<HashSet<_>>();
        Ok::<_, store::Error>((store::files::all(tx)?, only_here))
    })?;
    for row in rows {
        if let Some(kind) = fault(open, &row, &only_here)? {
            findings.push(DataFinding { kind, subject: place(open, &row)?, name: Some(row.name) });
        }
    }
    if !findings.is_empty() {
        tracing::error!(findings = findings.len(), "the check of the data found faults");
    }
    let check = DataCheck { at: moment(open.parts.clock.now()), findings };
    let text = serde_json::to_string(&check).map_err(Failure::bad_call)?;
    Ok(open.store.write(|tx| store::settings::set(tx, CHECK, &text))?)
}

fn fault(
    open: &Open,
    row: &FileRow,
    only_here: &HashSet<String>,
) -> Result<Option<DataFindingKind>, Failure> {
    let goes_on = || {
        std::thread::sleep(BREATH);
        !open.is_closing()
    };
    match open.store.vault().verify(&row.sha256, &goes_on) {
        Ok(true) => Ok(None),
        Ok(false) => Err(Failure::of(FailureCode::NotOpen)),
        // What NT24 has may be gone from here: it was removed by the rule, and comes back when asked for.
        Err(store::Error::NotFound(_)) => {
            // It may have been thrown away since the list was made.
            let known = open.store.read(|tx| store::files::get(tx, &row.id))?.is_some();
            Ok((known && only_here.contains(&row.sha256)).then_some(DataFindingKind::FileMissing))
        }
        Err(store::Error::Altered) => Ok(Some(DataFindingKind::FileAltered)),
        Err(error) => Err(error.into()),
    }
}

/// The buyer or order that a file belongs to.
fn place(open: &Open, row: &FileRow) -> Result<Option<Subject>, Failure> {
    open.store.read(|tx| Ok(files::used_at(tx, &row.sha256)?.into_iter().next()))
}
