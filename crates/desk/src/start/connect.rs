//! Creates, opens and closes connections.

use crate::connection::access::Access;
use crate::connection::register::Registered;
use crate::connection::{keys, store_me};
use crate::contract::{ById, ConnectionKind, ConnectionTest, Credentials, Failure, Nothing, Session};
use crate::given::lock;
use crate::start::session::{facts, sellers};
use crate::start::state::Desk;
use nt24::Me;

/// Id, and folder, of the built-in sandbox's data.
const SANDBOX: &str = "sandbox";

pub(crate) async fn start_sandbox(desk: &Desk, _: Nothing) -> Result<Session, Failure> {
    let _turn = desk.inner.turn.lock().await;
    if let Ok(registered) = desk.registered(SANDBOX) {
        desk.close_opened().await;
        desk.open_registered(registered).await;
        desk.set_last(Some(SANDBOX.to_owned()))?;
        return Ok(facts(desk));
    }
    let (key, home) = desk.new_key(SANDBOX)?;
    let organization = nt24_sandbox::Organization::demo();
    let registered = Registered {
        id: SANDBOX.to_owned(),
        kind: ConnectionKind::Sandbox,
        name: organization.name.clone(),
        // The sandbox is stored in the same data, so that it cannot be confused with another one.
        organization: String::new(),
        home,
    };
    desk.close_opened().await;
    desk.create(&registered, &key, None)?;
    desk.open_with(registered, &key).await;
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
    let me = ask_me(desk, &Access::of_credentials(&credentials)?).await?;
    Ok(ConnectionTest { organization: me.name.clone(), sellers: sellers(&me) })
}

pub(crate) async fn connect(desk: &Desk, credentials: Credentials) -> Result<Session, Failure> {
    let access = Access::of_credentials(&credentials)?;
    let me = ask_me(desk, &access).await?;
    let _turn = desk.inner.turn.lock().await;
    let existing = lock(&desk.inner.register)
        .connections
        .iter()
        .find(|one| one.kind == ConnectionKind::Novatrade24 && one.organization == me.organization_uuid)
        .cloned();
    desk.close_opened().await;
    let registered = match existing {
        // The data of this organization exists: only address and credentials are new.
        Some(registered) => {
            let key = keys::read(desk.given(), &registered, lock(&desk.inner.passphrase).as_deref())?;
            let store = desk.open_store(&registered, &key).await?;
            keys::store_access(desk.given(), &store, &registered, &access)?;
            store_me(&store, &me)?;
            drop(store);
            desk.open_with(registered.clone(), &key).await;
            registered
        }
        None => {
            let id = desk.given().ids.id();
            let (key, home) = desk.new_key(&id)?;
            let registered = Registered {
                id,
                kind: ConnectionKind::Novatrade24,
                name: me.name.clone(),
                organization: me.organization_uuid.clone(),
                home,
            };
            desk.create(&registered, &key, Some((&access, &me)))?;
            desk.open_with(registered.clone(), &key).await;
            registered
        }
    };
    desk.set_last(Some(registered.id))?;
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

async fn ask_me(desk: &Desk, access: &Access) -> Result<Me, Failure> {
    Ok(access.client(desk.given())?.me().await?.value)
}
