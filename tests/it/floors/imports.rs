//! The imports between files, read from their text.

use std::collections::BTreeSet;

use super::rust::rust;
use crate::checkout::{Source, code};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Rust,
    /// TypeScript and Svelte.
    Page,
}

impl Language {
    pub(super) fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Rust => &[".rs"],
            Self::Page => &[".ts", ".svelte"],
        }
    }
}

/// One file imports another, first at `line`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Arrow {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) line: usize,
}

/// The checked files, and the arrows between them.
#[derive(Debug, Default)]
pub(super) struct Arrows {
    pub(super) files: BTreeSet<String>,
    pub(super) all: Vec<Arrow>,
}

impl Arrows {
    pub(super) fn add(&mut self, from: &str, to: &str, line: usize) {
        if from != to && !self.all.iter().any(|arrow| arrow.from == from && arrow.to == to) {
            self.all.push(Arrow { from: from.to_owned(), to: to.to_owned(), line });
        }
    }
}

/// The arrows between the files of `root`, and the imports whose file was not found.
pub(super) fn arrows(root: &str, language: Language, files: &[Source]) -> (Arrows, Vec<String>) {
    match language {
        Language::Rust => (rust(root, files), Vec::new()),
        Language::Page => page(files),
    }
}

fn page(files: &[Source]) -> (Arrows, Vec<String>) {
    let counted: Vec<&Source> = files.iter().filter(|file| !file.path.ends_with(".test.ts")).collect();
    let mut found = Arrows { files: counted.iter().map(|file| file.path.clone()).collect(), all: Vec::new() };
    let mut unresolved = Vec::new();
    for file in counted {
        for (line, text) in code(&file.text) {
            for import in relative_imports(text) {
                let target = joined(&file.path, import);
                let tried = ["", ".ts", ".svelte.ts", "/index.ts"].map(|ending| format!("{target}{ending}"));
                if let Some(to) = tried.iter().find(|path| found.files.contains(*path)) {
                    found.add(&file.path, to, line);
                } else if ![".css", ".svg", ".json"].iter().any(|ending| target.ends_with(ending)) {
                    unresolved.push(format!("{}:{line} imports '{import}': no such file", file.path));
                }
            }
        }
    }
    (found, unresolved)
}

/// The paths of `from '…'`, `import '…'` and `import('…')` that begin with a dot.
fn relative_imports(line: &str) -> impl Iterator<Item = &str> {
    ["from ", "import ", "import("].into_iter().flat_map(move |word| {
        line.match_indices(word).filter_map(move |(at, _)| {
            let rest = &line[at + word.len()..];
            let quote = rest.chars().next().filter(|mark| matches!(mark, '\'' | '"'))?;
            let path = rest[1..].split(quote).next()?;
            path.starts_with('.').then_some(path)
        })
    })
}

/// `import`, seen from the folder of `file`.
fn joined(file: &str, import: &str) -> String {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in import.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}
