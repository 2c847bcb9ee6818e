//! Posts events to the registered endpoints.

mod deliver;
mod post;

pub(crate) use deliver::{run, settled};
