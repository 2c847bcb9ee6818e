use crate::error::{Error, ErrorKind};
use serde::Serialize;
use serde_json::Value;

/// A filter as query parameters. The names come from its JSON, so that each name is defined once.
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
