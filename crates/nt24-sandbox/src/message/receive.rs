//! Reads the body of a request. A file is hashed while it is read and written to the file store piece by
//! piece, so memory use does not depend on its length.

use super::body::{Payload, Received, Upload};
use super::exchange::{Part, RequestBody};
use super::multipart::{Broken, Head, Multipart, Sink};
use super::reply::Refusal;
use crate::files::{FileStore, Incoming, ReceivedFile, StoredFile, hex};
use axum::body::{Body, HttpBody as _};
use bytes::Bytes;
use futures_util::StreamExt;
use nt24::{FileKind, ProblemType};
use sha2::{Digest, Sha256};

/// Limit of a body that is no upload, in bytes; decided here.
const MAX_JSON: usize = 1024 * 1024;
/// Bytes of a body of no use that are read all the same, so that a client that is still sending reads the
/// answer and keeps its connection. It loses both after more. Decided here: more than an upload.
const MAX_DISCARDED: usize = 64 * 1024 * 1024;
/// Limit of the text of a form field, in bytes; the rest is dropped. Decided here.
const MAX_TEXT: usize = 1024;
/// Number of bytes at the beginning of a file that tell its type.
const MAGIC: usize = FileKind::BEGINNING;
/// Form field that holds the file (contract, section 13).
const FILE: &str = "file";

/// Does not read a body: its request is refused by its head.
pub(crate) fn unread(body: Body) -> Received {
    if !body.is_end_stream() {
        // The answer does not wait for it. It ends with the connection at the latest.
        drop(tokio::spawn(discard(body)));
    }
    Received {
        payload: Payload::Refused(Refusal::malformed("The body was not read")),
        seen: RequestBody::Unread,
        digest: String::new(),
    }
}

async fn discard(body: Body) {
    let mut left = MAX_DISCARDED;
    let mut stream = body.into_data_stream();
    while let Some(Ok(piece)) = stream.next().await
        && let Some(rest) = left.checked_sub(piece.len())
    {
        left = rest;
    }
}

/// Reads a JSON body. The rest of a body over the limit is discarded.
pub(crate) async fn json(body: Body) -> Result<Received, axum::Error> {
    let mut kept = Vec::new();
    let mut hash = Sha256::new();
    let mut length = 0;
    let mut stream = body.into_data_stream();
    while let Some(piece) = stream.next().await
        && length <= MAX_DISCARDED
    {
        let piece = piece?;
        length += piece.len();
        if length <= MAX_JSON {
            hash.update(&piece);
            kept.extend_from_slice(&piece);
        }
    }
    let too_long = length > MAX_JSON;
    let bytes = Bytes::from(kept);
    let seen = if bytes.is_empty() { RequestBody::Empty } else { RequestBody::Bytes(bytes.clone()) };
    let payload = if too_long {
        Payload::Refused(Refusal::malformed("The body is longer than 1 MiB"))
    } else {
        Payload::Bytes(bytes)
    };
    Ok(Received { payload, seen, digest: hex(&hash.finalize()) })
}

/// Reads an upload.
pub(crate) async fn upload(
    body: Body,
    content_type: &str,
    max_file_bytes: u64,
    files: &FileStore,
) -> Result<Received, axum::Error> {
    let mut reader = Multipart::of_content_type(content_type);
    let mut parts = Parts {
        max_file_bytes,
        files,
        done: Vec::new(),
        open: None,
        incoming: None,
        received_file: None,
        too_large: false,
        not_kept: false,
    };
    let mut broken = match reader {
        Some(_) => None,
        None => Some(Broken("the body is not multipart/form-data with a boundary")),
    };
    let mut hash = Sha256::new();
    let mut stream = body.into_data_stream();
    while let Some(piece) = stream.next().await {
        let piece = piece?;
        hash.update(&piece);
        if let Some(reader) = &mut reader
            && broken.is_none()
            && !parts.too_large
        {
            broken = reader.feed(&piece, &mut parts).err();
        }
    }
    if broken.is_none() && !parts.too_large && !reader.is_some_and(|reader| reader.is_complete()) {
        broken = Some(Broken("the closing boundary is missing"));
    }
    // Observers see a part that was given up as far as it was read, without a hash.
    parts.done.extend(parts.open.take().map(|(part, _)| part));
    let digest = hex(&hash.finalize());
    let seen = RequestBody::Upload(parts.done.iter().map(|part| part.part.clone()).collect());
    let payload = if parts.too_large {
        Payload::Refused(
            Refusal::new(&ProblemType::ValidationError, 413, "File too large")
                .detail(format!("A file may have up to {max_file_bytes} bytes")),
        )
    } else if let Some(Broken(why)) = broken {
        Payload::Refused(Refusal::malformed(why))
    } else if parts.not_kept {
        Payload::Refused(Refusal::internal("The file could not be written"))
    } else {
        Payload::Upload(parts.fields())
    };
    Ok(Received { payload, seen, digest })
}

