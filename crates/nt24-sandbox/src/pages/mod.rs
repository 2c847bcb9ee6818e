//! The pages for a buyer: the identity check of mode B and the upload behind an invitation; and the
//! export file behind a link. Whoever has the link may act; tokens of the API open nothing here, and links open nothing there.

mod html;
mod invitation;
mod verification;
mod words;

use crate::pdf;
use crate::shared::Shared;
use crate::world::{Cause, Link, Moment, World};
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use html::Page;
use nt24::{Problem, ProblemType};
use std::sync::Arc;

/// The routes of the pages. They are no part of the API: no exchange of theirs is logged, because
/// their addresses are secrets.
pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/page.css", get(style))
        .route("/idenfy/{token}", get(verification::show).post(verification::decide))
        .route("/invite/{token}", get(invitation::show).post(invitation::upload))
        .route("/invite/{token}/finish", post(invitation::finish))
        .route("/export-files/{token}", get(export_file))
}

/// The path of the file behind a `downloadUrl` that ends.
pub(crate) fn export_file_path(token: &str) -> String {
    format!("/export-files/{token}")
}

async fn export_file(State(shared): State<Arc<Shared>>, Path(token): Path<String>) -> Response {
    let file = shared.follow(&token, |world, link, _| {
        let Link::ExportFile(order) = link else { return None };
        world.linked_export(order, &token).map(pdf::write)
    });
    let (status, media_type, body) = match file {
        Some(file) => (StatusCode::OK, "application/pdf", file),
        None => {
            // What an ended link is answered with is documented nowhere.
            let problem = Problem::new(&ProblemType::NotFound, 404, "The link has ended");
            let body = serde_json::to_vec(&problem).unwrap_or_default();
            (StatusCode::NOT_FOUND, "application/problem+json", body)
        }
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert("content-type", HeaderValue::from_static(media_type));
    response.headers_mut().insert("cache-control", HeaderValue::from_static("no-store"));
    response
}

/// The page of an identity check.
pub(crate) fn verification_url(origin: &str, token: &str) -> String {
    format!("{origin}/idenfy/{token}")
}

/// The page of an invitation.
pub(crate) fn invitation_url(origin: &str, token: &str) -> String {
    format!("{origin}/invite/{token}")
}

impl Shared {
    /// Works with the world that a link leads into; none for a link that is not known.
    fn follow<T>(
        &self,
        token: &str,
        act: impl FnOnce(&mut World, &Link, Moment<'_>) -> Option<T>,
    ) -> Option<T> {
        let mut state = crate::lock(&self.state);
        let moment = self.moment(Cause::System);
        let world = state.accounts.worlds_mut().find(|world| world.links.contains_key(token))?;
        world.advance(moment);
        let link = world.links.get(token)?.clone();
        let result = act(world, &link, moment);
        self.keep(&state.accounts);
        result
    }
}

async fn style() -> Response {
    let mut response = Response::new(Body::from(html::STYLE));
    response.headers_mut().insert("content-type", HeaderValue::from_static("text/css; charset=utf-8"));
    response
}

fn answer(status: StatusCode, page: &Page) -> Response {
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

/// Sends the browser on with a GET, so that reloading does not send the form again.
fn see_other(address: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert("location", address);
    }
    response
}

fn unknown_link() -> Response {
    let mut page = Page::new("en", "This link leads nowhere");
    page.text("Please check that it was copied completely, or ask the seller for a new one.");
    answer(StatusCode::NOT_FOUND, &page)
}
