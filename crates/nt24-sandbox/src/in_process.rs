use crate::serve::{self, Cut};
use crate::shared::Shared;
use crate::{Control, Options};
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use bytes::Bytes;
use std::sync::Arc;

/// A sandbox without a network: requests are handed over as values, and nothing runs on its own. What a
/// simulation needs that decides itself when a request arrives, and whether.
pub struct InProcess {
    shared: Arc<Shared>,
    control: Control,
}

impl InProcess {
    /// A world as [`Options`] describe it; `listen` and `control_plane` are not used.
    ///
    /// # Errors
    /// As of [`Sandbox::start`](crate::Sandbox::start).
    pub fn new(options: Options) -> anyhow::Result<Self> {
        let shared = Arc::new(Shared::new(options)?);
        Ok(Self { control: Control::without_switch(Arc::clone(&shared)), shared })
    }

    /// Answers a request; the path begins with `/v1`, or is that of the token endpoint. Nothing when a
    /// fault cuts the connection.
    pub async fn answer(&self, request: Request<Bytes>) -> Option<Response<Bytes>> {
        let cut = Cut::default();
        let answer = serve::answer(Arc::clone(&self.shared), Arc::clone(&cut), request.map(Body::from));
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

    /// The side entrance: faults, VIES, staff edits, counts. The network cannot be switched: there is
    /// none.
    #[must_use]
    pub fn control(&self) -> &Control {
        &self.control
    }
}
