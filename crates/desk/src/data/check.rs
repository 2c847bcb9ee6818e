//! The checks of the data. The full one reads every page of the database and of its backups, and every chunk of
//! every file, when the user asks for it. After each opening the pages of the database are read once, because
//! opening reads only the first ones.

use crate::connection::Connection;
use crate::contract::{DataCheck, DataFinding, DataFindingKind, Failure, FailureCode, Subject};
use crate::data::state::Data;
use crate::given::clock::moment;
use crate::papers::{removal, taking};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use store::FileRow;

/// Setting with the result of the last check.
pub(super) const CHECK: &str = "dataCheck";

/// Pause after each chunk of a file, and after some pages, so that the user's own work goes first.
const CHUNK_PAUSE: Duration = Duration::from_millis(1);

/// Pause before the pages are read, so that the start of the program has the disk to itself.
const AFTER_START: Duration = Duration::from_secs(2);

/// Reads every page of the database once. If one is damaged, the data does not stay open.
pub(crate) async fn after_opening(data: Arc<Data>) {
    tokio::select! {
        () = data.connection().closing() => return,
        () = tokio::time::sleep(AFTER_START) => {}
    }
    let checking = Arc::clone(data.connection());
    let goes_on = move || {
        std::thread::sleep(CHUNK_PAUSE);
        !checking.is_closing()
    };
    let store = Arc::clone(&data.connection().store);
    match data.connection().blocking(move || Ok(store.verify(goes_on)?)).await {
        Ok(_) => {}
        Err(failure) if failure.code == FailureCode::DatabaseDamaged => data.tell_damage(),
        Err(failure) => tracing::warn!(%failure, "the pages of the database were not checked"),
    }
}

/// Checks everything and stores the findings. Ends early if the connection closes.
pub(super) fn run(connection: &Connection) -> Result<(), Failure> {
    let mut findings = Vec::new();
    if !connection.store.is_whole()? {
        findings.push(DataFinding { kind: DataFindingKind::Database, name: None, subject: None });
    }
    for backup in connection.store.damaged_backups(&|| !connection.is_closing())? {
        let name = Some(moment(backup.made_at));
        findings.push(DataFinding { kind: DataFindingKind::Backup, name, subject: None });
    }
    let (rows, only_here) = connection.store.read(|tx| {
        let only_here = store::files::only_here(tx)?.into_iter().collect::<HashSet<_>>();
        Ok::<_, store::Error>((store::files::all(tx)?, only_here))
    })?;
    for row in rows {
        if let Some(kind) = fault(connection, &row, &only_here)? {
            findings.push(DataFinding { kind, subject: subject_of(connection, &row)?, name: Some(row.name) });
        }
    }
    if !findings.is_empty() {
        tracing::error!(findings = findings.len(), "the check of the data found faults");
    }
    let check = DataCheck { at: moment(connection.given.clock.now()), findings };
    let text = serde_json::to_string(&check).map_err(Failure::bad_call)?;
    Ok(connection.store.write(|tx| store::settings::set(tx, CHECK, &text))?)
}

fn fault(
    connection: &Connection,
    row: &FileRow,
    only_here: &HashSet<String>,
) -> Result<Option<DataFindingKind>, Failure> {
    let keep_going = || {
        std::thread::sleep(CHUNK_PAUSE);
        !connection.is_closing()
    };
    match connection.store.vault().verify(&row.sha256, &keep_going) {
        Ok(true) => Ok(None),
        Ok(false) => Err(Failure::of(FailureCode::NotOpen)),
        // A file that NT24 gives back may be gone here: it was removed by the rule and is fetched when opened.
        Err(store::Error::NotFound(_)) => {
            // The file may have been discarded since the list was made.
            let (known, documents) = connection.store.read(|tx| {
                let known = store::files::get(tx, &row.id)?.is_some();
                Ok::<_, store::Error>((known, store::documents::with_sha256(tx, &row.sha256)?))
            })?;
            let returns = documents.iter().any(|document| removal::may_be_fetched(connection, document));
            let lost = only_here.contains(&row.sha256) || !returns;
            Ok((known && lost).then_some(DataFindingKind::FileMissing))
        }
        Err(store::Error::Altered) => Ok(Some(DataFindingKind::FileAltered)),
        Err(error) => Err(error.into()),
    }
}

/// The buyer or order that a file belongs to.
fn subject_of(connection: &Connection, row: &FileRow) -> Result<Option<Subject>, Failure> {
    connection.store.read(|tx| Ok(taking::used_at(tx, &row.sha256)?.into_iter().next()))
}
