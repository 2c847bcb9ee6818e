use super::*;

/// The prefix, numbers with right check digits, and numbers with one wrong digit. Generated with
/// python-stdnum 2.2, which is not part of this project.
#[rustfmt::skip]
const VECTORS: &[(&str, &[&str], &[&str])] = &[
    ("AT", &["U82248220", "U30123470", "U86140989", "U66306133", "U93475098", "U46485682", "U54134271"], &["U66306123", "U54139271", "U54134211", "U66306233", "U82248229"]),
    ("BE", &["0806304976", "0202037637", "0024436575", "0645321697", "1890086372", "1079374329", "1712249839"], &["0806304936", "1890086377", "0024439575", "1712249889", "0202037737"]),
    ("BG", &["185259920", "246957323", "288102512", "1845233110", "3128965911", "5429077660"], &["1845233114", "288102582", "288102511", "185259620", "246957303"]),
    ("CY", &["48390404R", "77033200M", "70250601K", "93014449F", "67418126L", "61155086H", "26488210X"], &["77033201M", "93014249F", "61155087H", "67418122L", "93014149F"]),
    ("CZ", &["41386299", "41545567", "485608139", "235601839", "0254239975", "3852189561"], &["0254239075", "0254239970", "41545577", "41386291", "41545507"]),
    ("DE", &["822334343", "119291761", "793340338", "287409732", "242855553", "554539568", "952440818"], &["242859553", "119292761", "554539548", "119291731", "287409736"]),
    ("DK", &["36658738", "89422914", "27693024", "49620519", "75570856", "21428140", "75535953"], &["89424914", "49624519", "75570816", "89422974", "75570854"]),
    ("EE", &["466768326", "220857884", "893534068", "512540171", "165167079", "650067600", "653661786"], &["893537068", "220857880", "220857584", "165167019", "893534078"]),
    ("EL", &["911235451", "518013837", "189088143", "009059120", "832890338", "087879519", "550536581"], &["518013830", "911235459", "087879517", "911235551", "518013831"]),
    ("ES", &["56364796F", "90704641R", "Y0353683A", "Y2234181K", "L4376863D", "M1567722L", "D27690056", "F51253078", "Q2370544E", "J2068586C"], &["90704141R", "D27690057", "J2068686C", "90704661R", "M1567922L"]),
    ("FI", &["88474760", "30423346", "01669056", "59087315", "56638847", "19573570", "34000797"], &["34000794", "88474710", "59084315", "88474460", "30423386"]),
    ("FR", &["8H886212166", "2Z533059085", "29209604040", "GX081716318", "EH877441295", "AC594782450"], &["2Z533053085", "EH877441395", "2Z533059075", "29209604041", "29209604010"]),
    ("HR", &["89560436546", "49471339356", "51448296952", "56076417355", "38773144950", "79181465162", "07807119720"], &["56076415355", "89560436544", "07807119724", "38773144450", "56076413355"]),
    ("HU", &["15471187", "38758119", "74645404", "66360353", "31705127", "25876882", "38112610"], &["38112611", "66360358", "25876182", "25876832", "38114610"]),
    ("IE", &["9128859L", "4713498W", "9947681N", "6237815GF", "1072545RF", "2217969QI", "5E96471V", "0W66080R", "7N57048P"], &["5E96271V", "0W66380R", "7N57078P", "1072544RF", "9128889L"]),
    ("IT", &["87474680821", "59597640495", "42514640012", "49314028884", "61013060563", "78499060065", "78217860242"], &["49314028883", "78217860246", "61013060263", "78499067065", "78499060085"]),
    ("LT", &["512958812", "950409318", "192795410", "433068155014", "607364614419", "469283569313"], &["192795480", "607364614919", "433068155064", "607364614418", "512950812"]),
    ("LU", &["74639541", "68644274", "44605980", "30897859", "36345265", "21690916", "31925916"], &["30897852", "74636541", "31924916", "68647274", "68644674"]),
    ("LV", &["25014310992", "28062488730", "32061633175", "12036227820", "84553199467", "09050201460", "61930348510"], &["32061633173", "12036227824", "25014310592", "09050201360", "84553191467"]),
    ("MT", &["97611881", "88466891", "73005311", "85470924", "13078896", "32235513", "23155396"], &["88460891", "85478924", "13078886", "88466881", "88466831"]),
    ("NL", &["021290209B64", "402372086B47", "662010957B69", "471790631B80", "239828823B53", "921326683B72", "410941827B33"], &["410941828B33", "021290202B64", "471790636B80", "662010957B60", "471790635B80"]),
    ("PL", &["4406719749", "8888513504", "8101720208", "2194867360", "4766634251", "6763534047", "5885704952"], &["4406719745", "4766634281", "4766634451", "8101720202", "5885702952"]),
    ("PT", &["128531762", "157862615", "220602026", "743827945", "303907894", "455291845", "462488411"], &["743827965", "743827940", "220602023", "220602526", "157869615"]),
    ("RO", &["55918503", "496880629", "3900360514", "43", "345", "5547", "49810", "913371", "6035890"], &["496889629", "55918509", "496880649", "918371", "55918563"]),
    ("SE", &["367147446201", "144542324501", "447731138701", "733804112701", "162106947301", "465874145101", "339968615701"], &["162106948301", "162106947307", "339968615708", "162106947306", "144542327501"]),
    ("SI", &["92087337", "50121219", "86126415", "61657514", "38457598", "31595294", "11300531"], &["61657814", "38457798", "31595894", "86126015", "92087397"]),
    ("SK", &["4871783180", "7235700461", "3643908939", "7329977886", "5323706729", "1374212301", "9185927311"], &["4871783680", "9185927361", "1374214301", "9185927301", "5323706727"]),
    ("XI", &["917570510", "802436111115", "GD269", "HA531"], &["917570519", "917570500", "802436117115", "917570810", "917570410"]),
];

