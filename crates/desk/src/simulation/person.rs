//! The forms that the user of a desk fills in.

use super::chance::Chance;
use super::desk::Desk;
use crate::contract::{
    BuyerChangeForm, BuyerForm, ContactForm, DeliveryForm, Form, InvoiceForm, OrderChangeForm, OrderForm,
    Paper, PaymentForm, Person, PickupForm, PickupKind, PostalAddress, VehicleForm,
};
use crate::forms::typed::postal;
use crate::given::clock::{Clock, day};
use crate::given::ids::Ids;
use nt24::{Operation, SellerId};
use serde_json::Value;
use std::collections::BTreeMap;
use store::{FileRow, OrderRow, Tx};

/// The actions of a user. An action that stands here twice is chosen twice as often.
pub(super) const ACTIONS: &[Action] = &[
    Action::Buyer,
    Action::Contact,
    Action::Contact,
    Action::BuyerPaper,
    Action::BuyerChange,
    Action::Order,
    Action::Order,
    Action::OrderChange,
    Action::Invoice,
    Action::Invoice,
    Action::Payment,
    Action::Payment,
    Action::OrderPaper,
    Action::Pickup,
    Action::RevokePickup,
    Action::Delivery,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Buyer,
    Contact,
    BuyerPaper,
    BuyerChange,
    Order,
    OrderChange,
    /// Submits the invoice, or changes it.
    Invoice,
    /// Submits the payment, or changes it.
    Payment,
    OrderPaper,
    Pickup,
    RevokePickup,
    Delivery,
}

/// The action is not possible now.
#[derive(Debug)]
pub(super) struct NotNow;

impl From<store::Error> for NotNow {
    fn from(_: store::Error) -> Self {
        Self
    }
}

/// The buyers and orders that the desk knows.
pub(super) struct Subjects {
    buyers: Vec<store::BuyerRow>,
    orders: Vec<OrderRow>,
}

impl Subjects {
    pub(super) fn list(tx: &Tx<'_>, seller: &SellerId) -> Result<Self, store::Error> {
        Ok(Self {
            buyers: store::buyers::list(tx, seller, "", 20, 0)?,
            orders: store::order_list::list(tx, seller, (None, store::OrderSort::Newest), 20, 0)?,
        })
    }
}

/// A form that is filled in.
pub(super) struct Filled {
    pub(super) subject: Option<String>,
    pub(super) step: Step,
    pub(super) seen: BTreeMap<String, Value>,
}

pub(super) enum Step {
    Form(Form),
    /// Whether the paper belongs to a buyer, and the paper.
    Paper(bool, Paper),
    Bare(Operation, Value),
}

