//! The writes of a buyer or an order that are not finished.

use crate::compare::merge::overlay;
use crate::contract::SendState;
use crate::queue::request::{Content, Request};
use nt24::Operation;
use serde::de::DeserializeOwned;
use store::{OutboxRow, OutboxState, Tx};

/// The writes of a buyer or an order that are not finished, in the order of sending.
pub(crate) struct PendingWrites(Vec<(Operation, Option<Request>, OutboxRow)>);

impl PendingWrites {
    pub(crate) fn of(tx: &Tx<'_>, subject: &str) -> Result<Self, store::Error> {
        let rows = store::outbox::waiting_of_subject(tx, subject)?.into_iter();
        let rows =
            rows.filter_map(|row| Some((Operation::from_id(&row.operation)?, Request::read(&row), row)));
        Ok(Self(rows.collect()))
    }

    /// Whether a write of one of these operations waits or is being sent.
    pub(crate) fn waits(&self, operations: &[Operation]) -> bool {
        self.0.iter().any(|(operation, _, row)| operations.contains(operation) && !row.state.is_parked())
    }

    /// Whether a write of one of these operations waits, is being sent, or is parked.
    pub(crate) fn has(&self, operations: &[Operation]) -> bool {
        self.0.iter().any(|(operation, ..)| operations.contains(operation))
    }

    /// Whether a write of one of these operations waits or was sent, and NT24 has not refused it.
    pub(crate) fn stands(&self, operations: &[Operation]) -> bool {
        self.0.iter().any(|(operation, _, row)| {
            operations.contains(operation)
                && !matches!(row.state, OutboxState::Conflict | OutboxState::Refused)
        })
    }

    /// The rows that are parked.
    pub(crate) fn parked(&self) -> impl Iterator<Item = &OutboxRow> {
        self.0.iter().map(|(.., row)| row).filter(|row| row.state.is_parked())
    }

    /// The unfinished upload of a document, by this desk's id of it.
    pub(crate) fn upload_of(&self, document: &str) -> Option<&OutboxRow> {
        let uploads = self.0.iter().filter(|(operation, ..)| operation.is_upload());
        let mut rows =
            uploads.filter_map(|(_, request, row)| Some((request.as_ref()?.document.as_ref()?, row)));
        rows.find(|(id, _)| *id == document).map(|(_, row)| row)
    }

    /// Whether everything has been sent.
    pub(crate) fn send_state(&self) -> SendState {
        if self.parked().next().is_some() {
            SendState::Parked
        } else if self.0.is_empty() {
            SendState::Sent
        } else {
            SendState::Waiting
        }
    }

    /// The body of the last write of these operations that may still become so at NT24. A change is completed by
    /// what it was based on.
    pub(crate) fn body<T: DeserializeOwned>(&self, operations: &[Operation]) -> Option<T> {
        let request = self.0.iter().rev().find(|(operation, _, row)| {
            operations.contains(operation)
                && !matches!(row.state, OutboxState::Conflict | OutboxState::Refused)
        });
        let request = request?.1.as_ref()?;
        let Content::Json(content) = &request.content else { return None };
        let whole = request.base.as_ref().map(|base| overlay(base, content));
        serde_json::from_value(whole.unwrap_or_else(|| content.clone())).ok()
    }
}
