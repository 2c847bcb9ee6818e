//! Drafts: saved while a person types, resumed at the exact step, frozen when they are submitted.

mod base;
mod shown;

pub(crate) use base::Base;
use shown::{draft, facts};
pub(crate) use shown::{named, of, rows};

use crate::Desk;
use crate::contract::{
    ById, Draft, DraftList, DraftSaved, Failure, FailureCode, FieldProblem, Form, FormKind, Nothing,
    SaveDraft, StartDraft, Submitted,
};
use crate::forms;
use crate::open::Open;
use chrono::TimeDelta;
use nt24::SellerId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashSet;
use store::{DraftRow as Row, Tx};

/// What an entry of the outbox reopens: the form as it was submitted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Frozen {
    pub(crate) form: Form,
    /// The buyer or order that the form belongs to, or made.
    pub(crate) subject: Option<String>,
    pub(crate) step: u32,
    /// Whether the form made its buyer or order.
    pub(crate) makes_subject: bool,
    /// What it was begun on, as a draft keeps it.
    #[serde(default)]
    pub(crate) base: Option<Value>,
}

/// Keeps a form as a new draft, with what NT24 said of it if it was refused; answers the draft's id.
pub(crate) fn keep(
    tx: &Tx<'_>,
    open: &Open,
    draft: &Frozen,
    refused: Option<Vec<FieldProblem>>,
) -> Result<String, Failure> {
    let row = Row {
        kind: draft.kind(),
        step: draft.step,
        body: serde_json::to_value(&draft.form).map_err(Failure::bad_call)?,
        base: draft.base.clone(),
        problems: refused.map(serde_json::to_value).transpose().map_err(Failure::bad_call)?,
        ..new_row(open, draft.subject.as_deref())
    };
    store::drafts::put(tx, &row)?;
    Ok(row.id)
}

impl Frozen {
    pub(crate) fn kind(&self) -> String {
        kind_name(forms::kind(&self.form))
    }

    /// The papers were queued beside the form, and go their own way.
    pub(crate) fn papers_are_queued(&mut self) {
        forms::retain_papers(&mut self.form, |_| false);
    }
}

/// How long a draft that was thrown away can be brought back.
pub(crate) const DISCARDED_ARE_KEPT: TimeDelta = TimeDelta::days(7);

/// Whether submitting a form makes a buyer or an order.
fn makes_subject(form: &Form) -> bool {
    matches!(form, Form::Buyer(_) | Form::Order(_))
}

