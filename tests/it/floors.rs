//! Inside a crate, and inside the page, folders stand on floors. A file may import its own folder and folders of
//! lower floors.
//!
//! A folder `foo` is `foo/` and the files `foo.*` beside it. The files that Cargo or the page starts
//! with (`lib.rs`, `main.rs`, `main.ts`) are the roof: they may import everything, and no other file
//! may import what they define. Test modules do not count.

mod imports;
mod rust;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};

use crate::checkout::{Source, assert_none, sources};
use imports::{Arrow, Language, arrows};

/// The floors of one place.
struct Place {
    folder: &'static str,
    language: Language,
    /// From the ground to the roof. Folders of one floor do not import each other.
    floors: &'static [&'static [&'static str]],
    /// Arrows between folders of one floor that are allowed, from and to.
    allowed: &'static [(&'static str, &'static str)],
}

const PLACES: &[Place] = &[
    Place {
        folder: "crates/desk/src",
        language: Language::Rust,
        floors: &[
            &["contract"],
            &["given"],
            &["compare"],
            &["connection"],
            &["queue"],
            &["deal"],
            &["papers"],
            &["sending"],
            &["sync"],
            &["forms"],
            &["decisions"],
            &["data"],
            &["pages"],
            &["start"],
            &["commands", "simulation"],
        ],
        allowed: &[],
    },
    Place {
        folder: "crates/nt24-sandbox/src",
        language: Language::Rust,
        floors: &[
            &["lock"],
            &["fault", "links", "pdf", "files"],
            &["message"],
            &["options"],
            &["contract", "fuzz"],
            &["world"],
            &["operations"],
            &["seed"],
            &["state"],
            &["pages", "webhooks"],
            &["control"],
            &["wire"],
            &["sandbox", "in_process"],
        ],
        allowed: &[],
    },
    Place {
        folder: "crates/nt24-client/src",
        language: Language::Rust,
        floors: &[
            &["error"],
            &["protocol"],
            &["config"],
            &["pace"],
            &["file"],
            &["exchange"],
            &["client", "fuzz"],
            &["resource"],
        ],
        allowed: &[],
    },
    Place {
        folder: "ui/src",
        language: Language::Page,
        floors: &[
            &["contract"],
            &["words"],
            &["program"],
            &["parts"],
            &["papers"],
            &["status", "steps", "route", "lock", "connection"],
            &["forms"],
            &["outbox"],
            &["buyers"],
            &["orders"],
            &["data", "tray"],
            &["settings", "start", "sandbox"],
            &["app"],
        ],
        allowed: &[],
    },
];

/// The folder that a file belongs to: the first name below `place`, up to its first dot.
fn folder<'a>(place: &str, path: &'a str) -> &'a str {
    let below = path.strip_prefix(place).unwrap_or(path).trim_start_matches('/');
    below.split(['/', '.']).next().unwrap_or(below)
}

impl Place {
    const ROOF: &'static [&'static str] = &["lib", "main"];

    fn floor(&self, folder: &str) -> Option<usize> {
        if Self::ROOF.contains(&folder) {
            return Some(self.floors.len());
        }
        self.floors.iter().position(|floor| floor.contains(&folder))
    }

    /// Every violation of the rule, one for each pair of files, folder or circle.
    fn violations(&self, files: &[Source]) -> Vec<String> {
        let mut found = Vec::new();
        let (arrows, unresolved) = arrows(self.folder, self.language, files);
        found.extend(unresolved);
        let folder = |path: &'_ str| folder(self.folder, path).to_owned();
        let known: BTreeSet<String> = arrows.files.iter().map(|path| folder(path)).collect();
        for stray in known.iter().filter(|name| self.floor(name).is_none()) {
            found.push(format!("{}/{stray} stands on no floor", self.folder));
        }
        for Arrow { from, to, line } in &arrows.all {
            let (below, above) = (folder(to), folder(from));
            let (Some(target), Some(own)) = (self.floor(&below), self.floor(&above)) else { continue };
            let allowed = self.allowed.contains(&(above.as_str(), below.as_str()));
            if below == above || target < own || (target == own && allowed) {
                continue;
            }
            let direction = if target == own { "sideways" } else { "up" };
            found.push(format!("{from}:{line} imports {to}: {direction}, from `{above}` to `{below}`"));
        }
        let below_the_roof =
            || arrows.all.iter().filter(|arrow| !Self::ROOF.contains(&folder(&arrow.from).as_str()));
        let between = below_the_roof().map(|arrow| (folder(&arrow.from), folder(&arrow.to)));
        for circle in circles(between) {
            found.push(format!("{}: a circle of folders: {}", self.folder, circle.join(", ")));
        }
        let files = below_the_roof().map(|arrow| (arrow.from.clone(), arrow.to.clone()));
        for circle in circles(files) {
            if circle.iter().any(|path| folder(path) != folder(&circle[0])) {
                found.push(format!("a circle of files across folders: {}", circle.join(", ")));
            }
        }
        found
    }
}

