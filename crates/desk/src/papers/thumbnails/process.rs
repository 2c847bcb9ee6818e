//! The process that draws one small picture: the picture comes in on stdin, the small one goes out on stdout.
//! Decoders are the code that strangers' files reach most directly, so nothing else runs here, and little is
//! allowed.

use crate::given::picture_program::ARGUMENT;
use crate::papers::limits::LARGEST_PICTURE;
use crate::papers::thumbnails::picture;
use std::io::{Read, Write, stdin, stdout};

/// Memory of the process in bytes, without what its program maps: enough for a photo of 48 megapixels in
/// every way that JPEG stores one. The progressive way needs a multiple of the decoded picture.
#[cfg(unix)]
const MEMORY: u64 = 512 * 1024 * 1024;

/// Time on a processor, in seconds.
#[cfg(unix)]
const PROCESSOR_TIME: u64 = 10;

/// Draws a small picture if this process was started for that; see
/// [`PictureProgram`](crate::PictureProgram). Returns whether it was: `main` of a host begins with this call, and
/// ends if it returns true. A picture that cannot be drawn writes nothing.
#[must_use]
pub fn draw_picture_if_asked() -> bool {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() != Some(ARGUMENT) {
        return false;
    }
    // Without limits nothing is decoded.
    if restrict().is_ok()
        && let Some(small) = small(&arguments.next().unwrap_or_default())
    {
        // The program that asked sees an incomplete picture, if this fails.
        let _ = stdout().write_all(&small).and_then(|()| stdout().flush());
    }
    true
}

fn small(content_type: &str) -> Option<Vec<u8>> {
    let format = picture::format(content_type)?;
    let mut content = Vec::new();
    stdin().take(LARGEST_PICTURE).read_to_end(&mut content).ok()?;
    picture::small(&content, format)
}

/// Limits memory and time; opens no further file or connection, starts no process, and writes no core dump,
/// which would contain the picture.
#[cfg(unix)]
fn restrict() -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // When the whole computer runs out of memory, Linux ends this process and not the program.
    #[cfg(target_os = "linux")]
    if let Err(error) = std::fs::write("/proc/self/oom_score_adj", "1000") {
        tracing::debug!(%error, "the process of a picture is not the first to end");
    }
    let limits = [
        // Not the address space: that includes the libraries of a window, which are mapped but not used.
        (Resource::Data, MEMORY),
        (Resource::Cpu, PROCESSOR_TIME),
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        (Resource::Nproc, 0),
        (Resource::Nofile, 0),
    ];
    for (resource, most) in limits {
        let allowed = getrlimit(resource).maximum.map_or(most, |allowed| allowed.min(most));
        setrlimit(resource, Rlimit { current: Some(allowed), maximum: Some(allowed) })?;
    }
    Ok(())
}

/// Windows limits memory by job objects only, which safe Rust does not reach: there, the process ends with the
/// time limit of the program that asked, and an allocation that fails ends nothing else.
#[cfg(not(unix))]
fn restrict() -> std::io::Result<()> {
    Ok(())
}
