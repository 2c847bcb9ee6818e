//! A reader of `multipart/form-data`. It is fed in pieces and buffers at most one of them.

use memchr::memmem::Finder;

/// Limit of the head of a part, in bytes.
const MAX_HEAD: usize = 8 * 1024;
/// Longest boundary, in characters (RFC 2046, section 5.1.1).
const MAX_BOUNDARY: usize = 70;

/// Receives the parts that the reader finds.
pub(crate) trait Sink {
    /// A part begins.
    fn begin(&mut self, head: Head) -> Result<(), Broken>;
    /// A piece of the current part.
    fn data(&mut self, piece: &[u8]) -> Result<(), Broken>;
    /// The current part is complete.
    fn end(&mut self) -> Result<(), Broken>;
}

/// The head of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) name: String,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<String>,
}

/// The body violates RFC 7578; why.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Broken(pub(crate) &'static str);

enum At {
    Preamble,
    Delimiter,
    Head,
    Data,
    Epilogue,
}

pub(crate) struct Multipart {
    delimiter: Finder<'static>,
    kept: Vec<u8>,
    at: At,
}

impl Multipart {
    /// A reader for the boundary in this `Content-Type`. Returns `None` if it names no boundary.
    pub(crate) fn of_content_type(content_type: &str) -> Option<Self> {
        let (media, parameters) = content_type.split_once(';')?;
        if !media.trim().eq_ignore_ascii_case("multipart/form-data") {
            return None;
        }
        let boundary = parameters.split(';').find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"').to_owned())
        })?;
        if boundary.is_empty() || boundary.len() > MAX_BOUNDARY {
            return None;
        }
        // The first delimiter has no line end before it; this one is put in for it.
        let delimiter = Finder::new(&format!("\r\n--{boundary}")).into_owned();
        Some(Self { delimiter, kept: b"\r\n".to_vec(), at: At::Preamble })
    }

    /// Reads the next piece of the body.
    pub(crate) fn feed(&mut self, piece: &[u8], sink: &mut impl Sink) -> Result<(), Broken> {
        self.kept.extend_from_slice(piece);
        loop {
            match self.at {
                At::Preamble | At::Data => {
                    let inside = matches!(self.at, At::Data);
                    if let Some(end) = self.delimiter.find(&self.kept) {
                        if inside {
                            sink.data(self.kept.get(..end).unwrap_or_default())?;
                            sink.end()?;
                        }
                        self.kept.drain(..end + self.delimiter.needle().len());
                        self.at = At::Delimiter;
                        continue;
                    }
                    // The last bytes may be the beginning of a delimiter.
                    let safe = self.kept.len().saturating_sub(self.delimiter.needle().len() - 1);
                    if inside {
                        sink.data(self.kept.get(..safe).unwrap_or_default())?;
                    }
                    self.kept.drain(..safe);
                    return Ok(());
                }
                At::Delimiter => match self.kept.get(..2) {
                    None => return Ok(()),
                    Some(b"--") => self.at = At::Epilogue,
                    Some(b"\r\n") => {
                        self.kept.drain(..2);
                        self.at = At::Head;
                    }
                    Some(_) => return Err(Broken("text after a boundary")),
                },
                At::Head => {
                    let Some(end) = memchr::memmem::find(&self.kept, b"\r\n\r\n") else {
                        // Up to three bytes of the empty line may have arrived already.
                        let long = self.kept.len() > MAX_HEAD + 3;
                        return if long { Err(Broken("the head of a part is too long")) } else { Ok(()) };
                    };
                    // Checked here too, or the limit would depend on how the network cuts the body.
                    if end > MAX_HEAD {
                        return Err(Broken("the head of a part is too long"));
                    }
                    let head = parse_head(self.kept.get(..end).unwrap_or_default())?;
                    sink.begin(head)?;
                    self.kept.drain(..end + 4);
                    self.at = At::Data;
                }
                At::Epilogue => {
                    self.kept.clear();
                    return Ok(());
                }
            }
        }
    }

    /// Whether the closing boundary was read.
    pub(crate) fn is_complete(&self) -> bool {
        matches!(self.at, At::Epilogue)
    }
}

fn parse_head(head: &[u8]) -> Result<Head, Broken> {
    let text = std::str::from_utf8(head).map_err(|_| Broken("the head of a part is not UTF-8"))?;
    let header = |wanted: &str| {
        text.split("\r\n").filter_map(|line| line.split_once(':')).find_map(|(name, value)| {
            name.trim().eq_ignore_ascii_case(wanted).then(|| value.trim().to_owned())
        })
    };
    let disposition = header("content-disposition").ok_or(Broken("a part without Content-Disposition"))?;
    Ok(Head {
        name: parameter(&disposition, "name").ok_or(Broken("a part without a name"))?,
        file_name: parameter(&disposition, "filename"),
        content_type: header("content-type"),
    })
}

/// Whether no other quote follows the one with which this text begins.
fn is_last_quote(text: &str) -> bool {
    !text.chars().skip(1).any(|char| char == '"')
}

