//! The form of a payment.

use crate::field::past;
use crate::finding::Finding;
use crate::money::format_minor;
use crate::table::*;
use crate::{cash, iban};
use chrono::NaiveDate;

/// The input of the form, and data of the order. Amounts are minor units of one currency.
#[derive(Clone, Default)]
pub struct PaymentFacts {
    /// Day of the payment.
    pub payment_date: Option<NaiveDate>,
    /// Day of the contract, if it is known.
    pub purchase_date: Option<NaiveDate>,
    /// Amount by bank transfer.
    pub bank: Option<i64>,
    /// Amount in cash.
    pub cash: Option<i64>,
    /// ISO 4217 code.
    pub currency: String,
    /// The order's total.
    pub order_total: Option<i64>,
    /// Currency of the order, as an ISO 4217 code.
    pub order_currency: String,
    /// The invoice's total, if there is an invoice.
    pub invoice_amount: Option<i64>,
    /// The IBAN of the account that the payment came from, as typed.
    pub source_iban: String,
    /// State of the buyer.
    pub buyer_country: String,
    /// The known accounts of this buyer.
    pub known_ibans: Vec<String>,
    /// State of the seller, whose limits for cash apply.
    pub seller_country: String,
    /// Whether the proof is attached.
    pub has_proof: bool,
    /// The cash that the same buyer paid for linked orders.
    pub other_cash_same_buyer: i64,
}

/// Checks a payment.
#[must_use]
pub fn check(facts: &PaymentFacts, today: NaiveDate) -> Vec<Finding> {
    let mut findings = Vec::new();
    past(&mut findings, "paymentDate", facts.payment_date, today);
    if let (Some(payment), Some(purchase)) = (facts.payment_date, facts.purchase_date)
        && payment < purchase
    {
        let finding = PAYMENT_BEFORE_PURCHASE.at("paymentDate").with("date", payment);
        findings.push(finding.with("purchase_date", purchase));
    }
    let bank = paid_by_bank(facts);
    for (field, amount) in [("bankAmount", bank), ("cashAmount", facts.cash)] {
        match amount {
            None => findings.push(REQUIRED.at(field)),
            Some(amount) if amount < 0 => findings.push(PAYMENT_NEGATIVE.at(field)),
            Some(_) => {}
        }
    }
    if let (Some(bank @ 0..), Some(cash @ 0..)) = (bank, facts.cash) {
        check_sum(&mut findings, facts, bank.saturating_add(cash));
    }
    check_account(&mut findings, facts);
    let day = facts.payment_date.unwrap_or(today);
    let linked = facts.other_cash_same_buyer;
    let cash = facts.cash.unwrap_or(0);
    findings.extend(cash::check(cash, linked, &facts.currency, &facts.seller_country, day));
    if !facts.has_proof {
        findings.push(PAYMENT_PROOF_MISSING.at("file"));
    }
    findings
}

/// The amount by bank. A buyer who pays all in cash pays nothing by bank, and nobody has to type the zero.
fn paid_by_bank(facts: &PaymentFacts) -> Option<i64> {
    facts.bank.or_else(|| facts.cash.filter(|cash| *cash > 0).map(|_| 0))
}

/// The paid sum equals the order's and the invoice's. These two may differ, for example by VAT that is held
/// as a deposit; then no payment equals both, and one that equals either may be right.
fn check_sum(findings: &mut Vec<Finding>, facts: &PaymentFacts, paid: i64) {
    if facts.currency != facts.order_currency {
        let finding = PAYMENT_CURRENCY.at("bankAmount").with("currency", &facts.currency);
        return findings.push(finding.with("order_currency", &facts.order_currency));
    }
    let amount = |minor| format_minor(minor, &facts.currency);
    let fits = |expected: Option<i64>| expected == Some(paid);
    let (total, invoiced) = (facts.order_total, facts.invoice_amount);
    let compared = [
        (total, if fits(invoiced) { PAYMENT_NOT_TOTAL } else { PAYMENT_TOTAL }),
        (invoiced, if fits(total) { PAYMENT_NOT_INVOICE } else { PAYMENT_INVOICE }),
    ];
    for (expected, rule) in compared {
        if let Some(expected) = expected.filter(|expected| *expected != paid) {
            findings.push(
                rule.at("bankAmount")
                    .with("paid", amount(paid))
                    .with("expected", amount(expected))
                    .with("currency", &facts.currency),
            );
        }
    }
}

