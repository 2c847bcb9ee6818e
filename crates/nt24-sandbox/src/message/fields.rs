//! Reads a JSON body field by field and collects all errors, so that one answer names every one of them.

use super::reply::Refusal;
use chrono::NaiveDate;
use nt24::FieldError;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::ops::RangeInclusive;

/// Characters of a VIN (contract; ISO 3779).
pub(crate) const VIN_CHARACTERS: usize = 17;
/// Characters of a reason (contract).
const REASON_CHARACTERS: RangeInclusive<usize> = 1..=500;

/// Whether a field is required.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Required,
    Optional,
}

/// The fields of one object of the body.
pub(crate) struct Fields<'a> {
    map: &'a Map<String, Value>,
    prefix: String,
    errors: &'a RefCell<Vec<FieldError>>,
}

/// Parses a body, checks it, and reads it as its type.
///
/// A body that is not a JSON object is refused as malformed (400); fields that break a rule are refused with a
/// validation error (422).
pub(crate) fn read<T: DeserializeOwned>(body: &[u8], check: impl FnOnce(&Fields<'_>)) -> Result<T, Refusal> {
    let mut value: Value = serde_json::from_slice(body)
        .map_err(|error| Refusal::malformed(format!("The body is not JSON: {error}")))?;
    without_nulls(&mut value);
    let Value::Object(map) = &value else { return Err(Refusal::malformed("The body is not a JSON object")) };
    let errors = RefCell::new(Vec::new());
    check(&Fields { map, prefix: String::new(), errors: &errors });
    let errors = errors.into_inner();
    if !errors.is_empty() {
        return Err(Refusal::fields(errors));
    }
    serde_json::from_value(value).map_err(|error| Refusal::field("body", &error.to_string(), None))
}

/// Like [`read`], for a change: at least one field is required.
pub(crate) fn read_change<T: DeserializeOwned>(
    body: &[u8],
    check: impl FnOnce(&Fields<'_>),
) -> Result<T, Refusal> {
    let mut empty = false;
    let change = read(body, |fields| {
        empty = fields.map.is_empty();
        check(fields);
    })?;
    if empty { Err(Refusal::malformed("The body changes nothing")) } else { Ok(change) }
}

/// Removes null fields: null reads like an absent field, because this API leaves empty fields out.
fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, value| !value.is_null());
            map.values_mut().for_each(without_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

impl<'a> Fields<'a> {
    fn refuse(&self, field: &str, message: &str) {
        self.errors.borrow_mut().push(FieldError {
            field: format!("{}{field}", self.prefix),
            message: message.to_owned(),
            rejected_value: self.map.get(field).cloned(),
        });
    }

    fn get(&self, field: &str, need: Need) -> Option<&'a Value> {
        let value = self.map.get(field);
        if value.is_none() && need == Need::Required {
            self.refuse(field, "is required");
        }
        value
    }

    /// Whether the body has this field.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.map.contains_key(field)
    }

    /// A text that must satisfy a rule.
    pub(crate) fn text(&self, field: &str, need: Need, rule: impl Fn(&str) -> Result<(), &'static str>) {
        match self.get(field, need) {
            None => {}
            Some(Value::String(text)) => {
                if let Err(message) = rule(text) {
                    self.refuse(field, message);
                }
            }
            Some(_) => self.refuse(field, "must be a text"),
        }
    }

    /// A text that is a known value.
    pub(crate) fn one_of<T: AsRef<str>>(&self, field: &str, need: Need, known: &[T]) {
        self.text(field, need, |text| {
            if known.iter().any(|value| value.as_ref() == text) {
                Ok(())
            } else {
                Err("is not a known value")
            }
        });
    }

    /// A day, `YYYY-MM-DD`.
    pub(crate) fn date(&self, field: &str, need: Need) {
        self.text(field, need, |text| {
            let fits = text.len() == 10 && text.parse::<NaiveDate>().is_ok();
            if fits { Ok(()) } else { Err("must be a day in the form YYYY-MM-DD") }
        });
    }

    pub(crate) fn boolean(&self, field: &str, need: Need) {
        if let Some(value) = self.get(field, need)
            && !value.is_boolean()
        {
            self.refuse(field, "must be true or false");
        }
    }

    pub(crate) fn count(&self, field: &str, need: Need) {
        if let Some(value) = self.get(field, need)
            && value.as_u64().is_none()
        {
            self.refuse(field, "must be a whole number from 0");
        }
    }

    /// A whole number in this range.
    pub(crate) fn whole_number(&self, field: &str, need: Need, range: RangeInclusive<u64>) {
        if let Some(value) = self.get(field, need)
            && !value.as_u64().is_some_and(|number| range.contains(&number))
        {
            self.refuse(field, &format!("must be a whole number from {} to {}", range.start(), range.end()));
        }
    }

    pub(crate) fn object(&self, field: &str, need: Need, check: impl FnOnce(&Fields<'_>)) {
        match self.get(field, need) {
            None => {}
            Some(Value::Object(map)) => {
                check(&Fields { map, prefix: format!("{}{field}.", self.prefix), errors: self.errors });
            }
            Some(_) => self.refuse(field, "must be an object"),
        }
    }

    /// A list of objects with at least this many entries.
    pub(crate) fn list(&self, field: &str, need: Need, least: usize, check: impl Fn(&Fields<'_>)) {
        match self.get(field, need) {
            None => {}
            Some(Value::Array(items)) if items.len() >= least => {
                for (at, item) in items.iter().enumerate() {
                    let prefix = format!("{}{field}[{at}].", self.prefix);
                    match item {
                        Value::Object(map) => check(&Fields { map, prefix, errors: self.errors }),
                        _ => self.refuse(field, "must hold objects only"),
                    }
                }
            }
            Some(Value::Array(_)) => self.refuse(field, "has too few entries"),
            Some(_) => self.refuse(field, "must be a list"),
        }
    }

    /// A list of texts.
    pub(crate) fn texts(&self, field: &str, need: Need) {
        match self.get(field, need) {
            None => {}
            Some(Value::Array(items)) if items.iter().all(Value::is_string) => {}
            Some(_) => self.refuse(field, "must be a list of texts"),
        }
    }

    /// A list of plain values that must satisfy a rule.
    pub(crate) fn list_of(
        &self,
        field: &str,
        need: Need,
        rule: impl Fn(&[Value]) -> Result<(), &'static str>,
    ) {
        match self.get(field, need) {
            None => {}
            Some(Value::Array(items)) => {
                if let Err(message) = rule(items) {
                    self.refuse(field, message);
                }
            }
            Some(_) => self.refuse(field, "must be a list"),
        }
    }

    pub(crate) fn money(&self, field: &str, need: Need) {
        self.object(field, need, |money| {
            if let Some(value) = money.get("value", Need::Required)
                && value.as_i64().is_none()
            {
                money.refuse("value", "must be a whole number of minor units");
            }
            money.text("currency", Need::Required, |text| {
                let fits = text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
                if fits { Ok(()) } else { Err("must be a currency of three capital letters") }
            });
        });
    }

    pub(crate) fn address(&self, field: &str, need: Need) {
        self.object(field, need, |address| {
            address.text("street", Need::Optional, any);
            address.text("postCode", Need::Optional, any);
            address.text("city", Need::Optional, any);
            address.text("country", Need::Optional, |text| {
                let fits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
                if fits { Ok(()) } else { Err("must be a country of two capital letters") }
            });
        });
    }
}

pub(crate) fn any(_: &str) -> Result<(), &'static str> {
    Ok(())
}

pub(crate) fn filled(text: &str) -> Result<(), &'static str> {
    if text.trim().is_empty() { Err("must not be empty") } else { Ok(()) }
}

/// 1 to 500 characters.
pub(crate) fn reason(text: &str) -> Result<(), &'static str> {
    if REASON_CHARACTERS.contains(&text.chars().count()) {
        Ok(())
    } else {
        Err("must have 1 to 500 characters")
    }
}

/// `^[A-Z]{2}[0-9A-Z]+$` (reference/errors).
pub(crate) fn vat_number(text: &str) -> Result<(), &'static str> {
    let bytes = text.as_bytes();
    let fits = bytes.len() > 2
        && bytes.iter().take(2).all(u8::is_ascii_uppercase)
        && bytes.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if fits { Ok(()) } else { Err("must be a country prefix and an identifier, without separators") }
}

pub(crate) fn vin(text: &str) -> Result<(), &'static str> {
    if text.chars().count() == VIN_CHARACTERS { Ok(()) } else { Err("must have 17 characters") }
}

pub(crate) fn email(text: &str) -> Result<(), &'static str> {
    let fits = text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
    });
    if fits && !text.contains(char::is_whitespace) { Ok(()) } else { Err("must be an e-mail address") }
}
