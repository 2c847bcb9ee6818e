//! The program that draws small pictures in a process of its own.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// The argument with which a host starts as this process; the media type of the picture follows it.
pub(crate) const ARGUMENT: &str = "--draw-small-picture";

/// How long a picture may take. The largest ones that fit into the memory take about two seconds.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// A program whose `main` begins with [`crate::draw_picture_if_asked`], and how it is started.
#[derive(Clone, Debug)]
pub struct PictureProgram {
    /// The executable.
    pub path: PathBuf,
    /// Its arguments. The media type of the picture follows them.
    pub arguments: Vec<OsString>,
    /// How long a picture may take before its process is ended.
    pub time_limit: Duration,
}

impl PictureProgram {
    /// Another program.
    #[must_use]
    pub fn at(path: PathBuf) -> Self {
        Self { path, arguments: vec![ARGUMENT.into()], time_limit: TIME_LIMIT }
    }

    /// The program that runs, started once more. On Linux it is found also after an update has replaced its
    /// file. If the system does not tell where it is, there are no small pictures.
    #[must_use]
    pub fn this() -> Self {
        Self::at(match cfg!(target_os = "linux") {
            true => PathBuf::from("/proc/self/exe"),
            false => std::env::current_exe().unwrap_or_default(),
        })
    }
}
