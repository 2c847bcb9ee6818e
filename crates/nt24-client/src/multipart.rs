//! The body of an upload, `multipart/form-data` (RFC 7578), built here for two reasons: a repetition is
//! the same to the last byte, and the closing boundary leaves only when the file proved as long as
//! announced, so that no server takes half a file for a whole one.

use crate::{Error, ErrorKind, FileSource, Limits, Progress, Upload};
use bytes::Bytes;
use nt24::IdempotencyKey;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Read from the file at once.
const PIECE: u64 = 256 * 1024;

/// Handed to the socket at once: small, so that a slow line still shows that it moves.
const SLICE: usize = 16 * 1024;

/// Everything around the file.
pub(crate) struct Form {
    boundary: String,
    head: Bytes,
    tail: Bytes,
}

impl Form {
    /// # Errors
    /// [`ErrorKind::BadAddress`] when the media type is no header.
    pub(crate) fn new(upload: &Upload, key: &IdempotencyKey) -> Result<Self, Error> {
        if !upload.content_type.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
            return Err(Error::never_sent(ErrorKind::BadAddress));
        }
        let boundary = boundary(key);
        let mut head = String::new();
        push_field(&mut head, &boundary, "type", upload.kind.as_str());
        if let Some(date) = upload.document_date {
            push_field(&mut head, &boundary, "documentDate", &date.to_string());
        }
        head.push_str(&format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
            escaped(&upload.file_name),
            upload.content_type,
        ));
        let tail = Bytes::from(format!("\r\n--{boundary}--\r\n"));
        Ok(Self { boundary, head: head.into(), tail })
    }

    pub(crate) fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    pub(crate) fn length(&self, upload: &Upload) -> u64 {
        self.head.len() as u64 + upload.file.length() + self.tail.len() as u64
    }

    /// The whole body at once, for a carrier that takes it so.
    pub(crate) fn whole(&self, upload: &Upload) -> Result<Bytes, Error> {
        let unreadable = |fault| Error::never_sent(ErrorKind::FileGone).with_source(fault);
        let mut body = self.head.to_vec();
        let mut file = upload.file.open().map_err(unreadable)?.take(upload.file.length() + 1);
        let read = file.read_to_end(&mut body).map_err(unreadable)?;
        if read as u64 != upload.file.length() {
            return Err(Error::never_sent(ErrorKind::FileChanged));
        }
        body.extend_from_slice(&self.tail);
        (upload.progress)(upload.file.length());
        Ok(body.into())
    }

    /// Begins to read the file. Its first piece is read before anything is sent, so that a missing
    /// file, and any change of a small one, shows while nothing has left.
    pub(crate) async fn open(&self, upload: &Upload) -> Result<(reqwest::Body, Arc<Flow>), Error> {
        let (sender, mut pieces) = mpsc::channel(1);
        let file = Arc::clone(&upload.file);
        let length = file.length();
        drop(tokio::task::spawn_blocking(move || read(&*file, length, &sender)));
        let first = match pieces.recv().await {
            Some(Ok(piece)) => piece,
            Some(Err(fault)) => return Err(Error::never_sent(fault.kind()).with_source(fault)),
            None if length == 0 => Bytes::new(),
            None => return Err(Error::never_sent(ErrorKind::FileGone)),
        };
        let flow = Arc::new(Flow::new());
        let sending = Sending {
            head: Some(self.head.clone()),
            tail: Some(self.tail.clone()),
            piece: first,
            pieces,
            handed: 0,
            length,
            flow: Arc::clone(&flow),
            progress: Arc::clone(&upload.progress),
        };
        let stream = futures_util::stream::unfold(sending, |mut sending| async {
            let slice = sending.next().await?;
            Some((slice, sending))
        });
        Ok((reqwest::Body::wrap_stream(stream), flow))
    }
}

/// Derived from the key: the same for each attempt, and in no file by chance.
fn boundary(key: &IdempotencyKey) -> String {
    let mut boundary = "nt24-".to_owned();
    for byte in &Sha256::digest(key.as_str())[..20] {
        // Writing to a String cannot fail.
        let _ = write!(boundary, "{byte:02x}");
    }
    boundary
}

fn push_field(head: &mut String, boundary: &str, name: &str, value: &str) {
    head.push_str(&format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
    ));
}

