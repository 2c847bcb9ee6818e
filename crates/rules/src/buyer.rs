//! The form of a buyer.

use crate::country::{same_address, state};
use crate::field::require;
use crate::finding::Finding;
use crate::table::{BUYER_COUNTRY, BUYER_KYC_MODE, BUYER_SAME_STATE, CONTACT_EMAIL, CONTACT_PHONE};
use crate::{contact, vat};
use chrono::NaiveDate;

/// The input of the form. An empty text is a field that is not filled in.
#[derive(Clone, Default)]
pub struct BuyerFacts {
    /// VAT number, as typed.
    pub vat_number: String,
    /// Registered name.
    pub company_name: String,
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub post_code: String,
    /// City.
    pub city: String,
    /// ISO 3166-1 code of the address.
    pub country: String,
    /// `MARKETPLACE_LED` or `NT24_LED`.
    pub kyc_mode: String,
    /// Contact persons.
    pub contacts: Vec<ContactFacts>,
    /// State of the seller, if it is known: only a sale to another state is exempt.
    pub seller_country: Option<String>,
}

/// A contact person. No `Debug`: these are personal data.
#[derive(Clone, Default)]
pub struct ContactFacts {
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number, optional.
    pub phone: String,
}

/// Checks a buyer.
#[must_use]
pub fn check(facts: &BuyerFacts, today: NaiveDate) -> Vec<Finding> {
    let mut findings = Vec::new();
    let (number, of_number) = vat::check(&facts.vat_number, today);
    findings.extend(of_number);
    require(&mut findings, "companyName", &facts.company_name);
    require(&mut findings, "address.street", &facts.street);
    // Ireland's Eircode is optional, and older addresses have none.
    if state(&facts.country) != "IE" {
        require(&mut findings, "address.postCode", &facts.post_code);
    }
    require(&mut findings, "address.city", &facts.city);
    require(&mut findings, "address.country", &facts.country);
    check_countries(&mut findings, facts, &number.country);
    match facts.kyc_mode.as_str() {
        "MARKETPLACE_LED" | "NT24_LED" => {}
        _ => findings.push(BUYER_KYC_MODE.at("kycMode")),
    }
    for (index, person) in facts.contacts.iter().enumerate() {
        check_contact(&mut findings, index, person);
    }
    findings
}

fn check_countries(findings: &mut Vec<Finding>, facts: &BuyerFacts, of_number: &str) {
    if of_number.is_empty() {
        return;
    }
    if !facts.country.trim().is_empty() && !same_address(of_number, &facts.country) {
        let finding = BUYER_COUNTRY.at("address.country");
        findings.push(finding.with("vat_country", of_number).with("country", &facts.country));
    }
    if let Some(seller) = &facts.seller_country
        && state(seller) == state(of_number)
    {
        findings.push(BUYER_SAME_STATE.at("vatNumber").with("country", of_number));
    }
}

fn check_contact(findings: &mut Vec<Finding>, index: usize, person: &ContactFacts) {
    let field = |name: &str| format!("contacts[{index}].{name}");
    require(findings, field("firstName"), &person.first_name);
    require(findings, field("lastName"), &person.last_name);
    require(findings, field("email"), &person.email);
    let email = contact::email(&person.email);
    if !email.is_empty() && !contact::is_email(&email) {
        findings.push(CONTACT_EMAIL.at(field("email")));
    }
    let phone = contact::phone(&person.phone);
    if !phone.is_empty() && !contact::is_phone(&phone) {
        findings.push(CONTACT_PHONE.at(field("phone")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> BuyerFacts {
        BuyerFacts {
            vat_number: "NL004495445B01".into(),
            company_name: "De Vries Auto's B.V.".into(),
            street: "Kade 1".into(),
            post_code: "1011 AB".into(),
            city: "Amsterdam".into(),
            country: "NL".into(),
            kyc_mode: "MARKETPLACE_LED".into(),
            contacts: vec![ContactFacts {
                first_name: "Jan".into(),
                last_name: "de Vries".into(),
                email: "jan@devries.example.nl".into(),
                phone: "+31 (0)20 123 45 67".into(),
            }],
            seller_country: Some("DE".into()),
        }
    }

    fn found(change: impl FnOnce(&mut BuyerFacts)) -> Vec<(&'static str, String)> {
        let mut facts = good();
        change(&mut facts);
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        check(&facts, today).into_iter().map(|finding| (finding.rule, finding.field)).collect()
    }

    fn one(rule: &'static str, field: &str) -> Vec<(&'static str, String)> {
        vec![(rule, field.to_owned())]
    }

    #[test]
    fn a_complete_buyer_has_no_findings() {
        assert_eq!(found(|_| ()), []);
    }

    #[test]
    fn each_field_has_its_finding() {
        assert_eq!(found(|f| f.vat_number.clear()), one("required", "vatNumber"));
        assert_eq!(found(|f| f.company_name = " ".into()), one("required", "companyName"));
        assert_eq!(found(|f| f.street.clear()), one("required", "address.street"));
        assert_eq!(found(|f| f.post_code.clear()), one("required", "address.postCode"));
        assert_eq!(found(|f| f.city.clear()), one("required", "address.city"));
        assert_eq!(found(|f| f.country.clear()), one("required", "address.country"));
        assert_eq!(found(|f| f.country = "BE".into()), one("buyer.country", "address.country"));
        assert_eq!(found(|f| f.seller_country = Some("NL".into())), one("buyer.same_state", "vatNumber"));
        assert_eq!(found(|f| f.seller_country = None), []);
        assert_eq!(found(|f| f.kyc_mode = "OTHER".into()), one("buyer.kyc_mode", "kycMode"));
        assert_eq!(found(|f| f.contacts[0].first_name.clear()), one("required", "contacts[0].firstName"));
        assert_eq!(found(|f| f.contacts[0].last_name.clear()), one("required", "contacts[0].lastName"));
        assert_eq!(found(|f| f.contacts[0].email.clear()), one("required", "contacts[0].email"));
        assert_eq!(found(|f| f.contacts[0].email = "jan@".into()), one("contact.email", "contacts[0].email"));
        assert_eq!(
            found(|f| f.contacts[0].phone = "ask Jan".into()),
            one("contact.phone", "contacts[0].phone")
        );
        assert_eq!(found(|f| f.contacts[0].phone.clear()), []);
        assert_eq!(found(|f| f.contacts[0].phone = "\u{202D}+31 20\u{2011}1234567\u{202C}".into()), []);
        assert_eq!(found(|f| f.contacts[0].email = "jan\u{200B}@devries.example.nl".into()), []);
        assert_eq!(found(|f| f.city = "\u{200B}".into()), one("required", "address.city"));
        assert_eq!(found(|f| f.contacts.clear()), []);
    }

    #[test]
    fn an_irish_address_needs_no_post_code() {
        assert_eq!(
            found(|f| {
                f.vat_number = "IE6433435F".into();
                f.country = "IE".into();
                f.post_code.clear();
            }),
            []
        );
    }

    #[test]
    fn an_address_in_northern_ireland_has_the_country_gb() {
        assert_eq!(
            found(|f| {
                f.vat_number = "XI980780684".into();
                f.country = "GB".into();
            }),
            []
        );
    }
}
