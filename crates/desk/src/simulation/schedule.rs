//! One schedule, from the first wish to the empty outbox.

use super::chance::Chance;
use super::clock::{DeskClock, TrueTime};
use super::desk::Desk;
use super::network::{Letter, Network};
use super::person;
use super::truth::{Truth, Violation};
use crate::link::Gate;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::{Request, Response};
use nt24::{BuyerId, BuyerUpdate, InvoiceType, InvoiceUpdate, OrderId, OrderUpdate, PaymentUpdate};
use nt24_client::CarrierFault;
use nt24_sandbox::{InProcess, SequentialIds};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// How many rounds a schedule may take to come to rest.
const LONGEST_END: usize = 600;

/// What schedules are made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// Steps before everything is left to come to rest.
    pub(super) steps: usize,
    /// The most wishes.
    pub(super) wishes: usize,
}

impl Default for Plan {
    fn default() -> Self {
        Self { steps: 30, wishes: 6 }
    }
}

/// What a schedule came to.
pub(super) struct Outcome {
    pub(super) violations: Vec<Violation>,
    /// Step by step.
    pub(super) told: Vec<String>,
    pub(super) happened: BTreeMap<&'static str, u64>,
}

/// Plays a schedule.
pub(super) fn play(chance: Chance, plan: Plan) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let mut schedule = Schedule::start(chance).await;
        schedule.play(plan).await;
        schedule.come_to_rest().await;
        schedule.truth.check();
        Outcome { violations: schedule.truth.violations, told: schedule.told, happened: schedule.happened }
    })
}

struct Schedule {
    chance: Chance,
    time: TrueTime,
    sandbox: Arc<InProcess>,
    network: Network,
    desks: Vec<Desk>,
    /// Requests that the network still holds although nobody waits for them.
    late: Vec<(DateTime<Utc>, Request<Bytes>)>,
    truth: Truth,
    told: Vec<String>,
    happened: BTreeMap<&'static str, u64>,
}

impl Schedule {
    async fn start(mut chance: Chance) -> Self {
        let time = TrueTime::new();
        let mut options = nt24_sandbox::Options::demo();
        options.clock = Arc::new(time.clone());
        options.ids = Arc::new(SequentialIds::new(1));
        options.behaviour.rate_limited = false;
        options.behaviour.error_answers_stored = chance.percent(30);
        let sandbox = Arc::new(InProcess::new(options).unwrap());
        let network = Network::default();
        let mut desks = Vec::new();
        for number in 0..if chance.percent(30) { 2 } else { 1 } {
            let clock = Arc::new(DeskClock { time: time.clone(), wrong_by: Mutex::default() });
            let store = Arc::new(super::new_store());
            desks.push(Desk::start(number, store, clock, &network, &sandbox).await);
        }
        Self {
            chance,
            time,
            sandbox,
            network,
            desks,
            late: Vec::new(),
            truth: Truth::default(),
            told: Vec::new(),
            happened: BTreeMap::new(),
        }
    }

    fn tell(&mut self, what: &'static str, told: String) {
        *self.happened.entry(what).or_default() += 1;
        self.told.push(format!("{} {what}: {told}", self.time.now().format("%d. %H:%M:%S")));
    }

    async fn play(&mut self, plan: Plan) {
        for _ in 0..plan.steps {
            match self.chance.below(100) {
                0..30 if self.truth.wishes.len() < plan.wishes => self.wish(),
                0..70 if self.network.len() > 0 => self.letter().await,
                70..80 => self.pass_time().await,
                80..85 => self.crash().await,
                85..91 => self.staff(),
                91..94 => self.read().await,
                94..97 => drop(self.decide(true)),
                97..98 => self.wrong_clock(),
                _ => self.wish_or_letter(plan).await,
            }
            self.look().await;
        }
    }

    async fn wish_or_letter(&mut self, plan: Plan) {
        if self.network.len() > 0 {
            self.letter().await;
        } else if self.truth.wishes.len() < plan.wishes {
            self.wish();
        }
    }

