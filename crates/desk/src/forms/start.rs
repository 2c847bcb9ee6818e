//! Fills in a form with the data that is known.

use crate::contract::{
    BuyerChangeForm, BuyerForm, ContactForm, DeliveryForm, Failure, FailureCode, Form, FormKind, InvoiceForm,
    KycMode, OrderChangeForm, OrderForm, PaymentForm, Person, PickupForm, VehicleForm,
};
use crate::deal::facts;
use crate::forms::context::FormContext;
use crate::forms::{responsible, typed};
use crate::given::clock::day;
use nt24::{Buyer, ComplianceDecision, Invoice, InvoiceType, Operation, Order, Payment};
use serde::Deserialize;
use serde_json::Value;
use store::OrderRow;

/// Begins a form.
pub(crate) fn start(context: &FormContext<'_>, kind: FormKind) -> Result<Form, Failure> {
    Ok(match kind {
        FormKind::Buyer => {
            let capabilities = context.connection.me().map(|me| me.capabilities).unwrap_or_default();
            let kyc_mode = match capabilities.allow_marketplace_led_kyc {
                true => KycMode::MarketplaceLed,
                false => KycMode::Nt24Led,
            };
            Form::Buyer(BuyerForm { contacts: vec![Person::default()], kyc_mode, ..BuyerForm::default() })
        }
        FormKind::BuyerChange => buyer_change(context)?,
        FormKind::Contact => Form::Contact(ContactForm::default()),
        FormKind::Order => Form::Order(OrderForm {
            buyer: context.subject.unwrap_or_default().to_owned(),
            purchase_date: day(context.today),
            currency: usual_currency(context)?,
            responsible: responsible::last(context)?,
            vehicles: vec![VehicleForm::default()],
            ..OrderForm::default()
        }),
        FormKind::OrderChange => order_change(context)?,
        FormKind::Invoice => Form::Invoice(preliminary(context, &context.order()?)),
        FormKind::FinalInvoice => Form::FinalInvoice(final_invoice(context, &context.order()?)),
        FormKind::Payment => Form::Payment(payment(context, &context.order()?)),
        FormKind::Pickup => {
            Form::Pickup(PickupForm { pickup_date: day(context.today), ..PickupForm::default() })
        }
        FormKind::Delivery => {
            let order = context.order()?;
            let buyer = context.buyer_of(&order)?;
            let address = buyer.server.as_ref().map(|server| &server.address);
            let address = address.or(buyer.wanted.as_ref().map(|wanted| &wanted.address));
            Form::Delivery(DeliveryForm {
                delivery_date: day(context.today),
                delivery_address: address.map(typed::postal).unwrap_or_default(),
                papers: Vec::new(),
            })
        }
    })
}

/// The currency in which the buyer paid last, else that of the seller's state.
fn usual_currency(context: &FormContext<'_>) -> Result<String, Failure> {
    let orders = match context.subject {
        Some(buyer) => store::orders::of_buyer(context.tx, buyer)?,
        None => Vec::new(),
    };
    let last = orders.iter().filter(|row| facts::order_facts(row).total.is_some());
    if let Some(last) = last.max_by_key(|row| row.created_at) {
        return Ok(facts::order_facts(last).currency);
    }
    let country = context.seller_country().unwrap_or_default();
    Ok(rules::money::currency_of(&country).to_owned())
}

/// The form that changes a resource, filled in with it. `None` if the value is not of the documented shape.
pub(crate) fn of_resource(operation: Operation, value: &Value) -> Option<Form> {
    Some(match operation {
        Operation::UpdateBuyer => Form::BuyerChange(from_buyer(&Buyer::deserialize(value).ok()?)),
        Operation::UpdateOrder => Form::OrderChange(from_order(&Order::deserialize(value).ok()?)),
        Operation::UpdateInvoice => {
            let invoice = Invoice::deserialize(value).ok()?;
            match invoice.submitted.kind {
                InvoiceType::Final => Form::FinalInvoice(from_invoice(&invoice)),
                _ => Form::Invoice(from_invoice(&invoice)),
            }
        }
        Operation::UpdatePayment => Form::Payment(from_payment(&Payment::deserialize(value).ok()?)),
        _ => return None,
    })
}

