//! A submitted form, as an entry of the outbox reopens it, and the draft that it becomes.

use crate::connection::Connection;
use crate::contract::{Failure, FieldProblem, Form};
use crate::forms::form;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashSet;
use store::{DraftRow, Tx};

/// A form as it was submitted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SubmittedForm {
    pub(crate) form: Form,
    /// The buyer or order that the form belongs to, or created.
    pub(crate) subject: Option<String>,
    pub(crate) step: u32,
    /// Whether the form created its buyer or order.
    #[serde(rename = "makes_subject")]
    pub(crate) creates_subject: bool,
    /// The resource on which the form was begun, as a draft stores it.
    #[serde(default)]
    pub(crate) base: Option<Value>,
}

impl SubmittedForm {
    /// The name of the form's kind in the database.
    pub(crate) fn kind(&self) -> String {
        form::name(form::kind(&self.form))
    }

    /// Drops the papers: they were queued beside the form.
    pub(crate) fn without_papers(mut self) -> Self {
        form::retain_papers(&mut self.form, |_| false);
        self
    }

    /// Stores the form as a new draft, with the fields that NT24 refused. Returns the draft's id.
    pub(crate) fn store_as_draft(
        &self,
        tx: &Tx<'_>,
        connection: &Connection,
        refused: Option<Vec<FieldProblem>>,
    ) -> Result<String, Failure> {
        let row = DraftRow {
            kind: self.kind(),
            step: self.step,
            body: serde_json::to_value(&self.form).map_err(Failure::bad_call)?,
            base: self.base.clone(),
            problems: refused.map(serde_json::to_value).transpose().map_err(Failure::bad_call)?,
            ..new_row(connection, self.subject.as_deref())
        };
        store::drafts::put(tx, &row)?;
        Ok(row.id)
    }
}

/// An empty draft. It is stored by its first `save_draft`.
pub(super) fn new_row(connection: &Connection, subject: Option<&str>) -> DraftRow {
    let now = connection.given.clock.now();
    DraftRow {
        id: connection.given.ids.id(),
        kind: String::new(),
        subject: subject.map(str::to_owned),
        step: 0,
        field: None,
        body: Value::Null,
        base: None,
        problems: None,
        created_at: now,
        updated_at: now,
    }
}

/// The form of a draft.
pub(crate) fn form_of(row: &DraftRow) -> Result<Form, Failure> {
    serde_json::from_value(row.body.clone()).map_err(Failure::bad_call)
}

/// Ids of the files that drafts use.
pub(crate) fn files_in_use(tx: &Tx<'_>) -> Result<HashSet<String>, Failure> {
    let mut files = HashSet::new();
    for row in store::drafts::list(tx)? {
        files.extend(form::file_ids(&form_of(&row)?));
    }
    Ok(files)
}
