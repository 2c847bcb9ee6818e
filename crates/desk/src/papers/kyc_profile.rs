//! The signed profile of a buyer whom NT24 has verified: fetched when it is opened or saved, and kept, so that the
//! last one is available offline.

use crate::connection::{failure, purpose};
use crate::contract::{ById, Failure, FailureCode, Nothing, Saved};
use crate::papers::entering;
use crate::papers::limits::LARGEST_EXPORT_FILE;
use crate::papers::state::Files;
use crate::papers::steady::Steady;
use crate::papers::viewer::{self, Unfinished, unfinished};
use nt24_client::{Download, Downloaded};
use std::fs::File;
use std::sync::Arc;
use store::{BuyerRow, FileRow, StoredFile, Tx};

/// Prefix of the ids of profiles.
const PREFIX: &str = "profile:";

fn file_id(buyer: &str) -> String {
    format!("{PREFIX}{buyer}")
}

pub(crate) async fn open_kyc_profile(files: &Arc<Files>, request: ById) -> Result<Nothing, Failure> {
    let file = profile(files, &request.id).await?;
    viewer::open_in_viewer(&files.connection, &file).await?;
    Ok(Nothing {})
}

pub(crate) async fn save_kyc_profile(files: &Arc<Files>, request: ById) -> Result<Saved, Failure> {
    let connection = &files.connection;
    let file = profile(files, &request.id).await?;
    let Some(place) = connection.given.host.pick_save_place(&file.name).await else {
        return Ok(Saved { saved: false });
    };
    let here = Arc::clone(connection);
    connection.run_blocking(move || viewer::save(&here, &file, &place)).await?;
    Ok(Saved { saved: true })
}

/// NT24's present profile. If it cannot be fetched, the one that was fetched last, if it is whole.
async fn profile(files: &Arc<Files>, buyer: &str) -> Result<FileRow, Failure> {
    let fetched = fetch(files, buyer).await;
    let connection = Arc::clone(&files.connection);
    let id = buyer.to_owned();
    let kept = move || match connection.store.read(|tx| kept(tx, &id))? {
        Some(file) if connection.store.vault().verify(&file.sha256, &|| true).is_ok() => Ok(Some(file)),
        _ => Ok(None),
    };
    let kept = files.connection.run_blocking(kept).await?;
    kept.ok_or_else(|| fetched.err().unwrap_or_else(|| Failure::of(FailureCode::NotReadyYet)))
}

async fn fetch(files: &Arc<Files>, buyer: &str) -> Result<(), Failure> {
    let connection = &files.connection;
    let row = connection.store.read(|tx| store::require(store::buyers::get(tx, buyer)?))?;
    let Some(remote) = &row.remote else { return Err(Failure::of(FailureCode::NotReadyYet)) };
    // The download streams into a private file first, because the vault hashes while it reads.
    let mut unfinished = unfinished(connection)?;
    let download = Download::kyc_profile(&row.seller, remote).at_most(LARGEST_EXPORT_FILE);
    let mut steady = Steady::new(&mut unfinished.file, connection);
    let downloaded =
        connection.observe_read(purpose::client(connection)?.download(&download, &mut steady).await);
    let downloaded = downloaded.map_err(|error| steady.failure(error.into()))?;
    let here = Arc::clone(files);
    connection.run_blocking(move || enter(&here, &unfinished, &downloaded, &row)).await
}

/// Takes a downloaded profile into the vault, in the place of an earlier one.
fn enter(
    files: &Files,
    unfinished: &Unfinished,
    downloaded: &Downloaded,
    buyer: &BuyerRow,
) -> Result<(), Failure> {
    let cannot = |error| failure::of_io(&error, FailureCode::FileGone);
    let mut source = File::open(&unfinished.path).map_err(cannot)?;
    let judge = |added: Result<StoredFile, store::Error>| {
        let taken = added?;
        if taken.size != downloaded.length {
            return Err(Failure::of(FailureCode::FileChanged));
        }
        Ok(FileRow {
            id: file_id(&buyer.id),
            sha256: taken.sha256,
            name: format!("kyc-profile-{}.pdf", buyer.vat_number),
            content_type: "application/pdf".to_owned(),
            size: taken.size,
            created_at: files.connection.given.clock.now(),
            whole: None,
        })
    };
    let enter = |tx: &Tx<'_>, file: FileRow| match store::files::by_sha256(tx, &file.sha256)? {
        Some(known) if known.id == file.id => Ok(()),
        // The same content was stored before under another id: keep it once.
        Some(known) => store::settings::set(tx, &file.id, &known.id),
        None => {
            store::files::remove(tx, &file.id)?;
            store::settings::remove(tx, &file.id)?;
            store::files::insert(tx, &file)
        }
    };
    entering::take_and_enter(files, &mut source, LARGEST_EXPORT_FILE, judge, enter)
}

/// The profile that was fetched last, under its own id or under that of the same content.
fn kept(tx: &Tx<'_>, buyer: &str) -> Result<Option<FileRow>, store::Error> {
    let id = file_id(buyer);
    let other = store::settings::get(tx, &id)?;
    store::files::get(tx, other.as_deref().unwrap_or(&id))
}

/// Whether a file of the vault is a profile.
pub(crate) fn is_kyc_profile(row: &FileRow) -> bool {
    row.id.starts_with(PREFIX)
}
