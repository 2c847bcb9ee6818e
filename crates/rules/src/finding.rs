use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a rule has to say about one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Id of the rule, for example `vat.format`; always one of [`crate::RULES`].
    pub rule: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Path of the form's field, for example `vatNumber` or `vins[0].vin`.
    pub field: String,
    /// The values that the text on the screen needs. Amounts are plain decimals, dates are ISO 8601.
    pub params: BTreeMap<&'static str, String>,
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Cannot be right (a format, a sum): stops.
    Error,
    /// Plausible but suspicious: may go on, with a reason that is kept.
    Warning,
    /// Worth knowing.
    Info,
}

/// One rule, as data: where it comes from and when and where it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Stable id; the page translates it.
    pub id: &'static str,
    /// The weight of its findings.
    pub severity: Severity,
    /// Article of law, standard, or page of the vendor's documentation.
    pub source: &'static str,
    /// The first day on which it holds, if it has one.
    pub valid_from: Option<NaiveDate>,
    /// The last day on which it holds, if it has one.
    pub valid_to: Option<NaiveDate>,
    /// Where it holds, if not everywhere.
    pub jurisdiction: Option<&'static str>,
    /// What mends it, in English; the fallback when the page has no words for the id.
    pub hint: &'static str,
}

impl Rule {
    /// Whether the rule holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// A finding of this rule; its id and weight come from here and nowhere else.
    pub(crate) fn at(&self, field: impl Into<String>) -> Finding {
        Finding { rule: self.id, severity: self.severity, field: field.into(), params: BTreeMap::new() }
    }
}

impl Finding {
    /// Adds a value for the text on the screen.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.insert(name, value.to_string());
        self
    }
}

/// Whether any of the findings stops the form from being sent.
#[must_use]
pub fn blocking(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// Pushes `required` when a text is blank.
pub(crate) fn require(findings: &mut Vec<Finding>, field: impl Into<String>, text: &str) {
    if text.trim().is_empty() {
        findings.push(crate::table::REQUIRED.at(field));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{CASH_LIMIT_EU, INVOICE_PDF_MISSING, REQUIRED};

    #[test]
    fn only_an_error_blocks() {
        assert!(!blocking(&[]));
        assert!(!blocking(&[INVOICE_PDF_MISSING.at("file")]));
        assert!(blocking(&[INVOICE_PDF_MISSING.at("file"), REQUIRED.at("amount")]));
    }

    #[test]
    fn a_dated_rule_holds_from_its_first_day() {
        let day = |d| NaiveDate::from_ymd_opt(2027, 7, d).unwrap();
        assert!(!CASH_LIMIT_EU.holds_on(day(9)));
        assert!(CASH_LIMIT_EU.holds_on(day(10)));
    }

    #[test]
    fn a_finding_is_written_as_the_page_reads_it() {
        let json = serde_json::to_string(&REQUIRED.at("companyName").with("n", 1)).unwrap();
        assert_eq!(
            json,
            r#"{"rule":"required","severity":"error","field":"companyName","params":{"n":"1"}}"#
        );
    }
}
