//! One schedule, from the first write to the empty outbox.

use super::begun::{self, BegunForm};
use super::chance::Chance;
use super::clock::{DeskClock, TrueTime};
use super::decision::{self, Mood};
use super::desk::Desk;
use super::network::Network;
use super::person::{ACTIONS, Action};
use super::questions::Rate;
use super::staff::{self, CHANGES, Change};
use super::truth::{Truth, Violation};
use crate::connection::link::Gate;
use crate::given::clock::Clock;
use crate::pages::summaries;
use crate::sync;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::Request;
use nt24_sandbox::{InProcess, SequentialIds};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// The most rounds until all outboxes are empty. In virtual time they take longer than a desk waits after its
/// clock was set.
const MAX_ROUNDS: usize = 600;

/// Longer than a request travels: NT24 may check the token when a request comes in, and execute it much later.
const TOKEN_LIFE: TimeDelta = TimeDelta::hours(4);

/// The size of a schedule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// The number of steps before the outboxes are emptied.
    pub(super) steps: usize,
    /// The most writes of users.
    pub(super) writes: usize,
    /// How many of 100 schedules begin with a story.
    pub(super) stories: usize,
    /// Whether the schedule logs its steps.
    pub(super) logged: bool,
    /// Whether each step compares what the list of orders shows with what is computed anew.
    pub(super) compares_lists: bool,
}

impl Default for Plan {
    fn default() -> Self {
        Self { steps: 24, writes: 6, stories: 60, logged: false, compares_lists: false }
    }
}

/// How often each event happened.
pub(super) type EventCounts = BTreeMap<&'static str, u64>;

/// The result of a schedule.
pub(super) struct Outcome {
    pub(super) violations: Vec<Violation>,
    /// The steps, if the plan asks for a log.
    pub(super) log: Vec<String>,
    pub(super) event_counts: EventCounts,
    /// How often users were asked.
    pub(super) rate: Rate,
}

/// Plays the schedule of a seed.
pub(super) fn play(seed: u64, plan: Plan) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let mut chance = Chance::Random(seed);
        let desks = chance.one_of(&[1, 1, 1, 1, 1, 1, 1, 2, 2, 3]);
        let errors_stored = chance.percent(30);
        let mut schedule = Schedule::start(chance, desks, errors_stored).await;
        schedule.is_logged = plan.logged;
        if schedule.chance.percent(plan.stories) {
            schedule.story().await;
        }
        schedule.play(plan).await;
        schedule.empty_outboxes().await;
        schedule.end().0
    })
}

pub(super) struct Schedule {
    pub(super) chance: Chance,
    pub(super) time: TrueTime,
    pub(super) sandbox: Arc<InProcess>,
    pub(super) network: Network,
    pub(super) desks: Vec<Desk>,
    /// Delayed requests and the times when they arrive. No desk waits for their answers.
    pub(super) late: Vec<(DateTime<Utc>, Request<Bytes>)>,
    /// Forms that users have begun and not submitted.
    forms: Vec<BegunForm>,
    pub(super) truth: Truth,
    pub(super) is_logged: bool,
    log: Vec<String>,
    event_counts: EventCounts,
}

impl Schedule {
    pub(super) async fn start(chance: Chance, desks: usize, errors_stored: bool) -> Self {
        let time = TrueTime::new();
        let mut options = nt24_sandbox::Options::demo();
        options.clock = Arc::new(time.clone());
        options.ids = Arc::new(SequentialIds::new(1));
        options.behaviour.rate_limited = true;
        options.behaviour.error_answers_stored = errors_stored;
        options.behaviour.token_life = TOKEN_LIFE;
        let sandbox = Arc::new(InProcess::new(options).unwrap());
        let mut schedule = Self {
            chance,
            time,
            sandbox,
            network: Network::default(),
            desks: Vec::new(),
            late: Vec::new(),
            forms: Vec::new(),
            truth: Truth::default(),
            is_logged: false,
            log: Vec::new(),
            event_counts: BTreeMap::new(),
        };
        for number in 0..desks {
            let clock = Arc::new(DeskClock { time: schedule.time.clone(), wrong_by: Mutex::default() });
            let desk = Desk::start(number, clock, &schedule.network, &schedule.sandbox).await;
            schedule.desks.push(desk);
        }
        schedule
    }

