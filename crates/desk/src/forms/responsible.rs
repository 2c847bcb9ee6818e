//! The person who answers for orders, remembered from the last one: mostly the one who sits here.

use crate::contract::{Failure, Person};
use crate::forms::context::FormContext;
use crate::forms::typed;
use nt24::SellerId;

/// The person of the last order of the seller that this desk submitted. Empty if there is none.
pub(super) fn last(context: &FormContext<'_>) -> Result<Person, Failure> {
    let stored = store::settings::get(context.tx, &key(&context.seller()?))?;
    Ok(stored.and_then(|person| serde_json::from_str(&person).ok()).unwrap_or_default())
}

/// Remembers the person of an order. An order without one leaves the last in place.
pub(super) fn remember(context: &FormContext<'_>, seller: &SellerId, person: &Person) -> Result<(), Failure> {
    if typed::is_empty(person) {
        return Ok(());
    }
    let person = serde_json::to_string(person).map_err(Failure::bad_call)?;
    Ok(store::settings::set(context.tx, &key(seller), &person)?)
}

fn key(seller: &SellerId) -> String {
    format!("responsible:{seller}")
}
