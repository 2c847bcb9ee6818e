//! Tokens, secrets, the DPA and capabilities.

use super::Control;
use crate::lock::lock;
use chrono::TimeDelta;
use nt24::Capabilities;

impl Control {
    /// Revokes every token of every client, like a push of Keycloak's "not before".
    pub fn revoke_tokens(&self) {
        let now = self.now();
        lock(&self.shared.state).accounts.revoke_all(now);
    }

    /// Revokes the tokens of one client. Returns false if there is no such client.
    pub fn revoke_tokens_of(&self, client_id: &str) -> bool {
        lock(&self.shared.state).accounts.revoke_client(client_id)
    }

    /// Gives a client a new secret. Its current secrets stay valid for the window, by the sandbox's clock;
    /// its tokens stay valid. Returns false if there is no such client.
    pub fn rotate_secret(&self, client_id: &str, new: &str, window: TimeDelta) -> bool {
        let now = self.now();
        lock(&self.shared.state).accounts.rotate_secret(client_id, new, window, now)
    }

    /// Number of calls of the token endpoint.
    #[must_use]
    pub fn token_calls(&self) -> u64 {
        lock(&self.shared.state).token_calls
    }

    /// Accepts the newest version of the data processing agreement for the organization, or revokes the
    /// acceptance.
    pub fn set_dpa(&self, accepted: bool) {
        self.change(|world, moment| {
            if accepted {
                world.accept_dpa(moment);
            } else {
                world.dpa = None;
            }
        });
    }

    /// Publishes a version of the data processing agreement. Until it is accepted, calls work for
    /// [`crate::Behaviour::dpa_grace`] and are refused afterwards.
    pub fn publish_dpa(&self, version: &str) {
        self.change(|world, moment| world.publish_dpa(version, moment));
    }

    /// The current capabilities of the organization.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        self.read(|world| world.capabilities.clone())
    }

    /// Sets the capabilities of the organization.
    pub fn set_capabilities(&self, capabilities: Capabilities) {
        self.change(|world, _| world.capabilities = capabilities);
    }
}
