//! Headers of requests and answers.

use crate::error::{Error, ErrorKind};
use chrono::{DateTime, Utc};
use nt24::ETag;
use reqwest::header::{DATE, ETAG, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use std::time::Duration;

/// Longest `Retry-After` that is honoured.
pub(crate) const MAX_RETRY_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
pub(crate) const PURPOSE: HeaderName = HeaderName::from_static("x-purpose");
pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A header value from text of a server or a store.
pub(crate) fn value(text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text).map_err(|_| Error::never_sent(ErrorKind::BadAddress))
}

pub(crate) fn etag(headers: &HeaderMap) -> Option<ETag> {
    Some(ETag(headers.get(ETAG)?.to_str().ok()?.to_owned()))
}

/// The media type in lower case, without its parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(reqwest::header::CONTENT_TYPE)?.to_str().ok()?;
    Some(text.split(';').next().unwrap_or(text).trim().to_ascii_lowercase())
}

/// Whether the answer declares JSON, of any profile.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    media_type(headers).is_some_and(|kind| kind == "application/json" || kind.ends_with("+json"))
}

/// `Retry-After` in both of its forms, as a time to wait.
pub(crate) fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
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

fn http_date(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(text).ok().map(|date| date.to_utc())
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
    fn retry_after_is_read_in_both_forms() {
        assert_eq!(wait(&[]), None);
        assert_eq!(wait(&[(RETRY_AFTER, "7")]), Some(Duration::from_secs(7)));
        assert_eq!(wait(&[(RETRY_AFTER, "99999999")]), Some(MAX_RETRY_AFTER));
        assert_eq!(wait(&[(RETRY_AFTER, "soon")]), None);
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(wait(&[(RETRY_AFTER, date)]), Some(Duration::from_secs(37)));
        let server = (DATE, "Sun, 06 Nov 1994 08:49:30 GMT");
        assert_eq!(wait(&[(RETRY_AFTER, date), server]), Some(Duration::from_secs(7)));
        assert_eq!(wait(&[(RETRY_AFTER, "Sun, 06 Nov 1994 08:00:00 GMT")]), Some(Duration::ZERO));
    }
}
