use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The result of a rule for one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Id of the rule, for example `vat.format`; always one of [`crate::RULES`].
    pub rule: &'static str,
    /// The severity of the rule.
    pub severity: Severity,
    /// Path of the field in the form, for example `vatNumber` or `vins[0].vin`.
    pub field: String,
    /// The values for the text on the screen. Amounts are plain decimals, dates are ISO 8601.
    pub params: BTreeMap<&'static str, String>,
}

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Certainly wrong (a format, a sum): the form cannot be sent.
    Error,
    /// Suspicious: the form can be sent with a reason, which is kept.
    Warning,
    /// Information only.
    Info,
}

/// A rule, as data: its source, and when and where it applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Stable id; the page has a text for it.
    pub id: &'static str,
    /// The severity of its findings.
    pub severity: Severity,
    /// Article of law, standard, or page of NT24's documentation.
    pub source: &'static str,
    /// The first day on which it applies, if limited.
    pub valid_from: Option<NaiveDate>,
    /// The last day on which it applies, if limited.
    pub valid_to: Option<NaiveDate>,
    /// Where it applies, if not everywhere.
    pub jurisdiction: Option<&'static str>,
}

impl Rule {
    /// Whether the rule applies on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// A finding of this rule, with its id and severity.
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

/// Whether any of the findings prevents the form from being sent.
#[must_use]
pub fn blocking(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
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
    fn a_dated_rule_applies_from_its_first_day() {
        let day = |d| NaiveDate::from_ymd_opt(2027, 7, d).unwrap();
        assert!(!CASH_LIMIT_EU.holds_on(day(9)));
        assert!(CASH_LIMIT_EU.holds_on(day(10)));
    }

    #[test]
    fn a_finding_has_the_json_that_the_page_reads() {
        let json = serde_json::to_string(&REQUIRED.at("companyName").with("n", 1)).unwrap();
        assert_eq!(
            json,
            r#"{"rule":"required","severity":"error","field":"companyName","params":{"n":"1"}}"#
        );
    }
}
