use bytes::Bytes;
use reqwest::header::HeaderMap;

/// An answer whose body has not been read.
pub(crate) struct Begun {
    pub(crate) response: reqwest::Response,
    pub(crate) request_id: String,
}

impl Begun {
    pub(crate) fn status(&self) -> u16 {
        self.response.status().as_u16()
    }
}

/// A complete answer.
pub(crate) struct Received {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) request_id: String,
}
