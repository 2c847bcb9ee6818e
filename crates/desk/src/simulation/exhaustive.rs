//! Every course of a few operations: each order in which requests are served, and each fate of each
//! attempt.

use super::begun;
use super::chance::{Branch, Chance};
use super::decision::Mood;
use super::person::Action;
use super::schedule::{Outcome, Schedule};
use super::truth::Violation;
use chrono::TimeDelta;
use nt24_client::CarrierFault;
use std::collections::BTreeMap;

/// The actions of a user, one after the other, and the faults that may happen.
pub(super) struct Script {
    /// Actions that are completed before the first fault.
    pub(super) before: &'static [Action],
    pub(super) actions: &'static [Action],
    /// How many attempts of each write may have another fate than success.
    faulty_attempts: usize,
    /// How many of the fates in [`Schedule::apply_fate`] a request may have.
    fates: usize,
}

/// The number of all fates.
const FATES: usize = 6;

/// One to five operations each. A new buyer counts as two, because it is also checked with VIES.
pub(super) const SCRIPTS: &[Script] = &[
    of(NEW, &[Action::Buyer, Action::Order, Action::Invoice, Action::OrderPaper], 1, 3),
    of(NEW, &[Action::Buyer, Action::Order, Action::Invoice], 1, 3),
    of(KNOWN, &[Action::Contact, Action::BuyerPaper, Action::OrderPaper], 1, 4),
    of(KNOWN, &[Action::Contact, Action::OrderPaper], 1, FATES),
    of(KNOWN, &[Action::Invoice, Action::Payment], 1, FATES),
    of(NEW, &[Action::Buyer, Action::Contact], 1, 4),
    of(NEW, &[Action::Buyer], 2, FATES),
    of(KNOWN, &[Action::Contact], 3, FATES),
    of(KNOWN, &[Action::OrderPaper], 3, FATES),
];

const fn of(
    before: &'static [Action],
    actions: &'static [Action],
    faulty_attempts: usize,
    fates: usize,
) -> Script {
    Script { before, actions, faulty_attempts, fates }
}

const NEW: &[Action] = &[];
const KNOWN: &[Action] = &[Action::Buyer, Action::Order];

/// The most rounds of one branch.
const MAX_ROUNDS: usize = 200;

/// Walks all branches of a script. Returns their number, and the outcome of the first with a violation. With
/// `all_fates` every attempt may have every fate, which takes long.
pub(super) fn walk(script: &Script, all_fates: bool) -> (u64, Option<Outcome>) {
    let script = &Script { fates: if all_fates { FATES } else { script.fates }, ..*script };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let (mut walked, mut next) = (0, Some(Branch::default()));
    while let Some(branch) = next {
        walked += 1;
        let (outcome, branch) = runtime.block_on(play(script, branch.clone(), false));
        if !outcome.violations.is_empty() {
            return (walked, Some(runtime.block_on(play(script, branch.again(), true)).0));
        }
        next = branch.next();
    }
    (walked, None)
}

async fn play(script: &Script, branch: Branch, logged: bool) -> (Outcome, Branch) {
    // The branch decides only on the script: preparation and user have a fixed seed.
    let mut schedule = Schedule::start(Chance::Random(7), 1, false).await;
    schedule.is_logged = logged;
    for action in script.before {
        schedule.perform(*action);
        schedule.empty_outboxes().await;
    }
    let mut chance = Chance::Branch(branch);
    schedule.play_script(script, &mut chance).await;
    let Chance::Branch(branch) = chance else { unreachable!("it is a branch") };
    (schedule.end().0, branch)
}

impl Schedule {
    fn perform(&mut self, action: Action) {
        let line = begun::perform(&self.desks[0], 0, action, &mut self.truth, &mut self.chance);
        self.note("write", || line.unwrap_or_default());
    }

    async fn play_script(&mut self, script: &Script, chance: &mut Chance) {
        // One or two actions may come at any time. More come at once, else the branches are too many.
        let (at_once, later) =
            script.actions.split_at(if script.actions.len() > 2 { script.actions.len() } else { 0 });
        for action in at_once {
            self.perform(*action);
        }
        let mut actions = later.iter();
        let mut attempts: BTreeMap<String, usize> = BTreeMap::new();
        for _ in 0..MAX_ROUNDS {
            self.start_sends().await;
            let (pending, more) = (self.network.len(), usize::from(actions.len() > 0));
            if pending + more == 0 {
                if self.is_at_rest() {
                    return;
                }
                if !self.decide(Mood::Patient) {
                    self.pass(TimeDelta::minutes(2)).await;
                }
                continue;
            }
            let next = chance.below(pending + more);
            if next == pending {
                if let Some(action) = actions.next() {
                    self.perform(*action);
                }
                continue;
            }
            let key = self.network.with(next, |pending| pending.header("idempotency-key").map(str::to_owned));
            let attempt = attempts.entry(key.unwrap_or_default()).or_default();
            *attempt += 1;
            let fate = if *attempt <= script.faulty_attempts { chance.below(script.fates) } else { 0 };
            self.apply_fate(next, fate).await;
        }
        self.truth.violations.push(Violation::Stuck("a branch that does not end".to_owned()));
    }

    /// Applies a fate to a pending write.
    async fn apply_fate(&mut self, at: usize, fate: usize) {
        let pending = self.network.take(at);
        match fate {
            0 => self.execute(pending).await,
            1 => self.lose_answer(pending).await,
            2 => {
                drop(self.arrive(pending.request.clone()).await);
                self.crash(0).await;
            }
            3 => self.fail(pending, "never arrived", CarrierFault::Lost).await,
            4 => {
                self.crash(0).await;
                drop(pending);
            }
            _ => {
                self.lose_answer(pending).await;
                self.pass(TimeDelta::hours(25)).await;
            }
        }
    }
}
