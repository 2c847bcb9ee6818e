//! Planted faults: the simulation must notice each. They are applied to a scratch copy of the desk, so that its
//! own code holds none of them.

mod faults;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::checkout;
use crate::step::Failure;

/// The test of the simulation in the scratch copy.
const HARNESS: &str = include_str!("planted/harness.rs");

/// The command that compiles the scratch copy and plays all faults.
pub(crate) fn command() -> Result<Command, Failure> {
    let scratch = checkout::target().join("planted");
    write(&scratch, &files()?)?;
    let mut command = checkout::cargo(["test", "--offline", "--package", "desk", "--lib"]);
    command
        .args(["--", "--nocapture", "simulation::planted"])
        .current_dir(&scratch)
        .env("CARGO_TARGET_DIR", checkout::target());
    Ok(command)
}

/// The files of the scratch copy, by their paths in it.
fn files() -> Result<BTreeMap<PathBuf, String>, Failure> {
    let desk = checkout::root().join("crates/desk");
    let mut files = BTreeMap::new();
    read(&desk, Path::new("desk"), &mut files)?;
    for fault in faults::all() {
        for change in fault.changes {
            let path = Path::new("desk/src").join(change.file);
            let text = files.get_mut(&path).ok_or_else(|| outdated(fault.name, change.file))?;
            if text.matches(change.code).count() != 1 {
                return Err(outdated(fault.name, change.file));
            }
            let active = format!("crate::simulation::planted::is({:?})", fault.name);
            *text = text.replace(change.code, &change.faulty.replace("planted()", &active));
        }
    }
    let names = faults::all().map(|fault| format!("{:?},", fault.name));
    let names = names.collect::<String>();
    let all = format!("pub(super) const ALL: &[&str] = &[{names}];\n");
    files.insert("desk/src/simulation/planted_faults.rs".into(), all);
    files.insert("desk/src/simulation/planted.rs".into(), HARNESS.to_owned());
    let modules = "pub(crate) mod planted;\nmod planted_faults;\nmod person;";
    let simulation = Path::new("desk/src/simulation.rs");
    let text = files.get_mut(simulation).ok_or_else(|| outdated("all", "simulation.rs"))?;
    *text = text.replace("mod person;", modules);
    files.insert("Cargo.toml".into(), manifest()?);
    let lock = fs::read_to_string(checkout::root().join("Cargo.lock"));
    files.insert("Cargo.lock".into(), lock.map_err(Failure::doing("Cargo.lock"))?);
    Ok(files)
}

fn outdated(fault: &str, file: &str) -> Failure {
    Failure::Missing(format!(
        "the planted fault {fault} does not fit crates/desk/src/{file} any more: change it in \
         xtask/src/planted/faults"
    ))
}

/// The workspace of the scratch copy: the desk alone, over the crates of the checkout.
fn manifest() -> Result<String, Failure> {
    let manifest = fs::read_to_string(checkout::root().join("Cargo.toml"));
    let manifest = manifest.map_err(Failure::doing("Cargo.toml"))?;
    let workspace = manifest.split("\n[package]\n").next().unwrap_or_default();
    Ok(workspace
        .replace("members = [\"crates/*\", \"xtask\"]", "members = [\"desk\"]")
        .replace("path = \"crates/desk\"", "path = \"desk\"")
        .replace("path = \"crates/", "path = \"../../crates/"))
}

fn read(folder: &Path, name: &Path, files: &mut BTreeMap<PathBuf, String>) -> Result<(), Failure> {
    let entries = fs::read_dir(folder).map_err(Failure::doing(folder.display()))?;
    for entry in entries {
        let entry = entry.map_err(Failure::doing(folder.display()))?;
        let (path, name) = (entry.path(), name.join(entry.file_name()));
        if path.is_dir() {
            // The tests and examples of the crate are not compiled here; a module may have the same name.
            if ![Path::new("desk/tests"), Path::new("desk/examples")].contains(&name.as_path()) {
                read(&path, &name, files)?;
            }
        } else {
            let text = fs::read_to_string(&path).map_err(Failure::doing(path.display()))?;
            files.insert(name, text);
        }
    }
    Ok(())
}

/// Writes the files that have changed and removes others, so that cargo compiles only what has changed.
fn write(scratch: &Path, files: &BTreeMap<PathBuf, String>) -> Result<(), Failure> {
    let mut before = BTreeMap::new();
    if scratch.exists() {
        read(scratch, Path::new(""), &mut before)?;
    }
    for name in before.keys().filter(|name| !files.contains_key(*name)) {
        fs::remove_file(scratch.join(name)).map_err(Failure::doing(name.display()))?;
    }
    // Cargo changes the lock file of the copy.
    let lock = Path::new("Cargo.lock");
    for (name, text) in files {
        if before.get(name) == Some(text) || name == lock && before.contains_key(lock) {
            continue;
        }
        let path = scratch.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Failure::doing(folder.display()))?;
        }
        fs::write(&path, text).map_err(Failure::doing(path.display()))?;
    }
    Ok(())
}
