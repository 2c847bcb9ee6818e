//! The typed values of a form as the rules read them: the page writes them in the notation of its language once
//! the field is left. Values that cannot be read stay as they were typed.

use crate::contract::{FieldValue, Form, ReadValue, ValueKind};
use crate::forms::typed;

/// The typed values that can be read.
pub(super) fn values(form: &Form) -> Vec<ReadValue> {
    let mut read = Read::default();
    match form {
        Form::Buyer(form) => read.vat("vatNumber", &form.vat_number),
        Form::Order(form) => {
            for (at, vehicle) in form.vehicles.iter().enumerate() {
                let field = |name: &str| format!("vehicles[{at}].{name}");
                read.vin(&field("vin"), &vehicle.vin);
                read.amount(&field("amount"), &vehicle.amount, &form.currency);
                read.kilometres(&field("mileage"), &vehicle.mileage);
            }
        }
        Form::Invoice(form) | Form::FinalInvoice(form) => read.amount("amount", &form.amount, &form.currency),
        Form::Payment(form) => {
            read.amount("bankAmount", &form.bank_amount, &form.currency);
            read.amount("cashAmount", &form.cash_amount, &form.currency);
            read.iban("sourceIban", &form.source_iban);
        }
        Form::BuyerChange(_)
        | Form::Contact(_)
        | Form::OrderChange(_)
        | Form::Pickup(_)
        | Form::Delivery(_) => {}
    }
    read.0
}

#[derive(Default)]
struct Read(Vec<ReadValue>);

impl Read {
    fn amount(&mut self, field: &str, text: &str, currency: &str) {
        let currency = typed::currency(currency);
        let value = rules::money::parse(text, &currency).ok();
        self.add(
            field,
            text,
            ValueKind::Amount,
            value.map(|value| rules::money::format_minor(value, &currency)),
        );
    }

    fn kilometres(&mut self, field: &str, text: &str) {
        let value = rules::mileage::parse(text).ok();
        self.add(field, text, ValueKind::Number, value.map(|value| value.to_string()));
    }

    fn vin(&mut self, field: &str, text: &str) {
        let vin = rules::vin::normalise(text);
        self.add(field, text, ValueKind::Vin, (vin.chars().count() == 17).then_some(vin));
    }

    fn vat(&mut self, field: &str, text: &str) {
        let vat = rules::vat::normalise(text);
        let is_known = rules::vat::state_of(&vat.number).is_some();
        self.add(field, text, ValueKind::Vat, is_known.then_some(vat.number));
    }

    fn iban(&mut self, field: &str, text: &str) {
        let iban = rules::iban::normalise(text);
        self.add(field, text, ValueKind::Iban, rules::iban::is_iban(&iban).then_some(iban));
    }

    fn add(&mut self, field: &str, text: &str, kind: ValueKind, value: Option<String>) {
        let Some(value) = value else { return };
        let read = FieldValue { field: field.to_owned(), kind, value };
        self.0.push(ReadValue { text: text.to_owned(), read });
    }
}
