//! Asks NT24 for the VAT number in the form of a new buyer while the user goes on with it, and takes over a buyer
//! that NT24 has and this desk has not.

use crate::compare::merge;
use crate::connection::history::{self, Source};
use crate::connection::link::{self, Reachability};
use crate::contract::{
    BuyerForm, Failure, FailureCode, Form, FoundBuyer, KycMode, LookUpVat, Subject, SubjectKind, ValueChange,
    VatLookUp, WhyNotAsked, fact,
};
use crate::forms::buyer;
use crate::forms::shown::context;
use crate::forms::state::Forms;
use crate::forms::submitted::form_of;
use crate::forms::typed;
use crate::sync;
use nt24::{Buyer, BuyerStatus, Operation, SellerId};
use std::sync::Arc;
use store::Tx;

pub(crate) async fn look_up_vat(forms: &Arc<Forms>, request: LookUpVat) -> Result<VatLookUp, Failure> {
    let connection = &forms.connection;
    let number = rules::vat::normalise(&request.vat_number).number;
    let begun = connection.store.read(|tx| {
        let begun = Begun::of(tx, forms, request.draft.as_deref())?;
        let here = store::buyers::by_vat(tx, &begun.seller, &number)?;
        Ok::<_, Failure>((begun, here.map(|row| subject(row.id, row.name))))
    })?;
    let (begun, here) = begun;
    let mut turn = forms.look_ups.begin();
    if let Some(buyer) = here {
        return Ok(VatLookUp::Here { buyer });
    }
    let not_asked = |why| Ok(VatLookUp::NotAsked { why });
    let now = connection.given.clock.now();
    let found = match forms.look_ups.answer(&begun.seller, &number, now) {
        Some(found) => found,
        None if !connection.link.is_online() => return not_asked(WhyNotAsked::Offline),
        None => {
            // Requests that the user waits for go first.
            let client = connection.client().in_background();
            let asked = tokio::select! {
                biased;
                asked = client.buyer_by_vat(&begun.seller, &number) => asked,
                _ = turn.changed() => return not_asked(WhyNotAsked::Overtaken),
            };
            let found = match connection.observe_read(asked) {
                Ok(fetched) => Some(fetched.value),
                Err(error) => match Failure::from(&error).code {
                    FailureCode::NotFound => None,
                    code => return not_asked(why(code)),
                },
            };
            forms.look_ups.keep(begun.seller.clone(), number, now, found.clone());
            found
        }
    };
    Ok(match found {
        Some(buyer) => VatLookUp::AtNt24 { found: begun.compare(&buyer) },
        None => VatLookUp::NotThere,
    })
}

fn why(code: FailureCode) -> WhyNotAsked {
    match code {
        FailureCode::RateLimited => WhyNotAsked::Limit,
        code if link::reachability(code) == Reachability::Unreachable || link::may_concern_one(code) => {
            WhyNotAsked::Offline
        }
        _ => WhyNotAsked::Failed,
    }
}

pub(crate) async fn take_over_buyer(forms: &Arc<Forms>, request: LookUpVat) -> Result<Subject, Failure> {
    let connection = &forms.connection;
    let number = rules::vat::normalise(&request.vat_number).number;
    let (seller, here) = connection.store.read(|tx| {
        let seller = Begun::of(tx, forms, request.draft.as_deref())?.seller;
        let here = store::buyers::by_vat(tx, &seller, &number)?;
        Ok::<_, Failure>((seller, here))
    })?;
    if let Some(row) = here {
        return Ok(subject(row.id, row.name));
    }
    let client = connection.client();
    let fetched = connection.observe_read(client.buyer_by_vat(&seller, &number).await)?.value;
    let kyc = connection.observe_read(client.kyc(&seller, &fetched.uuid).await)?.value;
    let name = fetched.company_name.clone();
    let id = sync::buyer::take_over(connection, &seller, fetched, kyc)?;
    connection.store.write(|tx| {
        let now = connection.given.clock.now();
        history::add(tx, connection, &id, now, Source::User, fact("buyer.takenOver", []))
    })?;
    connection.changed();
    Ok(subject(id, name))
}

fn subject(id: String, label: String) -> Subject {
    Subject { kind: SubjectKind::Buyer, id, label }
}

/// The form of a new buyer, and the seller for whom it was begun.
struct Begun {
    seller: SellerId,
    form: BuyerForm,
}

impl Begun {
    fn of(tx: &Tx<'_>, forms: &Forms, draft: Option<&str>) -> Result<Self, Failure> {
        let row = draft.map(|id| store::drafts::get(tx, id)).transpose()?.flatten();
        let Some(row) = row else {
            return Ok(Self { seller: forms.connection.seller()?, form: BuyerForm::default() });
        };
        let seller = context(tx, &forms.connection, &row).seller()?;
        let form = match form_of(&row)? {
            Form::Buyer(form) => form,
            _ => BuyerForm::default(),
        };
        Ok(Self { seller, form })
    }

    /// NT24's buyer, with what differs from the form.
    fn compare(&self, buyer: &Buyer) -> FoundBuyer {
        FoundBuyer {
            name: buyer.company_name.clone(),
            address: typed::postal(&buyer.address),
            kyc_mode: match buyer.kyc_mode {
                nt24::KycMode::Nt24Led => KycMode::Nt24Led,
                _ => KycMode::MarketplaceLed,
            },
            blocked: buyer.status == BuyerStatus::Blocked,
            differs: self.differences(buyer),
        }
    }

    /// The fields that differ: `from` is the typed value, `to` is NT24's. A field that is empty does not differ.
    fn differences(&self, theirs: &Buyer) -> Vec<ValueChange> {
        let mine = buyer::wanted(&self.form);
        if mine.company_name.is_empty() {
            return Vec::new();
        }
        let values = (serde_json::to_value(&mine), serde_json::to_value(theirs));
        let (Ok(mine), Ok(theirs)) = values else { return Vec::new() };
        let mut changes = merge::changes(Operation::UpsertBuyer, &mine, &theirs);
        changes.retain(|change| change.from.as_deref().is_some_and(|from| !from.is_empty()));
        changes
    }
}
