//! Onboard a buyer, change one, add a contact person.

use super::{Desk, fields, finding, papers, typed};
use crate::contract::{
    BuyerChangeForm, BuyerForm, Checked, ContactForm, Failure, FailureCode, KycMode, Person, PostalAddress,
    Severity, Subject, SubjectKind, VatFacts,
};
use crate::documents::On;
use crate::outbox::{self, Content, Request};
use nt24::{BuyerCreate, BuyerUpdate, Operation};
use rules::buyer::{BuyerFacts, ContactFacts};
use store::{BuyerRow, OrderRow};

pub(super) fn check(desk: &Desk<'_>, form: &BuyerForm) -> Result<Checked, Failure> {
    let facts =
        facts(desk, &form.vat_number, &form.company_name, &form.address, &persons(form), form.kyc_mode);
    let mut findings = fields::from_rules(rules::buyer::check(&facts, desk.today));
    let vat = rules::vat::normalise(&form.vat_number);
    let capabilities = desk.open.me().map(|me| me.capabilities).unwrap_or_default();
    if form.kyc_mode == KycMode::MarketplaceLed && !capabilities.allow_marketplace_led_kyc {
        findings.push(finding("kyc.mode_a_not_allowed", Severity::Error, "kycMode"));
    }
    if !persons(form).is_empty() && !capabilities.allow_contact_personal_data {
        findings.push(finding("contacts.not_allowed", Severity::Error, "contacts"));
    }
    let existing = store::buyers::by_vat(desk.tx, &desk.seller()?, &vat.number)?
        .filter(|row| desk.subject != Some(row.id.as_str()));
    if existing.is_some() {
        findings.push(finding("buyer.exists", Severity::Error, "vatNumber"));
    }
    let member = !vat.country.is_empty() && rules::is_member_state(&vat.country) || vat.country == "XI";
    Ok(Checked {
        findings,
        vat: Some(VatFacts {
            number: vat.number,
            country: member.then(|| iso_country(&vat.country).to_owned()),
            existing_buyer: existing.as_ref().map(subject),
        }),
        ..Checked::default()
    })
}

/// VAT writes `EL` for Greece and `XI` for Northern Ireland; addresses do not.
fn iso_country(prefix: &str) -> &str {
    match prefix {
        "EL" => "GR",
        "XI" => "GB",
        other => other,
    }
}

fn facts(
    desk: &Desk<'_>,
    vat_number: &str,
    company_name: &str,
    address: &PostalAddress,
    contacts: &[&Person],
    kyc_mode: KycMode,
) -> BuyerFacts {
    BuyerFacts {
        vat_number: vat_number.to_owned(),
        company_name: company_name.to_owned(),
        street: address.street.clone(),
        post_code: address.post_code.clone(),
        city: address.city.clone(),
        country: address.country.clone(),
        kyc_mode: mode(kyc_mode).to_string(),
        contacts: contacts
            .iter()
            .map(|person| ContactFacts {
                first_name: person.first_name.clone(),
                last_name: person.last_name.clone(),
                email: person.email.clone(),
                phone: person.phone.clone(),
            })
            .collect(),
        seller_country: desk.seller_country(),
    }
}

fn mode(mode: KycMode) -> nt24::KycMode {
    match mode {
        KycMode::MarketplaceLed => nt24::KycMode::MarketplaceLed,
        KycMode::Nt24Led => nt24::KycMode::Nt24Led,
    }
}

/// Contact persons of which anything was typed.
fn persons(form: &BuyerForm) -> Vec<&Person> {
    form.contacts.iter().filter(|person| !typed::is_empty(person)).collect()
}

pub(super) fn submit(desk: &Desk<'_>, form: &BuyerForm) -> Result<Subject, Failure> {
    let seller = desk.seller()?;
    let now = desk.open.parts.clock.now();
    let wanted = BuyerCreate {
        kyc_mode: mode(form.kyc_mode),
        vat_number: rules::vat::normalise(&form.vat_number).number,
        company_name: form.company_name.trim().to_owned(),
        address: typed::address(&form.address),
        contacts: persons(form).into_iter().map(typed::contact).collect(),
    };
    let reopened = match desk.subject {
        Some(id) => store::buyers::get(desk.tx, id)?,
        None => None,
    };
    let row = BuyerRow {
        id: reopened.as_ref().map_or_else(|| desk.open.parts.ids.id(), |row| row.id.clone()),
        seller: seller.clone(),
        remote: None,
        vat_number: wanted.vat_number.clone(),
        name: wanted.company_name.clone(),
        country: wanted.address.country.clone(),
        contacts: wanted.contacts.clone(),
        wanted: Some(wanted.clone()),
        server: None,
        kyc: None,
        created_at: now,
        updated_at: now,
    };
    let body = serde_json::to_value(&wanted).map_err(Failure::bad_call)?;
    let request = Request::of_buyer(seller.clone(), &row.id, Content::Json(body));
    match &reopened {
        Some(before) if before.remote.is_some() => return Err(Failure::of(FailureCode::AlreadySent)),
        Some(_) => {
            store::buyers::save(desk.tx, &row)?;
            super::order::queue_again(desk, &row.id, Operation::UpsertBuyer, &request)?;
            papers::submit(desk, On::Buyer(&row.id), &form.papers)?;
        }
        None => {
            store::buyers::insert(desk.tx, &row)?;
            outbox::enqueue(desk.tx, desk.open, Operation::UpsertBuyer, &request, desk.draft.clone())?;
            papers::submit(desk, On::Buyer(&row.id), &form.papers)?;
            // Nobody onboards a buyer without wanting to know what VIES says.
            let check = Request::of_buyer(seller, &row.id, Content::Empty);
            outbox::enqueue(desk.tx, desk.open, Operation::TriggerViesCheck, &check, None)?;
        }
    }
    Ok(subject(&row))
}

