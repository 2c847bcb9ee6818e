//! All rules, as data.

use crate::finding::{Rule, Severity};
use chrono::NaiveDate;

/// Declares a constant for each rule, and the table of all rules: a rule that is used is always in it.
/// A row is: name, severity, id, source, then the first day, the last day and the jurisdiction if it has
/// them.
macro_rules! rules {
    ($($name:ident $severity:ident $id:literal $source:literal
        $([from $from:expr])? $([to $to:expr])? $([in $jurisdiction:literal])?;)*) => {
        $(pub(crate) const $name: Rule = Rule {
            id: $id,
            severity: Severity::$severity,
            source: $source,
            valid_from: maybe!($($from)?),
            valid_to: maybe!($($to)?),
            jurisdiction: maybe!($(Some($jurisdiction))?),
        };)*
        /// All rules. The page has a text for each id; rules that follow a law have their dates.
        pub const RULES: &[Rule] = &[$($name),*];
    };
}

macro_rules! maybe {
    () => {
        None
    };
    ($value:expr) => {
        $value
    };
}

/// The rule with an id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

/// The first day of the EU limit for cash; the due diligence of the directive ends the day before.
const AMLR: Option<NaiveDate> = NaiveDate::from_ymd_opt(2027, 7, 10);
const BEFORE_AMLR: Option<NaiveDate> = NaiveDate::from_ymd_opt(2027, 7, 9);
/// Northern Ireland has its own prefix since the end of the transition period.
const BREXIT: Option<NaiveDate> = NaiveDate::from_ymd_opt(2021, 1, 1);

