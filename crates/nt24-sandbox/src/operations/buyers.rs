use super::call::Call;
use crate::links;
use crate::message::{Fields, Handled, Need, Refusal, Reply, fields};
use crate::world::{BuyerRecord, Moment, World};
use nt24::{
    Address, Buyer, BuyerCreate, BuyerId, BuyerStatus, BuyerUpdate, KycMode, KycVerificationStatus,
    Operation, ReasonRequest,
};

const KYC_MODES: [&str; 2] = ["MARKETPLACE_LED", "NT24_LED"];

/// `GET /partners/{sellerId}/buyers?vatNumber=`
pub(super) fn lookup(world: &World, call: &Call<'_>) -> Handled {
    let vat_number = call.query("vatNumber").ok_or_else(|| Refusal::malformed("vatNumber is missing"))?;
    fields::vat_number(vat_number).map_err(|why| Refusal::malformed(format!("vatNumber {why}")))?;
    let seller = call.seller(world)?;
    let record = world.buyer_by_vat(&seller, vat_number).ok_or_else(|| Refusal::not_found("buyer"))?;
    Ok(Reply::versioned(200, record.buyer.version, &record.buyer))
}

/// `POST /partners/{sellerId}/buyers`
pub(super) fn upsert(world: &mut World, call: &Call<'_>) -> Handled {
    let create: BuyerCreate = fields::read(call.body(), |body| {
        body.one_of("kycMode", Need::Required, &KYC_MODES);
        body.text("vatNumber", Need::Required, fields::vat_number);
        body.text("companyName", Need::Required, fields::filled);
        body.address("address", Need::Required);
        body.list("contacts", Need::Optional, 0, super::contacts::check);
    })?;
    let seller = call.seller(world)?;
    if create.kyc_mode == KycMode::MarketplaceLed && !world.capabilities.allow_marketplace_led_kyc {
        return Err(Refusal::capability("allowMarketplaceLedKyc"));
    }
    if !create.contacts.is_empty() && !world.capabilities.allow_contact_personal_data {
        return Err(Refusal::capability("allowContactPersonalData"));
    }
    if let Some(record) = world.buyer_by_vat(&seller, &create.vat_number) {
        return if is_same(record, &create) {
            Ok(Reply::versioned(200, record.buyer.version, &record.buyer))
        } else {
            Err(Refusal::exists(&record.buyer))
        };
    }
    let Moment { now, ids, .. } = call.moment;
    let buyer = Buyer {
        uuid: BuyerId(world.new_id(ids)),
        vat_number: create.vat_number,
        company_name: create.company_name,
        address: Address { uuid: Some(ids.uuid()), ..create.address },
        kyc_mode: create.kyc_mode,
        status: BuyerStatus::Active,
        version: 0,
        created_at: now,
        updated_at: now,
    };
    let location =
        links::api_path(Operation::GetBuyer, &[seller.as_str(), buyer.uuid.as_str()]).unwrap_or_default();
    let contacts = create.contacts.into_iter().map(|p| super::contacts::stored(p, call.moment)).collect();
    world.add_buyer(BuyerRecord {
        seller,
        buyer: buyer.clone(),
        contacts,
        documents: Vec::new(),
        vies: Vec::new(),
        verification: KycVerificationStatus::NotStarted,
        sessions: Vec::new(),
        aml: None,
        notes: Vec::new(),
    });
    Ok(Reply::versioned(201, 0, &buyer).with("location", location))
}

/// Whether a repeated creation equals the stored buyer. Contacts have their own resource and may have been
/// added since: those in the request must be among them.
fn is_same(record: &BuyerRecord, create: &BuyerCreate) -> bool {
    let stored = Address { uuid: None, ..record.buyer.address.clone() };
    let sent = Address { uuid: None, ..create.address.clone() };
    record.buyer.kyc_mode == create.kyc_mode
        && record.buyer.company_name == create.company_name
        && stored == sent
        && create.contacts.iter().all(|sent| record.contacts.iter().any(|known| known.person == *sent))
}

/// `GET /partners/{sellerId}/buyers/{buyerId}`
pub(super) fn get(world: &World, call: &Call<'_>) -> Handled {
    let buyer = &call.buyer(world)?.buyer;
    Ok(call.read(buyer.version, buyer))
}

/// `PATCH /partners/{sellerId}/buyers/{buyerId}`
pub(super) fn update(world: &mut World, call: &Call<'_>) -> Handled {
    let current = call.buyer(world)?.buyer.clone();
    call.check_version(current.version, &current)?;
    let change: BuyerUpdate = fields::read_change(call.body(), |body| {
        body.text("companyName", Need::Optional, fields::filled);
        body.address("address", Need::Optional);
        body.one_of("kycMode", Need::Optional, &KYC_MODES);
    })?;
    // A change back to mode A is refused; the documentation names no problem type for it.
    if change.kyc_mode == Some(KycMode::MarketplaceLed) && current.kyc_mode == KycMode::Nt24Led {
        return Err(Refusal::field(
            "kycMode",
            "cannot go back to MARKETPLACE_LED",
            Some("MARKETPLACE_LED".into()),
        ));
    }
    answer(world.change_buyer(&current.uuid, change, call.moment))
}

/// `POST /partners/{sellerId}/buyers/{buyerId}/block`
pub(super) fn block(world: &mut World, call: &Call<'_>) -> Handled {
    let request: ReasonRequest = fields::read(call.body(), reason)?;
    let id = call.buyer(world)?.buyer.uuid.clone();
    answer(world.set_buyer_status(&id, BuyerStatus::Blocked, Some(request.reason), call.moment))
}

/// `POST /partners/{sellerId}/buyers/{buyerId}/unblock`; the body is optional.
pub(super) fn unblock(world: &mut World, call: &Call<'_>) -> Handled {
    let note = if call.body().is_empty() {
        None
    } else {
        Some(fields::read::<ReasonRequest>(call.body(), reason)?.reason)
    };
    let id = call.buyer(world)?.buyer.uuid.clone();
    answer(world.set_buyer_status(&id, BuyerStatus::Active, note, call.moment))
}

fn answer(buyer: Option<Buyer>) -> Handled {
    let buyer = buyer.ok_or_else(|| Refusal::not_found("buyer"))?;
    Ok(Reply::versioned(200, buyer.version, &buyer))
}

/// Checks a body that has only a reason.
pub(super) fn reason(body: &Fields<'_>) {
    body.text("reason", Need::Required, fields::reason);
}
