use super::Call;
use crate::fields::{self, Need};
use crate::reply::{Handled, Refusal, Reply};
use crate::world::{Milestone, Note, World};
use nt24::{DeliveryConfirm, OrderId, PickupConfirm, ProblemType, ReasonRequest};

/// `POST /partners/{sellerId}/orders/{uuid}/transport/pickup`
pub(super) fn pickup(world: &mut World, call: &Call<'_>) -> Handled {
    let confirmed: PickupConfirm = fields::read(call.body(), |body| {
        body.one_of("type", Need::Required, &["SELF_PICKUP", "COMPANY_TRANSPORT"]);
        body.date("pickupDate", Need::Required);
        body.text("driverIdentification", Need::Optional, fields::any);
        body.address("collectionAddress", Need::Optional);
    })?;
    let record = call.open_order(world)?;
    let id = record.order.uuid.clone();
    if record.pickup.is_some() {
        return Err(already_set(world, call, &id));
    }
    if let Some(record) = world.orders.get_mut(&id) {
        record.pickup = Some(Milestone { at: call.moment.now, confirmed });
    }
    answer(world, call, &id)
}

/// `POST /partners/{sellerId}/orders/{uuid}/transport/pickup/revoke`: before delivery only, with a
/// reason that is kept.
pub(super) fn revoke_pickup(world: &mut World, call: &Call<'_>) -> Handled {
    let request: ReasonRequest = fields::read(call.body(), super::buyers::reason)?;
    let record = call.open_order(world)?;
    let id = record.order.uuid.clone();
    if record.delivery.is_some() {
        return Err(already_set(world, call, &id));
    }
    if record.pickup.is_none() {
        return Err(Refusal::field("pickup", "is not confirmed, so it cannot be revoked", None));
    }
    if let Some(record) = world.orders.get_mut(&id) {
        record.pickup = None;
        record.notes.push(Note {
            at: call.moment.now,
            subject: "PICKUP_REVOKED".to_owned(),
            reason: request.reason,
        });
        if record.ready_at.is_some() {
            // Where the daily check ends with the pickup, it goes on again.
            world.start_daily_vies(&id, call.moment);
        }
    }
    answer(world, call, &id)
}

/// `POST /partners/{sellerId}/orders/{uuid}/transport/delivery`
pub(super) fn delivery(world: &mut World, call: &Call<'_>) -> Handled {
    let confirmed: DeliveryConfirm = fields::read(call.body(), |body| {
        body.date("deliveryDate", Need::Required);
        body.address("deliveryAddress", Need::Optional);
    })?;
    let record = call.open_order(world)?;
    let id = record.order.uuid.clone();
    if record.delivery.is_some() {
        return Err(already_set(world, call, &id));
    }
    if record.pickup.is_none() {
        return Err(Refusal::field("pickup", "must be confirmed before the delivery", None));
    }
    if let Some(record) = world.orders.get_mut(&id) {
        record.delivery = Some(Milestone { at: call.moment.now, confirmed });
    }
    answer(world, call, &id)
}

fn already_set(world: &World, call: &Call<'_>, id: &OrderId) -> Refusal {
    let state = world.orders.get(id).map(|record| world.transport_state(record, call.moment));
    Refusal::conflict(&ProblemType::MilestoneAlreadySet, "The milestone is set already", &state)
}

fn answer(world: &mut World, call: &Call<'_>, id: &OrderId) -> Handled {
    world.settle_order(id, call.moment);
    let record = world.orders.get(id).ok_or_else(|| Refusal::not_found("order"))?;
    Ok(Reply::json(200, &world.transport_state(record, call.moment)))
}
