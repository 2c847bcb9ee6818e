//! Days as the page sends them.

use crate::typed;
use chrono::{Datelike, NaiveDate};
use std::ops::RangeInclusive;

/// Years of a deal and of a first registration. Another year is a slip of the keyboard (`0026`, `1026`), and
/// would switch off the rules that have a first day.
const YEARS: RangeInclusive<i32> = 1900..=2199;

/// Reads a day, `2026-12-31`. `None` for any other text, and for a year in which nothing of a deal happens.
#[must_use]
pub fn parse(text: &str) -> Option<NaiveDate> {
    let day = typed::ascii(text).parse::<NaiveDate>().ok()?;
    YEARS.contains(&day.year()).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_real_and_of_a_plausible_year() {
        for (text, read) in [
            ("2026-12-31", "2026-12-31"),
            ("\u{202D}2026-12-31\u{202C}", "2026-12-31"),
            (" ２０２６‐12‐31\n", "2026-12-31"),
            ("1900-01-01", "1900-01-01"),
            ("2199-12-31", "2199-12-31"),
        ] {
            assert_eq!(parse(text), Some(read.parse().unwrap()), "{text:?}");
        }
        for text in [
            "",
            "31.12.2026",
            "2025-02-31",
            "0026-03-15",
            "26-03-15",
            "1026-03-15",
            "1899-12-31",
            "2200-01-01",
            "+12026-01-01",
            "-2026-01-01",
            "yesterday",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
