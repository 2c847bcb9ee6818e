//! Properties that hold for any answer of a server and any address that it names: no panic, no endless wait,
//! and no token for an address that must not get it.
//!
//! `cargo test` runs the targets on texts made of relevant words (below); `cargo xtask fuzz` runs them guided
//! by coverage.

use crate::error::{ErrorKind, Fate, Retry};
use crate::exchange::judgement::judge;
use crate::exchange::received::Received;
use crate::pace::budget::Budgets;
use crate::protocol::headers::MAX_RETRY_AFTER;
use crate::protocol::{address, body, headers};
use chrono::{DateTime, Utc};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

/// The head of an answer, one header in each line. Returns whether it has a `Retry-After`.
pub fn head(input: &[u8]) -> bool {
    let map = header_map(input);
    let wait = headers::retry_after(&map, DateTime::UNIX_EPOCH);
    assert!(wait.is_none_or(|wait| wait <= MAX_RETRY_AFTER), "an endless wait");
    // No overflow at the first and last moment of the clock.
    for now in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        assert!(headers::retry_after(&map, now).is_none_or(|wait| wait <= MAX_RETRY_AFTER));
    }
    if let Some(tag) = headers::etag(&map) {
        assert!(HeaderValue::from_str(&tag.0).is_ok(), "a tag that cannot be sent back");
    }
    if let Some(kind) = headers::media_type(&map) {
        assert!(!kind.contains(';') && !kind.contains(|c: char| c.is_ascii_uppercase()), "{kind}");
    }
    let _ = headers::is_json(&map, b"{");
    let _ = body::announced(&map);
    let budgets = Budgets::default();
    budgets.record(&map);
    let once = budgets.latest();
    budgets.record(&map);
    assert_eq!(budgets.latest(), once, "the same head was read differently the second time");
    wait.is_some()
}

/// A whole answer: two bytes of status, its head up to an empty line, its body. Returns whether it counts as
/// a success or a decision of the API.
pub fn judged(input: &[u8]) -> bool {
    let Some((status, rest)) = input.split_first_chunk() else { return false };
    let status = 100 + u16::from_be_bytes(*status) % 900;
    let end = rest.windows(2).position(|pair| pair == b"\n\n").unwrap_or(rest.len());
    let body = rest.get(end + 2..).unwrap_or_default();
    let received = Received {
        status,
        headers: header_map(&rest[..end]),
        body: body.to_vec().into(),
        request_id: "of-this-target".to_owned(),
    };
    let error = match judge(received, DateTime::UNIX_EPOCH) {
        Ok(_) => {
            assert!((200..300).contains(&status), "{status} passed for a success");
            return true;
        }
        Err(error) => error,
    };
    assert_eq!(error.request_id(), Some("of-this-target"));
    let is_problem = matches!(error.kind(), ErrorKind::Problem(_));
    match error.fate() {
        // Only a problem document of the API, or a status of its gateway, is a decision.
        Fate::Decided => assert!(is_problem || matches!(status, 413 | 429), "{status} decided: {error:?}"),
        Fate::NeverSent => assert_eq!(status, 401, "{error:?}"),
        Fate::Unknown => {}
    }
    if let Retry::After(wait) = error.retry() {
        assert!(wait <= MAX_RETRY_AFTER, "an endless wait");
    }
    if let Some(detail) = error.problem().and_then(|problem| problem.detail.as_ref()).filter(|d| d.len() > 64)
    {
        assert!(!format!("{error:?} {error}").contains(detail.as_str()), "the detail is shown");
    }
    error.fate() == Fate::Decided
}

fn header_map(lines: &[u8]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for line in lines.split(|byte| *byte == b'\n').take(64) {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = (&line[..colon], &line[colon + 1..]);
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name), HeaderValue::from_bytes(value)) {
            map.append(name, value);
        }
    }
    map
}

