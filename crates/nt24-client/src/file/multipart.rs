//! The body of an upload, `multipart/form-data` (RFC 7578). It is built here for two reasons: a repetition
//! has the same bytes, and the closing boundary leaves only after the file proved as long as announced, so
//! that no server takes half a file for a whole one.

use crate::config::Limits;
use crate::error::{Error, ErrorKind};
use crate::file::upload::{FileSource, Progress, Upload};
use bytes::Bytes;
use nt24::IdempotencyKey;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Bytes read from the file at once.
const READ_CHUNK_BYTES: u64 = 256 * 1024;

/// Bytes handed to the socket at once: few, so that progress is seen on a slow line too.
const SEND_CHUNK_BYTES: usize = 16 * 1024;

/// Bytes of the key's hash in the boundary: enough that no file contains the boundary by chance.
const BOUNDARY_HASH_BYTES: usize = 20;

/// The form around the file.
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

    /// The whole body in memory, for a carrier.
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

    /// Opens the body as a stream. The first chunk is read before anything is sent, so that a missing file,
    /// and any change of a small one, is noticed before a byte has left.
    pub(crate) async fn open(&self, upload: &Upload) -> Result<(reqwest::Body, Arc<UploadActivity>), Error> {
        let (sender, mut chunks) = mpsc::channel(1);
        let file = Arc::clone(&upload.file);
        let length = file.length();
        drop(tokio::task::spawn_blocking(move || read(&*file, length, &sender)));
        let first = match chunks.recv().await {
            Some(Ok(chunk)) => chunk,
            Some(Err(fault)) => return Err(Error::never_sent(fault.kind()).with_source(fault)),
            None if length == 0 => Bytes::new(),
            None => return Err(Error::never_sent(ErrorKind::FileGone)),
        };
        let activity = Arc::new(UploadActivity::new());
        let streamed = StreamedForm {
            head: Some(self.head.clone()),
            tail: Some(self.tail.clone()),
            chunk: first,
            chunks,
            handed_over: 0,
            length,
            activity: Arc::clone(&activity),
            progress: Arc::clone(&upload.progress),
        };
        let stream = futures_util::stream::unfold(streamed, |mut streamed| async {
            let part = streamed.next().await?;
            Some((part, streamed))
        });
        Ok((reqwest::Body::wrap_stream(stream), activity))
    }
}

/// A boundary derived from the key: the same for each attempt.
fn boundary(key: &IdempotencyKey) -> String {
    let mut boundary = "nt24-".to_owned();
    for byte in &Sha256::digest(key.as_str())[..BOUNDARY_HASH_BYTES] {
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

/// A file name as browsers write it (HTML, "multipart/form-data encoding algorithm"): UTF-8, with the
/// characters escaped that would end the header. A backslash, which browsers leave alone, is doubled: most
/// servers read it as the beginning of a quoted pair (RFC 9110, section 5.6.4), lose it, and with a
/// backslash at the end of the name lose the end of the name, too.
fn escaped(name: &str) -> String {
    name.replace('\\', "\\\\").replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// The reason why a file could not be sent.
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

/// Reads the file, on a thread for blocking work, until its end, a fault, or the end of the upload.
fn read(file: &dyn FileSource, length: u64, chunks: &mpsc::Sender<Result<Bytes, FileFault>>) {
    if let Err(fault) = read_chunks(file, length, chunks) {
        // The receiver is gone if the upload has ended.
        let _ = chunks.blocking_send(Err(fault));
    }
}

fn read_chunks(
    file: &dyn FileSource,
    length: u64,
    chunks: &mpsc::Sender<Result<Bytes, FileFault>>,
) -> Result<(), FileFault> {
    let mut file = file.open().map_err(FileFault::Unreadable)?;
    let mut left = length;
    loop {
        let wanted = left.min(READ_CHUNK_BYTES);
        let mut chunk = vec![0; wanted as usize];
        let filled = fill(&mut file, &mut chunk).map_err(FileFault::Unreadable)?;
        chunk.truncate(filled);
        left -= chunk.len() as u64;
        // The end of the file is checked before the last chunk is handed over.
        let ends_well = left > 0
            || file.by_ref().take(1).read_to_end(&mut Vec::new()).map_err(FileFault::Unreadable)? == 0;
        if (chunk.len() as u64) < wanted || !ends_well {
            return Err(FileFault::Length);
        }
        if (!chunk.is_empty() && chunks.blocking_send(Ok(chunk.into())).is_err()) || left == 0 {
            return Ok(());
        }
    }
}

/// Reads until the chunk is full or the file ends. `read_to_end` would begin each chunk with small reads,
/// and ask for the size of the file.
fn fill(file: &mut impl Read, chunk: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < chunk.len() {
        match file.read(&mut chunk[filled..]) {
            Ok(0) => break,
            Ok(length) => filled += length,
            Err(fault) if fault.kind() == std::io::ErrorKind::Interrupted => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(filled)
}

/// The state of an upload, seen from outside the connection.
pub(crate) struct UploadActivity(Mutex<Activity>);

struct Activity {
    last_progress: Instant,
    body_complete: bool,
    file_error: Option<ErrorKind>,
}

impl UploadActivity {
    fn new() -> Self {
        let activity = Activity { last_progress: Instant::now(), body_complete: false, file_error: None };
        Self(Mutex::new(activity))
    }

    fn change(&self, change: impl FnOnce(&mut Activity)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// The moment of the timeout, if there is no progress before.
    pub(crate) fn deadline(&self, limits: &Limits) -> Instant {
        let activity = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        activity.last_progress + if activity.body_complete { limits.upload_answer } else { limits.idle }
    }

    /// The error of the file, if it could not be read as announced.
    pub(crate) fn file_error(&self) -> Option<ErrorKind> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).file_error.clone()
    }
}

/// The body as a stream that the connection pulls.
struct StreamedForm {
    head: Option<Bytes>,
    tail: Option<Bytes>,
    chunk: Bytes,
    chunks: mpsc::Receiver<Result<Bytes, FileFault>>,
    /// Bytes of the file that were handed over.
    handed_over: u64,
    length: u64,
    activity: Arc<UploadActivity>,
    progress: Progress,
}

impl StreamedForm {
    async fn next(&mut self) -> Option<Result<Bytes, FileFault>> {
        self.activity.change(|activity| activity.last_progress = Instant::now());
        if let Some(head) = self.head.take() {
            return Some(Ok(head));
        }
        // The connection asks for the next part after it has taken the previous one.
        (self.progress)(self.handed_over);
        if self.chunk.is_empty() {
            match self.chunks.recv().await {
                Some(Ok(chunk)) => self.chunk = chunk,
                Some(Err(fault)) => return Some(Err(self.fail(fault))),
                None if self.handed_over == self.length => {
                    self.activity.change(|activity| activity.body_complete = true);
                    return self.tail.take().map(Ok);
                }
                None => return Some(Err(self.fail(FileFault::Stopped))),
            }
        }
        let part = self.chunk.split_to(self.chunk.len().min(SEND_CHUNK_BYTES));
        self.handed_over += part.len() as u64;
        Some(Ok(part))
    }

    fn fail(&self, fault: FileFault) -> FileFault {
        self.activity.change(|activity| activity.file_error = Some(fault.kind()));
        fault
    }
}
