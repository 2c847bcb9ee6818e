//! The attempts under each idempotency key, as the network sees them, and what the desk knows of their outcome.

use super::effects::acts_each_time;
use super::questions::Question;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::{Request, Response, StatusCode};
use nt24::Operation;
use std::collections::{BTreeMap, BTreeSet};

/// How long NT24 keeps an idempotency key (contract, section 6).
const KEY_KEPT: TimeDelta = TimeDelta::hours(24);

/// How long a desk may rely on a key: it leaves NT24 some time for an attempt that is slow.
const KEY_SURELY_KEPT: TimeDelta = TimeDelta::hours(22);

/// The attempts of all keys.
#[derive(Default)]
pub(super) struct Attempts {
    keys: BTreeMap<String, Key>,
    /// Keys of rows that came back with a restored backup: they may have been sent since it was made.
    restored: BTreeSet<String>,
}

/// A key, and the attempts under it.
struct Key {
    desk: usize,
    /// The operation, if a user submitted the write.
    operation: Option<Operation>,
    /// The bytes that were sent.
    bytes: Vec<u8>,
    /// When the first attempt was sent whose outcome the desk does not know.
    uncertain_since: Option<DateTime<Utc>>,
    /// Only the latest attempt is uncertain: an answer to it settles everything.
    only_latest: bool,
    /// An attempt ended without an answer.
    was_unknown: bool,
    /// NT24 keeps the key from here.
    first_executed: Option<DateTime<Utc>>,
    /// NT24 or a gateway refused an attempt for good.
    refused: bool,
    /// The user stopped an attempt.
    stopped: bool,
    /// NT24 answered that its resource differs.
    conflicting: bool,
    /// NT24 asked to wait until then.
    not_before: Option<DateTime<Utc>>,
}

/// A rule of sending that an attempt breaks.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Broken {
    NotIdentical,
    Forgotten,
    TooSoon,
}

impl Attempts {
    /// Notes that a desk sent a request. Returns the rules that it breaks.
    pub(super) fn note_sent(
        &mut self,
        desk: usize,
        operation: Option<Operation>,
        request: &Request<Bytes>,
        now: DateTime<Utc>,
    ) -> Vec<Broken> {
        let Some(id) = key(request) else { return Vec::new() };
        let mut bytes = format!("{} {}\n", request.method(), request.uri()).into_bytes();
        bytes.extend_from_slice(header(request, "if-match").unwrap_or_default().as_bytes());
        bytes.extend_from_slice(request.body());
        let key = self.keys.entry(id.to_owned()).or_insert_with(|| Key {
            desk,
            operation,
            bytes: bytes.clone(),
            uncertain_since: None,
            only_latest: false,
            was_unknown: false,
            first_executed: None,
            refused: false,
            stopped: false,
            conflicting: false,
            not_before: None,
        });
        let mut broken = Vec::new();
        if key.bytes != bytes {
            broken.push(Broken::NotIdentical);
        }
        if operation.is_some_and(acts_each_time)
            && key.uncertain_since.is_some_and(|first| now - first > KEY_KEPT)
        {
            broken.push(Broken::Forgotten);
        }
        if key.not_before.is_some_and(|then| now < then) {
            broken.push(Broken::TooSoon);
        }
        key.only_latest = key.uncertain_since.is_none();
        key.uncertain_since.get_or_insert(now);
        broken
    }

    /// Notes that the desk knows the outcome of an attempt.
    pub(super) fn note_known(&mut self, request: &Request<Bytes>, is_success: bool) {
        let Some(key) = self.of(request) else { return };
        if key.only_latest || is_success {
            key.uncertain_since = None;
        }
    }

    /// Notes that NT24 asked the desk to wait.
    pub(super) fn note_wait(&mut self, request: &Request<Bytes>, until: DateTime<Utc>) {
        if let Some(key) = self.of(request) {
            key.not_before = Some(until);
        }
    }

    /// Notes that the clock or the database of a desk was replaced: it cannot know any more when NT24 asked it
    /// to try again.
    pub(super) fn forget_waits(&mut self, desk: usize) {
        for key in self.keys.values_mut().filter(|key| key.desk == desk) {
            key.not_before = None;
        }
    }

    /// Notes that NT24 or a gateway refused an attempt for good.
    pub(super) fn note_refusal(&mut self, request: &Request<Bytes>) {
        if let Some(key) = self.of(request) {
            key.refused = true;
        }
    }

    /// Notes that the user stopped the row with this key.
    pub(super) fn note_stopped(&mut self, id: &str) {
        if let Some(key) = self.keys.get_mut(id) {
            key.stopped = true;
        }
    }

    /// Notes that an attempt ended without an answer.
    pub(super) fn note_unknown(&mut self, request: &Request<Bytes>) {
        if let Some(key) = self.of(request) {
            key.was_unknown = true;
        }
    }

    /// Notes that these rows came back with a restored backup.
    pub(super) fn note_restored(&mut self, rows: impl Iterator<Item = String>) {
        self.restored.extend(rows);
    }

