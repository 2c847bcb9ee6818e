//! The log file: what the program told of itself, for somebody who has to find out what went wrong.
//!
//! Lines come from every thread, also from the one that draws the window. None waits for the disk: a thread of
//! its own writes them. What it cannot write in time, or on a full disk, is counted and left out.

use crate::given::lock;
use crate::given::private::{private_end, private_folder};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The folder below the data folder.
const FOLDER: &str = "logs";

/// The file that is written, and the one before it.
const NAMES: [&str; 2] = ["waybill.log", "waybill.1.log"];

/// The length of one file in bytes. When the next line does not fit any more, the file replaces the one before.
const LONGEST_FILE: u64 = 1 << 20;

/// The length of one line in bytes; the rest is cut off.
const LONGEST_LINE: usize = 2048;

/// Lines that wait for the disk, or for a place.
const WAITING: usize = 512;

/// How long a reader waits for the lines that are not written yet.
const PATIENCE: Duration = Duration::from_secs(1);

/// The log file of this program. It has its place once a desk was started; the first lines wait for that.
#[derive(Clone)]
pub struct LogFile {
    jobs: SyncSender<Job>,
    /// The lines that were taken, as long as nothing writes them.
    waiting: Arc<Mutex<Option<Receiver<Job>>>>,
    left_out: Arc<AtomicU64>,
}

enum Job {
    Line(Vec<u8>),
    LastLines(usize, SyncSender<Vec<String>>),
}

impl Default for LogFile {
    fn default() -> Self {
        let (jobs, waiting) = sync_channel(WAITING);
        Self { jobs, waiting: Arc::new(Mutex::new(Some(waiting))), left_out: Arc::default() }
    }
}

impl LogFile {
    /// Takes the next line. It is written whole, when the disk has time.
    #[must_use]
    pub fn line(&self) -> impl Write + use<> {
        Line(self.clone())
    }

    /// Writes the lines into the data folder from here on, with those that were taken before. The first place
    /// stays.
    pub(crate) fn keep_in(&self, data: &Path) {
        let Some(waiting) = lock(&self.waiting).take() else { return };
        let mut writer = Writer::new(data);
        writer.left_out = Arc::clone(&self.left_out);
        // Without the thread, every line is left out.
        let _ = std::thread::Builder::new().name("log".to_owned()).spawn(move || writer.run(&waiting));
    }

    /// The last lines, with those that were taken a moment ago. Waits for the disk, for a second at most.
    pub(crate) fn last_lines(&self, most: usize) -> Vec<String> {
        if lock(&self.waiting).is_some() {
            return Vec::new();
        }
        let (answer, lines) = sync_channel(1);
        let asked = self.jobs.try_send(Job::LastLines(most, answer));
        asked.ok().and_then(|()| lines.recv_timeout(PATIENCE).ok()).unwrap_or_default()
    }
}

struct Line(LogFile);

