//! Small pictures of JPEG and PNG files: drawn by another process when a file is taken, and encrypted in the
//! vault like the file.

mod drawing;
mod picture;
pub(crate) mod process;

use crate::connection::Connection;
use crate::contract::{ById, Failure, Thumbnail};
use crate::papers::entering;
use crate::papers::limits::LARGEST_PICTURE;
use crate::papers::state::Files;
use crate::papers::thumbnails::drawing::LARGEST_SMALL;
use std::io::Read;
use std::sync::Arc;
use store::{FileRow, StoredFile, Tx};

pub(crate) async fn thumbnail(connection: &Arc<Connection>, request: ById) -> Result<Thumbnail, Failure> {
    let sha256 = connection.store.read(|tx| {
        // The page names a file of the tray by its own id, and a filed one by the id of its document.
        let file = store::documents::get(tx, &request.id)?.map_or(request.id, |document| document.file);
        store::thumbnails::get(tx, &file)
    })?;
    Ok(Thumbnail { data_url: sha256.and_then(|sha256| data_url(connection, &sha256)) })
}

/// Makes the small picture of a taken file. Makes none if the file cannot be decoded within the limits.
pub(super) fn make(files: &Files, file: &FileRow) -> Result<(), Failure> {
    let connection = &*files.connection;
    if file.size > LARGEST_PICTURE
        || connection.store.read(|tx| store::thumbnails::get(tx, &file.id))?.is_some()
    {
        return Ok(());
    }
    if picture::format(&file.content_type).is_none() {
        return Ok(());
    }
    let mut contents = connection.store.vault().open(&file.sha256)?;
    let (program, wanted) = (&connection.given.picture_program, || !connection.is_closing());
    let turn = files.picture_turn();
    let drawn = drawing::draw(program, &file.content_type, &mut contents, &wanted);
    drop(turn);
    let Some(small) = drawn.map_err(store::Error::from)? else {
        tracing::info!("a picture cannot be decoded, and is shown by its name only");
        return Ok(());
    };
    let judge = |added: Result<StoredFile, store::Error>| Ok(added?.sha256);
    let enter = |tx: &Tx<'_>, sha256: String| store::thumbnails::set(tx, &file.id, &sha256);
    entering::take_and_enter(files, &mut small.as_slice(), LARGEST_SMALL, judge, enter)
}

fn read(connection: &Connection, sha256: &str) -> Result<Vec<u8>, Failure> {
    let mut content = Vec::new();
    let mut contents = connection.store.vault().open(sha256)?;
    contents.read_to_end(&mut content).map_err(store::Error::from)?;
    Ok(content)
}

/// The picture as a data URL: the page has no other access to the vault.
fn data_url(connection: &Connection, sha256: &str) -> Option<String> {
    // A lost small picture does not matter: the file itself is stored apart.
    let content = read(connection, sha256).ok()?;
    Some(format!("data:image/jpeg;base64,{}", base64(&content)))
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let [one, two, three] = [0, 1, 2].map(|at| group.get(at).copied().unwrap_or_default());
        let bits = u32::from_be_bytes([0, one, two, three]);
        for at in 0..4 {
            let digit = (bits >> (18 - 6 * at)) & 63;
            text.push(if at <= group.len() { char::from(DIGITS[digit as usize]) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn base64_matches_the_standard() {
        // RFC 4648, section 10.
        for (plain, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(super::base64(plain.as_bytes()), text);
        }
        assert_eq!(super::base64(&[0xfb, 0xff, 0xbf]), "+/+/");
    }
}