/// Further numbers with right check digits, of the most frequent kinds.
const COMMON: &[&str] = &[
    "ATU33864707",
    "BE0403019261",
    "BE0428759497",
    "BG175074752",
    "CY10259033P",
    "CZ25123891",
    "DE136695976",
    "DK13585628",
    "EE100931558",
    "EL094259216",
    "ESB58378431",
    "FI20774740",
    "FR40303265045",
    "FR83404833048",
    "HR33392005961",
    "HU12892312",
    "IE6433435F",
    "IE6433435OA",
    "IE8D79739I",
    "IT00743110157",
    "LT119511515",
    "LU15027442",
    "LV40003521600",
    "MT11679112",
    "NL004495445B01",
    "PL8567346215",
    "PT501964843",
    "RO18547290",
    "SE123456789701",
    "SI50223054",
    "SK2022749619",
    "XI980780684",
    "XI432525179",
];

fn on(day: &str, typed: &str) -> Vec<&'static str> {
    check(typed, day.parse().unwrap()).1.iter().map(|finding| finding.rule).collect()
}

fn rules(typed: &str) -> Vec<&'static str> {
    on("2026-11-21", typed)
}

#[test]
fn right_check_digits_have_no_finding_and_wrong_ones_a_warning() {
    for (country, right, wrong) in VECTORS {
        for body in *right {
            assert!(rules(&format!("{country}{body}")).is_empty(), "{country}{body}");
        }
        for body in *wrong {
            assert_eq!(rules(&format!("{country}{body}")), ["vat.check_digit"], "{country}{body}");
        }
    }
    for number in COMMON {
        assert!(rules(number).is_empty(), "{number}");
    }
}

#[test]
fn a_wrong_check_digit_never_blocks() {
    let wrong =
        VECTORS.iter().flat_map(|(country, _, wrong)| wrong.iter().map(move |b| format!("{country}{b}")));
    for number in wrong {
        let (_, findings) = check(&number, NaiveDate::from_ymd_opt(2026, 11, 21).unwrap());
        assert!(!crate::blocking(&findings), "{number}");
    }
}

#[test]
fn the_vectors_cover_every_state_of_the_tables() {
    let states: Vec<&str> = VECTORS.iter().map(|(country, ..)| *country).collect();
    assert_eq!(states.len(), 28);
    for country in states {
        assert!(forms_of(country).is_some_and(|forms| !forms.is_empty()), "{country}");
    }
}

#[test]
fn a_broken_structure_is_an_error_in_every_state() {
    for (country, right, _) in VECTORS {
        for broken in [
            format!("{country}{}ZZZZ9", right[0]),
            format!("{country}_{}", &right[0][1..]),
            country.to_string(),
        ] {
            assert_eq!(rules(&broken), ["vat.format"], "{broken}");
        }
    }
    for broken in [
        "DE12345678",
        "DE1234567890",
        "ATU1234567",
        "AT123456789",
        "BE2123456789",
        "NL123456789C01",
        "NL123456789B0",
        "IE12345678",
        "ES123456789",
        "ESB583784310",
        "LT1234567890",
        "SE1234567890",
        "RO1",
        "RO12345678901",
        "XI1234567890",
        "XIGD01",
        "XIAB123",
        "CY123456789",
        "FR1234567890",
        "BG12345678",
    ] {
        assert_eq!(rules(broken), ["vat.format"], "{broken}");
    }
}

