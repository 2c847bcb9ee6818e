//! Small pictures of JPEG and PNG files: made when a file is taken, encrypted in the vault like the file.

mod picture;

use crate::Desk;
use crate::contract::{ById, Failure, Thumbnail};
use crate::open::Open;
use std::io::Read;
use store::FileRow;

/// Files that are longer get no picture: the whole file is in memory while it is made.
const LONGEST: u64 = 32 * 1024 * 1024;

impl Desk {
    pub(crate) async fn thumbnail(&self, request: ById) -> Result<Thumbnail, Failure> {
        let open = self.open()?;
        let sha256 = open.store.read(|tx| {
            // The page knows a paper in the tray by its file, and one that was filed by its document.
            let file = store::documents::get(tx, &request.id)?.map_or(request.id, |document| document.file);
            store::thumbnails::get(tx, &file)
        })?;
        Ok(Thumbnail { data_url: sha256.and_then(|sha256| data_url(&open, &sha256)) })
    }
}

/// Makes the picture of a file that was taken. A file that cannot be shown is none the worse.
pub(crate) fn make(open: &Open, file: &FileRow) -> Result<(), Failure> {
    if file.size > LONGEST || open.store.read(|tx| store::thumbnails::get(tx, &file.id))?.is_some() {
        return Ok(());
    }
    let Some(format) = picture::format(&file.content_type) else { return Ok(()) };
    let content = read(open, &file.sha256)?;
    let Some(small) = picture::small(&content, format) else {
        tracing::info!("a picture cannot be read, and is shown by its name only");
        return Ok(());
    };
    let taken = open.store.vault().take(&mut small.as_slice(), LONGEST, &mut |_| {})?;
    Ok(open.store.write(|tx| store::thumbnails::set(tx, &file.id, &taken.sha256))?)
}

fn read(open: &Open, sha256: &str) -> Result<Vec<u8>, Failure> {
    let mut content = Vec::new();
    let mut contents = open.store.vault().open(sha256)?;
    contents.read_to_end(&mut content).map_err(store::Error::from)?;
    Ok(content)
}

/// The picture as the page shows it: it has no other way to a file of the vault.
fn data_url(open: &Open, sha256: &str) -> Option<String> {
    // A picture that is gone or damaged is no loss: the file itself is elsewhere.
    let content = read(open, sha256).ok()?;
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
    fn base64_is_that_of_the_standard() {
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
