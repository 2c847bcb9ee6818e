//! The token endpoint, modelled on Keycloak.

use crate::lock::lock;
use crate::message::Answer;
use crate::options::Clock as _;
use crate::state::Shared;
use bytes::Bytes;
use nt24::{OAuthError, TokenResponse};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Issues a token for client credentials. They are in the form, as documented, or in an `Authorization:
/// Basic`, which Keycloak accepts as well.
pub(crate) fn issue(shared: &Shared, form: &[u8], authorization: Option<&str>) -> Answer {
    let fields: BTreeMap<_, _> = url::form_urlencoded::parse(form).into_owned().collect();
    let field = |name: &str| fields.get(name).map(String::as_str);
    let mut state = lock(&shared.state);
    state.token_calls += 1;
    match field("grant_type") {
        Some("client_credentials") => {}
        Some(_) => return refuse(400, "unsupported_grant_type", "Unsupported grant_type"),
        None => return refuse(400, "invalid_request", "Missing form parameter: grant_type"),
    }
    let now = shared.clock.now();
    let basic = authorization.and_then(basic_credentials);
    let (client_id, secret) = match &basic {
        Some((client_id, secret)) => (client_id.as_str(), secret.as_str()),
        None => (field("client_id").unwrap_or_default(), field("client_secret").unwrap_or_default()),
    };
    let Some(place) = state.accounts.authenticate(client_id, secret, now) else {
        return refuse(401, "invalid_client", "Invalid client or Invalid client credentials");
    };
    let token = shared.ids.token();
    let life = shared.behaviour.token_life;
    state.accounts.issue(place, client_id, token.clone(), now, life);
    json(
        200,
        &TokenResponse {
            access_token: token,
            expires_in: u64::try_from(life.num_seconds()).unwrap_or_default(),
            token_type: "Bearer".to_owned(),
            not_before_policy: Some(state.accounts.not_before),
            scope: Some("profile email".to_owned()),
        },
    )
}

/// Client id and secret of a Basic header, where each is form-encoded (RFC 6749, section 2.3.1).
fn basic_credentials(authorization: &str) -> Option<(String, String)> {
    let text = String::from_utf8(decode_base64(authorization.strip_prefix("Basic ")?)?).ok()?;
    let (client_id, secret) = text.split_once(':')?;
    Some((form_decoded(client_id)?, form_decoded(secret)?))
}

fn form_decoded(text: &str) -> Option<String> {
    let field = format!("value={text}");
    url::form_urlencoded::parse(field.as_bytes()).next().map(|(_, value)| value.into_owned())
}

/// Decodes Base64 of the standard alphabet, with or without padding.
fn decode_base64(text: &str) -> Option<Vec<u8>> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for letter in text.trim_end_matches('=').bytes() {
        let value = ALPHABET.iter().position(|known| *known == letter)?;
        held = held << 6 | u32::try_from(value).ok()?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xFF).ok()?);
        }
        held &= (1 << bits) - 1;
    }
    Some(bytes)
}

fn refuse(status: u16, error: &str, description: &str) -> Answer {
    json(status, &OAuthError { error: error.to_owned(), error_description: Some(description.to_owned()) })
}

fn json(status: u16, body: &impl Serialize) -> Answer {
    Answer {
        status,
        headers: Arc::new(vec![
            ("content-type".into(), "application/json".into()),
            ("cache-control".into(), "no-store".into()),
        ]),
        body: serde_json::to_vec(body).unwrap_or_default().into(),
        file: None,
    }
}

/// The form with its secret blanked, in the same length, for observers.
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

/// The answer with its token blanked, for observers.
pub(crate) fn blanked_answer(body: &Bytes) -> Bytes {
    match serde_json::from_slice::<TokenResponse>(body) {
        Ok(mut token) => {
            token.access_token = "blanked".to_owned();
            serde_json::to_vec(&token).unwrap_or_default().into()
        }
        Err(_) => body.clone(),
    }
}
