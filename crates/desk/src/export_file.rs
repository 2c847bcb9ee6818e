//! The export file: fetched into the vault as soon as it is ready, opened or saved from there, so that
//! it is at hand without a network, too.

use crate::Desk;
use crate::contract::{ById, Failure, FailureCode, Nothing, Saved};
use crate::open::{Open, Stale};
use crate::opened::{open_in_viewer, unfinished, write_out};
use crate::outbox::{self, Content, Request};
use nt24::{ExportFileStatus, Operation};
use nt24_client::Download;
use std::fs::File;
use std::sync::Arc;
use store::{FileRow, OrderRow, Tx};

/// What the identifier of an export file in the vault begins with.
pub(crate) const PREFIX: &str = "export:";

/// Largest export file that is fetched.
const LARGEST: u64 = 256 * 1024 * 1024;

fn file_id(order: &str, version: u64) -> String {
    format!("{PREFIX}{order}:{version}")
}

/// Fetches the newest version into the vault when it is ready and not there.
pub(crate) async fn fetch(open: &Arc<Open>, order: &str) -> Result<(), Failure> {
    let Some(row) = open.store.read(|tx| store::orders::get(tx, order))? else { return Ok(()) };
    let Some((version, url)) = ready(&row) else { return Ok(()) };
    let id = file_id(order, version);
    if open.store.read(|tx| kept(tx, &id))?.is_some() {
        return Ok(());
    }
    // It streams into a private file first, because the vault hashes what it takes while it reads it.
    let mut unfinished = unfinished(open)?;
    // The link may lead elsewhere, or have expired: what becomes of it says nothing of NT24.
    let download = Download::link(url).at_most(LARGEST);
    let downloaded = open.client().download(&download, &mut unfinished.file).await?;
    let mut file =
        File::open(&unfinished.path).map_err(|error| crate::failure::of_io(&error, FailureCode::FileGone))?;
    let taken = open.store.vault().take(&mut file, LARGEST, &mut |_| {})?;
    if taken.size != downloaded.length {
        return Err(Failure::of(FailureCode::FileChanged));
    }
    let file = FileRow {
        id,
        sha256: taken.sha256,
        name: file_name(&row, version),
        content_type: "application/pdf".to_owned(),
        size: taken.size,
        created_at: open.parts.clock.now(),
    };
    open.store.write(|tx| match store::files::by_sha256(tx, &file.sha256)? {
        // The same content came another way before: it is kept once.
        Some(known) => store::settings::set(tx, &file.id, &known.id),
        None => store::files::insert(tx, &file),
    })?;
    open.changed();
    Ok(())
}

/// A version that is in the vault, under its own name or under the one that its content came with.
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

impl Desk {
    pub(crate) async fn regenerate_export(&self, request: ById) -> Result<Nothing, Failure> {
        let open = self.open()?;
        open.store.write(|tx| {
            let row = store::orders::get(tx, &request.id)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
            let wish = Request::of_order(row.seller, &row.id, Content::Empty);
            Ok::<_, Failure>(outbox::enqueue(tx, &open, Operation::RegenerateExportFile, &wish, None)?)
        })?;
        open.wake_outbox.notify_one();
        open.mark_stale(Stale::Order(request.id));
        open.changed();
        Ok(Nothing {})
    }

    pub(crate) async fn open_export_file(&self, request: ById) -> Result<Nothing, Failure> {
        let open = self.open()?;
        let file = export_file(&open, &request.id).await?;
        open_in_viewer(&open, &file)?;
        Ok(Nothing {})
    }

    pub(crate) async fn save_export_file(&self, request: ById) -> Result<Saved, Failure> {
        let open = self.open()?;
        let file = export_file(&open, &request.id).await?;
        let Some(place) = self.host()?.pick_save_place(&file.name).await else {
            return Ok(Saved { saved: false });
        };
        write_out(&open, &file, &place)?;
        Ok(Saved { saved: true })
    }
}

async fn export_file(open: &Arc<Open>, order: &str) -> Result<FileRow, Failure> {
    // When it cannot be fetched now, an earlier version that is here is better than nothing.
    let mut fetched = fetch(open, order).await;
    if fetched.is_err() {
        // Links may expire: NT24 is asked for the present one.
        crate::sync::export_file(open, order).await?;
        fetched = fetch(open, order).await;
    }
    let found = open.store.read(|tx| {
        let row = store::orders::get(tx, order)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
        newest(tx, &row)
    });
    found.map_err(|failure| fetched.err().unwrap_or(failure))
}
