use super::account::{Account, Seen as Shown};
use super::simulation::{Bucket, Filling, Manner, Minutes, Outcome, Sliding, World};
use super::{Category, Lane, until_reset};
use chrono::DateTime;
use futures_util::future::BoxFuture;
use std::time::Duration;

const HOUR: f64 = 3600.0;
const PLAIN: Manner = Manner { skew: 0, shows_date: true, shows_budget: true };

/// Callers that want to write without end.
fn eager(world: &World, category: Category, lane: Lane, callers: usize) -> Vec<BoxFuture<'_, ()>> {
    let one = || -> BoxFuture<'_, ()> {
        Box::pin(async move {
            loop {
                world.call(category, lane).await;
            }
        })
    };
    (0..callers).map(|_| one()).collect()
}

/// People who click so often on average.
fn people(world: &World, per_second: f64) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let mut clicks = futures_util::stream::FuturesUnordered::new();
        loop {
            tokio::select! {
                // In the same order in every run.
                biased;
                () = world.between(per_second) => clicks.push(world.call(Category::Read, Lane::Interactive)),
                Some(()) = futures_util::StreamExt::next(&mut clicks) => {}
            }
        }
    })
}

/// Another client of the organization, which asks so often on average and heeds nothing.
fn others(world: &World, category: Category, per_second: f64) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        loop {
            world.between(per_second).await;
            world.arrive(category);
        }
    })
}

#[derive(Debug)]
struct Seen {
    accepted: f64,
    refused: usize,
    waited_p99: f64,
}

fn seen(world: &World, wanted: impl Fn(&Outcome) -> bool) -> Seen {
    let outcomes = world.outcomes.lock().unwrap();
    let ours: Vec<_> = outcomes.iter().filter(|outcome| wanted(outcome)).collect();
    let accepted = ours.iter().filter(|outcome| outcome.accepted).count();
    let mut waits: Vec<_> = ours.iter().map(|outcome| outcome.waited).collect();
    waits.sort_by(f64::total_cmp);
    let waited_p99 = waits.get(waits.len() * 99 / 100).copied().unwrap_or_default();
    Seen { accepted: accepted as f64, refused: ours.len() - accepted, waited_p99 }
}

fn writes(outcome: &Outcome) -> bool {
    outcome.category == Category::Write
}

fn clicks(outcome: &Outcome) -> bool {
    outcome.category == Category::Read && outcome.lane == Lane::Interactive
}

/// A way to count, the requests that it allows in a time, and whether the documentation can be read so.
struct Reading {
    name: &'static str,
    bucket: Box<dyn Bucket>,
    allows: Box<dyn Fn(f64) -> f64>,
    documented: bool,
}

fn readings(limit: u32) -> [Reading; 4] {
    let rate = f64::from(limit) / 60.0;
    let filling = |name, seconds: f64| Reading {
        name,
        bucket: Box::new(Filling::new(f64::from(limit), seconds * rate)),
        allows: Box::new(move |time| (seconds + time) * rate),
        documented: true,
    };
    let counting = |name, bucket, documented| Reading {
        name,
        bucket,
        allows: Box::new(move |time| time * rate),
        documented,
    };
    [
        filling("twice the rate for 10 s", 10.0),
        filling("a minute at once and 10 s more", 70.0),
        counting("a budget each minute", Box::new(Minutes::new(limit)), true),
        counting("in any sixty seconds", Box::new(Sliding::new(limit)), false),
    ]
}

/// At least 0.98 of the allowed writes, no 429, and clicks that wait under a second (99 of 100) while 500
/// reads of the background are queued.
#[expect(clippy::print_stdout, reason = "the figures are worth reading, with --nocapture")]
fn assert_well_paced(tier: &str, read: Reading, write: Reading, seconds: f64) {
    let (name, documented) = (read.name, read.documented);
    let world = World::new(1.0, PLAIN, read.bucket, write.bucket);
    let mut callers = eager(&world, Category::Write, Lane::Interactive, 8);
    callers.extend(eager(&world, Category::Read, Lane::Background, 500));
    callers.push(people(&world, 1.0));
    world.run(seconds, callers);
    let (written, clicked) = (seen(&world, writes), seen(&world, clicks));
    let background = seen(&world, |outcome| outcome.lane == Lane::Background);
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
    for (read, write) in readings(300).into_iter().zip(readings(60)) {
        assert_well_paced("STANDARD", read, write, HOUR);
    }
    // What a minute at once grants at the very beginning is too much to be made up for in a quarter.
    for ((read, write), seconds) in
        readings(1000).into_iter().zip(readings(200)).zip([HOUR / 4.0, HOUR, HOUR / 4.0, HOUR / 4.0])
    {
        assert_well_paced("HIGH_VOLUME", read, write, seconds);
    }
}

