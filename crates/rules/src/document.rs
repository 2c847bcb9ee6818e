//! The date on a document.

use crate::field::past;
use crate::finding::Finding;
use crate::table::DOCUMENT_EXTRACT_OLD;
use chrono::{Months, NaiveDate};

/// The maximum age of a register extract.
const MAX_EXTRACT_AGE: Months = Months::new(3);

/// Checks a document of an NT24 type, for example `COC_EXTRACT`. All types that begin with `COC_` are
/// register extracts.
#[must_use]
pub fn check(kind: &str, document_date: Option<NaiveDate>, today: NaiveDate) -> Vec<Finding> {
    let mut findings = Vec::new();
    past(&mut findings, "documentDate", document_date, today);
    if let Some(date) = document_date
        && kind.starts_with("COC_")
        && today.checked_sub_months(MAX_EXTRACT_AGE).is_some_and(|oldest| date < oldest)
    {
        findings.push(DOCUMENT_EXTRACT_OLD.at("documentDate").with("date", date));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_is_required_not_in_the_future_and_recent_for_an_extract() {
        let today = NaiveDate::from_ymd_opt(2026, 5, 31).unwrap();
        for (kind, date, rules) in [
            ("COC_EXTRACT", Some("2026-05-31"), vec![]),
            ("COC_EXTRACT", Some("2026-02-28"), vec![]),
            ("COC_EXTRACT", Some("2026-02-27"), vec!["document.extract_old"]),
            ("AML_DECLARATION", Some("2020-01-01"), vec![]),
            ("AML_DECLARATION", Some("2026-06-01"), vec!["date.future"]),
            ("COC_EXTRACT", None, vec!["required"]),
        ] {
            let date = date.map(|text: &str| text.parse().unwrap());
            let found: Vec<_> = check(kind, date, today).into_iter().map(|finding| finding.rule).collect();
            assert_eq!(found, rules, "{kind} {date:?}");
        }
    }
}
