//! The answers of the pages.

use super::html::Page;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

pub(super) fn answer(status: StatusCode, page: &Page) -> Response {
    let mut response = Response::new(Body::from(page.to_html()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        (
            "content-security-policy",
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Redirects the browser to a GET, so that reloading does not send the form again.
pub(super) fn see_other(address: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert("location", address);
    }
    response
}

pub(super) fn unknown_link() -> Response {
    let mut page = Page::new("en", "This link leads nowhere");
    page.text("Please check that it was copied completely, or ask the seller for a new one.");
    answer(StatusCode::NOT_FOUND, &page)
}
