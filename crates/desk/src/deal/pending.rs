//! The writes of a buyer or an order that are not finished.

use crate::compare::merge::overlay;
use crate::contract::{FormKind, SendState};
use crate::queue::request::{Content, Request};
use nt24::{InvoiceSubmit, InvoiceType, Operation};
use serde::de::DeserializeOwned;
use store::{OutboxRow, OutboxState, Tx};

/// How far a write has come that may clear what is open. The order is that of the claims: what still waits here is
/// said before what NT24 has already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mending {
    /// There is none.
    None,
    /// NT24 has executed it, and was not asked since whether that is enough.
    Unread,
    /// It waits or is being sent.
    Queued,
}

struct Write {
    operation: Operation,
    request: Option<Request>,
    row: OutboxRow,
}

/// The writes of a buyer or an order that are not finished, and those that NT24 has executed since it was read.
/// Each list is in the order of sending.
pub(crate) struct PendingWrites {
    unfinished: Vec<Write>,
    unread: Vec<Write>,
}

impl PendingWrites {
    pub(crate) fn of(tx: &Tx<'_>, subject: &str) -> Result<Self, store::Error> {
        Self::read_at(tx, subject, subject)
    }

    /// The writes of `subject`, and those that NT24 has executed since `reader` was read: what is known of an order
    /// may be older than what is known of its buyer.
    pub(crate) fn read_at(tx: &Tx<'_>, subject: &str, reader: &str) -> Result<Self, store::Error> {
        let write = |row: OutboxRow| {
            Some(Write { operation: Operation::from_id(&row.operation)?, request: Request::read(&row), row })
        };
        let unread = store::unread::of_subject(tx, reader)?.into_iter();
        Ok(Self {
            unfinished: store::outbox::waiting_of_subject(tx, subject)?
                .into_iter()
                .filter_map(write)
                .collect(),
            unread: unread.filter(|row| row.subject == subject).filter_map(write).collect(),
        })
    }

    /// How far a write of these operations has come.
    pub(crate) fn mending(&self, operations: &[Operation]) -> Mending {
        self.mending_by(|write| operations.contains(&write.operation))
    }

    fn mending_by(&self, fits: impl Fn(&Write) -> bool) -> Mending {
        if self.unfinished.iter().any(|write| !write.row.state.is_parked() && fits(write)) {
            Mending::Queued
        } else if self.unread.iter().any(fits) {
            Mending::Unread
        } else {
            Mending::None
        }
    }

    /// The operations that NT24 has executed since the subject was read.
    pub(crate) fn unread(&self) -> impl Iterator<Item = Operation> {
        self.unread.iter().map(|write| write.operation)
    }

    /// How far a write of these operations has come that is about this form: `updateInvoice` changes either invoice.
    pub(crate) fn mending_at(&self, form: FormKind, operations: &[Operation]) -> Mending {
        let kind = match form {
            FormKind::Invoice => InvoiceType::Preliminary,
            FormKind::FinalInvoice => InvoiceType::Final,
            _ => return self.mending(operations),
        };
        let is_other =
            |request: &Request| body_of::<InvoiceSubmit>(request).is_some_and(|body| body.kind != kind);
        self.mending_by(|write| {
            operations.contains(&write.operation) && !write.request.as_ref().is_some_and(is_other)
        })
    }

    /// Whether NT24 has executed the upload of a document, by this desk's id of it, and was not read since.
    pub(crate) fn is_upload_unread(&self, document: &str) -> bool {
        let uploads = self.unread.iter().filter(|write| write.operation.is_upload());
        uploads.filter_map(|write| write.request.as_ref()?.document.as_ref()).any(|id| id == document)
    }

    /// Whether a write of one of these operations waits or is being sent.
    pub(crate) fn waits(&self, operations: &[Operation]) -> bool {
        self.mending(operations) == Mending::Queued
    }

    /// Whether a write of one of these operations waits, is being sent, or is parked.
    pub(crate) fn has(&self, operations: &[Operation]) -> bool {
        self.unfinished.iter().any(|write| operations.contains(&write.operation))
    }

    /// Whether a write of one of these operations waits or was sent, and NT24 has not refused it.
    pub(crate) fn stands(&self, operations: &[Operation]) -> bool {
        self.unfinished.iter().any(|write| operations.contains(&write.operation) && !write.is_refused())
    }

    /// The last of these operations that waits or was sent, and that NT24 has not refused.
    pub(crate) fn last_of(&self, operations: &[Operation]) -> Option<Operation> {
        let mut standing = self.unfinished.iter().filter(|write| !write.is_refused());
        standing.rfind(|write| operations.contains(&write.operation)).map(|write| write.operation)
    }

    /// The rows that are parked.
    pub(crate) fn parked(&self) -> impl Iterator<Item = &OutboxRow> {
        self.unfinished.iter().map(|write| &write.row).filter(|row| row.state.is_parked())
    }

    /// The unfinished upload of a document, by this desk's id of it.
    pub(crate) fn upload_of(&self, document: &str) -> Option<&OutboxRow> {
        let uploads = self.unfinished.iter().filter(|write| write.operation.is_upload());
        let mut rows =
            uploads.filter_map(|write| Some((write.request.as_ref()?.document.as_ref()?, &write.row)));
        rows.find(|(id, _)| *id == document).map(|(_, row)| row)
    }

    /// Whether everything has been sent.
    pub(crate) fn send_state(&self) -> SendState {
        if self.parked().next().is_some() {
            SendState::Parked
        } else if self.unfinished.is_empty() {
            SendState::Sent
        } else {
            SendState::Waiting
        }
    }

    /// The body of the last write of these operations that may still become so at NT24. A change is completed by
    /// what it was based on.
    pub(crate) fn body<T: DeserializeOwned>(&self, operations: &[Operation]) -> Option<T> {
        let mut standing = self.unfinished.iter().filter(|write| !write.is_refused());
        let last = standing.rfind(|write| operations.contains(&write.operation));
        body_of(last?.request.as_ref()?)
    }
}

impl Write {
    fn is_refused(&self) -> bool {
        matches!(self.row.state, OutboxState::Conflict | OutboxState::Refused)
    }
}

/// The body of a request. A change is completed by what it was based on.
fn body_of<T: DeserializeOwned>(request: &Request) -> Option<T> {
    let Content::Json(content) = &request.content else { return None };
    let whole = request.base.as_ref().map(|base| overlay(base, content));
    serde_json::from_value(whole.unwrap_or_else(|| content.clone())).ok()
}
