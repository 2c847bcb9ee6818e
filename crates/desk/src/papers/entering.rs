//! The only way into the vault: a content is taken and its row entered in one turn, so that no other thread
//! removes the content as one that no row names.

use crate::contract::Failure;
use crate::papers::removal;
use crate::papers::state::Files;
use std::io::Read;
use store::{StoredFile, Tx};

/// Takes a content into the vault and enters its row. `judge` makes the row of the stored content, or refuses
/// it; `enter` writes the row. If one of them fails, the content is removed again unless a row names it.
///
/// It reads, hashes and encrypts the whole content: never call it on a thread of the runtime.
pub(super) fn take_and_enter<R, T>(
    files: &Files,
    source: &mut dyn Read,
    limit: u64,
    judge: impl FnOnce(Result<StoredFile, store::Error>) -> Result<R, Failure>,
    enter: impl FnOnce(&Tx<'_>, R) -> Result<T, store::Error>,
) -> Result<T, Failure> {
    let store = &files.connection.store;
    let turn = files.vault_turn();
    let added = store.vault().add(source, limit, &mut |_| {});
    let is_stored = added.is_ok();
    let entered = judge(added).and_then(|row| Ok(store.write(|tx| enter(tx, row))?));
    drop(turn);
    if is_stored
        && entered.is_err()
        && let Err(failure) = removal::remove_unnamed(files)
    {
        // The daily upkeep removes it. The caller needs the first failure.
        tracing::warn!(%failure, "a refused content was not removed from the vault");
    }
    entered
}
