//! Pages of lists, and their query parameters (contract, section 10).

use super::call::Call;
use crate::message::Refusal;
use chrono::{DateTime, Utc};
use nt24::{Page, Pagination};
use std::str::FromStr;

/// Entries of a page that names no `size` (contract, section 10).
const DEFAULT_SIZE: usize = 20;
/// Largest `size` (contract, section 10).
const MAX_SIZE: usize = 100;

/// The requested page of a list.
#[derive(Clone, Copy)]
pub(super) struct Paging {
    page: usize,
    pub(super) size: usize,
}

impl Paging {
    pub(super) fn of(call: &Call<'_>) -> Result<Self, Refusal> {
        let page = number::<usize>(call, "page", 0)?;
        let size = number::<usize>(call, "size", DEFAULT_SIZE)?;
        if (1..=MAX_SIZE).contains(&size) {
            Ok(Self { page, size })
        } else {
            Err(Refusal::malformed(format!("size is not between 1 and {MAX_SIZE}")))
        }
    }

    /// Number of entries before the page.
    pub(super) fn start(self) -> usize {
        self.page.saturating_mul(self.size)
    }

    /// Cuts the page out of all entries.
    pub(super) fn cut<T>(self, found: Vec<T>) -> Page<T> {
        let total = found.len();
        self.page(found.into_iter().skip(self.start()).take(self.size).collect(), total)
    }

    /// The page with this data, of `total` entries.
    pub(super) fn page<T>(self, data: Vec<T>, total: usize) -> Page<T> {
        let Self { page, size } = self;
        let pages = total.div_ceil(size);
        Page {
            data,
            pagination: Pagination {
                page: page as u64,
                size: size as u64,
                total_elements: total as u64,
                total_pages: pages as u64,
                has_next: page.saturating_add(1) < pages,
                has_previous: page > 0,
            },
        }
    }
}

fn number<T: FromStr>(call: &Call<'_>, name: &str, default: T) -> Result<T, Refusal> {
    call.query(name).map_or(Ok(default), |text| {
        text.parse().map_err(|_| Refusal::malformed(format!("{name} is not a number from 0")))
    })
}

/// A query parameter that is a moment.
pub(super) fn moment(call: &Call<'_>, name: &str) -> Result<Option<DateTime<Utc>>, Refusal> {
    call.query(name)
        .map(|text| {
            DateTime::parse_from_rfc3339(text)
                .map(|time| time.to_utc())
                .map_err(|_| Refusal::malformed(format!("{name} is not a moment in ISO 8601")))
        })
        .transpose()
}
