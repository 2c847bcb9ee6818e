//! An order that is still a draft, as far as its form can be read.

use crate::connection::Connection;
use crate::contract::{Failure, Finding, Form, OrderForm};
use crate::forms::submitted::form_of;
use crate::forms::typed;
use nt24::{BuyerId, OrderCreate, OrderVinInput, SellerId};
use store::{OrderRow, Tx};

/// The order of a draft, as far as it can be read. `None` if the id is not that of an order's draft.
/// `begun_for`: the seller for whom the form in progress was begun.
pub(super) fn order_of_draft(
    tx: &Tx<'_>,
    connection: &Connection,
    begun_for: Option<&SellerId>,
    id: &str,
) -> Result<Option<OrderRow>, Failure> {
    let Some(draft) = store::drafts::get(tx, id)? else { return Ok(None) };
    let Form::Order(form) = form_of(&draft)? else { return Ok(None) };
    let buyer = store::buyers::get(tx, &form.buyer)?;
    let seller = match &buyer {
        Some(row) => row.seller.clone(),
        None => begun_for.cloned().map_or_else(|| connection.seller(), Ok)?,
    };
    let buyer = buyer.map(|row| row.id).unwrap_or_default();
    Ok(Some(OrderRow {
        wanted: Some(readable(&form, &mut Vec::new())),
        updated_at: draft.updated_at,
        ..OrderRow::new(draft.id, seller, buyer, form.external_order_id.as_str(), draft.created_at)
    }))
}

/// The readable part of a form. Adds a finding for each field that cannot be read.
pub(super) fn readable(form: &OrderForm, unread: &mut Vec<Finding>) -> OrderCreate {
    let currency = typed::currency(&form.currency);
    let vins = form
        .vehicles
        .iter()
        .enumerate()
        .map(|(at, vehicle)| {
            let field = |name: &str| format!("vehicles[{at}].{name}");
            let amount = typed::amount(&vehicle.amount, &currency, &field("amount"), unread);
            OrderVinInput {
                vin: rules::vin::normalise(&vehicle.vin),
                brand: rules::text(&vehicle.brand),
                model: rules::text(&vehicle.model),
                purchase_amount: typed::money(amount.unwrap_or_default(), &currency),
                mileage: typed::kilometres(&vehicle.mileage, &field("mileage"), unread),
                first_registration_date: typed::day(
                    &vehicle.first_registration,
                    &field("firstRegistration"),
                    unread,
                ),
            }
        })
        .collect::<Vec<_>>();
    let total = rules::money::total(vins.iter().map(|vehicle| vehicle.purchase_amount.value));
    let purchase_date = typed::day(&form.purchase_date, "purchaseDate", unread);
    OrderCreate {
        external_order_id: rules::text(&form.external_order_id),
        buyer_id: BuyerId::from(form.buyer.as_str()),
        purchase_date,
        responsible_contact: typed::responsible(&form.responsible),
        vins,
        total_amount: typed::money(total, &currency),
    }
}
