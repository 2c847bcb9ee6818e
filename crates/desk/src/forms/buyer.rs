//! Onboard a buyer, change one, add a contact.

use crate::connection::subject::SubjectId;
use crate::contract::{
    BuyerChangeForm, BuyerForm, Checked, ContactForm, Failure, FailureCode, FieldValue, Finding, KycMode,
    Person, PostalAddress, Severity, Subject, SubjectKind, ValueKind, VatFacts, finding,
};
use crate::forms::again::queue_again;
use crate::forms::context::FormContext;
use crate::forms::{fields, typed};
use crate::papers::documents;
use crate::queue::request::{Content, Request, enqueue};
use nt24::{BuyerCreate, BuyerUpdate, Operation};
use rules::buyer::{BuyerFacts, ContactFacts};
use store::BuyerRow;

pub(super) fn check(context: &FormContext<'_>, form: &BuyerForm) -> Result<Checked, Failure> {
    let facts =
        facts(context, &form.vat_number, &form.company_name, &form.address, &persons(form), form.kyc_mode);
    let mut findings = fields::from_rules(rules::buyer::check(&facts, context.today));
    let is_wrong = |one: &Finding| one.field == "vatNumber" && one.severity == Severity::Error;
    let complete = !findings.iter().any(is_wrong);
    let vat = rules::vat::normalise(&form.vat_number);
    let capabilities = context.connection.me().map(|me| me.capabilities).unwrap_or_default();
    if form.kyc_mode == KycMode::MarketplaceLed && !capabilities.allow_marketplace_led_kyc {
        findings.push(finding("kyc.mode_a_not_allowed", Severity::Error, "kycMode"));
    }
    if !persons(form).is_empty() && !capabilities.allow_contact_personal_data {
        findings.push(finding("contacts.not_allowed", Severity::Error, "contacts"));
    }
    let existing = store::buyers::by_vat(context.tx, &context.seller()?, &vat.number)?
        .filter(|row| context.subject != Some(row.id.as_str()));
    if existing.is_some() {
        findings.push(finding("buyer.exists", Severity::Error, "vatNumber"));
    }
    let country = rules::vat::state_of(&vat.number).map(|state| rules::address_country(&state));
    let derived = country.clone().map(|value| FieldValue {
        field: "address.country".to_owned(),
        kind: ValueKind::Text,
        value,
    });
    Ok(Checked {
        findings,
        derived: derived.into_iter().collect(),
        vat: Some(VatFacts {
            country,
            number: vat.number,
            complete,
            existing_buyer: existing.as_ref().map(subject),
        }),
        ..Checked::default()
    })
}

fn facts(
    context: &FormContext<'_>,
    vat_number: &str,
    company_name: &str,
    address: &PostalAddress,
    contacts: &[&Person],
    kyc_mode: KycMode,
) -> BuyerFacts {
    let address = typed::read_address(address);
    BuyerFacts {
        vat_number: vat_number.to_owned(),
        company_name: rules::text(company_name),
        street: address.street,
        post_code: address.post_code,
        city: address.city,
        country: address.country,
        kyc_mode: mode(kyc_mode).to_string(),
        contacts: contacts.iter().map(|person| contact_facts(person)).collect(),
        seller_country: context.seller_country(),
    }
}

/// A person for the rules.
pub(super) fn contact_facts(typed: &Person) -> ContactFacts {
    let Person { first_name, last_name, email, phone } = typed::read_person(typed);
    ContactFacts { first_name, last_name, email, phone }
}

fn mode(mode: KycMode) -> nt24::KycMode {
    match mode {
        KycMode::MarketplaceLed => nt24::KycMode::MarketplaceLed,
        KycMode::Nt24Led => nt24::KycMode::Nt24Led,
    }
}

/// Contacts with any typed text.
fn persons(form: &BuyerForm) -> Vec<&Person> {
    form.contacts.iter().filter(|person| !typed::is_empty(person)).collect()
}

/// The buyer of a form, as it is sent.
pub(super) fn wanted(form: &BuyerForm) -> BuyerCreate {
    BuyerCreate {
        kyc_mode: mode(form.kyc_mode),
        vat_number: rules::vat::normalise(&form.vat_number).number,
        company_name: rules::text(&form.company_name),
        address: typed::address(&form.address),
        contacts: persons(form).into_iter().map(typed::contact).collect(),
    }
}

