//! Blockers of the rollup.

use nt24::Blocker;

pub(super) fn blocker(module: &str, code: &str, message: &str) -> Blocker {
    Blocker { module: module.to_owned(), code: code.to_owned(), message: message.to_owned() }
}
