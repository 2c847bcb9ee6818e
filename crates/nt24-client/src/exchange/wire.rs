//! One request on the wire: from its parts to the answer.

use crate::config::Config;
use crate::config::carrier::Carrier;
use crate::config::sources::{Clock, RequestIds};
use crate::error::{Error, ErrorKind};
use crate::exchange::call::{Call, Payload};
use crate::exchange::connections::Connections;
use crate::exchange::received::{Begun, Received};
use crate::file::multipart::UploadActivity;
use crate::pace::budget::Budgets;
use crate::protocol::headers::{self, REQUEST_ID};
use crate::protocol::{body, server_time::LatestServerTime};
use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use std::sync::Arc;
use tokio::time::Instant;

/// The connections, and the state that all requests share.
pub(crate) struct Wire {
    pub(crate) config: Config,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) budgets: Budgets,
    pub(crate) server_time: LatestServerTime,
    ids: Arc<dyn RequestIds>,
    connections: Connections,
}

impl Wire {
    pub(crate) fn new(
        config: Config,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn RequestIds>,
        carrier: Option<Arc<dyn Carrier>>,
    ) -> Result<Self, Error> {
        let connections = match carrier {
            Some(carrier) => Connections::Carried(carrier),
            None => Connections::own(&config)?,
        };
        let (budgets, server_time) = (Budgets::default(), LatestServerTime::default());
        Ok(Self { clock, budgets, server_time, ids, connections, config })
    }

    /// Sends one attempt of an operation, and returns when its answer begins.
    pub(crate) async fn attempt(
        &self,
        call: &Call<'_>,
        bearer: Option<&HeaderValue>,
    ) -> Result<Begun, Error> {
        let mut request = reqwest::Request::new(call.method.clone(), call.url.clone());
        request.headers_mut().extend(call.headers.clone());
        if let Some(bearer) = bearer {
            request.headers_mut().insert(AUTHORIZATION, bearer.clone());
        }
        let activity = self.add_body(&mut request, &call.payload).await?;
        // Timers stand still while the machine sleeps, so that a wait may have been longer than its limit.
        if call.not_after.is_some_and(|latest| self.clock.now() > latest) {
            return Err(Error::never_sent(ErrorKind::NoTurn));
        }
        call.mark_sent();
        let outcome = self.begin(request, activity.as_deref()).await;
        let (status, request_id) = match &outcome {
            Ok(begun) => (Some(begun.status()), Some(begun.request_id.as_str())),
            Err(error) => (None, error.request_id()),
        };
        tracing::debug!(operation = call.name, status, request_id, attempt = call.attempts(), "NT24 request");
        let begun = outcome?;
        // A request without a token goes to another host than the API.
        if bearer.is_some() {
            self.budgets.record(begun.response.headers());
        }
        Ok(begun)
    }

    async fn add_body(
        &self,
        request: &mut reqwest::Request,
        payload: &Payload<'_>,
    ) -> Result<Option<Arc<UploadActivity>>, Error> {
        match payload {
            Payload::None => {}
            Payload::Empty => {
                request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
            }
            Payload::Json(json) => {
                request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                *request.body_mut() = Some(json.clone().into());
            }
            Payload::Upload(upload, form) if self.connections.are_carried() => {
                request.headers_mut().insert(CONTENT_TYPE, headers::value(&form.content_type())?);
                *request.body_mut() = Some(form.whole(upload)?.into());
            }
            Payload::Upload(upload, form) => {
                let (body, activity) = form.open(upload).await?;
                request.headers_mut().insert(CONTENT_TYPE, headers::value(&form.content_type())?);
                request.headers_mut().insert(CONTENT_LENGTH, form.length(upload).into());
                *request.body_mut() = Some(body);
                return Ok(Some(activity));
            }
        }
        Ok(None)
    }

    /// Sends a request, and returns when its answer begins. Ends with a timeout after a silence that is
    /// too long.
    pub(crate) async fn begin(
        &self,
        mut request: reqwest::Request,
        activity: Option<&UploadActivity>,
    ) -> Result<Begun, Error> {
        let sent_id = self.ids.next();
        request.headers_mut().insert(REQUEST_ID, headers::value(&sent_id)?);
        // Without the header a server may choose any encoding (RFC 9110, section 12.5.3).
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let begun = Instant::now();
        let limits = &self.config.limits;
        let deadline = || activity.map_or(begun + limits.idle, |activity| activity.deadline(limits));
        let sending = self.connections.execute(request);
        tokio::pin!(sending);
        let outcome = loop {
            let until = deadline();
            tokio::select! {
                // An answer that is there counts, although the caller may have looked only after the deadline.
                biased;
                outcome = &mut sending => break outcome,
                () = tokio::time::sleep_until(until) => {
                    // An upload moves its deadline with each part that is handed over.
                    if deadline() <= until {
                        break Err(Error::unknown(ErrorKind::Timeout));
                    }
                }
            }
        };
        match outcome {
            Ok(response) => {
                let echoed = response.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok());
                let request_id = echoed.map_or(sent_id, str::to_owned);
                Ok(Begun { response, request_id })
            }
            Err(error) => {
                // The library reports only that the body ended early; the file's reader knows the reason.
                let error = match activity.and_then(UploadActivity::file_error) {
                    Some(kind) => Error::unknown(kind),
                    None => error,
                };
                Err(error.with_request_id(&sent_id))
            }
        }
    }

    /// Reads the rest of an answer that holds JSON.
    pub(crate) async fn finish(&self, begun: Begun) -> Result<Received, Error> {
        let Begun { mut response, request_id } = begun;
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        let limits = &self.config.limits;
        match body::read(response, &headers, limits.json_bytes, limits.idle).await {
            Ok(body) => Ok(Received { status, headers, body, request_id }),
            Err(error) => Err(error.with_request_id(&request_id)),
        }
    }
}
