//! The one way in which the sandbox locks a mutex.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, also after a panic of another holder: no change is left half made, because no code panics on
/// purpose while it holds a lock.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