/// The parts of an upload so far.
struct Parts<'a> {
    max_file_bytes: u64,
    files: &'a FileStore,
    done: Vec<ReadPart>,
    open: Option<(ReadPart, Sha256)>,
    /// The bytes of the open part, if it is the file.
    incoming: Option<Incoming>,
    /// The bytes of the file. The first part of that name counts, as for text fields.
    received_file: Option<ReceivedFile>,
    too_large: bool,
    /// The file store could not write.
    not_kept: bool,
}

struct ReadPart {
    part: Part,
    beginning: Vec<u8>,
}

impl Sink for Parts<'_> {
    fn begin(&mut self, head: Head) -> Result<(), Broken> {
        if head.name == FILE && head.file_name.is_some() && self.received_file.is_none() {
            let incoming = self.files.begin();
            self.not_kept |= incoming.is_err();
            self.incoming = incoming.ok();
        }
        let part = Part {
            text: head.file_name.is_none().then(String::new),
            name: head.name,
            file_name: head.file_name,
            content_type: head.content_type,
            size: 0,
            sha256: String::new(),
        };
        self.open = Some((ReadPart { part, beginning: Vec::new() }, Sha256::new()));
        Ok(())
    }

    fn data(&mut self, piece: &[u8]) -> Result<(), Broken> {
        let Some((open, hash)) = &mut self.open else { return Ok(()) };
        hash.update(piece);
        open.part.size += u64::try_from(piece.len()).unwrap_or(u64::MAX);
        let keep = if open.part.text.is_some() { MAX_TEXT } else { MAGIC };
        let room = keep.saturating_sub(open.beginning.len()).min(piece.len());
        open.beginning.extend_from_slice(piece.get(..room).unwrap_or_default());
        self.too_large = open.part.size > self.max_file_bytes;
        if self.too_large {
            self.incoming = None;
        }
        if let Some(incoming) = &mut self.incoming {
            self.not_kept |= incoming.write(piece).is_err();
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), Broken> {
        let Some((mut open, hash)) = self.open.take() else { return Ok(()) };
        open.part.sha256 = hex(&hash.finalize());
        self.received_file = self.received_file.take().or(self.incoming.take().map(Incoming::finish));
        if open.part.text.is_some() {
            let text = std::str::from_utf8(&open.beginning).map_err(|_| Broken("a field is not UTF-8"))?;
            open.part.text = Some(text.to_owned());
        }
        self.done.push(open);
        Ok(())
    }
}

impl Parts<'_> {
    fn fields(self) -> Upload {
        let find = |name: &str| self.done.iter().find(|part| part.part.name == name);
        let text = |name: &str| find(name).and_then(|part| part.part.text.clone());
        let file = find(FILE).filter(|part| part.part.text.is_none());
        let content_type =
            file.and_then(|part| FileKind::of_beginning(&part.beginning)).map(FileKind::media_type);
        Upload {
            kind: text("type"),
            document_date: text("documentDate"),
            recognised: content_type.is_some(),
            file: file.map(|part| StoredFile {
                name: part.part.file_name.clone(),
                content_type: content_type.unwrap_or("application/octet-stream"),
                size: part.part.size,
                sha256: part.part.sha256.clone(),
            }),
            received_file: self.received_file,
        }
    }
}