fn kind_name(kind: FormKind) -> String {
    serde_json::to_value(kind).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

impl Desk {
    pub(crate) async fn save_draft(&self, request: SaveDraft) -> Result<DraftSaved, Failure> {
        let open = self.open()?;
        let now = open.parts.clock.now();
        let id = open.store.write(|tx| {
            let before = match &request.id {
                Some(id) => store::drafts::get(tx, id)?,
                None => None,
            };
            let id = request.id.clone().unwrap_or_else(|| open.parts.ids.id());
            let body = serde_json::to_value(&request.form).map_err(Failure::bad_call)?;
            // What NT24 refused stays beside the form until it is sent again.
            let problems = before.as_ref().and_then(|row| row.problems.clone());
            let unchanged = before.as_ref().is_some_and(|row| {
                row.body == body && row.step == request.step && row.field == request.field
            });
            if !unchanged {
                store::drafts::put(
                    tx,
                    &Row {
                        id: id.clone(),
                        kind: kind_name(forms::kind(&request.form)),
                        subject: request.subject.clone(),
                        step: request.step,
                        field: request.field.clone(),
                        body,
                        // A form goes to the seller for whom it was begun, whoever is chosen later.
                        base: match &before {
                            Some(row) => row.base.clone(),
                            None => Some(begun(tx, &open, &id, &request)?),
                        },
                        problems,
                        created_at: before.map_or(now, |row| row.created_at),
                        updated_at: now,
                    },
                )?;
            }
            Ok::<_, Failure>(id)
        })?;
        open.changed();
        // Saved is saved, also when the rules cannot be asked.
        let checked = open.store.read(|tx| {
            let row = store::drafts::get(tx, &id)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
            forms::check(&desk(tx, &open, &row), &request.form)
        })?;
        Ok(DraftSaved { id, checked })
    }

    pub(crate) async fn start_draft(&self, request: StartDraft) -> Result<Draft, Failure> {
        let open = self.open()?;
        open.store.read(|tx| {
            // A form of an order goes on where it was left. A new buyer or order begins anew: the
            // drafts in progress are offered in the list.
            if let Some(subject) = &request.subject
                && !matches!(request.form, FormKind::Buyer | FormKind::Order)
            {
                let drafts = store::drafts::of_subject(tx, subject, &kind_name(request.form))?;
                if let Some(row) = drafts.into_iter().next() {
                    return facts(tx, &open, row);
                }
            }
            let form =
                forms::start(&desk(tx, &open, &new_row(&open, request.subject.as_deref())), request.form)?;
            // The buyer chosen for a new order is a field of the form, not what the form belongs to.
            let subject = request.subject.as_deref().filter(|_| request.form != FormKind::Order);
            let row = new_row(&open, subject);
            // What the form was filled in with is what its changes are told from.
            open.begin(&row.id, Base::now(tx, request.form, subject)?);
            draft(tx, &open, &row, form)
        })
    }

    pub(crate) async fn draft(&self, request: ById) -> Result<Draft, Failure> {
        let open = self.open()?;
        open.store.read(|tx| {
            let row = store::drafts::get(tx, &request.id)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
            facts(tx, &open, row)
        })
    }

    pub(crate) async fn drafts(&self, _: Nothing) -> Result<DraftList, Failure> {
        let open = self.open()?;
        open.store.read(|tx| Ok(DraftList { rows: rows(tx, store::drafts::list(tx)?)? }))
    }

    pub(crate) async fn duplicate_draft(&self, request: ById) -> Result<Draft, Failure> {
        let open = self.open()?;
        let draft = open.store.write(|tx| {
            let row = store::drafts::get(tx, &request.id)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
            let form = form(&row)?;
            let now = open.parts.clock.now();
            let copy = Row {
                id: open.parts.ids.id(),
                // A copy of what was sent once makes a buyer or an order of its own.
                subject: row.subject.filter(|_| !makes_subject(&form)),
                // What NT24 refused was the original.
                problems: None,
                created_at: now,
                updated_at: now,
                ..row
            };
            store::drafts::put(tx, &copy)?;
            draft(tx, &open, &copy, form)
        })?;
        open.changed();
        Ok(draft)
    }

    pub(crate) async fn discard_draft(&self, request: ById) -> Result<Draft, Failure> {
        let open = self.open()?;
        let now = open.parts.clock.now();
        let draft = open.store.write(|tx| {
            let row = store::drafts::get(tx, &request.id)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
            let draft = facts(tx, &open, row)?;
            store::drafts::forget_discarded(tx, now - DISCARDED_ARE_KEPT)?;
            store::drafts::discard(tx, &request.id, now)?;
            Ok::<_, Failure>(draft)
        })?;
        open.changed();
        Ok(draft)
    }

    pub(crate) async fn restore_draft(&self, request: ById) -> Result<Draft, Failure> {
        let open = self.open()?;
        let draft = open.store.write(|tx| {
            store::drafts::restore(tx, &request.id).map_err(|error| match error {
                store::Error::NotFound(_) => Failure::of(FailureCode::Gone),
                other => other.into(),
            })?;
            let mut row =
                store::drafts::get(tx, &request.id)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
            let mut restored = form(&row)?;
            // A file that was thrown away by itself meanwhile stays so.
            let mut gone = Vec::new();
            for id in forms::file_ids(&restored) {
                if store::files::get(tx, &id)?.is_none() {
                    gone.push(id);
                }
            }
            if !gone.is_empty() {
                forms::retain_papers(&mut restored, |file| !gone.iter().any(|id| id == file));
                row.body = serde_json::to_value(&restored).map_err(Failure::bad_call)?;
                store::drafts::put(tx, &row)?;
            }
            facts(tx, &open, row)
        })?;
        open.changed();
        Ok(draft)
    }

    pub(crate) async fn submit_draft(&self, request: ById) -> Result<Submitted, Failure> {
        let open = self.open()?;
        let subject = open.store.write(|tx| {
            let row = store::drafts::get(tx, &request.id)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
            let form = form(&row)?;
            let mut desk = desk(tx, &open, &row);
            forms::must_be_ready(forms::check(&desk, &form)?)?;
            let makes_subject = makes_subject(&form);
            let frozen = Frozen {
                form: form.clone(),
                subject: row.subject.clone(),
                step: row.step,
                makes_subject,
                base: row.base.clone(),
            };
            desk.draft = Some(serde_json::to_value(frozen).map_err(Failure::bad_call)?);
            let subject = forms::submit(&desk, &form)?;
            if makes_subject {
                remember_subject(tx, &subject.id)?;
                // What was drafted for an order that was a draft itself belongs to the order now.
                store::drafts::move_to(tx, &row.id, &subject.id)?;
            }
            store::drafts::remove(tx, &row.id)?;
            Ok::<_, Failure>(subject)
        })?;
        open.wake_outbox.notify_one();
        open.changed();
        Ok(Submitted { subject })
    }
}

/// The draft of a form that made its buyer or order reopens for that very one.
fn remember_subject(tx: &Tx<'_>, subject: &str) -> Result<(), Failure> {
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

/// Where the form of a draft is checked.
fn desk<'a>(tx: &'a Tx<'a>, open: &'a Open, row: &'a Row) -> forms::Desk<'a> {
    forms::Desk {
        tx,
        open,
        today: open.parts.clock.today(),
        subject: row.subject.as_deref(),
        seller: seller_of(row),
        base: Base::of_kept(row.base.as_ref()),
        draft: None,
    }
}

/// What a new draft keeps of the moment when it was begun.
fn begun(tx: &Tx<'_>, open: &Open, id: &str, request: &SaveDraft) -> Result<Value, Failure> {
    let base = match open.begun(id) {
        Some(base) => base,
        None => Base::now(tx, forms::kind(&request.form), request.subject.as_deref())?,
    };
    Ok(base.kept(&open.seller()?))
}

/// The seller for whom a draft was begun.
fn seller_of(row: &Row) -> Option<SellerId> {
    serde_json::from_value(row.base.as_ref()?.get("seller")?.clone()).ok()
}

/// A draft that nothing was typed into yet; it is kept from its first `save_draft` on.
fn new_row(open: &Open, subject: Option<&str>) -> Row {
    let now = open.parts.clock.now();
    Row {
        id: open.parts.ids.id(),
        kind: String::new(),
        subject: subject.map(str::to_owned),
        step: 0,
        field: None,
        body: Value::Null,
        base: None,
        problems: None,
        created_at: now,
        updated_at: now,
    }
}

/// What was typed into a draft.
pub(crate) fn form(row: &Row) -> Result<Form, Failure> {
    serde_json::from_value(row.body.clone()).map_err(Failure::bad_call)
}

/// Files that drafts use.
pub(crate) fn files_in_use(tx: &Tx<'_>) -> Result<HashSet<String>, Failure> {
    let mut files = HashSet::new();
    for row in store::drafts::list(tx)? {
        files.extend(forms::file_ids(&form(&row)?));
    }
    Ok(files)
}
