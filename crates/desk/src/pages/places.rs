//! Where the user stands in each list. The page keeps nothing by itself, so the desk keeps it, encrypted with
//! the data of the connection.

use crate::contract::{Failure, Nothing, Places};
use crate::pages::state::Pages;
use std::sync::Arc;

/// Setting with the places.
const PLACES: &str = "places";

/// Most characters of a search that are kept.
const LONGEST_SEARCH: usize = 200;

pub(crate) async fn places(pages: &Arc<Pages>, _: Nothing) -> Result<Places, Failure> {
    pages
        .read(|_, tx| {
            let kept = store::settings::get(tx, PLACES)?;
            // Another version of the program may have written it: then the lists begin at their first row.
            Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default())
        })
        .await
}

/// Keeps the places. The page knows them already, so that no screen is told to load again.
pub(crate) async fn keep_places(pages: &Arc<Pages>, mut places: Places) -> Result<Nothing, Failure> {
    for list in [&mut places.orders, &mut places.buyers, &mut places.drafts, &mut places.receipts] {
        if let Some((end, _)) = list.text.char_indices().nth(LONGEST_SEARCH) {
            list.text.truncate(end);
        }
    }
    let text = serde_json::to_string(&places).map_err(Failure::bad_call)?;
    pages
        .ask(move |pages| {
            pages.connection().store.write(|tx| store::settings::set(tx, PLACES, &text))?;
            Ok(Nothing {})
        })
        .await
}
