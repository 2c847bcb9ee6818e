//! A seed is a world like any other: all derived data must match its records.

use super::large::Size;
use super::*;
use crate::files::{FileStore, Files};
use crate::options::{Behaviour, Organization, Seed, SequentialIds, UnknownSeed};
use crate::world::{Cause, Moment, World};
use chrono::{DateTime, Utc};
use nt24::{Order, OrderStatus};
use std::collections::{BTreeMap, BTreeSet};

const NOW: &str = "2026-03-02T08:00:00Z";

fn played(behaviour: &Behaviour, story: impl FnOnce(DateTime<Utc>) -> play::Story) -> (World, usize) {
    let ids = SequentialIds::new(1);
    let moment = Moment { now: NOW.parse().unwrap(), behaviour, ids: &ids, cause: Cause::System };
    let files = FileStore::open(Files::default()).unwrap();
    let mut world = World::new(&Organization::demo(), moment);
    let paper = paper::Paper::keep(&files, moment.now).unwrap();
    let cut_short = play::play(&story(moment.now), &mut world, &paper, moment);
    (world, cut_short)
}

fn demo() -> World {
    let (world, cut_short) = played(&Behaviour::default(), demo::story);
    assert_eq!(cut_short, 0);
    world
}

/// Derives everything again, and asserts that it does not change.
fn assert_consistent(world: &mut World, behaviour: &Behaviour) {
    let ids = SequentialIds::new(2);
    let moment = Moment { now: NOW.parse().unwrap(), behaviour, ids: &ids, cause: Cause::System };
    let before = serde_json::to_value(&*world).unwrap();
    let orders: Vec<_> = world.orders.values().map(|record| record.order.uuid.clone()).collect();
    orders.iter().for_each(|order| world.settle_order(order, moment));
    let after = serde_json::to_value(&*world).unwrap();
    for (id, record) in before["orders"].as_object().unwrap() {
        assert_eq!(*record, after["orders"][id], "an order that was not settled");
    }
    assert_eq!(before, after);
    let kept = world.index.entries();
    world.reindex();
    assert_eq!(kept, world.index.entries());
}

fn statuses(world: &World) -> BTreeMap<&str, usize> {
    let mut statuses = BTreeMap::new();
    for record in world.orders.values() {
        *statuses.entry(record.order.status.as_str()).or_default() += 1;
    }
    statuses
}

#[test]
fn the_demo_has_orders_in_every_state() {
    let world = demo();
    assert_eq!((world.buyers.len(), world.orders.len()), (40, 120));
    let expected = [
        ("CANCELLED", 8),
        ("COMPLIANCE_INVALID", 6),
        ("COMPLIANCE_VALID", 48),
        ("CREATED", 8),
        ("INVOICE_SUBMITTED", 8),
        ("PAYMENT_SUBMITTED", 9),
        ("READY_FOR_PICKUP", 10),
        ("TRANSPORT_COMPLETED", 9),
        ("TRANSPORT_IN_PROGRESS", 14),
    ];
    assert_eq!(statuses(&world), expected.into());
    assert_eq!(expected.len(), OrderStatus::KNOWN.len());
}

#[test]
fn the_demo_is_realistic() {
    let world = demo();
    let now: DateTime<Utc> = NOW.parse().unwrap();
    let orders: Vec<&Order> = world.orders.values().map(|record| &record.order).collect();
    let oldest = orders.iter().map(|order| order.created_at).min().unwrap();
    assert!((85..=90).contains(&(now - oldest).num_days()));
    assert!(orders.iter().all(|order| order.updated_at <= now));
    let countries: BTreeSet<_> =
        world.buyers.values().filter_map(|record| record.buyer.address.country.as_deref()).collect();
    assert!(countries.len() >= 20, "{countries:?}");
    let vins: Vec<&str> = orders.iter().flat_map(|o| &o.vins).map(|vin| vin.input.vin.as_str()).collect();
    assert_eq!(vins.iter().collect::<BTreeSet<_>>().len(), vins.len());
    let partial = world.orders.values().filter(|record| !record.arrived.is_empty());
    assert_eq!(partial.count(), 3);
    assert_eq!(world.buyers.values().filter(|r| r.buyer.status == nt24::BuyerStatus::Blocked).count(), 2);
    let blockers: BTreeSet<&str> = world
        .orders
        .values()
        .filter(|record| record.order.status != OrderStatus::Cancelled)
        .flat_map(|record| &record.rollup.blockers)
        .map(|blocker| blocker.code.as_str())
        .collect();
    for code in [
        "AMOUNT_MISMATCH",
        "IBAN_UNKNOWN",
        "KYC_DOCUMENTS_MISSING",
        "KYC_VERIFICATION_PENDING",
        "KYC_VERIFICATION_REJECTED",
        "MISSING_CMR",
        "MISSING_DELIVERY",
        "MISSING_PRELIMINARY_INVOICE",
        "VIES_INVALID",
        "VIES_UNKNOWN",
    ] {
        assert!(blockers.contains(code), "{code} is missing in {blockers:?}");
    }
    let exported = world
        .orders
        .values()
        .filter(|record| record.export.run.as_ref().is_some_and(|run| run.dossier.is_some()));
    assert_eq!(exported.count(), 48 + 6);
}

#[test]
fn the_demo_is_consistent_and_always_the_same() {
    let behaviour = Behaviour::default();
    let mut world = demo();
    assert_eq!(serde_json::to_vec(&world).unwrap(), serde_json::to_vec(&demo()).unwrap());
    assert_consistent(&mut world, &behaviour);
}

#[test]
fn a_stricter_sandbox_cuts_stories_short_and_stays_consistent() {
    let behaviour = Behaviour { vies_failure: crate::ViesFailure::BlocksTransport, ..Behaviour::default() };
    let (mut world, cut_short) = played(&behaviour, demo::story);
    assert!(cut_short > 0);
    assert_eq!(world.orders.len(), 120);
    assert_consistent(&mut world, &behaviour);
}

#[test]
fn a_large_world_is_consistent() {
    let behaviour = Behaviour::default();
    let size = Size { buyers: 20, orders: 400 };
    let (mut world, cut_short) = played(&behaviour, |now| large::story(size, now));
    assert_eq!((world.buyers.len(), world.orders.len(), cut_short), (20, 400, 0));
    assert!(statuses(&world).len() >= 7, "{:?}", statuses(&world));
    assert_consistent(&mut world, &behaviour);
}

#[test]
fn a_seed_is_parsed_from_its_name() {
    for seed in Seed::ALL {
        assert_eq!(seed.to_string().parse(), Ok(*seed));
    }
    assert_eq!("huge".parse::<Seed>(), Err(UnknownSeed("huge".to_owned())));
}
