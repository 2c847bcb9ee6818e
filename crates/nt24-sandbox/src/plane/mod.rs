//! The control plane over HTTP, below `/_sandbox/`: what [`Control`] can, for a program that is no
//! Rust test. It is off unless it is asked for, since whoever reaches it may do everything.

mod access;
mod clock;
mod exchanges;
mod faults;
mod staff;
mod vies;
mod world;

use crate::Control;
use axum::extract::{FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use std::net::IpAddr;

/// All routes. The README's table names each.
pub(crate) fn router(control: Control) -> Router {
    let routes = Router::new()
        .route("/reset", post(world::reset))
        .route("/counts", get(world::counts))
        .route("/organizations", get(access::organizations))
        .route("/clock", get(clock::read).put(clock::set))
        .route("/clock/advance", post(clock::advance))
        .route("/faults", get(faults::list).post(faults::add).delete(faults::clear))
        .route("/vies/{vat_number}", put(vies::set).delete(vies::clear))
        .route("/exchanges", get(exchanges::list).delete(exchanges::clear))
        .route("/capabilities", get(access::capabilities).put(access::set_capabilities))
        .route("/dpa", put(access::set_dpa))
        .route("/dpa/publish", post(access::publish_dpa))
        .route("/tokens", get(access::token_calls))
        .route("/tokens/revoke", post(access::revoke_tokens))
        .route("/secrets/rotate", post(access::rotate_secret))
        .route("/buyers/{id}", get(staff::buyer).patch(staff::edit_buyer))
        .route("/buyers/{id}/status", put(staff::set_buyer_status))
        .route("/buyers/{id}/verification", put(staff::set_verification))
        .route("/buyers/{id}/ibans", post(staff::declare_iban))
        .route("/orders/{id}", get(staff::order).patch(staff::edit_order))
        .route("/orders/{id}/compliance", get(staff::compliance))
        .route("/orders/{id}/invoices/{type}", patch(staff::edit_invoice))
        .route("/orders/{id}/payment", patch(staff::edit_payment))
        .route("/documents/{id}/archive", post(staff::archive_document))
        .with_state(control);
    Router::new().nest("/_sandbox", routes).layer(middleware::from_fn(only_programs_of_this_computer))
}

/// Refuses what a browser sends for a page, and what was meant for another host: a page that a
/// person happens to read, or whose name was bound to 127.0.0.1, must not command the sandbox. That
/// only this computer reaches the address is made sure of at the start.
async fn only_programs_of_this_computer(request: Request, next: Next) -> Response {
    let headers = request.headers();
    if headers.contains_key("origin") || headers.contains_key("sec-fetch-site") {
        return Refused(StatusCode::FORBIDDEN, "pages may not use the control plane".into()).into_response();
    }
    if !names_loopback(headers) {
        let why = "the Host is not a loopback address".into();
        return Refused(StatusCode::FORBIDDEN, why).into_response();
    }
    next.run(request).await
}

fn names_loopback(headers: &HeaderMap) -> bool {
    let authority = headers.get("host").and_then(|host| host.to_str().ok());
    let Some(authority) = authority.and_then(|text| text.parse::<axum::http::uri::Authority>().ok()) else {
        return false;
    };
    let host = authority.host();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// The control of the organization that a call is about: that of the client in the query, without
/// one the first.
struct Acting(Control);

#[derive(Deserialize)]
struct ActingFor {
    client: Option<String>,
}

impl FromRequestParts<Control> for Acting {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, control: &Control) -> Result<Self, Refused> {
        let Query(ActingFor { client }) =
            Query::try_from_uri(&parts.uri).map_err(|error| Refused::wrong(error.body_text()))?;
        match client {
            None => Ok(Self(control.clone())),
            Some(client) => control.of_client(&client).map(Self).ok_or_else(|| Refused::no_such("client")),
        }
    }
}

/// Why a call did nothing.
struct Refused(StatusCode, String);

/// What a call answers.
type Answered<T> = Result<Json<T>, Refused>;

/// What a call answers that has nothing to say.
type Done = Result<StatusCode, Refused>;

const DONE: Done = Ok(StatusCode::NO_CONTENT);

impl Refused {
    fn wrong(why: impl Into<String>) -> Self {
        Self(StatusCode::UNPROCESSABLE_ENTITY, why.into())
    }

    fn no_such(what: &str) -> Self {
        Self(StatusCode::NOT_FOUND, format!("there is no such {what}"))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

/// 204 when there was something to change.
fn done_if(found: bool, what: &str) -> Done {
    if found { DONE } else { Err(Refused::no_such(what)) }
}

/// The resource, or 404.
fn found<T>(resource: Option<T>, what: &str) -> Answered<T> {
    resource.map(Json).ok_or_else(|| Refused::no_such(what))
}
