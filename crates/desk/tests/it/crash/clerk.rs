//! A user who works until the program is killed.

use super::Chance;
use super::core::Core;
use super::ledger::Ledger;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

pub(super) struct Clerk<'a> {
    pub(super) core: &'a Core,
    pub(super) ledger: &'a Ledger,
    pub(super) chance: &'a Chance,
    pub(super) folder: &'a Path,
}

impl Clerk<'_> {
    pub(super) fn work(&self) {
        while self.act().is_some() {}
    }

    /// Performs one action. Returns `None` if the program was killed meanwhile.
    fn act(&self) -> Option<()> {
        // Without pauses the desk would have no time to send, and no kill would hit a send.
        std::thread::sleep(Duration::from_millis(self.chance.below(60)));
        let buyer = self.ledger.any_buyer(self.chance);
        match (self.chance.below(10), buyer) {
            (0 | 1, _) | (_, None) => self.onboard(),
            (2..5, Some(buyer)) => self.add_contact(&buyer),
            (5..7, Some(buyer)) => self.file_paper(&buyer),
            (7, Some(buyer)) => self.order(&buyer),
            (_, Some(_)) => self.type_draft(),
        }
    }

    fn ask(&self, command: &str, request: Value) -> Option<Value> {
        Some(self.core.ask(command, request)?.unwrap_or_else(|failure| panic!("{command}: {failure:#}")))
    }

    /// Fills in a form and submits it. Returns the id of its buyer or order.
    fn submit(&self, mark: &str, form: &str, subject: Option<&str>, typed: Value) -> Option<String> {
        let draft = self.ask("start_draft", json!({ "form": form, "subject": subject }))?;
        let mut form = draft["form"].clone();
        for (name, value) in typed.as_object()? {
            form["body"][name] = value.clone();
        }
        let subject = draft["subject"]["id"].clone();
        let saved = self
            .ask("save_draft", json!({ "id": draft["id"], "subject": subject, "step": 0, "form": form }))?;
        assert_eq!(saved["checked"]["ready"], true, "{saved:#}");
        self.ledger.submitting(mark);
        let submitted = self.ask("submit_draft", json!({ "id": saved["id"] }))?;
        self.ledger.accept(mark);
        Some(submitted["subject"]["id"].as_str()?.to_owned())
    }

    fn onboard(&self) -> Option<()> {
        let (number, mark) = self.ledger.new_mark();
        let address =
            json!({ "street": "ul. Krótka 1", "postCode": "00-001", "city": "Warszawa", "country": "PL" });
        let typed =
            json!({ "vatNumber": polish_vat_number(number), "companyName": mark, "address": address });
        let buyer = self.submit(&mark, "buyer", None, typed)?;
        self.ledger.add_buyer(buyer);
        Some(())
    }

    fn add_contact(&self, buyer: &str) -> Option<()> {
        let (_, mark) = self.ledger.new_mark();
        let person = json!({ "firstName": "Jan", "lastName": "Kowalski", "email": format!("{mark}@example.com"), "phone": "" });
        // `start_draft` would return the buyer's open draft, which another clerk may submit first.
        let form = json!({ "kind": "contact", "body": { "person": person } });
        let saved =
            self.ask("save_draft", json!({ "id": null, "subject": buyer, "step": 0, "form": form }))?;
        self.ledger.submitting(&mark);
        self.ask("submit_draft", json!({ "id": saved["id"] }))?;
        self.ledger.accept(&mark);
        Some(())
    }

    fn file_paper(&self, buyer: &str) -> Option<()> {
        let (_, mark) = self.ledger.new_mark();
        let path = self.folder.join(format!("{mark}.pdf"));
        let filling = "%".repeat(self.chance.below(200_000) as usize);
        std::fs::write(&path, format!("%PDF-1.7\n% {mark}\n{filling}\n%%EOF\n")).unwrap();
        let taken = self.ask("take_files", json!([path]))?;
        let paper = json!({ "file": taken["files"][0]["id"], "document": "COC_EXTRACT", "documentDate": "" });
        self.ledger.submitting(&mark);
        self.ask("file_papers", json!({ "subject": buyer, "papers": [paper] }))?;
        self.ledger.accept(&mark);
        Some(())
    }

    fn order(&self, buyer: &str) -> Option<()> {
        let (number, mark) = self.ledger.new_mark();
        let vehicle = json!({
            "vin": format!("WBA8E9G50GN{number:06}"), "brand": "BMW", "model": "320d", "amount": "18500",
            "mileage": "", "firstRegistration": "2019-05-01",
        });
        let typed = json!({ "buyer": buyer, "externalOrderId": mark, "vehicles": [vehicle] });
        self.submit(&mark, "order", Some(buyer), typed)?;
        Some(())
    }

    /// Types into a form and does not submit it: every key stroke that was saved must be kept.
    fn type_draft(&self) -> Option<()> {
        let mut draft = Value::Null;
        for stroke in 0..4 {
            let form = json!({ "kind": "buyer", "body": { "companyName": format!("stroke {stroke}") } });
            let request = json!({ "id": draft, "subject": null, "step": stroke, "form": form });
            draft = self.ask("save_draft", request)?["id"].clone();
            self.ledger.typed(draft.as_str()?, stroke);
        }
        Some(())
    }
}

/// A VAT number with the check digit of Poland: a weighted sum modulo 11. Numbers whose sum gives 10 are not
/// issued.
fn polish_vat_number(number: u64) -> String {
    let weights = [6, 5, 7, 2, 3, 4, 5, 6, 7];
    (0..)
        .find_map(|skip| {
            let body = format!("{:09}", 526_000_000 + number * 20 + skip);
            let sum: u32 =
                body.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
            (sum % 11 < 10).then(|| format!("PL{body}{}", sum % 11))
        })
        .unwrap()
}
