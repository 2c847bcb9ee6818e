use super::call::Call;
use crate::message::{Handled, Need, Refusal, Reply, fields};
use crate::options::{EqualMilestone, MilestoneScope, StepOrder};
use crate::world::{MilestoneRefusal, World};
use nt24::{DeliveryConfirm, OrderId, PickupConfirm, ProblemType, ReasonRequest};
use serde::Deserialize;

/// The body of a milestone, with the vehicles it names ([`MilestoneScope::Vehicles`]).
#[derive(Deserialize)]
struct Confirmed<T> {
    #[serde(flatten)]
    milestone: T,
    vins: Option<Vec<String>>,
}

impl<T> Confirmed<T> {
    fn named(&self, call: &Call<'_>) -> Option<&[String]> {
        match call.moment.behaviour.milestone_scope {
            MilestoneScope::Order => None,
            MilestoneScope::Vehicles => self.vins.as_deref(),
        }
    }
}

/// `POST /partners/{sellerId}/orders/{uuid}/transport/pickup`
pub(super) fn pickup(world: &mut World, call: &Call<'_>) -> Handled {
    let confirmed: Confirmed<PickupConfirm> = fields::read(call.body(), |body| {
        body.one_of("type", Need::Required, &["SELF_PICKUP", "COMPANY_TRANSPORT"]);
        body.date("pickupDate", Need::Required);
        body.text("driverIdentification", Need::Optional, fields::any);
        body.address("collectionAddress", Need::Optional);
        body.texts("vins", Need::Optional);
    })?;
    let record = call.open_order(world)?;
    let id = record.order.uuid.clone();
    if call.moment.behaviour.step_order == StepOrder::Documented && record.ready_at.is_none() {
        return Err(Refusal::field("pickup", "must wait for the release for pickup", None));
    }
    super::payment::check_vies(world, record, call)?;
    let equal = record.pickup.as_ref().is_some_and(|set| set.confirmed == confirmed.milestone);
    let named = confirmed.named(call);
    match world.confirm_pickup(&id, confirmed.milestone.clone(), named, call.moment) {
        Ok(()) => answer(world, call, &id),
        Err(refusal) => refused(world, call, &id, refusal, equal),
    }
}

/// `POST /partners/{sellerId}/orders/{uuid}/transport/pickup/revoke`: only before the delivery, with a
/// reason that is kept.
pub(super) fn revoke_pickup(world: &mut World, call: &Call<'_>) -> Handled {
    let request: ReasonRequest = fields::read(call.body(), super::buyers::reason)?;
    let record = call.open_order(world)?;
    let id = record.order.uuid.clone();
    if record.delivery.is_some() || !record.arrived.is_empty() {
        return Err(already_set(world, call, &id));
    }
    if record.pickup.is_none() {
        return Err(Refusal::field("pickup", "is not confirmed, so it cannot be revoked", None));
    }
    world.revoke_pickup(&id, request.reason, call.moment);
    answer(world, call, &id)
}

/// `POST /partners/{sellerId}/orders/{uuid}/transport/delivery`
pub(super) fn delivery(world: &mut World, call: &Call<'_>) -> Handled {
    let confirmed: Confirmed<DeliveryConfirm> = fields::read(call.body(), |body| {
        body.date("deliveryDate", Need::Required);
        body.address("deliveryAddress", Need::Optional);
        body.texts("vins", Need::Optional);
    })?;
    let record = call.open_order(world)?;
    let id = record.order.uuid.clone();
    let equal = record.delivery.as_ref().is_some_and(|set| set.confirmed == confirmed.milestone);
    if record.delivery.is_none() {
        super::payment::check_vies(world, record, call)?;
    }
    let named = confirmed.named(call);
    match world.confirm_delivery(&id, confirmed.milestone.clone(), named, call.moment) {
        Ok(()) => answer(world, call, &id),
        Err(refusal) => refused(world, call, &id, refusal, equal),
    }
}

/// The answer to a milestone that was not set. `equal`: the milestone is set already with the same data.
fn refused(world: &World, call: &Call<'_>, id: &OrderId, refusal: MilestoneRefusal, equal: bool) -> Handled {
    match refusal {
        MilestoneRefusal::AlreadySet
            if equal && call.moment.behaviour.equal_milestone == EqualMilestone::Ok =>
        {
            answer(world, call, id)
        }
        MilestoneRefusal::AlreadySet => Err(already_set(world, call, id)),
        MilestoneRefusal::UnknownVehicle => {
            Err(Refusal::field("vins", "names a vehicle that the order does not have", None))
        }
        MilestoneRefusal::NotPickedUp => {
            Err(Refusal::field("pickup", "must be confirmed before the delivery", None))
        }
    }
}

fn already_set(world: &World, call: &Call<'_>, id: &OrderId) -> Refusal {
    let state = world.orders.get(id).map(|record| world.transport_state(record, call.moment));
    Refusal::conflict(&ProblemType::MilestoneAlreadySet, "The milestone is set already", &state)
}

fn answer(world: &World, call: &Call<'_>, id: &OrderId) -> Handled {
    let record = world.orders.get(id).ok_or_else(|| Refusal::not_found("order"))?;
    Ok(Reply::json(200, &world.transport_state(record, call.moment)))
}
