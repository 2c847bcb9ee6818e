//! Pictures and PDFs that were made to do harm, from a seed: each is taken or refused with a reason, and the
//! program lives. `WAYBILL_HOSTILE_MEGABYTES` makes the run longer, `WAYBILL_HOSTILE_SEED` another one.

use crate::bench::Bench;
use crate::pictures::{Jpeg, flat_jpeg, has_picture, noise};
use desk::contract::{FailureCode, Thumbnail};
use serde_json::{Value, json};

/// Megabytes of files by default.
const MEGABYTES: u64 = 4;

/// Random numbers from a seed (Steele, Lea, Flood 2014).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((word ^ (word >> 31)) % bound as u64).unwrap()
    }

    fn edge(&mut self) -> u16 {
        let edges = [1, 7, 8, 64, 500, 3_000, 16_000, 16_384, 16_385, u16::MAX];
        edges[self.below(edges.len())]
    }
}

/// A picture whose file is small, whatever its size.
fn picture(chance: &mut Chance) -> Vec<u8> {
    let kind = if chance.below(2) == 0 { Jpeg::Baseline } else { Jpeg::Progressive };
    let (width, height) = (chance.edge(), chance.edge());
    match chance.below(4) {
        // At most 4 MiB of data; the head promises the rest.
        0 | 1 => {
            let mut file = flat_jpeg(kind, width.min(4_096), height.min(4_096));
            let [[high, low], [wide, narrow]] = [height, width].map(u16::to_be_bytes);
            let at = file.windows(2).position(|mark| mark == [0xFF, 0xC0] || mark == [0xFF, 0xC2]).unwrap();
            file[at + 5..at + 9].copy_from_slice(&[high, low, wide, narrow]);
            file
        }
        2 => noise(u32::from(width % 600) + 1, chance.below(256) as u8),
        _ => {
            // The length in the head of a PNG is not that of its data.
            let mut file = noise(32, chance.below(256) as u8);
            file[16..20].copy_from_slice(&u32::from(width).to_be_bytes());
            file[20..24].copy_from_slice(&u32::from(height).to_be_bytes());
            let crc = crc(&file[12..29]);
            file[29..33].copy_from_slice(&crc.to_be_bytes());
            file
        }
    }
}

/// CRC-32 of a PNG chunk (PNG specification, annex D).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| {
                if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 }
            },
        )
    })
}

fn pdf(chance: &mut Chance) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let (count, deep) = (chance.below(20_000), chance.below(3));
    match deep {
        0 => (0..count).for_each(|page| file.extend(format!("{page} 0 obj<</Type/Page>>endobj\n").bytes())),
        1 => file.extend(b"[".repeat(count)),
        _ => file.extend(b"%%EOF\n<<".repeat(count)),
    }
    file.extend(b"startxref\n99999999999999999999\n%%EOF\n");
    file
}

/// Flips bytes, cuts the file, or repeats a part of it.
fn spoilt(mut file: Vec<u8>, chance: &mut Chance) -> Vec<u8> {
    for _ in 0..chance.below(8) {
        let at = chance.below(file.len());
        match chance.below(3) {
            0 => file[at] = chance.below(256) as u8,
            1 => file.truncate(at.max(16)),
            _ => {
                let part = file[at..(at + 300).min(file.len())].to_vec();
                file.splice(at..at, part);
            }
        }
    }
    file
}

fn number_from_env(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stdout, reason = "the figures of the run")]
async fn no_picture_and_no_pdf_ends_the_program() {
    let bench = Bench::start().await.signed_in().await;
    let megabytes = number_from_env("WAYBILL_HOSTILE_MEGABYTES").unwrap_or(MEGABYTES);
    let mut chance = Chance(number_from_env("WAYBILL_HOSTILE_SEED").unwrap_or(1));
    let (mut bytes, mut files, mut pictures, mut refused) = (0, 0, 0, 0);
    while bytes < megabytes * 1_000_000 {
        let file = if chance.below(5) == 0 { pdf(&mut chance) } else { picture(&mut chance) };
        let file = spoilt(file, &mut chance);
        bytes += file.len() as u64;
        files += 1;
        let taken = bench.take(bench.file("hostile", &file)).await;
        match (taken.files.as_slice(), taken.refused.as_slice()) {
            ([file], []) => {
                let request = json!({ "id": file.id });
                let shown: Thumbnail = bench.ask("thumbnail", request.clone()).await;
                pictures += u64::from(shown.data_url.is_some());
                bench.ask::<Value>("discard_file", request).await;
            }
            ([], [one]) => {
                assert_eq!(one.failure.code, FailureCode::FileKind);
                refused += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(pictures > 0 && pictures < files - refused, "{pictures} of {files}");
    assert!(has_picture(&bench, "honest.png", &noise(300, 7)).await, "an honest picture afterwards");
    println!("{files} files, {bytes} bytes: {pictures} pictures, {refused} refused, {:?}", peak());
    bench.finish().await;
}

/// The peak of this process's memory, as Linux writes it.
fn peak() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find(|line| line.starts_with("VmHWM")).map(str::to_owned)
}