fn check_account(findings: &mut Vec<Finding>, facts: &PaymentFacts) {
    let bank = paid_by_bank(facts);
    let by_bank = bank.is_some_and(|bank| bank > 0);
    if iban::normalise(&facts.source_iban).is_empty() {
        if by_bank {
            findings.push(REQUIRED.at("sourceIban"));
        }
        return;
    }
    if bank == Some(0) {
        // No account is sent, so whatever stands there matters to nobody.
        return findings.push(PAYMENT_IBAN_UNUSED.at("sourceIban"));
    }
    let known: Vec<&str> = facts.known_ibans.iter().map(String::as_str).collect();
    findings.extend(iban::check(&facts.source_iban, &facts.buyer_country, &known));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
    }

    fn complete() -> PaymentFacts {
        PaymentFacts {
            payment_date: NaiveDate::from_ymd_opt(2026, 11, 20),
            purchase_date: NaiveDate::from_ymd_opt(2026, 11, 20),
            bank: Some(1_800_000),
            cash: Some(50_000),
            currency: "EUR".into(),
            order_total: Some(1_850_000),
            order_currency: "EUR".into(),
            invoice_amount: Some(1_850_000),
            source_iban: "NL91 ABNA 0417 1643 00".into(),
            buyer_country: "NL".into(),
            known_ibans: vec!["NL91ABNA0417164300".into()],
            seller_country: "DE".into(),
            has_proof: true,
            other_cash_same_buyer: 0,
        }
    }

    fn found(change: impl FnOnce(&mut PaymentFacts)) -> Vec<(&'static str, &'static str)> {
        let mut facts = complete();
        change(&mut facts);
        let fields = ["paymentDate", "bankAmount", "cashAmount", "sourceIban", "file"];
        check(&facts, today())
            .into_iter()
            .map(|finding| (finding.rule, *fields.iter().find(|field| **field == finding.field).unwrap()))
            .collect()
    }

    #[test]
    fn a_payment_before_the_contract_is_questioned() {
        let early = NaiveDate::from_ymd_opt(2026, 11, 19);
        assert_eq!(found(|p| p.payment_date = early), [("payment.before_purchase", "paymentDate")]);
        assert_eq!(found(|p| (p.payment_date, p.purchase_date) = (early, None)), []);
    }

    #[test]
    fn a_complete_payment_has_no_findings() {
        assert_eq!(found(|_| ()), []);
        assert_eq!(found(|p| p.invoice_amount = None), []);
    }

    #[test]
    fn bank_and_cash_equal_the_order_and_the_invoice() {
        assert_eq!(
            found(|p| p.bank = Some(1)),
            [("payment.total", "bankAmount"), ("payment.invoice", "bankAmount")]
        );
        assert_eq!(found(|p| (p.bank, p.cash) = (None, Some(0)))[0], ("required", "bankAmount"));
        assert_eq!(found(|p| p.cash = None), [("required", "cashAmount")]);
        assert_eq!(found(|p| p.cash = Some(-1)), [("payment.negative", "cashAmount")]);
        assert_eq!(
            found(|p| p.bank = Some(i64::MAX)),
            [("payment.total", "bankAmount"), ("payment.invoice", "bankAmount")]
        );
    }

    #[test]
    fn a_payment_of_the_invoice_or_of_the_order_can_be_sent_when_the_two_differ() {
        let with_vat = |p: &mut PaymentFacts| p.invoice_amount = Some(2_201_500);
        let severities = |paid: i64| {
            let mut facts = complete();
            with_vat(&mut facts);
            (facts.bank, facts.cash) = (Some(paid), Some(0));
            let findings = check(&facts, today());
            findings.into_iter().map(|finding| (finding.rule, finding.severity)).collect::<Vec<_>>()
        };
        assert_eq!(severities(2_201_500), [("payment.not_total", Severity::Warning)]);
        assert_eq!(severities(1_850_000), [("payment.not_invoice", Severity::Warning)]);
        let neither = [("payment.total", Severity::Error), ("payment.invoice", Severity::Error)];
        assert_eq!(severities(2_000_000), neither);
    }

    #[test]
    fn the_currency_is_that_of_the_order() {
        assert_eq!(found(|p| p.currency = "PLN".into()), [("payment.currency", "bankAmount")]);
    }

    #[test]
    fn a_bank_payment_needs_an_account() {
        for empty in ["", " ", "\u{200B}", "-"] {
            assert_eq!(found(|p| p.source_iban = empty.into()), [("required", "sourceIban")], "{empty:?}");
        }
        let other = || vec!["GR1601101250000000012300695".to_owned()];
        assert_eq!(found(|p| p.known_ibans = other()), [("iban.new", "sourceIban")]);
        assert_eq!(found(|p| p.known_ibans.clear()), []);
        assert_eq!(found(|p| p.buyer_country = "BE".into()), [("iban.country", "sourceIban")]);
        let only_cash = |p: &mut PaymentFacts| {
            (p.bank, p.cash) = (Some(0), Some(50_000));
            (p.order_total, p.invoice_amount) = (Some(50_000), None);
        };
        assert_eq!(found(only_cash), [("payment.iban_unused", "sourceIban")]);
        // It is not sent, so it is not checked.
        assert_eq!(
            found(|p| {
                only_cash(p);
                p.source_iban = "NL92 ABNA 0417 1643 00".into();
            }),
            [("payment.iban_unused", "sourceIban")]
        );
        assert_eq!(
            found(|p| {
                only_cash(p);
                p.source_iban.clear();
            }),
            []
        );
    }

    #[test]
    fn a_payment_in_cash_needs_no_zero_by_bank() {
        let all_cash = |p: &mut PaymentFacts| {
            (p.bank, p.cash) = (None, Some(50_000));
            (p.order_total, p.invoice_amount) = (Some(50_000), None);
            p.source_iban.clear();
        };
        assert_eq!(found(all_cash), []);
        assert_eq!(found(|p| (p.bank, p.cash) = (None, Some(0))), [("required", "bankAmount")]);
    }

    #[test]
    fn cash_limits_include_linked_orders() {
        assert_eq!(
            found(|p| p.other_cash_same_buyer = 950_000),
            [("payment.cash_due_diligence", "cashAmount")]
        );
        assert_eq!(
            found(|p| {
                p.seller_country = "IT".into();
                p.other_cash_same_buyer = 450_000;
            }),
            [("payment.cash_limit_national", "cashAmount")]
        );
    }

    #[test]
    fn the_date_and_the_proof_are_required() {
        let tomorrow = NaiveDate::from_ymd_opt(2026, 11, 22);
        assert_eq!(found(|p| p.payment_date = None), [("required", "paymentDate")]);
        assert_eq!(found(|p| p.payment_date = tomorrow), [("date.future", "paymentDate")]);
        assert_eq!(found(|p| p.has_proof = false), [("payment.proof_missing", "file")]);
    }
}
