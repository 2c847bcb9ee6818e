//! A realistic dealer, over the last 90 days.

use super::companies::{COMPANIES, Company};
use super::deal::{Course, Deal, Lack};
use super::play::Story;
use super::profile::{self, Profile};
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{BuyerContactCreate, DocumentType, KycMode, KycVerificationStatus};

/// Buyers whose VAT number is not registered, or fails during transport; see [`crate::ViesAnswer`].
const UNREGISTERED: [usize; 3] = [2, 13, 24];
/// A buyer whose member state does not answer a VIES check.
const UNANSWERED: usize = 34;
/// Mode B buyers with the outcome of their identity check. `None` while it runs.
const CHECKED_BY_VENDOR: [(usize, Option<KycVerificationStatus>); 4] = [
    (5, Some(KycVerificationStatus::Verified)),
    (19, Some(KycVerificationStatus::Verified)),
    (29, None),
    (33, Some(KycVerificationStatus::Rejected)),
];
/// A buyer without KYC documents, and one without the declaration.
const WITHOUT_PAPERS: usize = 37;
const WITHOUT_DECLARATION: usize = 17;
const BLOCKED: [usize; 2] = [12, 21];

/// Number of orders of each course, and the age in days of the first and the last of them. The numbers add
/// up to 120.
const COURSES: [(u32, Course, i64, i64); 15] = [
    (12, Course::Decided, 40, 8),
    (36, Course::Finalized { vat_included: false }, 88, 10),
    (6, Course::Finalized { vat_included: true }, 70, 12),
    (3, Course::Arrived(Lack::Waybill), 45, 9),
    (2, Course::Arrived(Lack::Money), 20, 11),
    (2, Course::Arrived(Lack::KnownAccount), 18, 12),
    (2, Course::Arrived(Lack::Buyer), 30, 14),
    (7, Course::UnderWay, 6, 4),
    (4, Course::WaybillOverdue, 38, 21),
    (3, Course::Partial, 9, 6),
    (10, Course::Released, 5, 3),
    (9, Course::Paid, 6, 2),
    (8, Course::Invoiced, 4, 1),
    (8, Course::Created, 3, 0),
    (8, Course::CancelledEarly, 60, 5),
];

/// The story up to this moment.
pub(super) fn story(now: DateTime<Utc>) -> Story {
    let mut deals = Vec::new();
    for (count, course, first, last) in COURSES {
        for turn in 0..count {
            let days = first - (first - last) * i64::from(turn) / i64::from(count.max(2) - 1);
            // Half of the cancelled orders had been paid.
            let course = match course {
                Course::CancelledEarly if turn % 2 == 1 => Course::CancelledPaid,
                other => other,
            };
            let hours = TimeDelta::hours(2 + i64::from(turn % 7));
            deals.push(Deal {
                number: 0,
                buyer: buyer_of(course, turn),
                created_at: now - TimeDelta::days(days) - hours,
                course,
                vehicles: vehicles(course, turn),
                pace: 60,
            });
        }
    }
    deals.sort_by_key(|deal| deal.created_at);
    for (number, deal) in (0..).zip(&mut deals) {
        deal.number = number;
    }
    let profiles = COMPANIES.iter().enumerate().map(|(at, company)| buyer(at, company, &deals, now));
    Story { profiles: profiles.collect(), deals }
}

/// The buyer of an order: a special buyer where the course needs one, else the ordinary ones in turn.
fn buyer_of(course: Course, turn: u32) -> usize {
    let turn = usize::try_from(turn).unwrap_or_default();
    let ordinary = |from: usize| {
        let list: Vec<usize> = (0..COMPANIES.len()).filter(|at| is_ordinary(*at)).collect();
        list.get((from + turn) % list.len()).copied().unwrap_or_default()
    };
    match course {
        Course::Finalized { vat_included: true } => UNREGISTERED[turn % UNREGISTERED.len()],
        Course::Finalized { vat_included: false } if turn < 2 => BLOCKED[turn % BLOCKED.len()],
        Course::Arrived(Lack::Buyer) => [UNANSWERED, WITHOUT_DECLARATION][turn % 2],
        Course::Paid if turn == 0 => WITHOUT_PAPERS,
        Course::Created if turn < 2 => [29, 33][turn % 2],
        // These buyers have earlier orders, so their account is known.
        Course::Arrived(Lack::KnownAccount) => ordinary(2),
        Course::Finalized { .. } => ordinary(0),
        Course::Decided => ordinary(7),
        Course::UnderWay | Course::WaybillOverdue => ordinary(13),
        Course::Released => ordinary(19),
        _ => ordinary(23),
    }
}

fn is_ordinary(at: usize) -> bool {
    let special = [UNANSWERED, WITHOUT_PAPERS, WITHOUT_DECLARATION, 29, 33];
    !UNREGISTERED.contains(&at) && !BLOCKED.contains(&at) && !special.contains(&at)
}

fn vehicles(course: Course, turn: u32) -> u32 {
    match course {
        Course::Partial => 2 + turn % 2,
        _ if turn % 11 == 4 => 2,
        _ => 1,
    }
}

fn buyer(at: usize, company: &Company, deals: &[Deal], now: DateTime<Utc>) -> Profile {
    let first = deals.iter().filter(|deal| deal.buyer == at).map(|deal| deal.created_at).min();
    let by_vendor = CHECKED_BY_VENDOR.iter().find(|(which, _)| *which == at);
    let mode = if by_vendor.is_some() { KycMode::Nt24Led } else { KycMode::MarketplaceLed };
    let [first_name, last_name, phone] = company.contact;
    let papers = match at {
        _ if by_vendor.is_some() => Vec::new(),
        WITHOUT_PAPERS => Vec::new(),
        WITHOUT_DECLARATION => vec![DocumentType::CocExtract],
        _ => vec![DocumentType::CocExtract, DocumentType::AmlDeclaration],
    };
    let domain: String = company.name.chars().filter(char::is_ascii_alphabetic).take(12).collect();
    Profile {
        company: profile::company(company.vat_number, company.name, company.address, mode),
        contact: Some(BuyerContactCreate {
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            email: format!("office@{}.example", domain.to_lowercase()),
            phone: Some(phone.to_owned()),
        }),
        iban: company.iban.to_owned(),
        // A buyer exists a day before its first order.
        since: first.unwrap_or(now - TimeDelta::days(10)) - TimeDelta::hours(26),
        papers,
        verification: by_vendor.and_then(|(_, outcome)| outcome.clone()),
        blocked_at: BLOCKED.contains(&at).then(|| now - TimeDelta::days(3)),
    }
}
