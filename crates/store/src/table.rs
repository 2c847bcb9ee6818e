use crate::migration::Step;

pub mod blobs;
pub mod buyers;
pub mod documents;
pub mod drafts;
pub mod dump;
pub mod events;
pub mod files;
pub mod orders;
pub mod outbox;
pub mod settings;
pub mod thumbnails;

/// The steps of every table; what is not listed here is never made.
pub(crate) const STEPS: &[&[Step]] = &[
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
];
