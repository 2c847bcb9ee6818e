//! Comparison of three versions of one resource, field by field. Pure: no clock, no store, no network.

pub(crate) mod merge;
pub(crate) mod values;
