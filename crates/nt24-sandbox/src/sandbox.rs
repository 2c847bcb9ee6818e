use crate::network::Network;
use crate::shared::Shared;
use crate::{Control, Options};
use std::sync::Arc;

/// A running sandbox. It ends when it is dropped.
pub struct Sandbox {
    network: Network,
    shared: Arc<Shared>,
    control: Control,
}

impl Sandbox {
    /// Starts it; it serves when this returns.
    ///
    /// # Errors
    /// When the address is taken, the snapshot cannot be read, two clients have the same id, or the
    /// control plane would be reachable from other computers.
    #[expect(clippy::unused_async, reason = "so that a start that needs to wait breaks no caller")]
    pub async fn start(options: Options) -> anyhow::Result<Self> {
        let listen = options.listen;
        anyhow::ensure!(
            !options.control_plane || listen.ip().is_loopback(),
            "the control plane is for loopback addresses only: {listen}"
        );
        let shared = Arc::new(Shared::new(options)?);
        let network = Network::start(listen, shared.clone())?;
        let control = Control::new(shared.clone(), network.switch.clone());
        Ok(Self { network, shared, control })
    }

    /// Base address of the API, with `/v1`.
    #[must_use]
    pub fn api_url(&self) -> String {
        format!("http://{}/v1", self.network.address)
    }

    /// Address of the token endpoint.
    #[must_use]
    pub fn token_url(&self) -> String {
        format!("http://{}{}", self.network.address, nt24::TOKEN_PATH)
    }

    /// OAuth client id of the first organization.
    #[must_use]
    pub fn client_id(&self) -> String {
        self.shared.client_id.clone()
    }

    /// The secret that the first organization's client was started with.
    #[must_use]
    pub fn client_secret(&self) -> String {
        self.shared.client_secret.clone()
    }

    /// The side entrance: faults, VIES, staff edits, counts.
    #[must_use]
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// The worlds of all organizations as JSON, for [`Options::state`]. It holds no access tokens and no
    /// credentials, but the links that were given to buyers, and the secrets of webhook endpoints, since what is due goes
    /// on to be signed and posted.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        self.shared.snapshot()
    }

    /// Stops it and cuts what is in flight; the address is free when this returns.
    pub async fn stop(self) {
        let mut network = self.network;
        // The thread ends within milliseconds, but a runtime's thread should not wait even for that.
        let stopped = tokio::task::spawn_blocking(move || network.stop());
        // It fails only when the runtime is being torn down; then dropping has stopped it.
        let _ = stopped.await;
    }
}
