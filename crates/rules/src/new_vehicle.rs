//! Whether a vehicle is a new means of transport (Directive 2006/112, Art. 2(2)(b)).

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A vehicle with at most this many kilometres is new.
pub const NEW_UP_TO_KILOMETRES: u64 = 6_000;
/// A vehicle supplied within this many months of its first entry into service is new.
pub const NEW_FOR_MONTHS: u32 = 6;

/// So close to a threshold that a few days before the supply, or a typing mistake, may change the result.
const NEAR_KILOMETRES: u64 = 600;
const NEAR_DAYS: u64 = 30;

/// The result for age and mileage. Either of them alone makes a vehicle new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Newness {
    /// New: taxed where it arrives, and never under the margin scheme (Art. 313(2)).
    New,
    /// Used, but close to a threshold.
    Near,
    /// Used, by age and by mileage.
    Used,
    /// Age or mileage is missing, and the known one does not make it new.
    Unknown,
}

/// Judges a motorised land vehicle on the day of its supply.
#[must_use]
pub fn judge(first_registration: Option<NaiveDate>, mileage: Option<u64>, supplied: NaiveDate) -> Newness {
    let end = first_registration.and_then(|day| day.checked_add_months(Months::new(NEW_FOR_MONTHS)));
    if end.is_some_and(|end| supplied <= end) || mileage.is_some_and(|km| km <= NEW_UP_TO_KILOMETRES) {
        return Newness::New;
    }
    let (Some(end), Some(mileage)) = (end, mileage) else { return Newness::Unknown };
    let near_by_age = end.checked_add_days(Days::new(NEAR_DAYS)).is_some_and(|day| supplied <= day);
    if near_by_age || mileage <= NEW_UP_TO_KILOMETRES + NEAR_KILOMETRES {
        Newness::Near
    } else {
        Newness::Used
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_or_mileage_alone_makes_a_vehicle_new() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let supplied = day("2026-08-31");
        for (registered, mileage, expected) in [
            (Some("2020-01-01"), Some(6_000), Newness::New),
            (Some("2020-01-01"), Some(6_001), Newness::Near),
            (Some("2020-01-01"), Some(6_601), Newness::Used),
            (Some("2026-02-28"), Some(90_000), Newness::Near),
            (Some("2026-03-01"), Some(90_000), Newness::New),
            (Some("2026-09-30"), Some(90_000), Newness::New),
            (Some("2025-01-01"), Some(90_000), Newness::Used),
            (None, Some(0), Newness::New),
            (None, Some(90_000), Newness::Unknown),
            (Some("2020-01-01"), None, Newness::Unknown),
            (Some("2026-08-01"), None, Newness::New),
            (None, None, Newness::Unknown),
        ] {
            assert_eq!(judge(registered.map(day), mileage, supplied), expected, "{registered:?} {mileage:?}");
        }
    }
}
