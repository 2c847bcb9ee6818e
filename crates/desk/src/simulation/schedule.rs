//! One schedule, from the first wish to the empty outbox.

use super::chance::Chance;
use super::clock::{DeskClock, TrueTime};
use super::decision::{self, Mood};
use super::desk::Desk;
use super::network::Network;
use super::person;
use super::staff;
use super::truth::{Truth, Violation};
use crate::connection::link::Gate;
use crate::given::clock::Clock;
use crate::sync;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::Request;
use nt24_sandbox::{InProcess, SequentialIds};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// How many rounds a schedule may take to come to rest: more than a clock that is set makes a desk wait.
const LONGEST_END: usize = 600;

/// What schedules are made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// Steps before everything is left to come to rest.
    pub(super) steps: usize,
    /// The most wishes.
    pub(super) wishes: usize,
    /// Whether it is told step by step.
    pub(super) told: bool,
}

impl Default for Plan {
    fn default() -> Self {
        Self { steps: 30, wishes: 6, told: false }
    }
}

/// How often what happened.
pub(super) type Happened = BTreeMap<&'static str, u64>;

/// What a schedule came to.
pub(super) struct Outcome {
    pub(super) violations: Vec<Violation>,
    /// Step by step, when the plan wants it.
    pub(super) told: Vec<String>,
    pub(super) happened: Happened,
}

/// Plays a schedule by a seed.
pub(super) fn play(seed: u64, plan: Plan) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let mut chance = Chance::Random(seed);
        let desks = chance.one_of(&[1, 1, 1, 1, 1, 1, 1, 2, 2, 3]);
        let errors_stored = chance.percent(30);
        let mut schedule = Schedule::start(chance, desks, errors_stored).await;
        schedule.is_told = plan.told;
        schedule.play(plan).await;
        schedule.come_to_rest().await;
        schedule.end().0
    })
}

pub(super) struct Schedule {
    pub(super) chance: Chance,
    pub(super) time: TrueTime,
    pub(super) sandbox: Arc<InProcess>,
    pub(super) network: Network,
    pub(super) desks: Vec<Desk>,
    /// Requests that the network still holds although nobody waits for them.
    pub(super) late: Vec<(DateTime<Utc>, Request<Bytes>)>,
    pub(super) truth: Truth,
    pub(super) is_told: bool,
    told: Vec<String>,
    happened: Happened,
}

impl Schedule {
    pub(super) async fn start(chance: Chance, desks: usize, errors_stored: bool) -> Self {
        let time = TrueTime::new();
        let mut options = nt24_sandbox::Options::demo();
        options.clock = Arc::new(time.clone());
        options.ids = Arc::new(SequentialIds::new(1));
        options.behaviour.rate_limited = false;
        options.behaviour.error_answers_stored = errors_stored;
        let sandbox = Arc::new(InProcess::new(options).unwrap());
        let mut schedule = Self {
            chance,
            time,
            sandbox,
            network: Network::default(),
            desks: Vec::new(),
            late: Vec::new(),
            truth: Truth::default(),
            is_told: false,
            told: Vec::new(),
            happened: BTreeMap::new(),
        };
        for number in 0..desks {
            let clock = Arc::new(DeskClock { time: schedule.time.clone(), wrong_by: Mutex::default() });
            let desk = Desk::start(number, clock, &schedule.network, &schedule.sandbox).await;
            schedule.desks.push(desk);
        }
        schedule
    }

    /// Checks what must hold, and gives the choices back.
    pub(super) fn end(mut self) -> (Outcome, Chance) {
        self.truth.check();
        for desk in self.desks {
            desk.end();
        }
        let outcome = Outcome { violations: self.truth.violations, told: self.told, happened: self.happened };
        (outcome, self.chance)
    }

    pub(super) fn note(&mut self, what: &'static str, told: impl FnOnce() -> String) {
        *self.happened.entry(what).or_default() += 1;
        if self.is_told {
            self.told.push(format!("{} {what}: {}", self.time.now().format("%d. %H:%M:%S"), told()));
        }
    }

