//! Delivery, loss and delay of requests by the network.

use super::network::{PendingWrite, Reply};
use super::schedule::Schedule;
use bytes::Bytes;
use chrono::TimeDelta;
use http::{Request, Response};
use nt24::{BuyerId, InvoiceType, OrderId};
use nt24_client::CarrierFault;
use serde::de::IgnoredAny;
use serde_json::Value;

/// The longest usual delay of a request, in minutes.
const MAX_DELAY: usize = 59;

/// The extra delay of a few requests, in minutes: they travel a little longer than a desk waits, or much longer.
const LONG_DELAY: &[i64] = &[66, 120];

/// The pauses that NT24 asks for, in seconds.
const RETRY_AFTER: &[i64] = &[1, 20, 300];

impl Schedule {
    /// Decides the fate of one pending write.
    pub(super) async fn deliver_one(&mut self) {
        let at = self.chance.below(self.network.len());
        let pending = self.network.take(at);
        match self.chance.below(20) {
            0..8 => self.execute(pending).await,
            8 | 9 => self.fail(pending, "never arrived", CarrierFault::NotSent).await,
            10 => self.fail(pending, "never arrived", CarrierFault::Lost).await,
            11..14 => self.lose_answer(pending).await,
            14 | 15 => {
                self.delay(pending.request.clone());
                self.fail(pending, "late", CarrierFault::TimedOut).await;
            }
            16 | 17 => {
                drop(self.arrive(pending.request.clone()).await);
                self.note("doubled", || name(&pending));
                self.execute(pending).await;
            }
            18 => {
                let refusal = self.chance.one_of(&[
                    Refusal::Error,
                    Refusal::TooMany,
                    Refusal::Forbidden,
                    Refusal::Forbidden,
                ]);
                self.refuse(pending, refusal).await;
            }
            _ => {
                let answer = self.arrive(pending.request.clone()).await;
                self.note("unreadable", || name(&pending));
                let broken = answer.map(|answer| answer.map(|_| Bytes::from_static(b"{\"uuid\":")));
                self.reply(pending, broken).await;
            }
        }
    }

    /// The write arrives, and so does its answer.
    pub(super) async fn execute(&mut self, pending: PendingWrite) {
        let answer = self.arrive(pending.request.clone()).await;
        self.note("executed", || {
            let status = answer.as_ref().map(|answer| answer.status().as_u16());
            format!("{} {status:?}", name(&pending))
        });
        self.reply(pending, answer).await;
    }

    /// The write arrives; its answer is lost.
    pub(super) async fn lose_answer(&mut self, pending: PendingWrite) {
        drop(self.arrive(pending.request.clone()).await);
        self.fail(pending, "answer lost", CarrierFault::Lost).await;
    }

    /// The attempt fails for the desk.
    pub(super) async fn fail(&mut self, pending: PendingWrite, event: &'static str, fault: CarrierFault) {
        self.note(event, || format!("{} {fault:?}", name(&pending)));
        self.reply(pending, Err(fault)).await;
    }

    /// Something between the desk and NT24 refuses the attempt.
    pub(super) async fn refuse(&mut self, pending: PendingWrite, refusal: Refusal) {
        let seconds = self.chance.one_of(RETRY_AFTER);
        match refusal {
            Refusal::Error => self.note("refused in passing", || name(&pending)),
            Refusal::Forbidden => {
                self.truth.attempts.note_refusal(&pending.request);
                self.note("refused", || name(&pending));
            }
            Refusal::TooMany => {
                if pending.is_awaited() {
                    let until = self.time.now() + TimeDelta::seconds(seconds);
                    self.truth.attempts.note_wait(&pending.request, until);
                }
                self.note("rate limited", || format!("{} for {seconds} s", name(&pending)));
            }
        }
        self.reply(pending, Ok(refusal.response(seconds))).await;
    }

    async fn reply(&mut self, mut pending: PendingWrite, reply: Reply) {
        if pending.is_awaited() {
            self.note_outcome(&pending.request, &reply);
        } else {
            self.truth.attempts.note_unknown(&pending.request);
        }
        pending.answer(reply);
        for desk in &mut self.desks {
            desk.run_until_idle().await;
        }
        // After a refused token the client has sent the write again, in the same attempt.
        self.note_sent(false);
    }

    /// Notes what the desk learns of an attempt.
    fn note_outcome(&mut self, request: &Request<Bytes>, reply: &Reply) {
        let attempts = &mut self.truth.attempts;
        match reply {
            Ok(response) if response.status().is_server_error() || !is_readable(response) => {
                attempts.note_unknown(request);
            }
            Ok(response) => attempts.note_known(request, response.status().is_success()),
            Err(CarrierFault::NotSent) => attempts.note_known(request, false),
            Err(_) => attempts.note_unknown(request),
        }
    }

