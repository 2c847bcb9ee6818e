//! The forms: what a person typed, checked by the rules, and turned into writes.

mod buyer;
mod fields;
mod invoice;
mod order;
mod papers;
mod payment;
mod start;
mod transport;
mod typed;

pub(crate) use fields::{form_name, to_form_fields};
pub(crate) use papers::{file_ids, retain_papers};
pub(crate) use start::{of_resource, start};
pub(crate) use typed::{facts as money_facts, person as person_of, postal};

use crate::contract::{
    Checked, DocumentOffer, Failure, FailureCode, Finding, Form, FormKind, Severity, Subject,
};
use crate::documents;
use crate::drafts::Base;
use crate::open::Open;
use chrono::NaiveDate;
use nt24::{Operation, SellerId};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use store::{BuyerRow, OrderRow, OutboxRow, Tx};

/// Where a form is checked and submitted.
pub(crate) struct Desk<'a> {
    pub(crate) tx: &'a Tx<'a>,
    pub(crate) open: &'a Open,
    pub(crate) today: NaiveDate,
    /// The buyer or order that the form belongs to.
    pub(crate) subject: Option<&'a str>,
    /// The seller for whom the form was begun.
    pub(crate) seller: Option<SellerId>,
    /// What NT24 had when the form was begun; nothing where that is not known.
    pub(crate) base: Option<Base>,
    /// What to reopen when NT24 refuses what the form queues.
    pub(crate) draft: Option<Value>,
}

impl Desk<'_> {
    /// The seller that the form is for: of what it belongs to, else the one for whom it was begun.
    fn seller(&self) -> Result<SellerId, Failure> {
        if let Some(subject) = self.subject {
            if let Some(row) = store::buyers::get(self.tx, subject)? {
                return Ok(row.seller);
            }
            if let Some(row) = self.order_of(subject)? {
                return Ok(row.seller);
            }
        }
        self.seller.clone().map_or_else(|| self.open.seller(), Ok)
    }

    /// ISO code of that seller's country.
    fn seller_country(&self) -> Option<String> {
        self.open.country_of(&self.seller().ok()?)
    }

    fn order(&self) -> Result<OrderRow, Failure> {
        let id = self.subject.ok_or_else(|| Failure::of(FailureCode::Gone))?;
        self.order_of(id)?.ok_or_else(|| Failure::of(FailureCode::Gone))
    }

    /// The order with this id, as far as it is known where it is a draft itself.
    fn order_of(&self, id: &str) -> Result<Option<OrderRow>, Failure> {
        match store::orders::get(self.tx, id)? {
            Some(row) => Ok(Some(row)),
            None => order::of_draft(self, id),
        }
    }

    /// The buyer of an order. The draft of an order may have none yet.
    fn buyer_of(&self, order: &OrderRow) -> Result<BuyerRow, Failure> {
        if order.buyer.is_empty() { Ok(buyer::not_chosen(order)) } else { self.buyer(&order.buyer) }
    }

    /// What the form was begun on; where that is not known, what is there now.
    fn begun_on<T: DeserializeOwned + Clone>(&self, now: Option<&T>) -> Option<T> {
        match &self.base {
            None => now.cloned(),
            Some(Base::Nothing) => None,
            Some(Base::Resource(value)) => T::deserialize(value).ok().or_else(|| now.cloned()),
        }
    }

    fn buyer(&self, id: &str) -> Result<BuyerRow, Failure> {
        store::buyers::get(self.tx, id)?.ok_or_else(|| Failure::of(FailureCode::Gone))
    }

    /// Refuses a form while an earlier one of its kind waits: two wishes for one thing, of which only
    /// one can be meant.
    fn none_waits(&self, operations: &[Operation]) -> Result<(), Failure> {
        let Some(subject) = self.subject else { return Ok(()) };
        let rows = store::outbox::of_subject(self.tx, subject)?;
        let waits = |row: &OutboxRow| {
            !row.state.is_finished() && operations.iter().any(|operation| operation.id() == row.operation)
        };
        if rows.iter().any(waits) { Err(Failure::of(FailureCode::AlreadySent)) } else { Ok(()) }
    }
}

/// The kind of a form.
pub(crate) fn kind(form: &Form) -> FormKind {
    match form {
        Form::Buyer(_) => FormKind::Buyer,
        Form::BuyerChange(_) => FormKind::BuyerChange,
        Form::Contact(_) => FormKind::Contact,
        Form::Order(_) => FormKind::Order,
        Form::OrderChange(_) => FormKind::OrderChange,
        Form::Invoice(_) => FormKind::Invoice,
        Form::FinalInvoice(_) => FormKind::FinalInvoice,
        Form::Payment(_) => FormKind::Payment,
        Form::Pickup(_) => FormKind::Pickup,
        Form::Delivery(_) => FormKind::Delivery,
    }
}

