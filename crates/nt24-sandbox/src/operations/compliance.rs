use super::call::Call;
use crate::message::Handled;
use crate::world::World;

/// `GET /partners/{sellerId}/orders/{uuid}/compliance`
pub(super) fn get(world: &World, call: &Call<'_>) -> Handled {
    let rollup = &call.order(world)?.rollup;
    Ok(call.read(rollup.version, rollup))
}
