//! The resource at NT24 when a form was begun: tells the changes of the user from those of others since.

use crate::compare::merge::compare;
use crate::contract::{Failure, Finding, FormKind, Severity, finding};
use crate::forms::fields::form_name;
use nt24::{Operation, SellerId};
use serde::Serialize;
use serde_json::Value;
use store::Tx;

/// The resource at NT24 when a form was begun, as far as the form changes it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Base {
    /// There was none.
    Nothing,
    /// The resource.
    Resource(Value),
}

impl Base {
    /// As a draft stores it, with the seller for whom it was begun.
    pub(crate) fn stored(self, seller: &SellerId) -> Value {
        let resource = match self {
            Base::Nothing => Value::Null,
            Base::Resource(value) => value,
        };
        serde_json::json!({ "seller": seller, "resource": resource })
    }

    /// Reads it from a draft. `None` if the draft was begun by a version that stored none.
    pub(crate) fn of_stored(stored: Option<&Value>) -> Option<Self> {
        match stored?.get("resource")? {
            Value::Null => Some(Base::Nothing),
            resource => Some(Base::Resource(resource.clone())),
        }
    }

    /// The present state of the resource that a form changes.
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

    /// The changes of others at NT24 since then, one finding for each field.
    pub(crate) fn changed_since(&self, now: &Self, kind: FormKind) -> Vec<Finding> {
        match (self, now) {
            (Base::Nothing, Base::Resource(_)) => {
                vec![finding("draft.appeared", Severity::Warning, "")]
            }
            (Base::Resource(before), Base::Resource(now)) => {
                let differences = compare(changing(kind), Some(before), before, now);
                let findings = differences.into_iter().map(|one| {
                    let facts = one.facts();
                    let mut changed =
                        finding("draft.changed_elsewhere", Severity::Warning, &form_name(&one.field));
                    changed.params.insert("theirs".to_owned(), facts.theirs.unwrap_or_default());
                    changed
                });
                findings.collect()
            }
            _ => Vec::new(),
        }
    }
}

fn value(resource: Option<&impl Serialize>) -> Result<Option<Value>, Failure> {
    resource.map(serde_json::to_value).transpose().map_err(Failure::bad_call)
}

/// The operation by which a form changes its resource.
fn changing(kind: FormKind) -> Operation {
    match kind {
        FormKind::BuyerChange => Operation::UpdateBuyer,
        FormKind::OrderChange => Operation::UpdateOrder,
        FormKind::Payment => Operation::UpdatePayment,
        _ => Operation::UpdateInvoice,
    }
}
