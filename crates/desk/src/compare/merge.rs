//! Compares three versions of one resource, field by field: the one that a change was begun on, the one
//! that this desk wants, and the one at NT24.

use crate::compare::values::{UNSEEN, same, text};
use crate::contract::{ConflictField, Side, ValueChange};
use chrono::NaiveDate;
use nt24::Operation;
use serde_json::Value;

/// Fields that decide on VAT: money and the flags that say how to read it, accounts, numbers that identify
/// a company or a vehicle, and days. A change of one of them at NT24 is always asked about: nobody has looked
/// at it together with the change of this desk.
const SENSITIVE: &[&str] = &[
    "amount",
    "bankAmount",
    "cashAmount",
    "totalAmount",
    "vatIncluded",
    "marginScheme",
    "sourceIban",
    "vatNumber",
    "vins",
    "invoiceDate",
    "paymentDate",
    "purchaseDate",
    "pickupDate",
    "deliveryDate",
];

/// A field that at least one side changed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Compared {
    pub(crate) field: String,
    /// `null` if the resource did not exist when the change was begun.
    pub(crate) base: Value,
    /// Equals `base` if this desk does not change the field.
    pub(crate) mine: Value,
    pub(crate) theirs: Value,
    /// No answer shows the value at NT24.
    pub(crate) unseen: bool,
    pub(crate) sensitive: bool,
    /// NT24 does not take a change of the field any more.
    pub(crate) fixed: bool,
    /// The side that wins without asking. `None` if the user must choose.
    pub(crate) decided: Option<Side>,
}

impl Compared {
    pub(crate) fn facts(&self) -> ConflictField {
        ConflictField {
            field: self.field.clone(),
            base: text(&self.base),
            mine: text(&self.mine),
            theirs: text(&self.theirs),
            unseen: self.unseen,
            sensitive: self.sensitive,
            fixed: self.fixed,
            merged: self.decided,
        }
    }
}

/// Compares field by field. An address and a person are one field each: half of one and half of another
/// would be wrong for both.
///
/// | this desk | NT24 | harmless | sensitive |
/// |---|---|---|---|
/// | changed | as it was | mine | mine |
/// | as it was | changed | theirs | the user chooses |
/// | changed | changed to the same | no conflict | no conflict |
/// | changed | changed to something else | the user chooses | the user chooses |
///
/// Without a base every difference counts as changed by both.
pub(crate) fn compare(
    operation: Operation,
    base: Option<&Value>,
    mine: &Value,
    theirs: &Value,
) -> Vec<Compared> {
    let names = fields(operation);
    let changed_here = |name: &str| match (mine.get(name), base) {
        (Some(mine), Some(base)) => !same(mine, &base[name]),
        (Some(_), None) => true,
        (None, _) => false,
    };
    let mut compared = Vec::new();
    for name in names {
        let (before, theirs) = (base.map_or(&Value::Null, |base| &base[name]), &theirs[name]);
        let mine = mine.get(name).unwrap_or(before);
        let here = changed_here(name);
        let there = base.is_none() || !same(theirs, before);
        let sensitive = SENSITIVE.contains(name);
        let decided = match (here, there) {
            (false, false) => continue,
            _ if same(mine, theirs) => continue,
            (true, true) => None,
            (true, false) => Some(Side::Mine),
            // A field that a new resource leaves out is no wish to empty it.
            (false, true) if base.is_none() => continue,
            (false, true) if sensitive => None,
            (false, true) => Some(Side::Theirs),
        };
        compared.push(Compared {
            field: (*name).to_owned(),
            base: before.clone(),
            mine: mine.clone(),
            theirs: theirs.clone(),
            unseen: false,
            sensitive,
            fixed: is_fixed(operation, name),
            decided,
        });
    }
    compared.extend(unseen(operation, mine));
    compared
}