    /// Each outbox looks for what may be sent.
    async fn look(&mut self) {
        for desk in &mut self.desks {
            let before = self.network.len();
            desk.look().await;
            for at in before..self.network.len() {
                self.network.with(at, |letter| self.truth.left(&letter.request));
            }
        }
    }

    fn wish(&mut self) {
        let number = self.chance.below(self.desks.len());
        if let Some(told) = person::wish(&self.desks[number], number, &mut self.truth, &mut self.chance) {
            self.tell("wish", told);
        }
    }

    fn decide(&mut self, patient: bool) -> bool {
        let mut decided = false;
        for (number, desk) in self.desks.iter().enumerate() {
            if let Some(told) = person::decide(desk, number, &mut self.truth, &mut self.chance, patient) {
                *self.happened.entry("decision").or_default() += 1;
                self.told.push(told);
                decided = true;
            }
        }
        decided
    }

    /// The network does something with one of the letters under way.
    async fn letter(&mut self) {
        let at = self.chance.below(self.network.len());
        let mut letter = self.network.take(at);
        let name = name(&letter);
        match self.chance.below(20) {
            0..8 => {
                let answer = self.arrive(letter.request.clone()).await;
                self.tell("executed", name);
                letter.answer(answer);
            }
            8 | 9 => {
                self.tell("never arrived", format!("{name}, and the desk knows"));
                letter.answer(Err(CarrierFault::NotSent));
            }
            10 => {
                self.tell("never arrived", name);
                letter.answer(Err(CarrierFault::Lost));
            }
            11..14 => {
                drop(self.arrive(letter.request.clone()).await);
                self.tell("answer lost", name);
                letter.answer(Err(CarrierFault::Lost));
            }
            14 | 15 => {
                let delay = TimeDelta::minutes(self.chance.below(59) as i64);
                self.late.push((self.time.now() + delay, letter.request.clone()));
                self.tell("late", name);
                letter.answer(Err(CarrierFault::TimedOut));
            }
            16 | 17 => {
                drop(self.arrive(letter.request.clone()).await);
                let answer = self.arrive(letter.request.clone()).await;
                self.tell("doubled", name);
                letter.answer(answer);
            }
            18 => {
                self.tell("refused in passing", name);
                letter.answer(Ok(passing_refusal(if self.chance.percent(50) { 500 } else { 429 })));
            }
            _ => {
                let answer = self.arrive(letter.request.clone()).await;
                self.tell("unreadable", name);
                letter.answer(answer.map(|answer| answer.map(|_| Bytes::from_static(b"{\"uuid\":"))));
            }
        }
        self.rest().await;
    }

    async fn rest(&mut self) {
        for desk in &mut self.desks {
            desk.rest().await;
        }
    }

