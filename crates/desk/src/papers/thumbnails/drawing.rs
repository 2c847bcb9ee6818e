//! Has a small picture drawn by another process, which may end, hang or answer anything.

use crate::given::picture_program::PictureProgram;
use std::io::{self, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// Largest small picture in bytes: several times that of 192 by 192 pixels of noise.
pub(super) const LARGEST_SMALL: u64 = 256 * 1024;

/// How often it is asked whether the small picture is still wanted.
const LOOK: Duration = Duration::from_millis(50);

/// Variables of the environment without which a program may not start: where its libraries are, if they are
/// not in the system's folders, and the folder of Windows.
const ENVIRONMENT: [&str; 2] = ["LD_LIBRARY_PATH", "SystemRoot"];

/// The small picture of `content`. `None` if the process does not give a whole one within its time, or while
/// `wanted`.
///
/// # Errors
/// If the process cannot be started, or the content cannot be read.
pub(super) fn draw(
    program: &PictureProgram,
    content_type: &str,
    content: &mut (dyn Read + Send),
    wanted: &dyn Fn() -> bool,
) -> io::Result<Option<Vec<u8>>> {
    let mut child = Command::new(&program.path)
        .args(&program.arguments)
        .arg(content_type)
        .env_clear()
        .envs(ENVIRONMENT.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let (copied, answer, ended) = thread::scope(|scope| {
        let copying = scope.spawn(|| match stdin {
            Some(mut stdin) => io::copy(content, &mut stdin).map(drop),
            None => Ok(()),
        });
        let (done, answered) = channel();
        scope.spawn(move || {
            let mut answer = Vec::new();
            let read = stdout.map(|stdout| stdout.take(LARGEST_SMALL + 1).read_to_end(&mut answer));
            // The caller does not wait for the picture any more if its time is over.
            let _ = done.send(read.and_then(Result::ok).map(|_| answer));
        });
        let mut answer = None;
        for _ in 0..program.time_limit.as_millis().div_ceil(LOOK.as_millis()) {
            match answered.recv_timeout(LOOK) {
                Err(RecvTimeoutError::Timeout) if wanted() => {}
                ended => {
                    answer = ended.ok().flatten();
                    break;
                }
            }
        }
        // It closes both pipes, so that the threads end. A process that has answered is not needed any more.
        let ended = child.kill().and_then(|()| child.wait());
        (copying.join(), answer, ended)
    });
    ended?;
    match copied {
        // The process ended before it had read all: that is its answer.
        Ok(Err(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(None),
        Ok(Err(error)) => Err(error),
        Ok(Ok(())) => Ok(answer.filter(|answer| is_whole_jpeg(answer))),
        Err(_) => Err(io::Error::other("the content cannot be read")),
    }
}

fn is_whole_jpeg(bytes: &[u8]) -> bool {
    bytes.len() as u64 <= LARGEST_SMALL && bytes.starts_with(b"\xff\xd8\xff") && bytes.ends_with(b"\xff\xd9")
}
