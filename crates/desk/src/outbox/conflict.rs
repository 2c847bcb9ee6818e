//! Comparing what was sent with what NT24 has.

use crate::contract::ConflictField;
use serde_json::{Map, Value};

/// Fields that only the server writes, or that an answer leaves out: they are never mine.
const NOT_COMPARED: &[&str] = &["contacts", "driverIdentification", "collectionAddress", "deliveryAddress"];

/// Whether `theirs` holds all of `mine`: fields that only the server knows do not count, and an absent
/// field equals an empty one.
pub(crate) fn holds(theirs: &Value, mine: &Value) -> bool {
    match (theirs, mine) {
        (Value::Object(theirs), Value::Object(mine)) => mine
            .iter()
            .filter(|(name, _)| !NOT_COMPARED.contains(&name.as_str()))
            .all(|(name, mine)| holds(theirs.get(name).unwrap_or(&Value::Null), mine)),
        (Value::Array(theirs), Value::Array(mine)) => {
            theirs.len() == mine.len() && theirs.iter().zip(mine).all(|(theirs, mine)| holds(theirs, mine))
        }
        // The default of `marginScheme`.
        (Value::Null, Value::Bool(false)) => true,
        (Value::Null, Value::Object(mine)) => mine.values().all(Value::is_null),
        _ => theirs == mine,
    }
}

/// Whether the fields that a change is about still are at NT24 as the person saw them.
pub(crate) fn untouched(mine: &Value, base: &Value, theirs: &Value) -> bool {
    let Value::Object(mine) = mine else { return false };
    mine.keys().all(|name| {
        let (base, theirs) = (&base[name], &theirs[name]);
        holds(theirs, base) && holds(base, theirs)
    })
}

/// The fields that differ, as text.
pub(crate) fn differences(mine: &Value, theirs: &Value) -> Vec<ConflictField> {
    let mut fields = Vec::new();
    if let Some(contacts) = mine["contacts"].as_array().filter(|contacts| !contacts.is_empty()) {
        let names = contacts.iter().filter_map(|one| one["email"].as_str()).collect::<Vec<_>>().join(", ");
        fields.push(ConflictField { field: "contacts".to_owned(), mine: Some(names), theirs: None });
    }
    let empty = Map::new();
    for (name, mine) in mine.as_object().unwrap_or(&empty) {
        let theirs = &theirs[name];
        if !NOT_COMPARED.contains(&name.as_str()) && !holds(theirs, mine) {
            fields.push(ConflictField { field: name.clone(), mine: text(mine), theirs: text(theirs) });
        }
    }
    fields
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Object(money) if money.contains_key("currency") => {
            let (value, currency) = (money.get("value")?.as_i64()?, money.get("currency")?.as_str()?);
            Some(format!("{} {currency}", rules::money::format_minor(value, currency)))
        }
        Value::Object(parts) => {
            let parts = parts.iter().filter(|(name, _)| *name != "uuid").filter_map(|(_, part)| text(part));
            Some(parts.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => Some(items.iter().filter_map(text).collect::<Vec<_>>().join("; ")),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_only_the_server_knows_is_no_difference() {
        let mine =
            json!({"a": "x", "address": {"city": "Lyon"}, "vins": [{"vin": "V"}], "marginScheme": false});
        let theirs = json!({"a": "x", "address": {"uuid": "1", "city": "Lyon"}, "vins": [{"vin": "V", "s": 1}], "version": 3});
        assert!(holds(&theirs, &mine));
        assert!(differences(&mine, &theirs).is_empty());
    }

    #[test]
    fn differences_are_told_by_field() {
        let mine = json!({"amount": {"value": 100, "currency": "EUR"}, "invoiceNumber": "1"});
        let theirs = json!({"amount": {"value": 200, "currency": "EUR"}, "invoiceNumber": "1"});
        let told = differences(&mine, &theirs);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].field, "amount");
        assert_eq!(told[0].mine.as_deref(), Some("1.00 EUR"));
    }

    #[test]
    fn a_change_elsewhere_does_not_touch_mine() {
        let (mine, base) =
            (json!({"purchaseDate": "2026-02-02"}), json!({"purchaseDate": "2026-01-01", "version": 1}));
        assert!(untouched(&mine, &base, &json!({"purchaseDate": "2026-01-01", "version": 2, "status": "X"})));
        assert!(!untouched(&mine, &base, &json!({"purchaseDate": "2026-03-03", "version": 2})));
    }
}
