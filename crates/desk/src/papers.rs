//! Files and documents: taking files into the vault, filing them as documents, opening and removing them.

pub(crate) mod documents;
mod entering;
pub(crate) mod export_file;
pub(crate) mod kyc_profile;
pub(crate) mod limits;
mod made_by_nt24;
pub(crate) mod names;
pub(crate) mod reading;
pub(crate) mod recognise;
pub(crate) mod removal;
pub(crate) mod state;
pub(crate) mod steady;
pub(crate) mod taking;
pub(crate) mod thumbnails;
pub(crate) mod viewer;
