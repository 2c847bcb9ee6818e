//! Small pictures are drawn in a process of their own: whatever a picture does to it, the file is taken and
//! the program lives.

use crate::bench::{self, Bench};
use desk::PictureProgram;
use desk::contract::Thumbnail;
use serde_json::json;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

/// How the blocks of a JPEG are stored.
#[derive(Clone, Copy)]
pub(crate) enum Jpeg {
    Baseline,
    Progressive,
}

/// A JPEG of one colour: large when it is decoded, small as a file.
pub(crate) fn flat_jpeg(kind: Jpeg, width: u16, height: u16) -> Vec<u8> {
    let (start, scan, bits) = match kind {
        // Each block is a zero bit for its mean and one for "no more values".
        Jpeg::Baseline => (0xC0, [0, 63, 0], 2),
        // One scan with the means of all blocks.
        Jpeg::Progressive => (0xC2, [0, 0, 0], 1),
    };
    let [[high, low], [wide, narrow]] = [height, width].map(u16::to_be_bytes);
    let mut file = vec![0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0];
    file.extend([1; 64]);
    file.extend([0xFF, start, 0, 17, 8, high, low, wide, narrow, 3]);
    file.extend([1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
    // Two Huffman tables whose only code is one zero bit: the value 0.
    for table in [0x00, 0x10] {
        file.extend([0xFF, 0xC4, 0, 20, table, 1]);
        file.extend([0; 16]);
    }
    file.extend([0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0]);
    file.extend(scan);
    let blocks = usize::from(width).div_ceil(8) * usize::from(height).div_ceil(8) * 3;
    file.resize(file.len() + (blocks * bits).div_ceil(8), 0);
    file.extend([0xFF, 0xD9]);
    file
}

/// Takes a file. Returns whether it has a small picture.
pub(crate) async fn has_picture(bench: &Bench, name: &str, bytes: &[u8]) -> bool {
    let taken = bench.take(bench.file(name, bytes)).await;
    let [file] = taken.files.as_slice() else { panic!("{name}: {:?}", taken.refused) };
    let shown: Thumbnail = bench.ask("thumbnail", json!({ "id": file.id })).await;
    shown.data_url.is_some()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_that_takes_more_memory_than_it_may_gets_none_and_is_taken() {
    let bench = Bench::start().await.signed_in().await;
    assert!(has_picture(&bench, "panorama.jpg", &flat_jpeg(Jpeg::Baseline, 16_000, 3_700)).await);
    assert!(!has_picture(&bench, "progressive.jpg", &flat_jpeg(Jpeg::Progressive, 16_384, 4_000)).await);
    assert!(has_picture(&bench, "photo.jpg", &flat_jpeg(Jpeg::Progressive, 4_000, 3_000)).await);
    bench.finish().await;
}

/// A program that draws no picture.
fn other_program(script: &str) -> PictureProgram {
    let arguments = ["-c", script].map(Into::into).to_vec();
    PictureProgram { path: "/bin/sh".into(), arguments, time_limit: Duration::from_secs(5) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_to_the_process_of_a_picture_the_file_is_taken() {
    let mut bench = Bench::start().await.signed_in().await;
    let whole = bench.picture_program.clone();
    let hangs = PictureProgram { time_limit: Duration::from_millis(100), ..other_program("exec sleep 600") };
    let programs = [
        ("gone", PictureProgram::at("/nowhere".into())),
        ("aborts", other_program("kill -ABRT $$")),
        ("aborts at the end", other_program("cat > /dev/null; kill -ABRT $$")),
        ("hangs", hangs.clone()),
        (
            "reads and hangs",
            PictureProgram { arguments: other_program("exec sleep 600 <&-").arguments, ..hangs },
        ),
        ("says nothing", other_program("cat > /dev/null")),
        ("says something else", other_program("cat > /dev/null; echo '<html>'")),
        ("gives half a picture", other_program(r"cat > /dev/null; printf '\377\330\377\340half'")),
        ("never ends", other_program("cat > /dev/null; exec yes")),
        // The pipe of an answer is not read to its end, that of the picture not at all.
        ("answers unasked", other_program(r"printf '\377\330\377'; exec yes")),
        ("draws", whole),
    ];
    for (at, (name, program)) in programs.into_iter().enumerate() {
        bench.picture_program = program;
        bench.restart().await;
        // Larger than a pipe, so that a program that does not read holds the writer.
        let photo = noise(400, u8::try_from(at).unwrap());
        assert_eq!(has_picture(&bench, &format!("{name}.png"), &photo).await, name == "draws", "{name}");
    }
    bench.finish().await;
}

/// A PNG that does not become smaller by compression.
pub(crate) fn noise(edge: u32, seed: u8) -> Vec<u8> {
    let mut word = u32::from(seed);
    let picture = image::RgbImage::from_fn(edge, edge, |_, _| {
        word = word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        image::Rgb([(word >> 8) as u8, (word >> 16) as u8, (word >> 24) as u8])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[cfg(unix)]
#[test]
fn the_process_of_a_picture_is_limited_before_it_decodes() {
    let program = bench::picture_program();
    let mut child = Command::new(&program.path)
        .args(&program.arguments)
        .arg("image/png")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // It has set its limits before it reads the picture to its end.
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&noise(400, 1)).unwrap();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    drop(stdin);
    assert!(child.wait_with_output().unwrap().stdout.starts_with(b"\xff\xd8\xff"));
    for (name, limit) in [
        ("Max core file size", "0"),
        ("Max data size", "536870912"),
        ("Max cpu time", "10"),
        ("Max open files", "0"),
        ("Max processes", "0"),
    ] {
        let line = limits.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        let set = line.split_whitespace().take(2).collect::<Vec<_>>();
        assert_eq!(set, [limit, limit], "{name}");
    }
}
