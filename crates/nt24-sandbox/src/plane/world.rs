use super::{Acting, Answered, DONE, Done};
use crate::Control;
use axum::Json;
use axum::extract::State;
use serde::Serialize;

/// `POST /_sandbox/reset`
pub(super) async fn reset(State(control): State<Control>) -> Done {
    control.reset();
    DONE
}

/// How much there is of everything.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Counted {
    buyers: usize,
    contacts: usize,
    orders: usize,
    invoices: usize,
    payments: usize,
    pickups: usize,
    deliveries: usize,
    documents: usize,
    vies_checks: usize,
    stored_answers: usize,
}

/// `GET /_sandbox/counts`
pub(super) async fn counts(Acting(control): Acting) -> Answered<Counted> {
    let counts = control.counts();
    Ok(Json(Counted {
        buyers: counts.buyers,
        contacts: counts.contacts,
        orders: counts.orders,
        invoices: counts.invoices,
        payments: counts.payments,
        pickups: counts.pickups,
        deliveries: counts.deliveries,
        documents: counts.documents,
        vies_checks: counts.vies_checks,
        stored_answers: counts.stored_answers,
    }))
}
