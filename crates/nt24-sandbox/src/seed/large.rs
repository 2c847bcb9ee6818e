//! Many buyers and orders, for tests of speed.

use super::deal::{Course, Deal};
use super::play::Story;
use super::profile::{self, Profile};
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{DocumentType, KycMode};

/// Size of a story.
#[derive(Clone, Copy)]
pub(super) struct Size {
    pub(super) buyers: u32,
    pub(super) orders: u32,
}

pub(super) const LARGE: Size = Size { buyers: 5_000, orders: 100_000 };

/// Minutes that an hour of a course takes. At a quarter of the time a vehicle arrives within a day after
/// its release, so that daily VIES checks, each for all open orders of a buyer, do not dominate.
const PACE: i64 = 15;

/// The courses of twenty orders, repeated.
const COURSES: [Course; 20] = [
    Course::Finalized { vat_included: false },
    Course::Decided,
    Course::Paid,
    Course::Created,
    Course::Decided,
    Course::CancelledEarly,
    Course::Invoiced,
    Course::Created,
    Course::Decided,
    Course::Created,
    Course::Invoiced,
    Course::Decided,
    Course::Created,
    Course::Paid,
    Course::Created,
    Course::Invoiced,
    Course::Released,
    Course::Created,
    Course::UnderWay,
    Course::Created,
];

/// The story up to this moment.
pub(super) fn story(size: Size, now: DateTime<Utc>) -> Story {
    let start = now - TimeDelta::days(88);
    Story {
        profiles: (0..size.buyers).map(|number| buyer(number, start)).collect(),
        deals: (0..size.orders).map(|number| deal(number, size, start, now)).collect(),
    }
}

fn deal(number: u32, size: Size, start: DateTime<Utc>, now: DateTime<Utc>) -> Deal {
    let course = COURSES[usize::try_from(number).unwrap_or_default() % COURSES.len()];
    let spread = TimeDelta::seconds(78 * 86_400 * i64::from(number) / i64::from(size.orders.max(1)));
    let created_at = match course {
        Course::Released | Course::UnderWay => {
            now - TimeDelta::minutes((course.hours() + 2 + i64::from(number % 18)) * PACE)
        }
        _ => start + spread,
    };
    // Consecutive orders have different buyers.
    let buyer = u64::from(number) * 7919 % u64::from(size.buyers.max(1));
    Deal {
        number,
        buyer: usize::try_from(buyer).unwrap_or_default(),
        created_at,
        course,
        vehicles: 1,
        pace: PACE,
    }
}

fn buyer(number: u32, start: DateTime<Utc>) -> Profile {
    const TOWNS: [(&str, &str, &str); 5] = [
        ("PL", "Wrocław", "50-001"),
        ("CZ", "Olomouc", "779 00"),
        ("AT", "Graz", "8010"),
        ("NL", "Utrecht", "3511 AA"),
        ("DK", "Odense", "5000"),
    ];
    let (country, city, post_code) = TOWNS[usize::try_from(number).unwrap_or_default() % TOWNS.len()];
    // The last digit avoids the test numbers for which VIES fails.
    let vat_number = format!("{country}{:07}1", 1_000_000 + number);
    let street = format!("Market Street {}", number % 180 + 1);
    let name = format!("Auto Trade {city} {:04}", number + 1);
    Profile {
        company: profile::company(
            &vat_number,
            &name,
            [&street, post_code, city, country],
            KycMode::MarketplaceLed,
        ),
        contact: None,
        iban: format!("{country}00SANDBOX{number:09}"),
        since: start - TimeDelta::hours(26) + TimeDelta::seconds(i64::from(number % 3600)),
        papers: vec![DocumentType::CocExtract, DocumentType::AmlDeclaration],
        verification: None,
        blocked_at: None,
    }
}
