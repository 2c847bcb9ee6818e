//! How SQLite carries out every statement of the tables. Tests have dozens of rows and never notice a statement
//! that reads all rows that were ever written; its plan tells.

use crate::migration;
use crate::row::StoredRow;
use crate::table;
use crate::{BuyerRow, DocumentRow, DraftRow, EventRow, FileRow, OrderRow, OutboxRow};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Tables that grow with the years.
const GROWING: &[&str] = &[
    "buyers",
    "orders",
    "order_vins",
    "order_summaries",
    "outbox",
    "files",
    "documents",
    "events",
    "seen",
    "drafts",
    "reads",
    "thumbnails",
    "unread",
    "search_texts",
];

/// Statements that read or sort all rows on purpose: the first line of the statement, and why.
const ALL_ROWS: &[(&str, &str)] = &[
    ("SELECT * FROM files ORDER BY created_at, id", "the full check reads every file"),
    (
        "SELECT sha256, files.created_at AS added_at, documents.created_at AS filed_at, server",
        "the daily removal compares all contents",
    ),
    ("SELECT sha256 FROM thumbnails", "the daily removal compares all contents"),
    ("SELECT sha256 FROM files", "the daily removal compares all contents"),
    ("SELECT id, sha256,", "the daily removal compares all contents"),
    (
        "SELECT DISTINCT atom FROM drafts, json_tree(drafts.body) WHERE type = 'text'",
        "drafts do not stay once they are submitted",
    ),
    ("UPDATE order_summaries SET content = NULL WHERE content IS NOT NULL", "once for each version"),
    (
        "SELECT orders.* FROM order_vins JOIN orders ON orders.id = order_vins.order_id",
        "sorts the few orders of one vehicle",
    ),
    ("WITH hits (subject, kind) AS MATERIALIZED (", "sorts what the search has found"),
];

/// The statements in the sources, which all are literals, and those of the row types.
fn statements() -> Vec<String> {
    let mut statements = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/table"), &mut statements);
    for both in [
        [BuyerRow::INSERT, BuyerRow::UPDATE],
        [OrderRow::INSERT, OrderRow::UPDATE],
        [DraftRow::INSERT, DraftRow::UPDATE],
        [OutboxRow::INSERT, OutboxRow::UPDATE],
        [FileRow::INSERT, FileRow::UPDATE],
        [DocumentRow::INSERT, DocumentRow::UPDATE],
        [EventRow::INSERT, EventRow::UPDATE],
    ] {
        statements.extend(both.map(str::to_owned));
    }
    statements
}

fn collect(folder: &Path, statements: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, statements);
        } else if !path.ends_with("plans.rs") && !path.ends_with("dump.rs") {
            let source = fs::read_to_string(&path).unwrap();
            let lines = source.lines().filter(|line| !line.trim_start().starts_with("//"));
            let source = lines.collect::<Vec<_>>().join("\n");
            // Between two quotation marks; no literal of the tables contains one.
            let literals = source.split('"').skip(1).step_by(2);
            let verbs = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];
            let found = literals.filter(|text| verbs.iter().any(|verb| text.starts_with(verb)));
            // A step of a migration has several statements.
            let found = found.filter(|text| !text.contains(';')).map(str::to_owned).collect::<Vec<_>>();
            let calls = ["tx.all(", "tx.first(", "tx.number(", "tx.change(", "tx.change_one("];
            let calls = calls.iter().map(|call| source.matches(call).count()).sum::<usize>();
            assert_eq!(calls, found.len(), "{}: each call has its statement as a literal", path.display());
            statements.extend(found);
        }
    }
}

/// The steps of a statement's plan, and of the triggers that it fires, that touch all rows of a growing table.
fn to_all_rows(database: &Connection, partial: &BTreeSet<String>, statement: &str) -> Vec<String> {
    let mut plan = database.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).unwrap();
    // The parameters stay unset: the plan is the same whatever they are. A row without a detail begins a trigger.
    let steps = plan.raw_query().mapped(|row| row.get::<_, Option<String>>("detail"));
    let steps = steps.filter_map(|step| step.unwrap()).collect::<Vec<_>>();
    let grows = |step: &&String| {
        let words = step.split(' ').collect::<Vec<_>>();
        let scans = words[0] == "SCAN" && GROWING.contains(&words[1]);
        // An index with a condition has few entries, however many rows the table has.
        let bounded = words.last().is_some_and(|index| partial.contains(*index));
        (scans && !bounded) || step.contains("TEMP B-TREE")
    };
    steps.iter().filter(grows).cloned().collect()
}

fn database() -> (Connection, BTreeSet<String>) {
    let mut database = Connection::open_in_memory().unwrap();
    migration::migrate(&mut database, 0, &table::steps(), &mut || ()).unwrap();
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_TRIGGER_EQP, true).unwrap();
    let partial = "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE '%WHERE%'";
    let names = database
        .prepare(partial)
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    (database, names)
}

#[test]
fn no_statement_reads_or_sorts_all_rows_of_a_growing_table() {
    let (database, partial) = database();
    let statements = statements();
    assert!(statements.len() > 60, "{}", statements.len());
    let mut failed = Vec::new();
    for statement in &statements {
        let steps = to_all_rows(&database, &partial, statement);
        let first_line = statement.lines().next();
        let allowed = ALL_ROWS.iter().any(|(line, _)| first_line == Some(*line));
        match (steps.is_empty(), allowed) {
            (false, false) => failed.push(format!("{statement}\n    {steps:?}")),
            (true, true) => failed.push(format!("{statement}\n    need not be in the list of exceptions")),
            _ => {}
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn a_scan_a_sort_and_a_scan_in_a_trigger_are_noticed() {
    let (database, partial) = database();
    let trigger = "CREATE TRIGGER planted AFTER UPDATE ON settings
        BEGIN UPDATE buyers SET name = '' WHERE country = NEW.value; END;";
    database.execute_batch(trigger).unwrap();
    for statement in [
        "SELECT * FROM outbox WHERE operation = ?1",
        "SELECT * FROM events WHERE subject = ?1 ORDER BY facts",
        "UPDATE settings SET value = ?1",
    ] {
        assert!(!to_all_rows(&database, &partial, statement).is_empty(), "{statement}");
    }
}