fn subject(row: &BuyerRow) -> Subject {
    Subject { kind: SubjectKind::Buyer, id: row.id.clone(), label: row.name.clone() }
}

fn of_subject(desk: &Desk<'_>) -> Result<BuyerRow, Failure> {
    desk.buyer(desk.subject.unwrap_or_default())
}

pub(super) fn check_change(desk: &Desk<'_>, form: &BuyerChangeForm) -> Result<Checked, Failure> {
    let row = of_subject(desk)?;
    let facts = facts(desk, &row.vat_number, &form.company_name, &form.address, &[], KycMode::MarketplaceLed);
    let findings = fields::from_rules(rules::buyer::check(&facts, desk.today));
    // The VAT number is not on this form.
    let findings = findings.into_iter().filter(|finding| finding.field != "vatNumber").collect();
    Ok(Checked { findings, ..Checked::default() })
}

/// Stands in for the buyer of an order that is a draft and has none yet: nothing is known.
pub(super) fn not_chosen(order: &OrderRow) -> BuyerRow {
    BuyerRow {
        id: String::new(),
        seller: order.seller.clone(),
        remote: None,
        vat_number: String::new(),
        name: String::new(),
        country: None,
        wanted: None,
        server: None,
        kyc: None,
        contacts: Vec::new(),
        created_at: order.created_at,
        updated_at: order.updated_at,
    }
}

pub(super) fn submit_change(desk: &Desk<'_>, form: &BuyerChangeForm) -> Result<Subject, Failure> {
    desk.none_waits(&[Operation::UpdateBuyer])?;
    let row = of_subject(desk)?;
    let server = desk.begun_on(row.server.as_ref()).ok_or_else(|| Failure::of(FailureCode::NotReadyYet))?;
    let (name, address) = (form.company_name.trim().to_owned(), typed::address(&form.address));
    let update = BuyerUpdate {
        company_name: (name != server.company_name).then_some(name),
        address: Some(address).filter(|address| typed::postal(address) != typed::postal(&server.address)),
        kyc_mode: None,
    };
    if update != BuyerUpdate::default() {
        let body = serde_json::to_value(&update).map_err(Failure::bad_call)?;
        let base = serde_json::to_value(&server).map_err(Failure::bad_call)?;
        let request = Request::of_buyer(row.seller.clone(), &row.id, Content::Json(body))
            .based_on(base, server.version);
        outbox::enqueue(desk.tx, desk.open, Operation::UpdateBuyer, &request, desk.draft.clone())?;
    }
    Ok(subject(&row))
}

pub(super) fn check_contact(desk: &Desk<'_>, form: &ContactForm) -> Checked {
    let facts = facts(desk, "", "", &PostalAddress::default(), &[&form.person], KycMode::MarketplaceLed);
    let findings = fields::from_rules(rules::buyer::check(&facts, desk.today));
    let mut findings = findings
        .into_iter()
        .filter_map(|mut finding| {
            let field = finding.field.strip_prefix("contacts[0].")?.to_owned();
            finding.field = format!("person.{field}");
            Some(finding)
        })
        .collect::<Vec<_>>();
    if !desk.open.me().is_some_and(|me| me.capabilities.allow_contact_personal_data) {
        findings.push(finding("contacts.not_allowed", Severity::Error, ""));
    }
    Checked { findings, ..Checked::default() }
}

pub(super) fn submit_contact(desk: &Desk<'_>, form: &ContactForm) -> Result<Subject, Failure> {
    let mut row = of_subject(desk)?;
    let contact = typed::contact(&form.person);
    let body = serde_json::to_value(&contact).map_err(Failure::bad_call)?;
    row.contacts.push(contact);
    store::buyers::save(desk.tx, &row)?;
    let request = Request::of_buyer(row.seller.clone(), &row.id, Content::Json(body));
    outbox::enqueue(desk.tx, desk.open, Operation::AddBuyerContact, &request, desk.draft.clone())?;
    Ok(subject(&row))
}
