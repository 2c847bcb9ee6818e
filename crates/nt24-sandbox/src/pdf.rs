//! Writes a dossier as a PDF. No font is embedded: the text is in Helvetica and Courier, which every PDF
//! reader has, with an encoding made for the letters of this document.

mod dossier;
mod encoding;
mod glyphs;
mod metrics;
mod sample;

pub(crate) use dossier::{Dossier, Section};
pub use sample::sample_paper;

use chrono::{Datelike, Timelike};
use encoding::Encoding;
use metrics::Face;
use pdf_writer::{Content, Date, Finish, Pdf, Rect, Ref, Str, TextStr};

/// Width and height of a page in points: A4, rounded (ISO 216).
const PAGE: (f32, f32) = (595.0, 842.0);
/// Left edge of labels, in points.
const LEFT: f32 = 56.0;
/// Right edge of values, in points.
const RIGHT: f32 = 539.0;
/// Left edge of values, in points.
const VALUE: f32 = 200.0;
/// Baseline of the first line, in points from the bottom.
const TOP: f32 = 786.0;
/// Lowest baseline of a row, in points from the bottom.
const BOTTOM: f32 = 72.0;
/// Font size of rows, in points.
const SIZE: f32 = 9.5;
/// Distance between two rows, in points.
const LEADING: f32 = 13.5;

/// The PDF of a dossier. The same dossier gives the same bytes.
pub(crate) fn write(dossier: &Dossier) -> Vec<u8> {
    let encoding = Encoding::of(&all_text(dossier));
    let mut pages = Pages::new(&encoding);
    pages.heading(dossier);
    for section in &dossier.sections {
        pages.section(section);
    }
    assemble(dossier, &encoding, pages.finish())
}

fn all_text(dossier: &Dossier) -> String {
    let mut text = format!("{}{}{}Page of 0123456789-", dossier.title, dossier.subtitle, dossier.footer);
    for section in &dossier.sections {
        text.push_str(&section.title);
        for (label, value) in &section.rows {
            text.push_str(label);
            text.push_str(value);
        }
    }
    text
}

/// Lays out text from top to bottom, and starts a new page where needed.
struct Pages<'a> {
    encoding: &'a Encoding,
    done: Vec<Content>,
    page: Content,
    y: f32,
}

impl<'a> Pages<'a> {
    fn new(encoding: &'a Encoding) -> Self {
        Self { encoding, done: Vec::new(), page: Content::new(), y: TOP }
    }

    fn text(&mut self, face: Face, size: f32, x: f32, text: &str) {
        let y = self.y;
        show(&mut self.page, self.encoding, (face, size), (x, y), text);
    }

    fn line(&mut self, weight: f32) {
        self.page.set_line_width(weight).set_stroke_gray(0.6);
        self.page.move_to(LEFT, self.y).line_to(RIGHT, self.y).stroke();
    }

    /// Starts a new page if this height does not fit on the current one.
    fn need(&mut self, height: f32) {
        if self.y - height < BOTTOM {
            self.done.push(std::mem::replace(&mut self.page, Content::new()));
            self.y = TOP;
        }
    }

    fn heading(&mut self, dossier: &Dossier) {
        self.text(Face::Bold, 20.0, LEFT, &dossier.title);
        self.y -= 20.0;
        self.text(Face::Regular, 11.0, LEFT, &dossier.subtitle);
        self.y -= 12.0;
        self.line(1.2);
        self.y -= 10.0;
    }

    fn section(&mut self, section: &Section) {
        // A heading stays on the page of its first row.
        self.need(44.0);
        self.y -= 16.0;
        self.text(Face::Bold, 11.5, LEFT, &section.title);
        self.y -= 5.0;
        self.line(0.5);
        self.y -= LEADING;
        if section.rows.is_empty() {
            self.text(Face::Regular, SIZE, LEFT, "None");
            self.y -= LEADING;
        }
        for (label, value) in &section.rows {
            self.row(label, value);
        }
    }

