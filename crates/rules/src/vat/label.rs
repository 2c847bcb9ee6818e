//! The names of the VAT number on invoices and business cards, which are copied with it.

use super::forms_of;
use crate::typed;

/// Words of such names, as they are left when separators are removed.
const WORDS: &[&str] = &[
    "VAT",
    "TVA",
    "IVA",
    "BTW",
    "UST",
    "UID",
    "NIP",
    "NIF",
    "CIF",
    "CUI",
    "DIČ",
    "DIC",
    "IČ",
    "IC",
    "DPH",
    "DDV",
    "DDS",
    "ДДС",
    "MOMS",
    "MVA",
    "ALV",
    "PVM",
    "PVN",
    "KMKR",
    "OIB",
    "CVR",
    "PDV",
    "ΑΦΜ",
    "ΦΠΑ",
    "AFM",
    "ADÓSZÁM",
    "ADOSZAM",
    "KÖZÖSSÉGI",
    "PARTITA",
    "P",
    "MWST",
    "UMSATZSTEUER",
    "IDENTIFIKATIONS",
    "IDENTIFICATION",
    "IDENT",
    "ID",
    "REGISTRATION",
    "REG",
    "NUMBER",
    "NUMMER",
    "NUMERO",
    "NUMÉRO",
    "NUM",
    "NRO",
    "NR",
    "NO",
    "N°",
    "Nº",
    "N",
    "#",
    "KODAS",
    "COD",
    "CODE",
    "INTRACOMMUNAUTAIRE",
    "INTRACOM",
    "INTRA",
    "EU",
    "UE",
    "DE",
    "Č",
];

/// Prefixes that begin a number without forms of its own.
const OTHER_PREFIXES: &[&str] = &["CH", "EU", "GB", "GR", "IM", "NO"];

/// A number without its label. A number that begins with the prefix of a state has none.
pub(super) fn removed(number: String) -> String {
    if begins(&number) {
        return number;
    }
    let starts_with_digit = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    let rest = typed::after_label(&number, WORDS, &begins)
        .or_else(|| typed::after_label(&number, WORDS, &starts_with_digit));
    rest.map_or(number.clone(), str::to_owned)
}

/// Whether a text begins with a prefix, and a digit follows soon: `NODE136…` is a label and a number.
fn begins(text: &str) -> bool {
    let Some((prefix, body)) = text.split_at_checked(2) else { return false };
    let has_digit = |within| body.chars().take(within).any(|c| c.is_ascii_digit());
    (forms_of(prefix).is_some() && has_digit(3)) || (OTHER_PREFIXES.contains(&prefix) && has_digit(2))
}

#[cfg(test)]
mod tests {
    use crate::vat::normalise;

    #[test]
    fn labels_of_all_languages_are_dropped() {
        for (typed, sent) in [
            ("USt-IdNr. DE136695976", "DE136695976"),
            ("USt.-ID-Nr.: DE 136 695 976", "DE136695976"),
            ("VAT: IT00743110157", "IT00743110157"),
            ("VAT No. DE136695976", "DE136695976"),
            ("VAT Reg. No: XI980780684", "XI980780684"),
            ("EU VAT number: PL8567346215", "PL8567346215"),
            ("P.IVA IT00743110157", "IT00743110157"),
            ("Partita IVA: IT00743110157", "IT00743110157"),
            ("N° TVA intracommunautaire : FR40303265045", "FR40303265045"),
            ("N° de TVA FR40303265045", "FR40303265045"),
            ("BTW-nr. NL004495445B01", "NL004495445B01"),
            ("btw BE 0403.019.261", "BE0403019261"),
            ("NIP UE: PL8567346215", "PL8567346215"),
            ("UID-Nr. ATU33864707", "ATU33864707"),
            ("DIČ: CZ25123891", "CZ25123891"),
            ("IČ DPH SK2022749619", "SK2022749619"),
            ("Moms reg. nr SE123456789701", "SE123456789701"),
            ("ALV-nro FI20774740", "FI20774740"),
            ("ΑΦΜ: EL094259216", "EL094259216"),
            ("NIF ESB58378431", "ESB58378431"),
            ("OIB HR33392005961", "HR33392005961"),
            // A label without a prefix: the prefix is missing, not wrong.
            ("NIP: 856-734-62-15", "8567346215"),
            ("VAT 136695976", "136695976"),
            // Not labels.
            ("VAT NO974760673", "NO974760673"),
            ("DE136695976", "DE136695976"),
            ("CHE116281710", "CHE116281710"),
            ("VAT", "VAT"),
            ("", ""),
        ] {
            assert_eq!(normalise(typed).number, sent, "{typed:?}");
        }
    }
}