/// A file name as browsers write it (HTML, "multipart/form-data encoding algorithm"): UTF-8 as it is,
/// and only what would end the header escaped.
fn escaped(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// Why a file could not be sent.
#[derive(Debug, thiserror::Error)]
enum FileFault {
    #[error("the file cannot be read")]
    Unreadable(#[source] std::io::Error),
    #[error("the reader of the file stopped")]
    Stopped,
    #[error("the file is not as long as announced")]
    Length,
}

impl FileFault {
    fn kind(&self) -> ErrorKind {
        match self {
            FileFault::Unreadable(_) | FileFault::Stopped => ErrorKind::FileGone,
            FileFault::Length => ErrorKind::FileChanged,
        }
    }
}

/// Reads the file, on a thread for blocking work, until its end, a fault, or nobody listens.
fn read(file: &dyn FileSource, length: u64, pieces: &mpsc::Sender<Result<Bytes, FileFault>>) {
    if let Err(fault) = read_pieces(file, length, pieces) {
        // Nobody listens any more when the upload was given up.
        let _ = pieces.blocking_send(Err(fault));
    }
}

fn read_pieces(
    file: &dyn FileSource,
    length: u64,
    pieces: &mpsc::Sender<Result<Bytes, FileFault>>,
) -> Result<(), FileFault> {
    let mut file = file.open().map_err(FileFault::Unreadable)?;
    let mut left = length;
    loop {
        let wanted = left.min(PIECE);
        let mut piece = vec![0; wanted as usize];
        let filled = fill(&mut file, &mut piece).map_err(FileFault::Unreadable)?;
        piece.truncate(filled);
        left -= piece.len() as u64;
        // The end is looked for before the last piece is given away.
        let ends_well = left > 0
            || file.by_ref().take(1).read_to_end(&mut Vec::new()).map_err(FileFault::Unreadable)? == 0;
        if (piece.len() as u64) < wanted || !ends_well {
            return Err(FileFault::Length);
        }
        if (!piece.is_empty() && pieces.blocking_send(Ok(piece.into())).is_err()) || left == 0 {
            return Ok(());
        }
    }
}

/// Reads until the piece is full or the file ends. `read_to_end` would begin each piece with small reads,
/// and look for its size.
fn fill(file: &mut impl Read, piece: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < piece.len() {
        match file.read(&mut piece[filled..]) {
            Ok(0) => break,
            Ok(length) => filled += length,
            Err(fault) if fault.kind() == std::io::ErrorKind::Interrupted => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(filled)
}

/// How an upload moves, seen from outside the connection.
pub(crate) struct Flow(Mutex<Movement>);

struct Movement {
    last: Instant,
    complete: bool,
    fault: Option<ErrorKind>,
}

impl Flow {
    fn new() -> Self {
        Self(Mutex::new(Movement { last: Instant::now(), complete: false, fault: None }))
    }

    fn change(&self, change: impl FnOnce(&mut Movement)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// When to give up unless something moves.
    pub(crate) fn deadline(&self, limits: &Limits) -> Instant {
        let movement = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        movement.last + if movement.complete { limits.upload_answer } else { limits.idle }
    }

    /// What was wrong with the file.
    pub(crate) fn fault(&self) -> Option<ErrorKind> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fault.clone()
    }
}

/// The body as a stream that the connection pulls.
struct Sending {
    head: Option<Bytes>,
    tail: Option<Bytes>,
    piece: Bytes,
    pieces: mpsc::Receiver<Result<Bytes, FileFault>>,
    /// Bytes of the file.
    handed: u64,
    length: u64,
    flow: Arc<Flow>,
    progress: Progress,
}

impl Sending {
    async fn next(&mut self) -> Option<Result<Bytes, FileFault>> {
        self.flow.change(|movement| movement.last = Instant::now());
        if let Some(head) = self.head.take() {
            return Some(Ok(head));
        }
        // Being asked for more means that what went before has been taken.
        (self.progress)(self.handed);
        if self.piece.is_empty() {
            match self.pieces.recv().await {
                Some(Ok(piece)) => self.piece = piece,
                Some(Err(fault)) => return Some(Err(self.fail(fault))),
                None if self.handed == self.length => {
                    self.flow.change(|movement| movement.complete = true);
                    return self.tail.take().map(Ok);
                }
                None => return Some(Err(self.fail(FileFault::Stopped))),
            }
        }
        let slice = self.piece.split_to(self.piece.len().min(SLICE));
        self.handed += slice.len() as u64;
        Some(Ok(slice))
    }

    fn fail(&self, fault: FileFault) -> FileFault {
        self.flow.change(|movement| movement.fault = Some(fault.kind()));
        fault
    }
}
