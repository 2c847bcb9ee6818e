use super::*;

fn rules(typed: &str) -> Vec<&'static str> {
    check(typed, NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()).1.iter().map(|f| f.rule).collect()
}

#[test]
fn known_traps() {
    for (number, expected) in [
        // Belgium gives out numbers that begin with 1.
        ("BE1000003682", vec![]),
        ("BE123456749", vec!["vat.normalised"]),
        // Cyprus gives out numbers that begin with 6.
        ("CY60001744K", vec![]),
        ("XI980780684", vec![]),
        // NT24's own sample.
        ("DE123456789", vec!["vat.check_digit"]),
    ] {
        assert_eq!(rules(number), expected, "{number}");
    }
}
