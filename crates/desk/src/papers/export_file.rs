//! The export file: fetched into the vault when it is opened or saved, and used from there, so that it is
//! available offline from then on.

use crate::connection::Connection;
use crate::contract::{ById, Failure, FailureCode, Nothing, Saved};
use crate::papers::limits::LARGEST_EXPORT_FILE;
use crate::papers::made_by_nt24::{enter, kept};
use crate::papers::state::Files;
use crate::papers::steady::Steady;
use crate::papers::viewer::{self, unfinished};
use nt24::ExportFileStatus;
use nt24_client::Download;
use std::sync::Arc;
use store::{FileRow, OrderRow, Tx};

/// Prefix of the ids of export files.
const PREFIX: &str = "export:";

fn prefix(order: &str) -> String {
    format!("{PREFIX}{order}:")
}

fn file_id(order: &str, version: u64) -> String {
    format!("{}{version}", prefix(order))
}

/// Fetches the newest version into the vault if it is ready and not there yet. A content that is missing
/// from the vault is fetched again.
pub(crate) async fn fetch(files: &Arc<Files>, order: &str) -> Result<(), Failure> {
    let connection = &files.connection;
    let Some(row) = connection.store.read(|tx| store::orders::get(tx, order))? else { return Ok(()) };
    let Some((version, url)) = ready(&row) else { return Ok(()) };
    let id = file_id(order, version);
    let known = connection.store.read(|tx| kept(tx, &id))?;
    if known.is_some_and(|known| connection.store.vault().contains(&known.sha256)) {
        return Ok(());
    }
    let mut unfinished = unfinished(connection)?;
    // The link may lead elsewhere, or have expired: its outcome says nothing about the link to NT24.
    let download = Download::link(url).at_most(LARGEST_EXPORT_FILE);
    let mut steady = Steady::new(&mut unfinished.file, connection);
    let downloaded = connection.client().download(&download, &mut steady).await;
    let downloaded = downloaded.map_err(|error| steady.failure(error.into()))?;
    let (here, name) = (Arc::clone(files), file_name(&row, version));
    connection.run_blocking(move || enter(&here, &unfinished, &downloaded, id, name)).await
}

fn ready(row: &OrderRow) -> Option<(u64, String)> {
    let file = row.export_file.as_ref()?;
    let ready = file.status == Some(ExportFileStatus::Ready);
    ready.then_some((file.version?, file.download_url.clone()?))
}

fn file_name(row: &OrderRow, version: u64) -> String {
    let order = row.external_order_id.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { '_' });
    format!("export-file-{}-v{version}.pdf", order.collect::<String>())
}

/// The newest version that is in the vault.
fn newest(connection: &Connection, order: &str) -> Result<FileRow, Failure> {
    let versions = connection.store.read(|tx| newest_first(tx, order))?;
    let mut here = versions.into_iter().filter(|file| connection.store.vault().contains(&file.sha256));
    here.next().ok_or_else(|| Failure::of(FailureCode::NotReadyYet))
}

/// The versions that were fetched, newest first: those that have a row, however large NT24's number of the
/// newest is.
fn newest_first(tx: &Tx<'_>, order: &str) -> Result<Vec<FileRow>, store::Error> {
    let prefix = prefix(order);
    let mut ids = store::files::ids_with_prefix(tx, &prefix)?;
    ids.extend(store::settings::keys_with_prefix(tx, &prefix)?);
    let version = |id: &String| id.strip_prefix(&prefix)?.parse::<u64>().ok();
    let mut versions = ids.iter().filter_map(version).collect::<Vec<_>>();
    versions.sort_unstable();
    let files = versions.iter().rev().map(|version| kept(tx, &file_id(order, *version)));
    files.filter_map(Result::transpose).collect()
}

pub(crate) async fn open_export_file(files: &Arc<Files>, request: ById) -> Result<Nothing, Failure> {
    let file = export_file(files, &request.id).await?;
    viewer::open_in_viewer(&files.connection, &file).await?;
    Ok(Nothing {})
}

