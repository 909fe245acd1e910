//! Folding of single letters: case, accents, and letters that only look like others.

/// Whether a character is invisible, or combines with the letter before it: it joins what stands
/// around it. Apostrophes do too, in all forms in which phones type them.
pub(super) fn is_joiner(character: char) -> bool {
    matches!(
        character,
        '\'' | '’' | '‘' | '‛' | '`' | '´' | '＇' | 'ʼ' | 'ʹ'
            | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}'
            | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{20d0}'..='\u{20ff}'
    ) || is_mark(character)
}

/// An accent by itself.
pub(super) fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

/// Appends a letter in lower case, without accents, in its plain form.
pub(super) fn fold_into(folded: &mut String, character: char) {
    if character.is_ascii() {
        folded.push(character.to_ascii_lowercase());
        return;
    }
    for lower in plain(character).to_lowercase() {
        match lower {
            'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ' | 'ả' => folded.push('a'),
            'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => folded.push('c'),
            'ď' | 'đ' | 'ð' => folded.push('d'),
            'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẽ' => folded.push('e'),
            'ĝ' | 'ğ' | 'ġ' | 'ģ' => folded.push('g'),
            'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => folded.push('i'),
            'ķ' => folded.push('k'),
            'ĺ' | 'ļ' | 'ľ' | 'ł' => folded.push('l'),
            'ñ' | 'ń' | 'ņ' | 'ň' => folded.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => folded.push('o'),
            'ŕ' | 'ř' => folded.push('r'),
            'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => folded.push('s'),
            'ţ' | 'ť' | 'ț' => folded.push('t'),
            'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => folded.push('u'),
            'ý' | 'ÿ' => folded.push('y'),
            'ź' | 'ż' | 'ž' => folded.push('z'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ﬀ' => folded.push_str("ff"),
            'ﬁ' => folded.push_str("fi"),
            'ﬂ' => folded.push_str("fl"),
            mark if is_mark(mark) => {}
            other => folded.push(other),
        }
    }
}

/// Full-width, mathematical and circled letters as plain ones.
fn plain(character: char) -> char {
    let code = character as u32;
    let nth = |first: u8, code: u32| {
        u8::try_from(code)
            .ok()
            .and_then(|code| first.checked_add(code))
            .map_or(character, char::from)
    };
    match code {
        0xff01..=0xff5e => nth(b'!', code.wrapping_sub(0xff01)),
        // Thirteen alphabets of 26 capitals and 26 small letters each.
        0x1d400..=0x1d6a3 => match code.wrapping_sub(0x1d400).checked_rem(52).unwrap_or_default() {
            capital @ 0..=25 => nth(b'a', capital),
            small => nth(b'a', small.wrapping_sub(26)),
        },
        0x1d7ce..=0x1d7ff => {
            nth(b'0', code.wrapping_sub(0x1d7ce).checked_rem(10).unwrap_or_default())
        }
        0x24b6..=0x24cf => nth(b'a', code.wrapping_sub(0x24b6)),
        0x24d0..=0x24e9 => nth(b'a', code.wrapping_sub(0x24d0)),
        _ => character,
    }
}

/// Letters of other alphabets in a word that also has Latin ones, as the Latin letters that they
/// look like. A word wholly in another alphabet stays as it is.
pub(super) fn unmasked(word: String) -> String {
    let latin = word.bytes().any(|byte| byte.is_ascii_alphabetic());
    if word.is_ascii() || !latin {
        return word;
    }
    word.chars().map(looks_like).collect()
}

fn looks_like(letter: char) -> char {
    match letter {
        'а' | 'α' => 'a',
        'в' | 'β' => 'b',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'ё' | 'ε' => 'e',
        'һ' => 'h',
        'і' | 'ї' | 'ι' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' => 'l',
        'м' => 'm',
        'н' => 'h',
        'ո' | 'η' => 'n',
        'о' | 'ο' | 'σ' | 'օ' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' => 'u',
        'ν' | 'ѵ' => 'v',
        'ѡ' | 'ω' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut folded = String::new();
        text.chars().for_each(|character| fold_into(&mut folded, character));
        assert_eq!(unmasked(folded), expected, "{text}");
    }

    #[test]
    fn letters_that_look_like_others_are_read_as_they_look() {
        check("Ａ１", "a1");
        check("𝐎𝓻𝔡𝕖𝖗𝟙", "order1");
        check("ⓐⒷ", "ab");
        check("ŽLUŤ", "zlut");
        check("ﬁn", "fin");
        check("оrdеr", "order");
        check("заказ", "заказ");
        check("İ", "i");
    }
}