pub(super) fn submit(context: &FormContext<'_>, form: &BuyerForm) -> Result<Subject, Failure> {
    let seller = context.seller()?;
    let now = context.connection.given.clock.now();
    let wanted = wanted(form);
    // NT24 asks for no documents of a buyer whom it checks: those that were added before go back to the tray.
    let papers = match form.kyc_mode {
        KycMode::MarketplaceLed => form.papers.as_slice(),
        KycMode::Nt24Led => &[],
    };
    let reopened = match context.subject {
        Some(id) => store::buyers::get(context.tx, id)?,
        None => None,
    };
    let id = reopened.as_ref().map_or_else(|| context.connection.given.ids.id(), |row| row.id.clone());
    let (vat_number, name) = (wanted.vat_number.as_str(), wanted.company_name.as_str());
    let row = BuyerRow {
        country: wanted.address.country.clone(),
        contacts: wanted.contacts.clone(),
        wanted: Some(wanted.clone()),
        ..BuyerRow::new(id, seller.clone(), vat_number, name, now)
    };
    let body = serde_json::to_value(&wanted).map_err(Failure::bad_call)?;
    let request = Request::of_buyer(seller.clone(), &row.id, Content::Json(body));
    match &reopened {
        Some(before) if before.remote.is_some() => return Err(Failure::of(FailureCode::AlreadySent)),
        Some(_) => {
            store::buyers::save(context.tx, &row)?;
            queue_again(context, &row.id, Operation::UpsertBuyer, &request)?;
            documents::file(context.tx, context.connection, &SubjectId::Buyer(row.id.clone()), papers)?;
        }
        None => {
            store::buyers::insert(context.tx, &row)?;
            enqueue(context.tx, context.connection, Operation::UpsertBuyer, &request, context.draft.clone())?;
            documents::file(context.tx, context.connection, &SubjectId::Buyer(row.id.clone()), papers)?;
            // Every new buyer needs a VIES check.
            let check = Request::of_buyer(seller, &row.id, Content::Empty);
            enqueue(context.tx, context.connection, Operation::TriggerViesCheck, &check, None)?;
        }
    }
    Ok(subject(&row))
}

fn subject(row: &BuyerRow) -> Subject {
    Subject { kind: SubjectKind::Buyer, id: row.id.clone(), label: row.name.clone() }
}

fn of_subject(context: &FormContext<'_>) -> Result<BuyerRow, Failure> {
    context.buyer(context.subject.unwrap_or_default())
}

pub(super) fn check_change(context: &FormContext<'_>, form: &BuyerChangeForm) -> Result<Checked, Failure> {
    let row = of_subject(context)?;
    let facts =
        facts(context, &row.vat_number, &form.company_name, &form.address, &[], KycMode::MarketplaceLed);
    let findings = fields::from_rules(rules::buyer::check(&facts, context.today));
    // The VAT number is not on this form.
    let findings = findings.into_iter().filter(|finding| finding.field != "vatNumber").collect();
    Ok(Checked { findings, ..Checked::default() })
}

pub(super) fn submit_change(context: &FormContext<'_>, form: &BuyerChangeForm) -> Result<Subject, Failure> {
    context.none_waits(&[Operation::UpdateBuyer])?;
    let row = of_subject(context)?;
    let server =
        context.begun_on(row.server.as_ref()).ok_or_else(|| Failure::of(FailureCode::NotReadyYet))?;
    let (name, address) = (rules::text(&form.company_name), typed::address(&form.address));
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
        enqueue(context.tx, context.connection, Operation::UpdateBuyer, &request, context.draft.clone())?;
    }
    Ok(subject(&row))
}

pub(super) fn check_contact(context: &FormContext<'_>, form: &ContactForm) -> Checked {
    let facts = facts(context, "", "", &PostalAddress::default(), &[&form.person], KycMode::MarketplaceLed);
    let findings = fields::from_rules(rules::buyer::check(&facts, context.today));
    let mut findings = findings
        .into_iter()
        .filter_map(|mut finding| {
            let field = finding.field.strip_prefix("contacts[0].")?.to_owned();
            finding.field = format!("person.{field}");
            Some(finding)
        })
        .collect::<Vec<_>>();
    if !context.connection.me().is_some_and(|me| me.capabilities.allow_contact_personal_data) {
        findings.push(finding("contacts.not_allowed", Severity::Error, ""));
    }
    Checked { findings, ..Checked::default() }
}

pub(super) fn submit_contact(context: &FormContext<'_>, form: &ContactForm) -> Result<Subject, Failure> {
    let mut row = of_subject(context)?;
    let contact = typed::contact(&form.person);
    let body = serde_json::to_value(&contact).map_err(Failure::bad_call)?;
    row.contacts.push(contact);
    store::buyers::save(context.tx, &row)?;
    let request = Request::of_buyer(row.seller.clone(), &row.id, Content::Json(body));
    enqueue(context.tx, context.connection, Operation::AddBuyerContact, &request, context.draft.clone())?;
    Ok(subject(&row))
}
