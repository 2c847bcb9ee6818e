//! The papers of a form: files with a document type that are filed when the form is submitted.

use crate::contract::{DocumentOffer, Failure, Finding, Form, Paper};
use crate::deal::stops;
use crate::forms::context::FormContext;
use crate::forms::form::papers;
use crate::papers::reading;
use nt24::DocumentType;
use store::Tx;

/// Checks that each paper has a type that the form takes, and a plausible date.
pub(super) fn check(context: &FormContext<'_>, form: &Form, findings: &mut Vec<Finding>) {
    let allowed = stops::documents_of(form);
    if allowed.is_empty() {
        // They were added before the form stopped to take any, and are not filed.
        return;
    }
    for (at, paper) in papers(form).iter().enumerate() {
        reading::read(paper, at, allowed, context.today, findings);
    }
}

/// Whether a document of one of these types is filed or among the papers.
pub(super) fn has(
    tx: &Tx<'_>,
    subject: &str,
    papers: &[Paper],
    types: &[DocumentType],
) -> Result<bool, Failure> {
    if papers.iter().any(|paper| types.iter().any(|kind| kind.as_str() == paper.document)) {
        return Ok(true);
    }
    let rows = store::documents::of_subject(tx, subject)?;
    Ok(rows.iter().any(|row| !row.archived && types.contains(&row.kind)))
}

/// Types of document that a form takes, the most wanted first.
pub(crate) fn offers(form: &Form) -> Vec<DocumentOffer> {
    let (types, papers) = (stops::documents_of(form), papers(form));
    let is_there = |kind: &DocumentType| papers.iter().any(|paper| paper.document == kind.as_str());
    let wanted = match form {
        // Any one proof of payment is enough.
        Form::Payment(_) => usize::from(papers.is_empty()),
        Form::Buyer(_) => types.len(),
        // Which paper is wanted depends on who moves the vehicle.
        Form::Pickup(form) if form.pickup_kind.is_none() => 0,
        _ => 1,
    };
    let offer = |(at, kind): (usize, &DocumentType)| DocumentOffer {
        document: kind.to_string(),
        module: stops::of_document(kind),
        wanted: at < wanted && !is_there(kind),
    };
    types.iter().enumerate().map(offer).collect()
}
