//! The signature of a webhook delivery: `X-Novatrade-Signature: t=<unix s>,v1=<hex>`, where the hex is
//! HMAC-SHA256, keyed with the endpoint's secret, of `t`, a full stop and the raw body
//! (webhooks/signature-verification).
//!
//! ```
//! use chrono::{DateTime, TimeDelta};
//! use nt24::{EventEnvelope, WebhookSecret, signature};
//!
//! let secret = WebhookSecret::new("whsec_from_the_registration");
//! // The bytes of the body exactly as received, before any JSON is read.
//! let body = br#"{"id":"evt_1","type":"compliance.decision_made","schemaVersion":1,
//!     "createdAt":"2026-05-07T08:15:00Z","organizationUuid":"o","data":{}}"#;
//! let sent_at = DateTime::from_timestamp(1_778_141_700, 0).unwrap();
//! let header = signature::sign(&secret, sent_at, body);
//!
//! let now = sent_at + TimeDelta::seconds(2);
//! signature::verify([&secret], &header, body, now)?;
//! let event: EventEnvelope = serde_json::from_slice(body)?;
//! assert_eq!(event.id.as_str(), "evt_1");
//!
//! // One byte more, six minutes later, or another secret: refused.
//! assert!(signature::verify([&secret], &header, &body[1..], now).is_err());
//! assert!(signature::verify([&secret], &header, body, now + TimeDelta::minutes(6)).is_err());
//! assert!(signature::verify([&WebhookSecret::new("another")], &header, body, now).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::WebhookSecret;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt::Write;

/// Name of the header that carries the signature.
pub const SIGNATURE_HEADER: &str = "X-Novatrade-Signature";

/// Name of the header that repeats the id of the event. It is not signed: use the id of the envelope.
pub const EVENT_ID_HEADER: &str = "X-Novatrade-Event-Id";

/// Largest age of a signature. The limit prevents replays of a recorded delivery.
pub const MAX_AGE: TimeDelta = TimeDelta::minutes(5);

/// How far in the future a signature may be, because clocks differ. The vendor's sample allows no difference.
pub const MAX_SKEW: TimeDelta = TimeDelta::seconds(60);

/// Longest header that is read, in bytes: enough for about fifty signatures.
pub const MAX_HEADER_BYTES: usize = 4096;

/// Checks that a delivery was signed with one of the secrets, within [`MAX_AGE`]. Returns the time of the
/// signature.
///
/// `body` is the body exactly as received. Several secrets are tried, because an endpoint that is being
/// replaced has two for a while. The header may hold several `v1`, of which one must match. Other versions
/// are ignored as long as there is a `v1`. An empty secret never matches, so that a missing setting does
/// not accept forged deliveries.
///
/// # Errors
/// [`SignatureError`] when the delivery cannot be trusted. Answer 400.
pub fn verify<'a>(
    secrets: impl IntoIterator<Item = &'a WebhookSecret>,
    header: impl AsRef<[u8]>,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, SignatureError> {
    let header = Header::parse(header.as_ref())?;
    let age = now.signed_duration_since(header.signed_at);
    if age > MAX_AGE {
        return Err(SignatureError::TooOld);
    }
    if -age > MAX_SKEW {
        return Err(SignatureError::FromTheFuture);
    }
    for secret in secrets {
        if secret.expose().is_empty() {
            continue;
        }
        let code = authentication_code(secret, header.timestamp, body);
        // `verify_slice` compares in constant time.
        if header.signatures.iter().any(|signature| code.clone().verify_slice(signature).is_ok()) {
            return Ok(header.signed_at);
        }
    }
    Err(SignatureError::Mismatch)
}

/// The value of [`SIGNATURE_HEADER`] for a delivery, as the server sends it.
#[must_use]
pub fn sign(secret: &WebhookSecret, signed_at: DateTime<Utc>, body: &[u8]) -> String {
    let timestamp = signed_at.timestamp().to_string();
    let code = authentication_code(secret, &timestamp, body).finalize().into_bytes();
    let mut header = format!("t={timestamp},v1=");
    for byte in code {
        // Writing to a string does not fail.
        let _ = write!(header, "{byte:02x}");
    }
    header
}

/// The reason why a delivery cannot be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Longer than [`MAX_HEADER_BYTES`], or not of the documented form.
    #[error("the signature header is malformed")]
    Malformed,
    /// Signed with a scheme that this version does not know: update this crate.
    #[error("the version of the signature is unknown")]
    UnknownVersion,
    /// Older than [`MAX_AGE`]: a replay, or this machine's clock is ahead.
    #[error("the signature is more than five minutes old")]
    TooOld,
    /// Further ahead than [`MAX_SKEW`]: this machine's clock is behind.
    #[error("the signature is more than a minute ahead of this machine's clock")]
    FromTheFuture,
    /// Signed with another secret, or changed on the way.
    #[error("the signature does not match the body")]
    Mismatch,
}

/// The parts of a header.
struct Header<'a> {
    /// The text of the header: exactly this text was signed.
    timestamp: &'a str,
    signed_at: DateTime<Utc>,
    /// One or more.
    signatures: Vec<[u8; 32]>,
}

impl<'a> Header<'a> {
    fn parse(header: &'a [u8]) -> Result<Self, SignatureError> {
        if header.len() > MAX_HEADER_BYTES {
            return Err(SignatureError::Malformed);
        }
        let header = std::str::from_utf8(header).map_err(|_| SignatureError::Malformed)?;
        let mut timestamp = None;
        let mut signatures = Vec::new();
        let mut other_version = false;
        for part in header.split(',') {
            let (name, value) =
                part.trim_matches([' ', '\t']).split_once('=').ok_or(SignatureError::Malformed)?;
            match name {
                // With two timestamps it is unknown which one was signed.
                "t" if timestamp.is_some() => return Err(SignatureError::Malformed),
                "t" => timestamp = Some(value),
                "v1" => signatures.push(read_hex(value).ok_or(SignatureError::Malformed)?),
                name => other_version |= is_version(name),
            }
        }
        let timestamp = timestamp.ok_or(SignatureError::Malformed)?;
        let signed_at = read_seconds(timestamp).ok_or(SignatureError::Malformed)?;
        match (signatures.is_empty(), other_version) {
            (false, _) => Ok(Self { timestamp, signed_at, signatures }),
            (true, true) => Err(SignatureError::UnknownVersion),
            (true, false) => Err(SignatureError::Malformed),
        }
    }
}

fn is_version(name: &str) -> bool {
    name.strip_prefix('v')
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Digits only: with a sign or a blank the number is the same, but the signed text differs.
fn read_seconds(text: &str) -> Option<DateTime<Utc>> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    DateTime::from_timestamp(digits.then(|| text.parse().ok())??, 0)
}

/// 64 hex digits, of either case.
fn read_hex(text: &str) -> Option<[u8; 32]> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let text: &[u8; 64] = text.as_bytes().try_into().ok()?;
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

#[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
fn authentication_code(secret: &WebhookSecret, timestamp: &str, body: &[u8]) -> Hmac<Sha256> {
    Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes())
        .expect("a key of any length")
        .chain_update(timestamp)
        .chain_update(".")
        .chain_update(body)
}
