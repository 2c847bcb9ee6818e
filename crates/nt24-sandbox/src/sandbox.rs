use crate::control::Control;
use crate::options::Options;
use crate::state::Shared;
use crate::wire::Network;
use std::sync::Arc;

/// A running sandbox. Dropping it stops it.
pub struct Sandbox {
    network: Network,
    shared: Arc<Shared>,
    control: Control,
}

impl Sandbox {
    /// Starts a sandbox. It serves when this returns.
    ///
    /// # Errors
    /// If the address is in use, the snapshot cannot be read, two clients have the same id, or the control
    /// plane would be reachable from other computers.
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

    /// The control: faults, VIES, edits by staff, counts.
    #[must_use]
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// The worlds of all organizations as JSON, for [`Options::state`]. It contains no access tokens and no
    /// credentials, but the links given to buyers, and the secrets of webhook endpoints, because due events
    /// are still to be signed and posted.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        self.shared.snapshot()
    }

    /// Stops it and cuts open connections. The address is free when this returns.
    pub async fn stop(self) {
        let mut network = self.network;
        // Joining takes milliseconds, but must not block a thread of the caller's runtime.
        let stopped = tokio::task::spawn_blocking(move || network.stop());
        // It fails only while the runtime shuts down; then dropping has stopped the sandbox.
        let _ = stopped.await;
    }
}