/// Checks what was typed. Nothing is changed.
pub(crate) fn check(desk: &Desk<'_>, form: &Form) -> Result<Checked, Failure> {
    let mut checked = match form {
        Form::Buyer(form) => buyer::check(desk, form)?,
        Form::BuyerChange(form) => buyer::check_change(desk, form)?,
        Form::Contact(form) => buyer::check_contact(desk, form),
        Form::Order(form) => order::check(desk, form)?,
        Form::OrderChange(form) => order::check_change(desk, form)?,
        Form::Invoice(form) => invoice::check(desk, form, false)?,
        Form::FinalInvoice(form) => invoice::check(desk, form, true)?,
        Form::Payment(form) => payment::check(desk, form)?,
        Form::Pickup(form) => transport::check_pickup(desk, form)?,
        Form::Delivery(form) => transport::check_delivery(desk, form)?,
    };
    papers::check(desk, form, &mut checked.findings);
    if let Some(base) = &desk.base {
        let now = Base::now(desk.tx, kind(form), desk.subject)?;
        checked.findings.extend(base.changed_since(&now, kind(form)));
    }
    if let Some(subject) = desk.subject
        && store::drafts::get(desk.tx, subject)?.is_some()
    {
        checked.findings.push(finding("draft.order_is_draft", Severity::Error, ""));
    }
    // A field that cannot be read is missing to the rules, too; the person needs to hear it once.
    let unreadable = checked.findings.iter().filter(|finding| finding.rule.ends_with(".format"));
    let unreadable = unreadable.map(|finding| finding.field.clone()).collect::<Vec<_>>();
    checked.findings.retain(|finding| finding.rule != "required" || !unreadable.contains(&finding.field));
    checked.ready = !checked.findings.iter().any(|finding| finding.severity == Severity::Error);
    Ok(checked)
}

/// Queues what the form asks for, and answers what it belongs to.
pub(crate) fn submit(desk: &Desk<'_>, form: &Form) -> Result<Subject, Failure> {
    match form {
        Form::Buyer(form) => buyer::submit(desk, form),
        Form::BuyerChange(form) => buyer::submit_change(desk, form),
        Form::Contact(form) => buyer::submit_contact(desk, form),
        Form::Order(form) => order::submit(desk, form),
        Form::OrderChange(form) => order::submit_change(desk, form),
        Form::Invoice(form) => invoice::submit(desk, form, false),
        Form::FinalInvoice(form) => invoice::submit(desk, form, true),
        Form::Payment(form) => payment::submit(desk, form),
        Form::Pickup(form) => transport::submit_pickup(desk, form),
        Form::Delivery(form) => transport::submit_delivery(desk, form),
    }
}

/// Types of document that a form takes, most wanted first.
pub(crate) fn offers(form: &Form) -> Vec<DocumentOffer> {
    let types: &[&str] = match form {
        Form::Buyer(_) => documents::OF_BUYER,
        Form::Invoice(_) => &["SHIPMENT_PRELIMINARY_INVOICE"],
        Form::FinalInvoice(_) => &["SHIPMENT_INVOICE"],
        Form::Payment(_) => documents::OF_PAYMENT,
        Form::Pickup(form) => match form.pickup_kind {
            crate::contract::PickupKind::CompanyTransport => {
                &["TRANSPORT_CMR", "TRANSPORT_PICTURE_OF_TRANSPORT", "TRANSPORT_PICKUP_DECLARATION"]
            }
            crate::contract::PickupKind::SelfPickup => {
                &["TRANSPORT_PICKUP_DECLARATION", "TRANSPORT_PICTURE_OF_TRANSPORT", "TRANSPORT_CMR"]
            }
        },
        Form::Delivery(_) => {
            &["TRANSPORT_CONFIRMATION_OF_ARRIVAL", "TRANSPORT_CMR_DELIVERY", "TRANSPORT_PICTURE_OF_TRANSPORT"]
        }
        Form::BuyerChange(_) | Form::Contact(_) | Form::Order(_) | Form::OrderChange(_) => &[],
    };
    let papers = papers::of(form);
    let there = |document: &str| papers.iter().any(|paper| paper.document == document);
    let wanted = match form {
        // Any one proof of payment will do.
        Form::Payment(_) => usize::from(papers.is_empty()),
        Form::Buyer(_) => types.len(),
        _ => 1,
    };
    types
        .iter()
        .enumerate()
        .map(|(at, document)| DocumentOffer {
            document: (*document).to_owned(),
            module: documents::module_of(document),
            wanted: at < wanted && !there(document),
        })
        .collect()
}

/// A finding of the desk itself, about what no pure rule can know.
pub(crate) fn finding(rule: &str, severity: Severity, field: &str) -> Finding {
    Finding { rule: rule.to_owned(), severity, field: field.to_owned(), params: BTreeMap::new() }
}

/// Refuses a form that has errors.
pub(crate) fn must_be_ready(checked: Checked) -> Result<(), Failure> {
    if checked.ready {
        return Ok(());
    }
    Err(Failure { findings: checked.findings, ..Failure::of(FailureCode::FormIncomplete) })
}