pub(crate) async fn save_export_file(files: &Arc<Files>, request: ById) -> Result<Saved, Failure> {
    let connection = &files.connection;
    let file = export_file(files, &request.id).await?;
    let Some(place) = connection.given.host.pick_save_place(&file.name).await else {
        return Ok(Saved { saved: false });
    };
    let here = Arc::clone(connection);
    connection.run_blocking(move || viewer::save(&here, &file, &place)).await?;
    Ok(Saved { saved: true })
}

/// The newest version, whole and in the vault.
async fn export_file(files: &Arc<Files>, order: &str) -> Result<FileRow, Failure> {
    let connection = &files.connection;
    let fetched = fetch_with_present_link(files, order).await;
    let file = newest(connection, order).map_err(|failure| fetched.err().unwrap_or(failure))?;
    let (here, at) = (Arc::clone(files), file.clone());
    if connection.run_blocking(move || is_whole(&here, &at)).await? {
        return Ok(file);
    }
    fetch_with_present_link(files, order).await?;
    newest(connection, order)
}

/// Whether the content is what was stored. An altered one is removed, so that it is fetched again.
fn is_whole(files: &Files, file: &FileRow) -> Result<bool, Failure> {
    let _turn = files.vault_turn();
    let vault = files.connection.store.vault();
    match vault.verify(&file.sha256, &|| true) {
        Ok(_) => Ok(true),
        Err(store::Error::Altered | store::Error::NotFound(_)) => {
            vault.remove(&file.sha256)?;
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

async fn fetch_with_present_link(files: &Arc<Files>, order: &str) -> Result<(), Failure> {
    // If the newest version cannot be fetched, an earlier one in the vault must do.
    match fetch(files, order).await {
        Ok(()) => Ok(()),
        Err(_) => {
            // Links may expire: ask NT24 for the present one.
            refresh(&files.connection, order).await?;
            fetch(files, order).await
        }
    }
}

/// Reads the state of the export file, and its present link.
async fn refresh(connection: &Connection, order: &str) -> Result<(), Failure> {
    let Some(row) = connection.store.read(|tx| store::orders::get(tx, order))? else { return Ok(()) };
    let Some(remote) = &row.remote else { return Ok(()) };
    let file = connection.observe(connection.client().export_file(&row.seller, remote).await)?.value;
    Ok(connection.store.write(|tx| {
        let Some(mut row) = store::orders::get(tx, order)? else { return Ok::<_, store::Error>(()) };
        row.export_file = Some(file);
        store::orders::save(tx, &row)
    })?)
}

/// Whether a file of the vault is an export file.
pub(crate) fn is_export_file(row: &FileRow) -> bool {
    row.id.starts_with(PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::{Key, Store, SystemRandom};

    #[test]
    fn versions_are_those_with_a_row_whatever_number_nt24_gives() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::in_memory(folder.path(), &Key::from_bytes([1; 32]), SystemRandom).unwrap();
        let row = |order: &str, version: u64| FileRow {
            id: file_id(order, version),
            sha256: format!("{order}{version}"),
            name: version.to_string(),
            content_type: "application/pdf".to_owned(),
            size: 1,
            created_at: chrono::DateTime::UNIX_EPOCH,
            whole: None,
        };
        let found = store.write(|tx| {
            for (order, version) in
                [("o", 2), ("o", u64::MAX), ("o", 20_261_121_083_000), ("o1", 3), ("n", 9)]
            {
                store::files::insert(tx, &row(order, version))?;
            }
            // Version 10 had the content of version 2.
            store::settings::set(tx, &file_id("o", 10), &file_id("o", 2))?;
            newest_first(tx, "o")
        });
        let names = found.unwrap().into_iter().map(|file| file.name).collect::<Vec<_>>();
        assert_eq!(names, ["18446744073709551615", "20261121083000", "2", "2"]);
    }
}