/// A queue with four lanes, as many writes as given; when the last one was answered.
fn queue(world: &World, writes: usize) -> f64 {
    let left = std::sync::Mutex::new(0..writes);
    let lane = || -> BoxFuture<'_, ()> {
        Box::pin(async {
            while left.lock().unwrap().next().is_some() {
                world.call(Category::Write, Lane::Interactive).await;
            }
        })
    };
    world.run(HOUR, (0..4).map(|_| lane()).collect());
    world.second()
}

#[test]
fn a_queue_goes_at_once_where_that_is_granted_and_shown() {
    for (reading, (longest, refused)) in
        readings(60).into_iter().zip([(35.0, 0), (2.0, 0), (45.0, 4), (2.0, 0)])
    {
        let world = World::bursting(1.0, Filling::new(300.0, 50.0), reading.bucket);
        let took = queue(&world, 40);
        let written = seen(&world, writes);
        assert!(took < longest && written.refused <= refused, "{}: {took} s, {written:?}", reading.name);
    }
}

#[test]
fn a_burst_leaves_the_share_of_the_others_and_the_clicks() {
    let world = World::bursting(0.5, Filling::new(300.0, 350.0), Filling::new(60.0, 70.0));
    let mut callers = eager(&world, Category::Write, Lane::Interactive, 4);
    callers.extend(eager(&world, Category::Read, Lane::Background, 20));
    world.run(10.0, callers);
    let (written, read) = (seen(&world, writes), seen(&world, |outcome| outcome.lane == Lane::Background));
    // What is there beyond what is shown, half of what is shown, and half of the pace for ten seconds.
    assert!((30.0..=50.0).contains(&written.accepted) && written.refused == 0, "{written:?}");
    assert!((150.0..=250.0).contains(&read.accepted) && read.refused == 0, "{read:?}");
}

#[test]
fn clocks_that_differ_and_servers_that_say_little_change_nothing() {
    for (skew, shows_date, shows_budget) in [
        (40, true, true),
        (-86_400, true, true),
        (0, false, true),
        (40, false, true),
        (-40, false, true),
        (86_400, false, true),
        (0, false, false),
    ] {
        for reading in readings(60).into_iter().filter(|reading| reading.documented) {
            let manner = Manner { skew, shows_date, shows_budget };
            let (name, allowed) = (reading.name, (reading.allows)(1800.0));
            let world = World::new(1.0, manner, Filling::new(300.0, 50.0), reading.bucket);
            world.run(1800.0, eager(&world, Category::Write, Lane::Interactive, 4));
            let written = seen(&world, writes);
            assert_eq!(written.refused, 0, "{name}, {skew} {shows_date} {shows_budget}");
            // A reset that no clock makes sense of is waited for as long as it may take.
            let least = if shows_date || skew == 0 || !shows_budget { 0.96 } else { 0.55 };
            let part = written.accepted / allowed;
            assert!(part > least, "{name}, {skew} {shows_date} {shows_budget}: {part} {written:?}");
        }
    }
}

#[test]
fn a_share_is_left_and_others_may_take_it() {
    for share in [0.8, 0.5] {
        for reading in readings(60).into_iter().filter(|reading| reading.documented) {
            let name = reading.name;
            let world = World::new(share, PLAIN, Filling::new(300.0, 50.0), reading.bucket);
            let mut callers = eager(&world, Category::Write, Lane::Interactive, 4);
            // A little less than what is left: they come when they like.
            callers.push(others(&world, Category::Write, (1.0 - share) * 0.8));
            world.run(HOUR, callers);
            let written = seen(&world, writes);
            let part = written.accepted / (HOUR * share);
            assert!((0.97..=1.03).contains(&part), "{name}, {share}: {part} {written:?}");
            assert!(written.refused <= 5, "{name}, {share}: {written:?}");
        }
    }
}

#[test]
fn writes_go_on_when_others_take_more_than_their_share() {
    for reading in readings(60).into_iter().filter(|reading| reading.documented) {
        let name = reading.name;
        let world = World::new(0.8, PLAIN, Filling::new(300.0, 50.0), reading.bucket);
        let mut callers = eager(&world, Category::Write, Lane::Interactive, 4);
        callers.push(others(&world, Category::Write, 0.6));
        world.run(HOUR, callers);
        let written = seen(&world, writes);
        assert!(written.accepted > HOUR * 0.3, "{name}: {written:?}");
        assert!((written.refused as f64) < written.accepted * 0.05, "{name}: {written:?}");
    }
}

#[test]
fn a_burst_after_a_rest_goes_out_at_twice_the_rate() {
    let world = World::new(1.0, PLAIN, Filling::new(300.0, 50.0), Filling::new(60.0, 10.0));
    world.run(3000.0, vec![Box::pin(world.pause(100.0))]);
    world.run(110.0, eager(&world, Category::Write, Lane::Interactive, 30));
    let written = seen(&world, writes);
    assert!((18.0..=20.0).contains(&written.accepted) && written.refused == 0, "{written:?}");
}

