//! Files on their way to NT24 and back: forms, checks of the bytes that come, and the write to the disk.

pub(crate) mod checked_body;
pub(crate) mod disk;
pub(crate) mod download;
pub(crate) mod multipart;
pub(crate) mod upload;
