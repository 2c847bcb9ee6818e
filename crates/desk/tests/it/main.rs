//! The desk against an in-process sandbox, through the commands that the page calls.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails where it stands")]

mod answers;
mod bench;
mod blocking;
mod closing;
mod conflicts;
mod contacts;
mod contract;
mod crash;
mod data;
mod deal;
mod drafts;
mod export_file;
mod files;
mod full_disk;
mod history;
mod host;
mod hostile;
mod keychain;
mod keys;
mod lists;
mod logs;
mod long_outage;
mod look_up;
mod merge;
mod moves;
mod nothing_is_lost;
mod offline;
mod outbox;
mod papers;
mod pictures;
mod pinned;
mod private_files;
mod reading;
mod removal;
mod restores;
mod sandbox;
mod secrets;
mod trouble;
mod typed;
mod typed_fields;
mod verification;
mod wrong_clock;