/// The groups of two and more whose members all reach each other.
fn circles(arrows: impl Iterator<Item = (String, String)>) -> Vec<Vec<String>> {
    let mut next: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (from, to) in arrows.filter(|(from, to)| from != to) {
        next.entry(from).or_default().insert(to);
    }
    let reached: BTreeMap<&String, BTreeSet<&String>> =
        next.keys().map(|start| (start, reach(&next, start))).collect();
    let mut found = BTreeSet::new();
    for (start, reach) in &reached {
        let circle: Vec<String> = reach
            .iter()
            .filter(|other| reached.get(**other).is_some_and(|back| back.contains(*start)))
            .map(|other| (*other).clone())
            .collect();
        if circle.len() > 1 {
            found.insert(circle);
        }
    }
    found.into_iter().collect()
}

fn reach<'a>(next: &'a BTreeMap<String, BTreeSet<String>>, start: &str) -> BTreeSet<&'a String> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&String> = next.get(start).into_iter().flatten().collect();
    while let Some(one) = open.pop() {
        if reached.insert(one) {
            open.extend(next.get(one).into_iter().flatten());
        }
    }
    reached
}

#[test]
fn every_folder_imports_only_lower_floors() {
    let found: Vec<String> = PLACES
        .iter()
        .flat_map(|place| place.violations(&sources(place.folder, place.language.endings())))
        .collect();
    assert_none(&found);
}

#[test]
fn every_folder_of_the_lists_exists() {
    let mut gone = Vec::new();
    for place in PLACES {
        let files = sources(place.folder, place.language.endings());
        let real: BTreeSet<&str> = files.iter().map(|file| folder(place.folder, &file.path)).collect();
        let stale = place.floors.iter().flat_map(|floor| floor.iter()).filter(|name| !real.contains(**name));
        gone.extend(
            stale.map(|name| format!("{}/{name} does not exist: remove it from its floor", place.folder)),
        );
    }
    assert_none(&gone);
}

/// The path of a planted file, and the text that imports it from any folder.
fn plant(place: &Place, folder: &str) -> (String, String) {
    match place.language {
        Language::Rust => (
            format!("{}/{folder}/planted.rs", place.folder),
            format!("use crate::{{{folder}::{{planted::{{self, Item as Other}}}}}};"),
        ),
        Language::Page => (
            format!("{}/{folder}/planted.svelte", place.folder),
            format!(
                "<script lang=\"ts\">\n  import {{\n    item,\n  }} from '../{folder}/planted.svelte';\n</script>"
            ),
        ),
    }
}

#[test]
fn planted_violations_are_found_in_every_place() {
    for place in PLACES {
        let real = sources(place.folder, place.language.endings());
        let before = place.violations(&real);
        // The violations that appear when the planted files are added to the real sources.
        let planted = |files: &[(&String, &str)]| -> Vec<String> {
            let planted = files.iter().map(|(path, text)| (path.as_str(), *text));
            let all = real.iter().map(|file| (file.path.as_str(), file.text.as_str())).chain(planted);
            let all: Vec<Source> =
                all.map(|(path, text)| Source { path: path.to_owned(), text: text.to_owned() }).collect();
            place.violations(&all).into_iter().filter(|violation| !before.contains(violation)).collect()
        };
        let (ground, roof) = (place.floors[0][0], place.floors[place.floors.len() - 1][0]);
        let (low, import_low) = plant(place, ground);
        let (high, import_high) = plant(place, roof);
        let (stray, _) = plant(place, "stray");

        let down = planted(&[(&low, ""), (&high, &import_low), (&stray, "")]);
        assert_eq!(down, [format!("{}/stray stands on no floor", place.folder)], "an arrow down is allowed");

        let circle = planted(&[(&low, &import_high), (&high, &import_low)]);
        let is_found = |found: &dyn Fn(&String) -> bool| assert!(circle.iter().any(found), "{circle:?}");
        is_found(&|found| found.contains(&format!("{high}: up, from")));
        is_found(&|found| found.starts_with(&format!("{}: a circle of folders: ", place.folder)));
        is_found(&|found| {
            found.starts_with("a circle of files") && found.contains(&low) && found.contains(&high)
        });
    }
}

#[test]
fn folders_of_one_floor_do_not_import_each_other_unless_allowed() {
    let floors: &[&[&str]] = &[&["left", "right"]];
    for language in [Language::Rust, Language::Page] {
        let place = |allowed| Place { folder: "x", language, floors, allowed };
        let (right, import) = plant(&place(&[]), "right");
        let (left, _) = plant(&place(&[]), "left");
        let files = || {
            [(&left, &import), (&right, &String::new())]
                .map(|(path, text)| Source { path: path.clone(), text: text.clone() })
        };
        let found = place(&[]).violations(&files());
        assert!(
            matches!(&found[..], [one] if one.contains(": sideways, from `left` to `right`")),
            "{found:?}"
        );
        assert_none(&place(&[("left", "right")]).violations(&files()));
        assert_eq!(place(&[("right", "left")]).violations(&files()).len(), 1);
    }
}

