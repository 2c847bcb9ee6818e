//! Moves the data of an organization to another server, for example when NT24 gives it another address.

use crate::connection::access::Access;
use crate::connection::register::Registered;
use crate::connection::server::Server;
use crate::connection::{ME, history, keys};
use crate::contract::{Failure, FailureCode, MoveConnection, Session, fact};
use crate::given::lock;
use crate::start::connect::ask_me;
use crate::start::session::facts;
use crate::start::state::{Desk, NewAccess, State};
use crate::sync;
use nt24::Me;
use store::Key;

/// Moves data to another server. The new secret has worked there before anything changes, and the old one is
/// kept until the data has its new address. Data that was open is open afterwards, at one of the two.
pub(crate) async fn move_connection(desk: &Desk, request: MoveConnection) -> Result<Session, Failure> {
    let access = Access::of_credentials(&request.credentials)?;
    let server = access.server()?;
    let me = ask_me(desk, &access).await?;
    let new = NewAccess { access, me };
    let _turn = desk.inner.turn.lock().await;
    if matches!(*lock(&desk.inner.state), State::Locked(..) | State::Hidden(_)) {
        // Only `unlock` opens locked data.
        return Err(Failure::of(FailureCode::UnlockFirst));
    }
    let registered = desk.registered(&request.connection)?;
    may_move(desk, &registered, &server, &new.me)?;
    let key = desk.key_of(&registered).await?.ok_or_else(|| Failure::of(FailureCode::UnlockFirst))?;
    let was_open = desk.opened().is_ok_and(|opened| opened.connection.registered.id == registered.id);
    desk.close_opened().await;
    desk.set_state(State::Opening(registered.clone()));
    let moved = move_data(desk, registered, &key, &new, server).await;
    if moved.is_err() && !was_open {
        desk.set_state(State::Start);
        return moved.map(|()| facts(desk));
    }
    // The opening finishes the move, or what is left of one that failed.
    desk.open_with(desk.registered(&request.connection)?, &key, None).await;
    desk.set_last(Some(request.connection))?;
    moved?;
    tracing::info!("the data was moved to another server");
    Ok(facts(desk))
}

/// Data stays with its organization, and no other data of the organization is at the new server.
fn may_move(desk: &Desk, registered: &Registered, server: &Server, me: &Me) -> Result<(), Failure> {
    if !registered.is_of(me) {
        return Err(Failure::of(FailureCode::OtherOrganization).with("name", &me.name));
    }
    let register = lock(&desk.inner.register);
    if register.connections.iter().any(|one| one.is_of(me) && one.server.as_ref() == Some(server)) {
        return Err(Failure::of(FailureCode::AddressInUse));
    }
    Ok(())
}

async fn move_data(
    desk: &Desk,
    mut registered: Registered,
    key: &Key,
    new: &NewAccess,
    server: Server,
) -> Result<(), Failure> {
    let given = desk.given();
    let store = desk.open_store(&registered, key).await?;
    if let Some(stored) = keys::stored_server(&store)? {
        desk.pin(&mut registered, stored)?;
    }
    // A write that waits or is in doubt belongs to the old server: the new one does not know its key.
    let counts = store.read(store::outbox::counts)?;
    let unfinished = counts.ready + counts.in_flight + counts.parked;
    if unfinished > 0 {
        return Err(Failure::of(FailureCode::MoveWaits).with("count", unfinished));
    }
    let hosts = |server: &Server| server.hosts();
    let (from, to) = (registered.server.as_ref().map(hosts), hosts(&server));
    registered.next_server = Some(server);
    desk.change_register(|register| register.put(registered.clone()))?;
    let me = serde_json::to_string(&new.me).map_err(Failure::bad_call)?;
    let moved = fact("moved", [("old", from.map(|from| from.api).unwrap_or_default()), ("new", to.api)]);
    keys::move_access(given, &store, &registered, &new.access, |tx| {
        store::settings::set(tx, ME, &me)?;
        history::add_to_all(tx, given, moved)?;
        sync::read_all_anew(tx)
    })
    .await
}
