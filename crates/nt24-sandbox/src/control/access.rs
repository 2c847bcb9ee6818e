//! Who may call, and what an organization may do.

use super::Control;
use chrono::TimeDelta;
use nt24::Capabilities;

impl Control {
    /// Makes every token of every client worthless, as a push of Keycloak's "not before" does.
    pub fn revoke_tokens(&self) {
        let now = self.now();
        crate::lock(&self.shared.state).accounts.revoke_all(now);
    }

    /// Makes the tokens of one client worthless. False when there is no such client.
    pub fn revoke_tokens_of(&self, client_id: &str) -> bool {
        crate::lock(&self.shared.state).accounts.revoke_client(client_id)
    }

    /// Gives a client a new secret. The secrets that it has stay good for the window, by the
    /// sandbox's clock; tokens stay good. False when there is no such client.
    pub fn rotate_secret(&self, client_id: &str, new: &str, window: TimeDelta) -> bool {
        let now = self.now();
        crate::lock(&self.shared.state).accounts.rotate_secret(client_id, new, window, now)
    }

    /// How often the token endpoint was called.
    #[must_use]
    pub fn token_calls(&self) -> u64 {
        crate::lock(&self.shared.state).token_calls
    }

    /// Accepts the newest version of the data processing agreement for the organization, or takes
    /// the acceptance back.
    pub fn set_dpa(&self, accepted: bool) {
        self.change(|world, moment| {
            if accepted {
                world.accept_dpa(moment);
            } else {
                world.dpa = None;
            }
        });
    }

    /// Publishes a version of the data processing agreement. Until it is accepted, calls go on for
    /// [`crate::Behaviour::dpa_grace`] and are refused afterwards.
    pub fn publish_dpa(&self, version: &str) {
        self.change(|world, moment| world.publish_dpa(version, moment));
    }

    /// What the organization may do now.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        self.look(|world| world.capabilities.clone())
    }

    /// Grants and takes away.
    pub fn set_capabilities(&self, capabilities: Capabilities) {
        self.change(|world, _| world.capabilities = capabilities);
    }
}
