use crate::migration::Step;

pub mod blobs;
pub mod buyers;
pub mod documents;
pub mod drafts;
pub mod dump;
pub mod events;
pub mod files;
pub mod order_list;
pub mod orders;
pub mod outbox;
pub mod reads;
pub(crate) mod search;
pub mod settings;
pub mod summaries;
pub mod thumbnails;
pub mod unread;

#[cfg(test)]
mod plans;

/// The steps of every table. A table that is not listed here is never created.
const STEPS: &[&[Step]] = &[
    settings::STEPS,
    blobs::STEPS,
    buyers::STEPS,
    orders::STEPS,
    drafts::STEPS,
    outbox::STEPS,
    files::STEPS,
    documents::STEPS,
    events::STEPS,
    thumbnails::STEPS,
    reads::STEPS,
    unread::STEPS,
    search::STEPS,
    // Its triggers need the tables above.
    summaries::STEPS,
];

/// The steps of all tables, in the order of their versions.
pub(crate) fn steps() -> Vec<Step> {
    let mut steps: Vec<Step> = STEPS.iter().flat_map(|of_table| of_table.iter().copied()).collect();
    // The sort is stable: within a version the order of the tables stays.
    steps.sort_by_key(|(version, _)| *version);
    steps
}
