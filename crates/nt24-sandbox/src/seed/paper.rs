//! The file of all documents of a seed.

use crate::files::{FileStore, StoredFile, hex};
use crate::pdf::{self, Dossier, Section};
use chrono::{DateTime, Utc};
use nt24::DocumentType;
use sha2::{Digest, Sha256};

/// A stored PDF of one page, so that every document of a seed can be downloaded.
pub(super) struct Paper<'a> {
    pub(super) files: &'a FileStore,
    sha256: String,
    size: u64,
}

impl<'a> Paper<'a> {
    /// Writes the PDF and stores it.
    ///
    /// # Errors
    /// If it cannot be stored.
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
        let sha256 = hex(&Sha256::digest(&bytes));
        let mut incoming = files.begin()?;
        incoming.write(&bytes)?;
        files.keep(&sha256, &incoming.finish())?;
        Ok(Self { files, sha256, size: bytes.len() as u64 })
    }

    /// The file as an upload of this type.
    pub(super) fn file(&self, kind: &DocumentType) -> StoredFile {
        StoredFile {
            name: Some(format!("{}.pdf", kind.as_str().to_lowercase().replace('_', "-"))),
            content_type: "application/pdf",
            size: self.size,
            sha256: self.sha256.clone(),
        }
    }
}
