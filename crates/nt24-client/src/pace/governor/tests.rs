use super::category_budget::{CategoryBudget, ShownBudget};
use super::simulation::{
    FixedMinutes, Outcome, ServerHeaders, ServerLimit, SlidingWindow, TokenBucket, World,
};
use super::{Category, Priority, until_reset};
use chrono::DateTime;
use futures_util::future::BoxFuture;
use std::time::Duration;

const HOUR: f64 = 3600.0;
const PLAIN: ServerHeaders = ServerHeaders { skew: 0, shows_date: true, shows_budget: true };

/// Callers that send one request after another without end.
fn eager(world: &World, category: Category, priority: Priority, callers: usize) -> Vec<BoxFuture<'_, ()>> {
    let one = || -> BoxFuture<'_, ()> {
        Box::pin(async move {
            loop {
                world.call(category, priority).await;
            }
        })
    };
    (0..callers).map(|_| one()).collect()
}

/// Users who click at this average rate.
fn users(world: &World, per_second: f64) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let mut clicks = futures_util::stream::FuturesUnordered::new();
        loop {
            tokio::select! {
                // In the same order in every run.
                biased;
                () = world.between(per_second) => clicks.push(world.call(Category::Read, Priority::Interactive)),
                Some(()) = futures_util::StreamExt::next(&mut clicks) => {}
            }
        }
    })
}

/// Another client of the organization, which sends requests at this average rate and ignores the budget.
fn others(world: &World, category: Category, per_second: f64) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        loop {
            world.between(per_second).await;
            world.arrive(category);
        }
    })
}

#[derive(Debug)]
struct Totals {
    accepted: f64,
    refused: usize,
    waited_p99: f64,
}

fn totals(world: &World, wanted: impl Fn(&Outcome) -> bool) -> Totals {
    let outcomes = world.outcomes.lock().unwrap();
    let ours: Vec<_> = outcomes.iter().filter(|outcome| wanted(outcome)).collect();
    let accepted = ours.iter().filter(|outcome| outcome.accepted).count();
    let mut waits: Vec<_> = ours.iter().map(|outcome| outcome.waited).collect();
    waits.sort_by(f64::total_cmp);
    let waited_p99 = waits.get(waits.len() * 99 / 100).copied().unwrap_or_default();
    Totals { accepted: accepted as f64, refused: ours.len() - accepted, waited_p99 }
}

fn writes(outcome: &Outcome) -> bool {
    outcome.category == Category::Write
}

fn clicks(outcome: &Outcome) -> bool {
    outcome.category == Category::Read && outcome.priority == Priority::Interactive
}

/// A way to count, the requests that it allows in a time, and whether the documentation can mean it.
struct Counting {
    name: &'static str,
    bucket: Box<dyn ServerLimit>,
    allows: Box<dyn Fn(f64) -> f64>,
    documented: bool,
}

fn ways_to_count(limit: u32) -> [Counting; 4] {
    let rate = f64::from(limit) / 60.0;
    let filling = |name, seconds: f64| Counting {
        name,
        bucket: Box::new(TokenBucket::new(f64::from(limit), seconds * rate)),
        allows: Box::new(move |time| (seconds + time) * rate),
        documented: true,
    };
    let counting = |name, bucket, documented| Counting {
        name,
        bucket,
        allows: Box::new(move |time| time * rate),
        documented,
    };
    [
        filling("twice the rate for 10 s", 10.0),
        filling("a minute at once, and 10 s more", 70.0),
        counting("a budget each minute", Box::new(FixedMinutes::new(limit)), true),
        counting("in any sixty seconds", Box::new(SlidingWindow::new(limit)), false),
    ]
}

