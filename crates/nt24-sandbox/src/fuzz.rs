//! Fuzz targets for the readers of forms and of JSON fields: on any input they do not panic, keep to their
//! limits, and do not depend on how the network cuts a body into pieces.
//!
//! `cargo test` runs the targets on bodies made of chosen words (below), `cargo xtask fuzz` guided by
//! coverage.

use crate::message::{Broken, Head, Multipart, Need, Sink, fields};
use nt24::{BuyerCreate, InvoiceSubmit, OrderCreate};

/// A form: the length of a piece in the first byte, then the content type up to a line feed, then the body.
/// Returns whether it was read to its end and has parts.
pub fn form(input: &[u8]) -> bool {
    let Some((length, rest)) = input.split_first() else { return false };
    let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    let (content_type, body) = (&rest[..end], rest.get(end + 1..).unwrap_or_default());
    let content_type = String::from_utf8_lossy(content_type);
    let whole = read_form(&content_type, body.chunks(body.len().max(1)));
    let in_pieces = read_form(&content_type, body.chunks(usize::from(*length) + 1));
    assert_eq!(whole, in_pieces, "the result depends on the pieces");
    let length: usize = whole.iter().flat_map(|parts| parts.iter().map(|(_, data)| data.len())).sum();
    assert!(length <= body.len(), "the parts are longer than the body");
    whole.is_some_and(|parts| !parts.is_empty())
}

type ReadParts = Vec<(Head, Vec<u8>)>;

/// The parts of a form. Returns `None` if it is refused or incomplete.
fn read_form<'a>(content_type: &str, pieces: impl Iterator<Item = &'a [u8]>) -> Option<ReadParts> {
    #[derive(Default)]
    struct Collected {
        parts: ReadParts,
        is_open: bool,
    }

    impl Sink for Collected {
        fn begin(&mut self, head: Head) -> Result<(), Broken> {
            assert!(!self.is_open, "a part began within another one");
            self.is_open = true;
            self.parts.push((head, Vec::new()));
            Ok(())
        }

        fn data(&mut self, piece: &[u8]) -> Result<(), Broken> {
            assert!(self.is_open, "data outside of a part");
            self.parts.iter_mut().last().ok_or(Broken("no part"))?.1.extend_from_slice(piece);
            Ok(())
        }

        fn end(&mut self) -> Result<(), Broken> {
            assert!(self.is_open, "a part ended twice");
            self.is_open = false;
            Ok(())
        }
    }

    let mut reader = Multipart::of_content_type(content_type)?;
    let mut collected = Collected::default();
    for piece in pieces {
        reader.feed(piece, &mut collected).ok()?;
    }
    reader.is_complete().then_some(collected.parts)
}