fn buyer_change(context: &FormContext<'_>) -> Result<Form, Failure> {
    let row = context.buyer(context.subject.unwrap_or_default())?;
    let server = row.server.ok_or_else(|| Failure::of(FailureCode::NotReadyYet))?;
    Ok(Form::BuyerChange(from_buyer(&server)))
}

fn from_buyer(buyer: &Buyer) -> BuyerChangeForm {
    BuyerChangeForm { address: typed::postal(&buyer.address), company_name: buyer.company_name.clone() }
}

fn order_change(context: &FormContext<'_>) -> Result<Form, Failure> {
    let row = context.order()?;
    let server = row.server.ok_or_else(|| Failure::of(FailureCode::NotReadyYet))?;
    Ok(Form::OrderChange(from_order(&server)))
}

fn from_order(order: &Order) -> OrderChangeForm {
    OrderChangeForm {
        purchase_date: order.purchase_date.map(day).unwrap_or_default(),
        responsible: order.responsible_contact.as_ref().map(typed::person).unwrap_or_default(),
    }
}

fn preliminary(context: &FormContext<'_>, row: &OrderRow) -> InvoiceForm {
    row.preliminary.as_ref().map_or_else(|| invoice(context, row), from_invoice)
}

/// The final invoice as the decision requires: without VAT if exempt, with VAT if it is due.
fn final_invoice(context: &FormContext<'_>, row: &OrderRow) -> InvoiceForm {
    if let Some(invoice) = &row.final_invoice {
        return from_invoice(invoice);
    }
    let decision = row.compliance.as_ref().and_then(|rollup| rollup.decision.as_ref());
    let mut form = match &row.preliminary {
        Some(before) => InvoiceForm { invoice_number: String::new(), ..from_invoice(before) },
        None => invoice(context, row),
    };
    form.invoice_date = day(context.today);
    form.vat_included = decision == Some(&ComplianceDecision::VatApplicable);
    form.margin_scheme = false;
    form
}

fn invoice(context: &FormContext<'_>, row: &OrderRow) -> InvoiceForm {
    let order = facts::order_facts(row);
    InvoiceForm {
        invoice_date: day(context.today),
        amount: order.money().as_ref().map(typed::typed_amount).unwrap_or_default(),
        currency: order.currency,
        ..InvoiceForm::default()
    }
}

fn from_invoice(invoice: &Invoice) -> InvoiceForm {
    let submitted = &invoice.submitted;
    InvoiceForm {
        invoice_number: submitted.invoice_number.clone(),
        invoice_date: day(submitted.invoice_date),
        amount: typed::typed_amount(&submitted.amount),
        currency: submitted.amount.currency.clone(),
        vat_included: submitted.vat_included,
        margin_scheme: submitted.margin_scheme,
        papers: Vec::new(),
    }
}

fn payment(context: &FormContext<'_>, row: &OrderRow) -> PaymentForm {
    if let Some(before) = &row.payment {
        return from_payment(before);
    }
    let order = facts::order_facts(row);
    PaymentForm {
        payment_date: day(context.today),
        bank_amount: order.money().as_ref().map(typed::typed_amount).unwrap_or_default(),
        currency: order.currency,
        ..PaymentForm::default()
    }
}

fn from_payment(payment: &Payment) -> PaymentForm {
    let submitted = &payment.submitted;
    PaymentForm {
        payment_date: day(submitted.payment_date),
        bank_amount: typed::typed_amount(&submitted.bank_amount),
        cash_amount: typed::typed_amount(&submitted.cash_amount),
        currency: submitted.bank_amount.currency.clone(),
        source_iban: submitted.source_iban.clone().unwrap_or_default(),
        papers: Vec::new(),
    }
}
