//! The papers of a form: files that go with it.

use super::{Desk, fields, finding, typed};
use crate::contract::{Failure, Finding, Form, Paper, Severity};
use crate::documents;
use store::Tx;

/// The papers of a form.
pub(super) fn of(form: &Form) -> &[Paper] {
    match form {
        Form::Buyer(form) => &form.papers,
        Form::Invoice(form) | Form::FinalInvoice(form) => &form.papers,
        Form::Payment(form) => &form.papers,
        Form::Pickup(form) => &form.papers,
        Form::Delivery(form) => &form.papers,
        Form::BuyerChange(_) | Form::Contact(_) | Form::Order(_) | Form::OrderChange(_) => &[],
    }
}

/// Files that a form uses.
pub(crate) fn file_ids(form: &Form) -> Vec<String> {
    of(form).iter().map(|paper| paper.file.clone()).collect()
}

/// Leaves only the papers whose file is to be kept.
pub(crate) fn retain_papers(form: &mut Form, keep: impl Fn(&str) -> bool) {
    let papers = match form {
        Form::Buyer(form) => &mut form.papers,
        Form::Invoice(form) | Form::FinalInvoice(form) => &mut form.papers,
        Form::Payment(form) => &mut form.papers,
        Form::Pickup(form) => &mut form.papers,
        Form::Delivery(form) => &mut form.papers,
        Form::BuyerChange(_) | Form::Contact(_) | Form::Order(_) | Form::OrderChange(_) => return,
    };
    papers.retain(|paper| keep(&paper.file));
}

/// Each paper needs a type, and a date that can be right.
pub(super) fn check(desk: &Desk<'_>, form: &Form, findings: &mut Vec<Finding>) {
    let allowed = super::offers(form);
    for (at, paper) in of(form).iter().enumerate() {
        let document = format!("papers[{at}].document");
        if paper.document.is_empty() {
            findings.push(finding("required", Severity::Error, &document));
            continue;
        }
        if !allowed.iter().any(|offer| offer.document == paper.document) {
            findings.push(finding("document.place", Severity::Error, &document));
        }
        findings.extend(dated(desk, paper, at));
    }
}

fn dated(desk: &Desk<'_>, paper: &Paper, at: usize) -> Vec<Finding> {
    let field = format!("papers[{at}].documentDate");
    let mut findings = Vec::new();
    let date = typed::day(&paper.document_date, &field, &mut findings);
    let found = fields::from_rules(rules::document::check(&paper.document, date, desk.today));
    // The date of a document is optional to NT24; its absence stops nothing.
    findings.extend(found.into_iter().filter(|finding| finding.rule != "required").map(|mut finding| {
        if finding.field == "documentDate" {
            finding.field.clone_from(&field);
        }
        finding
    }));
    findings
}

/// Files the papers of a form on a buyer or an order, and queues them.
pub(super) fn submit(desk: &Desk<'_>, on: documents::On<'_>, papers: &[Paper]) -> Result<(), Failure> {
    documents::file(desk.tx, desk.open, on, papers)
}

/// Whether a document of one of these types is on file or among the papers.
pub(super) fn has(tx: &Tx<'_>, subject: &str, papers: &[Paper], types: &[&str]) -> Result<bool, Failure> {
    if papers.iter().any(|paper| types.contains(&paper.document.as_str())) {
        return Ok(true);
    }
    let rows = store::documents::of_subject(tx, subject)?;
    Ok(rows.iter().any(|row| !row.archived && types.contains(&row.kind.as_str())))
}
