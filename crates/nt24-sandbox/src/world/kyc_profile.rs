//! The KYC profile of a buyer that NT24 verified (mode B, guides/kyc-modes).

use super::buyer_record::{BuyerRecord, SessionEnd};
use super::export_dossier::{address, row, time, vies};
use super::moment::Moment;
use super::state::World;
use crate::files::hex;
use crate::pdf::{Dossier, Section};
use sha2::{Digest as _, Sha256};

impl World {
    /// Gathers the current profile.
    pub(crate) fn kyc_profile(&self, record: &BuyerRecord, moment: Moment<'_>) -> Dossier {
        let buyer = &record.buyer;
        let mut sections = vec![company(record), verification(self, record, moment), vies(record)];
        sections.push(seal(&sections));
        Dossier {
            title: "KYC profile".to_owned(),
            subtitle: format!("{} - {}", buyer.company_name, buyer.vat_number),
            footer: format!(
                "{} - generated {} - made by a sandbox, no evidence",
                buyer.uuid,
                time(moment.now)
            ),
            generated_at: moment.now,
            sections,
        }
    }
}

fn company(record: &BuyerRecord) -> Section {
    let buyer = &record.buyer;
    Section {
        title: "Company".to_owned(),
        rows: vec![
            row("Name", &buyer.company_name),
            row("VAT number", &buyer.vat_number),
            row("Address", &address(&buyer.address)),
            row("NT24 buyer", buyer.uuid.as_str()),
        ],
    }
}

fn verification(world: &World, record: &BuyerRecord, moment: Moment<'_>) -> Section {
    let kyc = world.kyc_status(record, moment);
    let mut rows = vec![
        row("Identity check", record.verification.as_str()),
        row("Money laundering check", record.aml().as_str()),
        row("KYC state", kyc.overall_status.as_ref().map_or("", |status| status.as_str())),
    ];
    // An outcome that was set by `Control` has no session.
    if let Some(session) = record.sessions.last()
        && let Some(SessionEnd::Completed { at, .. }) = &session.end
    {
        rows.push(row("Session", &session.id));
        rows.push(row("Completed", &time(*at)));
    }
    Section { title: "Verification".to_owned(), rows }
}

/// Takes the place of the platform's signature: it reveals a change of the text, and proves no origin.
fn seal(sections: &[Section]) -> Section {
    let mut hash = Sha256::new();
    for section in sections {
        hash.update(&section.title);
        for (label, value) in &section.rows {
            for part in [label, value] {
                hash.update([0]);
                hash.update(part);
            }
        }
    }
    Section {
        title: "Seal".to_owned(),
        rows: vec![
            row("Made by", "nt24-sandbox, in place of a signature"),
            row("Over the above", &format!("SHA-256 {}", hex(&hash.finalize()))),
        ],
    }
}
