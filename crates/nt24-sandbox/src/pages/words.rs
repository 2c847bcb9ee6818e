//! The texts of the invitation's page, in the language of the invitation.

use nt24::InvitationStatus;

/// The languages of the page. An invitation in another language gets English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    English,
    German,
}

impl Language {
    pub(super) fn of_code(code: &str) -> Self {
        if code == "de" { Self::German } else { Self::English }
    }

    pub(super) fn code(self) -> &'static str {
        self.choose("en", "de")
    }

    fn choose(self, english: &'static str, german: &'static str) -> &'static str {
        match self {
            Self::English => english,
            Self::German => german,
        }
    }

    pub(super) fn title(self) -> &'static str {
        self.choose("Hand in documents", "Unterlagen einreichen")
    }

    // A company's name may end in a full stop, so the sentence ends with it.
    pub(super) fn request(self, seller: &str, company: &str) -> String {
        format!("{seller} {} {company}", self.choose("asks for documents about", "bittet um Unterlagen zu"))
    }

    pub(super) fn until(self, until: &str) -> String {
        match self {
            Self::English => format!("This link works until {until}."),
            Self::German => format!("Dieser Link gilt bis {until}."),
        }
    }

    pub(super) fn handed_in(self) -> &'static str {
        self.choose("Handed in so far", "Bisher eingereicht")
    }

    pub(super) fn nothing_yet(self) -> &'static str {
        self.choose("Nothing yet.", "Noch nichts.")
    }

    pub(super) fn kind(self) -> &'static str {
        self.choose("What it is", "Art der Unterlage")
    }

    pub(super) fn date(self) -> &'static str {
        self.choose("Date on the document (optional)", "Datum auf der Unterlage (freiwillig)")
    }

    pub(super) fn file(self) -> &'static str {
        self.choose("File: PDF, JPEG or PNG", "Datei: PDF, JPEG oder PNG")
    }

    pub(super) fn upload(self) -> &'static str {
        self.choose("Upload", "Hochladen")
    }

    pub(super) fn finish(self) -> &'static str {
        self.choose("That is all: finish", "Das ist alles: abschließen")
    }

    pub(super) fn finishing(self) -> &'static str {
        self.choose(
            "After finishing, the link no longer works.",
            "Nach dem Abschließen gilt der Link nicht mehr.",
        )
    }

    pub(super) fn document(self, kind: &str) -> String {
        let known = match kind {
            "COC_EXTRACT" => self.choose("Company register extract", "Handelsregisterauszug"),
            "AML_DECLARATION" => {
                self.choose("Declaration against money laundering", "Erklärung zum Geldwäschegesetz")
            }
            other => return other.to_owned(),
        };
        known.to_owned()
    }

    pub(super) fn wrong_fields(self) -> &'static str {
        self.choose(
            "Please choose what the document is and a file that is not empty, and check the date.",
            "Bitte Art der Unterlage und eine nicht leere Datei wählen und das Datum prüfen.",
        )
    }

    pub(super) fn wrong_type(self) -> &'static str {
        self.choose("The file is not a PDF, JPEG or PNG.", "Die Datei ist kein PDF, JPEG oder PNG.")
    }

    pub(super) fn too_large(self) -> &'static str {
        self.choose("The file is too large.", "Die Datei ist zu groß.")
    }

    pub(super) fn not_stored(self) -> &'static str {
        self.choose(
            "The file could not be stored. Please try again.",
            "Die Datei konnte nicht gespeichert werden. Bitte noch einmal versuchen.",
        )
    }

    pub(super) fn nothing_to_finish(self) -> &'static str {
        self.choose(
            "Please hand in at least one document first.",
            "Bitte zuerst mindestens eine Unterlage einreichen.",
        )
    }

    /// Title and text of the page of an invitation that has ended.
    pub(super) fn ended(self, status: &InvitationStatus) -> (&'static str, &'static str) {
        let ask = self.choose(
            "Please ask the seller for a new link.",
            "Bitte beim Verkäufer um einen neuen Link bitten.",
        );
        match status {
            InvitationStatus::Used => (
                self.choose("Thank you, the documents are there", "Vielen Dank, die Unterlagen sind da"),
                self.choose("You can close this page.", "Diese Seite kann geschlossen werden."),
            ),
            InvitationStatus::Expired => {
                (self.choose("This link has expired", "Dieser Link ist abgelaufen"), ask)
            }
            _ => (self.choose("This link was withdrawn", "Dieser Link wurde zurückgezogen"), ask),
        }
    }
}