/// A JSON body, checked by the rules of the largest requests. Returns whether one of them accepted it.
pub fn json_fields(input: &[u8]) -> bool {
    let buyer = fields::read::<BuyerCreate>(input, |body| {
        body.one_of("kycMode", Need::Required, &["MARKETPLACE_LED", "NT24_LED"]);
        body.text("vatNumber", Need::Required, fields::vat_number);
        body.text("companyName", Need::Required, fields::filled);
        body.address("address", Need::Required);
        body.list("contacts", Need::Optional, 0, |person| {
            person.text("firstName", Need::Required, fields::filled);
            person.text("lastName", Need::Required, fields::filled);
            person.text("email", Need::Required, fields::email);
        });
    });
    if let Ok(buyer) = &buyer {
        assert!(buyer.vat_number.is_ascii() && !buyer.company_name.trim().is_empty());
    }
    let order = fields::read::<OrderCreate>(input, |body| {
        body.text("externalOrderId", Need::Required, fields::filled);
        body.date("purchaseDate", Need::Optional);
        body.list("vins", Need::Required, 1, |vin| {
            vin.text("vin", Need::Required, fields::vin);
            vin.money("price", Need::Optional);
        });
    });
    if let Ok(order) = &order {
        assert!(!order.vins.is_empty() && order.vins.iter().all(|vin| vin.vin.chars().count() == 17));
    }
    let invoice = fields::read_change::<InvoiceSubmit>(input, |body| {
        body.date("invoiceDate", Need::Required);
        body.money("amount", Need::Required);
        body.boolean("vatIncluded", Need::Required);
        body.count("version", Need::Optional);
    });
    for refusal in [buyer.as_ref().err(), order.as_ref().err(), invoice.as_ref().err()].into_iter().flatten()
    {
        assert!(matches!(refusal.0.status, 400 | 422), "{refusal:?}");
    }
    buyer.is_ok() || order.is_ok() || invoice.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use arbtest::arbitrary::{Result, Unstructured};
    use arbtest::arbtest;
    use std::cell::Cell;

    const RUNS: u64 = 1_000;

    /// Runs a target on inputs from fixed seeds. Some must be accepted and some refused, or the inputs are
    /// too uniform.
    fn run(target: fn(&[u8]) -> bool, input: impl Fn(&mut Unstructured<'_>) -> Result<Vec<u8>>) {
        let taken = Cell::new(0_u64);
        for run in 0..RUNS {
            // The upper half is the seed, the lower half the number of random bytes.
            let seed = (run.wrapping_mul(0x9E37_79B9) & 0xFFFF_FFFF) << 32 | 512;
            arbtest(|choices| {
                taken.set(taken.get() + u64::from(target(&input(choices)?)));
                Ok(())
            })
            .seed(seed)
            .run();
        }
        assert!((RUNS / 50..RUNS - RUNS / 50).contains(&taken.get()), "{} of {RUNS} were taken", taken.get());
    }

    #[test]
    fn forms() {
        let long = "a".repeat(8 * 1024);
        let words: [&[u8]; 20] = [
            b"--b",
            b"\r\n--b\r\n",
            b"\r\n--b--",
            b"\r\n",
            b"\r",
            b"\n",
            b"--",
            b"b",
            b"\r\n\r\n",
            b":",
            b"Content-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"",
            b"content-disposition:form-data;",
            b"name=",
            b"\"",
            b"\\\"",
            b"%22",
            b"filename=",
            b"Content-Type: application/pdf",
            long.as_bytes(),
            b"\xff",
        ];
        let part = b"\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nTRANSPORT_CMR";
        run(form, |choices| {
            let mut input = vec![choices.int_in_range(0..=9)?];
            input.extend_from_slice(b"multipart/form-data; boundary=b\n--b");
            for _ in 0..choices.int_in_range(0..=12)? {
                match choices.int_in_range(0..=3)? {
                    0 => input.extend_from_slice(&[&part[..], b"\r\n--b"].concat()),
                    _ => input.extend_from_slice(choices.choose(&words)?),
                }
            }
            input.extend_from_slice(if choices.ratio(1, 2)? { b"\r\n--b--\r\n" } else { b"" });
            Ok(input)
        });
    }

    #[test]
    fn bodies() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../nt24/tests/examples");
        let examples = ["buyer_create", "order_create", "invoice_submit"]
            .map(|name| std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap());
        let words =
            ["null", "-1", "1e400", "\"\"", "{}", "[]", "true", "\"\\u0000\"", ",", "}", "\"2026-02-30\""];
        run(json_fields, |choices| {
            let mut text = choices.choose(&examples)?.clone();
            for _ in 0..choices.int_in_range(0..=2)? {
                // Replaces the text between two colons, commas or brackets, which is mostly a value.
                let ends: Vec<usize> = text.match_indices([':', ',', '}', ']']).map(|(at, _)| at).collect();
                let at = choices.choose_index(ends.len().saturating_sub(1).max(1))?;
                if let (Some(from), Some(to)) = (ends.get(at), ends.get(at + 1)) {
                    text.replace_range(from + 1..*to, choices.choose(&words)?);
                }
            }
            Ok(text.into_bytes())
        });
    }
}
