use super::answer::{Acting, Answered, DONE, Done, Refused};
use crate::options::{Seed, UnknownSeed};
use axum::Json;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
pub(super) struct Reset {
    seed: String,
}

/// `POST /_sandbox/reset`; without a body the worlds stay empty.
pub(super) async fn reset(Acting(control): Acting, wanted: Option<Json<Reset>>) -> Done {
    let seed = wanted.map_or(Ok(Seed::Empty), |Json(wanted)| wanted.seed.parse());
    let seed = seed.map_err(|error: UnknownSeed| Refused::wrong(error.to_string()))?;
    control.reset(seed).map_err(|error| Refused(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
    DONE
}

/// Number of records of each kind.
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
