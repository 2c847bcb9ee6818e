//! Webhook signatures, compared with vectors of another implementation, and refused headers.

use chrono::{DateTime, TimeDelta, Utc};
use nt24::signature::{MAX_HEADER_BYTES, SignatureError, sign, verify};
use nt24::{WebhookSecret, signature};
use std::io::Write;
use std::process::{Command, Stdio};

const SECRET: &str = "whsec_example_of_a_secret_for_tests_only";
const SIGNED_AT: i64 = 1_778_141_700;
const BODY: &[u8] = br#"{"id":"evt_01hx4","type":"compliance.decision_made"}"#;
const CODE: &str = "3217119b49f7ca7baa3e64fd256a0affde82bc3f9b8933e63afc5fda3ac22532";
const OTHER_CODE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Secret, seconds, body and code. Made with OpenSSL 3.0 by
/// `printf '<seconds>.<body>' | openssl dgst -sha256 -hmac '<secret>' -r`; for the last one,
/// `(printf '1778141700.'; head -c 100000 /dev/zero) | openssl …`.
fn vectors() -> Vec<(String, i64, Vec<u8>, &'static str)> {
    let vector = |secret: &str, seconds, body: &[u8], code| (secret.to_owned(), seconds, body.to_vec(), code);
    vec![
        vector(SECRET, SIGNED_AT, b"", "4e43192d4ca5d3cd4a7ca34cbf04c2929aa8f7eb546172198920bcd05e6da681"),
        vector(SECRET, SIGNED_AT, BODY, CODE),
        // Blanks, a line end and letters beyond ASCII: the raw bytes are signed, not the JSON.
        vector(
            SECRET,
            SIGNED_AT,
            "{ \"name\" : \"Autohäuser 中 🚗\" }\r\n".as_bytes(),
            "5892747ee644868b9fc34162cac2b41c0862ca461bfa4506e18dbab6130366f1",
        ),
        // Bytes that are not UTF-8: printf '1778141700.\000\377\376\012'.
        vector(
            SECRET,
            SIGNED_AT,
            &[0x00, 0xff, 0xfe, 0x0a],
            "715e4089830bbfd14aa8e65cabfbb1647ca27e522389b0add46b02bb84174157",
        ),
        // A secret longer than the block of the hash, which is hashed first; and Unix time 0.
        vector(
            &"k".repeat(100),
            0,
            b"{}",
            "00ce27ec38bf4e977e8273d78f3aac025e0047366ebe6c8b45a46cf5cc884fbb",
        ),
        vector(
            "gehéim",
            SIGNED_AT,
            b"{}",
            "e5ff6b9996d20c950e295ab7cca149d4c86c849753e9f9ec4332ed64d1d6e579",
        ),
        vector(
            SECRET,
            SIGNED_AT,
            &[0; 100_000],
            "07877d9715811ad5e59ffdc11fe10c3bff199ad251f53af7c5fe78af60cc2b68",
        ),
    ]
}

#[expect(clippy::unwrap_used, reason = "every timestamp of these tests is valid")]
fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn check(header: &str) -> Result<DateTime<Utc>, SignatureError> {
    verify([&WebhookSecret::new(SECRET)], header, BODY, at(SIGNED_AT))
}

#[test]
fn signs_and_verifies_as_openssl_does() {
    for (secret, seconds, body, code) in vectors() {
        let secret = WebhookSecret::new(secret);
        let header = format!("t={seconds},v1={code}");
        assert_eq!(sign(&secret, at(seconds), &body), header);
        assert_eq!(verify([&secret], &header, &body, at(seconds)), Ok(at(seconds)));
        for changed in [[&body[..], b" "].concat(), [b" ", &body[..]].concat()] {
            assert_eq!(verify([&secret], &header, &changed, at(seconds)), Err(SignatureError::Mismatch));
        }
        let second_later = format!("t={},v1={code}", seconds + 1);
        assert_eq!(verify([&secret], second_later, &body, at(seconds)), Err(SignatureError::Mismatch));
    }
}

