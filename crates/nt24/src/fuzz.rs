//! Properties that hold for any input: no panic, and a value that was read is written back unchanged. Each
//! target returns whether the input could be read.
//!
//! `cargo test` runs the targets on damaged examples (below); `cargo xtask fuzz` runs them guided by coverage.

use crate::{
    Buyer, BuyerContact, ComplianceRollup, Document, EventData, EventEnvelope, ExportFile, Invoice,
    KycStatus, KycVerificationSession, Me, OAuthError, Order, Page, Payment, Problem, SelfServiceInvitation,
    TokenResponse, TransportState, ViesCheckAccepted, WebhookDeliveryPage, WebhookEndpoint, WebhookEventType,
    WebhookSecret, signature,
};
use chrono::{DateTime, TimeDelta};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A problem document.
pub fn problem(input: &[u8]) -> bool {
    let Some(problem) = read::<Problem>(input) else { return false };
    let shown = format!("{problem:?} {}", problem.kind());
    // Text that a user typed stays out of logs, even if the server repeats it.
    if let Some(detail) = problem.detail.as_ref().filter(|detail| detail.len() > 64) {
        assert!(!shown.contains(detail.as_str()), "the detail is shown");
    }
    if !has_fraction(&written(&problem)) {
        assert_round_trip(&problem);
    }
    true
}

/// A webhook delivery: the signature header up to the first line feed, then the body.
pub fn delivery(input: &[u8]) -> bool {
    let end = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let (header, body) = (&input[..end], input.get(end + 1..).unwrap_or_default());
    let secret = WebhookSecret::new("whsec_of_the_fuzz_target");
    let now = DateTime::UNIX_EPOCH + TimeDelta::seconds(1_778_141_700);
    // A header made without the secret never verifies.
    assert!(signature::verify([&secret], header, body, now).is_err(), "a forged signature was accepted");
    let mut signed = signature::sign(&secret, now, body).into_bytes();
    assert_eq!(signature::verify([&secret], &signed, body, now), Ok(now));
    // Text after a good signature leads to a refusal or to the same result.
    signed.push(b',');
    signed.extend_from_slice(header);
    let beside = signature::verify([&secret], &signed, body, now);
    assert!(beside.is_err() || beside == Ok(now));

    let Some(event) = read::<EventEnvelope>(body) else { return false };
    if has_fraction(&written(&event)) {
        return true;
    }
    assert_round_trip(&event);
    let data = event.event_data();
    if data != EventData::Unknown {
        let written = EventEnvelope { data: written(&data), ..event };
        assert_eq!(written.event_data(), data, "the payload changed");
    }
    true
}

/// Any body that the server answers with.
pub fn answer(input: &[u8]) -> bool {
    let mut was_read = read::<TokenResponse>(input).is_some();
    macro_rules! each {
        ($($answer:ty),+ $(,)?) => {$(
            if let Some(answer) = read::<$answer>(input) {
                assert_round_trip(&answer);
                was_read = true;
            }
        )+};
    }
    each!(
        OAuthError,
        Me,
        Buyer,
        Vec<BuyerContact>,
        KycStatus,
        KycVerificationSession,
        ViesCheckAccepted,
        SelfServiceInvitation,
        Order,
        Page<Order>,
        Invoice,
        Payment,
        TransportState,
        ComplianceRollup,
        ExportFile,
        Document,
        Vec<WebhookEndpoint>,
        WebhookDeliveryPage,
    );
    if let Some(endpoint) = read::<WebhookEndpoint>(input) {
        assert_round_trip(&endpoint);
        for subscription in &endpoint.events {
            let matched = WebhookEventType::KNOWN.iter().any(|event_type| subscription.matches(event_type));
            assert!(!(matched && subscription.as_str() == "*"), "a bare asterisk matched");
        }
        was_read = true;
    }
    was_read
}

fn read<T: DeserializeOwned>(input: &[u8]) -> Option<T> {
    serde_json::from_slice(input).ok()
}

fn assert_round_trip<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) {
    let text = written(value).to_string();
    match serde_json::from_str::<T>(&text) {
        Ok(back) => assert_eq!(&back, value, "written as {text}"),
        Err(error) => panic!("{error} in {text}"),
    }
}

fn written(value: &impl Serialize) -> Value {
    match serde_json::to_value(value) {
        Ok(value) => value,
        Err(error) => panic!("a value that was read cannot be written: {error}"),
    }
}

