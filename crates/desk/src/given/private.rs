//! Files and folders that no other user of this computer can read, also if they existed before.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::path::Path;

/// Creates a folder, and its parents, for this user only. An existing folder is taken from all other users.
///
/// # Errors
/// If the place is not a folder, belongs to another user, or cannot be created or changed.
pub fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    #[cfg(unix)]
    restrict(&File::open(path)?, 0o700)?;
    Ok(())
}

/// Creates a file for this user only, or empties an existing one and takes it from all other users.
///
/// # Errors
/// If the place is a link, belongs to another user, or cannot be written.
pub fn private_file(path: &Path) -> io::Result<File> {
    // Emptied only when it is known to be ours.
    let file = open(path, OpenOptions::new().write(true).truncate(false))?;
    file.set_len(0)?;
    Ok(file)
}

/// Opens a file for this user only, to write at its end. Creates it if necessary.
///
/// # Errors
/// As [`private_file`].
pub(crate) fn private_end(path: &Path) -> io::Result<File> {
    open(path, OpenOptions::new().append(true))
}

fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    options.create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    }
    let file = options.open(path)?;
    #[cfg(unix)]
    restrict(&file, 0o600)?;
    Ok(file)
}

/// Takes an existing file from all other users.
///
/// # Errors
/// If it belongs to another user, or cannot be opened or changed. A file that is not there is no error.
#[cfg_attr(not(unix), expect(unused_variables, reason = "the profile folder of Windows is private"))]
pub(crate) fn make_file_private(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    match File::open(path) {
        Ok(file) => restrict(&file, 0o600)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    Ok(())
}

/// Works on an open handle, so that nothing can be exchanged between the check and the change.
#[cfg(unix)]
fn restrict(file: &File, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let metadata = file.metadata()?;
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    if metadata.mode() & 0o077 != 0 {
        file.set_permissions(std::fs::Permissions::from_mode(mode))?;
    }
    Ok(())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().mode() & 0o777
    }

    #[test]
    fn what_exists_is_taken_from_other_users() {
        let place = tempfile::tempdir().unwrap();
        let (folder, file) = (place.path().join("a/b"), place.path().join("a/b/c"));
        private_folder(&folder).unwrap();
        assert_eq!((mode(&place.path().join("a")), mode(&folder)), (0o700, 0o700));
        std::fs::write(&file, b"old").unwrap();
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        private_folder(&folder).unwrap();
        make_file_private(&file).unwrap();
        assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o666)).unwrap();
        private_file(&file).unwrap();
        assert_eq!((mode(&file), std::fs::read(&file).unwrap()), (0o600, Vec::new()));
    }

    #[test]
    fn links_and_what_belongs_to_others_are_refused() {
        let place = tempfile::tempdir().unwrap();
        let (target, link) = (place.path().join("target"), place.path().join("link"));
        std::fs::write(&target, b"kept").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        assert!(private_file(&link).is_err());
        assert_eq!(std::fs::read(&target).unwrap(), b"kept");
        assert!(private_folder(&target).is_err());
        // A process of the superuser owns the root folder, too.
        if !rustix::process::geteuid().is_root() {
            assert!(private_folder(Path::new("/")).is_err());
        }
    }
}
