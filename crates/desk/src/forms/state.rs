//! The state of the forms on the screen: the resource on which each was begun.

use crate::connection::Connection;
use crate::forms::base::Base;
use crate::forms::look_ups::LookUps;
use crate::given::lock;
use chrono::TimeDelta;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Most forms that were begun and not saved; a user has few of them open.
const BEGUN: usize = 64;

/// How long a discarded draft or file can be restored.
pub(crate) const DISCARDED_ARE_KEPT: TimeDelta = TimeDelta::days(7);

/// The forms of one connection.
pub(crate) struct Forms {
    pub(crate) connection: Arc<Connection>,
    /// The resource with which each form on the screen was filled in, by draft, until the first save.
    begun: Mutex<HashMap<String, Base>>,
    pub(super) look_ups: LookUps,
}

impl Forms {
    /// Removes drafts that were discarded too long ago to be restored.
    pub(crate) fn new(connection: Arc<Connection>) -> Result<Self, store::Error> {
        let since = connection.given.clock.now() - DISCARDED_ARE_KEPT;
        connection.store.write(|tx| store::drafts::delete_discarded(tx, since))?;
        Ok(Self { connection, begun: Mutex::default(), look_ups: LookUps::default() })
    }

    /// Notes the resource with which a form is filled in, until its first save.
    pub(super) fn begin(&self, draft: &str, base: Base) {
        let mut begun = lock(&self.begun);
        if begun.len() >= BEGUN {
            begun.clear();
        }
        begun.insert(draft.to_owned(), base);
    }

    /// The resource with which a form was filled in. `None` if it was begun before the program started.
    pub(super) fn begun(&self, draft: &str) -> Option<Base> {
        lock(&self.begun).get(draft).cloned()
    }
}
