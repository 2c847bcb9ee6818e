//! The session: where the program stands, its settings, and the credentials of the open connection.

use crate::connection::keys;
use crate::connection::register::Registered;
use crate::contract::{
    ById, Capabilities, Failure, FailureCode, HostEvent, NewSecret, Nothing, Seller, Session, SettingsChange,
    Stage,
};
use crate::given::lock;
use crate::papers::limits::LARGEST_FILE;
use crate::start::locking;
use crate::start::state::{Desk, State};
use nt24::Me;
use nt24_client::Secret;

/// Longest name of the user, in characters.
const LONGEST_NAME: usize = 80;

pub(crate) async fn session(desk: &Desk, _: Nothing) -> Result<Session, Failure> {
    Ok(facts(desk))
}

pub(crate) async fn first_list_shown(desk: &Desk, _: Nothing) -> Result<Nothing, Failure> {
    let after = (desk.given().clock.now() - desk.inner.begun).num_milliseconds();
    tracing::info!(milliseconds = %after, "the first list is on the screen");
    Ok(Nothing {})
}

pub(crate) async fn replace_secret(desk: &Desk, request: NewSecret) -> Result<Session, Failure> {
    let opened = desk.opened()?;
    let connection = &opened.connection;
    let replace = async {
        let (given, registered) = (desk.given(), &connection.registered);
        let access = keys::access(given, &connection.store, registered).await?;
        let mut access = access.ok_or_else(|| Failure::of(FailureCode::NotOpen))?;
        access.secret = Secret::new(request.client_secret);
        let me = access.client(given)?.me().await?.value;
        connection.keep_me(me)?;
        keys::store_access(given, &connection.store, registered, &access).await?;
        connection.use_secret(access.secret);
        // `/me` has just answered to this very secret.
        connection.link.answered();
        connection.changed();
        Ok(())
    };
    connection.run(replace).await?;
    Ok(facts(desk))
}

pub(crate) async fn change_settings(desk: &Desk, change: SettingsChange) -> Result<Session, Failure> {
    let SettingsChange { language, appearance, zoom, lock_after_minutes, name } = change;
    // Only what the request names: two quick changes do not take each other back.
    desk.change_register(|register| {
        let settings = &mut register.settings;
        settings.language = language.unwrap_or(settings.language);
        settings.appearance = appearance.unwrap_or(settings.appearance);
        settings.zoom = zoom.unwrap_or(settings.zoom);
        settings.lock_after_minutes = lock_after_minutes.or(settings.lock_after_minutes);
        if let Some(name) = name {
            settings.name = name.trim().chars().take(LONGEST_NAME).collect();
        }
    })?;
    lock(&desk.given().user).clone_from(&lock(&desk.inner.register).settings.name);
    if let Some(zoom) = zoom {
        desk.given().host.zoom(zoom);
    }
    desk.given().host.emit(HostEvent::Changed);
    Ok(facts(desk))
}

pub(crate) async fn choose_seller(desk: &Desk, request: ById) -> Result<Session, Failure> {
    desk.opened()?.connection.choose_seller(&request.id)?;
    Ok(facts(desk))
}

/// The present session.
pub(super) fn facts(desk: &Desk) -> Session {
    let state = lock(&desk.inner.state).clone();
    let register = lock(&desk.inner.register).clone();
    let connection = match &state {
        State::Open(opened) => Some(&opened.connection),
        _ => None,
    };
    let me = connection.and_then(|connection| connection.me());
    Session {
        stage: match &state {
            State::Start => Stage::Start,
            State::Opening(registered) => Stage::Opening { connection: registered.facts() },
            State::Locked(registered, _) => {
                Stage::Locked { connection: registered.facts(), by: registered.locked_by(), sends: false }
            }
            State::Broken(registered, failure, _) => {
                Stage::Broken { connection: registered.facts(), failure: failure.clone() }
            }
            State::Open(opened) => Stage::Open { connection: opened.connection.registered.facts() },
            State::Hidden(opened) => {
                let registered = &opened.connection.registered;
                Stage::Locked { connection: registered.facts(), by: registered.locked_by(), sends: true }
            }
        },
        connections: register.connections.iter().map(Registered::facts).collect(),
        organization: me.as_ref().map(|me| me.name.clone()),
        sellers: me.as_ref().map(sellers).unwrap_or_default(),
        seller: connection.and_then(|connection| connection.seller().ok()).map(|seller| seller.0),
        capabilities: me.map_or_else(Capabilities::default, |me| Capabilities {
            marketplace_led_kyc: me.capabilities.allow_marketplace_led_kyc,
            multi_vin_orders: me.capabilities.allow_multi_vin_orders,
            contact_personal_data: me.capabilities.allow_contact_personal_data,
        }),
        key_home: connection.map(|connection| connection.registered.key_home()),
        waits_for_keychain: desk.given().keychain.is_waiting(),
        opened_left: connection.is_none() && desk.given().scratch.is_left(),
        lock_after_minutes: locking::minutes(&register.settings, &state),
        settings: register.settings,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        file_limit: LARGEST_FILE,
    }
}

/// The sellers for whom the organization may act.
pub(super) fn sellers(me: &Me) -> Vec<Seller> {
    me.authorized_partners
        .iter()
        .map(|partner| Seller {
            id: partner.uuid.0.clone(),
            name: partner.name.clone(),
            country: partner.country.clone(),
        })
        .collect()
}
