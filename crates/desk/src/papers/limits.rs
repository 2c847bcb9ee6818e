//! Size limits of files, in bytes.

/// Largest file that is taken. NT24 documents no limit (contract, open question 5).
pub(crate) const LARGEST_FILE: u64 = 50 * 1024 * 1024;

/// Largest export file that is fetched.
pub(crate) const LARGEST_EXPORT_FILE: u64 = 256 * 1024 * 1024;

/// Largest picture that gets a small one: the whole file is in memory while it is made.
pub(crate) const LARGEST_PICTURE: u64 = 32 * 1024 * 1024;
