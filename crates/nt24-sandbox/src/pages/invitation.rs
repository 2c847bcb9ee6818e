//! The page of an invitation, where the buyer hands in documents and finishes.

use super::answer::{answer, see_other, unknown_link};
use super::follow::follow;
use super::html::Page;
use super::words::Language;
use crate::links;
use crate::message::{Payload, Refusal, receive};
use crate::operations::{check_upload, is_kyc_type};
use crate::state::Shared;
use crate::world::{InvitationRecord, Link};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use nt24::{InvitationId, InvitationStatus};
use std::sync::Arc;

/// The data that the page shows.
struct PageData {
    record: InvitationRecord,
    seller: String,
    company: String,
    /// Type and name of the documents that were handed in.
    documents: Vec<(String, Option<String>)>,
    /// The types that the page offers.
    types: Vec<String>,
}

pub(super) async fn show(State(shared): State<Arc<Shared>>, Path(token): Path<String>) -> Response {
    let Some(shown) = find(&shared, &token, Visit::Opens) else { return unknown_link() };
    match shown.record.invitation.status {
        InvitationStatus::Active => answer(StatusCode::OK, &form(&shown, None)),
        InvitationStatus::Used => answer(StatusCode::OK, &ended(&shown)),
        _ => answer(StatusCode::GONE, &ended(&shown)),
    }
}

pub(super) async fn upload(
    State(shared): State<Arc<Shared>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Some(shown) = find(&shared, &token, Visit::Acts) else { return unknown_link() };
    if !shown.record.is_active() {
        return answer(StatusCode::GONE, &ended(&shown));
    }
    let content_type = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let limit = shared.behaviour.max_upload_bytes;
    let Ok(mut received) = receive::upload(body, content_type, limit, &shared.files).await else {
        return unknown_link();
    };
    if let Payload::Upload(upload) = &mut received.payload {
        // A browser sends an empty date field as an empty text.
        upload.document_date = upload.document_date.take().filter(|date| !date.is_empty());
    }
    match store(&shared, &token, &received.payload) {
        Ok(()) => see_other(&links::invitation_url("", &token)),
        Err(refusal) => {
            let status = StatusCode::from_u16(refusal.0.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            answer(status, &form(&shown, Some(reason(&refusal, language(&shown)))))
        }
    }
}

pub(super) async fn finish(State(shared): State<Arc<Shared>>, Path(token): Path<String>) -> Response {
    let Some(shown) = find(&shared, &token, Visit::Acts) else { return unknown_link() };
    if !shown.record.is_active() {
        return answer(StatusCode::GONE, &ended(&shown));
    }
    if shown.record.documents.is_empty() {
        let wrong = language(&shown).nothing_to_finish();
        return answer(StatusCode::UNPROCESSABLE_ENTITY, &form(&shown, Some(wrong)));
    }
    follow(&shared, &token, |world, link, moment| {
        world.finish_invitation(invitation_of(link)?, moment);
        Some(())
    });
    see_other(&links::invitation_url("", &token))
}

/// The kind of a visit. Opening the page counts as a use of the link, sending a form does not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    Opens,
    Acts,
}

fn find(shared: &Shared, token: &str, visit: Visit) -> Option<PageData> {
    follow(shared, token, |world, link, moment| {
        let id = invitation_of(link)?;
        if visit == Visit::Opens {
            world.open_invitation(id, moment);
        }
        let record = world.invitations.get(id)?.clone();
        let seller = world.sellers.iter().find(|seller| seller.uuid == record.seller)?;
        let documents = record.documents.iter().filter_map(|id| world.documents.get(id));
        let required = moment.behaviour.kyc_required_documents.iter();
        let mut types: Vec<String> =
            required.map(ToString::to_string).filter(|kind| is_kyc_type(kind)).collect();
        for kind in ["COC_EXTRACT", "AML_DECLARATION"] {
            if !types.iter().any(|known| known == kind) {
                types.push(kind.to_owned());
            }
        }
        Some(PageData {
            seller: seller.name.clone(),
            company: world.buyers.get(&record.buyer)?.buyer.company_name.clone(),
            documents: documents
                .map(|stored| (stored.document.kind.to_string(), stored.document.file_name.clone()))
                .collect(),
            types,
            record,
        })
    })
}

fn invitation_of(link: &Link) -> Option<&InvitationId> {
    match link {
        Link::Invitation(id) => Some(id),
        Link::Verification(_) | Link::ExportFile(_) => None,
    }
}

fn store(shared: &Shared, token: &str, payload: &Payload) -> Result<(), Refusal> {
    let upload = match payload {
        Payload::Upload(upload) => upload,
        Payload::Refused(refusal) => return Err(Refusal(refusal.0.clone())),
        Payload::Bytes(_) => return Err(Refusal::malformed("The form carries no file")),
    };
    let accepted = check_upload(upload, is_kyc_type, &shared.behaviour.accepted_media_types)?;
    accepted.keep(&shared.files)?;
    let stored = follow(shared, token, |world, link, moment| {
        world.hand_in(invitation_of(link)?, accepted.kind, accepted.date, accepted.file, moment);
        Some(())
    });
    stored.ok_or_else(|| Refusal::not_found("invitation"))
}

fn reason(refusal: &Refusal, language: Language) -> &'static str {
    match refusal.0.status {
        413 => language.too_large(),
        415 => language.wrong_type(),
        500 => language.not_stored(),
        _ => language.wrong_fields(),
    }
}

fn language(shown: &PageData) -> Language {
    Language::of_code(&shown.record.language)
}

fn form(shown: &PageData, wrong: Option<&str>) -> Page {
    let language = language(shown);
    let mut page = Page::new(language.code(), language.title());
    if let Some(wrong) = wrong {
        page.alert(wrong);
    }
    let until = shown.record.invitation.expires_at.format("%Y-%m-%d %H:%M UTC").to_string();
    page.text(&language.request(&shown.seller, &shown.company));
    page.text(&language.until(&until));
    page.heading(language.handed_in());
    if shown.documents.is_empty() {
        page.text(language.nothing_yet());
    } else {
        page.list(shown.documents.iter().map(|(kind, name)| {
            let kind = language.document(kind);
            name.as_ref().map_or(kind.clone(), |name| format!("{kind}: {name}"))
        }));
    }
    let address = links::invitation_url("", &shown.record.token);
    page.form(&address, true, |page| {
        let types: Vec<(String, String)> =
            shown.types.iter().map(|kind| (kind.clone(), language.document(kind))).collect();
        page.select(language.kind(), "type", &types);
        page.input(language.date(), "documentDate", "date", "");
        let accept = " accept=\"application/pdf,image/jpeg,image/png\" required";
        page.input(language.file(), "file", "file", accept);
        page.buttons("action", &[("upload", language.upload())]);
    });
    page.form(&format!("{address}/finish"), false, |page| {
        page.text(language.finishing());
        page.buttons("action", &[("finish", language.finish())]);
    });
    page
}

fn ended(shown: &PageData) -> Page {
    let language = language(shown);
    let (title, text) = language.ended(&shown.record.invitation.status);
    let mut page = Page::new(language.code(), title);
    page.text(text);
    page
}
