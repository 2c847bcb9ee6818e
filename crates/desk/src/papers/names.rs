//! Names of files outside of the vault. They come from users and from other computers.

use store::FileRow;

/// Longest name in bytes. The strictest systems allow 255, and a number, the extension or the name of an
/// unfinished file may be added.
const LONGEST: usize = 200;

/// Names of devices on Windows, whatever their extension.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"];

/// A name that every operating system accepts and that shows as what it is.
pub(crate) fn plain(name: &str) -> String {
    let plain = name.chars().map(|c| if is_allowed(c) { c } else { '_' }).collect::<String>();
    let plain = shortened(plain.trim_matches(['.', ' ']));
    match plain.trim_matches(['.', ' ']) {
        "" => "_".to_owned(),
        device if is_device(device) => format!("_{device}"),
        plain => plain.to_owned(),
    }
}

/// A plain name for a file: not hidden, and with the extension of its content, because the extension decides
/// which program opens it.
pub(crate) fn of_file(file: &FileRow) -> String {
    // A name from another system may hold its path.
    let name = plain(file.name.rsplit(['/', '\\']).next().unwrap_or_default());
    let name = if name == "_" { "document" } else { &name };
    let endings: &[&str] = match file.content_type.as_str() {
        "image/jpeg" => &[".jpg", ".jpeg"],
        "image/png" => &[".png"],
        _ => &[".pdf"],
    };
    let lower = name.to_lowercase();
    match endings.iter().any(|ending| lower.ends_with(ending)) {
        true => name.to_owned(),
        false => format!("{name}{}", endings[0]),
    }
}

fn is_allowed(c: char) -> bool {
    // Invisible marks and marks of direction let `fdp.exe` look like `exe.pdf`.
    let is_mark = matches!(
        c,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
    );
    !c.is_control() && !is_mark && !r#"<>:"/\|?*"#.contains(c)
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = ["com", "lpt"].iter().filter_map(|port| stem.strip_prefix(port));
    let mut numbers =
        numbered.filter(|number| matches!(number.chars().next(), Some('0'..='9' | '¹' | '²' | '³')));
    DEVICES.contains(&stem.as_str()) || numbers.any(|number| number.chars().count() == 1)
}

/// The end of a long name, with its extension.
fn shortened(name: &str) -> &str {
    let from = name.len().saturating_sub(LONGEST);
    let from = (from..=name.len()).find(|at| name.is_char_boundary(*at)).unwrap_or(name.len());
    &name[from..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_folder_or_choose_a_program() {
        for (name, content_type, safe) in [
            ("../../etc/passwd", "application/pdf", "passwd.pdf"),
            ("..\\x.pdf", "application/pdf", "x.pdf"),
            ("..", "image/png", "document.png"),
            ("CMR 12.PDF", "application/pdf", "CMR 12.PDF"),
            ("CMR.pdf.bat", "application/pdf", "CMR.pdf.bat.pdf"),
            ("photo.jpeg", "image/jpeg", "photo.jpeg"),
            ("line\nfeed\u{7f}.pdf", "application/pdf", "line_feed_.pdf"),
            ("C:stream.pdf", "application/pdf", "C_stream.pdf"),
            ("con.pdf", "application/pdf", "_con.pdf"),
            ("Lpt1", "application/pdf", "_Lpt1.pdf"),
            ("com10.pdf", "application/pdf", "com10.pdf"),
            ("a\u{202E}fdp.exe", "application/pdf", "a_fdp.exe.pdf"),
            (".hidden.pdf ", "application/pdf", "hidden.pdf"),
        ] {
            let row = FileRow {
                id: String::new(),
                sha256: String::new(),
                name: name.to_owned(),
                content_type: content_type.to_owned(),
                size: 1,
                created_at: chrono::DateTime::UNIX_EPOCH,
                whole: None,
            };
            assert_eq!(of_file(&row), safe);
        }
    }

    #[test]
    fn every_system_accepts_the_name() {
        for (name, expected) in [
            ("A-1/2", "A-1_2"),
            ("..", "_"),
            ("", "_"),
            ("Łódź. ", "Łódź"),
            ("a\u{0}b:c", "a_b_c"),
            ("NUL", "_NUL"),
        ] {
            assert_eq!(plain(name), expected);
        }
        assert_eq!(plain(&format!("{}.pdf", "x".repeat(300))), format!("{}.pdf", "x".repeat(196)));
        // Letters of two and four bytes.
        for letter in ["ü", "🚗", "a"] {
            let long = plain(&format!("{}.pdf", letter.repeat(251)));
            assert!(long.ends_with(&format!("{letter}.pdf")) && (190..=200).contains(&long.len()), "{long}");
        }
    }
}
