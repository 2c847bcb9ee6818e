//! A reason that NT24 keeps for the audit.

use crate::contract::{Failure, FailureCode, Severity, finding};

/// Most characters of a reason (contract: `ReasonRequest`).
const LONGEST: usize = 500;

/// The reason without spaces around it. Fails with `form_incomplete` if it is empty or too long.
pub(crate) fn read(typed: &str) -> Result<String, Failure> {
    let reason = typed.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST {
        let missing = finding("required", Severity::Error, "reason");
        return Err(Failure { findings: vec![missing], ..Failure::of(FailureCode::FormIncomplete) });
    }
    Ok(reason.to_owned())
}
