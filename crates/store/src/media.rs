//! The kind of a file, recognised from its content and never from its name; and whether its end is there. Vault,
//! client and sandbox share the marks of [`FileKind`], so that what is taken here is neither refused when it is
//! sent nor when it comes back.

mod ending;

use ending::Ending;
pub use nt24::FileKind;

/// Recognises the kind of a file from its first bytes; 1 KiB is enough.
#[must_use]
pub fn recognise(head: &[u8]) -> Option<FileKind> {
    FileKind::of_beginning(head)
}

/// Looks for the end of a file while its parts go by. Half a file was copied or downloaded badly. Nothing is
/// decoded, so that a whole file may be damaged all the same.
#[derive(Default)]
pub(crate) struct Watch {
    /// The first bytes, until they tell the kind of the file.
    head: Vec<u8>,
    ending: Option<Ending>,
}

impl Watch {
    /// Whether the end was there, after the last part. `None` for a file of no kind that is taken.
    pub(crate) fn is_whole(&self) -> Option<bool> {
        match (&self.ending, recognise(&self.head)) {
            (Some(ending), _) => Some(ending.is_reached()),
            // A file of a few bytes.
            (None, Some(_)) => Some(false),
            (None, None) => None,
        }
    }

    /// Looks at the next part.
    pub(crate) fn look_at(&mut self, part: &[u8]) {
        if let Some(ending) = &mut self.ending {
            ending.look_at(part);
        } else if self.head.len() < FileKind::BEGINNING {
            self.head.extend_from_slice(part);
            if FileKind::is_decided(&self.head)
                && let Some(kind) = recognise(&self.head)
            {
                let mut ending = Ending::of(kind);
                ending.look_at(&self.head);
                self.ending = Some(ending);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A chunk of a PNG, with a check sum that nobody looks at.
    fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
        [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], kind, data, &[0; 4]].concat()
    }

    fn png() -> Vec<u8> {
        [&b"\x89PNG\r\n\x1a\n"[..], &chunk(b"IHDR", &[1; 13]), &chunk(b"IDAT", b"IEND"), &chunk(b"IEND", b"")]
            .concat()
    }

    fn jpeg() -> Vec<u8> {
        // The first segment holds a small picture with an end of its own.
        let thumbnail = b"\xff\xe1\0\x0a\xff\xd8\xff\xd9Exif";
        let frame = b"\xff\xc0\0\x04ab\xff\xff\xdd\0\x04\0\x01";
        let scan = b"\xff\xda\0\x03sdata\xff\0data\xff\xd0data";
        [&b"\xff\xd8"[..], thumbnail, frame, scan, b"\xff\xc4\0\x02", scan, b"\xff\xd9"].concat()
    }

    fn pdf() -> Vec<u8> {
        // One that begins with what a browser needs for its first page has two ends.
        let first = format!("%PDF-1.7\n{}startxref\n0\n%%EOF\n", "x".repeat(3000));
        format!("{first}{}startxref\n116\n%%EOF\r\n", "y".repeat(3000)).into_bytes()
    }

    /// Whether a file is whole, read in parts of different lengths.
    fn is_whole(file: &[u8]) -> Option<bool> {
        let by_parts = |length: usize| {
            let mut watch = Watch::default();
            file.chunks(length).for_each(|part| watch.look_at(part));
            watch.is_whole()
        };
        let answer = by_parts(64 * 1024);
        assert!([1, 7, 1024].map(by_parts).iter().all(|other| *other == answer));
        answer
    }

    #[test]
    fn the_end_of_a_file_is_seen_whatever_follows_it() {
        let trailer = [b"MotionPhoto".as_slice(), &[0xFF; 3000], b"more"].concat();
        for file in [png(), jpeg()] {
            assert_eq!(is_whole(&file), Some(true));
            assert_eq!(is_whole(&[&file[..], &trailer].concat()), Some(true));
        }
        for padding in [&b""[..], b"\n", &[0; 5000], &[b' '; 900], b"<!-- sent by a printer -->"] {
            assert_eq!(is_whole(&[&pdf()[..], padding].concat()), Some(true));
        }
    }

    #[test]
    fn half_a_file_is_not_whole_wherever_it_was_cut() {
        for file in [png(), jpeg()] {
            for length in 8..file.len() {
                assert_eq!(is_whole(&file[..length]), Some(false), "{length} of {}", file.len());
            }
        }
        let file = pdf();
        for length in [5, 100, 2000, 3000, 4200, 5000, file.len() - 3] {
            assert_eq!(is_whole(&file[..length]), Some(false), "{length} of {}", file.len());
        }
    }

    #[test]
    fn a_file_that_is_not_taken_has_no_end() {
        for file in [&b""[..], b"MZ", b"%PD", &[b' '; 5000]] {
            assert_eq!(is_whole(file), None);
        }
    }
}
