//! The export file: fetched into the vault as soon as it is ready, and opened or saved from there, so that it
//! is available offline.

use crate::connection::{Connection, failure};
use crate::contract::{ById, Failure, FailureCode, Nothing, Saved};
use crate::papers::limits::LARGEST_EXPORT_FILE;
use crate::papers::steady::Steady;
use crate::papers::viewer::{open_in_viewer, unfinished, write_out};
use nt24::ExportFileStatus;
use nt24_client::Download;
use std::fs::File;
use std::sync::Arc;
use store::{FileRow, OrderRow, Tx};

/// Prefix of the ids of export files.
const PREFIX: &str = "export:";

fn file_id(order: &str, version: u64) -> String {
    format!("{PREFIX}{order}:{version}")
}

/// Fetches the newest version into the vault if it is ready and not there yet.
pub(crate) async fn fetch(connection: &Connection, order: &str) -> Result<(), Failure> {
    let Some(row) = connection.store.read(|tx| store::orders::get(tx, order))? else { return Ok(()) };
    let Some((version, url)) = ready(&row) else { return Ok(()) };
    let id = file_id(order, version);
    if connection.store.read(|tx| kept(tx, &id))?.is_some() {
        return Ok(());
    }
    // The download streams into a private file first, because the vault hashes while it reads.
    let mut unfinished = unfinished(connection)?;
    // The link may lead elsewhere, or have expired: its outcome says nothing about the link to NT24.
    let download = Download::link(url).at_most(LARGEST_EXPORT_FILE);
    let mut steady = Steady::new(&mut unfinished.file, connection);
    let downloaded = connection.client().download(&download, &mut steady).await;
    let downloaded = downloaded.map_err(|error| steady.failure(error.into()))?;
    let mut file =
        File::open(&unfinished.path).map_err(|error| failure::of_io(&error, FailureCode::FileGone))?;
    let taken = connection.store.vault().add(&mut file, LARGEST_EXPORT_FILE, &mut |_| {})?;
    if taken.size != downloaded.length {
        return Err(Failure::of(FailureCode::FileChanged));
    }
    let file = FileRow {
        id,
        sha256: taken.sha256,
        name: file_name(&row, version),
        content_type: "application/pdf".to_owned(),
        size: taken.size,
        created_at: connection.given.clock.now(),
    };
    connection.store.write(|tx| match store::files::by_sha256(tx, &file.sha256)? {
        // The same content was stored before under another id: keep it once.
        Some(known) => store::settings::set(tx, &file.id, &known.id),
        None => store::files::insert(tx, &file),
    })?;
    connection.changed();
    Ok(())
}

/// A version in the vault, under its own id or under that of the same content.
fn kept(tx: &Tx<'_>, id: &str) -> Result<Option<FileRow>, store::Error> {
    let other = store::settings::get(tx, id)?;
    store::files::get(tx, other.as_deref().unwrap_or(id))
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
fn newest(tx: &Tx<'_>, row: &OrderRow) -> Result<FileRow, Failure> {
    let version = row.export_file.as_ref().and_then(|file| file.version).unwrap_or_default();
    for version in (1..=version).rev() {
        if let Some(file) = kept(tx, &file_id(&row.id, version))? {
            return Ok(file);
        }
    }
    Err(Failure::of(FailureCode::NotReadyYet))
}

pub(crate) async fn open_export_file(
    connection: &Arc<Connection>,
    request: ById,
) -> Result<Nothing, Failure> {
    let file = export_file(connection, &request.id).await?;
    open_in_viewer(connection, &file)?;
    Ok(Nothing {})
}

pub(crate) async fn save_export_file(connection: &Arc<Connection>, request: ById) -> Result<Saved, Failure> {
    let file = export_file(connection, &request.id).await?;
    let Some(place) = connection.given.host.pick_save_place(&file.name).await else {
        return Ok(Saved { saved: false });
    };
    write_out(connection, &file, &place)?;
    Ok(Saved { saved: true })
}

async fn export_file(connection: &Connection, order: &str) -> Result<FileRow, Failure> {
    // If the newest version cannot be fetched, an earlier one in the vault must do.
    let mut fetched = fetch(connection, order).await;
    if fetched.is_err() {
        // Links may expire: ask NT24 for the present one.
        refresh(connection, order).await?;
        fetched = fetch(connection, order).await;
    }
    let found = connection.store.read(|tx| {
        let row = store::require(store::orders::get(tx, order)?)?;
        newest(tx, &row)
    });
    found.map_err(|failure| fetched.err().unwrap_or(failure))
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
