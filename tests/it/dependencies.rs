//! The dependencies between the packages.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::checkout::{assert_none, root};

/// Crates that exactly one member may depend on, in any form.
const ONE_OWNER: &[(&str, &str)] = &[
    ("tauri", "waybill"),
    ("tauri-build", "waybill"),
    ("rfd", "waybill"),
    ("webkit2gtk", "waybill"),
    ("reqwest", "nt24-client"),
    ("rusqlite", "store"),
    ("keyring-core", "desk"),
    ("zbus-secret-service-keyring-store", "desk"),
    ("apple-native-keyring-store", "desk"),
    ("windows-native-keyring-store", "desk"),
    ("secret-service", "desk"),
];

/// The members that each member may depend on. A member that is missing here may depend on none.
const DIRECTION: &[(&str, &[&str])] = &[
    ("nt24", &[]),
    ("rules", &[]),
    ("xtask", &[]),
    ("nt24-client", &["nt24"]),
    ("nt24-sandbox", &["nt24"]),
    ("store", &["nt24"]),
    ("desk", &["nt24", "nt24-client", "nt24-sandbox", "rules", "store"]),
    ("web-host", &["desk"]),
    ("waybill", &["desk"]),
];

/// Additional dependencies that a member may have in its tests and examples.
const DEVELOPMENT: &[(&str, &str)] = &[("nt24-client", "nt24-sandbox")];

/// The crates that `rules` may use: none of them reads a clock, the network or random numbers by itself.
const RULES_USES: &[&str] = &["chrono", "iban_validate", "iso_currency", "serde", "serde_json", "thiserror"];

/// Direct dependencies of each member, development (but for [`DEVELOPMENT`]) and build included.
type Members = BTreeMap<String, BTreeSet<String>>;

fn members(metadata: &Value) -> Members {
    let packages = metadata["packages"].as_array().expect("packages");
    let names = |value: &Value| value["name"].as_str().expect("a name").to_owned();
    packages
        .iter()
        .map(|package| {
            let member = names(package);
            let dependencies = package["dependencies"].as_array().expect("dependencies").iter();
            let uses = dependencies
                .filter(|used| {
                    used["kind"] != "dev" || !DEVELOPMENT.contains(&(member.as_str(), &names(used)))
                })
                .map(names)
                .collect();
            (member, uses)
        })
        .collect()
}

fn this_workspace() -> Members {
    let cargo = std::env::var_os("CARGO").expect("cargo runs the tests");
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo metadata");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    members(&serde_json::from_slice(&output.stdout).expect("metadata is JSON"))
}

fn violations(members: &Members) -> Vec<String> {
    let mut found = Vec::new();
    for (member, uses) in members {
        for used in uses {
            let owner = ONE_OWNER.iter().find(|(name, _)| name == used).map(|(_, owner)| *owner);
            let owner = owner.or_else(|| used.starts_with("tauri-plugin-").then_some("waybill"));
            if owner.is_some_and(|owner| owner != member) {
                found.push(format!(
                    "{member} depends on {used}, which only {} may",
                    owner.unwrap_or_default()
                ));
            }
            let allowed =
                DIRECTION.iter().find(|(name, _)| name == member).map_or(&[][..], |(_, allowed)| allowed);
            if members.contains_key(used) && !allowed.contains(&used.as_str()) {
                found.push(format!("{member} depends on {used}: against the direction"));
            }
            if member == "rules" && !RULES_USES.contains(&used.as_str()) {
                found.push(format!("rules depends on {used}: it must stay pure"));
            }
        }
    }
    for (member, _) in DIRECTION {
        if !members.contains_key(*member) {
            found.push(format!(
                "{member} is no longer in the workspace: remove it here and in ARCHITECTURE.md"
            ));
        }
    }
    found
}

#[test]
fn the_workspace_keeps_its_direction() {
    assert_none(&violations(&this_workspace()));
}

#[test]
fn a_dependency_against_the_direction_is_found() {
    let planted = |member: &str, used: &str| {
        let mut members = this_workspace();
        members.entry(member.to_owned()).or_default().insert(used.to_owned());
        violations(&members)
    };
    for (member, used) in [
        ("desk", "tauri"),
        ("web-host", "rfd"),
        ("desk", "tauri-plugin-fs"),
        ("desk", "reqwest"),
        ("desk", "rusqlite"),
        ("store", "keyring-core"),
        ("nt24-sandbox", "nt24-client"),
        ("nt24", "store"),
        // As a dependency of the released crate, not only of its tests.
        ("nt24-client", "nt24-sandbox"),
        ("rules", "desk"),
        ("rules", "rand"),
        ("a-new-crate", "store"),
    ] {
        assert!(!planted(member, used).is_empty(), "{member} -> {used} was not found");
    }
}