/// Asserts at least 0.98 of the allowed writes, no 429, and clicks that wait less than a second (99 of 100)
/// while 500 background reads are queued.
#[expect(clippy::print_stdout, reason = "prints the figures for --nocapture")]
fn assert_well_paced(tier: &str, read: Counting, write: Counting, seconds: f64) {
    let (name, documented) = (read.name, read.documented);
    let world = World::new(1.0, PLAIN, read.bucket, write.bucket);
    let mut callers = eager(&world, Category::Write, Priority::Interactive, 8);
    callers.extend(eager(&world, Category::Read, Priority::Background, 500));
    callers.push(users(&world, 1.0));
    world.run(seconds, callers);
    let (written, clicked) = (totals(&world, writes), totals(&world, clicks));
    let background = totals(&world, |outcome| outcome.priority == Priority::Background);
    let part = written.accepted / (write.allows)(seconds);
    println!(
        "{tier}, {name}: {part:.3} of the writes; {} clicks, p99 {:.3} s; {} in the background; {} refused",
        clicked.accepted,
        clicked.waited_p99,
        background.accepted,
        written.refused + clicked.refused + background.refused
    );
    assert!(part >= if documented { 0.98 } else { 0.9 }, "{tier}, {name}: {part} {written:?}");
    let refused = written.refused + clicked.refused + background.refused;
    assert!(refused <= if documented { 0 } else { 20 }, "{tier}, {name}: {refused}");
    assert!(clicked.accepted > seconds * 0.9, "{tier}, {name}: {clicked:?}");
    assert!(clicked.waited_p99 < 1.0, "{tier}, {name}: {clicked:?}");
    let rest = (read.allows)(seconds) - clicked.accepted;
    assert!(background.accepted / rest > 0.85, "{tier}, {name}: {background:?} of {rest}");
}

#[test]
fn the_budget_is_used_up_and_never_overdrawn() {
    for (read, write) in ways_to_count(300).into_iter().zip(ways_to_count(60)) {
        assert_well_paced("STANDARD", read, write, HOUR);
    }
    // The requests that the second way of counting allows at the start cannot all be used in a quarter.
    for ((read, write), seconds) in ways_to_count(1000).into_iter().zip(ways_to_count(200)).zip([
        HOUR / 4.0,
        HOUR,
        HOUR / 4.0,
        HOUR / 4.0,
    ]) {
        assert_well_paced("HIGH_VOLUME", read, write, seconds);
    }
}

/// Sends this many writes from a queue, four at once. Returns the second of the last answer.
fn queue(world: &World, writes: usize) -> f64 {
    let left = std::sync::Mutex::new(0..writes);
    let sender = || -> BoxFuture<'_, ()> {
        Box::pin(async {
            while left.lock().unwrap().next().is_some() {
                world.call(Category::Write, Priority::Interactive).await;
            }
        })
    };
    world.run(HOUR, (0..4).map(|_| sender()).collect());
    world.second()
}

#[test]
fn a_queue_is_sent_at_once_if_the_server_allows_and_shows_it() {
    for (counting, (longest, refused)) in
        ways_to_count(60).into_iter().zip([(35.0, 0), (2.0, 0), (45.0, 4), (2.0, 0)])
    {
        let world = World::bursting(1.0, TokenBucket::new(300.0, 50.0), counting.bucket);
        let took = queue(&world, 40);
        let written = totals(&world, writes);
        assert!(took < longest && written.refused <= refused, "{}: {took} s, {written:?}", counting.name);
    }
}

#[test]
fn a_burst_leaves_the_share_of_other_clients_and_of_clicks() {
    let world = World::bursting(0.5, TokenBucket::new(300.0, 350.0), TokenBucket::new(60.0, 70.0));
    let mut callers = eager(&world, Category::Write, Priority::Interactive, 4);
    callers.extend(eager(&world, Category::Read, Priority::Background, 20));
    world.run(10.0, callers);
    let (written, read) =
        (totals(&world, writes), totals(&world, |outcome| outcome.priority == Priority::Background));
    // The requests beyond the shown remainder, half of the remainder, and half of the pace for ten seconds.
    assert!((30.0..=50.0).contains(&written.accepted) && written.refused == 0, "{written:?}");
    assert!((150.0..=250.0).contains(&read.accepted) && read.refused == 0, "{read:?}");
}

