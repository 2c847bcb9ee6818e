//! Calls of the operations, as a client would make them.

use super::paper::Paper;
use crate::message::{Payload, Refusal, Upload};
use crate::operations::{self, Call};
use crate::world::{Moment, World};
use nt24::{DocumentType, Operation};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A world on which a story is played.
pub(super) struct Play<'a> {
    pub(super) world: &'a mut World,
    pub(super) moment: Moment<'a>,
    pub(super) seller: String,
    pub(super) paper: &'a Paper<'a>,
}

/// The part of a created record that the story needs.
#[derive(Deserialize)]
struct Made {
    uuid: String,
}

impl Play<'_> {
    /// Sends a body, as a client would. Returns the id of the created record.
    pub(super) fn create(
        &mut self,
        operation: Operation,
        path: &[(&str, &str)],
        body: &impl Serialize,
    ) -> Result<String, Refusal> {
        let answer = self.send(operation, path, body)?;
        let made: Made = serde_json::from_slice(&answer)
            .map_err(|error| Refusal::internal(format!("the answer has no id: {error}")))?;
        Ok(made.uuid)
    }

    /// Sends a body.
    pub(super) fn send(
        &mut self,
        operation: Operation,
        path: &[(&str, &str)],
        body: &impl Serialize,
    ) -> Result<Vec<u8>, Refusal> {
        self.call(operation, path, None, &json(body)?)
    }

    /// Sends a change of the current version.
    pub(super) fn change(
        &mut self,
        operation: Operation,
        path: &[(&str, &str)],
        etag: &str,
        body: &impl Serialize,
    ) -> Result<Vec<u8>, Refusal> {
        self.call(operation, path, Some(etag), &json(body)?)
    }

    /// A write without a body.
    pub(super) fn trigger(
        &mut self,
        operation: Operation,
        path: &[(&str, &str)],
    ) -> Result<Vec<u8>, Refusal> {
        self.call(operation, path, None, &Payload::Bytes(bytes::Bytes::new()))
    }

    /// Uploads a document dated today.
    pub(super) fn upload(
        &mut self,
        operation: Operation,
        path: &[(&str, &str)],
        kind: &DocumentType,
    ) -> Result<(), Refusal> {
        let upload = Payload::Upload(Upload {
            kind: Some(kind.to_string()),
            document_date: Some(self.moment.now.date_naive().to_string()),
            file: Some(self.paper.file(kind)),
            // The bytes are in the file store already.
            received_file: None,
            recognised: true,
        });
        self.call(operation, path, None, &upload).map(|_| ())
    }

    fn call(
        &mut self,
        operation: Operation,
        path: &[(&str, &str)],
        if_match: Option<&str>,
        payload: &Payload,
    ) -> Result<Vec<u8>, Refusal> {
        let mut parameters = BTreeMap::from([("sellerId".to_owned(), self.seller.clone())]);
        parameters.extend(path.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let call = Call {
            operation,
            parameters: &parameters,
            query: &[],
            if_match,
            if_none_match: None,
            payload,
            moment: self.moment,
            files: self.paper.files,
            // A story creates no links.
            origin: "",
        };
        operations::handle(self.world, &call).map(|reply| reply.body)
    }
}

fn json(body: &impl Serialize) -> Result<Payload, Refusal> {
    let body = serde_json::to_vec(body).map_err(|error| Refusal::internal(error.to_string()))?;
    Ok(Payload::Bytes(body.into()))
}
