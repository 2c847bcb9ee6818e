//! The outbox on the screen, and its pause.

use crate::contract::{Failure, Nothing, Outbox, Pause, Status};
use crate::decisions::entries::{entries, receipts};
use crate::pages::state::Pages;
use crate::pages::status::facts;
use std::sync::Arc;

/// Most receipts on the page.
const RECEIPTS: u32 = 500;

pub(crate) async fn outbox(pages: &Arc<Pages>, _: Nothing) -> Result<Outbox, Failure> {
    let outbox = pages.read(|pages, tx| {
        let rows = store::outbox::waiting(tx)?;
        Ok(Outbox { entries: entries(tx, &pages.sending, rows)?, receipts: receipts(tx, RECEIPTS)? })
    });
    outbox.await
}

pub(crate) async fn pause_outbox(pages: &Arc<Pages>, request: Pause) -> Result<Status, Failure> {
    pages
        .ask(move |pages| {
            pages.sending.pause(request.paused)?;
            facts(pages)
        })
        .await
}
