//! The moment and the cause of a change.

use crate::options::{Behaviour, Ids};
use chrono::{DateTime, Utc};
use nt24::EventSource;

/// The context of a change to the world: time, behaviour, source of ids, and cause.
#[derive(Clone, Copy)]
pub(crate) struct Moment<'a> {
    pub(crate) now: DateTime<Utc>,
    pub(crate) behaviour: &'a Behaviour,
    pub(crate) ids: &'a dyn Ids,
    /// The cause of the change.
    pub(crate) cause: Cause,
}

/// The cause of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// A call of the API.
    Api,
    /// Staff in the web app.
    Staff,
    /// The passing of time, or a visitor of a public page.
    System,
}

impl Cause {
    pub(super) fn source(self, behaviour: &Behaviour) -> EventSource {
        match self {
            Cause::Api => EventSource::Api,
            Cause::Staff if behaviour.webhooks.staff_is_web_app => EventSource::WebApp,
            Cause::Staff | Cause::System => EventSource::System,
        }
    }
}
