//! Limits for cash, as data with dates.

use crate::country::state;
use crate::finding::{Finding, Rule};
use crate::money::format_minor;
use crate::table::{CASH_DUE_DILIGENCE, CASH_LIMIT_CURRENCY, CASH_LIMIT_EU, CASH_LIMIT_NATIONAL};
use chrono::NaiveDate;
use serde::Serialize;

/// The limit for cash payments between businesses in one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CashLimit {
    /// ISO 3166-1 code.
    pub jurisdiction: &'static str,
    /// The highest allowed amount, in minor units.
    pub at_most: i64,
    /// ISO 4217 code.
    pub currency: &'static str,
    /// The law.
    pub source: &'static str,
    /// First day, if it matters for present payments.
    pub valid_from: Option<NaiveDate>,
    /// Last day, if it has ended.
    pub valid_to: Option<NaiveDate>,
    /// Whether a tax adviser of that state has confirmed the row. None is confirmed so far, so each finding
    /// asks the user to check.
    pub confirmed: bool,
}

/// The threshold of the EU: due diligence from this amount until 2027-07-09, a limit afterwards.
const UNION_EUR_CENTS: i64 = 1_000_000;

/// National limits for business payers. A tax adviser of each state must confirm them before they can be
/// relied on. A state without a row has no general limit, or none that is known here.
pub const NATIONAL_LIMITS: &[CashLimit] = &[
    limit("BE", 300_000, "EUR", "Law of 18 September 2017, Art. 67"),
    limit("CZ", 27_000_000, "CZK", "Act 254/2004 Coll., s. 4"),
    limit("ES", 99_999, "EUR", "Ley 7/2012, Art. 7, as amended by Ley 11/2021"),
    limit("FR", 100_000, "EUR", "Code monétaire et financier, D112-3"),
    limit("GR", 50_000, "EUR", "Law 4446/2016, Art. 20"),
    limit("IT", 499_999, "EUR", "D.Lgs. 231/2007, Art. 49"),
    limit("LT", 500_000, "EUR", "Law on the limitation of cash payments, 2022"),
    limit("LV", 720_000, "EUR", "Law on taxes and duties, s. 30"),
    CashLimit {
        valid_from: NaiveDate::from_ymd_opt(2026, 1, 1),
        ..limit("NL", 299_999, "EUR", "Wet plan van aanpak witwassen")
    },
    limit("PL", 1_500_000, "PLN", "Prawo przedsiębiorców, Art. 19"),
    limit("PT", 299_999, "EUR", "Lei Geral Tributária, Art. 63-E"),
    limit("SK", 1_500_000, "EUR", "Act 394/2012 Coll."),
];

const fn limit(
    jurisdiction: &'static str,
    at_most: i64,
    currency: &'static str,
    source: &'static str,
) -> CashLimit {
    CashLimit { jurisdiction, at_most, currency, source, valid_from: None, valid_to: None, confirmed: false }
}

/// Checks the cash that was paid on a day. `linked` is the cash that the same buyer paid for linked
/// purchases, in the same currency and minor units.
#[must_use]
pub fn check(cash: i64, linked: i64, currency: &str, seller_country: &str, day: NaiveDate) -> Vec<Finding> {
    if cash <= 0 {
        return Vec::new();
    }
    let sum = cash.saturating_add(linked.max(0));
    let at = |rule: &Rule, limit: i64| {
        rule.at("cashAmount")
            .with("cash", format_minor(sum, currency))
            .with("limit", format_minor(limit, currency))
            .with("currency", currency)
    };
    let mut findings = Vec::new();
    if currency == "EUR" {
        if CASH_LIMIT_EU.holds_on(day) && sum > UNION_EUR_CENTS {
            findings.push(at(&CASH_LIMIT_EU, UNION_EUR_CENTS));
        }
        if CASH_DUE_DILIGENCE.holds_on(day) && sum >= UNION_EUR_CENTS {
            findings.push(at(&CASH_DUE_DILIGENCE, UNION_EUR_CENTS));
        }
    }
    let seller = state(seller_country);
    for limit in NATIONAL_LIMITS.iter().filter(|limit| limit.jurisdiction == seller && limit.holds_on(day)) {
        if limit.currency != currency {
            let amount = format_minor(limit.at_most, limit.currency);
            let finding = CASH_LIMIT_CURRENCY.at("cashAmount").with("limit", amount);
            findings.push(finding.with("currency", limit.currency).with("source", limit.source));
        } else if sum > limit.at_most {
            let finding = at(&CASH_LIMIT_NATIONAL, limit.at_most).with("country", limit.jurisdiction);
            findings.push(finding.with("source", limit.source).with("confirmed", limit.confirmed));
        }
    }
    findings
}

impl CashLimit {
    /// Whether the limit applies on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::is_member_state;

    #[test]
    fn limits_apply_from_their_day_and_include_linked_payments() {
        for (cash, linked, currency, seller, day, rules) in [
            (0, 9_000_000, "EUR", "DE", "2028-01-01", vec![]),
            (999_999, 0, "EUR", "DE", "2026-11-21", vec![]),
            (1_000_000, 0, "EUR", "DE", "2027-07-09", vec!["payment.cash_due_diligence"]),
            (1_000_000, 0, "EUR", "DE", "2027-07-10", vec![]),
            (1_000_001, 0, "EUR", "DE", "2027-07-10", vec!["payment.cash_limit_eu"]),
            (500_000, 500_001, "EUR", "DE", "2027-07-10", vec!["payment.cash_limit_eu"]),
            (500_000, 500_000, "EUR", "DE", "2026-11-21", vec!["payment.cash_due_diligence"]),
            (300_000, 0, "EUR", "BE", "2026-11-21", vec![]),
            (300_001, 0, "EUR", "BE", "2026-11-21", vec!["payment.cash_limit_national"]),
            (300_000, 0, "EUR", "NL", "2025-12-31", vec![]),
            (300_000, 0, "EUR", "NL", "2026-01-01", vec!["payment.cash_limit_national"]),
            (60_000, 0, "EUR", "EL", "2026-11-21", vec!["payment.cash_limit_national"]),
            (60_000, 0, "EUR", "PL", "2026-11-21", vec!["payment.cash_limit_currency"]),
            (1_500_001, 0, "PLN", "PL", "2026-11-21", vec!["payment.cash_limit_national"]),
            (1, i64::MAX, "EUR", "DE", "2028-01-01", vec!["payment.cash_limit_eu"]),
        ] {
            let found = check(cash, linked, currency, seller, day.parse().unwrap());
            let found: Vec<_> = found.iter().map(|finding| finding.rule).collect();
            assert_eq!(found, rules, "{cash} + {linked} {currency} in {seller} on {day}");
        }
    }

    #[test]
    fn every_limit_is_of_a_member_state_and_none_is_confirmed() {
        for limit in NATIONAL_LIMITS {
            assert!(is_member_state(limit.jurisdiction), "{}", limit.jurisdiction);
            assert!(!limit.confirmed && limit.at_most > 0 && !limit.source.is_empty());
        }
    }
}
