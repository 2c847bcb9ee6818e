//! What NT24 had when a form was begun: to tell what a person changed from what others changed since.

use crate::contract::{Failure, Finding, FormKind, Severity};
use crate::forms;
use crate::outbox;
use nt24::{Operation, SellerId};
use serde::Serialize;
use serde_json::Value;
use store::Tx;

/// What NT24 had when a form was begun, as far as the form changes it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Base {
    /// There was no such thing.
    Nothing,
    /// The resource.
    Resource(Value),
}

impl Base {
    /// As a draft keeps it, beside the seller for whom it was begun.
    pub(crate) fn kept(self, seller: &SellerId) -> Value {
        let resource = match self {
            Base::Nothing => Value::Null,
            Base::Resource(value) => value,
        };
        serde_json::json!({ "seller": seller, "resource": resource })
    }

    /// What a draft keeps. Nothing where it was begun by a version that kept none.
    pub(crate) fn of_kept(kept: Option<&Value>) -> Option<Self> {
        match kept?.get("resource")? {
            Value::Null => Some(Base::Nothing),
            resource => Some(Base::Resource(resource.clone())),
        }
    }

    /// What this desk knows now of the resource that a form changes.
    pub(crate) fn now(tx: &Tx<'_>, kind: FormKind, subject: Option<&str>) -> Result<Self, Failure> {
        let Some(subject) = subject else { return Ok(Base::Nothing) };
        let found = match kind {
            FormKind::BuyerChange => {
                value(store::buyers::get(tx, subject)?.and_then(|row| row.server).as_ref())?
            }
            FormKind::OrderChange | FormKind::Invoice | FormKind::FinalInvoice | FormKind::Payment => {
                match store::orders::get(tx, subject)? {
                    Some(row) => match kind {
                        FormKind::OrderChange => value(row.server.as_ref())?,
                        FormKind::Invoice => value(row.preliminary.as_ref())?,
                        FormKind::FinalInvoice => value(row.final_invoice.as_ref())?,
                        _ => value(row.payment.as_ref())?,
                    },
                    None => None,
                }
            }
            _ => None,
        };
        Ok(found.map_or(Base::Nothing, Base::Resource))
    }

    /// What others changed at NT24 since, one finding for each field.
    pub(crate) fn changed_since(&self, now: &Self, kind: FormKind) -> Vec<Finding> {
        match (self, now) {
            (Base::Nothing, Base::Resource(_)) => {
                vec![forms::finding("draft.appeared", Severity::Warning, "")]
            }
            (Base::Resource(before), Base::Resource(now)) => {
                let changed = outbox::compare(changing(kind), Some(before), before, now);
                let told = changed.into_iter().map(|one| {
                    let facts = one.facts();
                    let mut finding = forms::finding(
                        "draft.changed_elsewhere",
                        Severity::Warning,
                        &forms::form_name(&one.field),
                    );
                    finding.params.insert("theirs".to_owned(), facts.theirs.unwrap_or_default());
                    finding
                });
                told.collect()
            }
            _ => Vec::new(),
        }
    }
}

fn value(resource: Option<&impl Serialize>) -> Result<Option<Value>, Failure> {
    resource.map(serde_json::to_value).transpose().map_err(Failure::bad_call)
}

/// The change that a form makes.
fn changing(kind: FormKind) -> Operation {
    match kind {
        FormKind::BuyerChange => Operation::UpdateBuyer,
        FormKind::OrderChange => Operation::UpdateOrder,
        FormKind::Payment => Operation::UpdatePayment,
        _ => Operation::UpdateInvoice,
    }
}