/// Fractions may change in their last bit (`float_roundtrip` of `serde_json` is off). No field of the API is a
/// fraction, so they occur only in untyped payloads.
fn has_fraction(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(items) => items.iter().any(has_fraction),
        Value::Object(map) => map.values().any(has_fraction),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arbtest::arbitrary::{Result, Unstructured};
    use arbtest::arbtest;
    use serde_json::json;
    use std::cell::Cell;

    const RUNS: u64 = 2_000;

    /// Found by fuzzing: a parser that skips a field does not check that it is UTF-8.
    #[test]
    fn a_fraction_next_to_invalid_utf8_is_not_compared() {
        let body = b"\n{\"id\":\"e\",\"type\":\"export_file.generated\",\"schemaVersion\":1,\
            \"createdAt\":\"2026-05-02T08:15:00Z\",\"organizationUuid\":\"o\",\"other\":\"\xff\",\
            \"data\":{\"odd\":1888888888888888000000000000000000002073848752E88}}";
        assert!(delivery(body));
    }

    /// Runs a target on inputs from fixed seeds. Fails if almost all inputs are read, or almost all refused:
    /// then the damage does not exercise the target.
    fn run(target: fn(&[u8]) -> bool, input: impl Fn(&mut Unstructured<'_>) -> Result<Vec<u8>>) {
        let (read, refused) = (Cell::new(0_u64), Cell::new(0_u64));
        for run in 0..RUNS {
            // The upper half is the seed, the lower half the number of random bytes.
            let seed = (run.wrapping_mul(0x9E37_79B9) & 0xFFFF_FFFF) << 32 | 1024;
            arbtest(|choices| {
                let counted = if target(&input(choices)?) { &read } else { &refused };
                counted.set(counted.get() + 1);
                Ok(())
            })
            .seed(seed)
            .run();
        }
        assert!(read.get() > RUNS / 20, "{} of {RUNS} inputs were read", read.get());
        assert!(refused.get() > RUNS / 20, "{} of {RUNS} inputs were refused", refused.get());
    }

    fn examples(prefix: &str) -> Vec<Vec<u8>> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/examples");
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|file| file.file_name().unwrap().to_string_lossy().starts_with(prefix));
        // A folder has no order; sorting makes the run repeatable.
        files.sort();
        files.iter().map(|file| std::fs::read(file).unwrap()).collect()
    }

    /// An example with up to four changed fields, sometimes with damaged text.
    fn damaged(choices: &mut Unstructured<'_>, examples: &[Vec<u8>]) -> Result<Vec<u8>> {
        let mut value: Value = serde_json::from_slice(choices.choose(examples)?).unwrap();
        for _ in 0..choices.int_in_range(0..=4)? {
            change(choices, &mut value)?;
        }
        let mut text = value.to_string().into_bytes();
        if choices.ratio(1, 4)? {
            let at = choices.choose_index(text.len())?;
            match choices.int_in_range(0..=2)? {
                0 => text[at] = choices.arbitrary()?,
                1 => text.truncate(at),
                _ => text.extend_from_within(at..),
            }
        }
        Ok(text)
    }

    /// Changes one place of a document, at any depth.
    fn change(choices: &mut Unstructured<'_>, value: &mut Value) -> Result<()> {
        let deeper = choices.ratio(5, 6)?;
        match value {
            Value::Object(map) if deeper && !map.is_empty() => {
                let at = choices.choose_index(map.len())?;
                let key = map.keys().nth(at).unwrap().clone();
                match choices.int_in_range(0..=9)? {
                    0 => drop(map.remove(&key)),
                    1 => drop(map.insert(format!("{key}OfTheFuture"), odd(choices)?)),
                    _ => change(choices, &mut map[&key])?,
                }
            }
            Value::Array(items) if deeper && !items.is_empty() => {
                let at = choices.choose_index(items.len())?;
                change(choices, &mut items[at])?;
            }
            other => *other = odd(choices)?,
        }
        Ok(())
    }

    fn odd(choices: &mut Unstructured<'_>) -> Result<Value> {
        let values = [
            json!(null),
            json!(true),
            json!(0),
            json!(-1),
            json!(u64::MAX),
            json!(i64::MIN),
            json!(0.1),
            json!(""),
            json!("*"),
            json!("VALUE_OF_THE_FUTURE"),
            json!("2026-02-30"),
            json!("2016-12-31T23:59:60.999999999Z"),
            json!("+262142-12-31T23:59:59Z"),
            json!("2026-05-07T08:15:00+14:00"),
            json!("\u{0}\u{202e}\u{1f697}"),
            json!("x".repeat(200)),
            json!([]),
            json!({}),
            json!([[{}]]),
        ];
        Ok(choices.choose(&values)?.clone())
    }

    #[test]
    fn problems() {
        let examples = examples("problem");
        run(problem, |choices| damaged(choices, &examples));
    }

    #[test]
    fn answers() {
        let examples = examples("");
        run(answer, |choices| damaged(choices, &examples));
    }

    #[test]
    fn deliveries() {
        let examples = examples("event");
        let words =
            ["t=", "1778141700", "v1=", "v2=", &"0a".repeat(32), &"AF".repeat(32), ",", "=", " ", "é"];
        run(delivery, |choices| {
            let mut input = String::new();
            for _ in 0..choices.int_in_range(0..=12)? {
                input.push_str(choices.choose(&words)?);
            }
            input.push('\n');
            Ok([input.into_bytes(), damaged(choices, &examples)?].concat())
        });
    }
}
