//! The pages for a buyer: the identity check of mode B and the upload behind an invitation; and the export
//! file behind a link. A link authorizes its holder. API tokens have no effect here, and links none on the
//! API.

mod answer;
mod follow;
mod html;
mod invitation;
mod verification;
mod words;

use crate::pdf;
use crate::state::Shared;
use crate::world::Link;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use follow::follow;
use nt24::{Problem, ProblemType};
use std::sync::Arc;

/// The routes of the pages. They are no part of the API: their exchanges are not logged, because their
/// addresses are secrets.
pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/page.css", get(style))
        .route("/idenfy/{token}", get(verification::show).post(verification::decide))
        .route("/invite/{token}", get(invitation::show).post(invitation::upload))
        .route("/invite/{token}/finish", post(invitation::finish))
        .route("/export-files/{token}", get(export_file))
}

async fn export_file(State(shared): State<Arc<Shared>>, Path(token): Path<String>) -> Response {
    let file = follow(&shared, &token, |world, link, _| {
        let Link::ExportFile(order) = link else { return None };
        world.linked_export(order, &token).map(pdf::write)
    });
    let (status, media_type, body) = match file {
        Some(file) => (StatusCode::OK, "application/pdf", file),
        None => {
            // The answer to an expired link is not documented.
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

async fn style() -> Response {
    let mut response = Response::new(Body::from(html::STYLE));
    response.headers_mut().insert("content-type", HeaderValue::from_static("text/css; charset=utf-8"));
    response
}
