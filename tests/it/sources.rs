//! Words that may stand in some files only.

use crate::checkout::{Source, assert_none, code, sources};

/// Something that source code may only name in certain files.
struct Confined {
    /// Where it is looked for.
    folder: &'static str,
    /// Endings of the files that are looked at.
    endings: &'static [&'static str],
    /// Words that must not stand in the other files.
    words: &'static [&'static str],
    /// The files that may name it.
    except: &'static [&'static str],
}

const RUST: &[&str] = &[".rs"];
const PAGE: &[&str] = &[".ts", ".svelte", ".js", ".html", ".css"];

const CONFINED: &[Confined] = &[
    // Credentials have one door to the operating system.
    Confined {
        folder: "crates",
        endings: RUST,
        words: &["keyring::", "keyring_core"],
        except: &["crates/desk/src/given/keychain.rs"],
    },
    // The page has one door to the program.
    Confined {
        folder: "ui/src",
        endings: PAGE,
        words: &["@tauri-apps", "__TAURI"],
        except: &["ui/src/program/host.ts"],
    },
    // Data lives in the encrypted store and nowhere in the web view.
    Confined {
        folder: "ui/src",
        endings: PAGE,
        words: &["localStorage", "indexedDB", "document.cookie", "caches.open"],
        except: &[],
    },
    // Text from a server or a file name is shown as text, never as markup; no code is compiled at run time.
    Confined {
        folder: "ui/src",
        endings: PAGE,
        words: &[
            "{@html",
            ".innerHTML",
            ".outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
        ],
        except: &[],
    },
    // The page asks the program, never a server. The browser's host is for developers and is not in the bundle's way.
    Confined {
        folder: "ui/src",
        endings: PAGE,
        words: &["XMLHttpRequest", "new WebSocket", "new EventSource", "fetch("],
        except: &["ui/src/program/host.browser.ts"],
    },
    // `rules` answers the same for the same question, for ever.
    Confined {
        folder: "crates/rules/src",
        endings: RUST,
        words: &[
            "Utc::now",
            "Local::now",
            "Local::today",
            "SystemTime",
            "Instant",
            "std::net",
            "std::fs",
            "std::env",
            "getrandom",
            "rand::",
            "HashMap",
            "HashSet",
        ],
        except: &[],
    },
    // Time and chance come into the desk through `Clock` and `Ids`.
    Confined {
        folder: "crates/desk/src",
        endings: RUST,
        words: &[
            "Utc::now",
            "Local::now",
            "SystemTime::now",
            "Instant::now",
            "Uuid::new_v4",
            "Uuid::now_v7",
            "getrandom::",
        ],
        // The simulation tells how many schedules it plays a second; what it plays is in virtual time.
        except: &[
            "crates/desk/src/given/clock.rs",
            "crates/desk/src/given/ids.rs",
            "crates/desk/src/simulation/many.rs",
        ],
    },
    // Only the client speaks HTTP to NT24; the desk knows operations, not requests.
    Confined {
        folder: "crates/desk/src",
        endings: RUST,
        words: &["reqwest", "hyper::", "TcpStream"],
        except: &[],
    },
    // Only the window's folder knows Tauri and native dialogs.
    Confined { folder: "crates", endings: RUST, words: &["tauri::", "rfd::"], except: &[] },
    // SQL stays in the store.
    Confined {
        folder: "crates/desk/src",
        endings: RUST,
        words: &["rusqlite", "SELECT ", "INSERT INTO"],
        except: &[],
    },
];

fn violations(rule: &Confined, files: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    // The page's unit tests build pages of their own and are in no bundle.
    let bundled = files.iter().filter(|file| !file.path.ends_with(".test.ts"));
    for file in bundled.filter(|file| !rule.except.contains(&file.path.as_str())) {
        for (number, line) in code(&file.text) {
            for word in rule.words.iter().filter(|word| line.contains(**word)) {
                found.push(format!("{}:{number} names `{word}`: {}", file.path, line.trim()));
            }
        }
    }
    found
}

#[test]
fn what_is_confined_stays_where_it_belongs() {
    let mut found = Vec::new();
    for rule in CONFINED {
        found.extend(violations(rule, &sources(rule.folder, rule.endings)));
    }
    assert_none(&found);
}

#[test]
fn each_confined_word_is_found_elsewhere_but_not_in_its_own_file_or_in_a_comment() {
    for rule in CONFINED {
        for word in rule.words {
            let at = |path: &str, text: String| [Source { path: path.to_owned(), text }];
            let stray = format!("{}/stray.rs", rule.folder);
            assert_eq!(violations(rule, &at(&stray, format!("first\n  {word}"))).len(), 1, "{word}");
            assert_eq!(violations(rule, &at(&stray, format!("// not {word}"))).len(), 0, "{word}");
            for own in rule.except {
                assert_eq!(violations(rule, &at(own, (*word).to_owned())).len(), 0, "{word} in {own}");
            }
        }
    }
}

#[test]
fn every_exception_is_still_a_file() {
    for path in CONFINED.iter().flat_map(|rule| rule.except) {
        assert!(crate::checkout::root().join(path).is_file(), "{path} is gone: remove its exception");
    }
}
