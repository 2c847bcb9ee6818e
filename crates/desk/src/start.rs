//! The program around the connections: start, connect, open, lock, restore; and the loops of an open connection.

pub(crate) mod connect;
mod damage;
pub(crate) mod diagnostics;
pub(crate) mod first_look;
mod lifetime;
pub(crate) mod locking;
mod loops;
pub(crate) mod moving;
pub(crate) mod opened;
mod opening;
pub(crate) mod restoring;
pub(crate) mod session;
pub(crate) mod state;
