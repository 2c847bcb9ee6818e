//! Vehicles of real makes. Their VINs have the prefix of the maker and a correct check digit.

use nt24::{Money, OrderVinInput};

/// A used model.
struct Model {
    brand: &'static str,
    name: &'static str,
    /// World manufacturer identifier and description of the vehicle: the first eight characters.
    prefix: &'static str,
    /// Price of one that is a year old, in cents.
    price: i64,
}

const MODELS: [Model; 18] = [
    model("Volkswagen", "Golf Variant", "WVWZZZAU", 2_390_000),
    model("Volkswagen", "Passat", "WVWZZZ3C", 2_890_000),
    model("Škoda", "Octavia Combi", "TMBJJ7NE", 2_250_000),
    model("Škoda", "Superb", "TMBAH7NP", 2_940_000),
    model("Audi", "A4 Avant", "WAUZZZF4", 3_190_000),
    model("Audi", "Q5", "WAUZZZFY", 4_290_000),
    model("BMW", "320d Touring", "WBA6L310", 3_340_000),
    model("BMW", "X3", "WBATX310", 4_580_000),
    model("Mercedes-Benz", "C 220 d", "W1K2060A", 3_760_000),
    model("Opel", "Astra", "W0VBD8EN", 1_790_000),
    model("Renault", "Captur", "VF1RJB00", 1_690_000),
    model("Peugeot", "308 SW", "VF3LPHNP", 1_980_000),
    model("SEAT", "Leon", "VSSZZZKL", 1_890_000),
    model("Fiat", "Tipo", "ZFA35600", 1_340_000),
    model("Volvo", "V60", "YV1ZWA8V", 3_080_000),
    model("Toyota", "Corolla Touring Sports", "SB1Z93BE", 2_290_000),
    model("Hyundai", "i30 Kombi", "TMAH3513", 1_870_000),
    model("Kia", "Sportage", "U5YPH812", 2_750_000),
];

const fn model(brand: &'static str, name: &'static str, prefix: &'static str, price: i64) -> Model {
    Model { brand, name, prefix, price }
}

/// The model years 2019 to 2025, with their code, the tenth character of a VIN.
const YEARS: [(i32, char); 7] =
    [(2019, 'K'), (2020, 'L'), (2021, 'M'), (2022, 'N'), (2023, 'P'), (2024, 'R'), (2025, 'S')];

/// Plants, the eleventh character of a VIN.
const PLANTS: [char; 6] = ['W', 'P', '6', 'B', 'E', 'H'];

/// The vehicle of this number. Equal numbers give equal vehicles.
pub(super) fn vehicle(number: u32) -> OrderVinInput {
    let model = pick(&MODELS, number);
    let (year, year_code) = *pick(&YEARS, number / 5);
    let plant = pick(&PLANTS, number / 3);
    // Scatters the serial numbers; the factor and a million have no common divisor, so none repeats.
    let serial = (u64::from(number) * 7919 + 104_729) % 1_000_000;
    let age = i64::from(2026 - year);
    OrderVinInput {
        vin: with_check_digit(model.prefix, &format!("{year_code}{plant}{serial:06}")),
        brand: model.brand.to_owned(),
        model: model.name.to_owned(),
        purchase_amount: Money::eur(model.price - age * model.price / 11 - i64::from(number % 10) * 5000),
        mileage: u64::try_from(age).ok().map(|age| age * 17_400 + u64::from(number % 97) * 113),
        first_registration_date: chrono::NaiveDate::from_ymd_opt(year, number % 12 + 1, number % 28 + 1),
    }
}

/// Picks an entry of a list, which is not empty.
fn pick<T, const N: usize>(list: &[T; N], number: u32) -> &T {
    &list[usize::try_from(number).unwrap_or_default() % N]
}

/// Inserts the check digit in the ninth place (ISO 3779; 49 CFR 565.15).
fn with_check_digit(before: &str, after: &str) -> String {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let numbers = before.chars().chain(['0']).chain(after.chars()).map(transliterated);
    let sum: u32 = WEIGHTS.iter().zip(numbers).map(|(weight, number)| weight * number).sum();
    let check = char::from_digit(sum % 11, 10).unwrap_or('X');
    format!("{before}{check}{after}")
}

/// The value of a character. I, O and Q do not occur.
fn transliterated(c: char) -> u32 {
    match c {
        'A' | 'J' => 1,
        'B' | 'K' | 'S' => 2,
        'C' | 'L' | 'T' => 3,
        'D' | 'M' | 'U' => 4,
        'E' | 'N' | 'V' => 5,
        'F' | 'W' => 6,
        'G' | 'P' | 'X' => 7,
        'H' | 'Y' => 8,
        'R' | 'Z' => 9,
        digit => digit.to_digit(10).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_check_digit_is_correct() {
        assert_eq!(with_check_digit("1M8GDM9A", "KP042788"), "1M8GDM9AXKP042788");
        assert_eq!(with_check_digit("11111111", "11111111"), "11111111111111111");
    }

    #[test]
    fn numbers_are_well_formed_and_do_not_repeat() {
        let numbers: Vec<String> = (0..20_000).map(|number| vehicle(number).vin).collect();
        assert!(numbers.iter().all(|vin| vin.len() == 17 && !vin.contains(['I', 'O', 'Q'])));
        assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), numbers.len());
    }
}
