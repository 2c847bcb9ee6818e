//! JSON bodies. The errors name the place of a fault and never quote the body.

use crate::error::{Error, ErrorKind};
use serde::de::DeserializeOwned;

/// Reads the body of an answer as this type.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8], request_id: &str) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|fault| {
        Error::unknown(ErrorKind::BadBody).with_request_id(request_id).with_source(Unreadable::from(&fault))
    })
}

/// The place where JSON could not be read. The parser's own error quotes the text at that place, which may
/// be personal data. Line 0 stands for a value that was parsed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{category:?} fault at line {line}, column {column}")]
pub struct Unreadable {
    category: serde_json::error::Category,
    line: usize,
    column: usize,
}

impl From<&serde_json::Error> for Unreadable {
    fn from(fault: &serde_json::Error) -> Self {
        Self { category: fault.classify(), line: fault.line(), column: fault.column() }
    }
}
