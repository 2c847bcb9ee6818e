//! The token endpoint, in the manner of Keycloak.

use crate::process::Answer;
use crate::shared::Shared;
use bytes::Bytes;
use chrono::TimeDelta;
use nt24::{OAuthError, TokenResponse};
use serde::Serialize;
use std::collections::BTreeMap;

/// Life of a token in seconds.
const LIFE: u64 = 300;
const LIFE_SPAN: TimeDelta = TimeDelta::seconds(300);

/// Exchanges client credentials for a token.
pub(crate) fn issue(shared: &Shared, form: &[u8]) -> Answer {
    let fields: BTreeMap<_, _> = url::form_urlencoded::parse(form).into_owned().collect();
    let field = |name: &str| fields.get(name).map(String::as_str);
    let mut state = crate::lock(&shared.state);
    state.token_calls += 1;
    match field("grant_type") {
        Some("client_credentials") => {}
        Some(_) => return refuse(400, "unsupported_grant_type", "Unsupported grant_type"),
        None => return refuse(400, "invalid_request", "Missing form parameter: grant_type"),
    }
    let now = shared.clock.now();
    let client_id = field("client_id").unwrap_or_default();
    let secret = field("client_secret").unwrap_or_default();
    let Some(place) = state.accounts.authenticate(client_id, secret, now) else {
        return refuse(401, "invalid_client", "Invalid client or Invalid client credentials");
    };
    let token = shared.ids.token();
    state.accounts.issue(place, client_id, token.clone(), now, LIFE_SPAN);
    json(
        200,
        &TokenResponse {
            access_token: token,
            expires_in: LIFE,
            token_type: "Bearer".to_owned(),
            not_before_policy: Some(state.accounts.not_before),
            scope: Some("profile email".to_owned()),
        },
    )
}

fn refuse(status: u16, error: &str, description: &str) -> Answer {
    json(status, &OAuthError { error: error.to_owned(), error_description: Some(description.to_owned()) })
}

fn json(status: u16, body: &impl Serialize) -> Answer {
    Answer {
        status,
        headers: vec![
            ("content-type".into(), "application/json".into()),
            ("cache-control".into(), "no-store".into()),
        ],
        body: serde_json::to_vec(body).unwrap_or_default().into(),
        file: None,
    }
}

/// The form without its secret, as long as it was, for observers.
pub(crate) fn blanked_form(form: &[u8]) -> Bytes {
    let mut blanked = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in url::form_urlencoded::parse(form) {
        if name == "client_secret" {
            blanked.append_pair(&name, &"x".repeat(value.chars().count()));
        } else {
            blanked.append_pair(&name, &value);
        }
    }
    blanked.finish().into()
}

/// The answer without its token, for observers.
pub(crate) fn blanked_answer(body: &Bytes) -> Bytes {
    match serde_json::from_slice::<TokenResponse>(body) {
        Ok(mut token) => {
            token.access_token = "blanked".to_owned();
            serde_json::to_vec(&token).unwrap_or_default().into()
        }
        Err(_) => body.clone(),
    }
}
