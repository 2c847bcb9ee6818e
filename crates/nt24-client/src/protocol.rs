//! HTTP as this API uses it: addresses that may be called, headers, bodies, and what an error of the
//! HTTP library means.

pub(crate) mod address;
pub(crate) mod body;
pub(crate) mod headers;
pub(crate) mod library_error;
pub(crate) mod server_time;
