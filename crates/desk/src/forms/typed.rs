//! Reads typed text: one reader for each kind of value, used by the check of a form and by what it sends. Unreadable
//! text becomes a finding; the text itself stays in the draft.

use crate::contract::{Finding, MoneyAmount, Person, PostalAddress, Severity, finding};
use chrono::NaiveDate;
use nt24::{Address, BuyerContactCreate, Money, ResponsibleContact};

/// Reads a day. `None` if the text is empty or unreadable.
pub(super) fn day(text: &str, field: &str, findings: &mut Vec<Finding>) -> Option<NaiveDate> {
    let day = rules::day::parse(text);
    if day.is_none() && !is_blank(text) {
        findings.push(finding("date.format", Severity::Error, field));
    }
    day
}

/// Reads kilometres. `None` if the text is empty or unreadable.
pub(super) fn kilometres(text: &str, field: &str, findings: &mut Vec<Finding>) -> Option<u64> {
    if is_blank(text) {
        return None;
    }
    let number = rules::mileage::parse(text).ok();
    if number.is_none() {
        findings.push(finding("number.format", Severity::Error, field));
    }
    number
}

/// Reads an amount in minor units. `None` if the text is empty or unreadable.
pub(super) fn amount(text: &str, currency: &str, field: &str, findings: &mut Vec<Finding>) -> Option<i64> {
    if is_blank(text) {
        return None;
    }
    match rules::money::parse(text, currency) {
        Ok(value) => Some(value),
        Err(error) => {
            findings.extend(super::fields::from_rules([error.finding(field)]));
            None
        }
    }
}

/// The finding on a field of a change that was emptied although NT24 has a value: a change cannot remove one.
pub(super) fn kept<T>(before: Option<&T>, emptied: bool, field: &str) -> Option<Finding> {
    (before.is_some() && emptied).then(|| finding("value.kept", Severity::Error, field))
}

/// An ISO 4217 code. Euro if nothing is chosen.
pub(super) fn currency(text: &str) -> String {
    let code = rules::text(text).to_uppercase();
    if code.is_empty() { "EUR".to_owned() } else { code }
}

pub(super) fn money(value: i64, currency: &str) -> Money {
    Money { value, currency: currency.to_owned() }
}

pub(crate) fn facts(money: &Money) -> MoneyAmount {
    MoneyAmount { value: money.value, currency: money.currency.clone() }
}

/// An amount as typed text, for a form that is filled in.
pub(super) fn typed_amount(money: &Money) -> String {
    rules::money::format_minor(money.value, &money.currency)
}

/// Whether nothing is typed that could be seen.
pub(super) fn is_blank(text: &str) -> bool {
    rules::text(text).is_empty()
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// An optional text. `None` if it is empty.
pub(super) fn optional(text: &str) -> Option<String> {
    some(rules::text(text))
}

/// The fields of an address as they are sent.
pub(super) fn read_address(typed: &PostalAddress) -> PostalAddress {
    PostalAddress {
        street: rules::text(&typed.street),
        post_code: rules::text(&typed.post_code),
        city: rules::text(&typed.city),
        country: rules::address_country(&typed.country),
    }
}

/// The fields of a person as they are sent.
pub(super) fn read_person(typed: &Person) -> Person {
    Person {
        first_name: rules::text(&typed.first_name),
        last_name: rules::text(&typed.last_name),
        email: rules::contact::email(&typed.email),
        phone: rules::contact::phone(&typed.phone),
    }
}

pub(super) fn address(typed: &PostalAddress) -> Address {
    let read = read_address(typed);
    Address {
        uuid: None,
        street: some(read.street),
        post_code: some(read.post_code),
        city: some(read.city),
        country: some(read.country),
    }
}

/// An address. `None` if all of its fields are empty.
pub(super) fn optional_address(typed: &PostalAddress) -> Option<Address> {
    let address = address(typed);
    (address != Address::default()).then_some(address)
}

pub(crate) fn postal(address: &Address) -> PostalAddress {
    PostalAddress {
        street: address.street.clone().unwrap_or_default(),
        post_code: address.post_code.clone().unwrap_or_default(),
        city: address.city.clone().unwrap_or_default(),
        country: address.country.clone().unwrap_or_default(),
    }
}

pub(super) fn contact(typed: &Person) -> BuyerContactCreate {
    let read = read_person(typed);
    BuyerContactCreate {
        first_name: read.first_name,
        last_name: read.last_name,
        email: read.email,
        phone: some(read.phone),
    }
}

/// A contact. `None` if all of its fields are empty.
pub(super) fn responsible(typed: &Person) -> Option<ResponsibleContact> {
    let read = read_person(typed);
    let contact = ResponsibleContact {
        first_name: some(read.first_name),
        last_name: some(read.last_name),
        email: some(read.email),
        phone: some(read.phone),
    };
    (contact != ResponsibleContact::default()).then_some(contact)
}

pub(crate) fn person(contact: &ResponsibleContact) -> Person {
    Person {
        first_name: contact.first_name.clone().unwrap_or_default(),
        last_name: contact.last_name.clone().unwrap_or_default(),
        email: contact.email.clone().unwrap_or_default(),
        phone: contact.phone.clone().unwrap_or_default(),
    }
}

pub(super) fn is_empty(typed: &Person) -> bool {
    read_person(typed) == Person::default()
}
