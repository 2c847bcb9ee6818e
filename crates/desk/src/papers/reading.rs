//! Reads and checks the type and the date of each paper before it is filed, whether the paper comes
//! from a form or from the page of a buyer or an order.

use crate::contract::{Finding, Paper, Severity, finding};
use chrono::NaiveDate;
use nt24::DocumentType;

/// The type and date of a paper, read and checked.
pub(crate) struct ReadPaper {
    /// Type of the document.
    pub(crate) kind: DocumentType,
    /// The date on it, if one is given.
    pub(crate) document_date: Option<NaiveDate>,
}

/// Reads the paper at an index, for a place that offers some types. Adds a finding for each fault, `None` if one of
/// them is an error. NT24 does not require the date of a document.
pub(crate) fn read(
    paper: &Paper,
    at: usize,
    offered: &[DocumentType],
    today: NaiveDate,
    findings: &mut Vec<Finding>,
) -> Option<ReadPaper> {
    let before = findings.len();
    let kind = DocumentType::from(paper.document.as_str());
    if paper.document.is_empty() {
        findings.push(finding("required", Severity::Error, &format!("papers[{at}].document")));
    } else if !offered.contains(&kind) {
        findings.push(finding("document.place", Severity::Error, &format!("papers[{at}].document")));
    }
    let field = format!("papers[{at}].documentDate");
    let document_date = rules::day::parse(&paper.document_date);
    match document_date {
        Some(date) => findings.extend(dated(&kind, date, today, &field)),
        None if rules::text(&paper.document_date).is_empty() => {}
        None => findings.push(finding("date.format", Severity::Error, &field)),
    }
    let has_error = findings.iter().skip(before).any(|one| one.severity == Severity::Error);
    (!has_error).then_some(ReadPaper { kind, document_date })
}

/// The findings of the rules for the date of a document.
fn dated(kind: &DocumentType, date: NaiveDate, today: NaiveDate, field: &str) -> Vec<Finding> {
    let found = rules::document::check(kind.as_str(), Some(date), today);
    found.into_iter().map(|one| Finding { field: field.to_owned(), ..Finding::from(one) }).collect()
}