impl Write for Line {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut kept = line[..line.len().min(LONGEST_LINE)].to_vec();
        if kept.len() < line.len() {
            kept.push(b'\n');
        }
        if self.0.jobs.try_send(Job::Line(kept)).is_err() {
            self.0.left_out.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Writer {
    folder: PathBuf,
    file: Option<File>,
    left_out: Arc<AtomicU64>,
}

impl Writer {
    fn new(data: &Path) -> Self {
        Self { folder: data.join(FOLDER), file: None, left_out: Arc::default() }
    }

    fn run(mut self, jobs: &Receiver<Job>) {
        while let Ok(job) = jobs.recv() {
            match job {
                Job::Line(line) => self.line(&line),
                Job::LastLines(most, answer) => {
                    // The caller may have stopped waiting.
                    let _ = answer.try_send(self.last_lines(most));
                }
            }
        }
    }

    fn line(&mut self, line: &[u8]) {
        let left_out = self.left_out.swap(0, Ordering::Relaxed);
        let written = match left_out {
            0 => self.append(line),
            lines => self
                .append(format!("{lines} lines were left out\n").as_bytes())
                .and_then(|()| self.append(line)),
        };
        if written.is_err() {
            // The disk may be full, or the folder gone: the next line tries from the beginning.
            self.file = None;
            self.left_out.fetch_add(left_out + 1, Ordering::Relaxed);
        }
    }

    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        let [present, before] = NAMES.map(|name| self.folder.join(name));
        let file = match self.file.take() {
            Some(file) => file,
            None => {
                private_folder(&self.folder)?;
                private_end(&present)?
            }
        };
        // Asked of the file, because another program may write to it as well.
        let is_full = file.metadata()?.len() + line.len() as u64 > LONGEST_FILE;
        let mut file = match is_full {
            false => file,
            true => {
                drop(file);
                std::fs::rename(&present, &before)?;
                private_end(&present)?
            }
        };
        file.write_all(line)?;
        self.file = Some(file);
        Ok(())
    }

    fn last_lines(&self, most: usize) -> Vec<String> {
        let mut text = Vec::new();
        for name in NAMES.iter().rev() {
            if let Ok(file) = File::open(self.folder.join(name)) {
                // A file of somebody else in this place could be of any length.
                let _ = file.take(LONGEST_FILE).read_to_end(&mut text);
            }
        }
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(most)..].iter().map(|line| (*line).to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(log: &LogFile, text: &str) {
        // A line that does not fit into the queue is left out: wait until it is written.
        log.line().write_all(text.as_bytes()).unwrap();
        log.last_lines(0);
    }

    #[test]
    fn lines_from_before_the_folder_was_known_are_kept_and_the_file_is_private() {
        let data = tempfile::tempdir().unwrap();
        let log = LogFile::default();
        say(&log, "early\n");
        assert_eq!(log.last_lines(9), Vec::<String>::new());
        log.keep_in(data.path());
        say(&log, "late\n");
        assert_eq!(log.last_lines(9), ["early", "late"]);
        assert_eq!(log.last_lines(1), ["late"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let mode = |name: &str| std::fs::metadata(data.path().join(name)).unwrap().mode() & 0o777;
            assert_eq!((mode("logs"), mode("logs/waybill.log")), (0o700, 0o600));
        }
        // The next start goes on.
        drop(log);
        let log = LogFile::default();
        log.keep_in(data.path());
        say(&log, "next\n");
        assert_eq!(log.last_lines(9), ["early", "late", "next"]);
    }

    #[test]
    fn the_files_do_not_grow_and_the_last_lines_are_kept() {
        let data = tempfile::tempdir().unwrap();
        let mut writer = Writer::new(data.path());
        let line = |number: usize| format!("{number:06} {}\n", "x".repeat(1000));
        let lines = 4 * (LONGEST_FILE as usize) / line(0).len();
        for number in 0..lines {
            writer.line(line(number).as_bytes());
        }
        let mut sizes = Vec::new();
        for entry in std::fs::read_dir(data.path().join(FOLDER)).unwrap() {
            sizes.push(entry.unwrap().metadata().unwrap().len());
        }
        assert_eq!(sizes.len(), 2, "{sizes:?}");
        assert!(sizes.iter().all(|size| *size <= LONGEST_FILE), "{sizes:?}");
        let kept = writer.last_lines(usize::MAX);
        assert!(kept.len() as u64 > LONGEST_FILE / 1100, "{}", kept.len());
        assert!(kept.last().unwrap().starts_with(&format!("{:06}", lines - 1)));
        assert!(kept.is_sorted());
    }

    #[test]
    fn a_line_that_is_too_long_is_cut() {
        let data = tempfile::tempdir().unwrap();
        let log = LogFile::default();
        log.keep_in(data.path());
        say(&log, &format!("{}\n", "ä".repeat(LONGEST_LINE)));
        say(&log, "next\n");
        let lines = log.last_lines(9);
        assert_eq!((lines.len(), lines[1].as_str()), (2, "next"));
    }

    #[test]
    fn lines_that_cannot_be_written_are_counted_and_the_next_ones_are_written() {
        let data = tempfile::tempdir().unwrap();
        // No file can be written below a file, as on a disk without room for one more name.
        let blocked = data.path().join(FOLDER);
        std::fs::write(&blocked, b"").unwrap();
        let log = LogFile::default();
        log.keep_in(data.path());
        say(&log, "lost\n");
        say(&log, "lost\n");
        std::fs::remove_file(&blocked).unwrap();
        say(&log, "kept\n");
        assert_eq!(log.last_lines(9), ["2 lines were left out", "kept"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_survived() {
        let data = tempfile::tempdir().unwrap();
        let mut writer = Writer::new(data.path());
        writer.line(b"before\n");
        // Every write to this device says that the disk is full.
        writer.file = Some(std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
        writer.line(b"lost\n");
        assert!(writer.file.is_none());
        writer.line(b"after\n");
        assert_eq!(writer.last_lines(9), ["before", "1 lines were left out", "after"]);
    }

    #[test]
    fn a_disk_that_does_not_answer_holds_nobody_up() {
        let log = LogFile::default();
        // No thread takes the lines out of the queue.
        let _waiting = lock(&log.waiting).take();
        for _ in 0..WAITING + 3 {
            log.line().write_all(b"a line\n").unwrap();
        }
        assert_eq!(log.left_out.load(Ordering::Relaxed), 3);
        assert_eq!(log.last_lines(1), Vec::<String>::new());
    }
}
