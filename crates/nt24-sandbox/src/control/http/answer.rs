//! The organization that a call of the control plane acts for, and its answers.

use crate::control::Control;
use axum::Json;
use axum::extract::{FromRequestParts, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

/// The control for the organization of the client in the query; without one, of the first organization.
pub(super) struct Acting(pub(super) Control);

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

/// A refused call: status and reason.
pub(super) struct Refused(pub(super) StatusCode, pub(super) String);

/// The answer of a call.
pub(super) type Answered<T> = Result<Json<T>, Refused>;

/// The answer of a call without a body.
pub(super) type Done = Result<StatusCode, Refused>;

pub(super) const DONE: Done = Ok(StatusCode::NO_CONTENT);

impl Refused {
    pub(super) fn wrong(why: impl Into<String>) -> Self {
        Self(StatusCode::UNPROCESSABLE_ENTITY, why.into())
    }

    pub(super) fn no_such(what: &str) -> Self {
        Self(StatusCode::NOT_FOUND, format!("there is no such {what}"))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

/// 204 if the record exists, else 404.
pub(super) fn done_if(found: bool, what: &str) -> Done {
    if found { DONE } else { Err(Refused::no_such(what)) }
}

/// The record, or 404.
pub(super) fn record_or_404<T>(resource: Option<T>, what: &str) -> Answered<T> {
    resource.map(Json).ok_or_else(|| Refused::no_such(what))
}
