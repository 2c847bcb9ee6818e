//! The documents that were filed at this desk on one buyer or order.

use crate::contract::Failure;
use crate::deal::pending::{Mending, PendingWrites};
use chrono::NaiveDate;
use nt24::DocumentType;
use store::Tx;

/// The progress of a document on its way to NT24.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FiledState {
    /// NT24 has it.
    Stored,
    /// NT24 has it, and was not asked since whether that is enough.
    Unread,
    /// Its upload waits or is being sent.
    Waits,
    /// NT24 refused it, or its arrival is not known: it counts as nothing.
    Parked,
}

/// A document that was filed at this desk and not archived.
#[derive(Clone, Debug)]
pub(crate) struct Filed {
    pub(crate) id: String,
    pub(crate) kind: DocumentType,
    /// The date on the document.
    pub(crate) dated: Option<NaiveDate>,
    /// Day on which it was filed.
    pub(crate) filed_on: NaiveDate,
    pub(crate) state: FiledState,
}

/// The documents of a buyer or an order, newest first.
pub(crate) fn of(tx: &Tx<'_>, subject: &str, pending: &PendingWrites) -> Result<Vec<Filed>, Failure> {
    let rows = store::documents::of_subject(tx, subject)?.into_iter().filter(|row| !row.archived);
    Ok(rows
        .map(|row| Filed {
            state: match pending.upload_of(&row.id) {
                None if pending.is_upload_unread(&row.id) => FiledState::Unread,
                None => FiledState::Stored,
                Some(upload) if upload.state.is_parked() => FiledState::Parked,
                Some(_) => FiledState::Waits,
            },
            id: row.id,
            kind: row.kind,
            dated: row.document_date,
            filed_on: row.created_at.date_naive(),
        })
        .collect())
}

/// Whether a document of one of these types is filed and not parked.
pub(crate) fn has(filed: &[Filed], kinds: &[DocumentType]) -> bool {
    filed.iter().any(|one| kinds.contains(&one.kind) && one.state != FiledState::Parked)
}

/// Whether NT24 has a document of this type from this desk.
pub(crate) fn is_stored(filed: &[Filed], kind: &DocumentType) -> bool {
    let stored = |one: &Filed| matches!(one.state, FiledState::Stored | FiledState::Unread);
    filed.iter().any(|one| one.kind == *kind && stored(one))
}

/// How far a document of one of these types has come.
pub(crate) fn mending(filed: &[Filed], kinds: &[DocumentType]) -> Mending {
    let of_kind = filed.iter().filter(|one| kinds.contains(&one.kind));
    let progress = of_kind.map(|one| match one.state {
        FiledState::Waits => Mending::Queued,
        FiledState::Unread => Mending::Unread,
        FiledState::Stored | FiledState::Parked => Mending::None,
    });
    progress.max().unwrap_or(Mending::None)
}
