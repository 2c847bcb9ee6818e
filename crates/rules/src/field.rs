//! Checks of a single field: a required text, a date in the past.

use crate::finding::Finding;
use crate::table::{DATE_FUTURE, REQUIRED};
use crate::typed;
use chrono::NaiveDate;

/// Adds `required` if a text is blank.
pub(crate) fn require(findings: &mut Vec<Finding>, field: impl Into<String>, text: &str) {
    if typed::text(text).is_empty() {
        findings.push(REQUIRED.at(field));
    }
}

/// Adds a finding if a date is missing or lies in the future.
pub(crate) fn past(findings: &mut Vec<Finding>, field: &str, date: Option<NaiveDate>, today: NaiveDate) {
    match date {
        None => findings.push(REQUIRED.at(field)),
        Some(date) => not_future(findings, field, date, today),
    }
}

/// Adds a finding if a date lies in the future.
pub(crate) fn not_future(findings: &mut Vec<Finding>, field: &str, date: NaiveDate, today: NaiveDate) {
    if date > today {
        findings.push(DATE_FUTURE.at(field).with("date", date).with("today", today));
    }
}
