//! A form: its kind and its papers.

use crate::contract::{Form, FormKind, Paper};

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

/// Whether submitting a form creates a buyer or an order.
pub(crate) fn creates_subject(form: &Form) -> bool {
    matches!(form, Form::Buyer(_) | Form::Order(_))
}

/// The name of a kind in the database.
pub(crate) fn name(kind: FormKind) -> String {
    serde_json::to_value(kind).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The papers of a form.
pub(super) fn papers(form: &Form) -> &[Paper] {
    match form {
        Form::Buyer(form) => &form.papers,
        Form::Invoice(form) | Form::FinalInvoice(form) => &form.papers,
        Form::Payment(form) => &form.papers,
        Form::Pickup(form) => &form.papers,
        Form::Delivery(form) => &form.papers,
        Form::BuyerChange(_) | Form::Contact(_) | Form::Order(_) | Form::OrderChange(_) => &[],
    }
}

/// Ids of the files that a form uses.
pub(crate) fn file_ids(form: &Form) -> Vec<String> {
    papers(form).iter().map(|paper| paper.file.clone()).collect()
}

/// Keeps only the papers whose file matches.
pub(crate) fn retain_papers(form: &mut Form, keep: impl Fn(&str) -> bool) {
    let papers = match form {
        Form::Buyer(form) => &mut form.papers,
        Form::Invoice(form) | Form::FinalInvoice(form) => &mut form.papers,
        Form::Payment(form) => &mut form.papers,
        Form::Pickup(form) => &mut form.papers,
        Form::Delivery(form) => &mut form.papers,
        Form::BuyerChange(_) | Form::Contact(_) | Form::Order(_) | Form::OrderChange(_) => return,
    };
    papers.retain(|paper| keep(&paper.file));
}
