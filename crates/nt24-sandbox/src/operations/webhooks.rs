use super::call::Call;
use super::paging::{self, Paging};
use crate::links;
use crate::message::{Fields, Handled, Need, Refusal, Reply, fields};
use crate::world::{EndpointRecord, SCHEMA_VERSION, World};
use nt24::{
    DeliveryId, Operation, PartnerScope, WebhookCreate, WebhookDelivery, WebhookDeliveryStatus,
    WebhookEndpoint, WebhookEventType, WebhookId, WebhookSecret, WebhookStatus, WebhookSubscription,
    WebhookTestRequest, WebhookUpdate,
};
use serde_json::Value;
use std::ops::RangeInclusive;
use url::{Host, Url};

/// Longest URL of a receiver, in characters; decided here.
const URL_LIMIT: usize = 2048;
/// Characters of a secret that the caller chooses; decided here.
const SECRET_CHARACTERS: RangeInclusive<usize> = 1..=255;

/// `POST /webhooks`
pub(super) fn create(world: &mut World, call: &Call<'_>) -> Handled {
    let create: WebhookCreate = fields::read(call.body(), |body| {
        check(body, Need::Required, world, call);
        body.text("secret", Need::Optional, secret);
    })?;
    let moment = call.moment;
    let endpoint = WebhookEndpoint {
        id: WebhookId(world.webhooks.new_webhook_id(moment.ids)),
        url: create.url,
        events: create.events,
        status: WebhookStatus::Active,
        created_at: moment.now,
        partner_ids: create.partner_ids,
        secret: None,
        updated_at: Some(moment.now),
        accepted_schema_versions: moment
            .behaviour
            .webhooks
            .schema_versions
            .then(|| create.accepted_schema_versions.unwrap_or_else(|| vec![SCHEMA_VERSION])),
    };
    let secret = create.secret.unwrap_or_else(|| WebhookSecret::new(format!("whsec_{}", moment.ids.token())));
    let location = links::api_path(Operation::GetWebhook, &[endpoint.id.as_str()]).unwrap_or_default();
    let shown = WebhookEndpoint { secret: Some(secret.clone()), ..endpoint.clone() };
    world.webhooks.register(endpoint, secret);
    Ok(Reply::json(201, &shown).with("location", location))
}

/// `GET /webhooks`
pub(super) fn list(world: &World, call: &Call<'_>) -> Handled {
    let mut endpoints: Vec<WebhookEndpoint> =
        world.webhooks.endpoints.values().map(|record| shown(record, call)).collect();
    endpoints.sort_by_key(|endpoint| endpoint.created_at);
    Ok(Reply::json(200, &endpoints))
}

/// `GET /webhooks/{id}`
pub(super) fn get(world: &World, call: &Call<'_>) -> Handled {
    Ok(Reply::json(200, &shown(record(world, call)?, call)))
}

/// `PATCH /webhooks/{id}`
pub(super) fn update(world: &mut World, call: &Call<'_>) -> Handled {
    let current = record(world, call)?.endpoint.clone();
    let mut change: WebhookUpdate = fields::read(call.body(), |body| {
        check(body, Need::Optional, world, call);
        body.one_of("status", Need::Optional, &statuses());
    })?;
    if lifts_scope(call.body()) {
        change.partner_ids = Some(PartnerScope::All);
    }
    if change == WebhookUpdate::default() {
        return Err(Refusal::malformed("The body changes nothing"));
    }
    let versions = change.accepted_schema_versions.filter(|_| call.moment.behaviour.webhooks.schema_versions);
    let mut changed = WebhookEndpoint {
        url: change.url.unwrap_or(current.url.clone()),
        events: change.events.unwrap_or(current.events.clone()),
        partner_ids: change.partner_ids.unwrap_or(current.partner_ids.clone()),
        status: change.status.unwrap_or(current.status.clone()),
        accepted_schema_versions: versions.or(current.accepted_schema_versions.clone()),
        ..current.clone()
    };
    if changed != current {
        changed.updated_at = Some(call.moment.now);
        world.webhooks.change(changed, call.moment);
    }
    get(world, call)
}

/// `DELETE /webhooks/{id}`
pub(super) fn delete(world: &mut World, call: &Call<'_>) -> Handled {
    if world.webhooks.remove(&id(call)) { Ok(Reply::empty(204)) } else { Err(Refusal::not_found("webhook")) }
}

/// `GET /webhooks/{id}/deliveries`
pub(super) fn deliveries(world: &World, call: &Call<'_>) -> Handled {
    let id = &record(world, call)?.endpoint.id;
    let paging = Paging::of(call)?;
    let since = paging::moment(call, "since")?;
    let status = call.query("status").map(WebhookDeliveryStatus::from);
    if matches!(status, Some(WebhookDeliveryStatus::Unknown(_))) {
        return Err(Refusal::malformed("status is not PENDING, DELIVERED or FAILED"));
    }
    let (field, direction) =
        call.query("sort").unwrap_or("createdAt,desc").split_once(',').unwrap_or_default();
    let mut found: Vec<&WebhookDelivery> = world
        .webhooks
        .deliveries_of(id, call.moment.now)
        .filter(|delivery| {
            status.as_ref().is_none_or(|status| delivery.status == *status)
                && since.is_none_or(|since| delivery.created_at.is_some_and(|at| at > since))
        })
        .collect();
    match field {
        // Deliveries are stored in this order.
        "createdAt" => {}
        "lastAttemptAt" => found.sort_by_key(|delivery| delivery.last_attempt_at),
        _ => return Err(Refusal::malformed("sort names no field that deliveries can be sorted by")),
    }
    match direction {
        "asc" => {}
        "desc" => found.reverse(),
        _ => return Err(Refusal::malformed("sort has a direction other than asc and desc")),
    }
    Ok(Reply::json(200, &paging.cut(found)))
}

