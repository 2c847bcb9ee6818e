use crate::{Error, ErrorKind};
use serde::Serialize;
use serde_json::Value;

/// A filter as query parameters. It is written by way of its own JSON, so that a name stands in one
/// place only.
pub(crate) fn query(filter: &impl Serialize) -> Result<Vec<(String, String)>, Error> {
    let Ok(Value::Object(members)) = serde_json::to_value(filter) else {
        return Err(Error::never_sent(ErrorKind::BadAddress));
    };
    let text = |value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(members.into_iter().map(|(name, value)| (name, text(value))).collect())
}
