//! Changes by NT24's staff and in NT24's web app.

use super::chance::Chance;
use chrono::NaiveDate;
use nt24::{
    BuyerStatus, BuyerUpdate, Capabilities, InvoiceType, InvoiceUpdate, Order, OrderUpdate, PaymentUpdate,
    PickupConfirm, PickupType,
};
use nt24_sandbox::Control;

/// A change by staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    RenameBuyer,
    BlockBuyer,
    Order,
    Invoice,
    Payment,
    CancelOrder,
    ConfirmPickup,
    RevokePickup,
    RevokeTokens,
    Grants,
}

/// The changes of staff. A change that stands here twice is chosen twice as often.
pub(super) const CHANGES: &[Change] = &[
    Change::RenameBuyer,
    Change::RenameBuyer,
    Change::BlockBuyer,
    Change::Order,
    Change::Order,
    Change::Invoice,
    Change::Invoice,
    Change::Payment,
    Change::CancelOrder,
    Change::ConfirmPickup,
    Change::RevokePickup,
    Change::RevokePickup,
    Change::RevokeTokens,
    Change::Grants,
];

/// Staff change a resource or a grant. Returns a line for the log; `None` if the chosen resource does not exist
/// yet.
pub(super) fn change(
    control: &Control,
    change: Change,
    chance: &mut Chance,
    mark: &str,
    today: NaiveDate,
) -> Option<&'static str> {
    match change {
        Change::RenameBuyer => {
            let buyer = one_of(chance, control.buyers())?;
            let update = BuyerUpdate { company_name: Some(mark.to_owned()), ..BuyerUpdate::default() };
            control.edit_buyer(&buyer.uuid, update)?;
            Some("renamed a buyer")
        }
        Change::BlockBuyer => {
            let buyer = one_of(chance, control.buyers())?;
            let status = chance.one_of(&[true, false]);
            let status = if status { BuyerStatus::Blocked } else { BuyerStatus::Active };
            control.edit_buyer_status(&buyer.uuid, status)?;
            Some("blocked or unblocked a buyer")
        }
        Change::Order => {
            let order = one_of(chance, control.orders())?;
            let update = OrderUpdate { purchase_date: Some(today), ..OrderUpdate::default() };
            control.edit_order(&order.uuid, update)?;
            Some("changed an order")
        }
        Change::Invoice => {
            let order = one_of(chance, control.orders())?;
            let update = InvoiceUpdate { invoice_number: Some(mark.to_owned()), ..InvoiceUpdate::default() };
            control.edit_invoice(&order.uuid, &InvoiceType::Preliminary, update)?;
            Some("changed an invoice")
        }
        Change::Payment => {
            let order = one_of(chance, control.orders())?;
            let update = PaymentUpdate { source_iban: Some(mark.to_owned()), ..PaymentUpdate::default() };
            control.edit_payment(&order.uuid, update)?;
            Some("changed a payment")
        }
        Change::CancelOrder => {
            let order = one_of(chance, control.orders())?;
            control.cancel_order(&order.uuid, "The buyer stepped back")?;
            Some("cancelled an order")
        }
        Change::ConfirmPickup => {
            let order = one_of(chance, orders_by_pickup(control, false))?;
            let confirmed = PickupConfirm {
                kind: PickupType::CompanyTransport,
                pickup_date: today,
                driver_identification: Some(mark.to_owned()),
                collection_address: None,
            };
            let vin = &order.vins.first()?.input.vin;
            control.confirm_pickup_of(&order.uuid, vin, confirmed).then_some("confirmed a pickup")
        }
        Change::RevokePickup => {
            let order = one_of(chance, orders_by_pickup(control, true))?;
            control.revoke_pickup(&order.uuid, mark).then_some("revoked a pickup")
        }
        Change::RevokeTokens => {
            control.revoke_tokens();
            Some("revoked the tokens")
        }
        Change::Grants => {
            let granted = chance.percent(50);
            control.set_capabilities(Capabilities {
                allow_contact_personal_data: granted,
                allow_multi_vin_orders: granted,
                ..control.capabilities()
            });
            control.set_dpa(granted || chance.percent(70));
            Some("granted or withdrew capabilities")
        }
    }
}

fn orders_by_pickup(control: &Control, confirmed: bool) -> Vec<Order> {
    let is_confirmed = |order: &Order| {
        let rollup = control.compliance(&order.uuid);
        rollup.is_some_and(|rollup| rollup.modules.transport.pickup_confirmed == Some(true))
    };
    control.orders().into_iter().filter(|order| is_confirmed(order) == confirmed).collect()
}

/// Grants every capability again, and unblocks all buyers.
pub(super) fn grant_everything(control: &Control) {
    control.set_capabilities(nt24_sandbox::Organization::demo().capabilities);
    control.set_dpa(true);
    for buyer in control.buyers() {
        if buyer.status == BuyerStatus::Blocked {
            control.edit_buyer_status(&buyer.uuid, BuyerStatus::Active);
        }
    }
}

fn one_of<T>(chance: &mut Chance, mut items: Vec<T>) -> Option<T> {
    if items.is_empty() { None } else { Some(items.swap_remove(chance.below(items.len()))) }
}