/// The fields that a resource has with another value than before. `before` is `null` if there was none.
pub(crate) fn changes(operation: Operation, before: &Value, after: &Value) -> Vec<ValueChange> {
    // The ids of NT24 say nothing to a reader.
    let names = fields(operation).iter().filter(|name| **name != "buyerId");
    let changed = names.filter(|name| !same(&before[**name], &after[**name]));
    changed
        .map(|name| ValueChange {
            field: (*name).to_owned(),
            from: text(&before[*name]),
            to: text(&after[*name]),
        })
        .collect()
}

/// The day of a milestone as a value that was set; nothing if it is not known.
pub(crate) fn changes_of_day(field: &str, day: Option<NaiveDate>) -> Vec<ValueChange> {
    let set = |day: NaiveDate| ValueChange { field: field.to_owned(), from: None, to: Some(day.to_string()) };
    day.map(set).into_iter().collect()
}

/// A resource with changes applied.
pub(crate) fn overlay(resource: &Value, changes: &Value) -> Value {
    let mut changed = resource.clone();
    for (name, value) in changes.as_object().into_iter().flatten() {
        changed[name] = value.clone();
    }
    changed
}

/// Names of the fields that were changed at NT24 and are taken over without asking.
pub(crate) fn taken_over(compared: &[Compared]) -> impl Iterator<Item = &str> {
    compared.iter().filter(|one| one.decided == Some(Side::Theirs)).map(|one| one.field.as_str())
}

/// The fields of a resource that users change. Only the server writes the others.
fn fields(operation: Operation) -> &'static [&'static str] {
    match operation {
        Operation::UpsertBuyer | Operation::UpdateBuyer => {
            &["vatNumber", "companyName", "address", "kycMode"]
        }
        Operation::CreateOrder | Operation::UpdateOrder => {
            &["externalOrderId", "buyerId", "purchaseDate", "responsibleContact", "vins", "totalAmount"]
        }
        Operation::SubmitInvoice | Operation::UpdateInvoice | Operation::SubmitFinalInvoice => {
            &["invoiceNumber", "invoiceDate", "amount", "vatIncluded", "marginScheme"]
        }
        Operation::SubmitPayment | Operation::UpdatePayment => {
            &["paymentDate", "bankAmount", "cashAmount", "sourceIban"]
        }
        Operation::ConfirmPickup => &["type", "pickupDate"],
        Operation::ConfirmDelivery => &["deliveryDate"],
        Operation::BlockBuyer | Operation::UnblockBuyer => &["reason"],
        _ => &[],
    }
}

/// Whether a field is final once the buyer or order exists (contract, sections 11 and 12), or once the
/// milestone is set.
fn is_fixed(operation: Operation, name: &str) -> bool {
    match operation {
        Operation::UpsertBuyer | Operation::UpdateBuyer => matches!(name, "vatNumber" | "kycMode"),
        Operation::CreateOrder | Operation::UpdateOrder => {
            matches!(name, "externalOrderId" | "buyerId" | "vins" | "totalAmount")
        }
        Operation::ConfirmPickup | Operation::ConfirmDelivery => true,
        _ => false,
    }
}

/// The fields of `mine` that no answer shows: only the user can say whether NT24 has them.
pub(crate) fn unseen(operation: Operation, mine: &Value) -> impl Iterator<Item = Compared> {
    let sent = UNSEEN.iter().filter_map(|name| Some((*name, mine.get(name)?)));
    sent.filter(|(_, sent)| !is_empty(sent)).map(move |(name, sent)| Compared {
        field: name.to_owned(),
        base: Value::Null,
        mine: match name {
            "contacts" => Value::String(emails(sent)),
            _ => sent.clone(),
        },
        theirs: Value::Null,
        unseen: true,
        sensitive: false,
        fixed: is_fixed(operation, name),
        decided: None,
    })
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(is_empty),
        _ => false,
    }
}

fn emails(contacts: &Value) -> String {
    let contacts = contacts.as_array().into_iter().flatten();
    contacts.filter_map(|one| one["email"].as_str()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
