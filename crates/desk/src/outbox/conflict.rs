//! Comparing what was sent with what NT24 has, and telling the page of it.

use super::merge;
use super::outcome::Problem;
use super::request::Request;
use crate::contract::{Conflict, ConflictKind, FailureCode};
use nt24::Operation;
use serde_json::Value;

/// Whether `theirs` holds all of `mine`: fields that only the server knows do not count, and an absent
/// field equals an empty one.
pub(crate) fn holds(theirs: &Value, mine: &Value) -> bool {
    match (theirs, mine) {
        (Value::Object(theirs), Value::Object(mine)) => mine
            .iter()
            .filter(|(name, _)| !merge::is_one_sided(name))
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

/// Whether both say the same.
pub(crate) fn same(one: &Value, other: &Value) -> bool {
    (is_nothing(one) && is_nothing(other)) || (holds(one, other) && holds(other, one))
}

fn is_nothing(value: &Value) -> bool {
    holds(&Value::Null, value)
}

/// A conflict for the page. Nothing where NT24 did not say what it has.
pub(crate) fn facts(operation: Operation, request: &Request, problem: &Problem) -> Option<Conflict> {
    let theirs = problem.theirs.as_ref().filter(|theirs| theirs.is_object())?;
    let mine = problem.mine.as_ref()?;
    let compared = merge::compare(operation, request.base.as_ref(), mine, theirs);
    let said = |name: &str| theirs[name].as_str().map(str::to_owned);
    Some(Conflict {
        kind: match problem.failure.code {
            FailureCode::MilestoneAlreadySet => ConflictKind::MilestoneAlreadySet,
            FailureCode::ExistsWithOtherData => ConflictKind::ExistsWithOtherData,
            _ => ConflictKind::VersionMismatch,
        },
        fields: compared.iter().map(merge::Compared::facts).collect(),
        // NT24 names the source of its events only; a resource may come to name it as well.
        changed_by: said("source"),
        changed_at: said("updatedAt"),
    })
}

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
    fn what_only_the_server_knows_is_no_difference() {
        let mine =
            json!({"a": "x", "address": {"city": "Lyon"}, "vins": [{"vin": "V"}], "marginScheme": false});
        let theirs = json!({"a": "x", "address": {"uuid": "1", "city": "Lyon"}, "vins": [{"vin": "V", "s": 1}], "version": 3});
        assert!(holds(&theirs, &mine));
    }

    #[test]
    fn values_are_told_as_people_write_them() {
        let amount = json!({"value": 100, "currency": "EUR"});
        assert_eq!(text(&amount).as_deref(), Some("1.00 EUR"));
        assert_eq!(text(&json!({"uuid": "1", "city": "Lyon", "country": "FR"})).as_deref(), Some("Lyon, FR"));
        assert_eq!(text(&Value::Null), None);
    }
}
