//! Drafts: saved while the user types, resumed at the exact step, frozen when they are submitted.

use crate::contract::{
    ById, Draft, DraftList, DraftSaved, Failure, FailureCode, Form, FormKind, Nothing, SaveDraft, StartDraft,
    Submitted,
};
use crate::forms::base::Base;
use crate::forms::check::{check, must_be_ready};
use crate::forms::form::{self, creates_subject};
use crate::forms::named::rows;
use crate::forms::papers::offers;
use crate::forms::shown::{context, draft as draft_with, facts};
use crate::forms::start::start;
use crate::forms::state::{DISCARDED_ARE_KEPT, Forms};
use crate::forms::submit::submit;
use crate::forms::submitted::{SubmittedForm, form_of, new_row};
use serde_json::Value;
use std::sync::Arc;
use store::{DraftRow, Tx};

pub(crate) async fn save_draft(forms: &Arc<Forms>, request: SaveDraft) -> Result<DraftSaved, Failure> {
    let connection = &forms.connection;
    let now = connection.given.clock.now();
    let id = connection.store.write(|tx| {
        let before = match &request.id {
            Some(id) => store::drafts::get(tx, id)?,
            None => None,
        };
        let id = request.id.clone().unwrap_or_else(|| connection.given.ids.id());
        let body = serde_json::to_value(&request.form).map_err(Failure::bad_call)?;
        // The refusal of NT24 stays beside the form until it is sent again.
        let problems = before.as_ref().and_then(|row| row.problems.clone());
        let unchanged = before
            .as_ref()
            .is_some_and(|row| row.body == body && row.step == request.step && row.field == request.field);
        if !unchanged {
            store::drafts::put(
                tx,
                &DraftRow {
                    id: id.clone(),
                    kind: form::name(form::kind(&request.form)),
                    subject: request.subject.clone(),
                    step: request.step,
                    field: request.field.clone(),
                    body,
                    // A form goes to the seller for whom it was begun, whichever is chosen later.
                    base: match &before {
                        Some(row) => row.base.clone(),
                        None => Some(begun_on(tx, forms, &id, &request)?),
                    },
                    problems,
                    created_at: before.map_or(now, |row| row.created_at),
                    updated_at: now,
                },
            )?;
        }
        Ok::<_, Failure>(id)
    })?;
    connection.changed();
    // The draft stays saved even if checking it fails.
    let checked =
        connection.store.read(|tx| check(&context(tx, connection, &get(tx, &id)?), &request.form))?;
    Ok(DraftSaved { id, checked, offers: offers(&request.form) })
}

pub(crate) async fn start_draft(forms: &Arc<Forms>, request: StartDraft) -> Result<Draft, Failure> {
    let connection = &forms.connection;
    connection.store.read(|tx| {
        // A form of an order resumes its draft. A new buyer or order starts empty; the list offers the
        // drafts in progress.
        if let Some(subject) = &request.subject
            && !matches!(request.form, FormKind::Buyer | FormKind::Order)
        {
            let drafts = store::drafts::of_subject(tx, subject, &form::name(request.form))?;
            if let Some(row) = drafts.into_iter().next() {
                return facts(tx, connection, row);
            }
        }
        let empty = new_row(connection, request.subject.as_deref());
        let form = start(&context(tx, connection, &empty), request.form)?;
        // The buyer chosen for a new order is a field of the form, not the subject of the draft.
        let subject = request.subject.as_deref().filter(|_| request.form != FormKind::Order);
        let row = new_row(connection, subject);
        // The user's changes are told from the resource with which the form was filled in.
        forms.begin(&row.id, Base::now(tx, request.form, subject)?);
        // Who the buyer is needs no step of its own where one was given.
        let step = u32::from(matches!(&form, Form::Order(order) if !order.buyer.is_empty()));
        draft_with(tx, connection, &DraftRow { step, ..row }, form)
    })
}

pub(crate) async fn draft(forms: &Arc<Forms>, request: ById) -> Result<Draft, Failure> {
    forms.connection.store.read(|tx| facts(tx, &forms.connection, get(tx, &request.id)?))
}

pub(crate) async fn drafts(forms: &Arc<Forms>, _: Nothing) -> Result<DraftList, Failure> {
    forms.connection.store.read(|tx| Ok(DraftList { rows: rows(tx, store::drafts::list(tx)?)? }))
}