    async fn play(&mut self, plan: Plan) {
        for _ in 0..plan.steps {
            match self.chance.below(112) {
                0..28 if self.truth.wishes.len() < plan.wishes => self.wish(),
                0..66 if self.network.len() > 0 => self.letter().await,
                66..75 => self.pass_time().await,
                75..80 => {
                    let number = self.any_desk();
                    self.crash(number).await;
                }
                80..87 => self.staff(),
                87..91 => self.read().await,
                91..95 => drop(self.decide(Mood::Busy)),
                95..97 => self.wrong_clock(),
                97 => self.night().await,
                98..104 => self.undo(),
                104 => self.pause(),
                105 => self.reads(),
                106 | 107 => self.back_up(),
                108..111 => self.restore().await,
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

    fn any_desk(&mut self) -> usize {
        self.chance.below(self.desks.len())
    }

    /// Each outbox looks for what may be sent.
    pub(super) async fn look(&mut self) {
        for desk in &mut self.desks {
            let before = self.network.len();
            desk.look().await;
            for at in before..self.network.len() {
                self.network.with(at, |letter| self.truth.left(&letter.request));
            }
        }
    }

    fn wish(&mut self) {
        let number = self.any_desk();
        if let Some(told) = person::wish(&self.desks[number], number, &mut self.truth, &mut self.chance) {
            self.note("wish", || told);
        }
    }

    pub(super) fn decide(&mut self, mood: Mood) -> bool {
        let mut decided = false;
        for number in 0..self.desks.len() {
            let desk = &self.desks[number];
            if let Some((what, told)) =
                decision::decide(desk, number, &mut self.truth, &mut self.chance, mood)
            {
                self.note(what, || told);
                decided = true;
            }
        }
        decided
    }

    fn undo(&mut self) {
        let number = self.any_desk();
        if let Some(told) = decision::undo(&self.desks[number], number, &mut self.truth) {
            self.note("undone", || told);
        }
    }

    fn back_up(&mut self) {
        let number = self.any_desk();
        self.desks[number].back_up();
        self.truth.copied(number);
        self.note("copied", || format!("desk {number}"));
    }

    /// A person has the program go back to an earlier copy of its data.
    async fn restore(&mut self) {
        let number = self.any_desk();
        if self.desks[number].restore() {
            self.truth.restored(number);
            self.crash(number).await;
            self.note("restored", || format!("desk {number}"));
        }
    }

    fn pause(&mut self) {
        let number = self.any_desk();
        let sending = &self.desks[number].opened.sending;
        let paused = !sending.is_paused();
        sending.pause(paused).unwrap();
        self.note("paused", || format!("desk {number} {}", if paused { "sends nothing" } else { "goes on" }));
    }

    fn reads(&mut self) {
        let (number, fail) = (self.any_desk(), self.chance.percent(50));
        self.desks[number].reads_fail(fail);
        self.note("reads fail", || format!("desk {number} {}", if fail { "from now on" } else { "no more" }));
    }

    async fn pass_time(&mut self) {
        let minutes = self.chance.one_of(&[0, 1, 5, 60, 60, 12 * 60, 25 * 60, 72 * 60]);
        self.note(if minutes >= 25 * 60 { "expired" } else { "time" }, || format!("{minutes} minutes"));
        self.pass(TimeDelta::minutes(minutes) + TimeDelta::seconds(2)).await;
    }

    fn staff(&mut self) {
        let mark = format!("STAFF{}", self.happened.get("staff").copied().unwrap_or_default());
        let today = self.time.now().date_naive();
        if let Some(told) = staff::change(self.sandbox.control(), &mut self.chance, &mark, today) {
            self.note("staff", || format!("{mark} {told}"));
        }
    }

    /// A desk reads what others did.
    async fn read(&mut self) {
        let number = self.any_desk();
        let reading = Arc::clone(&self.desks[number].opened.reading);
        reading.sweep_now();
        sync::read_once(&reading).await;
        self.note("read", || format!("desk {number}"));
    }

    fn wrong_clock(&mut self) {
        let number = self.any_desk();
        let hours = self.chance.one_of(&[-25, -1, 0, 1, 25]);
        *self.desks[number].clock.wrong_by.lock().unwrap() = TimeDelta::hours(hours);
        self.note("wrong clock", || format!("desk {number} by {hours} h"));
    }

    /// The program dies; when it is started again, a day has gone by, and its clock may have been set.
    async fn night(&mut self) {
        let number = self.any_desk();
        let hours = self.chance.one_of(&[-25, 0, 25]);
        self.crash(number).await;
        self.pass(TimeDelta::hours(25)).await;
        *self.desks[number].clock.wrong_by.lock().unwrap() = TimeDelta::hours(hours);
        self.note("night", || format!("desk {number}, its clock is wrong by {hours} h"));
    }

    /// The network works, everything is granted, nobody changes anything any more, and people decide
    /// what is left to them.
    pub(super) async fn come_to_rest(&mut self) {
        staff::grant_everything(self.sandbox.control());
        for desk in &self.desks {
            desk.reads_fail(false);
            desk.opened.sending.pause(false).unwrap();
        }
        for round in 0..LONGEST_END {
            self.look().await;
            while self.network.len() > 0 {
                let letter = self.network.take(0);
                self.execute(letter).await;
                self.look().await;
            }
            if self.is_at_rest() {
                return;
            }
            for number in 0..self.desks.len() {
                let desk = &self.desks[number];
                // Whatever is unconfirmed waits for NT24's clock.
                if !desk.opened.connection.is_identified() || desk.has_unconfirmed() {
                    sync::read_once(&desk.opened.reading).await;
                }
                // "Try now", where the desk waits for a person.
                let desk = &self.desks[number];
                if desk.opened.connection.link.gate(Clock::now(&*desk.clock)) == Gate::Closed {
                    desk.opened.connection.link.reset();
                }
            }
            if !self.decide(if round < 40 { Mood::Patient } else { Mood::Impatient }) {
                self.pass(TimeDelta::minutes(2)).await;
            }
        }
        let left = self.desks.iter().map(left_over).collect::<Vec<_>>().join("; ");
        self.truth.violations.push(Violation::Stuck(left));
    }

    pub(super) fn is_at_rest(&self) -> bool {
        self.late.is_empty() && self.desks.iter().all(is_empty)
    }
}

fn is_empty(desk: &Desk) -> bool {
    !desk.is_sending() && desk.store.read(store::outbox::waiting).unwrap().is_empty()
}

fn left_over(desk: &Desk) -> String {
    let rows = desk.store.read(store::outbox::waiting).unwrap();
    rows.iter().map(|row| format!("{} {:?} {:?}", row.operation, row.state, row.problem)).collect()
}
