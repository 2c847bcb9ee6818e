//! One exchange with the server: the call, its attempts on the wire, the token, and what the answer means.

pub(crate) mod answer;
pub(crate) mod call;
pub(crate) mod connections;
pub(crate) mod json;
pub(crate) mod judgement;
pub(crate) mod received;
pub(crate) mod requester;
pub(crate) mod token;
pub(crate) mod wire;