#[test]
fn a_refusal_closes_its_category_until_the_server_wants_to_be_asked() {
    // Somebody else has just used everything up, and the answers do not show it.
    let silent = Manner { shows_budget: false, ..PLAIN };
    let world = World::new(1.0, silent, Filling::new(300.0, 50.0), Minutes::new(60));
    for _ in 0..60 {
        world.arrive(Category::Write);
    }
    let mut callers = eager(&world, Category::Write, Lane::Interactive, 1);
    callers.push(people(&world, 1.0));
    world.run(9.0, callers);
    assert_eq!(seen(&world, writes).refused, 1, "nobody asks again within the ten seconds");
    let clicked = seen(&world, clicks);
    assert!(clicked.accepted > 3.0 && clicked.waited_p99 == 0.0, "reads go on: {clicked:?}");
}

#[test]
fn the_first_answer_tells_the_tier() {
    // ENTERPRISE, by agreement.
    let world = World::new(1.0, PLAIN, Filling::new(6000.0, 1000.0), Filling::new(1200.0, 200.0));
    world.run(600.0, eager(&world, Category::Write, Lane::Interactive, 20));
    let written = seen(&world, writes);
    assert!(written.accepted > 600.0 * 20.0 * 0.98 && written.refused == 0, "{written:?}");
    // And a tier below all that are documented.
    let world = World::new(1.0, PLAIN, Filling::new(30.0, 5.0), Filling::new(12.0, 2.0));
    world.run(600.0, eager(&world, Category::Write, Lane::Interactive, 20));
    let written = seen(&world, writes);
    assert!(written.accepted > 600.0 * 0.2 * 0.9 && written.refused <= 3, "{written:?}");
}

#[test]
fn the_tier_of_me_counts_where_answers_are_silent() {
    let silent = Manner { shows_budget: false, ..PLAIN };
    let world = World::new(1.0, silent, Filling::new(1000.0, 166.0), Filling::new(200.0, 33.3));
    world.governor.assume(&nt24::RateLimitTier::HighVolume);
    world.run(600.0, eager(&world, Category::Write, Lane::Interactive, 20));
    let written = seen(&world, writes);
    assert!(written.accepted > 2000.0 * 0.98 && written.refused == 0, "{written:?}");
}

#[test]
fn whoever_came_first_goes_first_and_whoever_leaves_takes_nothing_along() {
    let world = World::new(1.0, PLAIN, Filling::new(300.0, 50.0), Filling::new(60.0, 10.0));
    let mut callers: Vec<BoxFuture<'_, ()>> = Vec::new();
    for turn in 0..60_u32 {
        let world = &world;
        callers.push(Box::pin(async move {
            world.pause(f64::from(turn) / 1000.0).await;
            tokio::select! {
                () = world.call(Category::Write, Lane::Background) => {}
                // Every other one loses patience, in the queue or with a turn that was not used.
                () = world.pause(0.001), if turn % 2 == 0 => {}
            }
        }));
    }
    world.run(HOUR, callers);
    let outcomes = world.outcomes.lock().unwrap();
    // The first six of the patient and of the others went at once.
    assert!((30..=36).contains(&outcomes.len()), "{}", outcomes.len());
    let mut in_order = outcomes.clone();
    in_order.sort_by(|a, b| (a.asked + a.waited).total_cmp(&(b.asked + b.waited)));
    assert!(in_order.is_sorted_by_key(|outcome| outcome.asked));
}

#[test]
fn a_turn_that_was_not_used_goes_back() {
    let world = World::new(1.0, PLAIN, Filling::new(300.0, 50.0), Filling::new(60.0, 10.0));
    let unused: BoxFuture<'_, ()> = Box::pin(async {
        for _ in 0..1000 {
            drop(world.governor.turn(Category::Write, true, Lane::Interactive).await);
        }
    });
    world.run(1.0, vec![unused]);
    assert!(world.second() < 0.001, "{}", world.second());
}

#[test]
fn a_reset_is_read_by_whichever_clock_makes_sense() {
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
fn a_remainder_that_is_full_goes_at_once_though_its_reset_is_now() {
    let now = tokio::time::Instant::now();
    let mut account = Account::new(60.0, 0.8, true, now);
    account.take(Lane::Interactive, now).unwrap();
    let full = Shown { limit: 60.0, remaining: 59.0, reset: 0, until_reset: Duration::ZERO };
    account.answered(now, Some(full), now);
    let later = now + Duration::from_millis(20);
    let at_once = (0..60).take_while(|_| account.take(Lane::Interactive, later).is_ok()).count();
    // A fifth of the budget is left to the organization's other clients.
    assert_eq!(at_once, 47);
    // What was shown an hour ago says nothing of now: only the pace holds.
    let hour = now + Duration::from_secs(3600);
    let paced = (0..60).take_while(|_| account.take(Lane::Interactive, hour).is_ok()).count();
    assert!(paced <= 8, "{paced}");
}
