//! An error of the JSON parser quotes what it found, which may be anybody's name. `nt24_client::Unreadable` tells
//! the place only, and is the one way to tell such an error.

use crate::checkout::{Source, assert_none, code, sources};

/// Where JSON is read or written.
const CALLS: &[&str] = &["serde_json::from_", "serde_json::to_", "::deserialize("];

/// The names under which an error is told, and the ways to tell it.
const NAMES: &[&str] = &["error", "fault", "err", "e"];
const WAYS: &[(&str, &[&str])] =
    &[("%", &[",", ")", " "]), ("?", &[",", ")", " "]), ("{", &["}", ":"]), ("", &[".to_string()"])];

/// After so many lines a call and what becomes of its error have ended.
const LINES: usize = 6;

/// Places where the error of a call of the JSON parser is told as it is.
fn quoted(file: &Source) -> Vec<String> {
    let lines: Vec<(usize, &str)> = code(&file.text).collect();
    let calls =
        lines.iter().enumerate().filter(|(_, (_, line))| CALLS.iter().any(|call| line.contains(call)));
    calls
        .filter_map(|(at, (number, _))| {
            let rest = lines.iter().skip(at).take(LINES);
            // The end of the function.
            let body: Vec<&str> = rest.map(|(_, line)| *line).take_while(|line| *line != "}").collect();
            let body = body.join(" ");
            let told = NAMES.iter().flat_map(|name| {
                WAYS.iter().flat_map(move |(before, after)| {
                    after.iter().map(move |after| format!("{before}{name}{after}"))
                })
            });
            let is_word = |text: &str| {
                body.match_indices(text).any(|(found, _)| {
                    !body[..found].ends_with(|before: char| before.is_alphanumeric() || before == '_')
                })
            };
            told.into_iter()
                .find(|text| is_word(text))
                .map(|text| format!("{}:{number} tells an error of the parser: {text}", file.path))
        })
        .collect()
}

#[test]
fn no_error_of_the_json_parser_is_told_as_it_is() {
    let folders = ["crates/desk/src", "crates/nt24-client/src", "crates/store/src", "src-tauri"];
    let found = folders.iter().flat_map(|folder| sources(folder, &[".rs"]));
    assert_none(&found.flat_map(|file| quoted(&file)).collect::<Vec<_>>());
}

#[test]
fn an_error_of_the_json_parser_that_is_told_is_found() {
    let found = |text: &str| {
        quoted(&Source { path: "a.rs".to_owned(), text: format!("fn a() {{\n{text}\n}}\n") }).len()
    };
    for text in [
        "T::deserialize(value).map_err(|error| {\n    tracing::warn!(%error, \"a\");\n    Cause\n})",
        "serde_json::from_slice(&bytes).map_err(|e| format!(\"{e}\"))",
        "if let Err(fault) = serde_json::from_str::<T>(text) {\n    tracing::debug!(?fault);\n}",
        "serde_json::to_vec(&value).map_err(|error| Failure::with(error.to_string()))",
    ] {
        assert_eq!(found(text), 1, "{text}");
    }
    for text in [
        "serde_json::from_slice(&bytes).map_err(|error| {\n    tracing::warn!(fault = %Unreadable::from(&error));\n})",
        "serde_json::from_slice(&bytes).map_err(Failure::bad_call)",
        "file.read(&mut bytes).map_err(|error| tracing::warn!(%error))",
    ] {
        assert_eq!(found(text), 0, "{text}");
    }
}
