//! The words of Rust code.

/// A name, `::`, or a single character.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) line: usize,
}

pub(super) fn is_name(text: &str) -> bool {
    text.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_')
}

/// The code without the items behind `#[cfg(test)]`, and the modules that it declares there.
pub(super) fn without_tests(tokens: &[Token]) -> (Vec<&Token>, Vec<String>) {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let (mut kept, mut modules) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < tokens.len() {
        if text(at) == "#" && text(at + 1) == "[" && text(at + 2) == "cfg" {
            let end = closed(tokens, at + 1);
            let condition = &tokens[at..end];
            let has = |word: &str| condition.iter().any(|token| token.text == word);
            if has("test") && !has("not") {
                at = end;
                while text(at) == "#" {
                    at = closed(tokens, at + 1);
                }
                let item = at;
                while at < tokens.len() && !matches!(text(at), ";" | "{" | "}") {
                    at = if matches!(text(at), "(" | "[") { closed(tokens, at) } else { at + 1 };
                }
                at = match text(at) {
                    "{" => closed(tokens, at),
                    ";" => at + 1,
                    _ => at,
                };
                if let Some(name) = tokens[item..at].iter().position(|token| token.text == "mod") {
                    modules.push(text(item + name + 1).to_owned());
                }
                continue;
            }
        }
        kept.push(&tokens[at]);
        at += 1;
    }
    (kept, modules)
}

/// The index after the bracket that closes the one at `at`.
fn closed(tokens: &[Token], mut at: usize) -> usize {
    let mut depth = 0;
    while let Some(token) = tokens.get(at) {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    at
}

/// Names, `::` and single characters; no comments, no strings, no lifetimes.
pub(super) fn tokens(source: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = source;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(length) = text_literal(rest) {
            length
        } else if first.is_alphanumeric() || first == '_' {
            rest.find(|next: char| !next.is_alphanumeric() && next != '_').unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        let text = &rest[..length];
        let skipped = first.is_whitespace()
            || text.starts_with("//")
            || text.starts_with("/*")
            || text.ends_with(['"', '\'', '#']) && length > 1;
        if !skipped {
            found.push(Token { text: text.to_owned(), line });
        }
        line += text.matches('\n').count();
        rest = &rest[length..];
    }
    found
}

/// The length of the string, character or lifetime that `rest` begins with.
fn text_literal(rest: &str) -> Option<usize> {
    let raw = rest.trim_start_matches(['b', 'c']).strip_prefix('r').filter(|_| !rest.starts_with("cb"));
    if let Some(raw) = raw {
        let marks = raw.len() - raw.trim_start_matches('#').len();
        if raw[marks..].starts_with('"') {
            let before = rest.len() - raw.len() + marks + 1;
            let end = format!("\"{}", "#".repeat(marks));
            return Some(rest[before..].find(&end).map_or(rest.len(), |at| before + at + end.len()));
        }
    }
    let open = rest.strip_prefix(['b', 'c']).unwrap_or(rest);
    let before = rest.len() - open.len() + 1;
    let quote = open.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    let inside = &rest[before..];
    if quote == '\'' && !inside.starts_with('\\') && inside.chars().nth(1) != Some('\'') {
        // A lifetime: its mark alone is skipped.
        return None;
    }
    let mut escaped = false;
    for (at, mark) in inside.char_indices() {
        if mark == quote && !escaped {
            return Some(before + at + 1);
        }
        escaped = mark == '\\' && !escaped;
    }
    Some(rest.len())
}
