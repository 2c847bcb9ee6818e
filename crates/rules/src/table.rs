use crate::finding::{Rule, Severity};
use chrono::NaiveDate;

/// Builds one constant for each rule and the table of all: a rule that is used is always in it.
macro_rules! rules {
    ($($name:ident $severity:ident $id:literal $source:literal
        $([from $from:expr])? $([to $to:expr])? $([in $jurisdiction:literal])? $hint:literal;)*) => {
        $(pub(crate) const $name: Rule = Rule {
            id: $id,
            severity: Severity::$severity,
            source: $source,
            valid_from: maybe!($($from)?),
            valid_to: maybe!($($to)?),
            jurisdiction: maybe!($(Some($jurisdiction))?),
            hint: $hint,
        };)*
        /// Every rule. The page translates the ids; rules that follow a law carry their dates.
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

/// The rule of an id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

/// The day from which the EU's limit for cash holds; the duty of care of the directive ends the day before.
const AMLR: Option<NaiveDate> = NaiveDate::from_ymd_opt(2027, 7, 10);
const BEFORE_AMLR: Option<NaiveDate> = NaiveDate::from_ymd_opt(2027, 7, 9);
/// Northern Ireland has its own prefix since the end of the transition period.
const BREXIT: Option<NaiveDate> = NaiveDate::from_ymd_opt(2021, 1, 1);

rules! {
    REQUIRED Error "required" "NT24 guides" "Fill in this field";
    DATE_FUTURE Error "date.future" "Waybill: a record of what happened" "Correct the date, or wait for the day";
    CONTACT_EMAIL Error "contact.email" "RFC 5321" "One address with a name, an @ and a domain";
    CONTACT_PHONE Warning "contact.phone" "ITU-T E.123" "Write the number with digits, + and spaces";

    VAT_PREFIX Error "vat.prefix" "Directive 2006/112, Art. 215" "Put the two letters of the state in front";
    VAT_COUNTRY Error "vat.country" "Directive 2006/112, Art. 138(1)(b)"
        "Ask the buyer for the VAT number of a member state; another country's number makes no exempt supply";
    VAT_GB Error "vat.gb" "Withdrawal Agreement, Art. 126" [from BREXIT]
        "A sale to Great Britain is an export; for Northern Ireland ask for the XI number";
    VAT_OSS Error "vat.oss" "Directive 2006/112, Art. 362, 369d, 369q"
        "EU and IM numbers are for distance sales to consumers; ask for the ordinary VAT number";
    VAT_FORMAT Error "vat.format" "VIES: structure of VAT identification numbers"
        "Compare with the buyer's papers; the length or a character does not fit this state";
    VAT_SYMBOL Error "vat.symbol" "NT24 reference/errors: ^[A-Z]{2}[0-9A-Z]+$"
        "NT24 takes no + or * in a number; ask the buyer for the present form of the number";
    VAT_CHECK_DIGIT Warning "vat.check_digit" "National check digits, unofficial"
        "Compare each digit with the buyer's papers; VIES has the last word";
    VAT_NORMALISED Info "vat.normalised" "NT24 reference/errors: ^[A-Z]{2}[0-9A-Z]+$"
        "The number is sent in this form";

    VIN_LENGTH Error "vin.length" "ISO 3779" "A VIN has 17 characters";
    VIN_CHARACTER Error "vin.character" "ISO 3779" "Only digits and capital letters without I, O and Q";
    VIN_CHECK_DIGIT Warning "vin.check_digit" "49 CFR 565.15(c); GB 16735" "Compare with the registration papers";
    VIN_NORMALISED Info "vin.normalised" "ISO 3779" "The VIN is sent in this form";

    MONEY_FORMAT Error "money.format" "ISO 4217" "Write an amount, for example 18500 or 18.500,00";
    MONEY_AMBIGUOUS Error "money.ambiguous" "ISO 4217" "Write the amount with or without decimals, but without thousands";
    MONEY_NEGATIVE Error "money.negative" "NT24 guides/invoice-payment" "Amounts are not negative";
    MONEY_DECIMALS Error "money.decimals" "ISO 4217" "Fewer decimals: the currency has none that small";
    MONEY_TOO_LARGE Error "money.too_large" "Waybill: exact up to 2^53 minor units" "Correct the amount";
    MONEY_CURRENCY Error "money.currency" "ISO 4217" "Use a currency code of three letters, for example EUR";

    IBAN_FORMAT Error "iban.format" "ISO 13616" "Compare with the bank statement: length or characters do not fit";
    IBAN_CHECK_DIGITS Error "iban.check_digits" "ISO 7064 MOD 97-10" "Compare with the bank statement: a digit is wrong";
    IBAN_UNKNOWN_COUNTRY Warning "iban.unknown_country" "SWIFT IBAN registry" "Check that the country issues IBANs";
    IBAN_COUNTRY Warning "iban.country" "NT24 guides/invoice-payment" "Ask why the account is in another country than the buyer";
    IBAN_NEW Warning "iban.new" "NT24 guides/invoice-payment" "Confirm that the account is the buyer's own, and note how";
    IBAN_SELLER Error "iban.seller" "NT24 guides/invoice-payment" "This is the seller's account; enter the account that the money came from";

    BUYER_COUNTRY Warning "buyer.country" "Directive 2006/112, Art. 226(5)" "Check that the address belongs to the VAT number";
    BUYER_SAME_STATE Warning "buyer.same_state" "Directive 2006/112, Art. 138(1)(b)"
        "An exempt sale needs a VAT number of another state than the departure";
    BUYER_KYC_MODE Error "buyer.kyc_mode" "NT24 guides/kyc-modes" "Choose who checks the buyer";

    ORDER_NO_VEHICLE Error "order.no_vehicle" "NT24 guides/order-creation" "Add a vehicle";
    ORDER_MULTI_VIN Error "order.multi_vin" "NT24 guides/order-creation: allowMultiVinOrders" "Make one order for each vehicle";
    ORDER_VIN_TWICE Error "order.vin_twice" "NT24 guides/order-creation" "Remove the second row of this vehicle";
    ORDER_VIN_OPEN Warning "order.vin_open" "Waybill: one vehicle, one sale" "Check whether the other order is still meant";
    ORDER_VIN_EARLIER Info "order.vin_earlier" "NT24 api/orders/list-orders" "The vehicle was sold before";
    ORDER_AMOUNT Error "order.amount" "NT24 guides/order-creation" "Enter an amount above zero";
    ORDER_PRICE_WINDOW Warning "order.price_window" "Waybill: catches a factor of 100" "Check the amount: are the cents right?";
    ORDER_TOTAL Error "order.total" "NT24 guides/order-creation" "Correct the total or a vehicle's price";
    ORDER_CURRENCY Error "order.currency" "NT24 guides/order-creation" "Use one currency in one order";
    ORDER_SAME_STATE Warning "order.same_state" "Directive 2006/112, Art. 138(1)" "A sale inside one state is not exempt";
    ORDER_NOT_MEMBER Warning "order.not_member" "Directive 2006/112, Art. 138(1)" "Only a sale between member states is exempt here";
    ORDER_REGISTRATION_LATE Warning "order.registration_late" "Waybill" "Check the first registration: it is after the contract";
    ORDER_MILEAGE Warning "order.mileage" "Waybill: catches metres and typing mistakes" "Check the kilometres";
    ORDER_NEW_VEHICLE Warning "order.new_vehicle" "Directive 2006/112, Art. 2(2)(b), 138(2)(a), 313(2)"
        "A new means of transport is taxed where it arrives; the margin scheme does not apply";
    ORDER_NEW_VEHICLE_NEAR Warning "order.new_vehicle_near" "Directive 2006/112, Art. 2(2)(b)"
        "Close to 6 months or 6,000 km: check both against the papers of the day of supply";
    ORDER_NEW_VEHICLE_UNKNOWN Info "order.new_vehicle_unknown" "Directive 2006/112, Art. 2(2)(b)"
        "Enter first registration and kilometres: they decide whether the vehicle counts as new";

    INVOICE_AMOUNT Error "invoice.amount" "NT24 guides/invoice-payment" "Enter an amount above zero";
    INVOICE_TOTAL Error "invoice.total" "NT24 guides/invoice-payment" "Invoice and order must have the same total";
    INVOICE_TOTAL_WITH_VAT Warning "invoice.total_with_vat" "NT24 guides/invoice-payment"
        "NT24 compares this amount with the order's total; whether it counts VAT is not documented";
    INVOICE_CURRENCY Error "invoice.currency" "NT24 guides/invoice-payment" "Use the order's currency";
    INVOICE_MARGIN_EXEMPT Error "invoice.margin_exempt" "Directive 2006/112, Art. 139(3); CJEU C-624/15"
        "Margin scheme and exemption exclude each other: choose one";
    INVOICE_NEW_VEHICLE_MARGIN Error "invoice.new_vehicle_margin" "Directive 2006/112, Art. 313(2)"
        "No margin scheme for a new means of transport";
    INVOICE_NEW_VEHICLE_TAXED Warning "invoice.new_vehicle_taxed" "Directive 2006/112, Art. 2(1)(b), 138(2)(a)"
        "A new means of transport is taxed where it arrives, so the invoice usually holds no VAT";
    INVOICE_EXEMPT_VAT_NUMBER Warning "invoice.exempt_vat_number" "Directive 2006/112, Art. 138(1)(b)"
        "Exempt only with the buyer's VAT number of another member state than the departure";
    INVOICE_BEFORE_PURCHASE Warning "invoice.before_purchase" "Waybill" "The invoice is older than the contract: check both dates";
    INVOICE_BEFORE_PRELIMINARY Error "invoice.before_preliminary" "Waybill: preliminary, then final"
        "The final invoice cannot be older than the preliminary one";
    INVOICE_BUYER_NAME Warning "invoice.buyer_name" "NT24 guides/invoice-payment: BUYER_NAME_MISMATCH"
        "The name on the invoice must be the buyer's registered name";
    INVOICE_EXPORT_WITH_VAT Error "invoice.export_with_vat" "NT24 guides/finalization" "The decision is exempt: the final invoice holds no VAT";
    INVOICE_TAXED_WITHOUT_VAT Error "invoice.taxed_without_vat" "NT24 guides/finalization" "VAT is due: the final invoice holds VAT";
    INVOICE_UNDECIDED Warning "invoice.undecided" "NT24 guides/finalization" "There is no decision yet: the final invoice usually waits for it";
    INVOICE_PDF_MISSING Info "invoice.pdf_missing" "NT24 guides/invoice-payment" "Attach the invoice as a PDF";

    PAYMENT_NEGATIVE Error "payment.negative" "NT24 guides/invoice-payment" "Amounts are not negative";
    PAYMENT_TOTAL Error "payment.total" "NT24 guides/invoice-payment" "Bank and cash together must be the order's total";
    PAYMENT_INVOICE Error "payment.invoice" "NT24 guides/invoice-payment: AMOUNT_MISMATCH" "Payment and invoice must be equal";
    PAYMENT_IBAN_UNUSED Info "payment.iban_unused" "Waybill" "Nothing came by bank, so the account is not needed";
    PAYMENT_PROOF_MISSING Info "payment.proof_missing" "NT24 guides/invoice-payment" "Attach the proof of payment";
    CASH_DUE_DILIGENCE Warning "payment.cash_due_diligence" "Directive (EU) 2015/849, Art. 2(1)(3)(e), 11(c)"
        [to BEFORE_AMLR] "From EUR 10,000 in cash the dealer must identify the buyer and keep the evidence";
    CASH_LIMIT_EU Warning "payment.cash_limit_eu" "Regulation (EU) 2024/1624, Art. 80" [from AMLR] [in "EU"]
        "At most EUR 10,000 in cash, linked payments counted: have the rest paid by bank";
    CASH_LIMIT_NATIONAL Warning "payment.cash_limit_national" "National limits, see the table; to be confirmed"
        "The seller's state limits cash: have it paid by bank, or ask the tax adviser";
    CASH_LIMIT_CURRENCY Info "payment.cash_limit_currency" "National limits, see the table; to be confirmed"
        "A limit for cash exists in another currency: compare by hand";

    PICKUP_BEFORE_PURCHASE Error "transport.pickup_before_purchase" "Waybill: purchase, pickup, delivery" "Correct the pickup or the contract's date";
    PICKUP_DECLARATION_MISSING Warning "transport.declaration_missing" "NT24 guides/transport" "Attach the signed pickup declaration";
    PICKUP_CMR_MISSING Warning "transport.cmr_missing" "NT24 guides/transport: MISSING_CMR" "Attach the signed CMR";
    PICKUP_DRIVER_MISSING Warning "transport.driver_missing" "NT24 guides/transport" "Note who drove the vehicle away, from an identity document";
    PICKUP_NOT_MEMBER Warning "transport.pickup_not_member" "Directive 2006/112, Art. 138(1)" "The vehicle must leave from a member state";
    DELIVERY_BEFORE_PICKUP Error "transport.delivery_before_pickup" "Waybill: purchase, pickup, delivery" "Correct the delivery's date";
    DELIVERY_NO_PICKUP Warning "transport.no_pickup" "NT24 guides/transport" "Confirm the pickup first";
    DELIVERY_SAME_STATE Warning "transport.same_state" "Directive 2006/112, Art. 138(1)" "The vehicle did not leave the state: the sale is not exempt";
    DELIVERY_NOT_MEMBER Warning "transport.delivery_not_member" "Directive 2006/112, Art. 138(1), 146" "Outside the EU: that is an export with customs papers";
    DELIVERY_PROOF_MISSING Warning "transport.arrival_proof_missing" "Implementing Regulation 282/2011, Art. 45a" "Attach a confirmation of arrival or the CMR signed at delivery";
    CMR_FIELD Warning "cmr.field" "CMR Convention, Art. 5, 6, 9" "Have the field completed on the waybill";
    CMR_STAMP_ONLY Warning "cmr.stamp_only" "CMR Convention, Art. 5(1)" "A stamp alone failed in court: get the carrier's signature in box 23";
    CMR_VIN Warning "cmr.vin" "Waybill: the paper must name the vehicle" "The VIN on the waybill must be readable and the order's";
    CMR_DESTINATION Warning "cmr.destination" "Directive 2006/112, Art. 138(1)" "The waybill's destination is not the order's";
    CMR_CARRIER_IS_BUYER Warning "cmr.carrier_is_buyer" "Implementing Regulation 282/2011, Art. 45a(1)(b)" "A buyer who drives himself signs a pickup declaration";

    DOCUMENT_EXTRACT_OLD Warning "document.extract_old" "Waybill: registers change" "Ask for a register extract of the last 3 months";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_unique_and_every_rule_explains_itself() {
        let ids: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), RULES.len());
        for rule in RULES {
            assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '.' || c == '_'), "{}", rule.id);
            assert!(!rule.source.is_empty() && !rule.hint.is_empty(), "{}", rule.id);
            assert!(!rule.hint.ends_with('.'), "one sentence, no full stop: {}", rule.id);
        }
    }

    #[test]
    fn a_rule_is_found_by_its_id() {
        assert_eq!(rule("vat.format").map(|rule| rule.severity), Some(Severity::Error));
        assert_eq!(rule("vat.check_digit").map(|rule| rule.severity), Some(Severity::Warning));
        assert!(rule("vat").is_none());
    }
}
