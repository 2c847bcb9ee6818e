//! The state of a deal: the stops of the route, the blockers, the evidence of transport. NT24's answer decides; writes that this desk has queued count as waiting.

pub(crate) mod blockers;
pub(crate) mod context;
pub(crate) mod evidence;
pub(crate) mod facts;
pub(crate) mod pending;
pub(crate) mod route;
pub(crate) mod stops;