/// An address that the API names, or a path of a caller. Returns whether the address may be called.
pub fn called_address(input: &[u8]) -> bool {
    let (Ok(text), Ok(base)) = (std::str::from_utf8(input), Url::parse("https://api.novatrade24.com/v1"))
    else {
        return false;
    };
    if let Some(url) = address::below(&base, text) {
        assert_eq!(url.origin(), base.origin());
        assert!(url.as_str().starts_with("https://api.novatrade24.com/v1/"), "{url} is not below the base");
        assert!(url.query().is_none() && url.fragment().is_none(), "{url}");
    }
    let Some(found) = address::download(&base, text) else { return false };
    let host = found.url.host_str();
    assert_eq!(found.url.scheme(), "https", "{}", found.url);
    assert!(found.url.username().is_empty() && found.url.password().is_none(), "{}", found.url);
    assert!(
        !found.is_own || (host == base.host_str() && found.url.port_or_known_default() == Some(443)),
        "{} would get the token",
        found.url
    );
    // Resolving a resolved address does not change it.
    let again = address::download(&base, found.url.as_str());
    assert!(again.is_some_and(|again| again.url == found.url && again.is_own == found.is_own));
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use arbtest::arbtest;
    use std::cell::Cell;

    const RUNS: u64 = 4_000;

    /// Runs a target on texts of up to 24 words from fixed seeds. Fails if the target returns true, or false,
    /// for almost all of them: then the words do not exercise it.
    fn run(target: fn(&[u8]) -> bool, words: &[&str]) {
        let accepted = Cell::new(0_u64);
        for run in 0..RUNS {
            // The upper half is the seed, the lower half the number of random bytes.
            let seed = (run.wrapping_mul(0x9E37_79B9) & 0xFFFF_FFFF) << 32 | 256;
            arbtest(|choices| {
                let mut text = Vec::new();
                for _ in 0..choices.int_in_range(1..=24)? {
                    match choices.ratio(1, 20)? {
                        true => text.push(choices.arbitrary()?),
                        false => text.extend_from_slice(choices.choose(words)?.as_bytes()),
                    }
                }
                accepted.set(accepted.get() + u64::from(target(&text)));
                Ok(())
            })
            .seed(seed)
            .run();
        }
        let accepted = accepted.get();
        assert!((RUNS / 50..RUNS - RUNS / 50).contains(&accepted), "{accepted} of {RUNS} were accepted");
    }

    #[test]
    fn heads() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        let far = "Fri, 31 Dec 9999 23:59:60 -2359";
        run(
            head,
            &[
                "retry-after:",
                "retry-after: 7\n",
                "date:",
                "etag:",
                "content-type:",
                "content-length:",
                "\n",
                " ",
                date,
                far,
                "\"5\"",
                "W/\"5\"",
                "18446744073709551616",
                "-1",
                "0",
                "99",
                "Application/JSON; charset=x",
                "application/problem+json",
                ";",
                "x-ratelimit-category: read\n",
                "x-ratelimit-limit:",
                "x-ratelimit-limit: 300\n",
                "x-ratelimit-remaining: 299\n",
                "x-ratelimit-reset: 1778141700\n",
                "x-ratelimit-reset: 9223372036854775807\n",
                "x-ratelimit-remaining: -1\n",
            ],
        );
    }

    #[test]
    fn answers() {
        let problem =
            r#"{"type":"https://api.novatrade24.com/problems/validation-error","title":null,"status":"x"}"#;
        run(
            judged,
            &[
                "\u{1}",
                "\u{0}",
                "@",
                "d",
                "retry-after: 7\n",
                "retry-after: Fri, 31 Dec 9999 23:59:60 -2359\n",
                "content-type: application/problem+json\n",
                "content-type: text/html\n",
                "\n\n",
                "\n",
                problem,
                "{}",
                "{\"type\":",
                "\"rate-limited\"",
                ",\"detail\":\"",
                "}",
                "<html>",
                "null",
            ],
        );
    }

    #[test]
    fn addresses() {
        run(
            called_address,
            &[
                "/",
                "//",
                "\\",
                "..",
                "/../",
                "%2e%2e",
                "%2F",
                "%00",
                ":",
                "@",
                "?",
                "#",
                "https://",
                "http://",
                "HTTPS:",
                "file:///",
                "data:,",
                "api.novatrade24.com",
                "evil.example",
                "127.0.0.1",
                "[::1]",
                ":443",
                ":80",
                "v1",
                "partners",
                "\t",
                "\r\n",
                " ",
                "xn--",
                "\u{ff0e}",
                "\u{0}",
                "é",
            ],
        );
    }
}
