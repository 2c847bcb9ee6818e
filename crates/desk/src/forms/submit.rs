//! Turns a form into writes of the outbox.

use crate::contract::{Failure, Form, Subject};
use crate::forms::context::FormContext;
use crate::forms::{buyer, invoice, order, payment, transport};

/// Queues the writes of a form. Returns its buyer or order.
pub(crate) fn submit(context: &FormContext<'_>, form: &Form) -> Result<Subject, Failure> {
    match form {
        Form::Buyer(form) => buyer::submit(context, form),
        Form::BuyerChange(form) => buyer::submit_change(context, form),
        Form::Contact(form) => buyer::submit_contact(context, form),
        Form::Order(form) => order::submit(context, form),
        Form::OrderChange(form) => order::submit_change(context, form),
        Form::Invoice(form) => invoice::submit(context, form, false),
        Form::FinalInvoice(form) => invoice::submit(context, form, true),
        Form::Payment(form) => payment::submit(context, form),
        Form::Pickup(form) => transport::submit_pickup(context, form),
        Form::Delivery(form) => transport::submit_delivery(context, form),
    }
}
