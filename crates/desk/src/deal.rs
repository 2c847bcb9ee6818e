//! The state of a deal: the stops of the route, the blockers, the evidence of transport. NT24's answer decides; writes that this desk has queued count as waiting.

pub(crate) mod actions;
mod blockers;
pub(crate) mod blocking;
pub(crate) mod buyer_steps;
pub(crate) mod context;
pub(crate) mod evidence;
pub(crate) mod facts;
pub(crate) mod filed;
pub(crate) mod pending;
mod problem;
mod route;
mod stages;
pub(crate) mod steps;
pub(crate) mod stops;
#[cfg(test)]
mod tests;
pub(crate) mod turns;
pub(crate) mod verification;
mod wishes;
