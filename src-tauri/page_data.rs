//! The files of the web view: caches and storage. The page keeps nothing there, and what the web view keeps by
//! itself is not the user's data. So its folder is not among the data, and does not outlive a run.

use std::io;
use std::path::{Path, PathBuf};

/// The folder in the folder of the user's session.
const IN_SESSION: &str = "com.waybill.desk.web";

/// The folder in the data folder, where the system has no folder for a session.
const IN_DATA: &str = "web";

/// Files that the web view left among the data in earlier versions.
const EARLIER: &[&str] = &["CacheStorage", "WebKitCache", "hsts-storage.sqlite", "mediakeys", "storage"];

/// The folder of the web view. One window of a user is open at a time, so it needs no further name.
pub(crate) fn folder(session: Option<&Path>, data: &Path) -> PathBuf {
    match session {
        Some(session) => session.join(IN_SESSION),
        None => data.join(IN_DATA),
    }
}

/// Removes what an earlier version left among the data.
///
/// # Errors
/// If some of it cannot be removed.
pub(crate) fn remove_earlier(data: &Path) -> io::Result<()> {
    EARLIER.iter().map(|name| data.join(name)).try_for_each(|path| match path.is_dir() {
        true => remove(&path),
        false => match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        },
    })
}

/// Makes the folder empty, and the user's only.
///
/// # Errors
/// If something in it cannot be removed, or the folder cannot be created.
pub(crate) fn make_empty(folder: &Path) -> io::Result<()> {
    remove(folder)?;
    desk::private_folder(folder)
}

/// Removes the folder with everything in it.
///
/// # Errors
/// If something in it cannot be removed. A folder that is not there is no error.
pub(crate) fn remove(folder: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_last_run_is_left_and_nobody_else_can_look() {
        let place = std::env::temp_dir().join(format!("waybill-page-data-{}", std::process::id()));
        let folder = folder(Some(&place), Path::new("/data"));
        std::fs::create_dir_all(folder.join("storage")).expect("a folder");
        std::fs::write(folder.join("storage/salt"), b"x").expect("a file");
        make_empty(&folder).expect("empty");
        assert_eq!(std::fs::read_dir(&folder).expect("a folder").count(), 0);
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            assert_eq!(std::fs::metadata(&folder).expect("a folder").mode() & 0o077, 0);
        }
        remove(&folder).expect("removed");
        remove(&folder).expect("nothing to remove");
        assert!(!folder.exists());
        std::fs::remove_dir_all(&place).expect("removed");
    }

    #[test]
    fn what_an_earlier_version_left_is_removed_and_nothing_else() {
        let data = std::env::temp_dir().join(format!("waybill-earlier-data-{}", std::process::id()));
        std::fs::create_dir_all(data.join("WebKitCache/Version 17")).expect("a folder");
        std::fs::create_dir_all(data.join("sandbox/vault")).expect("a folder");
        std::fs::write(data.join("hsts-storage.sqlite"), b"x").expect("a file");
        std::fs::write(data.join("connections.json"), b"x").expect("a file");
        remove_earlier(&data).expect("removed");
        let left = std::fs::read_dir(&data).expect("a folder").filter_map(Result::ok);
        let mut left: Vec<_> = left.map(|entry| entry.file_name()).collect();
        left.sort();
        assert_eq!(left, ["connections.json", "sandbox"]);
        std::fs::remove_dir_all(&data).expect("removed");
    }

    #[test]
    fn the_data_of_connections_is_never_in_the_folder() {
        let data = Path::new("/data");
        assert!(!folder(Some(Path::new("/run/user/1000")), data).starts_with(data));
        assert_eq!(folder(None, data), data.join("web"));
    }
}