#[test]
fn wrong_clocks_and_missing_headers_cause_no_refusal() {
    for (skew, shows_date, shows_budget) in [
        (40, true, true),
        (-86_400, true, true),
        (0, false, true),
        (40, false, true),
        (-40, false, true),
        (86_400, false, true),
        (0, false, false),
    ] {
        for counting in ways_to_count(60).into_iter().filter(|counting| counting.documented) {
            let shown_headers = ServerHeaders { skew, shows_date, shows_budget };
            let (name, allowed) = (counting.name, (counting.allows)(1800.0));
            let world = World::new(1.0, shown_headers, TokenBucket::new(300.0, 50.0), counting.bucket);
            world.run(1800.0, eager(&world, Category::Write, Priority::Interactive, 4));
            let written = totals(&world, writes);
            assert_eq!(written.refused, 0, "{name}, {skew} {shows_date} {shows_budget}");
            // Without a plausible reset the wait is a whole period.
            let least = if shows_date || skew == 0 || !shows_budget { 0.96 } else { 0.55 };
            let part = written.accepted / allowed;
            assert!(part > least, "{name}, {skew} {shows_date} {shows_budget}: {part} {written:?}");
        }
    }
}

#[test]
fn a_share_is_left_for_other_clients() {
    for share in [0.8, 0.5] {
        for counting in ways_to_count(60).into_iter().filter(|counting| counting.documented) {
            let name = counting.name;
            let world = World::new(share, PLAIN, TokenBucket::new(300.0, 50.0), counting.bucket);
            let mut callers = eager(&world, Category::Write, Priority::Interactive, 4);
            // A little less than the rest, because their requests come at random times.
            callers.push(others(&world, Category::Write, (1.0 - share) * 0.8));
            world.run(HOUR, callers);
            let written = totals(&world, writes);
            let part = written.accepted / (HOUR * share);
            assert!((0.97..=1.03).contains(&part), "{name}, {share}: {part} {written:?}");
            assert!(written.refused <= 5, "{name}, {share}: {written:?}");
        }
    }
}

#[test]
fn writes_continue_when_other_clients_exceed_their_share() {
    for counting in ways_to_count(60).into_iter().filter(|counting| counting.documented) {
        let name = counting.name;
        let world = World::new(0.8, PLAIN, TokenBucket::new(300.0, 50.0), counting.bucket);
        let mut callers = eager(&world, Category::Write, Priority::Interactive, 4);
        callers.push(others(&world, Category::Write, 0.6));
        world.run(HOUR, callers);
        let written = totals(&world, writes);
        assert!(written.accepted > HOUR * 0.3, "{name}: {written:?}");
        assert!((written.refused as f64) < written.accepted * 0.05, "{name}: {written:?}");
    }
}

#[test]
fn a_burst_after_a_pause_is_sent_at_twice_the_rate() {
    let world = World::new(1.0, PLAIN, TokenBucket::new(300.0, 50.0), TokenBucket::new(60.0, 10.0));
    world.run(3000.0, vec![Box::pin(world.pause(100.0))]);
    world.run(110.0, eager(&world, Category::Write, Priority::Interactive, 30));
    let written = totals(&world, writes);
    assert!((18.0..=20.0).contains(&written.accepted) && written.refused == 0, "{written:?}");
}

#[test]
fn a_refusal_stops_its_category_for_the_time_that_the_server_names() {
    // Another client has just used the whole budget, and the answers do not show it.
    let silent = ServerHeaders { shows_budget: false, ..PLAIN };
    let world = World::new(1.0, silent, TokenBucket::new(300.0, 50.0), FixedMinutes::new(60));
    for _ in 0..60 {
        world.arrive(Category::Write);
    }
    let mut callers = eager(&world, Category::Write, Priority::Interactive, 1);
    callers.push(users(&world, 1.0));
    world.run(9.0, callers);
    assert_eq!(totals(&world, writes).refused, 1, "no request within the ten seconds");
    let clicked = totals(&world, clicks);
    assert!(clicked.accepted > 3.0 && clicked.waited_p99 == 0.0, "reads continue: {clicked:?}");
}

#[test]
fn the_first_answer_shows_the_tier() {
    // ENTERPRISE, by agreement.
    let world = World::new(1.0, PLAIN, TokenBucket::new(6000.0, 1000.0), TokenBucket::new(1200.0, 200.0));
    world.run(600.0, eager(&world, Category::Write, Priority::Interactive, 20));
    let written = totals(&world, writes);
    assert!(written.accepted > 600.0 * 20.0 * 0.98 && written.refused == 0, "{written:?}");
    // A tier below all documented ones.
    let world = World::new(1.0, PLAIN, TokenBucket::new(30.0, 5.0), TokenBucket::new(12.0, 2.0));
    world.run(600.0, eager(&world, Category::Write, Priority::Interactive, 20));
    let written = totals(&world, writes);
    assert!(written.accepted > 600.0 * 0.2 * 0.9 && written.refused <= 3, "{written:?}");
}

