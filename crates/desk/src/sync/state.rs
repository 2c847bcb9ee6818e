//! The state of the reading loop: the buyers and orders on the screen, and a sweep that the user asked for.

use crate::connection::Connection;
use crate::connection::subject::SubjectId;
use crate::contract::{Failure, ReadingProgress, count};
use crate::given::lock;
use crate::sync::sweep;
use chrono::{DateTime, TimeDelta, Utc};
use nt24_client::Client;
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// How long a buyer or an order counts as on the screen after the page has asked for it.
const ON_SCREEN: TimeDelta = TimeDelta::seconds(60);

/// The state of the reading loop of one connection.
pub(crate) struct Reading {
    pub(crate) connection: Arc<Connection>,
    /// The subjects on the screen, and until when each counts as such.
    watched: Mutex<HashMap<SubjectId, DateTime<Utc>>>,
    /// Subjects that have come onto the screen and were not read since.
    appeared: Mutex<BTreeSet<SubjectId>>,
    /// Wakes a running sweep when a subject comes onto the screen.
    wake_appeared: Notify,
    /// Set until the next sweep: the user asked for it.
    sweep_now: AtomicBool,
    /// Rows of the last list that cannot be parsed and have no id.
    nameless: AtomicU32,
}

impl Reading {
    pub(crate) fn new(connection: Arc<Connection>) -> Self {
        Self {
            connection,
            watched: Mutex::default(),
            appeared: Mutex::default(),
            wake_appeared: Notify::new(),
            sweep_now: AtomicBool::new(false),
            nameless: AtomicU32::new(0),
        }
    }

    /// Notes that a subject is on the screen, and has it read at once if it was not before.
    pub(crate) fn on_screen(&self, subject: SubjectId) {
        let until = self.connection.given.clock.now() + ON_SCREEN;
        if lock(&self.watched).insert(subject.clone(), until).is_none() {
            lock(&self.appeared).insert(subject);
            self.wake_appeared.notify_one();
            self.connection.signals.wake_reading();
        }
    }

    /// The subjects on the screen.
    pub(super) fn watched(&self, now: DateTime<Utc>) -> Vec<SubjectId> {
        let mut watched = lock(&self.watched);
        watched.retain(|_, until| *until > now);
        watched.keys().cloned().collect()
    }

    pub(super) fn is_watched(&self, subject: &SubjectId) -> bool {
        lock(&self.watched).contains_key(subject)
    }

    /// The client for reading a subject: one on the screen goes before the background.
    pub(super) fn client_for(&self, subject: &SubjectId) -> Client {
        let client = self.connection.client();
        if self.is_watched(subject) { client } else { client.in_background() }
    }

    /// Subjects that have come onto the screen since the last call.
    pub(super) fn take_appeared(&self) -> BTreeSet<SubjectId> {
        std::mem::take(&mut *lock(&self.appeared))
    }

    /// Returns when a subject comes onto the screen.
    pub(super) async fn appeared(&self) {
        self.wake_appeared.notified().await;
    }

    /// Sweeps for the changes of others now.
    pub(crate) fn sweep_now(&self) {
        self.sweep_now.store(true, Ordering::Relaxed);
        self.connection.signals.wake_reading();
    }

    /// When the list of orders was last read to its end.
    pub(crate) fn last_complete_sweep(&self) -> Result<Option<DateTime<Utc>>, Failure> {
        sweep::last_complete(&self.connection)
    }

    /// How far the first reading of the seller's orders is. `None` once each was read.
    pub(crate) fn progress(&self) -> Result<Option<ReadingProgress>, Failure> {
        let Ok(seller) = self.connection.seller() else { return Ok(None) };
        self.connection.store.read(|tx| {
            let left = count(store::orders::count_never_read(tx, &seller)?);
            if left == 0 {
                return Ok(None);
            }
            let total = store::order_list::counts(tx, &seller)?.all;
            Ok(Some(ReadingProgress { read: total.saturating_sub(left), total }))
        })
    }

    /// How many buyers and orders could not be read. Each is tried again by itself.
    pub(crate) fn unreadable(&self) -> Result<u32, Failure> {
        let failed = self.connection.store.read(store::reads::failed)?;
        let failed = u32::try_from(failed).unwrap_or(u32::MAX);
        Ok(failed.saturating_add(self.nameless.load(Ordering::Relaxed)))
    }

    pub(super) fn set_nameless(&self, rows: u32) {
        self.nameless.store(rows, Ordering::Relaxed);
    }

    pub(super) fn is_sweep_asked(&self) -> bool {
        self.sweep_now.load(Ordering::Relaxed)
    }

    pub(super) fn take_sweep_now(&self) -> bool {
        self.sweep_now.swap(false, Ordering::Relaxed)
    }
}