/// A parameter of a header. Quoted values may hold `;` and escaped quotes; a browser writes the
/// latter as `%22` (WHATWG, multipart/form-data encoding algorithm).
fn parameter(header: &str, wanted: &str) -> Option<String> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (name, after) = rest.split_once('=')?;
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => {
                let mut value = String::new();
                let mut chars = quoted.chars();
                loop {
                    match chars.next()? {
                        '"' => break,
                        '\\' => match chars.as_str().chars().next()? {
                            // The last quote of the header ends the name, also behind a lone backslash.
                            '"' if is_last_quote(chars.as_str()) => value.push('\\'),
                            quoted @ ('"' | '\\') => {
                                chars.next();
                                value.push(quoted);
                            }
                            // Browsers write a backslash as it is.
                            _ => value.push('\\'),
                        },
                        other => value.push(other),
                    }
                }
                (value, chars.as_str())
            }
            None => {
                let end = after.find(';').unwrap_or(after.len());
                let (value, next) = after.split_at(end);
                (value.trim().to_owned(), next)
            }
        };
        if name.trim().trim_start_matches(';').trim().eq_ignore_ascii_case(wanted) {
            return Some(value.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"));
        }
        rest = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default, Debug, PartialEq)]
    struct Parts(Vec<(Head, Vec<u8>, bool)>);

    impl Sink for Parts {
        fn begin(&mut self, head: Head) -> Result<(), Broken> {
            self.0.push((head, Vec::new(), false));
            Ok(())
        }
        fn data(&mut self, piece: &[u8]) -> Result<(), Broken> {
            self.0.last_mut().unwrap().1.extend_from_slice(piece);
            Ok(())
        }
        fn end(&mut self) -> Result<(), Broken> {
            self.0.last_mut().unwrap().2 = true;
            Ok(())
        }
    }

    const BODY: &[u8] = b"--xyz\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nTRANSPORT_CMR\r\n--xyz\r\n\
        content-disposition: form-data; name=\"note\"\r\n\r\n\r\n--xyz\r\nContent-Disposition: form-data; \
        name=\"file\"; filename=\"a; %22b%22.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--xy\r\n-\r\n--xyz--\r\n";

    fn read(pieces: &[&[u8]]) -> (Parts, bool) {
        let mut reader = Multipart::of_content_type("multipart/form-data; boundary=\"xyz\"").unwrap();
        let mut parts = Parts::default();
        for piece in pieces {
            reader.feed(piece, &mut parts).unwrap();
        }
        (parts, reader.is_complete())
    }

    #[test]
    fn every_split_of_a_body_gives_the_same_parts() {
        let (whole, complete) = read(&[BODY]);
        assert!(complete);
        let texts: Vec<_> = whole.0.iter().map(|(h, data, _)| (h.name.as_str(), data.as_slice())).collect();
        assert_eq!(texts, [("type", &b"TRANSPORT_CMR"[..]), ("note", b""), ("file", b"%PDF\r\n--xy\r\n-")]);
        assert_eq!(whole.0[2].0.file_name.as_deref(), Some("a; \"b\".pdf"));
        assert_eq!(whole.0[2].0.content_type.as_deref(), Some("application/pdf"));
        for at in 1..BODY.len() {
            let (first, second) = BODY.split_at(at);
            assert_eq!(read(&[first, second]), (Parts(whole.0.clone()), true), "split at {at}");
        }
        let bytes: Vec<&[u8]> = BODY.chunks(1).collect();
        assert_eq!(read(&bytes), (whole, true));
    }

    #[test]
    fn a_backslash_in_a_name_arrives() {
        for (written, name) in [
            (r"scans\\cmr.pdf", r"scans\cmr.pdf"),
            (r"scans\cmr.pdf", r"scans\cmr.pdf"),
            (r"cmr\\", r"cmr\"),
            (r"cmr\", r"cmr\"),
            (r#"a\"b.pdf"#, r#"a"b.pdf"#),
        ] {
            let header = format!("form-data; name=\"file\"; filename=\"{written}\"");
            assert_eq!(parameter(&header, "filename").as_deref(), Some(name), "{written}");
        }
    }

    #[test]
    fn the_limit_of_a_head_does_not_depend_on_the_split() {
        for (longer, fits) in [(0, true), (1, false)] {
            let start = "Content-Disposition: form-data; name=\"";
            let name = "n".repeat(MAX_HEAD + longer - start.len() - 1);
            let body = format!("--xyz\r\n{start}{name}\"\r\n\r\nx\r\n--xyz--");
            for length in [body.len(), 1, 4096] {
                let mut reader = Multipart::of_content_type("multipart/form-data; boundary=xyz").unwrap();
                let mut parts = Parts::default();
                let fed = body.as_bytes().chunks(length).try_for_each(|piece| reader.feed(piece, &mut parts));
                assert_eq!(fed.is_ok(), fits, "{longer} too many, in pieces of {length}");
            }
        }
    }

    #[test]
    fn a_truncated_body_is_not_complete() {
        assert!(!read(&[&BODY[..BODY.len() - 6]]).1);
    }

    #[test]
    fn a_content_type_without_a_boundary_is_none() {
        assert!(Multipart::of_content_type("multipart/form-data").is_none());
        assert!(Multipart::of_content_type("application/json; boundary=x").is_none());
    }
}
