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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::Connection;
    use crate::connection::access::Access;
    use crate::connection::register::{Home, Registered};
    use crate::contract::{ConnectionKind, FailureCode};
    use crate::given::Given;
    use crate::given::clock::SystemClock;
    use crate::given::host::NoHost;
    use crate::given::ids::RandomIds;
    use crate::given::keychain::MemoryKeychain;
    use crate::given::log_file::LogFile;
    use crate::given::picture_program::PictureProgram;
    use crate::given::scratch::Scratch;
    use crate::given::secrets::Secrets;
    use nt24_client::Secret;
    use std::path::{Path, PathBuf};
    use std::sync::{Arc, mpsc};
    use std::time::Duration;
    use store::{FileRow, Key, Store};

    fn files(folder: &Path) -> Files {
        let given = Arc::new(Given {
            data: folder.to_owned(),
            host: Arc::new(NoHost),
            clock: Arc::new(SystemClock),
            ids: Arc::new(RandomIds),
            keychain: Secrets::new(Arc::new(MemoryKeychain::default()), Arc::new(NoHost)),
            picture_program: PictureProgram::at(PathBuf::new()),
            scratch: Scratch::new(folder, None, "run".to_owned()),
            log: LogFile::default(),
            user: Default::default(),
        });
        let access = Access {
            api_url: "http://127.0.0.1:1/v1".to_owned(),
            token_url: "http://127.0.0.1:1/token".to_owned(),
            client_id: "desk".to_owned(),
            secret: Secret::new("secret".to_owned()),
        };
        let client = access.client(&given).unwrap();
        let registered = Registered {
            id: "one".to_owned(),
            kind: ConnectionKind::Novatrade24,
            name: "Autohaus".to_owned(),
            organization: "organization".to_owned(),
            server: None,
            next_server: None,
            home: Home::Memory,
            secrets: None,
            moving: false,
        };
        let store = Arc::new(Store::create(&folder.join("one"), &Key::from_bytes([1; 32])).unwrap());
        Files::new(Arc::new(Connection::new(given, registered, store, client, None).unwrap()))
    }

    fn row(stored: StoredFile) -> FileRow {
        FileRow {
            id: "file".to_owned(),
            sha256: stored.sha256,
            name: "cmr.pdf".to_owned(),
            content_type: "application/pdf".to_owned(),
            size: stored.size,
            created_at: chrono::DateTime::UNIX_EPOCH,
            whole: None,
        }
    }

    #[test]
    fn a_content_is_not_removed_before_its_row_is_entered() {
        let folder = tempfile::tempdir().unwrap();
        let files = files(folder.path());
        let (done, removed) = mpsc::channel();
        std::thread::scope(|scope| {
            let judge = |added: Result<StoredFile, store::Error>| {
                let files = &files;
                scope.spawn(move || done.send(removal::remove_unnamed(files)).unwrap());
                // The removal waits for its turn.
                assert!(removed.recv_timeout(Duration::from_millis(200)).is_err());
                Ok(row(added?))
            };
            let enter = |tx: &Tx<'_>, row: FileRow| store::files::insert(tx, &row);
            take_and_enter(&files, &mut b"%PDF-1.7".as_slice(), 100, judge, enter).unwrap();
        });
        removed.recv().unwrap().unwrap();
        assert_eq!(files.connection.store.vault().count().unwrap(), 1);
    }

    #[test]
    fn a_refused_content_is_removed_unless_a_row_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let files = files(folder.path());
        let stored = || files.connection.store.vault().count().unwrap();
        let refuse = |_: Result<StoredFile, store::Error>| Err(Failure::of(FailureCode::FileKind));
        let nothing = |_: &Tx<'_>, (): ()| Ok(());
        let refused = take_and_enter(&files, &mut b"MZ".as_slice(), 100, refuse, nothing);
        assert_eq!((refused.unwrap_err().code, stored()), (FailureCode::FileKind, 0));
        let enter = |tx: &Tx<'_>, row: FileRow| store::files::insert(tx, &row);
        take_and_enter(&files, &mut b"MZ".as_slice(), 100, |added| Ok(row(added?)), enter).unwrap();
        let refused = take_and_enter(&files, &mut b"MZ".as_slice(), 100, refuse, nothing);
        assert_eq!((refused.unwrap_err().code, stored()), (FailureCode::FileKind, 1));
    }
}
