//! The signed profile of a buyer whom NT24 has verified: fetched when it is opened or saved, and kept, so that the
//! last one is available offline.

use crate::connection::purpose;
use crate::contract::{ById, Failure, FailureCode, Nothing, Saved};
use crate::papers::limits::LARGEST_EXPORT_FILE;
use crate::papers::made_by_nt24::{enter, kept};
use crate::papers::state::Files;
use crate::papers::steady::Steady;
use crate::papers::viewer::{self, unfinished};
use nt24_client::Download;
use std::sync::Arc;
use store::FileRow;

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
    let id = file_id(buyer);
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
    let mut unfinished = unfinished(connection)?;
    let download = Download::kyc_profile(&row.seller, remote).at_most(LARGEST_EXPORT_FILE);
    let mut steady = Steady::new(&mut unfinished.file, connection);
    let downloaded =
        connection.observe_read(purpose::client(connection)?.download(&download, &mut steady).await);
    let downloaded = downloaded.map_err(|error| steady.failure(error.into()))?;
    let here = Arc::clone(files);
    let (id, name) = (file_id(buyer), format!("kyc-profile-{}.pdf", row.vat_number));
    connection.run_blocking(move || enter(&here, &unfinished, &downloaded, id, name)).await
}

/// Whether a file of the vault is a profile.
pub(crate) fn is_kyc_profile(row: &FileRow) -> bool {
    row.id.starts_with(PREFIX)
}