    /// Checks the promise, and returns the outcome and the source of decisions.
    pub(super) fn end(mut self) -> (Outcome, Chance) {
        self.truth.check();
        let rate = self.truth.rate(self.time.now());
        for desk in self.desks {
            desk.end();
        }
        let Self { truth, log, event_counts, chance, .. } = self;
        (Outcome { violations: truth.violations, log, event_counts, rate }, chance)
    }

    pub(super) fn note(&mut self, event: &'static str, details: impl FnOnce() -> String) {
        *self.event_counts.entry(event).or_default() += 1;
        if self.is_logged {
            self.log.push(format!("{} {event}: {}", self.time.now().format("%d. %H:%M:%S"), details()));
        }
    }

    async fn play(&mut self, plan: Plan) {
        for _ in 0..plan.steps {
            match self.chance.below(112) {
                0..28 if self.truth.begun < plan.writes || !self.forms.is_empty() => self.act(),
                0..66 if self.network.len() > 0 => self.deliver_one().await,
                66..75 => self.pass_time().await,
                75..80 => {
                    let number = self.any_desk();
                    self.crash(number).await;
                }
                80..87 => {
                    let change = self.chance.one_of(CHANGES);
                    self.staff(change);
                }
                87..91 => {
                    let number = self.any_desk();
                    self.read(number).await;
                }
                91..95 => drop(self.decide(Mood::Busy)),
                95..97 => self.wrong_clock(),
                97 => self.night().await,
                98..104 => self.undo(),
                104 => {
                    let number = self.any_desk();
                    self.pause(number);
                }
                105 => self.change_reads(),
                106 | 107 => {
                    let number = self.any_desk();
                    self.back_up(number);
                }
                108..111 => {
                    let number = self.any_desk();
                    self.restore(number).await;
                }
                _ => self.act_or_deliver(plan).await,
            }
            self.start_sends().await;
            if plan.compares_lists {
                self.compare_lists();
            }
        }
    }

    fn compare_lists(&mut self) {
        let mut unnoticed = Vec::new();
        for desk in &self.desks {
            unnoticed.extend(summaries::unnoticed(&desk.opened.connection).unwrap());
        }
        self.truth.violations.extend(unnoticed.into_iter().map(Violation::OutdatedInList));
    }

    async fn act_or_deliver(&mut self, plan: Plan) {
        if self.network.len() > 0 {
            self.deliver_one().await;
        } else if self.truth.begun < plan.writes {
            self.act();
        }
    }

    pub(super) fn any_desk(&mut self) -> usize {
        self.chance.below(self.desks.len())
    }

    /// Each outbox starts to send the rows that may be sent.
    pub(super) async fn start_sends(&mut self) {
        for desk in &mut self.desks {
            desk.start_sends().await;
        }
        self.note_sent(true);
    }

    /// A user begins a form, or submits one that was begun now or some steps ago.
    fn act(&mut self) {
        if !self.forms.is_empty() && self.chance.percent(40) {
            let form = self.forms.swap_remove(self.chance.below(self.forms.len()));
            return self.submit(form);
        }
        let number = self.any_desk();
        let action = self.chance.one_of(ACTIONS);
        let Some(form) = self.begin(number, action) else { return };
        if self.chance.percent(30) {
            self.note("begun", || form.to_string());
            self.forms.push(form);
        } else {
            self.submit(form);
        }
    }

    /// A user fills in a form. `None` if that is not possible now.
    pub(super) fn begin(&mut self, number: usize, action: Action) -> Option<BegunForm> {
        begun::begin(&self.desks[number], number, action, &mut self.truth, &mut self.chance)
    }

    pub(super) fn submit(&mut self, form: BegunForm) {
        let desk = &self.desks[form.desk];
        if let Some(line) = begun::submit_begun(desk, form, &mut self.truth) {
            self.note("write", || line);
        }
    }

    pub(super) fn decide(&mut self, mood: Mood) -> bool {
        let mut decided = false;
        for number in 0..self.desks.len() {
            let desk = &self.desks[number];
            if let Some((event, line)) =
                decision::decide(desk, number, &mut self.truth, &mut self.chance, mood, self.time.now())
            {
                self.note(event, || line);
                decided = true;
            }
        }
        decided
    }

    fn undo(&mut self) {
        let number = self.any_desk();
        if let Some(line) = decision::undo(&self.desks[number], number, &mut self.truth) {
            self.note("undone", || line);
        }
    }