pub(super) fn fill(
    tx: &Tx<'_>,
    desk: &Desk,
    subjects: &Subjects,
    action: Action,
    mark: &str,
    place: usize,
    chance: &mut Chance,
) -> Option<Filled> {
    let buyer = (!subjects.buyers.is_empty()).then(|| &subjects.buyers[chance.below(subjects.buyers.len())]);
    let order = (!subjects.orders.is_empty()).then(|| &subjects.orders[chance.below(subjects.orders.len())]);
    let of_order = |form: Form, seen: BTreeMap<String, Value>| {
        Some(Filled { subject: Some(order?.id.clone()), step: Step::Form(form), seen })
    };
    let none = BTreeMap::new;
    let today = day(Clock::today(&*desk.clock));
    match action {
        Action::Buyer => {
            let form = BuyerForm {
                vat_number: format!("PL{:010}", 5_260_000_000_u64 + place as u64 * 10 + 1),
                company_name: mark.to_owned(),
                address: address("Krótka 1"),
                ..BuyerForm::default()
            };
            Some(Filled { subject: None, step: Step::Form(Form::Buyer(form)), seen: none() })
        }
        Action::Contact => {
            let form = ContactForm { person: person(mark) };
            Some(Filled {
                subject: Some(buyer?.id.clone()),
                step: Step::Form(Form::Contact(form)),
                seen: none(),
            })
        }
        Action::BuyerPaper => {
            let paper = paper(tx, desk, mark, place, "COC_EXTRACT").ok()?;
            Some(Filled { subject: Some(buyer?.id.clone()), step: Step::Paper(true, paper), seen: none() })
        }
        Action::BuyerChange => {
            let server = buyer?.server.as_ref()?;
            let form = BuyerChangeForm { company_name: mark.to_owned(), address: postal(&server.address) };
            let seen = seen_of(&serde_json::to_value(server).ok()?);
            Some(Filled { subject: Some(buyer?.id.clone()), step: Step::Form(Form::BuyerChange(form)), seen })
        }
        Action::Order => {
            let form = OrderForm {
                buyer: buyer?.id.clone(),
                external_order_id: mark.to_owned(),
                purchase_date: today,
                currency: "EUR".to_owned(),
                vehicles: vec![VehicleForm {
                    vin: format!("WBA5E51000G{:06}", place),
                    brand: "BMW".to_owned(),
                    model: "320d".to_owned(),
                    amount: "18500".to_owned(),
                    ..VehicleForm::default()
                }],
                responsible: Person::default(),
            };
            Some(Filled { subject: None, step: Step::Form(Form::Order(form)), seen: none() })
        }
        Action::OrderChange => {
            let server = order?.server.as_ref()?;
            let form = OrderChangeForm {
                purchase_date: server.purchase_date.map(day).unwrap_or_default(),
                responsible: person(mark),
            };
            of_order(Form::OrderChange(form), seen_of(&serde_json::to_value(server).ok()?))
        }
        Action::Invoice => {
            let form = InvoiceForm {
                invoice_number: mark.to_owned(),
                invoice_date: today,
                amount: if chance.percent(30) { "18500".to_owned() } else { format!("{}", 18_000 + place) },
                currency: "EUR".to_owned(),
                ..InvoiceForm::default()
            };
            let before = order?.preliminary.as_ref();
            of_order(Form::Invoice(form), before.map(seen_of_any).unwrap_or_default())
        }
        Action::Payment => {
            let form = PaymentForm {
                payment_date: today,
                bank_amount: if chance.percent(30) {
                    "18500".to_owned()
                } else {
                    format!("{}", 18_000 + place)
                },
                currency: "EUR".to_owned(),
                source_iban: format!("DE89{mark}"),
                ..PaymentForm::default()
            };
            let before = order?.payment.as_ref();
            of_order(Form::Payment(form), before.map(seen_of_any).unwrap_or_default())
        }
        Action::OrderPaper => {
            let paper = paper(tx, desk, mark, place, "TRANSPORT_CMR").ok()?;
            Some(Filled { subject: Some(order?.id.clone()), step: Step::Paper(false, paper), seen: none() })
        }
        Action::Pickup => {
            let form = PickupForm {
                pickup_kind: Some(PickupKind::CompanyTransport),
                pickup_date: today,
                driver: mark.to_owned(),
                ..PickupForm::default()
            };
            of_order(Form::Pickup(form), none())
        }
        Action::RevokePickup => {
            let confirmed = order?.compliance.as_ref()?.modules.transport.pickup_confirmed == Some(true);
            let body = serde_json::json!({ "reason": mark });
            confirmed.then(|| Filled {
                subject: order.map(|order| order.id.clone()),
                step: Step::Bare(Operation::RevokePickup, body),
                seen: none(),
            })
        }
        Action::Delivery => {
            let form = DeliveryForm {
                delivery_date: today,
                delivery_address: address(mark),
                ..DeliveryForm::default()
            };
            of_order(Form::Delivery(form), none())
        }
    }
}

fn address(street: &str) -> PostalAddress {
    PostalAddress {
        street: street.to_owned(),
        post_code: "00-001".to_owned(),
        city: "Warszawa".to_owned(),
        country: "PL".to_owned(),
    }
}

fn person(mark: &str) -> Person {
    Person {
        first_name: "Anna".to_owned(),
        last_name: "Nowak".to_owned(),
        email: format!("{mark}@example.com"),
        phone: String::new(),
    }
}

fn seen_of(resource: &Value) -> BTreeMap<String, Value> {
    let fields = resource.as_object().into_iter().flatten();
    fields.map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn seen_of_any(resource: &impl serde::Serialize) -> BTreeMap<String, Value> {
    serde_json::to_value(resource).map(|value| seen_of(&value)).unwrap_or_default()
}

/// Gives a file of the vault a name that contains the mark.
fn paper(tx: &Tx<'_>, desk: &Desk, mark: &str, place: usize, kind: &str) -> Result<Paper, store::Error> {
    let (sha256, size) = super::pool::files().get(place).cloned().ok_or(store::Error::NotFound("file"))?;
    let id = Ids::id(&*desk.opened.connection.given.ids);
    store::files::insert(
        tx,
        &FileRow {
            id: id.clone(),
            sha256,
            name: format!("{mark}.pdf"),
            content_type: "application/pdf".to_owned(),
            size,
            created_at: Clock::now(&*desk.clock),
            whole: None,
        },
    )?;
    Ok(Paper { file: id, document: kind.to_owned(), document_date: String::new() })
}