rules! {
    REQUIRED Error "required" "NT24 guides";
    DATE_FUTURE Error "date.future" "Waybill: a record of what happened";
    CONTACT_EMAIL Error "contact.email" "RFC 5321";
    CONTACT_PHONE Warning "contact.phone" "ITU-T E.123";

    VAT_PREFIX Error "vat.prefix" "Directive 2006/112, Art. 215";
    VAT_COUNTRY Error "vat.country" "Directive 2006/112, Art. 138(1)(b)";
    VAT_GB Error "vat.gb" "Withdrawal Agreement, Art. 126" [from BREXIT];
    VAT_OSS Error "vat.oss" "Directive 2006/112, Art. 362, 369d, 369q";
    VAT_FORMAT Error "vat.format" "VIES: structure of VAT identification numbers";
    VAT_LIKELY Error "vat.likely" "VIES: structure of VAT identification numbers";
    VAT_SYMBOL Error "vat.symbol" "NT24 reference/errors: ^[A-Z]{2}[0-9A-Z]+$";
    VAT_CHECK_DIGIT Warning "vat.check_digit" "National check digits, unofficial";
    VAT_NORMALISED Info "vat.normalised" "NT24 reference/errors: ^[A-Z]{2}[0-9A-Z]+$";

    VIN_LENGTH Error "vin.length" "ISO 3779";
    VIN_CHARACTER Error "vin.character" "ISO 3779";
    VIN_CHECK_DIGIT Warning "vin.check_digit" "49 CFR 565.15(c); GB 16735";

    MONEY_FORMAT Error "money.format" "ISO 4217";
    MONEY_AMBIGUOUS Error "money.ambiguous" "ISO 4217";
    MONEY_NEGATIVE Error "money.negative" "NT24 guides/invoice-payment";
    MONEY_DECIMALS Error "money.decimals" "ISO 4217";
    MONEY_TOO_LARGE Error "money.too_large" "Waybill: exact up to 2^53 minor units";
    MONEY_CURRENCY Error "money.currency" "ISO 4217";

    IBAN_FORMAT Error "iban.format" "ISO 13616";
    IBAN_LENGTH Error "iban.length" "SWIFT IBAN registry";
    IBAN_CHECK_DIGITS Error "iban.check_digits" "ISO 7064 MOD 97-10";
    IBAN_UNKNOWN_COUNTRY Warning "iban.unknown_country" "SWIFT IBAN registry";
    IBAN_COUNTRY Warning "iban.country" "NT24 guides/invoice-payment";
    IBAN_NEW Warning "iban.new" "NT24 guides/invoice-payment";

    BUYER_COUNTRY Warning "buyer.country" "Directive 2006/112, Art. 226(5)";
    BUYER_SAME_STATE Warning "buyer.same_state" "Directive 2006/112, Art. 138(1)(b)";
    BUYER_KYC_MODE Error "buyer.kyc_mode" "NT24 guides/kyc-modes";

    ORDER_NO_VEHICLE Error "order.no_vehicle" "NT24 guides/order-creation";
    ORDER_MULTI_VIN Error "order.multi_vin" "NT24 guides/order-creation: allowMultiVinOrders";
    ORDER_VIN_TWICE Error "order.vin_twice" "NT24 guides/order-creation";
    ORDER_VIN_OPEN Warning "order.vin_open" "Waybill: one vehicle, one sale";
    ORDER_VIN_EARLIER Info "order.vin_earlier" "NT24 api/orders/list-orders";
    ORDER_AMOUNT Error "order.amount" "NT24 guides/order-creation";
    ORDER_PRICE_WINDOW Warning "order.price_window" "Waybill: catches a factor of 100";
    ORDER_TOTAL Error "order.total" "NT24 guides/order-creation";
    ORDER_CURRENCY Error "order.currency" "NT24 guides/order-creation";
    ORDER_CURRENCY_UNUSUAL Warning "order.currency_unusual" "Waybill: catches a wrong choice";
    ORDER_SAME_STATE Warning "order.same_state" "Directive 2006/112, Art. 138(1)";
    ORDER_NOT_MEMBER Warning "order.not_member" "Directive 2006/112, Art. 138(1)";
    ORDER_REGISTRATION_LATE Warning "order.registration_late" "Waybill";
    ORDER_MILEAGE Warning "order.mileage" "Waybill: catches metres and typing mistakes";
    ORDER_NEW_VEHICLE Warning "order.new_vehicle" "Directive 2006/112, Art. 2(2)(b), 138(2)(a), 313(2)";
    ORDER_NEW_VEHICLE_NEAR Warning "order.new_vehicle_near" "Directive 2006/112, Art. 2(2)(b)";
    ORDER_NEW_VEHICLE_UNKNOWN Info "order.new_vehicle_unknown" "Directive 2006/112, Art. 2(2)(b)";

    INVOICE_AMOUNT Error "invoice.amount" "NT24 guides/invoice-payment";
    INVOICE_TOTAL Error "invoice.total" "NT24 guides/invoice-payment";
    INVOICE_TOTAL_WITH_VAT Warning "invoice.total_with_vat" "NT24 guides/invoice-payment";
    INVOICE_CURRENCY Error "invoice.currency" "NT24 guides/invoice-payment";
    INVOICE_MARGIN_EXEMPT Error "invoice.margin_exempt" "Directive 2006/112, Art. 139(3); CJEU C-624/15";
    INVOICE_NEW_VEHICLE_MARGIN Error "invoice.new_vehicle_margin" "Directive 2006/112, Art. 313(2)";
    INVOICE_NEW_VEHICLE_TAXED Warning "invoice.new_vehicle_taxed"
        "Directive 2006/112, Art. 2(1)(b), 138(2)(a)";
    INVOICE_EXEMPT_VAT_NUMBER Warning "invoice.exempt_vat_number" "Directive 2006/112, Art. 138(1)(b)";
    INVOICE_BEFORE_PURCHASE Warning "invoice.before_purchase" "Waybill";
    INVOICE_BEFORE_PRELIMINARY Error "invoice.before_preliminary" "Waybill: preliminary, then final";
    INVOICE_EXPORT_WITH_VAT Error "invoice.export_with_vat" "NT24 guides/finalization";
    INVOICE_TAXED_WITHOUT_VAT Error "invoice.taxed_without_vat" "NT24 guides/finalization";
    INVOICE_NUMBER_TAKEN Error "invoice.number_taken" "Directive 2006/112, Art. 226(2)";
    INVOICE_UNDECIDED Warning "invoice.undecided" "NT24 guides/finalization";
    INVOICE_PDF_MISSING Warning "invoice.pdf_missing" "NT24 guides/invoice-payment";

    PAYMENT_NEGATIVE Error "payment.negative" "NT24 guides/invoice-payment";
    PAYMENT_TOTAL Error "payment.total" "NT24 guides/invoice-payment";
    PAYMENT_INVOICE Error "payment.invoice" "NT24 guides/invoice-payment: AMOUNT_MISMATCH";
    PAYMENT_NOT_TOTAL Warning "payment.not_total" "NT24 guides/invoice-payment";
    PAYMENT_NOT_INVOICE Warning "payment.not_invoice" "NT24 guides/invoice-payment: AMOUNT_MISMATCH";
    PAYMENT_CURRENCY Error "payment.currency" "NT24 guides/invoice-payment";
    PAYMENT_IBAN_UNUSED Info "payment.iban_unused" "Waybill";
    PAYMENT_BEFORE_PURCHASE Warning "payment.before_purchase" "Waybill";
    PAYMENT_PROOF_MISSING Warning "payment.proof_missing" "NT24 guides/invoice-payment";
    CASH_DUE_DILIGENCE Warning "payment.cash_due_diligence"
        "Directive (EU) 2015/849, Art. 2(1)(3)(e), 11(c)" [to BEFORE_AMLR];
    CASH_LIMIT_EU Warning "payment.cash_limit_eu" "Regulation (EU) 2024/1624, Art. 80" [from AMLR] [in "EU"];
    CASH_LIMIT_NATIONAL Warning "payment.cash_limit_national"
        "National limits, see the table; to be confirmed";
    CASH_LIMIT_CURRENCY Info "payment.cash_limit_currency" "National limits, see the table; to be confirmed";

    PICKUP_NOT_RELEASED Error "transport.not_released" "Waybill: release, pickup, delivery";
    PICKUP_RELEASE_NOT_KNOWN Warning "transport.release_not_known" "Waybill: release, pickup, delivery";
    PICKUP_BEFORE_PURCHASE Error "transport.pickup_before_purchase" "Waybill: purchase, pickup, delivery";
    PICKUP_BEFORE_PAYMENT Warning "transport.pickup_before_payment" "Waybill: payment, release, pickup";
    PICKUP_DECLARATION_MISSING Warning "transport.declaration_missing" "NT24 guides/transport";
    PICKUP_CMR_MISSING Warning "transport.cmr_missing" "NT24 guides/transport: MISSING_CMR";
    PICKUP_DRIVER_MISSING Warning "transport.driver_missing" "NT24 guides/transport";
    PICKUP_NOT_MEMBER Warning "transport.pickup_not_member" "Directive 2006/112, Art. 138(1)";
    PICKUP_OUTSIDE_VAT_AREA Warning "transport.pickup_outside_vat_area" "Directive 2006/112, Art. 6";
    DELIVERY_BEFORE_PICKUP Error "transport.delivery_before_pickup" "Waybill: purchase, pickup, delivery";
    DELIVERY_NO_PICKUP Error "transport.no_pickup" "NT24 guides/transport";
    DELIVERY_SAME_STATE Warning "transport.same_state" "Directive 2006/112, Art. 138(1)";
    DELIVERY_NOT_MEMBER Warning "transport.delivery_not_member" "Directive 2006/112, Art. 138(1), 146";
    DELIVERY_OUTSIDE_VAT_AREA Warning "transport.delivery_outside_vat_area" "Directive 2006/112, Art. 6, 146";
    DELIVERY_PROOF_MISSING Warning "transport.arrival_proof_missing"
        "Implementing Regulation 282/2011, Art. 45a";

    DOCUMENT_EXTRACT_OLD Warning "document.extract_old" "Waybill: registers change";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_unique_and_every_rule_names_its_source() {
        let ids: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), RULES.len());
        for rule in RULES {
            assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '.' || c == '_'), "{}", rule.id);
            assert!(!rule.source.is_empty(), "{}", rule.id);
        }
    }

    #[test]
    fn a_rule_is_found_by_its_id() {
        assert_eq!(rule("vat.format").map(|rule| rule.severity), Some(Severity::Error));
        assert_eq!(rule("vat.check_digit").map(|rule| rule.severity), Some(Severity::Warning));
        assert!(rule("vat").is_none());
    }
}
