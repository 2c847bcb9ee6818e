//! Reads typed text. Unreadable text becomes a finding; the text itself stays in the draft.

use crate::contract::{Finding, MoneyAmount, Person, PostalAddress, Severity, finding};
use chrono::NaiveDate;
use nt24::{Address, BuyerContactCreate, Money, ResponsibleContact};

/// Reads a day. `None` if the text is empty or unreadable.
pub(super) fn day(text: &str, field: &str, findings: &mut Vec<Finding>) -> Option<NaiveDate> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let day = text.parse().ok();
    if day.is_none() {
        findings.push(finding("date.format", Severity::Error, field));
    }
    day
}

/// Reads kilometres. `None` if the text is empty or unreadable.
pub(super) fn kilometres(text: &str, field: &str, findings: &mut Vec<Finding>) -> Option<u64> {
    let digits =
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | ',' | '\'')).collect::<String>();
    let digits = digits.to_lowercase();
    let digits = digits.strip_suffix("km").unwrap_or(&digits);
    if digits.is_empty() {
        return None;
    }
    let number = digits.parse().ok();
    if number.is_none() {
        findings.push(finding("number.format", Severity::Error, field));
    }
    number
}

/// Reads an amount in minor units. `None` if the text is empty or unreadable.
pub(super) fn amount(text: &str, currency: &str, field: &str, findings: &mut Vec<Finding>) -> Option<i64> {
    if text.trim().is_empty() {
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

fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

pub(super) fn address(typed: &PostalAddress) -> Address {
    Address {
        uuid: None,
        street: some(&typed.street),
        post_code: some(&typed.post_code),
        city: some(&typed.city),
        country: some(&typed.country.to_uppercase()),
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

pub(super) fn contact(person: &Person) -> BuyerContactCreate {
    BuyerContactCreate {
        first_name: person.first_name.trim().to_owned(),
        last_name: person.last_name.trim().to_owned(),
        email: person.email.trim().to_owned(),
        phone: some(&person.phone),
    }
}

/// A contact. `None` if all of its fields are empty.
pub(super) fn responsible(person: &Person) -> Option<ResponsibleContact> {
    let contact = ResponsibleContact {
        first_name: some(&person.first_name),
        last_name: some(&person.last_name),
        email: some(&person.email),
        phone: some(&person.phone),
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

pub(super) fn is_empty(person: &Person) -> bool {
    *person == Person::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kilometres_may_be_written_in_any_local_style() {
        let mut findings = Vec::new();
        for text in ["85000", "85.000", "85 000", "85'000", "85,000 km", "85000KM"] {
            assert_eq!(kilometres(text, "f", &mut findings), Some(85_000), "{text}");
        }
        assert!(findings.is_empty());
        assert_eq!(kilometres("many", "f", &mut findings), None);
        assert_eq!(findings[0].rule, "number.format");
    }
}
