//! Organizations, capabilities, the DPA, tokens and secrets.

use super::answer::{Acting, DONE, Done, Refused, done_if};
use crate::control::Control;
use crate::lock::lock;
use axum::Json;
use axum::extract::State;
use chrono::TimeDelta;
use nt24::{AuthorizedPartner, Capabilities};
use serde::{Deserialize, Serialize};

/// Longest window of a rotation; decided here.
const MAX_WINDOW: TimeDelta = TimeDelta::days(3650);

/// An organization, without its secrets.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrganizationView {
    organization_uuid: String,
    name: String,
    clients: Vec<String>,
    sellers: Vec<AuthorizedPartner>,
    capabilities: Capabilities,
    dpa_version: Option<String>,
}

/// `GET /_sandbox/organizations`
pub(super) async fn organizations(State(control): State<Control>) -> Json<Vec<OrganizationView>> {
    let accounts = &lock(&control.shared.state).accounts;
    let shown = accounts.iter().map(|account| OrganizationView {
        organization_uuid: account.world.organization_uuid.clone(),
        name: account.world.name.clone(),
        clients: account.client_ids().map(str::to_owned).collect(),
        sellers: account.world.sellers.clone(),
        capabilities: account.world.capabilities.clone(),
        dpa_version: account.world.dpa.as_ref().map(|dpa| dpa.version.clone()),
    });
    Json(shown.collect())
}

/// `GET /_sandbox/capabilities`
pub(super) async fn capabilities(Acting(control): Acting) -> Json<Capabilities> {
    Json(control.capabilities())
}

/// `PUT /_sandbox/capabilities`, including the tier of the rate limit.
pub(super) async fn set_capabilities(
    Acting(control): Acting,
    Json(capabilities): Json<Capabilities>,
) -> Json<Capabilities> {
    control.set_capabilities(capabilities);
    Json(control.capabilities())
}

#[derive(Deserialize)]
pub(super) struct Dpa {
    accepted: bool,
}

/// `PUT /_sandbox/dpa`
pub(super) async fn set_dpa(Acting(control): Acting, Json(dpa): Json<Dpa>) -> Done {
    control.set_dpa(dpa.accepted);
    DONE
}

#[derive(Deserialize)]
pub(super) struct Published {
    version: String,
}

/// `POST /_sandbox/dpa/publish`
pub(super) async fn publish_dpa(Acting(control): Acting, Json(dpa): Json<Published>) -> Done {
    control.publish_dpa(&dpa.version);
    DONE
}

/// Calls of the token endpoint.
#[derive(Serialize)]
pub(super) struct TokenCalls {
    calls: u64,
}

/// `GET /_sandbox/tokens`
pub(super) async fn token_calls(State(control): State<Control>) -> Json<TokenCalls> {
    Json(TokenCalls { calls: control.token_calls() })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Revocation {
    #[serde(default)]
    client_id: Option<String>,
}

/// `POST /_sandbox/tokens/revoke`
pub(super) async fn revoke_tokens(State(control): State<Control>, Json(wanted): Json<Revocation>) -> Done {
    match wanted.client_id {
        Some(client_id) => done_if(control.revoke_tokens_of(&client_id), "client"),
        None => {
            control.revoke_tokens();
            DONE
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rotation {
    client_id: String,
    secret: String,
    /// How long the old secret stays valid.
    window_seconds: i64,
}

/// `POST /_sandbox/secrets/rotate`
pub(super) async fn rotate_secret(State(control): State<Control>, Json(wanted): Json<Rotation>) -> Done {
    let window = TimeDelta::try_seconds(wanted.window_seconds)
        .filter(|window| *window >= TimeDelta::zero() && *window <= MAX_WINDOW)
        .ok_or_else(|| Refused::wrong("windowSeconds is not a number from 0 to ten years"))?;
    if wanted.secret.is_empty() {
        return Err(Refused::wrong("secret is empty"));
    }
    done_if(control.rotate_secret(&wanted.client_id, &wanted.secret, window), "client")
}
