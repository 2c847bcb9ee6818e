//! Follows a link that was given to a buyer.

use crate::lock::lock;
use crate::state::Shared;
use crate::world::{Cause, Link, Moment, World};

/// Calls `act` with the world and the target of a link. Returns `None` for an unknown link.
pub(super) fn follow<T>(
    shared: &Shared,
    token: &str,
    act: impl FnOnce(&mut World, &Link, Moment<'_>) -> Option<T>,
) -> Option<T> {
    let mut state = lock(&shared.state);
    let moment = shared.moment(Cause::System);
    let world = state.accounts.worlds_mut().find(|world| world.links.contains_key(token))?;
    world.advance(moment);
    let link = world.links.get(token)?.clone();
    let result = act(world, &link, moment);
    shared.report_change(&state.accounts);
    result
}
