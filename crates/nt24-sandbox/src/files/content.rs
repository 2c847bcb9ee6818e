//! A kept file on its way out.

use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, BoxStream, StreamExt as _};
use std::io;
use std::path::PathBuf;
use tokio::io::AsyncReadExt as _;

/// Length in bytes of the pieces in which files are written, read and sent.
pub(super) const PIECE: usize = 256 * 1024;

/// The bytes of a kept file.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    length: u64,
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    Memory(Vec<Bytes>),
    File(PathBuf),
}

impl Content {
    pub(super) fn of_memory(length: u64, pieces: Vec<Bytes>) -> Self {
        Self { length, source: Source::Memory(pieces) }
    }

    pub(super) fn of_file(length: u64, path: PathBuf) -> Self {
        Self { length, source: Source::File(path) }
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// The whole file if it is no longer than one piece. Returns `None` for a longer file, or if it cannot
    /// be read.
    pub(crate) fn small(&self) -> Option<Bytes> {
        if self.length > u64::try_from(PIECE).ok()? {
            return None;
        }
        match &self.source {
            Source::Memory(pieces) => Some(pieces.first().cloned().unwrap_or_default()),
            Source::File(path) => std::fs::read(path).ok().map(Bytes::from),
        }
    }

    /// The first `length` bytes, piece by piece.
    pub(crate) fn stream(self, length: u64) -> BoxStream<'static, io::Result<Bytes>> {
        match self.source {
            Source::Memory(pieces) => {
                let mut left = usize::try_from(length).unwrap_or(usize::MAX);
                let pieces = pieces.into_iter().map(move |piece| {
                    let now = piece.len().min(left);
                    left -= now;
                    Ok(piece.slice(..now))
                });
                stream::iter(pieces).boxed()
            }
            Source::File(path) => stream::try_unfold(Reading::At(path, length), Reading::next).boxed(),
        }
    }
}

/// Progress of reading a file. The file is opened for the first piece.
enum Reading {
    At(PathBuf, u64),
    Open(tokio::io::Take<tokio::fs::File>),
}

impl Reading {
    async fn next(self) -> io::Result<Option<(Bytes, Self)>> {
        let mut file = match self {
            Self::At(path, length) => tokio::fs::File::open(path).await?.take(length),
            Self::Open(file) => file,
        };
        let mut piece = BytesMut::with_capacity(PIECE);
        while piece.len() < PIECE && file.read_buf(&mut piece).await? > 0 {}
        Ok((!piece.is_empty()).then(|| (piece.freeze(), Self::Open(file))))
    }
}