    /// Notes NT24's answer to a request. Returns the key if NT24 executed the write.
    pub(super) fn note_answer<'a>(
        &mut self,
        request: &'a Request<Bytes>,
        response: &Response<Bytes>,
        now: DateTime<Utc>,
    ) -> Option<&'a str> {
        let status = response.status();
        let id = key(request)?;
        let key = self.keys.get_mut(id)?;
        if !status.is_success() {
            // The client gets a new token by itself, and waits after a 429.
            let in_passing = [StatusCode::UNAUTHORIZED, StatusCode::TOO_MANY_REQUESTS].contains(&status);
            key.refused |= status.is_client_error() && !in_passing;
            key.conflicting |= status == StatusCode::CONFLICT;
            return None;
        }
        if key.first_executed.is_some_and(|first| now - first < KEY_KEPT) {
            return None;
        }
        key.first_executed = Some(now);
        Some(id)
    }

    /// Whether the events under a key are a reason for a question about its write.
    pub(super) fn give_reason(&self, id: &str, question: Question, now: DateTime<Utc>) -> bool {
        self.restored.contains(id) || self.keys.get(id).is_some_and(|key| key.gives_reason(question, now))
    }

    /// The number of writes with an attempt that ended without an answer.
    pub(super) fn unknown(&self) -> usize {
        self.keys.values().filter(|key| key.operation.is_some() && key.was_unknown).count()
    }

    /// The questions that the events under all keys are a reason for.
    pub(super) fn uncertain(&self, now: DateTime<Utc>) -> BTreeSet<(String, Question)> {
        let sent = self.keys.iter().filter(|(_, key)| key.operation.is_some()).map(|(id, _)| id);
        let all = sent.chain(&self.restored).flat_map(|id| Question::ALL.map(|question| (id, question)));
        let with_reason = all.filter(|(id, question)| self.give_reason(id, *question, now));
        with_reason.map(|(id, question)| (id.clone(), question)).collect()
    }

    fn of(&mut self, request: &Request<Bytes>) -> Option<&mut Key> {
        self.keys.get_mut(key(request)?)
    }
}

impl Key {
    fn gives_reason(&self, question: Question, now: DateTime<Utc>) -> bool {
        match question {
            Question::Arrived => self.uncertain_since.is_some_and(|first| {
                self.operation.is_some_and(acts_each_time) && (self.refused || now - first >= KEY_SURELY_KEPT)
            }),
            // An uncertain write that was refused or stopped is looked up, which may show another resource.
            Question::Conflict => {
                self.conflicting || (self.refused || self.stopped) && self.uncertain_since.is_some()
            }
            Question::Refusal => self.refused,
        }
    }
}

fn key(request: &Request<Bytes>) -> Option<&str> {
    header(request, "idempotency-key")
}

fn header<'a>(request: &'a Request<Bytes>, name: &str) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "00-000000000001";

    fn request() -> Request<Bytes> {
        Request::post("/v1/x").header("idempotency-key", KEY).body(Bytes::from_static(b"{}")).unwrap()
    }

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    #[test]
    fn only_a_write_that_acts_each_time_needs_a_young_key() {
        for (operation, broken) in
            [(Operation::AddBuyerContact, vec![Broken::Forgotten]), (Operation::CreateOrder, vec![])]
        {
            let mut attempts = Attempts::default();
            let mut send = |then| attempts.note_sent(0, Some(operation), &request(), then);
            assert_eq!(send(at(0)), []);
            assert_eq!(send(at(24 * 60)), []);
            assert_eq!(send(at(24 * 60 + 1)), broken);
        }
    }

    #[test]
    fn an_attempt_whose_outcome_is_known_is_no_reason_to_ask() {
        let mut attempts = Attempts::default();
        let contact = Some(Operation::AddBuyerContact);
        attempts.note_sent(0, contact, &request(), at(0));
        attempts.note_known(&request(), false);
        assert!(!attempts.give_reason(KEY, Question::Arrived, at(72 * 60)));

        attempts.note_sent(0, contact, &request(), at(1));
        attempts.note_sent(0, contact, &request(), at(2));
        // The answer to the second attempt does not tell of the first.
        attempts.note_known(&request(), false);
        assert!(!attempts.give_reason(KEY, Question::Arrived, at(60)), "the key will tell");
        assert!(attempts.give_reason(KEY, Question::Arrived, at(23 * 60)), "NT24 may forget the key");
        attempts.note_refusal(&request());
        assert!(attempts.give_reason(KEY, Question::Arrived, at(60)), "the refusal hides the outcome");
        attempts.note_known(&request(), true);
        assert!(!attempts.give_reason(KEY, Question::Arrived, at(72 * 60)), "NT24 executed it");
    }

    #[test]
    fn a_restored_row_is_a_reason_to_ask_even_if_it_was_never_sent() {
        let mut attempts = Attempts::default();
        assert!(!attempts.give_reason(KEY, Question::Arrived, at(0)));
        attempts.note_restored([KEY.to_owned()].into_iter());
        assert!(attempts.give_reason(KEY, Question::Arrived, at(0)));
    }

    #[test]
    fn a_pause_that_nt24_asks_for_holds_until_the_clock_is_set() {
        let mut attempts = Attempts::default();
        let send = |attempts: &mut Attempts, then| attempts.note_sent(0, None, &request(), then);
        send(&mut attempts, at(0));
        attempts.note_wait(&request(), at(5));
        assert_eq!(send(&mut attempts, at(4)), [Broken::TooSoon]);
        assert_eq!(send(&mut attempts, at(5)), []);
        attempts.note_wait(&request(), at(9));
        attempts.forget_waits(0);
        assert_eq!(send(&mut attempts, at(6)), []);
    }
}