/// The arrows between planted files, such as `a/b.rs > c.rs`.
fn read_arrows(root: &str, language: Language, files: &[(&str, &str)]) -> Vec<String> {
    let files: Vec<Source> = files
        .iter()
        .map(|(path, text)| Source { path: (*path).to_owned(), text: (*text).to_owned() })
        .collect();
    let (arrows, unresolved) = arrows(root, language, &files);
    let short = |path: &str| path.trim_start_matches(root).trim_start_matches('/').to_owned();
    let read = arrows.all.iter().map(|arrow| format!("{} > {}", short(&arrow.from), short(&arrow.to)));
    read.chain(unresolved).collect()
}

#[test]
fn every_form_of_a_module_path_is_read() {
    let around = [
        ("x/lib.rs", "mod a;\nmod b;\npub use b::c::Thing;\npub(crate) fn own() {}"),
        ("x/b.rs", "mod c;\npub use c::Thing;"),
        ("x/b/c.rs", ""),
        ("x/b/d.rs", ""),
        ("x/a/e.rs", ""),
    ];
    let cases = [
        ("use crate::b::c::Thing;", "a.rs > b/c.rs"),
        ("use crate::{a::e::f, b::{c::{Thing as Other}}};", "a.rs > a/e.rs, a.rs > b/c.rs"),
        ("use super::b::Thing;", "a.rs > b.rs"),
        ("use crate::b::{self, *};", "a.rs > b.rs"),
        ("use crate::b;\nfn f() { b::d::g() }", "a.rs > b.rs, a.rs > b/d.rs"),
        ("use crate::Thing;", "a.rs > b/c.rs"),
        ("use crate::own;", "a.rs > lib.rs"),
        ("fn f(x: &crate::b::c::Thing) {}", "a.rs > b/c.rs"),
        ("mod inner { use super::super::b::d; }", "a.rs > b/d.rs"),
        ("mod inner { use super::e; }", "a.rs > a/e.rs"),
        ("macro_rules! m { () => { $crate::b::d::g() } }", "a.rs > b/d.rs"),
        ("#[cfg(not(test))]\nuse crate::b;", "a.rs > b.rs"),
        ("pub(in crate::b) fn f<'a>(x: &'a str) -> impl Sized + use<'a> { 'b' }", ""),
        (
            "// use crate::b;\n/* crate::b::c */ const A: &str = \"crate::b\"; const B: &str = r#\"\"crate::b::c\"#;",
            "",
        ),
        ("#[cfg(test)]\n#[path = \"y.rs\"]\nmod e;\n#[cfg(test)]\nmod tests { use crate::b; }", ""),
        (
            "#[cfg(any(test, fuzzing))]\nuse crate::b::{c, d};\n#[cfg(test)]\nfn f(x: [u8; 2]) { crate::b::g() }",
            "",
        ),
        ("use std::b; use other::b::c;", ""),
    ];
    for (text, arrows) in cases {
        let files: Vec<(&str, &str)> = around.into_iter().chain([("x/a.rs", text)]).collect();
        let read = read_arrows("x", Language::Rust, &files);
        let from_a: Vec<&str> =
            read.iter().map(String::as_str).filter(|arrow| arrow.starts_with("a.rs")).collect();
        assert_eq!(from_a.join(", "), arrows, "{text}");
    }
}

#[test]
fn every_form_of_an_import_of_the_page_is_read() {
    let around = [("x/b/One.svelte", ""), ("x/b/two.ts", ""), ("x/b/three.svelte.ts", "")];
    let cases = [
        ("import One from '../b/One.svelte';", "a/a.ts > b/One.svelte"),
        ("import type {\n  Two,\n} from \"../b/two\";", "a/a.ts > b/two.ts"),
        ("export * from '../b/three.svelte';", "a/a.ts > b/three.svelte.ts"),
        ("const two = await import('../b/two');", "a/a.ts > b/two.ts"),
        ("import '../b/three.svelte';", "a/a.ts > b/three.svelte.ts"),
        ("import './a.css';\nimport { mount } from 'svelte';\n// from '../b/two'", ""),
        ("import gone from '../b/gone';", "x/a/a.ts:1 imports '../b/gone': no such file"),
    ];
    for (text, arrows) in cases {
        let files: Vec<(&str, &str)> = around.into_iter().chain([("x/a/a.ts", text)]).collect();
        assert_eq!(read_arrows("x", Language::Page, &files).join(", "), arrows, "{text}");
        // The same text in a test does not count.
        let files: Vec<(&str, &str)> = around.into_iter().chain([("x/a/a.test.ts", text)]).collect();
        assert_eq!(read_arrows("x", Language::Page, &files), [""; 0], "{text}");
    }
}
