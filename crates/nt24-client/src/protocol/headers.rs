//! Headers of requests and answers.

use crate::error::{Error, ErrorKind};
use chrono::{DateTime, NaiveDateTime, Utc};
use nt24::ETag;
use reqwest::header::{DATE, ETAG, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use std::time::Duration;

/// Longest `Retry-After` that is honoured: a longer one is a quota of a day, or a mistake.
pub(crate) const MAX_RETRY_AFTER: Duration = Duration::from_secs(60 * 60);

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
pub(crate) const PURPOSE: HeaderName = HeaderName::from_static("x-purpose");
pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A header value from text of a server or a store.
pub(crate) fn value(text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text).map_err(|_| Error::never_sent(ErrorKind::BadAddress))
}

pub(crate) fn etag(headers: &HeaderMap) -> Option<ETag> {
    let tag = headers.get(ETAG)?.to_str().ok()?.trim();
    (!tag.is_empty()).then(|| ETag(tag.to_owned()))
}

/// The media type in lower case, without its parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(reqwest::header::CONTENT_TYPE)?.to_str().ok()?;
    Some(text.split(';').next().unwrap_or(text).trim().to_ascii_lowercase())
}

/// Whether an answer is JSON: declared as JSON of any profile, or declared as nothing in particular with a
/// body that begins like JSON. A page of a network that asks for a sign-in is not.
pub(crate) fn is_json(headers: &HeaderMap, body: &[u8]) -> bool {
    match media_type(headers).as_deref() {
        Some("application/json" | "text/json") => true,
        Some(kind) if kind.ends_with("+json") => true,
        Some(kind) if kind != "text/plain" && !is_unspecific(kind) => false,
        _ => body.trim_ascii_start().first().is_some_and(|first| b"{[".contains(first)),
    }
}

/// Whether a media type says no more than "bytes". Stores of files answer with several of this kind.
pub(crate) fn is_unspecific(media_type: &str) -> bool {
    const UNSPECIFIC: &[&str] = &[
        "",
        "application/octet-stream",
        "binary/octet-stream",
        "application/x-octet-stream",
        "application/binary",
        "application/download",
        "application/x-download",
        "application/force-download",
    ];
    UNSPECIFIC.contains(&media_type)
}

/// `Retry-After` in both of its forms, as a time to wait.
pub(crate) fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse::<f64>() {
        // A wait that does not fit into a `Duration` is longer than any that is honoured.
        Ok(seconds) if seconds >= 0.0 => {
            Duration::try_from_secs_f64(seconds.ceil()).unwrap_or(MAX_RETRY_AFTER)
        }
        _ => {
            // Compared with the server's clock if the answer shows it: the local clock may be wrong.
            let now = date(headers).unwrap_or(now);
            (http_date(text)? - now).to_std().unwrap_or(Duration::ZERO)
        }
    };
    Some(wait.min(MAX_RETRY_AFTER))
}

/// The time of the server when it answered, to the second.
pub(crate) fn date(headers: &HeaderMap) -> Option<DateTime<Utc>> {
    http_date(headers.get(DATE)?.to_str().ok()?)
}

/// A date in one of the three forms that a receiver must accept (RFC 9110, section 5.6.7), or as ISO 8601.
fn http_date(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let old = |form| NaiveDateTime::parse_from_str(text, form).ok().map(|date| date.and_utc());
    let with_zone = DateTime::parse_from_rfc2822(text).or_else(|_| DateTime::parse_from_rfc3339(text));
    with_zone
        .ok()
        .map(|date| date.to_utc())
        .or_else(|| old("%A, %d-%b-%y %H:%M:%S GMT"))
        .or_else(|| old("%a %b %e %H:%M:%S %Y"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    fn wait(pairs: &[(HeaderName, &'static str)]) -> Option<Duration> {
        let headers =
            pairs.iter().map(|(name, text)| (name.clone(), HeaderValue::from_static(text))).collect();
        retry_after(&headers, http_date("Sun, 06 Nov 1994 08:49:00 GMT").unwrap())
    }

    #[test]
    fn retry_after_is_read_in_every_form() {
        assert_eq!(wait(&[]), None);
        assert_eq!(wait(&[(RETRY_AFTER, "7")]), Some(Duration::from_secs(7)));
        assert_eq!(wait(&[(RETRY_AFTER, "99999999")]), Some(MAX_RETRY_AFTER));
        assert_eq!(wait(&[(RETRY_AFTER, "1.2")]), Some(Duration::from_secs(2)));
        for unreadable in ["soon", "-1", "NaN", ""] {
            assert_eq!(wait(&[(RETRY_AFTER, unreadable)]), None, "{unreadable}");
        }
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        for form in
            [date, "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"]
        {
            assert_eq!(wait(&[(RETRY_AFTER, form)]), Some(Duration::from_secs(37)), "{form}");
        }
        let server = (DATE, "Sun, 06 Nov 1994 08:49:30 GMT");
        assert_eq!(wait(&[(RETRY_AFTER, date), server]), Some(Duration::from_secs(7)));
        assert_eq!(wait(&[(RETRY_AFTER, "Sun, 06 Nov 1994 08:00:00 GMT")]), Some(Duration::ZERO));
    }
}
