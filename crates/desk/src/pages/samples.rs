//! Sample papers for the built-in sandbox, made from what the desk knows of the buyer or order on the screen. Each
//! says on its face that it is a sample.

use crate::connection::{Connection, failure};
use crate::contract::{Failure, FailureCode, SandboxFor, Taken};
use crate::deal::facts;
use crate::given::private::{private_file, private_folder};
use crate::papers::state::Files;
use crate::papers::taking;
use nt24_sandbox::sample_paper;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use store::{BuyerRow, OrderRow, Tx};

pub(crate) async fn take_sample_papers(papers: &Arc<Files>, request: SandboxFor) -> Result<Taken, Failure> {
    if papers.connection.sandbox.is_none() {
        return Err(Failure::of(FailureCode::NotOpen));
    }
    let here = Arc::clone(papers);
    let subject = request.subject;
    // They are dropped from a folder like any other file, which is removed as soon as they are taken.
    let made = papers.connection.blocking(move || make(&here.connection, subject.as_deref())).await?;
    let taken = taking::take_files(papers, made.paths).await;
    if let Err(error) = std::fs::remove_dir_all(&made.folder) {
        // The folder is among the decrypted files of this run, which are removed at the latest when it ends.
        tracing::warn!(kind = ?error.kind(), "the folder of the samples was not removed");
    }
    taken
}

struct Made {
    folder: PathBuf,
    paths: Vec<PathBuf>,
}

fn make(connection: &Connection, subject: Option<&str>) -> Result<Made, Failure> {
    let cannot = |error: std::io::Error| failure::of_io(&error, FailureCode::CannotSave);
    let parties = connection.store.read(|tx| Parties::of(tx, subject))?;
    let folder = connection.given.scratch.folders().into_iter().next();
    let folder = folder.ok_or_else(|| Failure::of(FailureCode::CannotSave))?.join(connection.given.ids.id());
    private_folder(&folder).map_err(cannot)?;
    let now = connection.given.clock.now();
    let mut paths = Vec::new();
    for (title, rows) in parties.papers(now.date_naive().to_string()) {
        let path = folder.join(format!("SAMPLE {title}.pdf"));
        let bytes = sample_paper(title, &rows, now);
        private_file(&path).and_then(|mut file| file.write_all(&bytes)).map_err(cannot)?;
        paths.push(path);
    }
    Ok(Made { folder, paths })
}

/// The buyer and the order of the papers; of a stranger if there is none.
struct Parties {
    buyer: Option<BuyerRow>,
    order: Option<OrderRow>,
}

/// Title and rows of a paper.
type Sample = (&'static str, Vec<(&'static str, String)>);

impl Parties {
    fn of(tx: &Tx<'_>, subject: Option<&str>) -> Result<Self, store::Error> {
        let Some(id) = subject else { return Ok(Self { buyer: None, order: None }) };
        let order = store::orders::get(tx, id)?;
        let buyer = order.as_ref().map_or(id, |order| order.buyer.as_str());
        Ok(Self { buyer: store::buyers::get(tx, buyer)?, order })
    }

    /// A title is also the name of the file, by which its type is recognised.
    fn papers(&self, today: String) -> Vec<Sample> {
        let company = self.buyer.as_ref().map_or("Sample Auto Sp. z o.o.", |buyer| &buyer.name).to_owned();
        let number = self.buyer.as_ref().map_or("PL5260250274", |buyer| &buyer.vat_number).to_owned();
        let head = || vec![("Company", company.clone()), ("VAT number", number.clone())];
        let dated = |mut rows: Vec<(&'static str, String)>| {
            rows.push(("Date", today.clone()));
            rows
        };
        let register = dated(head());
        let declaration = dated(head());
        let Some(order) = &self.order else {
            if self.buyer.is_some() {
                return vec![("register extract", register), ("AML declaration", declaration)];
            }
            return self.all(&dated(head()), register, declaration);
        };
        let mut rows = head();
        let facts = facts::order_facts(order);
        rows.push(("Order", order.external_order_id.clone()));
        for vehicle in &facts.vehicles {
            rows.push(("Vehicle", format!("{} {}, {}", vehicle.brand, vehicle.model, vehicle.vin)));
        }
        if let Some(total) = facts.total {
            let amount = rules::money::format_minor(total, &facts.currency);
            rows.push(("Amount", format!("{amount} {}", facts.currency)));
        }
        self.all(&dated(rows), register, declaration).split_off(2)
    }

    fn all(
        &self,
        deal: &[(&'static str, String)],
        register: Vec<(&'static str, String)>,
        declaration: Vec<(&'static str, String)>,
    ) -> Vec<Sample> {
        let mut papers = vec![("register extract", register), ("AML declaration", declaration)];
        for title in ["preliminary invoice", "bank transfer", "CMR", "CMR delivery", "final invoice"] {
            papers.push((title, deal.to_vec()));
        }
        papers
    }
}
