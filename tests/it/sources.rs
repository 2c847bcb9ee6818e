//! Words that may stand in some files only.

use crate::checkout::{Source, assert_none, code, sources};

/// Words that source code may contain only in certain files.
struct Confined {
    /// The folder that is searched.
    folder: &'static str,
    /// Endings of the files that are searched.
    endings: &'static [&'static str],
    /// Words that must not stand in the other files.
    words: &'static [&'static str],
    /// The files that may contain the words.
    except: &'static [&'static str],
}

const RUST: &[&str] = &[".rs"];
const PAGE: &[&str] = &[".ts", ".svelte", ".js", ".html", ".css"];

const CONFINED: &[Confined] = &[
    // One file accesses the system's keychain.
    Confined {
        folder: "crates",
        endings: RUST,
        words: &["keyring_core", "keyring_store", "secret_service::"],
        except: &["crates/desk/src/given/keychain.rs"],
    },
    // Two files meet errors of the JSON parser, which quote what it found.
    Confined {
        folder: "crates",
        endings: RUST,
        words: &["serde_json::Error"],
        except: &["crates/desk/src/contract/failure.rs", "crates/nt24-client/src/exchange/json.rs"],
    },
    // One file of the page calls the program.
    Confined {
        folder: "ui/src",
        endings: PAGE,
        words: &["@tauri-apps", "__TAURI"],
        except: &["ui/src/program/host.ts"],
    },
    // Data is stored in the encrypted store only, not in the web view.
    Confined {
        folder: "ui/src",
        endings: PAGE,
        words: &["localStorage", "indexedDB", "document.cookie", "caches.open"],
        except: &[],
    },
    // The host for a browser keeps its own token there; the window never runs it.
    Confined {
        folder: "ui/src",
        endings: PAGE,
        words: &["sessionStorage"],
        except: &["ui/src/program/host.browser.ts"],
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
    // The page calls the program, never a server. The host for a browser is for developers only.
    Confined {
        folder: "ui/src",
        endings: PAGE,
        words: &["XMLHttpRequest", "new WebSocket", "new EventSource", "fetch("],
        except: &["ui/src/program/host.browser.ts"],
    },
    // `rules` returns the same result for the same input, at any time.
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
    // The desk gets time and random numbers through `Clock` and `Ids`.
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
        // The simulation measures its schedules per second in real time; the schedules run in virtual time.
        except: &[
            "crates/desk/src/given/clock.rs",
            "crates/desk/src/given/ids.rs",
            "crates/desk/src/simulation/many.rs",
        ],
    },
    // Only the client sends HTTP requests to NT24; the desk calls operations.
    Confined {
        folder: "crates/desk/src",
        endings: RUST,
        words: &["reqwest", "hyper::", "TcpStream"],
        except: &[],
    },
    // Only the window's folder uses Tauri and native dialogs.
    Confined { folder: "crates", endings: RUST, words: &["tauri::", "rfd::"], except: &[] },
    // Only the store contains SQL.
    Confined {
        folder: "crates/desk/src",
        endings: RUST,
        words: &["rusqlite", "SELECT ", "INSERT INTO"],
        except: &[],
    },
];

fn violations(rule: &Confined, files: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    // The page's unit tests build their own pages and are not in the bundle.
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
fn confined_words_stand_only_in_their_files() {
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
        assert!(crate::checkout::root().join(path).is_file(), "{path} does not exist: remove its exception");
    }
}
