//! The one file behind all documents of a seed.

use crate::dossier::{Dossier, Section};
use crate::files::FileStore;
use crate::pdf;
use crate::world::StoredFile;
use chrono::{DateTime, Utc};
use nt24::DocumentType;
use sha2::{Digest, Sha256};

/// A PDF of one page that is kept, so that every document of a seed can be downloaded.
pub(super) struct Paper<'a> {
    pub(super) files: &'a FileStore,
    sha256: String,
    size: u64,
}

impl<'a> Paper<'a> {
    /// Makes it and keeps its bytes.
    ///
    /// # Errors
    /// When they cannot be written.
    pub(super) fn keep(files: &'a FileStore, now: DateTime<Utc>) -> std::io::Result<Self> {
        let bytes = pdf::write(&Dossier {
            title: "Paper of a sandbox".to_owned(),
            subtitle: "This file stands in for every document of a made-up dealership".to_owned(),
            footer: "No evidence of anything".to_owned(),
            generated_at: now,
            sections: vec![Section {
                title: "Why all documents look alike".to_owned(),
                rows: vec![("Reason".to_owned(), "What counts here is that a paper is on file".to_owned())],
            }],
        });
        let sha256 = crate::receive::hex(&Sha256::digest(&bytes));
        let mut incoming = files.begin()?;
        incoming.write(&bytes)?;
        files.keep(&sha256, &incoming.finish())?;
        Ok(Self { files, sha256, size: bytes.len() as u64 })
    }

    /// The file as an upload of this type brings it.
    pub(super) fn file(&self, kind: &DocumentType) -> StoredFile {
        StoredFile {
            name: Some(format!("{}.pdf", kind.as_str().to_lowercase().replace('_', "-"))),
            content_type: "application/pdf",
            size: self.size,
            sha256: self.sha256.clone(),
        }
    }
}
