//! Takes tickets out of exported rows: a link of NT24 may open a file or a form without a password, by its
//! query, its fragment, its path or its user name.

use serde_json::Value;

/// Ends of the names of members that hold links, in lower case.
const LINKS: &[&str] = &["url", "uri", "link", "href"];

const SCHEMES: &[&str] = &["https://", "http://"];

/// Cuts every link after its host, wherever it stands in a text; what stands around it stays.
pub(super) fn remove(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(cut) = cut(text) {
                *text = cut;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(remove),
        Value::Object(members) => {
            for (name, member) in members {
                remove(member);
                let name = name.to_lowercase();
                // A link may be relative: then it has no host, and all of it may be the ticket.
                if LINKS.iter().any(|end| name.ends_with(end))
                    && let Value::String(text) = member
                    && !SCHEMES.iter().any(|scheme| text.starts_with(scheme))
                {
                    "…".clone_into(text);
                }
            }
        }
        _ => {}
    }
}

/// The text with its links cut. `None` if it has none.
fn cut(text: &str) -> Option<String> {
    // ASCII letters keep their length in the other case, so that places agree.
    let lower = text.to_ascii_lowercase();
    let (mut kept, mut from) = (String::new(), 0);
    while let Some((start, scheme)) = next_link(&lower, from) {
        kept.push_str(&text[from..start]);
        let link = &text[start + scheme.len()..];
        let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '\\' | '`');
        let link = &link[..link.find(ends).unwrap_or(link.len())];
        let authority = &link[..link.find(['/', '?', '#']).unwrap_or(link.len())];
        let host = authority.rsplit('@').next().unwrap_or_default();
        kept.push_str(scheme);
        kept.push_str(host);
        if authority.len() < link.len() {
            kept.push_str("/…");
        }
        from = start + scheme.len() + link.len();
    }
    (from > 0).then(|| kept + &text[from..])
}

/// The next link at or after a place, and its scheme.
fn next_link(lower: &str, from: usize) -> Option<(usize, &'static str)> {
    let starts = SCHEMES.iter().filter_map(|scheme| Some((from + lower[from..].find(scheme)?, *scheme)));
    starts.min_by_key(|(start, _)| *start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_link_loses_its_ticket_wherever_it_stands() {
        for (text, kept) in [
            ("https://files.example/x?sig=TICKET#y", "https://files.example/…"),
            ("HTTPS://files.example?TICKET", "https://files.example/…"),
            ("https://files.example/k/TICKET", "https://files.example/…"),
            ("https://TICKET:TICKET@files.example:8443/", "https://files.example:8443/…"),
            (
                "Fetch (https://a.example/TICKET) or Http://b.example/TICKET now",
                "Fetch (https://a.example/… or http://b.example/… now",
            ),
            ("ä https://a.example/TICKET\nö", "ä https://a.example/…\nö"),
            ("https://a.example/TICKEThttps://b.example/TICKET", "https://a.example/…"),
            ("https://files.example", "https://files.example"),
            ("https://", "https://"),
            ("why? because", "why? because"),
            ("/a?b#c", "/a?b#c"),
        ] {
            let mut value = json!({ "a": [text] });
            remove(&mut value);
            assert_eq!(value, json!({ "a": [kept] }), "{text}");
        }
    }

    #[test]
    fn a_relative_link_is_known_by_its_name() {
        let mut value =
            json!({ "downloadUrl": "/v1/files/TICKET", "url": null, "curl": 1, "link": "//b/TICKET" });
        remove(&mut value);
        assert_eq!(value, json!({ "downloadUrl": "…", "url": null, "curl": 1, "link": "…" }));
    }
}
