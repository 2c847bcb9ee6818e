//! A program that is killed between any two statements of a migration: this test program starts itself
//! again, migrates, and aborts in the middle.

use super::*;
use std::process::Command;

const KEY: [u8; 32] = [7; 32];

/// The variable with the directory that the second process migrates.
const DIRECTORY: &str = "WAYBILL_MIGRATION";
/// The variable with the number of statements after which it aborts.
const POINT: &str = "WAYBILL_MIGRATION_POINT";

/// All steps, and one more that rebuilds a table with its content.
fn steps() -> Vec<Step> {
    let mut steps = table::steps();
    steps.push((
        migration::newest(&steps) + 1,
        "CREATE TABLE settings_anew (key TEXT PRIMARY KEY, value TEXT NOT NULL, added TEXT) STRICT;
         INSERT INTO settings_anew (key, value) SELECT key, value FROM settings;
         DROP TABLE settings;
         ALTER TABLE settings_anew RENAME TO settings;
         UPDATE settings SET added = 'new' WHERE key = 'organization';",
    ));
    steps
}

/// Creates a database of version 1.
fn create_old(dir: &Path) {
    let key = Key::from_bytes(KEY);
    let directory = Directory::of(dir);
    let first: Vec<Step> = table::steps().into_iter().filter(|(version, _)| *version == 1).collect();
    create_database(&directory, &key, &first).unwrap();
    let connection = connect(&directory.database(), &key).unwrap();
    for number in 0..200 {
        let text = format!("value {number}");
        connection.execute("INSERT INTO settings (key, value) VALUES (?1, ?1)", [text]).unwrap();
    }
    connection.execute("INSERT INTO settings (key, value) VALUES ('organization', 'first')", []).unwrap();
}

#[test]
fn a_migration_that_is_killed_at_any_statement_starts_again() {
    let mut points = 0;
    loop {
        let dir = tempfile::tempdir().unwrap();
        create_old(dir.path());
        let ended = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "store::killed::migrate_and_end", "--ignored"])
            .env(DIRECTORY, dir.path())
            .env(POINT, points.to_string())
            .output()
            .unwrap();
        // The next start opens the files that the killed program has left.
        let store =
            Store::open_at(dir.path(), &Key::from_bytes(KEY), Box::new(SystemRandom), &steps(), &mut || ())
                .unwrap();
        let count = store.read(|tx| tx.number("SELECT count(*) FROM settings", [])).unwrap();
        let added =
            store.read(|tx| tx.number("SELECT count(*) FROM settings WHERE added = 'new'", [])).unwrap();
        assert_eq!((count, added), (201, 1), "killed at {points}");
        assert!(store.verify(|| true).unwrap());
        assert_eq!(
            Store::backups(dir.path()).unwrap().len(),
            1,
            "the backup from before the migration exists"
        );
        if ended.status.success() {
            break;
        }
        assert!(ended.status.code().is_none(), "it was killed: {}", String::from_utf8_lossy(&ended.stdout));
        points += 1;
    }
    assert!(points >= 8, "killed at {points} points");
}

#[test]
#[ignore = "the program that the test above kills"]
fn migrate_and_end() {
    let dir = PathBuf::from(std::env::var_os(DIRECTORY).unwrap());
    let mut left: u32 = std::env::var(POINT).unwrap().parse().unwrap();
    let opened = Store::open_at(&dir, &Key::from_bytes(KEY), Box::new(SystemRandom), &steps(), &mut || {
        if left == 0 {
            // No destructor runs and no handle is closed, as after kill -9.
            std::process::abort();
        }
        left -= 1;
    });
    drop(opened.unwrap());
}
