//! The imports of Rust files: `use`, and paths in the code.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::Arrows;
use super::tokens::{Token, is_name, tokens, without_tests};
use crate::checkout::Source;

/// The path of a module below the crate, such as `["outbox", "merge"]`.
type Module = Vec<String>;

/// A path in the code, its line, and the name under which it is imported.
struct Named {
    path: Module,
    line: usize,
    alias: Option<String>,
}

/// A path counts as an import of the deepest file that it names. A name that a folder's root file exports
/// counts as that file; a name that `lib.rs` exports, as the file that defines it.
pub(super) fn rust(root: &str, files: &[Source]) -> Arrows {
    let code: BTreeMap<&str, Vec<Token>> =
        files.iter().map(|file| (file.path.as_str(), tokens(&file.text))).collect();
    let mut tests = BTreeSet::new();
    let product: BTreeMap<&str, Vec<&Token>> = code
        .iter()
        .map(|(path, tokens)| {
            let (kept, modules) = without_tests(tokens);
            tests.extend(modules.into_iter().map(|name| [module(root, path), vec![name]].concat()));
            (*path, kept)
        })
        .collect();
    let in_tests = |path: &str| {
        let module = module(root, path);
        (1..=module.len()).any(|length| tests.contains(&module[..length]))
    };
    let modules: BTreeMap<Module, &str> = product
        .keys()
        .filter(|path| !in_tests(path) && !path.ends_with("/main.rs"))
        .map(|path| (module(root, path), *path))
        .collect();
    let mut crate_ = Crate { modules, exports: BTreeMap::new() };
    let library = format!("{root}/lib.rs");
    if let Some(tokens) = product.get(library.as_str()) {
        let named = crate_.named(&[], tokens);
        crate_.exports = named.into_iter().filter_map(|one| Some((one.alias?, one.path))).collect();
    }
    let mut found = Arrows::default();
    for (path, tokens) in product.iter().filter(|(path, _)| !in_tests(path)) {
        found.files.insert((*path).to_owned());
        for one in crate_.named(&module(root, path), tokens) {
            if let Some(to) = crate_.file(&one.path) {
                found.add(path, to, one.line);
            }
        }
    }
    found
}

/// The module that a file holds.
fn module(root: &str, path: &str) -> Module {
    let below = path.strip_prefix(root).unwrap_or(path).trim_start_matches('/').trim_end_matches(".rs");
    let below = below.strip_suffix("/mod").unwrap_or(below);
    if matches!(below, "lib" | "main") { Vec::new() } else { below.split('/').map(str::to_owned).collect() }
}

struct Crate<'a> {
    modules: BTreeMap<Module, &'a str>,
    /// The names that `lib.rs` exports, each with the path of its definition.
    exports: BTreeMap<String, Module>,
}

impl<'a> Crate<'a> {
    /// The deepest file of `path`. A name that `lib.rs` only exports is followed to its folder.
    fn file(&self, path: &[String]) -> Option<&'a str> {
        let deepest = (1..=path.len()).rev().find_map(|length| self.modules.get(&path[..length]));
        deepest.copied().or_else(|| match path.first().and_then(|name| self.exports.get(name)) {
            Some(export) if export.first() != path.first() => self.file(export),
            _ => self.modules.get(&Vec::new()).copied(),
        })
    }

    /// Every path below this crate that the code of `own` names.
    fn named(&self, own: &[String], tokens: &[&Token]) -> Vec<Named> {
        let mut found = Vec::new();
        let mut inline: Vec<(String, usize)> = Vec::new();
        let mut depth = 0;
        let mut at = 0;
        let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
        while at < tokens.len() {
            let here: Module = own.iter().chain(inline.iter().map(|(name, _)| name)).cloned().collect();
            match text(at) {
                "{" => depth += 1,
                "}" => {
                    depth -= 1;
                    inline.pop_if(|(_, outside)| *outside == depth);
                }
                "mod" if text(at + 2) == "{" => inline.push((text(at + 1).to_owned(), depth)),
                "use" if text(at + 1) != "<" => {
                    let mut paths = Vec::new();
                    at = use_tree(tokens, at + 1, &[], &mut paths);
                    found.extend(
                        paths
                            .into_iter()
                            .filter_map(|one| Some(Named { path: self.absolute(&here, &one.path)?, ..one })),
                    );
                    continue;
                }
                _ if text(at + 1) == "::" && !(at > 0 && matches!(text(at - 1), "::" | ".")) => {
                    let (start, line) = (at, tokens[at].line);
                    let mut path = vec![text(at).to_owned()];
                    while text(at + 1) == "::" && is_name(text(at + 2)) {
                        path.push(text(at + 2).to_owned());
                        at += 2;
                    }
                    // `pub(in crate::a)` is a visibility and no import.
                    let seen_by = start > 1 && text(start - 1) == "in" && text(start - 2) == "(";
                    let alias = found.iter().find(|one: &&Named| one.alias.as_ref() == path.first());
                    let full = match alias {
                        Some(alias) => Some([&alias.path[..], &path[1..]].concat()),
                        None => self.absolute(&here, &path),
                    };
                    if let Some(path) = full.filter(|_| !seen_by) {
                        found.push(Named { path, line, alias: None });
                    }
                }
                _ => {}
            }
            at += 1;
        }
        found
    }

    /// `path` from the crate's root; `None` if it leads to another crate.
    fn absolute(&self, here: &[String], path: &[String]) -> Option<Module> {
        let mut base = here.to_vec();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => (base, rest) = (Vec::new(), &path[1..]),
            "self" => rest = &path[1..],
            "super" => {}
            // A child module, or a crate.
            child => {
                base.push(child.to_owned());
                return self.modules.contains_key(&base).then(|| [&base[..], &path[1..]].concat());
            }
        }
        while let [first, others @ ..] = rest
            && first == "super"
        {
            base.pop();
            rest = others;
        }
        base.extend_from_slice(rest);
        Some(base)
    }
}

/// Reads `a::{b, c as d, e::*}` from `at` on; returns the index after it.
fn use_tree(tokens: &[&Token], mut at: usize, prefix: &[String], found: &mut Vec<Named>) -> usize {
    let text = |at: usize| tokens.get(at).map_or(";", |token| token.text.as_str());
    let line = tokens.get(at).map_or(0, |token| token.line);
    let mut path = prefix.to_vec();
    loop {
        match text(at) {
            "::" => at += 1,
            "{" => {
                at += 1;
                while !matches!(text(at), "}" | ";") {
                    at = use_tree(tokens, at, &path, found);
                    if text(at) == "," {
                        at += 1;
                    }
                }
                return at + 1;
            }
            "*" => {
                found.push(Named { path, line, alias: None });
                return at + 1;
            }
            "as" => {
                let alias = Some(text(at + 1).to_owned());
                found.push(Named { path, line, alias });
                return at + 2;
            }
            name if is_name(name) => {
                if name != "self" || path.is_empty() {
                    path.push(name.to_owned());
                }
                at += 1;
            }
            _ => {
                let alias = path.last().cloned();
                found.push(Named { path, line, alias });
                return at;
            }
        }
    }
}
