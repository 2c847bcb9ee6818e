//! The control plane: [`Control`] over HTTP, below `/_sandbox/`, for programs in other languages. It has no
//! authentication, so it is off by default.

mod access;
mod answer;
mod clock;
mod exchanges;
mod faults;
mod staff;
mod vies;
mod world;

use crate::control::Control;
use answer::Refused;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post, put};
use std::net::IpAddr;

/// All routes; README.md has a table of them.
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

/// Refuses requests that a browser sends for a web page, and requests for another host, so that a page in a
/// browser of this computer cannot control the sandbox, not even by DNS rebinding.
/// [`crate::Sandbox::start`] makes sure that the address is a loopback one.
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
