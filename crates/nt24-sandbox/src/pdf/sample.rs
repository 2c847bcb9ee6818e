//! A paper to try a program with. It says on its face that it is none.

use super::{Dossier, Section, write};
use chrono::{DateTime, Utc};

/// A PDF of one page with a title and rows of label and value, marked as a sample.
#[must_use]
pub fn sample_paper(title: &str, rows: &[(&str, String)], now: DateTime<Utc>) -> Vec<u8> {
    let rows = rows.iter().map(|(label, value)| ((*label).to_owned(), value.clone())).collect();
    write(&Dossier {
        title: format!("SAMPLE: {title}"),
        subtitle: "Made by the sandbox to try the program with. No evidence of anything.".to_owned(),
        footer: "SAMPLE, MUSTER: no evidence of anything".to_owned(),
        generated_at: now,
        sections: vec![Section { title: title.to_owned(), rows }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_a_pdf_and_says_what_it_is() {
        let pdf = sample_paper("CMR", &[("VIN", "WBA8E9G50GNT12345".to_owned())], DateTime::UNIX_EPOCH);
        assert!(pdf.starts_with(b"%PDF-"));
        let title = b"SAMPLE: CMR";
        assert!(pdf.windows(title.len()).any(|part| part == title), "the title is in the clear");
    }
}