/// `POST /webhooks/{id}/deliveries/{deliveryId}/replay`
pub(super) fn replay(world: &mut World, call: &Call<'_>) -> Handled {
    let id = record(world, call)?.endpoint.id.clone();
    let delivery = DeliveryId::from(call.parameter("deliveryId"));
    if world.webhooks.replay(&id, &delivery, call.moment) {
        Ok(Reply::empty(202))
    } else {
        Err(Refusal::not_found("delivery"))
    }
}

/// `POST /webhooks/{id}/test`
pub(super) fn test(world: &mut World, call: &Call<'_>) -> Handled {
    let id = record(world, call)?.endpoint.id.clone();
    let request: WebhookTestRequest = fields::read(call.body(), |body| {
        let known: Vec<&str> = WebhookEventType::KNOWN.iter().map(WebhookEventType::as_str).collect();
        body.one_of("eventType", Need::Required, &known);
        body.object("data", Need::Required, |_| ());
    })?;
    // Other bodies lose their null fields, but this data is forwarded unchanged.
    let data = raw(call.body()).get("data").cloned().unwrap_or_default();
    world.emit_test(&id, request.event_type, data, call.moment);
    Ok(Reply::empty(202))
}

fn id(call: &Call<'_>) -> WebhookId {
    WebhookId::from(call.parameter("id"))
}

fn record<'w>(world: &'w World, call: &Call<'_>) -> Result<&'w EndpointRecord, Refusal> {
    world.webhooks.endpoints.get(&id(call)).ok_or_else(|| Refusal::not_found("webhook"))
}

fn shown(record: &EndpointRecord, call: &Call<'_>) -> WebhookEndpoint {
    let always = call.moment.behaviour.webhooks.secret_always_shown;
    WebhookEndpoint { secret: always.then(|| record.secret.clone()), ..record.endpoint.clone() }
}

fn statuses() -> Vec<&'static str> {
    WebhookStatus::KNOWN.iter().map(WebhookStatus::as_str).collect()
}

/// Checks the fields that a registration and a change share.
fn check(body: &Fields<'_>, need: Need, world: &World, call: &Call<'_>) {
    let behaviour = &call.moment.behaviour.webhooks;
    body.text("url", need, |text| receiver(text, behaviour.plain_loopback));
    body.list_of("events", need, |events| {
        if events.is_empty() {
            return Err("has too few entries");
        }
        events.iter().try_for_each(|event| event.as_str().map_or(Err("must hold texts"), subscription))
    });
    body.list_of("partnerIds", Need::Optional, |partners| {
        let known = |id: &Value| world.sellers.iter().any(|seller| Some(seller.uuid.as_str()) == id.as_str());
        let all = partners.iter().all(known);
        if all { Ok(()) } else { Err("names a partner that the organization may not act for") }
    });
    if behaviour.schema_versions {
        body.list_of("acceptedSchemaVersions", Need::Optional, |versions| {
            let counts =
                |version: &Value| version.as_u64().is_some_and(|n| (1..=u32::MAX.into()).contains(&n));
            if !versions.iter().all(Value::is_number) {
                Err("must be whole numbers")
            } else if !versions.iter().all(counts) {
                Err("must hold versions, which are counted from 1")
            } else if versions.contains(&Value::from(SCHEMA_VERSION)) {
                Ok(())
            } else {
                Err("holds no version that there is")
            }
        });
    }
}

/// Checks the URL of a receiver: `https`, or this machine if that is allowed.
fn receiver(text: &str, plain_loopback: bool) -> Result<(), &'static str> {
    let url = Url::parse(text).map_err(|_| "must be an absolute address")?;
    if text.len() > URL_LIMIT {
        return Err("must have 2048 characters or fewer");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not hold a user or a password");
    }
    if url.fragment().is_some() {
        return Err("must not hold a fragment");
    }
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => Ok(()),
        ("http", Some(host)) if plain_loopback && is_loopback(&host) => Ok(()),
        _ => Err("must be an https address"),
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// Checks a subscription: a known type, or a wildcard that matches one.
fn subscription(text: &str) -> Result<(), &'static str> {
    if text == "*" {
        return Err("must not hold a lone asterisk");
    }
    let subscription =
        WebhookSubscription::new(text).map_err(|_| "must be event types or segment wildcards")?;
    let wanted = WebhookEventType::KNOWN.iter().any(|kind| subscription.matches(kind));
    if wanted { Ok(()) } else { Err("must name events that there are") }
}

/// 1 to 255 characters; the documentation does not restrict a secret chosen by the caller.
fn secret(text: &str) -> Result<(), &'static str> {
    if SECRET_CHARACTERS.contains(&text.chars().count()) {
        Ok(())
    } else {
        Err("must have 1 to 255 characters")
    }
}

/// Whether `partnerIds` is null, which means all partners here.
fn lifts_scope(body: &[u8]) -> bool {
    raw(body).get("partnerIds").is_some_and(Value::is_null)
}

/// A body as JSON, with its null fields; null for one that is no JSON.
fn raw(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_default()
}