    /// Notes the writes that desks have sent since the last time; `begins` if they are new attempts.
    pub(super) fn note_sent(&mut self, begins: bool) {
        let now = self.time.now();
        self.network.each_new(|pending| self.truth.note_sent(pending.desk, &pending.request, begins, now));
    }

    /// The request arrives later: within the hour that a desk waits for it, or even after that.
    pub(super) fn delay(&mut self, request: Request<Bytes>) {
        let mut minutes = self.chance.below(MAX_DELAY) as i64;
        if self.chance.percent(8) {
            self.truth.note_long_travel(&request);
            self.note("long travel", || request.uri().path().to_owned());
            minutes += self.chance.one_of(LONG_DELAY);
        }
        self.late.push((self.time.now() + TimeDelta::minutes(minutes), request));
    }

    /// The request reaches NT24. Returns NT24's answer.
    pub(super) async fn arrive(&mut self, request: Request<Bytes>) -> Reply {
        let before = self.target(&request);
        let response = self.sandbox.answer(request.clone()).await.ok_or(CarrierFault::Lost)?;
        self.truth.note_arrival(&request, before.as_ref(), &response, self.time.now());
        Ok(response)
    }

    /// The resource that a request changes, in its current version at NT24.
    fn target(&self, request: &Request<Bytes>) -> Option<Value> {
        if request.method() != "PATCH" {
            return None;
        }
        let parts: Vec<&str> = request.uri().path().split('/').collect();
        let control = self.sandbox.control();
        // /v1/partners/{seller}/buyers|orders/{id}[/invoice|payment]
        let id = parts.get(5)?;
        match (*parts.get(4)?, parts.get(6).copied()) {
            ("buyers", None) => serde_json::to_value(control.buyer(&BuyerId::from(*id))?).ok(),
            ("orders", None) => serde_json::to_value(control.order(&OrderId::from(*id))?).ok(),
            ("orders", Some("invoice")) => {
                let body: Value = serde_json::from_slice(request.body()).ok()?;
                let kind = InvoiceType::from(body["type"].as_str().unwrap_or("PRELIMINARY"));
                serde_json::to_value(control.invoice(&OrderId::from(*id), &kind)?).ok()
            }
            ("orders", Some("payment")) => serde_json::to_value(control.payment(&OrderId::from(*id))?).ok(),
            _ => None,
        }
    }

    /// Time passes, and delayed requests arrive.
    pub(super) async fn pass(&mut self, by: TimeDelta) {
        // The client gives up after less than a minute; its request may still arrive.
        while by >= TimeDelta::minutes(1) && self.network.len() > 0 {
            let pending = self.network.take(0);
            if self.chance.percent(50) {
                self.delay(pending.request.clone());
            }
            self.reply(pending, Err(CarrierFault::TimedOut)).await;
        }
        let then = self.time.now() + by;
        loop {
            let due = self.late.iter().enumerate().filter(|(_, (at, _))| *at <= then);
            let Some(first) = due.min_by_key(|(_, (at, _))| *at).map(|(at, _)| at) else { break };
            let (at, request) = self.late.remove(first);
            self.time.pass((at - self.time.now()).max(TimeDelta::zero()));
            drop(self.arrive(request).await);
        }
        self.time.pass(then - self.time.now());
    }

    /// The program of a desk is killed and started again. Its requests may still arrive, but the desk does not
    /// get their answers.
    pub(super) async fn crash(&mut self, number: usize) {
        self.note("crash", || format!("desk {number}"));
        self.desks[number].crash().await;
        let mut at = 0;
        while at < self.network.len() {
            if self.network.with(at, PendingWrite::is_awaited) {
                at += 1;
                continue;
            }
            let pending = self.network.take(at);
            if self.chance.percent(50) {
                self.delay(pending.request);
            }
        }
    }
}

pub(super) fn name(pending: &PendingWrite) -> String {
    let key = pending.header("idempotency-key").unwrap_or_default();
    format!("desk {} {} {} {key}", pending.desk, pending.request.method(), pending.request.uri().path())
}

fn is_readable(response: &Response<Bytes>) -> bool {
    response.body().is_empty() || serde_json::from_slice::<IgnoredAny>(response.body()).is_ok()
}

/// A refusal of one attempt that NT24 did not execute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// An error of the server.
    Error,
    /// NT24 asks to wait.
    TooMany,
    /// For good.
    Forbidden,
}

impl Refusal {
    fn response(self, seconds: i64) -> Response<Bytes> {
        let (status, slug) = match self {
            Refusal::Error => (500, "internal-error"),
            Refusal::TooMany => (429, "rate-limited"),
            Refusal::Forbidden => (403, "capability-required"),
        };
        let body = serde_json::json!({
            "type": format!("https://api.novatrade24.com/problems/{slug}"),
            "title": "Played", "status": status,
        });
        let mut response =
            Response::builder().status(status).header("content-type", "application/problem+json");
        if self == Refusal::TooMany {
            response = response.header("retry-after", seconds);
        }
        response.body(Bytes::from(body.to_string())).unwrap()
    }
}
