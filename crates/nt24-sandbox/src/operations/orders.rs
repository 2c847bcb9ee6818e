use super::call::Call;
use crate::links;
use crate::message::{Fields, Handled, Need, Refusal, Reply, fields};
use crate::options::CancelUntil;
use crate::world::{OrderRecord, World};
use nt24::{
    BuyerId, BuyerStatus, Operation, Order, OrderCreate, OrderId, OrderStatus, OrderUpdate, OrderVin,
    ProblemType, ReasonRequest, SellerId,
};

/// `POST /partners/{sellerId}/orders`
pub(super) fn upsert(world: &mut World, call: &Call<'_>) -> Handled {
    let create: OrderCreate = fields::read(call.body(), |body| {
        body.text("externalOrderId", Need::Required, fields::filled);
        body.text("buyerId", Need::Required, fields::any);
        body.list("vins", Need::Required, 1, |vin| {
            vin.text("vin", Need::Required, fields::vin);
            vin.text("brand", Need::Required, fields::filled);
            vin.text("model", Need::Required, fields::filled);
            vin.money("purchaseAmount", Need::Required);
            vin.count("mileage", Need::Optional);
            vin.date("firstRegistrationDate", Need::Optional);
        });
        body.money("totalAmount", Need::Required);
        changeable(body);
    })?;
    let seller = call.seller(world)?;
    if create.vins.len() > 1 && !world.capabilities.allow_multi_vin_orders {
        return Err(Refusal::capability("allowMultiVinOrders"));
    }
    if let Some(record) = world.order_by_external_id(&seller, &create.external_order_id) {
        return if is_same(&record.order, &create) {
            Ok(Reply::versioned(200, record.order.version, &record.order))
        } else {
            Err(Refusal::exists(&record.order))
        };
    }
    check_buyer(world, &seller, &create.buyer_id)?;
    let now = call.moment.now;
    let order = Order {
        uuid: OrderId(world.new_id(call.moment.ids)),
        external_order_id: create.external_order_id,
        buyer_id: create.buyer_id,
        status: OrderStatus::Created,
        vins: create.vins.into_iter().map(|input| OrderVin { input, compliance_status: None }).collect(),
        total_amount: create.total_amount,
        version: 0,
        created_at: now,
        updated_at: now,
        purchase_date: create.purchase_date,
        responsible_contact: create.responsible_contact,
    };
    let id = order.uuid.clone();
    let location = links::api_path(Operation::GetOrder, &[seller.as_str(), id.as_str()]).unwrap_or_default();
    world.add_order(OrderRecord::new(seller, order));
    world.settle_order(&id, call.moment);
    let reply = answer(world, &id)?;
    Ok(Reply { status: 201, ..reply }.with("location", location))
}

fn changeable(body: &Fields<'_>) {
    body.date("purchaseDate", Need::Optional);
    body.object("responsibleContact", Need::Optional, |contact| {
        contact.text("firstName", Need::Optional, fields::any);
        contact.text("lastName", Need::Optional, fields::any);
        contact.text("email", Need::Optional, fields::email);
        contact.text("phone", Need::Optional, fields::any);
    });
}

/// The documentation names no problem type for an unknown or a blocked buyer on a new order. Both are
/// refused by field, so that a form can show the error there.
fn check_buyer(world: &World, seller: &SellerId, buyer: &BuyerId) -> Result<(), Refusal> {
    let rejected = Some(buyer.as_str().into());
    match world.buyers.get(buyer).filter(|record| &record.seller == seller) {
        None => Err(Refusal::field("buyerId", "is not a buyer of this seller", rejected)),
        Some(record) if record.buyer.status == BuyerStatus::Blocked => {
            Err(Refusal::field("buyerId", "is blocked for new orders", rejected))
        }
        Some(_) => Ok(()),
    }
}

fn is_same(order: &Order, create: &OrderCreate) -> bool {
    order.buyer_id == create.buyer_id
        && order.purchase_date == create.purchase_date
        && order.responsible_contact == create.responsible_contact
        && order.total_amount == create.total_amount
        && order.vins.iter().map(|vin| &vin.input).eq(&create.vins)
}

/// `GET /partners/{sellerId}/orders/{uuid}`
pub(super) fn get(world: &World, call: &Call<'_>) -> Handled {
    let order = &call.order(world)?.order;
    Ok(call.read(order.version, order))
}

/// `PATCH /partners/{sellerId}/orders/{uuid}`
pub(super) fn update(world: &mut World, call: &Call<'_>) -> Handled {
    let current = call.open_order(world)?.order.clone();
    call.check_version(current.version, &current)?;
    let change: OrderUpdate = fields::read_change(call.body(), changeable)?;
    world.change_order(&current.uuid, change, call.moment);
    answer(world, &current.uuid)
}

/// `POST /partners/{sellerId}/orders/{uuid}/cancel`. Which states allow it is not documented; a repeat
/// changes nothing.
pub(super) fn cancel(world: &mut World, call: &Call<'_>) -> Handled {
    let request: ReasonRequest = fields::read(call.body(), super::buyers::reason)?;
    let record = call.order(world)?;
    let id = record.order.uuid.clone();
    let too_late = match call.moment.behaviour.cancel_until {
        CancelUntil::Release => {
            let released = record.ready_at.is_some() || record.pickup.is_some();
            released.then_some("The order is released for pickup")
        }
        CancelUntil::Pickup => record.pickup.is_some().then_some("The vehicle was picked up already"),
        CancelUntil::Delivery => record.delivery.is_some().then_some("The vehicle was delivered already"),
    };
    if record.cancelled_at.is_none() {
        if let Some(title) = too_late {
            return Err(Refusal::conflict(&ProblemType::MilestoneAlreadySet, title, &record.order));
        }
        world.cancel_order(&id, request.reason, call.moment);
    }
    answer(world, &id)
}

fn answer(world: &World, id: &OrderId) -> Result<Reply, Refusal> {
    let order = &world.orders.get(id).ok_or_else(|| Refusal::not_found("order"))?.order;
    Ok(Reply::versioned(200, order.version, order))
}
