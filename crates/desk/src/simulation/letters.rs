//! What the network does with requests, and what time does to those under way.

use super::network::{Letter, Reply};
use super::schedule::Schedule;
use bytes::Bytes;
use chrono::TimeDelta;
use http::{Request, Response};
use nt24::{BuyerId, InvoiceType, OrderId};
use nt24_client::CarrierFault;
use serde_json::Value;

/// The longest that a request travels, in minutes.
const LONGEST_WAY: usize = 59;

impl Schedule {
    /// The network does something with one of the letters under way.
    pub(super) async fn letter(&mut self) {
        let at = self.chance.below(self.network.len());
        let letter = self.network.take(at);
        match self.chance.below(20) {
            0..8 => self.execute(letter).await,
            8 | 9 => self.fail(letter, "never arrived", CarrierFault::NotSent).await,
            10 => self.fail(letter, "never arrived", CarrierFault::Lost).await,
            11..14 => self.lose_answer(letter).await,
            14 | 15 => {
                self.delay(letter.request.clone());
                self.fail(letter, "late", CarrierFault::TimedOut).await;
            }
            16 | 17 => {
                drop(self.arrive(letter.request.clone()).await);
                self.note("doubled", || name(&letter));
                self.execute(letter).await;
            }
            18 => {
                let status = if self.chance.percent(50) { 500 } else { 429 };
                self.note("refused in passing", || name(&letter));
                self.reply(letter, Ok(passing_refusal(status))).await;
            }
            _ => {
                let answer = self.arrive(letter.request.clone()).await;
                self.note("unreadable", || name(&letter));
                let broken = answer.map(|answer| answer.map(|_| Bytes::from_static(b"{\"uuid\":")));
                self.reply(letter, broken).await;
            }
        }
    }

    /// It arrives, and so does the answer.
    pub(super) async fn execute(&mut self, letter: Letter) {
        let answer = self.arrive(letter.request.clone()).await;
        self.note("executed", || {
            let status = answer.as_ref().map(|answer| answer.status().as_u16());
            format!("{} {status:?}", name(&letter))
        });
        self.reply(letter, answer).await;
    }

    /// It arrives, and the answer does not.
    pub(super) async fn lose_answer(&mut self, letter: Letter) {
        drop(self.arrive(letter.request.clone()).await);
        self.fail(letter, "answer lost", CarrierFault::Lost).await;
    }

    /// The desk hears that it failed.
    pub(super) async fn fail(&mut self, letter: Letter, what: &'static str, fault: CarrierFault) {
        self.note(what, || format!("{} {fault:?}", name(&letter)));
        self.reply(letter, Err(fault)).await;
    }

    async fn reply(&mut self, mut letter: Letter, reply: Reply) {
        letter.answer(reply);
        for desk in &mut self.desks {
            desk.rest().await;
        }
    }

    /// It arrives later, within the hour.
    pub(super) fn delay(&mut self, request: Request<Bytes>) {
        let minutes = self.chance.below(LONGEST_WAY) as i64;
        self.late.push((self.time.now() + TimeDelta::minutes(minutes), request));
    }

    /// A request reaches NT24.
    pub(super) async fn arrive(&mut self, request: Request<Bytes>) -> Reply {
        let before = self.target(&request);
        let response = self.sandbox.answer(request.clone()).await.ok_or(CarrierFault::Lost)?;
        self.truth.arrived(&request, before.as_ref(), &response, self.time.now());
        Ok(response)
    }

    /// The resource that a change is about, as it is now.
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

    /// Time goes by, and what was late arrives.
    pub(super) async fn pass(&mut self, by: TimeDelta) {
        // No request waits for a minute: the client gives up, and what had left may still arrive.
        while by >= TimeDelta::minutes(1) && self.network.len() > 0 {
            let letter = self.network.take(0);
            if self.chance.percent(50) {
                self.delay(letter.request.clone());
            }
            self.reply(letter, Err(CarrierFault::TimedOut)).await;
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

    /// The program of a desk dies here and now, and is started again. What had left may still arrive;
    /// nobody waits for the answer.
    pub(super) async fn crash(&mut self, number: usize) {
        self.note("crash", || format!("desk {number}"));
        self.desks[number].crash().await;
        let mut at = 0;
        while at < self.network.len() {
            if self.network.with(at, Letter::is_awaited) {
                at += 1;
                continue;
            }
            let letter = self.network.take(at);
            if self.chance.percent(50) {
                self.delay(letter.request);
            }
        }
    }
}

pub(super) fn name(letter: &Letter) -> String {
    let key = letter.header("idempotency-key").unwrap_or_default();
    format!("desk {} {} {} {key}", letter.desk, letter.request.method(), letter.request.uri().path())
}

fn passing_refusal(status: u16) -> Response<Bytes> {
    let slug = if status == 429 { "rate-limited" } else { "internal-error" };
    let body = serde_json::json!({
        "type": format!("https://api.novatrade24.com/problems/{slug}"),
        "title": "Played", "status": status,
    });
    let response = Response::builder().status(status).header("content-type", "application/problem+json");
    response.body(Bytes::from(body.to_string())).unwrap()
}