/// VIES publishes the lengths: a digit too many or too few is never accepted without a word.
#[test]
fn a_length_that_no_number_of_the_state_has_is_an_error() {
    for (country, right, _) in VECTORS {
        let lengths: Vec<usize> = right.iter().map(|body| body.len()).collect();
        for body in *right {
            for other in [format!("{body}0"), body[..body.len() - 1].to_owned(), format!("{body}00")] {
                let found = rules(&format!("{country}{other}"));
                // Romania has all lengths, and a Belgian number of nine digits lacks its zero.
                let is_read = *country == "RO" || (*country == "BE" && other.len() == 9);
                if !lengths.contains(&other.len()) && !is_read {
                    assert!(
                        matches!(found[..], ["vat.format" | "vat.likely"]),
                        "{country}{other}: {found:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn special_cases_of_each_state() {
    for (number, expected) in [
        // Belgium issues numbers that begin with 1, and old documents omit the 0.
        ("BE1000003682", vec![]),
        ("BE403019261", vec!["vat.normalised"]),
        // A Belgian check number is between 01 and 97; others are congruent and still wrong.
        ("BE0136158900", vec!["vat.check_digit"]),
        ("BE0136158997", vec![]),
        // Cyprus issues numbers that begin with 6, and none that begin with 12.
        ("CY60001744K", vec![]),
        ("CY60001744L", vec!["vat.check_digit"]),
        // Northern Ireland: older and newer numbers, branches, government, health authorities.
        ("XI980780684", vec![]),
        ("XI980780684001", vec![]),
        ("XIGD001", vec![]),
        ("XIGD500", vec!["vat.check_digit"]),
        ("XIHA500", vec![]),
        ("XIHA499", vec!["vat.check_digit"]),
        // Ireland: old form, new form, new form with one letter more, symbols.
        ("IE8D79739I", vec![]),
        ("IE6433435F", vec![]),
        ("IE6433435OA", vec![]),
        ("IE8D79738J", vec!["vat.check_digit"]),
        ("IE6433435ZZ", vec!["vat.check_digit"]),
        ("IE8+79739I", vec!["vat.symbol"]),
        ("IE8*79739I", vec!["vat.symbol"]),
        // France: a key of digits, keys with letters, letters that do not occur, Monaco.
        ("FR40303265045", vec![]),
        ("FRK7399859412", vec![]),
        ("FR4Z123456782", vec![]),
        ("FRO7399859412", vec!["vat.check_digit"]),
        ("FR53000004605", vec![]),
        // The Netherlands: companies, and sole traders since 2020.
        ("NL004495445B01", vec![]),
        ("NL002455799B11", vec![]),
        ("NL004495445B00", vec!["vat.check_digit"]),
        ("NL493180751B00", vec!["vat.check_digit"]),
        // NT24's own sample.
        ("DE123456789", vec!["vat.check_digit"]),
    ] {
        assert_eq!(rules(number), expected, "{number}");
    }
}

#[test]
fn some_forms_are_valid_from_a_day() {
    assert_eq!(on("2019-12-31", "NL002455799B11"), ["vat.check_digit"]);
    assert!(on("2020-01-01", "NL002455799B11").is_empty());
    assert_eq!(on("2020-12-31", "XI980780684"), ["vat.format"]);
    assert!(on("2021-01-01", "XI980780684").is_empty());
}

#[test]
fn other_texts_and_numbers_have_their_rule() {
    for (typed, rule) in [
        ("", "required"),
        (" .- ", "required"),
        ("123456789", "vat.prefix"),
        ("D123456789", "vat.prefix"),
        ("CHE116281710", "vat.country"),
        ("NO974760673", "vat.country"),
        ("GB980780684", "vat.gb"),
        ("gb 980 7806 84", "vat.gb"),
        ("EU372022452", "vat.oss"),
        ("IM0123456789", "vat.oss"),
        ("Ü123", "vat.prefix"),
        ("DEÜ12345678", "vat.format"),
    ] {
        assert_eq!(rules(typed), [rule], "{typed}");
    }
}

#[test]
fn typed_numbers_are_normalised() {
    for (typed, number, country) in [
        ("de 136.695-976", "DE136695976", "DE"),
        ("\u{FEFF}ＤＥ１３６６９５９７６\u{200B}", "DE136695976", "DE"),
        ("DE\u{A0}136\u{2013}695\u{2013}976\n", "DE136695976", "DE"),
        ("GR094259216", "EL094259216", "EL"),
        ("el 094259216", "EL094259216", "EL"),
        ("BE 403.019.261", "BE0403019261", "BE"),
        ("BE (0)403.019.261", "BE0403019261", "BE"),
        ("136695976", "136695976", ""),
        ("", "", ""),
    ] {
        let normalised = normalise(typed);
        assert_eq!((normalised.number.as_str(), normalised.country.as_str()), (number, country), "{typed:?}");
        assert_eq!(normalised.changed, typed != number);
        assert_eq!(
            normalise(number),
            Normalised { changed: false, ..normalised },
            "normalising again changes nothing"
        );
    }
    let (_, findings) = check("de 136.695-976", NaiveDate::from_ymd_opt(2026, 11, 21).unwrap());
    assert_eq!(
        (findings[0].rule, findings[0].params["suggestion"].as_str()),
        ("vat.normalised", "DE136695976")
    );
}
