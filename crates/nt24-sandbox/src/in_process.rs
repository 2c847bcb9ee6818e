use crate::control::Control;
use crate::options::Options;
use crate::state::Shared;
use crate::wire::{self, Cut};
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use bytes::Bytes;
use std::sync::Arc;

/// A sandbox without a network: requests are passed as values, and no task runs in the background. For a
/// simulation that decides itself whether and when a request arrives.
pub struct InProcess {
    shared: Arc<Shared>,
    control: Control,
}

impl InProcess {
    /// A sandbox with these options; `listen` and `control_plane` are not used.
    ///
    /// # Errors
    /// As for [`Sandbox::start`](crate::Sandbox::start).
    pub fn new(options: Options) -> anyhow::Result<Self> {
        let shared = Arc::new(Shared::new(options)?);
        Ok(Self { control: Control::without_switch(Arc::clone(&shared)), shared })
    }

    /// Answers a request, whose path begins with `/v1` or is that of the token endpoint. Returns `None` if
    /// a fault cuts the connection.
    pub async fn answer(&self, request: Request<Bytes>) -> Option<Response<Bytes>> {
        let cut = Cut::default();
        let answer = wire::answer(Arc::clone(&self.shared), Arc::clone(&cut), request.map(Body::from));
        let whole = async {
            let (head, body) = answer.await.into_parts();
            Some(Response::from_parts(head, to_bytes(body, usize::MAX).await.ok()?))
        };
        tokio::select! {
            biased;
            answer = whole => answer,
            () = cut.notified() => None,
        }
    }

    /// OAuth client id.
    #[must_use]
    pub fn client_id(&self) -> String {
        self.shared.client_id.clone()
    }

    /// OAuth client secret.
    #[must_use]
    pub fn client_secret(&self) -> String {
        self.shared.client_secret.clone()
    }

    /// The control: faults, VIES, edits by staff, counts. [`Control::set_network`] fails: there is no
    /// network.
    #[must_use]
    pub fn control(&self) -> &Control {
        &self.control
    }
}
