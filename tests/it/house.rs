//! Rules for files and names that no formatter checks.

use crate::checkout::{Source, assert_none, code, sources};

/// The most lines of a file.
const LINES: usize = 400;
/// The most lines of script and markup in a component; styles count only towards the lines of the file.
const COMPONENT_LINES: usize = 150;

/// Files that may be longer, each with its reason.
const LONG: &[(&str, &str)] = &[("ui/src/contract/index.ts", "generated; the page imports one file")];

/// Endings of names that say nothing about the trade.
const EMPTY_WORDS: &[&str] = &["Manager", "Service", "Helper", "Helpers", "Util", "Utils", "Handler", "Impl"];

fn all() -> Vec<Source> {
    ["crates", "src-tauri", "tests", "xtask"]
        .iter()
        .flat_map(|folder| sources(folder, &[".rs"]))
        .chain(sources("ui", &[".ts", ".svelte", ".js", ".css", ".py"]))
        // This file contains planted faults.
        .filter(|file| file.path != "tests/it/house.rs")
        .collect()
}

fn too_long(file: &Source) -> Option<String> {
    if LONG.iter().any(|(path, _)| *path == file.path) {
        return None;
    }
    let all = file.text.lines().count();
    let styles = file.text.lines().position(|line| line.starts_with("<style")).unwrap_or(all);
    let (lines, limit) = match file.path.ends_with(".svelte") {
        true if styles > COMPONENT_LINES => (styles, COMPONENT_LINES),
        _ => (all, LINES),
    };
    (lines > limit).then(|| format!("{} has {lines} lines, the limit is {limit}", file.path))
}

fn empty_names(file: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in code(&file.text) {
        let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        for pair in words.windows(2) {
            let declares =
                ["struct", "enum", "trait", "type", "class", "interface", "mod"].contains(&pair[0]);
            let name = pair[1].to_lowercase();
            let empty = EMPTY_WORDS.iter().any(|word| {
                pair[1].ends_with(word)
                    || name == word.to_lowercase()
                    || name.ends_with(&format!("_{}", word.to_lowercase()))
            });
            if declares && empty {
                found.push(format!("{}:{number} uses the empty name {}", file.path, pair[1]));
            }
        }
    }
    found
}

fn unfinished(file: &Source) -> Vec<String> {
    // Each word is composed, so that a search for it does not find this file.
    let marks = ["TO", "FIX"].iter().zip(["DO", "ME"]).map(|(a, b)| format!("{a}{b}"));
    let marks: Vec<String> = marks.chain(["unimplemented!(", "lorem ipsum"].map(str::to_owned)).collect();
    let mut found = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for mark in marks.iter().filter(|mark| line.contains(mark.as_str())) {
            found.push(format!("{}:{} says {mark}", file.path, index + 1));
        }
    }
    found
}

#[test]
fn files_are_short_finished_and_named_in_the_words_of_the_trade() {
    let all = all();
    let mut found: Vec<String> = all.iter().filter_map(too_long).collect();
    found.extend(all.iter().flat_map(empty_names));
    found.extend(all.iter().flat_map(unfinished));
    assert_none(&found);
}

#[test]
fn a_long_an_empty_or_an_unfinished_file_is_found() {
    let file = |path: &str, text: String| Source { path: path.to_owned(), text };
    assert!(too_long(&file("crates/a.rs", "\n".repeat(401))).is_some());
    assert!(too_long(&file("crates/a.rs", "\n".repeat(400))).is_none());
    assert!(too_long(&file("ui/src/A.svelte", "\n".repeat(151))).is_some());
    assert!(too_long(&file("ui/src/A.svelte", format!("<p>a</p>\n<style>{}", "\n".repeat(151)))).is_none());
    for text in ["pub struct OrderManager;", "mod utils;", "class UploadService {", "mod date_helpers;"] {
        assert_eq!(empty_names(&file("crates/a.rs", text.to_owned())).len(), 1, "{text}");
    }
    for text in ["/// A Service of process.", "let handler = 1;", "pub struct OrderPage;"] {
        assert_eq!(empty_names(&file("crates/a.rs", text.to_owned())).len(), 0, "{text}");
    }
    assert_eq!(unfinished(&file("crates/a.rs", format!("// {}{}: later", "TO", "DO"))).len(), 1);
}
