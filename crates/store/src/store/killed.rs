//! The program is killed between any two statements of a migration: this very test program, started
//! again to migrate and to end in the middle of it.

use super::*;
use std::process::Command;

const KEY: [u8; 32] = [7; 32];

/// Tells the second process which directory to migrate.
const PLACE: &str = "WAYBILL_MIGRATION";
/// And after how many statements to end.
const POINT: &str = "WAYBILL_MIGRATION_POINT";

/// All that there are, and one that rebuilds a table with everything in it.
fn steps() -> Vec<Step> {
    let mut steps = migration::steps();
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

/// A database as the first version of the program left it.
fn old(dir: &Path) {
    let key = Key::from_bytes(KEY);
    let directory = Directory::of(dir);
    let first: Vec<Step> = migration::steps().into_iter().filter(|(version, _)| *version == 1).collect();
    make_database(&directory, &key, &first).unwrap();
    let connection = connect(&directory.database(), &key).unwrap();
    for number in 0..200 {
        let text = format!("value {number}");
        connection.execute("INSERT INTO settings (key, value) VALUES (?1, ?1)", [text]).unwrap();
    }
    connection.execute("INSERT INTO settings (key, value) VALUES ('organization', 'first')", []).unwrap();
}

#[test]
fn a_migration_that_is_killed_anywhere_begins_anew() {
    let (mut points, mut half) = (0, 0);
    loop {
        let dir = tempfile::tempdir().unwrap();
        old(dir.path());
        let ended = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "store::killed::migrate_and_end", "--ignored"])
            .env(PLACE, dir.path())
            .env(POINT, points.to_string())
            .output()
            .unwrap();
        // What the killed program left is opened by the next start, whatever it is.
        let store =
            Store::open_at(dir.path(), &Key::from_bytes(KEY), Box::new(SystemRandom), &steps(), &mut || ())
                .unwrap();
        let count = store.read(|tx| tx.number("SELECT count(*) FROM settings", [])).unwrap();
        let added =
            store.read(|tx| tx.number("SELECT count(*) FROM settings WHERE added = 'new'", [])).unwrap();
        assert_eq!((count, added), (201, 1), "killed at {points}");
        check(&store.writer.lock().unwrap()).unwrap();
        assert_eq!(Store::backups(dir.path()).unwrap().len(), 1, "the copy from before is there");
        if ended.status.success() {
            break;
        }
        assert!(ended.status.code().is_none(), "it was killed: {}", String::from_utf8_lossy(&ended.stdout));
        points += 1;
        half += 1;
    }
    assert!(half >= 8, "killed at {half} points");
}

#[test]
#[ignore = "the program that the test above kills"]
fn migrate_and_end() {
    let dir = PathBuf::from(std::env::var_os(PLACE).unwrap());
    let mut left: u32 = std::env::var(POINT).unwrap().parse().unwrap();
    let opened = Store::open_at(&dir, &Key::from_bytes(KEY), Box::new(SystemRandom), &steps(), &mut || {
        if left == 0 {
            // No destructor runs, no handle is closed: as after kill -9.
            std::process::abort();
        }
        left -= 1;
    });
    drop(opened.unwrap());
}
