//! Creates, opens and closes connections.

use crate::connection::access::Access;
use crate::connection::register::{Home, Registered};
use crate::contract::{
    Addresses, ById, ConnectionKind, ConnectionTest, Credentials, Destination, Failure, Nothing, Session,
    StartSandbox,
};
use crate::given::lock;
use crate::start::opening::First;
use crate::start::session::{facts, sellers};
use crate::start::state::{Desk, NewAccess, State};
use nt24::Me;
use nt24_sandbox::Seed;
use std::sync::Arc;

/// Id, and folder, of the built-in sandbox's data.
const SANDBOX: &str = "sandbox";

pub(crate) async fn start_sandbox(desk: &Desk, request: StartSandbox) -> Result<Session, Failure> {
    let _turn = desk.inner.turn.lock().await;
    if let Ok(registered) = desk.registered(SANDBOX) {
        desk.close_opened().await;
        desk.open_registered(registered).await;
        desk.set_last(Some(SANDBOX.to_owned()))?;
        return Ok(facts(desk));
    }
    let mut registered = Registered {
        id: SANDBOX.to_owned(),
        kind: ConnectionKind::Sandbox,
        name: nt24_sandbox::Organization::demo().name,
        // The sandbox is stored in the same data, so that it cannot be confused with another one.
        organization: String::new(),
        server: None,
        next_server: None,
        home: Home::Keychain,
        secrets: None,
        moving: false,
    };
    let key = desk.new_key(&mut registered).await?;
    desk.close_opened().await;
    let seed = if request.demo == Some(true) { Seed::Demo } else { Seed::Empty };
    desk.create(&registered, &key, First::Sandbox(seed)).await?;
    desk.open_with(registered, &key, None).await;
    // The sandbox runs in this process: its answer to `/me` takes no time.
    if let Ok(opened) = desk.opened() {
        opened.connection.identify().await?;
    }
    Ok(facts(desk))
}

pub(crate) async fn test_connection(
    desk: &Desk,
    credentials: Credentials,
) -> Result<ConnectionTest, Failure> {
    let access = Access::of_credentials(&credentials)?;
    let server = access.server()?;
    let me = ask_me(desk, &access).await?;
    let register = lock(&desk.inner.register);
    let data = || register.connections.iter().filter(|one| one.is_of(&me));
    let elsewhere = match data().any(|one| one.may_be_at(&server)) {
        true => Vec::new(),
        false => data().map(|one| one.id.clone()).collect(),
    };
    Ok(ConnectionTest { organization: me.name.clone(), sellers: sellers(&me), elsewhere })
}

/// Says where credentials would be sent, and sends nothing.
pub(crate) async fn destination(desk: &Desk, addresses: Addresses) -> Result<Destination, Failure> {
    let Addresses { api_url, token_url } = addresses;
    let (client_id, client_secret) = (String::new(), String::new());
    let access = Access::of_credentials(&Credentials { api_url, token_url, client_id, client_secret })?;
    // A client refuses addresses to which no secret may go, for example without TLS: there is nothing to ask.
    access.client(desk.given())?;
    let server = access.server()?;
    Ok(Destination { hosts: server.hosts(), is_nt24: server.is_nt24() })
}

pub(crate) async fn connect(desk: &Desk, credentials: Credentials) -> Result<Session, Failure> {
    let access = Access::of_credentials(&credentials)?;
    let server = access.server()?;
    // The stored secret is replaced only after the server has accepted the new one.
    let me = ask_me(desk, &access).await?;
    let new = NewAccess { access, me };
    let _turn = desk.inner.turn.lock().await;
    let existing = lock(&desk.inner.register)
        .connections
        .iter()
        .find(|one| one.is_of(&new.me) && one.may_be_at(&server))
        .cloned();
    let id = match existing {
        // The data of this organization exists: only the credentials are new.
        Some(registered) => {
            let (id, key) = (registered.id.clone(), desk.key_of(&registered).await?);
            desk.close_opened().await;
            match key {
                Some(key) => desk.open_with(registered, &key, Some(&new)).await,
                None => desk.set_state(State::Locked(registered, Some(Arc::new(new)))),
            }
            id
        }
        None => {
            let mut registered = Registered {
                id: desk.given().ids.id(),
                kind: ConnectionKind::Novatrade24,
                name: new.me.name.clone(),
                organization: new.me.organization_uuid.clone(),
                server: Some(server),
                next_server: None,
                home: Home::Keychain,
                secrets: None,
                moving: false,
            };
            let key = desk.new_key(&mut registered).await?;
            desk.close_opened().await;
            desk.create(&registered, &key, First::Access(&new)).await?;
            let id = registered.id.clone();
            desk.open_with(registered, &key, None).await;
            id
        }
    };
    desk.set_last(Some(id))?;
    Ok(facts(desk))
}

pub(crate) async fn open_connection(desk: &Desk, request: ById) -> Result<Session, Failure> {
    let _turn = desk.inner.turn.lock().await;
    let registered = desk.registered(&request.id)?;
    desk.close_opened().await;
    desk.open_registered(registered).await;
    desk.set_last(Some(request.id))?;
    Ok(facts(desk))
}

pub(crate) async fn close_connection(desk: &Desk, _: Nothing) -> Result<Session, Failure> {
    let _turn = desk.inner.turn.lock().await;
    desk.close_opened().await;
    desk.set_last(None)?;
    Ok(facts(desk))
}

pub(super) async fn ask_me(desk: &Desk, access: &Access) -> Result<Me, Failure> {
    Ok(access.client(desk.given())?.me().await?.value)
}
