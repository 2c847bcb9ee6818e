//! The names of glyphs in the Adobe Glyph List.

/// The name of a letter's glyph. The standard fonts use these names; other letters have the general form
/// `uniXXXX`.
pub(super) fn glyph_name(letter: char) -> String {
    if letter.is_ascii_alphabetic() {
        return letter.to_string();
    }
    let names: [(u32, &str); 4] = [(0x20, ASCII), (0xA1, LATIN_1), (0x100, LATIN_EXTENDED), (0x386, GREEK)];
    for (first, list) in names {
        if let Some(at) = u32::from(letter).checked_sub(first)
            && let Some(name) = usize::try_from(at).ok().and_then(|at| list.split_whitespace().nth(at))
            && name != "-"
        {
            return name.to_owned();
        }
    }
    if let Some(number) = cyrillic(letter) {
        return format!("afii{number}");
    }
    match letter {
        '\u{20AC}' => "Euro".to_owned(),
        '\u{2013}' => "endash".to_owned(),
        '\u{2014}' => "emdash".to_owned(),
        '\u{2018}' => "quoteleft".to_owned(),
        '\u{2019}' => "quoteright".to_owned(),
        '\u{201C}' => "quotedblleft".to_owned(),
        '\u{201D}' => "quotedblright".to_owned(),
        '\u{201E}' => "quotedblbase".to_owned(),
        '\u{2026}' => "ellipsis".to_owned(),
        other if u32::from(other) > 0xFFFF => format!("u{:X}", u32::from(other)),
        other => format!("uni{:04X}", u32::from(other)),
    }
}

/// The number of a Cyrillic letter in the glyph list, which puts Ё behind Е.
fn cyrillic(letter: char) -> Option<u32> {
    let code = u32::from(letter);
    match letter {
        'А'..='Е' => Some(code - 0x410 + 10_017),
        'Ё' => Some(10_023),
        'Ж'..='Я' => Some(code - 0x416 + 10_024),
        'а'..='е' => Some(code - 0x430 + 10_065),
        'ё' => Some(10_071),
        'ж'..='я' => Some(code - 0x436 + 10_072),
        _ => None,
    }
}

/// From U+0020; ASCII letters are named after themselves, so they are `-` here.
const ASCII: &str = "space exclam quotedbl numbersign dollar percent ampersand quotesingle parenleft \
    parenright asterisk plus comma hyphen period slash zero one two three four five six seven eight nine \
    colon semicolon less equal greater question at - - - - - - - - - - - - - - - - - - - - - - - - - - \
    bracketleft backslash bracketright asciicircum underscore grave - - - - - - - - - - - - - - - - - - - \
    - - - - - - - braceleft bar braceright asciitilde";

/// From U+00A1.
const LATIN_1: &str = "exclamdown cent sterling currency yen brokenbar section dieresis copyright \
    ordfeminine guillemotleft logicalnot - registered macron degree plusminus twosuperior threesuperior \
    acute mu paragraph periodcentered cedilla onesuperior ordmasculine guillemotright onequarter onehalf \
    threequarters questiondown Agrave Aacute Acircumflex Atilde Adieresis Aring AE Ccedilla Egrave Eacute \
    Ecircumflex Edieresis Igrave Iacute Icircumflex Idieresis Eth Ntilde Ograve Oacute Ocircumflex Otilde \
    Odieresis multiply Oslash Ugrave Uacute Ucircumflex Udieresis Yacute Thorn germandbls agrave aacute \
    acircumflex atilde adieresis aring ae ccedilla egrave eacute ecircumflex edieresis igrave iacute \
    icircumflex idieresis eth ntilde ograve oacute ocircumflex otilde odieresis divide oslash ugrave uacute \
    ucircumflex udieresis yacute thorn ydieresis";

/// From U+0100.
const LATIN_EXTENDED: &str = "Amacron amacron Abreve abreve Aogonek aogonek Cacute cacute Ccircumflex \
    ccircumflex Cdotaccent cdotaccent Ccaron ccaron Dcaron dcaron Dcroat dcroat Emacron emacron Ebreve \
    ebreve Edotaccent edotaccent Eogonek eogonek Ecaron ecaron Gcircumflex gcircumflex Gbreve gbreve \
    Gdotaccent gdotaccent Gcommaaccent gcommaaccent Hcircumflex hcircumflex Hbar hbar Itilde itilde Imacron \
    imacron Ibreve ibreve Iogonek iogonek Idotaccent dotlessi IJ ij Jcircumflex jcircumflex Kcommaaccent \
    kcommaaccent kgreenlandic Lacute lacute Lcommaaccent lcommaaccent Lcaron lcaron Ldot ldot Lslash lslash \
    Nacute nacute Ncommaaccent ncommaaccent Ncaron ncaron napostrophe Eng eng Omacron omacron Obreve obreve \
    Ohungarumlaut ohungarumlaut OE oe Racute racute Rcommaaccent rcommaaccent Rcaron rcaron Sacute sacute \
    Scircumflex scircumflex Scedilla scedilla Scaron scaron uni0162 uni0163 Tcaron tcaron Tbar tbar Utilde \
    utilde Umacron umacron Ubreve ubreve Uring uring Uhungarumlaut uhungarumlaut Uogonek uogonek \
    Wcircumflex wcircumflex Ycircumflex ycircumflex Ydieresis Zacute zacute Zdotaccent zdotaccent Zcaron \
    zcaron longs";

/// From U+0386. The glyph list gives Delta, Omega and mu to look-alikes, but fonts draw the letters under
/// these names; copied text comes from the CMap, not from the name.
const GREEK: &str = "Alphatonos anoteleia Epsilontonos Etatonos Iotatonos - Omicrontonos - Upsilontonos \
    Omegatonos iotadieresistonos Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi \
    Omicron Pi Rho - Sigma Tau Upsilon Phi Chi Psi Omega Iotadieresis Upsilondieresis alphatonos \
    epsilontonos etatonos iotatonos upsilondieresistonos alpha beta gamma delta epsilon zeta eta theta iota \
    kappa lambda mu nu xi omicron pi rho - sigma tau upsilon phi chi psi omega iotadieresis \
    upsilondieresis omicrontonos upsilontonos omegatonos";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_the_glyph_list() {
        let expected = [
            (' ', "space"),
            ('~', "asciitilde"),
            ('{', "braceleft"),
            ('[', "bracketleft"),
            ('9', "nine"),
            ('@', "at"),
            ('A', "A"),
            ('z', "z"),
            ('ß', "germandbls"),
            ('ÿ', "ydieresis"),
            ('\u{AD}', "uni00AD"),
            ('ł', "lslash"),
            ('Ż', "Zdotaccent"),
            ('ž', "zcaron"),
            ('ő', "ohungarumlaut"),
            ('ď', "dcaron"),
            ('Ω', "Omega"),
            ('ж', "afii10072"),
            ('€', "Euro"),
            ('ώ', "omegatonos"),
            ('ς', "uni03C2"),
            ('Я', "afii10049"),
            ('я', "afii10097"),
            ('ђ', "uni0452"),
            ('𐍈', "u10348"),
        ];
        for (letter, name) in expected {
            assert_eq!(glyph_name(letter), name, "{letter}");
        }
    }
}
