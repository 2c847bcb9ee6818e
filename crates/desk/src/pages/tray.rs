//! The tray: files that were taken and are not filed yet.

use crate::contract::{ById, Failure, FailureCode, FileList, Nothing};
use crate::forms::submitted::files_in_use;
use crate::pages::state::Pages;
use crate::papers::export_file::is_export_file;
use crate::papers::kyc_profile::is_kyc_profile;
use crate::papers::taking;
use std::sync::Arc;
use store::{FileRow, Tx};

pub(crate) async fn loose_files(pages: &Arc<Pages>, _: Nothing) -> Result<FileList, Failure> {
    let files = pages.read(|_, tx| {
        let files = unfiled(tx)?.into_iter().map(|row| taking::facts(tx, row)).collect::<Result<_, _>>()?;
        Ok(FileList { files })
    });
    files.await
}

/// Takes a file out of the tray. It can be restored until the daily upkeep removes it.
pub(crate) async fn discard_file(pages: &Arc<Pages>, request: ById) -> Result<Nothing, Failure> {
    let papers = Arc::clone(&pages.data.papers);
    let discard = move || {
        let connection = &papers.connection;
        let now = connection.given.clock.now();
        connection.store.write(|tx| {
            // A file that is filed, or used by a draft, stays.
            match unfiled(tx)?.into_iter().find(|row| row.id == request.id) {
                Some(row) => Ok::<_, Failure>(store::files::discard(tx, &row.id, now)?),
                None => Ok(()),
            }
        })?;
        connection.changed();
        Ok(Nothing {})
    };
    pages.connection().run_blocking(discard).await
}

pub(crate) async fn restore_file(pages: &Arc<Pages>, request: ById) -> Result<Nothing, Failure> {
    let connection = Arc::clone(pages.connection());
    let restore = move || {
        connection.store.write(|tx| match store::files::restore(tx, &request.id) {
            Err(store::Error::NotFound(_)) => Err(Failure::of(FailureCode::Gone)),
            restored => Ok(restored?),
        })?;
        connection.changed();
        Ok(Nothing {})
    };
    pages.connection().run_blocking(restore).await
}

/// Files that are neither filed, nor used by a draft, nor made by NT24.
fn unfiled(tx: &Tx<'_>) -> Result<Vec<FileRow>, Failure> {
    let in_drafts = files_in_use(tx)?;
    let rows = store::files::unattached(tx)?.into_iter();
    Ok(rows
        .filter(|row| !in_drafts.contains(&row.id) && !is_export_file(row) && !is_kyc_profile(row))
        .collect())
}
