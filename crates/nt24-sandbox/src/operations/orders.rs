use super::Call;
use crate::fields::{self, Fields, Need};
use crate::reply::{Handled, Refusal, Reply};
use crate::world::{Moment, Note, OrderRecord, World};
use chrono::{DateTime, Utc};
use nt24::{
    BuyerId, BuyerStatus, Operation, Order, OrderCreate, OrderId, OrderStatus, OrderUpdate, OrderVin, Page,
    Pagination, ProblemType, ReasonRequest, SellerId,
};
use std::cmp::Ordering;
use std::str::FromStr;

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
    let location = Operation::GetOrder
        .path(&[seller.as_str(), id.as_str()])
        .map(|path| format!("/v1{path}"))
        .unwrap_or_default();
    world.orders.insert(id.clone(), OrderRecord::new(seller, order));
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

/// The documentation names no problem type for an unknown or a blocked buyer on a new order. Both
/// are said of the field, so that a form can show it there.
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

/// `POST /partners/{sellerId}/orders/{uuid}/cancel`. Which states allow it is not documented: here
/// it is possible until the vehicle left, and a second time changes nothing.
pub(super) fn cancel(world: &mut World, call: &Call<'_>) -> Handled {
    let request: ReasonRequest = fields::read(call.body(), super::buyers::reason)?;
    let record = call.order(world)?;
    let id = record.order.uuid.clone();
    if record.pickup.is_some() {
        return Err(Refusal::conflict(
            &ProblemType::MilestoneAlreadySet,
            "The vehicle was picked up already",
            &record.order,
        ));
    }
    if record.cancelled_at.is_none()
        && let Some(record) = world.orders.get_mut(&id)
    {
        record.cancelled_at = Some(call.moment.now);
        record.notes.push(Note {
            at: call.moment.now,
            subject: "CANCELLED".to_owned(),
            reason: request.reason,
        });
        world.settle_order(&id, call.moment);
    }
    answer(world, &id)
}

fn answer(world: &World, id: &OrderId) -> Result<Reply, Refusal> {
    let order = &world.orders.get(id).ok_or_else(|| Refusal::not_found("order"))?.order;
    Ok(Reply::versioned(200, order.version, order))
}

impl World {
    /// Changes an order, for the API and for staff alike.
    pub(crate) fn change_order(&mut self, id: &OrderId, change: OrderUpdate, moment: Moment<'_>) {
        let Some(record) = self.orders.get_mut(id) else { return };
        let mut order = record.order.clone();
        order.purchase_date = change.purchase_date.or(order.purchase_date);
        order.responsible_contact = change.responsible_contact.or(order.responsible_contact);
        if order != record.order {
            record.order = Order { version: order.version + 1, updated_at: moment.now, ..order };
        }
        self.settle_order(id, moment);
    }
}

/// `GET /partners/{sellerId}/orders`
pub(super) fn list(world: &World, call: &Call<'_>) -> Handled {
    let seller = call.seller(world)?;
    let page = number::<usize>(call, "page", 0)?;
    let size = number::<usize>(call, "size", 20)?;
    if !(1..=100).contains(&size) {
        return Err(Refusal::malformed("size is not between 1 and 100"));
    }
    let created_after = moment(call, "createdAfter")?;
    let updated_after = moment(call, "updatedAfter")?;
    let vin = call.query("vin");
    if vin.is_some_and(|vin| vin.chars().count() != 17) {
        return Err(Refusal::malformed("vin does not have 17 characters"));
    }
    let sort = Sort::of(call.query("sort").unwrap_or("createdAt,desc"))?;
    let mut found: Vec<&Order> = world
        .orders
        .values()
        .filter(|record| record.seller == seller)
        .map(|record| &record.order)
        .filter(|order| {
            call.query("status").is_none_or(|status| order.status.as_str() == status)
                && call.query("buyerId").is_none_or(|buyer| order.buyer_id.as_str() == buyer)
                && created_after.is_none_or(|after| order.created_at > after)
                && updated_after.is_none_or(|after| order.updated_at > after)
                && vin.is_none_or(|vin| order.vins.iter().any(|one| one.input.vin == vin))
        })
        .collect();
    found.sort_by(|a, b| sort.compare(a, b));
    let total = found.len();
    let pages = total.div_ceil(size);
    let data: Vec<&Order> = found.into_iter().skip(page.saturating_mul(size)).take(size).collect();
    Ok(Reply::json(
        200,
        &Page {
            data,
            pagination: Pagination {
                page: page as u64,
                size: size as u64,
                total_elements: total as u64,
                total_pages: pages as u64,
                has_next: page.saturating_add(1) < pages,
                has_previous: page > 0,
            },
        },
    ))
}

fn number<T: FromStr>(call: &Call<'_>, name: &str, default: T) -> Result<T, Refusal> {
    call.query(name).map_or(Ok(default), |text| {
        text.parse().map_err(|_| Refusal::malformed(format!("{name} is not a number from 0")))
    })
}

fn moment(call: &Call<'_>, name: &str) -> Result<Option<DateTime<Utc>>, Refusal> {
    call.query(name)
        .map(|text| {
            DateTime::parse_from_rfc3339(text)
                .map(|time| time.to_utc())
                .map_err(|_| Refusal::malformed(format!("{name} is not a moment in ISO 8601")))
        })
        .transpose()
}

/// An order of a list: field and direction. Equal entries are told apart by id, so that pages do
/// not overlap.
struct Sort {
    key: Key,
    descending: bool,
}

enum Key {
    CreatedAt,
    UpdatedAt,
    ExternalOrderId,
    PurchaseDate,
    Status,
}

impl Sort {
    fn of(text: &str) -> Result<Self, Refusal> {
        let (field, direction) = text.split_once(',').unwrap_or((text, "asc"));
        let key = match field {
            "createdAt" => Key::CreatedAt,
            "updatedAt" => Key::UpdatedAt,
            "externalOrderId" => Key::ExternalOrderId,
            "purchaseDate" => Key::PurchaseDate,
            "status" => Key::Status,
            _ => return Err(Refusal::malformed("sort names no field that orders can be sorted by")),
        };
        let descending = match direction {
            "asc" => false,
            "desc" => true,
            _ => return Err(Refusal::malformed("sort has a direction other than asc and desc")),
        };
        Ok(Self { key, descending })
    }

    fn compare(&self, a: &Order, b: &Order) -> Ordering {
        let by_key = match self.key {
            Key::CreatedAt => a.created_at.cmp(&b.created_at),
            Key::UpdatedAt => a.updated_at.cmp(&b.updated_at),
            Key::ExternalOrderId => a.external_order_id.cmp(&b.external_order_id),
            Key::PurchaseDate => a.purchase_date.cmp(&b.purchase_date),
            Key::Status => a.status.as_str().cmp(b.status.as_str()),
        };
        let ordered = by_key.then_with(|| a.uuid.cmp(&b.uuid));
        if self.descending { ordered.reverse() } else { ordered }
    }
}
