//! The desk against an in-process sandbox, through the commands that the page calls.

mod answers;
mod bench;
mod conflicts;
mod contract;
mod deal;
mod files;
mod keys;
mod offline;
mod secrets;
