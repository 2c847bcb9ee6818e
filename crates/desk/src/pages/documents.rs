//! Documents as a page shows them, and the types of document that may be added.

use crate::contract::{DocumentFacts, DocumentOffer, Failure, PaperState};
use crate::deal::stops;
use crate::given::clock::{day, moment};
use crate::papers::taking::media_kind;
use crate::queue::request::uploads;
use crate::sending::state::Sending;
use nt24::DocumentType;
use std::collections::HashSet;
use store::{OutboxState, Tx};

/// Documents of a buyer or an order, newest first.
pub(super) fn of(tx: &Tx<'_>, sending: &Sending, subject: &str) -> Result<Vec<DocumentFacts>, Failure> {
    let uploads = uploads(tx, subject)?;
    let mut rows = store::documents::of_subject(tx, subject)?;
    rows.sort_by(|a, b| b.created_at.cmp(&a.created_at).then(b.id.cmp(&a.id)));
    let mut seen = HashSet::new();
    let mut documents = Vec::new();
    for row in rows {
        let Some(file) = store::files::get(tx, &row.file)? else { continue };
        let upload = uploads.get(&row.id);
        let state = match upload {
            _ if row.archived => PaperState::Archived,
            Some(upload) if upload.state.is_parked() => PaperState::Parked,
            Some(upload) if upload.state == OutboxState::InFlight => PaperState::Sending,
            Some(upload) if !upload.state.is_finished() => PaperState::Waiting,
            _ => PaperState::Stored,
        };
        let counts = state != PaperState::Archived && state != PaperState::Parked;
        documents.push(DocumentFacts {
            document: row.kind.to_string(),
            module: stops::of_document(&row.kind),
            name: file.name,
            size: file.size,
            local: sending.connection.store.vault().contains(&file.sha256),
            media: media_kind(&file.content_type),
            document_date: row.document_date.map(day),
            version: row.server.and_then(|server| server.version),
            state,
            progress: upload.and_then(|upload| sending.progress(&upload.id)),
            added_at: moment(row.created_at),
            superseded: counts && !seen.insert(row.kind.clone()),
            id: row.id,
        });
    }
    Ok(documents)
}

/// Types of document that may be added, most wanted first.
pub(super) fn offers(
    types: &[DocumentType],
    wanted: &[DocumentType],
    documents: &[DocumentFacts],
) -> Vec<DocumentOffer> {
    let is_there = |document: &DocumentType| {
        documents.iter().any(|one| {
            one.document == document.as_str()
                && !matches!(one.state, PaperState::Archived | PaperState::Parked)
        })
    };
    let mut offers = types
        .iter()
        .map(|document| DocumentOffer {
            document: document.to_string(),
            module: stops::of_document(document),
            wanted: wanted.contains(document) && !is_there(document),
        })
        .collect::<Vec<_>>();
    offers.sort_by_key(|offer| !offer.wanted);
    offers
}
