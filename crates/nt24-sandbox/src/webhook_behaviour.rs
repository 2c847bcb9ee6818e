use std::time::Duration;

/// What the documentation of the webhooks leaves open, decided by name.
#[derive(Clone, Debug)]
pub struct WebhookBehaviour {
    /// How the documented retry times are read (contradiction 2).
    pub retries: RetrySchedule,
    /// Whether a registration may name `acceptedSchemaVersions`, and shows them (contradiction 3);
    /// otherwise the field is passed over.
    pub schema_versions: bool,
    /// Whether every answer shows the secret, as samples do; otherwise the registration only
    /// (contradiction 4).
    pub secret_always_shown: bool,
    /// Whether events of staff edits carry `WEB_APP`; otherwise, until phase 3, `SYSTEM`
    /// (contradiction 12).
    pub staff_is_web_app: bool,
    /// Whether `X-Novatrade-Event-Id` is sent (question 33).
    pub event_id_header: bool,
    /// How long a receiver may take to answer, in real time (question 33).
    pub receiver_timeout: Duration,
    /// Whether `http` addresses of this machine are taken beside `https` ones. NT24 itself cannot
    /// post there (question 33).
    pub plain_loopback: bool,
    /// Whether events are queued for an endpoint that is paused, and posted when it is resumed;
    /// otherwise it misses them. What was queued before waits either way.
    pub queued_while_paused: bool,
}

impl Default for WebhookBehaviour {
    fn default() -> Self {
        Self {
            retries: RetrySchedule::Offsets,
            schema_versions: true,
            secret_always_shown: false,
            staff_is_web_app: true,
            event_id_header: true,
            receiver_timeout: Duration::from_secs(10),
            plain_loopback: true,
            queued_while_paused: false,
        }
    }
}

/// How "1m, 5m, 15m, 1h, 4h, 8h, 16h, 24h, 36h, 48h" is read. It is said to span 72 hours, which
/// neither reading does (webhooks/setup).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetrySchedule {
    /// Since the first attempt: the last retry is made after 48 hours, within the 72.
    Offsets,
    /// Between two attempts: the last retry would be made after 137 hours, and the pause after 72
    /// hours of failure comes first.
    Delays,
}
