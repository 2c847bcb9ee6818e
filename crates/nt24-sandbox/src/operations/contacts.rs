use super::call::Call;
use crate::message::{Fields, Handled, Need, Refusal, Reply, fields};
use crate::world::{Moment, World};
use nt24::{BuyerContact, BuyerContactCreate, ContactId};

/// `GET /partners/{sellerId}/buyers/{buyerId}/contacts`; a bare array.
pub(super) fn list(world: &World, call: &Call<'_>) -> Handled {
    granted(world)?;
    Ok(Reply::json(200, &call.buyer(world)?.contacts))
}

/// `POST /partners/{sellerId}/buyers/{buyerId}/contacts`
pub(super) fn add(world: &mut World, call: &Call<'_>) -> Handled {
    granted(world)?;
    let id = call.buyer(world)?.buyer.uuid.clone();
    let person: BuyerContactCreate = fields::read(call.body(), check)?;
    let contact = stored(person, call.moment);
    if let Some(record) = world.buyers.get_mut(&id) {
        record.contacts.push(contact.clone());
    }
    Ok(Reply::json(201, &contact))
}

fn granted(world: &World) -> Result<(), Refusal> {
    if world.capabilities.allow_contact_personal_data {
        Ok(())
    } else {
        Err(Refusal::capability("allowContactPersonalData"))
    }
}

pub(super) fn check(person: &Fields<'_>) {
    person.text("firstName", Need::Required, fields::filled);
    person.text("lastName", Need::Required, fields::filled);
    person.text("email", Need::Required, fields::email);
    person.text("phone", Need::Optional, fields::any);
}

pub(super) fn stored(person: BuyerContactCreate, moment: Moment<'_>) -> BuyerContact {
    BuyerContact { uuid: ContactId(moment.ids.uuid()), person, created_at: Some(moment.now) }
}
