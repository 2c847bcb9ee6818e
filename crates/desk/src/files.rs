//! Files that are dropped or picked: opened once, copied into the vault while they are hashed, judged
//! by their content.

use crate::Desk;
use crate::contract::{
    ById, Failure, FailureCode, FileList, Guess, MediaKind, Nothing, RefusedFile, Subject, SubjectKind,
    Taken, TakenFile,
};
use crate::data;
use crate::documents::media_kind;
use crate::open::{Open, lock};
use crate::recognise;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{FileRow, Tx, media};

/// Largest file that is taken. NT24 documents no limit (contract, open question 5).
pub(crate) const LARGEST_FILE: u64 = 50 * 1024 * 1024;

impl Desk {
    pub(crate) async fn pick_files(&self, _: Nothing) -> Result<Taken, Failure> {
        let paths = self.host()?.pick_files().await;
        self.take_files(paths).await
    }

    /// Takes files in, one after the other; what cannot be taken is told with its reason.
    ///
    /// # Errors
    /// When no connection is open.
    pub async fn take_files(&self, paths: Vec<PathBuf>) -> Result<Taken, Failure> {
        let open = self.open()?;
        // Hashing and encrypting keep a thread busy; the loops go on beside it.
        tokio::task::spawn_blocking(move || {
            let mut taken = Taken::default();
            for path in paths {
                match take(&open, &path) {
                    Ok(file) => taken.files.push(file),
                    Err(failure) => taken.refused.push(RefusedFile { name: name_of(&path), failure }),
                }
            }
            open.changed();
            taken
        })
        .await
        .map_err(|_| Failure::of(FailureCode::Internal))
    }

    pub(crate) async fn loose_files(&self, _: Nothing) -> Result<FileList, Failure> {
        let open = self.open()?;
        open.store.read(|tx| {
            let in_drafts = crate::drafts::files_in_use(tx)?;
            let rows = store::files::unattached(tx)?;
            let rows = rows.into_iter().filter(|row| !in_drafts.contains(&row.id) && !is_export_file(row));
            let files = rows.map(|row| facts(tx, row)).collect::<Result<Vec<_>, _>>()?;
            Ok(FileList { files })
        })
    }

    pub(crate) async fn discard_file(&self, request: ById) -> Result<Nothing, Failure> {
        let open = self.open()?;
        data::in_background(&open, move |open| {
            let turn = lock(&open.files_turn);
            open.store.write(|tx| {
                let in_drafts = crate::drafts::files_in_use(tx)?;
                let loose = store::files::unattached(tx)?.into_iter();
                let mut loose = loose.filter(|row| !in_drafts.contains(&row.id) && !is_export_file(row));
                // A file that has a place stays; the page only lets go of it.
                match loose.find(|row| row.id == request.id) {
                    Some(row) => Ok::<_, Failure>(store::files::remove(tx, &row.id)?),
                    None => Ok(()),
                }
            })?;
            drop(turn);
            // Its content goes with it, unless a kept copy of the database has it in the tray.
            data::remove_what_nt24_has(open)?;
            Ok(Nothing {})
        })
        .await
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn take(open: &Arc<Open>, path: &Path) -> Result<TakenFile, Failure> {
    let _turn = lock(&open.files_turn);
    let (mut file, length) = store::open_once(path).map_err(|error| match error {
        store::Error::Io(error) => crate::failure::of_io(&error, FailureCode::FileGone),
        other => other.into(),
    })?;
    if length > LARGEST_FILE {
        return Err(too_large(length));
    }
    let taken =
        open.store.vault().take(&mut file, LARGEST_FILE, &mut |_| {}).map_err(|error| match error {
            store::Error::TooLarge { .. } => too_large(length),
            store::Error::Io(error) => crate::failure::of_io(&error, FailureCode::FileChanged),
            other => other.into(),
        })?;
    let refuse = |code| {
        let used = open.store.read(|tx| store::files::by_sha256(tx, &taken.sha256))?.is_some();
        if !used {
            open.store.vault().remove(&taken.sha256)?;
        }
        Err(Failure::of(code))
    };
    if taken.size != length {
        return refuse(FailureCode::FileChanged);
    }
    let Some(media) = media::recognise(&taken.head) else {
        return refuse(FailureCode::FileKind);
    };
    let row = FileRow {
        id: open.parts.ids.id(),
        sha256: taken.sha256,
        name: name_of(path),
        content_type: media.content_type().to_owned(),
        size: taken.size,
        created_at: open.parts.clock.now(),
    };
    // The same content is kept once, under the name that it came with first.
    let row = open.store.write(|tx| match store::files::by_sha256(tx, &row.sha256)? {
        Some(known) => {
            store::files::touch(tx, &known.id, row.created_at)?;
            Ok::<_, store::Error>(known)
        }
        None => {
            store::files::insert(tx, &row)?;
            Ok(row)
        }
    })?;
    if let Err(failure) = crate::thumbnails::make(open, &row) {
        // The file is taken all the same.
        tracing::warn!(%failure, "a small picture was not made");
    }
    open.store.read(|tx| facts(tx, row))
}

fn too_large(size: u64) -> Failure {
    Failure::of(FailureCode::FileTooLarge).with("size", size).with("limit", LARGEST_FILE)
}

/// A file as the page gets it.
pub(crate) fn facts(tx: &Tx<'_>, row: FileRow) -> Result<TakenFile, Failure> {
    let used_at = used_at(tx, &row.sha256)?;
    let media: MediaKind = media_kind(&row.content_type);
    let guess: Option<Guess> = recognise::guess(&row.name);
    Ok(TakenFile { id: row.id, name: row.name, size: row.size, media, guess, used_at })
}

/// The buyers and orders that a content is filed on.
pub(crate) fn used_at(tx: &Tx<'_>, sha256: &str) -> Result<Vec<Subject>, Failure> {
    let mut used_at = Vec::<Subject>::new();
    for document in store::documents::with_sha256(tx, sha256)? {
        if document.archived || used_at.iter().any(|subject| subject.id == document.subject) {
            continue;
        }
        let is_order = document.subject_kind == "order";
        let label = if is_order {
            store::orders::get(tx, &document.subject)?.map(|row| row.external_order_id)
        } else {
            store::buyers::get(tx, &document.subject)?.map(|row| row.name)
        };
        used_at.push(Subject {
            kind: if is_order { SubjectKind::Order } else { SubjectKind::Buyer },
            id: document.subject,
            label: label.unwrap_or_default(),
        });
    }
    Ok(used_at)
}

fn is_export_file(row: &FileRow) -> bool {
    row.id.starts_with(crate::export_file::PREFIX)
}
