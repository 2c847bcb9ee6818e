use crate::Finding;
use crate::table::{DATE_FUTURE, REQUIRED};
use chrono::NaiveDate;

/// A date that must be there and must not lie in the future.
pub(crate) fn past(findings: &mut Vec<Finding>, field: &str, date: Option<NaiveDate>, today: NaiveDate) {
    match date {
        None => findings.push(REQUIRED.at(field)),
        Some(date) => not_future(findings, field, date, today),
    }
}

/// A date that must not lie in the future.
pub(crate) fn not_future(findings: &mut Vec<Finding>, field: &str, date: NaiveDate, today: NaiveDate) {
    if date > today {
        findings.push(DATE_FUTURE.at(field).with("date", date).with("today", today));
    }
}