    /// A request reaches NT24.
    async fn arrive(&mut self, request: Request<Bytes>) -> super::network::Reply {
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
    async fn pass_time(&mut self) {
        let minutes = self.chance.one_of(&[0, 1, 5, 60, 60, 12 * 60, 25 * 60, 72 * 60]);
        let by = TimeDelta::minutes(minutes) + TimeDelta::seconds(2);
        self.tell(if minutes >= 25 * 60 { "expired" } else { "time" }, format!("{minutes} minutes"));
        self.pass(by).await;
    }

    async fn pass(&mut self, by: TimeDelta) {
        // No request waits for a minute: the client gives up, and what had left may still arrive.
        while by >= TimeDelta::minutes(1) && self.network.len() > 0 {
            let mut letter = self.network.take(0);
            if self.chance.percent(50) {
                let delay = TimeDelta::minutes(self.chance.below(59) as i64);
                self.late.push((self.time.now() + delay, letter.request.clone()));
            }
            letter.answer(Err(CarrierFault::TimedOut));
            self.rest().await;
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

    async fn crash(&mut self) {
        let number = self.chance.below(self.desks.len());
        self.tell("crash", format!("desk {number}"));
        self.desks[number].crash().await;
        // What had left may still arrive; nobody waits for the answer.
        let mut at = 0;
        while at < self.network.len() {
            if self.network.with(at, |letter| letter.is_awaited()) {
                at += 1;
                continue;
            }
            let letter = self.network.take(at);
            if self.chance.percent(50) {
                let delay = TimeDelta::minutes(self.chance.below(59) as i64);
                self.late.push((self.time.now() + delay, letter.request));
            }
        }
    }

    /// Staff change something in the web app.
    fn staff(&mut self) {
        let control = self.sandbox.control().clone();
        let mark = format!("STAFF{}", self.told.len());
        let (buyers, orders) = (control.buyers(), control.orders());
        let what = self.chance.below(4);
        if what == 0 {
            if buyers.is_empty() {
                return;
            }
            let id = buyers[self.chance.below(buyers.len())].uuid.clone();
            let update = BuyerUpdate { company_name: Some(mark.clone()), ..BuyerUpdate::default() };
            drop(control.edit_buyer(&id, update));
        } else {
            if orders.is_empty() {
                return;
            }
            let id = orders[self.chance.below(orders.len())].uuid.clone();
            match what {
                1 => {
                    let day = self.time.now().date_naive();
                    let update = OrderUpdate { purchase_date: Some(day), ..OrderUpdate::default() };
                    drop(control.edit_order(&id, update));
                }
                2 => {
                    let update =
                        InvoiceUpdate { invoice_number: Some(mark.clone()), ..InvoiceUpdate::default() };
                    drop(control.edit_invoice(&id, &InvoiceType::Preliminary, update));
                }
                _ => {
                    let update =
                        PaymentUpdate { source_iban: Some(mark.clone()), ..PaymentUpdate::default() };
                    drop(control.edit_payment(&id, update));
                }
            }
        }
        self.tell("staff", format!("{what} {mark}"));
    }

    /// A desk reads what others did.
    async fn read(&mut self) {
        let number = self.chance.below(self.desks.len());
        let open = Arc::clone(&self.desks[number].open);
        open.sweep_now();
        crate::sync::look(&open).await;
        self.tell("read", format!("desk {number}"));
    }

    fn wrong_clock(&mut self) {
        let number = self.chance.below(self.desks.len());
        let hours = self.chance.one_of(&[-25, -1, 0, 1, 25]);
        *self.desks[number].clock.wrong_by.lock().unwrap() = TimeDelta::hours(hours);
        self.tell("wrong clock", format!("desk {number} by {hours} h"));
    }

    /// The network works, nobody changes anything any more, and people decide what is left to them.
    async fn come_to_rest(&mut self) {
        for round in 0..LONGEST_END {
            self.look().await;
            while self.network.len() > 0 {
                let mut letter = self.network.take(0);
                let answer = self.arrive(letter.request.clone()).await;
                letter.answer(answer);
                self.rest().await;
                self.look().await;
            }
            if self.late.is_empty() && self.desks.iter().all(is_empty) {
                return;
            }
            for desk in &self.desks {
                // "Try now", where the desk waits for a person.
                if desk.open.link.gate(crate::Clock::now(&*desk.clock)) == Gate::Closed {
                    desk.open.link.cleared();
                }
            }
            if !self.decide(round < 40) {
                self.pass(TimeDelta::minutes(2)).await;
            }
        }
        let left = self.desks.iter().map(left_over).collect::<Vec<_>>().join("; ");
        self.truth.violations.push(Violation::Stuck(left));
    }
}

fn is_empty(desk: &Desk) -> bool {
    !desk.is_sending() && desk.store.read(store::outbox::waiting).unwrap().is_empty()
}

fn left_over(desk: &Desk) -> String {
    let rows = desk.store.read(store::outbox::waiting).unwrap();
    rows.iter().map(|row| format!("{} {:?} {:?}", row.operation, row.state, row.problem)).collect()
}

fn name(letter: &Letter) -> String {
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
