use std::time::Duration;

/// Behaviour of webhooks that the documentation leaves open, decided by name.
#[derive(Clone, Debug)]
pub struct WebhookBehaviour {
    /// Interpretation of the documented retry times (contradiction 2).
    pub retries: RetrySchedule,
    /// Whether a registration takes and shows `acceptedSchemaVersions` (contradiction 3); otherwise the
    /// field is ignored.
    pub schema_versions: bool,
    /// Whether every answer shows the secret, as samples do; otherwise only the answer to the registration
    /// (contradiction 4).
    pub secret_always_shown: bool,
    /// Whether events of staff edits carry `WEB_APP`; otherwise, until phase 3, `SYSTEM`
    /// (contradiction 12).
    pub staff_is_web_app: bool,
    /// Whether `X-Novatrade-Event-Id` is sent (question 33).
    pub event_id_header: bool,
    /// Timeout of a receiver, in real time (question 33).
    pub receiver_timeout: Duration,
    /// Whether `http` addresses of this machine are accepted as well as `https` ones. NT24 itself cannot
    /// post there (question 33).
    pub plain_loopback: bool,
    /// Whether events are queued for a paused endpoint and posted when it is resumed; otherwise it misses
    /// them. Events queued before the pause wait either way.
    pub queued_while_paused: bool,
}

/// Timeout of a receiver; decided here (question 33).
const RECEIVER_TIMEOUT: Duration = Duration::from_secs(10);

impl Default for WebhookBehaviour {
    fn default() -> Self {
        Self {
            retries: RetrySchedule::Offsets,
            schema_versions: true,
            secret_always_shown: false,
            staff_is_web_app: true,
            event_id_header: true,
            receiver_timeout: RECEIVER_TIMEOUT,
            plain_loopback: true,
            queued_while_paused: false,
        }
    }
}

/// Interpretation of "1m, 5m, 15m, 1h, 4h, 8h, 16h, 24h, 36h, 48h". The documentation says that it spans 72
/// hours, which neither interpretation does (webhooks/setup).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetrySchedule {
    /// Offsets from the first attempt: the last retry is made after 48 hours, within the 72.
    Offsets,
    /// Delays between two attempts: the last retry would be made after 137 hours, so the endpoint is paused
    /// first, after 72 hours of failure.
    Delays,
}
