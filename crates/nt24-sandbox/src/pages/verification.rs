//! The page that replaces iDenfy: the visitor decides the outcome of the identity check.

use super::answer::{answer, see_other, unknown_link};
use super::follow::follow;
use super::html::Page;
use crate::links;
use crate::message::{Payload, receive};
use crate::state::Shared;
use crate::world::{Link, Outcome, SessionEnd};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The data that the page shows.
struct PageData {
    company: String,
    end: Option<SessionEnd>,
}

pub(super) async fn show(State(shared): State<Arc<Shared>>, Path(token): Path<String>) -> Response {
    match find(&shared, &token) {
        None => unknown_link(),
        Some(PageData { company, end: None }) => answer(StatusCode::OK, &form(&company, &token, None)),
        Some(PageData { end: Some(end), .. }) => {
            let open = matches!(end, SessionEnd::Completed { .. });
            answer(if open { StatusCode::OK } else { StatusCode::GONE }, &ended(&end))
        }
    }
}

pub(super) async fn decide(
    State(shared): State<Arc<Shared>>,
    Path(token): Path<String>,
    body: Body,
) -> Response {
    let Some(shown) = find(&shared, &token) else { return unknown_link() };
    if let Some(end) = &shown.end {
        let status =
            if matches!(end, SessionEnd::Completed { .. }) { StatusCode::CONFLICT } else { StatusCode::GONE };
        return answer(status, &ended(end));
    }
    let Ok(received) = receive::json(body).await else { return unknown_link() };
    let fields: BTreeMap<String, String> = match &received.payload {
        Payload::Bytes(bytes) => url::form_urlencoded::parse(bytes).into_owned().collect(),
        Payload::Upload(_) | Payload::Refused(_) => BTreeMap::new(),
    };
    let outcome = match read(&fields) {
        Ok(outcome) => outcome,
        Err(why) => {
            return answer(StatusCode::UNPROCESSABLE_ENTITY, &form(&shown.company, &token, Some(why)));
        }
    };
    let done = follow(&shared, &token, |world, link, moment| match link {
        Link::Verification(buyer) => Some(world.complete_verification(buyer, &token, outcome, moment)),
        Link::Invitation(_) | Link::ExportFile(_) => None,
    });
    match done {
        None => unknown_link(),
        // The page shows the outcome, even if an earlier form decided it.
        Some(_) => see_other(&links::verification_url("", &token)),
    }
}

fn find(shared: &Shared, token: &str) -> Option<PageData> {
    follow(shared, token, |world, link, _| {
        let Link::Verification(buyer) = link else { return None };
        let record = world.buyers.get(buyer)?;
        let session = record.sessions.iter().find(|session| session.token == token)?;
        Some(PageData { company: record.buyer.company_name.clone(), end: session.end.clone() })
    })
}

/// Reads the decision from the form. Returns the message to show if it is incomplete.
fn read(fields: &BTreeMap<String, String>) -> Result<Outcome, &'static str> {
    let field = |name: &str| fields.get(name).map(|text| text.trim());
    let aml_flagged = match field("aml") {
        Some("CLEAR") => false,
        Some("FLAGGED") => true,
        _ => return Err("Choose what the money laundering check says."),
    };
    let rejected = match (field("outcome"), field("reason")) {
        (Some("VERIFIED"), _) => None,
        (Some("REJECTED"), Some(reason)) if (1..=500).contains(&reason.chars().count()) => {
            Some(reason.to_owned())
        }
        (Some("REJECTED"), _) => return Err("A rejection needs a reason of up to 500 characters."),
        _ => return Err("Choose between Verify and Reject."),
    };
    Ok(Outcome { rejected, aml_flagged })
}

fn form(company: &str, token: &str, wrong: Option<&str>) -> Page {
    let mut page = Page::new("en", "Identity check (sandbox)");
    if let Some(wrong) = wrong {
        page.alert(wrong);
    }
    page.text(&format!("This page stands in for the identity check of this company: {company}"));
    page.text("No paper and no picture is asked for: decide how the check ends. It can be decided once.");
    page.form(&links::verification_url("", token), false, |page| {
        page.choice(
            "The money laundering check says",
            "aml",
            &[("CLEAR", "Clear: nothing found"), ("FLAGGED", "Flagged: something found")],
        );
        page.text_area("Reason, for a rejection", "reason");
        page.buttons("outcome", &[("VERIFIED", "Verify"), ("REJECTED", "Reject")]);
    });
    page
}

fn ended(end: &SessionEnd) -> Page {
    let (title, text) = match end {
        SessionEnd::Completed { outcome: Outcome { rejected: None, .. }, .. } => {
            ("The identity check is finished: verified", "You can close this page.".to_owned())
        }
        SessionEnd::Completed { outcome: Outcome { rejected: Some(reason), .. }, .. } => {
            ("The identity check is finished: rejected", format!("Reason: {reason}"))
        }
        SessionEnd::Expired => {
            ("This identity check has expired", "Please ask the seller for a new link.".to_owned())
        }
        SessionEnd::Replaced => {
            ("This identity check is no longer open", "Please ask the seller for a new link.".to_owned())
        }
    };
    let mut page = Page::new("en", title);
    page.text(&text);
    page
}