    pub(super) fn back_up(&mut self, number: usize) {
        self.desks[number].back_up();
        self.truth.note_backup(number);
        self.note("backed up", || format!("desk {number}"));
    }

    /// A user restores a backup.
    pub(super) async fn restore(&mut self, number: usize) {
        if let Some(waiting) = self.desks[number].restore() {
            self.truth.note_restore(number, &waiting);
            self.truth.paused.remove(&number);
            self.crash(number).await;
            self.note("restored", || format!("desk {number}"));
        }
    }

    pub(super) fn pause(&mut self, number: usize) {
        let sending = &self.desks[number].opened.sending;
        let paused = !sending.is_paused();
        sending.pause(paused).unwrap();
        match paused {
            true => drop(self.truth.paused.insert(number)),
            false => drop(self.truth.paused.remove(&number)),
        }
        self.note("paused", || format!("desk {number} {}", if paused { "sends nothing" } else { "goes on" }));
    }

    fn change_reads(&mut self) {
        let (number, fail) = (self.any_desk(), self.chance.percent(50));
        self.desks[number].reads_fail(fail);
        self.note("reads fail", || format!("desk {number} {}", if fail { "from now on" } else { "no more" }));
    }

    async fn pass_time(&mut self) {
        let minutes = self.chance.one_of(&[0, 1, 5, 60, 60, 12 * 60, 25 * 60, 72 * 60]);
        self.note(if minutes >= 25 * 60 { "expired" } else { "time" }, || format!("{minutes} minutes"));
        self.pass(TimeDelta::minutes(minutes) + TimeDelta::seconds(2)).await;
    }

    pub(super) fn staff(&mut self, change: Change) {
        let mark = format!("STAFF{}", self.event_counts.get("staff").copied().unwrap_or_default());
        let today = self.time.now().date_naive();
        let control = self.sandbox.control();
        if let Some(line) = staff::change(control, change, &mut self.chance, &mark, today) {
            self.note("staff", || format!("{mark} {line}"));
        }
    }

    /// A desk reads the changes of other desks and of NT24's staff.
    pub(super) async fn read(&mut self, number: usize) {
        let reading = Arc::clone(&self.desks[number].opened.reading);
        reading.sweep_now();
        sync::read_once(&reading).await;
        self.note("read", || format!("desk {number}"));
    }

    fn wrong_clock(&mut self) {
        let number = self.any_desk();
        let hours = self.chance.one_of(&[-25, -1, 0, 1, 25]);
        self.set_clock(number, hours);
        self.note("wrong clock", || format!("desk {number} by {hours} h"));
    }

    /// A user sets the clock of a desk, which may be wrong then.
    pub(super) fn set_clock(&mut self, number: usize, hours: i64) {
        self.truth.attempts.forget_waits(number);
        *self.desks[number].clock.wrong_by.lock().unwrap() = TimeDelta::hours(hours);
    }

    /// The program is killed and started again; a day has passed, and the clock may have been set.
    async fn night(&mut self) {
        let number = self.any_desk();
        let hours = self.chance.one_of(&[-25, 0, 25]);
        self.crash(number).await;
        self.pass(TimeDelta::hours(25)).await;
        self.set_clock(number, hours);
        self.note("night", || format!("desk {number}, its clock is wrong by {hours} h"));
    }

    /// Plays until all outboxes are empty: the network works, everything is granted, no resource is changed at
    /// NT24, and users decide on every parked row.
    pub(super) async fn empty_outboxes(&mut self) {
        staff::grant_everything(self.sandbox.control());
        for desk in &self.desks {
            desk.reads_fail(false);
            desk.opened.sending.pause(false).unwrap();
        }
        self.truth.paused.clear();
        for round in 0..MAX_ROUNDS {
            self.start_sends().await;
            while self.network.len() > 0 {
                let pending = self.network.take(0);
                self.execute(pending).await;
                self.start_sends().await;
            }
            if self.is_at_rest() {
                return;
            }
            for number in 0..self.desks.len() {
                let desk = &self.desks[number];
                // An unconfirmed row needs the time of NT24, which each read brings.
                if !desk.opened.connection.is_identified() || desk.has_unconfirmed() {
                    sync::read_once(&desk.opened.reading).await;
                }
                // The user presses "Try now" if the gate of the link is closed.
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
