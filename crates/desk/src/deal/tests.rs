//! The pages claim only what is proven.

mod oracle;
mod oracle_buyer;
mod oracle_evidence;
mod oracle_unread;
mod random;
mod scenes;
mod world;

use crate::deal::buyer_steps::{self, BuyerContext};
use crate::deal::context::{OrderContext, is_nothing_asked, standing};
use crate::deal::pending::PendingWrites;
use crate::deal::{evidence, facts, filed};
use arbtest::arbitrary::Unstructured;
use chrono::{DateTime, NaiveDate, Utc};
use nt24::{
    Address, Buyer, BuyerCreate, BuyerStatus, KycMode, Order, OrderCreate, OrderStatus, OrderVin,
    OrderVinInput,
};
use oracle::Shown;
use std::collections::BTreeMap;
use std::sync::Mutex;
use store::{BuyerRow, Key, OrderRow, Store, SystemRandom};
use world::World;

const ORDER: &str = "order";

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn day() -> NaiveDate {
    at().date_naive()
}

fn address(country: &str) -> Address {
    serde_json::from_value(serde_json::json!({
        "street": "S 1", "postCode": "1", "city": "C", "country": country,
    }))
    .unwrap()
}

/// A buyer that was made here and that NT24 has. Nothing of its checks was read.
fn buyer(mode: KycMode) -> BuyerRow {
    let wanted = BuyerCreate {
        kyc_mode: mode.clone(),
        vat_number: "PL5260250274".to_owned(),
        company_name: "Auto".to_owned(),
        address: address("PL"),
        contacts: Vec::new(),
    };
    let server = Buyer {
        uuid: "buyer-at-nt24".into(),
        vat_number: wanted.vat_number.clone(),
        company_name: wanted.company_name.clone(),
        address: wanted.address.clone(),
        kyc_mode: mode,
        status: BuyerStatus::Active,
        version: 1,
        created_at: at(),
        updated_at: at(),
    };
    BuyerRow {
        remote: Some(server.uuid.clone()),
        wanted: Some(wanted),
        server: Some(server),
        ..BuyerRow::new("buyer", "seller".into(), "PL5260250274", "Auto", at())
    }
}

/// An order that NT24 has and that was not read. `here`: it was made at this desk.
fn order(here: bool) -> OrderRow {
    let vehicle = OrderVinInput {
        vin: "WBA8E9G50GNT12345".to_owned(),
        brand: "BMW".to_owned(),
        model: "320d".to_owned(),
        purchase_amount: world::euros(100),
        mileage: None,
        first_registration_date: None,
    };
    let wanted = OrderCreate {
        external_order_id: "A-1".to_owned(),
        buyer_id: "buyer-at-nt24".into(),
        purchase_date: None,
        responsible_contact: None,
        vins: vec![vehicle.clone()],
        total_amount: world::euros(100),
    };
    let server = Order {
        uuid: "order-at-nt24".into(),
        external_order_id: "A-1".to_owned(),
        buyer_id: "buyer-at-nt24".into(),
        status: OrderStatus::Created,
        vins: vec![OrderVin { input: vehicle, compliance_status: None }],
        total_amount: world::euros(100),
        version: 1,
        created_at: at(),
        updated_at: at(),
        purchase_date: None,
        responsible_contact: None,
    };
    OrderRow {
        remote: Some(server.uuid.clone()),
        wanted: here.then_some(wanted),
        server: Some(server),
        ..OrderRow::new(ORDER, "seller".into(), "buyer", "A-1", at())
    }
}

/// Undoes what a test has written.
#[derive(Debug)]
struct Undone;

impl From<store::Error> for Undone {
    fn from(error: store::Error) -> Self {
        panic!("{error}")
    }
}

struct Bench {
    _folder: tempfile::TempDir,
    store: Store,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::in_memory(folder.path(), &Key::from_bytes([7; 32]), SystemRandom).unwrap();
        Self { _folder: folder, store }
    }

    /// The pages and the row of the list of this world.
    fn show(&self, world: &World) -> Shown {
        let shown = Mutex::new(None);
        let undone = self.store.write(|tx| {
            world.insert(tx)?;
            let context = OrderContext::load(tx, &world.order).unwrap();
            let pending = PendingWrites::of(tx, "buyer")?;
            let filed = filed::of(tx, "buyer", &pending).unwrap();
            let steps = BuyerContext { buyer: &world.buyer, pending: &pending, filed: &filed }.steps();
            *shown.lock().unwrap() = Some(Shown {
                nothing_asked: is_nothing_asked(&context.steps(&world.order)),
                nothing_asked_of_buyer: is_nothing_asked(&steps),
                steps: context.steps(&world.order),
                stops: context.stops(&world.order),
                standing: context.standing(&world.order),
                evidence: evidence::gauges(&context.sources(&world.order), None),
                known: facts::is_known(&world.order),
                buyer_standing: standing(buyer_steps::is_known(&world.buyer), &steps, false),
                buyer_steps: steps,
            });
            Err::<(), _>(Undone)
        });
        assert!(undone.is_err());
        shown.into_inner().unwrap().unwrap()
    }
}

#[test]
fn the_pages_claim_only_what_this_desk_or_nt24_proves() {
    let bench = Bench::new();
    let (mut seen, mut unproven) = (BTreeMap::new(), BTreeMap::new());
    for seed in 0..WORLDS {
        let bytes = random_bytes(seed);
        let world = World::random(&mut Unstructured::new(&bytes)).unwrap();
        let shown = bench.show(&world);
        if let Err(claim) = world.judge(&shown) {
            unproven.entry(claim).or_insert((seed, format!("{world:?}\n{:?}", shown.steps)));
        }
        count(&mut seen, &shown);
    }
    let claims = unproven.iter().map(|(claim, (seed, world))| format!("seed {seed}: {claim}\n{world}\n"));
    assert!(unproven.is_empty(), "nothing proves these claims:\n{}", claims.collect::<String>());
    // A run proves something only if each claim was made in it.
    for claim in ["Done", "Next", "Open", "Waiting", "Later", "NotKnown"].into_iter().chain([
        "You",
        "Buyer",
        "Nt24",
        "Nobody",
        "turn NotKnown",
        "wish",
        "Yes",
        "No",
        "evidence NotKnown",
    ]) {
        assert!(seen.get(claim).is_some_and(|times| *times > 20), "{claim} in {seen:?}");
    }
}

/// How many worlds the test looks at.
const WORLDS: u64 = 2_000;

/// The same bytes for the same seed (SplitMix64).
fn random_bytes(seed: u64) -> Vec<u8> {
    let mut state = seed;
    let next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)).to_le_bytes()
    };
    std::iter::repeat_with(next).take(200).flatten().collect()
}

fn count(seen: &mut BTreeMap<String, u32>, shown: &Shown) {
    let mut add = |claim: String| *seen.entry(claim).or_default() += 1;
    for step in shown.steps.iter().chain(&shown.buyer_steps) {
        add(format!("{:?}", step.state));
    }
    if shown.standing.wishes > 0 {
        add("wish".to_owned());
    }
    add(match shown.standing.turn {
        crate::contract::Turn::NotKnown => "turn NotKnown".to_owned(),
        turn => format!("{turn:?}"),
    });
    for item in &shown.evidence.minimum {
        add(match item.met {
            crate::contract::Answer::NotKnown => "evidence NotKnown".to_owned(),
            met => format!("{met:?}"),
        });
    }
}