    fn row(&mut self, label: &str, value: &str) {
        let mut labels = wrap(Face::Bold, label, VALUE - LEFT - 10.0).into_iter();
        let mut values = value
            .split('\n')
            .flat_map(|line| wrap(Face::Regular, line, RIGHT - VALUE))
            .collect::<Vec<_>>()
            .into_iter();
        loop {
            let (label, value) = (labels.next(), values.next());
            if label.is_none() && value.is_none() {
                break;
            }
            self.need(LEADING);
            if let Some(label) = label {
                self.text(Face::Bold, SIZE, LEFT, &label);
            }
            if let Some(value) = value {
                // A hash is in a fixed-width font, because its digits are compared one by one.
                let face = if value.starts_with("SHA-256 ") { Face::Fixed } else { Face::Regular };
                let size = if face == Face::Fixed { 7.0 } else { SIZE };
                self.text(face, size, VALUE, &value);
            }
            self.y -= LEADING;
        }
    }

    fn finish(mut self) -> Vec<Content> {
        self.done.push(self.page);
        self.done
    }
}

fn show(page: &mut Content, encoding: &Encoding, (face, size): (Face, f32), (x, y): (f32, f32), text: &str) {
    page.begin_text();
    page.set_font(face.resource(), size);
    page.next_line(x, y);
    page.show(Str(&encoding.encode(text)));
    page.end_text();
}

/// Breaks a text into lines, between words, and inside a word that is longer than a line. A hash is not
/// broken: the size of its font lets it fit.
fn wrap(face: Face, text: &str, room: f32) -> Vec<String> {
    if text.starts_with("SHA-256 ") {
        return vec![text.to_owned()];
    }
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let joined = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if face.width(&joined, SIZE) <= room {
            line = joined;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for letter in word.chars() {
            if face.width(&line, SIZE) + face.width(letter.encode_utf8(&mut [0; 4]), SIZE) > room {
                // A document type breaks after an underscore.
                let end = line.rfind('_').map_or(line.len(), |at| at + 1);
                let rest = line.split_off(end);
                lines.push(std::mem::replace(&mut line, rest));
            }
            line.push(letter);
        }
    }
    lines.push(line);
    lines
}

fn assemble(dossier: &Dossier, encoding: &Encoding, pages: Vec<Content>) -> Vec<u8> {
    let mut next = 0;
    let mut reference = || {
        next += 1;
        Ref::new(next)
    };
    let (catalog, tree, info, to_unicode) = (reference(), reference(), reference(), reference());
    let fonts = Face::ALL.map(|face| (face, reference()));
    let total = pages.len();
    let ids: Vec<(Ref, Ref)> = pages.iter().map(|_| (reference(), reference())).collect();

    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree).lang(TextStr("en"));
    pdf.pages(tree).kids(ids.iter().map(|(page, _)| *page)).count(i32::try_from(total).unwrap_or(i32::MAX));
    let made = dossier.generated_at;
    let date = Date::new(u16::try_from(made.year()).unwrap_or(0))
        .month(narrow(made.month()))
        .day(narrow(made.day()))
        .hour(narrow(made.hour()))
        .minute(narrow(made.minute()))
        .second(narrow(made.second()))
        .utc_offset_hour(0);
    pdf.document_info(info)
        .title(TextStr(&format!("{}: {}", dossier.title, dossier.subtitle)))
        .creator(TextStr("nt24-sandbox"))
        .creation_date(date);
    for (at, (mut content, (page_id, content_id))) in pages.into_iter().zip(ids).enumerate() {
        let footer = format!("Page {} of {total}", at + 1);
        show(&mut content, encoding, (Face::Regular, 7.5), (LEFT, 44.0), &dossier.footer);
        show(
            &mut content,
            encoding,
            (Face::Regular, 7.5),
            (RIGHT - Face::Regular.width(&footer, 7.5), 44.0),
            &footer,
        );
        let mut page = pdf.page(page_id);
        page.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1)).parent(tree).contents(content_id);
        let mut resources = page.resources();
        let mut dictionary = resources.fonts();
        for (face, id) in &fonts {
            dictionary.pair(face.resource(), *id);
        }
        dictionary.finish();
        resources.finish();
        page.finish();
        pdf.stream(content_id, &content.finish());
    }
    for (face, id) in fonts {
        let mut font = pdf.type1_font(id);
        font.base_font(face.base()).to_unicode(to_unicode);
        encoding.write(&mut font, face);
    }
    pdf.cmap(to_unicode, &encoding.to_unicode());
    pdf.finish()
}

fn narrow(number: u32) -> u8 {
    u8::try_from(number).unwrap_or(0)
}
