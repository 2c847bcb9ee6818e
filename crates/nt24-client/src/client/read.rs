use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::exchange::answer::{Conditional, Fetched};
use crate::exchange::call::Call;
use crate::protocol::headers;
use nt24::{ETag, Operation};
use reqwest::header::IF_NONE_MATCH;
use serde::de::DeserializeOwned;

impl Client {
    /// Reads a resource.
    pub(crate) async fn read<T: DeserializeOwned>(
        &self,
        operation: Operation,
        ids: &[&str],
        query: &[(String, String)],
    ) -> Result<Fetched<T>, Error> {
        let call = self.reading(operation, ids, query)?;
        let received = self.requester.exchange(&call).await?;
        Fetched::parse(received).map_err(|error| call.describe(error))
    }

    /// Reads a resource. Returns `NotModified` if `known` is its current version.
    pub(crate) async fn read_unless<T: DeserializeOwned>(
        &self,
        operation: Operation,
        ids: &[&str],
        query: &[(String, String)],
        known: Option<&ETag>,
    ) -> Result<Conditional<T>, Error> {
        let mut call = self.reading(operation, ids, query)?;
        if let Some(etag) = known {
            call.headers.insert(IF_NONE_MATCH, headers::value(&etag.0)?);
        }
        let received = self.requester.exchange(&call).await?;
        if received.status == 304 {
            return Ok(Conditional::NotModified);
        }
        Fetched::parse(received).map(Conditional::Modified).map_err(|error| call.describe(error))
    }

    fn reading(
        &self,
        operation: Operation,
        ids: &[&str],
        query: &[(String, String)],
    ) -> Result<Call<'static>, Error> {
        let path = operation.path(ids).map_err(|_| Error::never_sent(ErrorKind::BadAddress))?;
        let mut url = self.address(&path)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut call = Call::reading(operation.id(), url);
        self.state_purpose(operation, &mut call);
        Ok(call)
    }
}