#[test]
fn the_tier_of_me_counts_if_answers_show_no_budget() {
    let silent = ServerHeaders { shows_budget: false, ..PLAIN };
    let world = World::new(1.0, silent, TokenBucket::new(1000.0, 166.0), TokenBucket::new(200.0, 33.3));
    world.governor.assume(&nt24::RateLimitTier::HighVolume);
    world.run(600.0, eager(&world, Category::Write, Priority::Interactive, 20));
    let written = totals(&world, writes);
    assert!(written.accepted > 2000.0 * 0.98 && written.refused == 0, "{written:?}");
}

#[test]
fn requests_are_served_in_order_and_a_dropped_one_takes_no_permit() {
    let world = World::new(1.0, PLAIN, TokenBucket::new(300.0, 50.0), TokenBucket::new(60.0, 10.0));
    let mut callers: Vec<BoxFuture<'_, ()>> = Vec::new();
    for turn in 0..60_u32 {
        let world = &world;
        callers.push(Box::pin(async move {
            world.pause(f64::from(turn) / 1000.0).await;
            tokio::select! {
                () = world.call(Category::Write, Priority::Background) => {}
                // Every second request is dropped, in the queue or with an unused permit.
                () = world.pause(0.001), if turn % 2 == 0 => {}
            }
        }));
    }
    world.run(HOUR, callers);
    let outcomes = world.outcomes.lock().unwrap();
    // All 30 patient requests, and those of the others that were sent at once.
    assert!((30..=36).contains(&outcomes.len()), "{}", outcomes.len());
    let mut in_order = outcomes.clone();
    in_order.sort_by(|a, b| (a.asked + a.waited).total_cmp(&(b.asked + b.waited)));
    assert!(in_order.is_sorted_by_key(|outcome| outcome.asked));
}

#[test]
fn an_unused_permit_is_given_back() {
    let world = World::new(1.0, PLAIN, TokenBucket::new(300.0, 50.0), TokenBucket::new(60.0, 10.0));
    let unused: BoxFuture<'_, ()> = Box::pin(async {
        for _ in 0..1000 {
            drop(world.governor.acquire(Category::Write, true, Priority::Interactive).await);
        }
    });
    world.run(1.0, vec![unused]);
    assert!(world.second() < 0.001, "{}", world.second());
}

#[test]
fn a_reset_is_read_by_the_clock_that_is_plausible() {
    let at = |second| DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap();
    let wait = |server: Option<i64>, ours| until_reset(at(30), server.map(at), at(ours)).as_secs();
    assert_eq!(wait(Some(0), 9_999), 30);
    assert_eq!(wait(None, 10), 20);
    assert_eq!(wait(Some(9_999), 10), 20, "a proxy's date");
    assert_eq!(wait(Some(9_999), -9_999), 60);
    assert_eq!(wait(Some(31), 0), 0);
    assert_eq!(until_reset(at(0), None, at(0)), Duration::ZERO);
}

#[test]
fn a_full_remainder_may_be_sent_at_once_although_its_reset_is_now() {
    let now = tokio::time::Instant::now();
    let mut budget = CategoryBudget::new(60.0, 0.8, true, now);
    budget.take(Priority::Interactive, now).unwrap();
    let full = ShownBudget { limit: 60.0, remaining: 59.0, reset: 0, until_reset: Duration::ZERO };
    budget.answered(now, Some(full), now);
    let later = now + Duration::from_millis(20);
    let at_once = (0..60).take_while(|_| budget.take(Priority::Interactive, later).is_ok()).count();
    // A fifth of the budget is left for the organization's other clients.
    assert_eq!(at_once, 47);
    // A remainder shown an hour ago no longer counts: only the pace applies.
    let hour = now + Duration::from_secs(3600);
    let paced = (0..60).take_while(|_| budget.take(Priority::Interactive, hour).is_ok()).count();
    assert!(paced <= 8, "{paced}");
}
