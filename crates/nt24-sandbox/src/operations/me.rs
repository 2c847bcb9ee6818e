use crate::message::{Handled, Reply};
use crate::world::World;
use nt24::Me;

/// `GET /me`
pub(super) fn get(world: &World) -> Handled {
    Ok(Reply::json(
        200,
        &Me {
            organization_uuid: world.organization_uuid.clone(),
            name: world.name.clone(),
            authorized_partners: world.sellers.clone(),
            capabilities: world.capabilities.clone(),
            dpa_version: world.dpa.as_ref().map(|dpa| dpa.version.clone()),
            dpa_accepted_at: world.dpa.as_ref().map(|dpa| dpa.accepted_at),
        },
    ))
}