/// The vectors above test this crate; this test checks that they are OpenSSL's. A machine without the program
/// skips it with a message.
#[test]
#[expect(clippy::print_stderr, reason = "a skipped test must not look like one that passed")]
fn the_vectors_are_what_openssl_makes() {
    for (secret, seconds, body, code) in vectors() {
        let program = Command::new("openssl")
            .args(["dgst", "-sha256", "-hmac", &secret, "-r"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut program = match program {
            Ok(program) => program,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                eprintln!("skipped: no openssl on this machine to compare the vectors with");
                return;
            }
            Err(error) => panic!("openssl: {error}"),
        };
        let mut input = program.stdin.take().unwrap();
        input.write_all(format!("{seconds}.").as_bytes()).unwrap();
        input.write_all(&body).unwrap();
        drop(input);
        let output = program.wait_with_output().unwrap();
        assert!(output.status.success());
        assert_eq!(String::from_utf8_lossy(&output.stdout).split(' ').next(), Some(code));
    }
}

#[test]
fn a_signature_may_be_five_minutes_old_and_one_minute_in_the_future() {
    let secret = WebhookSecret::new(SECRET);
    let header = format!("t={SIGNED_AT},v1={CODE}");
    let received = |offset: TimeDelta| verify([&secret], &header, BODY, at(SIGNED_AT) + offset).err();
    let moment = TimeDelta::milliseconds(1);
    assert_eq!(received(TimeDelta::minutes(5)), None);
    assert_eq!(received(TimeDelta::minutes(5) + moment), Some(SignatureError::TooOld));
    assert_eq!(received(-TimeDelta::seconds(60)), None);
    assert_eq!(received(-TimeDelta::seconds(60) - moment), Some(SignatureError::FromTheFuture));
    assert_eq!(received(TimeDelta::days(400)), Some(SignatureError::TooOld));
    // No overflow at the first and last moment of the clock.
    for (now, error) in [
        (DateTime::<Utc>::MAX_UTC, SignatureError::TooOld),
        (DateTime::<Utc>::MIN_UTC, SignatureError::FromTheFuture),
    ] {
        assert_eq!(verify([&secret], &header, BODY, now), Err(error));
    }
}

#[test]
fn any_of_several_signatures_and_secrets_may_match() {
    assert!(check(&format!("t={SIGNED_AT},v1={OTHER_CODE},v1={CODE}")).is_ok());
    assert!(check(&format!("v1={CODE},v1={OTHER_CODE},t={SIGNED_AT}")).is_ok());
    assert_eq!(
        check(&format!("t={SIGNED_AT},v1={OTHER_CODE},v1={OTHER_CODE}")),
        Err(SignatureError::Mismatch)
    );

    let [old, new, other] = ["old", "new", "other"].map(WebhookSecret::new);
    let header = sign(&new, at(SIGNED_AT), BODY);
    assert!(verify([&old, &new], &header, BODY, at(SIGNED_AT)).is_ok());
    assert_eq!(verify([&old, &other], &header, BODY, at(SIGNED_AT)), Err(SignatureError::Mismatch));
    assert_eq!(verify([], &header, BODY, at(SIGNED_AT)), Err(SignatureError::Mismatch));
}

#[test]
fn an_empty_secret_accepts_no_signature() {
    let empty = WebhookSecret::new("");
    let forged = sign(&empty, at(SIGNED_AT), BODY);
    assert_eq!(verify([&empty], forged, BODY, at(SIGNED_AT)), Err(SignatureError::Mismatch));
}

#[test]
fn a_later_version_is_ignored_next_to_a_known_one_and_refused_alone() {
    assert!(check(&format!("t={SIGNED_AT},v2=of-the-future,v1={CODE},kid=7")).is_ok());
    assert_eq!(check(&format!("t={SIGNED_AT},v2={CODE}")), Err(SignatureError::UnknownVersion));
    assert_eq!(check(&format!("t={SIGNED_AT},v0={CODE}")), Err(SignatureError::UnknownVersion));
    assert_eq!(check(&format!("t={SIGNED_AT},kid=7")), Err(SignatureError::Malformed));
}

#[test]
fn upper_case_digits_and_blanks_between_the_parts_are_accepted() {
    assert!(check(&format!("t={SIGNED_AT},v1={}", CODE.to_uppercase())).is_ok());
    assert!(check(&format!("t={SIGNED_AT}, v1={CODE}")).is_ok());
}

#[test]
fn a_malformed_header_is_refused() {
    let code = CODE;
    for header in [
        String::new(),
        ",".to_owned(),
        "t".to_owned(),
        format!("t={SIGNED_AT}"),
        format!("v1={code}"),
        format!("t={SIGNED_AT},v1="),
        format!("t={SIGNED_AT},v1={code}0"),
        format!("t={SIGNED_AT},v1={}", &code[1..]),
        format!("t={SIGNED_AT},v1=g{}", &code[1..]),
        format!("t={SIGNED_AT},v1= {code}"),
        format!("t={SIGNED_AT},v1={code},"),
        format!("t={SIGNED_AT},v1={code},v1=short"),
        format!("t={SIGNED_AT};v1={code}"),
        // Two timestamps, even two equal ones.
        format!("t={SIGNED_AT},t={SIGNED_AT},v1={code}"),
        format!("t=,v1={code}"),
        format!("t=+{SIGNED_AT},v1={code}"),
        format!("t=-{SIGNED_AT},v1={code}"),
        format!("t= {SIGNED_AT},v1={code}"),
        format!("t={SIGNED_AT}.0,v1={code}"),
        format!("t={},v1={code}", u64::MAX),
        format!("t={},v1={code}", i64::MAX),
        // Digits of another script.
        format!("t=١٧٧٨١٤١٧٠٠,v1={code}"),
        format!("t={SIGNED_AT},v1={code},x={}", "x".repeat(MAX_HEADER_BYTES)),
    ] {
        assert_eq!(check(&header), Err(SignatureError::Malformed), "{header}");
    }
    let not_text = [format!("t={SIGNED_AT},v1={code},x=").as_bytes(), b"\xff"].concat();
    let secret = WebhookSecret::new(SECRET);
    assert_eq!(verify([&secret], not_text, BODY, at(SIGNED_AT)), Err(SignatureError::Malformed));
}

#[test]
fn debug_hides_secret_and_code() {
    let secret = WebhookSecret::new(SECRET);
    assert_eq!(format!("{secret:?}"), "[secret]");
    let header = signature::sign(&secret, at(SIGNED_AT), BODY);
    let error = verify([&secret], &header, b"other", at(SIGNED_AT)).unwrap_err();
    let shown = format!("{error:?} {error}");
    assert!(!shown.contains(SECRET) && !shown.contains(CODE), "{shown}");
}
