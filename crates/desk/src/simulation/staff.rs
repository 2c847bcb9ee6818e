//! Changes by NT24's staff and in NT24's web app.

use super::chance::Chance;
use chrono::NaiveDate;
use nt24::{BuyerStatus, BuyerUpdate, Capabilities, InvoiceType, InvoiceUpdate, OrderUpdate, PaymentUpdate};
use nt24_sandbox::Control;

/// Staff change a resource or a grant. Returns a line for the log; `None` if the chosen resource does not exist
/// yet.
pub(super) fn change(control: &Control, chance: &mut Chance, mark: &str, today: NaiveDate) -> Option<String> {
    let change = chance.below(13);
    let done = match change {
        0 | 1 => {
            let buyer = one_of(chance, control.buyers())?;
            let update = BuyerUpdate { company_name: Some(mark.to_owned()), ..BuyerUpdate::default() };
            control.edit_buyer(&buyer.uuid, update)?;
            "renamed a buyer"
        }
        2 => {
            let buyer = one_of(chance, control.buyers())?;
            let status = chance.one_of(&[true, false]);
            let status = if status { BuyerStatus::Blocked } else { BuyerStatus::Active };
            control.edit_buyer_status(&buyer.uuid, status)?;
            "blocked or unblocked a buyer"
        }
        3 | 4 => {
            let order = one_of(chance, control.orders())?;
            let update = OrderUpdate { purchase_date: Some(today), ..OrderUpdate::default() };
            control.edit_order(&order.uuid, update)?;
            "changed an order"
        }
        5 | 6 => {
            let order = one_of(chance, control.orders())?;
            let update = InvoiceUpdate { invoice_number: Some(mark.to_owned()), ..InvoiceUpdate::default() };
            control.edit_invoice(&order.uuid, &InvoiceType::Preliminary, update)?;
            "changed an invoice"
        }
        7 => {
            let order = one_of(chance, control.orders())?;
            let update = PaymentUpdate { source_iban: Some(mark.to_owned()), ..PaymentUpdate::default() };
            control.edit_payment(&order.uuid, update)?;
            "changed a payment"
        }
        8 => {
            let order = one_of(chance, control.orders())?;
            control.cancel_order(&order.uuid, "The buyer stepped back")?;
            "cancelled an order"
        }
        9 | 10 => {
            let picked_up = |order: &nt24::Order| {
                let rollup = control.compliance(&order.uuid);
                rollup.is_some_and(|rollup| rollup.modules.transport.pickup_confirmed == Some(true))
            };
            let orders = control.orders().into_iter().filter(picked_up).collect();
            let order = one_of(chance, orders)?;
            control.revoke_pickup(&order.uuid, mark).then_some("revoked a pickup")?
        }
        11 => {
            control.revoke_tokens();
            "revoked the tokens"
        }
        _ => {
            let granted = chance.percent(50);
            control.set_capabilities(Capabilities {
                allow_contact_personal_data: granted,
                allow_multi_vin_orders: granted,
                ..control.capabilities()
            });
            control.set_dpa(granted || chance.percent(70));
            "granted or withdrew capabilities"
        }
    };
    Some(done.to_owned())
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
