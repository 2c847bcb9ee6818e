//! Every way that a few operations can go: each order in which requests are served, and each fate of
//! each attempt.

use super::chance::{Branch, Chance};
use super::decision::Mood;
use super::person::{self, Want};
use super::schedule::{Outcome, Schedule};
use super::truth::Violation;
use chrono::TimeDelta;
use nt24_client::CarrierFault;
use std::collections::BTreeMap;

/// What a person wants, one after the other, and what may go wrong meanwhile.
pub(super) struct Script {
    /// What is there before anything goes wrong.
    pub(super) before: &'static [Want],
    pub(super) wants: &'static [Want],
    /// How many attempts of each write may go wrong.
    faulty_attempts: usize,
    /// How many of the fates in [`Schedule::meet`] a request may have.
    fates: usize,
}

/// How many fates there are.
const FATES: usize = 6;

/// From one operation to five. A new buyer makes two: it is checked with VIES as well.
pub(super) const SCRIPTS: &[Script] = &[
    of(NEW, &[Want::Buyer, Want::Order, Want::Invoice, Want::OrderPaper], 1, 3),
    of(NEW, &[Want::Buyer, Want::Order, Want::Invoice], 1, 3),
    of(KNOWN, &[Want::Contact, Want::BuyerPaper, Want::OrderPaper], 1, 4),
    of(KNOWN, &[Want::Contact, Want::OrderPaper], 1, FATES),
    of(KNOWN, &[Want::Invoice, Want::Payment], 1, FATES),
    of(NEW, &[Want::Buyer, Want::Contact], 1, 4),
    of(NEW, &[Want::Buyer], 2, FATES),
    of(KNOWN, &[Want::Contact], 3, FATES),
    of(KNOWN, &[Want::OrderPaper], 3, FATES),
];

const fn of(before: &'static [Want], wants: &'static [Want], faulty_attempts: usize, fates: usize) -> Script {
    Script { before, wants, faulty_attempts, fates }
}

const NEW: &[Want] = &[];
const KNOWN: &[Want] = &[Want::Buyer, Want::Order];

/// How many rounds one branch may take.
const LONGEST: usize = 200;

/// Walks all branches of a script: how many there are, and the first that breaks a promise. With every
/// fate where `all_fates` says so, which takes long.
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

async fn play(script: &Script, branch: Branch, told: bool) -> (Outcome, Branch) {
    // Chance decides nothing while the stage is set, nor for the person.
    let mut schedule = Schedule::start(Chance::Random(7), 1, false).await;
    schedule.is_told = told;
    for want in script.before {
        schedule.want(*want);
        schedule.come_to_rest().await;
    }
    let mut chance = Chance::Branch(branch);
    schedule.go_through(script, &mut chance).await;
    let Chance::Branch(branch) = chance else { unreachable!("it is a branch") };
    (schedule.end().0, branch)
}

impl Schedule {
    fn want(&mut self, want: Want) {
        let told = person::want_it(&self.desks[0], 0, want, &mut self.truth, &mut self.chance);
        self.note("wish", || told.unwrap_or_default());
    }

    async fn go_through(&mut self, script: &Script, chance: &mut Chance) {
        // Few wishes come at any time; many of them come at once, or there would be too many ways.
        let (at_once, later) =
            script.wants.split_at(if script.wants.len() > 2 { script.wants.len() } else { 0 });
        for want in at_once {
            self.want(*want);
        }
        let mut wants = later.iter();
        let mut attempts: BTreeMap<String, usize> = BTreeMap::new();
        for _ in 0..LONGEST {
            self.look().await;
            let (letters, more) = (self.network.len(), usize::from(wants.len() > 0));
            if letters + more == 0 {
                if self.is_at_rest() {
                    return;
                }
                if !self.decide(Mood::Patient) {
                    self.pass(TimeDelta::minutes(2)).await;
                }
                continue;
            }
            let next = chance.below(letters + more);
            if next == letters {
                if let Some(want) = wants.next() {
                    self.want(*want);
                }
                continue;
            }
            let key = self.network.with(next, |letter| letter.header("idempotency-key").map(str::to_owned));
            let attempt = attempts.entry(key.unwrap_or_default()).or_default();
            *attempt += 1;
            let fate = if *attempt <= script.faulty_attempts { chance.below(script.fates) } else { 0 };
            self.meet(next, fate).await;
        }
        self.truth.violations.push(Violation::Stuck("a branch that does not end".to_owned()));
    }

    /// One of the things that can happen to a letter.
    async fn meet(&mut self, at: usize, fate: usize) {
        let letter = self.network.take(at);
        match fate {
            0 => self.execute(letter).await,
            1 => self.lose_answer(letter).await,
            2 => {
                drop(self.arrive(letter.request.clone()).await);
                self.crash(0).await;
            }
            3 => self.fail(letter, "never arrived", CarrierFault::Lost).await,
            4 => {
                self.crash(0).await;
                drop(letter);
            }
            _ => {
                self.lose_answer(letter).await;
                self.pass(TimeDelta::hours(25)).await;
            }
        }
    }
}
