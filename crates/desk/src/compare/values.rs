//! Comparison of two JSON values as NT24 reads and writes them, and a value as text.

use serde_json::Value;

/// Fields that NT24 takes and that no answer shows: there is nothing to compare.
pub(super) const UNSEEN: &[&str] =
    &["contacts", "driverIdentification", "collectionAddress", "deliveryAddress"];

/// Fields that only the server writes.
const SERVERS: &[&str] = &["uuid", "complianceStatus"];

/// Whether `theirs` holds all of `mine`: fields that only the server knows do not count, and an absent
/// field equals an empty one.
pub(crate) fn holds(theirs: &Value, mine: &Value) -> bool {
    match (theirs, mine) {
        (Value::Object(theirs), Value::Object(mine)) => mine
            .iter()
            .filter(|(name, _)| !is_one_sided(name))
            .all(|(name, mine)| holds(theirs.get(name).unwrap_or(&Value::Null), mine)),
        (Value::Array(theirs), Value::Array(mine)) => {
            theirs.len() == mine.len() && theirs.iter().zip(mine).all(|(theirs, mine)| holds(theirs, mine))
        }
        // `false` is the default of `marginScheme`.
        (Value::Null, Value::Bool(false)) => true,
        (Value::Null, Value::Object(mine)) => mine.values().all(Value::is_null),
        _ => theirs == mine,
    }
}

/// Whether both values are equal in this sense.
pub(crate) fn same(one: &Value, other: &Value) -> bool {
    (is_empty(one) && is_empty(other)) || (holds(one, other) && holds(other, one))
}

fn is_empty(value: &Value) -> bool {
    holds(&Value::Null, value)
}

/// Whether only one side ever has a value in a field.
fn is_one_sided(name: &str) -> bool {
    UNSEEN.contains(&name) || SERVERS.contains(&name)
}

/// A value as text for the user. Returns `None` for `null`.
pub(super) fn text(value: &Value) -> Option<String> {
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
    fn fields_of_the_server_are_no_difference() {
        let mine =
            json!({"a": "x", "address": {"city": "Lyon"}, "vins": [{"vin": "V"}], "marginScheme": false});
        let theirs = json!({"a": "x", "address": {"uuid": "1", "city": "Lyon"}, "vins": [{"vin": "V", "s": 1}], "version": 3});
        assert!(holds(&theirs, &mine));
    }

    #[test]
    fn values_become_readable_text() {
        let amount = json!({"value": 100, "currency": "EUR"});
        assert_eq!(text(&amount).as_deref(), Some("1.00 EUR"));
        assert_eq!(text(&json!({"uuid": "1", "city": "Lyon", "country": "FR"})).as_deref(), Some("Lyon, FR"));
        assert_eq!(text(&Value::Null), None);
    }
}
