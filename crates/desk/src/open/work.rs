//! What is under way: forms on the screen, sends, and a person's wish to hurry or to pause.

use super::{Open, lock};
use crate::contract::{Failure, PaperProgress};
use crate::drafts::Base;
use crate::settle::Decision;
use std::collections::{HashMap, HashSet};
use std::sync::MutexGuard;
use std::sync::atomic::Ordering;
use tokio_util::sync::CancellationToken;

/// How many forms that were begun and not saved are remembered; a person has few of them open.
const BEGUN: usize = 64;

/// How many decisions can be taken back; the page offers the last one.
const DECISIONS: usize = 8;

/// Setting that is there while a person lets nothing leave this desk.
pub(super) const PAUSED: &str = "outbox_paused";

impl Open {
    /// Remembers what a form is filled in with until it is saved for the first time.
    pub(crate) fn begin(&self, draft: &str, base: Base) {
        let mut begun = lock(&self.begun);
        if begun.len() >= BEGUN {
            begun.clear();
        }
        begun.insert(draft.to_owned(), base);
    }

    /// What a form was filled in with, if it was begun since the program started.
    pub(crate) fn begun(&self, draft: &str) -> Option<Base> {
        lock(&self.begun).get(draft).cloned()
    }

    /// What stops each send in flight, by entry.
    pub(crate) fn sends(&self) -> MutexGuard<'_, HashMap<String, CancellationToken>> {
        lock(&self.sends)
    }

    /// Has one entry tried now.
    pub(crate) fn hurry_one(&self, id: &str) {
        lock(&self.urgent).insert(id.to_owned());
        self.wake_outbox.notify_one();
    }

    pub(crate) fn take_urgent(&self) -> HashSet<String> {
        std::mem::take(&mut *lock(&self.urgent))
    }

    pub(crate) fn is_paused(&self) -> bool {
        self.paused.load(Ordering::SeqCst)
    }

    /// Lets nothing leave this desk, or everything again; it stays so over a restart.
    pub(crate) fn pause(&self, paused: bool) -> Result<(), Failure> {
        // The flag is raised before the write and asked in the write that begins a send: what is not under
        // way when this has been written does not begin.
        let before = self.paused.swap(true, Ordering::SeqCst);
        let written = self.store.write(|tx| match paused {
            true => store::settings::set(tx, PAUSED, "yes"),
            false => store::settings::remove(tx, PAUSED),
        });
        self.paused.store(if written.is_ok() { paused } else { before }, Ordering::SeqCst);
        written?;
        self.wake_outbox.notify_one();
        self.changed();
        Ok(())
    }

    /// Skips all pauses once: the network is back, or a person asked.
    pub(crate) fn hurry(&self) {
        *lock(&self.hurry) = true;
        self.wake_outbox.notify_one();
        self.wake_sync.notify_one();
    }

    pub(crate) fn take_hurry(&self) -> bool {
        std::mem::take(&mut *lock(&self.hurry))
    }

    pub(crate) fn uploads(&self) -> MutexGuard<'_, HashMap<String, PaperProgress>> {
        lock(&self.uploads)
    }

    /// Looks for everything that changed elsewhere, now.
    pub(crate) fn sweep_now(&self) {
        self.sweep_now.store(true, Ordering::Relaxed);
        self.wake_sync.notify_one();
    }

    pub(crate) fn take_sweep_now(&self) -> bool {
        self.sweep_now.swap(false, Ordering::Relaxed)
    }

    /// Remembers a decision on the outbox, so that it can be taken back.
    pub(crate) fn remember(&self, decision: Decision) {
        let mut decisions = lock(&self.decisions);
        decisions.truncate(DECISIONS - 1);
        decisions.push_front(decision);
    }

    /// A decision by its id. It can be taken back once.
    pub(crate) fn take_decision(&self, id: &str) -> Option<Decision> {
        let mut decisions = lock(&self.decisions);
        let at = decisions.iter().position(|decision| decision.id() == id)?;
        decisions.remove(at)
    }
}
