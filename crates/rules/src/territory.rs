//! Where an address lies for VAT: the VAT territory is smaller than the states (Directive 2006/112, Art. 5 to 7).

use crate::country::{is_member_state, state};
use crate::typed;

/// Where an address lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Area {
    /// In the VAT area of the EU, which contains Northern Ireland for goods, and Monaco as a part of France.
    Inside,
    /// In a member state, but not in its VAT territory.
    Excluded,
    /// In another state.
    ThirdState,
}

/// Beginnings of the postal codes outside of the VAT territory of their state (Art. 6).
const EXCLUDED: &[(&str, &[&str])] = &[
    // Büsingen, Helgoland.
    ("DE", &["78266", "27498"]),
    // The Canary Islands, Ceuta, Melilla.
    ("ES", &["35", "38", "51", "52"]),
    // Åland.
    ("FI", &["22"]),
    // Overseas departments, collectivities and territories.
    ("FR", &["97", "98"]),
    // Mount Athos.
    ("GR", &["63086", "63087"]),
    // Livigno, Campione d'Italia.
    ("IT", &["23041", "22061"]),
    // Greenland.
    ("DK", &["39"]),
];

/// Digits of the postal codes of these states.
const LENGTHS: &[(&str, usize)] = &[("DK", 4)];

/// Where an address lies. `vat_country`: the prefix of the VAT number of its owner, which tells the parts of the
/// United Kingdom apart while the address has no postal code.
pub(crate) fn area(country: &str, post_code: &str, vat_country: &str) -> Area {
    let country = state(country);
    let code = typed::identifier(post_code);
    match country.as_str() {
        "GB" if code.starts_with("BT") || (code.is_empty() && vat_country == "XI") => Area::Inside,
        // Monaco is treated as France (Art. 7); its postal codes look like those of the Pacific territories.
        "MC" => Area::Inside,
        "FR" if code.ends_with("98000") && vat_country == "FR" => Area::Inside,
        other if !is_member_state(other) => Area::ThirdState,
        other if is_excluded(other, &code) => Area::Excluded,
        _ => Area::Inside,
    }
}

fn is_excluded(country: &str, code: &str) -> bool {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let length = LENGTHS.iter().find(|(of, _)| *of == country).map_or(5, |(_, length)| *length);
    let beginnings =
        EXCLUDED.iter().find(|(of, _)| *of == country).map_or(&[][..], |(_, beginnings)| beginnings);
    digits.len() == length && beginnings.iter().any(|beginning| digits.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_member_states_are_outside_of_the_vat_territory() {
        for (country, post_code, area_of) in [
            ("ES", "35001", Area::Excluded),
            ("ES", "38 670", Area::Excluded),
            ("ES", "51001", Area::Excluded),
            ("ES", "52001", Area::Excluded),
            ("ES", "28001", Area::Inside),
            ("ES", "03500", Area::Inside),
            ("DE", "27498", Area::Excluded),
            ("DE", "D-78266", Area::Excluded),
            ("DE", "27499", Area::Inside),
            ("IT", "23041", Area::Excluded),
            ("IT", "I-22061", Area::Excluded),
            ("IT", "23030", Area::Inside),
            ("FR", "97400", Area::Excluded),
            ("FR", "98800", Area::Excluded),
            ("FR", "9740", Area::Inside),
            ("FR", "75001", Area::Inside),
            ("FI", "22100", Area::Excluded),
            ("FI", "00100", Area::Inside),
            ("EL", "630 86", Area::Excluded),
            ("GR", "63088", Area::Inside),
            ("DK", "3900", Area::Excluded),
            ("DK", "2100", Area::Inside),
            ("PT", "9000-001", Area::Inside),
            ("NL", "", Area::Inside),
            ("CH", "8238", Area::ThirdState),
            ("AX", "22100", Area::ThirdState),
            ("RE", "97400", Area::ThirdState),
        ] {
            assert_eq!(area(country, post_code, ""), area_of, "{country} {post_code}");
        }
    }

    #[test]
    fn northern_ireland_and_monaco_are_inside() {
        for (country, post_code, vat_country, area_of) in [
            ("GB", "BT1 5GS", "XI", Area::Inside),
            ("GB", "bt15gs", "", Area::Inside),
            ("GB", "", "XI", Area::Inside),
            ("XI", "", "", Area::Inside),
            ("GB", "", "", Area::ThirdState),
            ("GB", "SW1A 1AA", "XI", Area::ThirdState),
            ("MC", "98000", "", Area::Inside),
            ("FR", "98000", "FR", Area::Inside),
            ("FR", "98000", "DE", Area::Excluded),
            ("IM", "IM1 1AA", "", Area::ThirdState),
        ] {
            assert_eq!(area(country, post_code, vat_country), area_of, "{country} {post_code} {vat_country}");
        }
    }
}
