//! Helps the user to decide whether an upload arrived. NT24 lists no documents, so this shows the uploads that
//! NT24 has confirmed to this desk, and what its compliance modules say about documents of that type.

use crate::contract::{Known, KnownPaper};
use crate::given::clock::{day, moment};
use crate::queue::request::Request;
use nt24::DocumentType;
use store::{DocumentRow, Tx};

/// Returns `None` for a write that is no upload.
pub(super) fn of(tx: &Tx<'_>, request: &Request) -> Result<Option<Known>, store::Error> {
    let Some(id) = &request.document else { return Ok(None) };
    let Some(sought) = store::documents::get(tx, id)? else { return Ok(None) };
    let mut papers = Vec::new();
    for row in store::documents::of_subject(tx, &sought.subject)? {
        let Some(server) = row.server.as_ref().filter(|_| row.id != sought.id && row.kind == sought.kind)
        else {
            continue;
        };
        let Some(file) = store::files::get(tx, &row.file)? else { continue };
        papers.push(KnownPaper {
            name: file.name,
            size: file.size,
            document_date: row.document_date.map(day),
            at: moment(server.created_at.unwrap_or(row.created_at)),
            same_file: row.file == sought.file,
        });
    }
    Ok(Some(Known { papers, on_file: on_file(tx, &sought)? }))
}

/// Whether NT24 counted such a document as filed when the buyer or order was last read.
fn on_file(tx: &Tx<'_>, sought: &DocumentRow) -> Result<Option<bool>, store::Error> {
    if sought.kind == DocumentType::TransportCmr {
        let order = store::orders::get(tx, &sought.subject)?;
        return Ok(order
            .and_then(|row| row.compliance)
            .and_then(|rollup| rollup.modules.transport.cmr_uploaded));
    }
    let buyer = store::buyers::get(tx, &sought.subject)?;
    let complete = buyer.and_then(|row| row.kyc).and_then(|kyc| kyc.documents_complete);
    // A missing document need not be this one.
    Ok(complete.filter(|complete| *complete))
}
