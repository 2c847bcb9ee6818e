use crate::error::Error;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Opens a file that the user chose, to add it to the vault. Returns the file and its length in bytes.
/// All checks are made on the open file, so that it cannot be replaced in between. A symbolic link is not
/// followed: it may lead to a file that the user did not choose.
///
/// # Errors
/// [`Error::NotAFile`], [`Error::Empty`], and the errors of opening the file.
pub fn open_once(path: &Path) -> Result<(File, u64), Error> {
    let mut options = OpenOptions::new();
    options.read(true);
    never_follow(&mut options);
    let file =
        options.open(path).map_err(|error| if is_link(&error) { Error::NotAFile } else { error.into() })?;
    let metadata = file.metadata()?;
    match metadata.len() {
        _ if !metadata.is_file() => Err(Error::NotAFile),
        0 => Err(Error::Empty),
        length => Ok((file, length)),
    }
}

#[cfg(unix)]
fn never_follow(options: &mut OpenOptions) {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    // Without NONBLOCK the call would wait for the other end of a pipe. It has no effect on a file.
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
    options.custom_flags(flags.bits().cast_signed());
}

#[cfg(unix)]
fn is_link(error: &io::Error) -> bool {
    // NOFOLLOW: macOS and Linux return ELOOP, FreeBSD returns EMLINK. For a socket Linux returns ENXIO,
    // macOS EOPNOTSUPP.
    use rustix::io::Errno;
    let errno = error.raw_os_error().map(Errno::from_raw_os_error);
    matches!(errno, Some(Errno::LOOP | Errno::MLINK | Errno::NXIO | Errno::OPNOTSUPP))
}

#[cfg(windows)]
fn never_follow(options: &mut OpenOptions) {
    use std::os::windows::fs::OpenOptionsExt;
    /// Opens the link or junction itself, which is not a regular file.
    const FILE_FLAG_OPEN_REPARSE_POINT: u32 = 0x0020_0000;
    options.custom_flags(FILE_FLAG_OPEN_REPARSE_POINT);
}

#[cfg(windows)]
fn is_link(_: &io::Error) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn a_file_is_opened_with_its_length() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.pdf");
        std::fs::write(&path, b"12345").unwrap();
        let (mut file, length) = open_once(&path).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        assert_eq!((content.as_slice(), length), (b"12345".as_slice(), 5));
    }

    #[test]
    fn absent_empty_and_special_files_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(open_once(&dir.path().join("absent")), Err(Error::Io(_))));
        let empty = dir.path().join("empty");
        std::fs::write(&empty, b"").unwrap();
        assert!(matches!(open_once(&empty), Err(Error::Empty)));
        #[cfg(unix)]
        {
            assert!(matches!(open_once(dir.path()), Err(Error::NotAFile)));
            assert!(matches!(open_once(Path::new("/dev/zero")), Err(Error::NotAFile)));
            let (file, link) = (dir.path().join("file"), dir.path().join("link"));
            std::fs::write(&file, b"x").unwrap();
            std::os::unix::fs::symlink(&file, &link).unwrap();
            assert!(matches!(open_once(&link), Err(Error::NotAFile)));
            let socket = dir.path().join("socket");
            let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
            assert!(matches!(open_once(&socket), Err(Error::NotAFile)));
        }
    }
}
