//! Checks the documents: the paths that they name exist, and every dependency has its reason.

use serde_json::Value;
use std::collections::BTreeSet;

use crate::checkout::{assert_none, read, root};

/// Paths between back quotes, such as `crates/desk/src/commands.rs`, that do not exist in the checkout.
fn missing_paths(document: &str) -> Vec<String> {
    document
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| {
            let folders = ["crates/", "ui/", "src-tauri/", "xtask/", "tests/", "docs/", "icons/", ".ci/"];
            let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
            folders.iter().any(|folder| word.starts_with(folder)) && word.chars().all(plain)
        })
        .filter(|path| {
            !root().join(path).exists() && !path.starts_with("ui/dist") && !path.contains("node_modules")
        })
        .map(|path| format!("`{path}` is named but does not exist"))
        .collect()
}

/// Direct dependencies from crates.io and npm.
fn dependencies() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut manifests = vec![read("Cargo.toml")];
    manifests.extend(crate::checkout::sources("crates", &["Cargo.toml"]).into_iter().map(|file| file.text));
    for manifest in manifests {
        let mut counts = false;
        for line in manifest.lines() {
            if line.starts_with('[') {
                counts = line.trim_end_matches(']').ends_with("dependencies");
            } else if counts && !line.contains("path = ") {
                let name = line.split(['=', '.', ' ']).next().unwrap_or_default();
                if !name.is_empty() && !name.starts_with('#') {
                    names.insert(name.to_owned());
                }
            }
        }
    }
    for own in ["nt24", "nt24-client", "nt24-sandbox", "rules", "store", "desk"] {
        names.remove(own);
    }
    let page: Value = serde_json::from_str(&read("ui/package.json")).expect("JSON");
    for kind in ["dependencies", "devDependencies"] {
        names.extend(page[kind].as_object().into_iter().flat_map(|list| list.keys().cloned()));
    }
    names
}

fn without_a_reason(document: &str, names: &BTreeSet<String>) -> Vec<String> {
    let named = |name: &str| document.contains(&format!("`{name}`"));
    names
        .iter()
        .filter(|name| !named(name))
        .map(|name| format!("{name} has no reason in CONTRIBUTING.md"))
        .collect()
}

#[test]
fn paths_in_the_documents_exist() {
    for name in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"] {
        assert_none(&missing_paths(&read(name)));
    }
    assert_eq!(missing_paths("see `crates/desk` and `crates/not-there.rs`").len(), 1);
}

#[test]
fn the_architecture_can_be_read_in_one_sitting() {
    assert!(read("ARCHITECTURE.md").lines().count() < 264);
}

#[test]
fn every_dependency_has_its_reason() {
    let names = dependencies();
    assert!(names.contains("tauri") && names.contains("axum") && names.contains("svelte"), "{names:?}");
    assert_none(&without_a_reason(&read("CONTRIBUTING.md"), &names));
    assert_eq!(without_a_reason("`tauri`: the window", &names).len(), names.len() - 1);
}

#[test]
fn the_build_server_runs_the_command_of_the_readme() {
    assert!(read(".ci/run").contains("cargo xtask test"));
    assert!(read("README.md").contains("cargo xtask test"));
}