pub(crate) async fn duplicate_draft(forms: &Arc<Forms>, request: ById) -> Result<Draft, Failure> {
    let connection = &forms.connection;
    let draft = connection.store.write(|tx| {
        let row = get(tx, &request.id)?;
        let form = form_of(&row)?;
        let now = connection.given.clock.now();
        let copy = DraftRow {
            id: connection.given.ids.id(),
            // A copy of a form that was submitted once creates its own buyer or order.
            subject: row.subject.filter(|_| !creates_subject(&form)),
            // NT24 refused the original, not the copy.
            problems: None,
            created_at: now,
            updated_at: now,
            ..row
        };
        store::drafts::put(tx, &copy)?;
        draft_with(tx, connection, &copy, form)
    })?;
    connection.changed();
    Ok(draft)
}

pub(crate) async fn discard_draft(forms: &Arc<Forms>, request: ById) -> Result<Draft, Failure> {
    let connection = &forms.connection;
    let now = connection.given.clock.now();
    let draft = connection.store.write(|tx| {
        let draft = facts(tx, connection, get(tx, &request.id)?)?;
        store::drafts::delete_discarded(tx, now - DISCARDED_ARE_KEPT)?;
        store::drafts::discard(tx, &request.id, now)?;
        Ok::<_, Failure>(draft)
    })?;
    connection.changed();
    Ok(draft)
}

pub(crate) async fn restore_draft(forms: &Arc<Forms>, request: ById) -> Result<Draft, Failure> {
    let connection = &forms.connection;
    let draft = connection.store.write(|tx| {
        store::drafts::restore(tx, &request.id).map_err(|error| match error {
            store::Error::NotFound(_) => Failure::of(FailureCode::Gone),
            other => other.into(),
        })?;
        let mut row = get(tx, &request.id)?;
        let mut restored = form_of(&row)?;
        // A file that was discarded by itself meanwhile is gone from the form as well.
        let mut gone = Vec::new();
        for id in form::file_ids(&restored) {
            if store::files::get(tx, &id)?.is_none() {
                gone.push(id);
            }
        }
        if !gone.is_empty() {
            form::retain_papers(&mut restored, |file| !gone.iter().any(|id| id == file));
            row.body = serde_json::to_value(&restored).map_err(Failure::bad_call)?;
            store::drafts::put(tx, &row)?;
        }
        facts(tx, connection, row)
    })?;
    connection.changed();
    Ok(draft)
}

pub(crate) async fn submit_draft(forms: &Arc<Forms>, request: ById) -> Result<Submitted, Failure> {
    let connection = &forms.connection;
    let subject = connection.store.write(|tx| {
        let row = get(tx, &request.id)?;
        let form = form_of(&row)?;
        let mut context = context(tx, connection, &row);
        must_be_ready(check(&context, &form)?)?;
        let creates_subject = creates_subject(&form);
        let submitted = SubmittedForm {
            form: form.clone(),
            subject: row.subject.clone(),
            step: row.step,
            creates_subject,
            base: row.base.clone(),
        };
        context.draft = Some(serde_json::to_value(submitted).map_err(Failure::bad_call)?);
        let subject = submit(&context, &form)?;
        if creates_subject {
            note_subject(tx, &subject.id)?;
            // Drafts that belonged to the order's draft belong to the order now.
            store::drafts::move_to(tx, &row.id, &subject.id)?;
        }
        store::drafts::remove(tx, &row.id)?;
        Ok::<_, Failure>(subject)
    })?;
    connection.signals.wake_sending();
    connection.changed();
    Ok(Submitted { subject })
}

fn get(tx: &Tx<'_>, id: &str) -> Result<DraftRow, Failure> {
    Ok(store::require(store::drafts::get(tx, id)?)?)
}

/// Notes the created buyer or order in the forms of its rows, so that each reopens for it.
fn note_subject(tx: &Tx<'_>, subject: &str) -> Result<(), Failure> {
    for row in store::outbox::of_subject(tx, subject)? {
        if row.state.is_finished() {
            continue;
        }
        let Some(mut draft) = row.draft else { continue };
        draft["subject"] = Value::String(subject.to_owned());
        store::outbox::set_draft(tx, &row.id, &draft)?;
    }
    Ok(())
}

/// The resource on which a new draft was begun, as the draft stores it.
fn begun_on(tx: &Tx<'_>, forms: &Forms, id: &str, request: &SaveDraft) -> Result<Value, Failure> {
    let base = match forms.begun(id) {
        Some(base) => base,
        None => Base::now(tx, form::kind(&request.form), request.subject.as_deref())?,
    };
    Ok(base.stored(&forms.connection.seller()?))
}
