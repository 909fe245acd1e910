//! The mistakes that people make when they type in a hurry, drawn with a seed.

use crate::random::Random;

/// Each key's neighbours on the keyboard most shoppers have.
const NEIGHBOURS: &[(char, &str)] = &[
    ('a', "qsz"),
    ('b', "vgn"),
    ('c', "xdv"),
    ('d', "sfe"),
    ('e', "wrd"),
    ('f', "dgr"),
    ('g', "fht"),
    ('h', "gjy"),
    ('i', "uok"),
    ('j', "hku"),
    ('k', "jli"),
    ('l', "kop"),
    ('m', "nk"),
    ('n', "bmh"),
    ('o', "ipl"),
    ('p', "ol"),
    ('q', "wa"),
    ('r', "etf"),
    ('s', "adw"),
    ('t', "ryg"),
    ('u', "yij"),
    ('v', "cbf"),
    ('w', "qes"),
    ('x', "zcs"),
    ('y', "tuh"),
    ('z', "xa"),
];

const EMOJI: &[&str] = &["🙂", "😡", "🙏", "😭", "👍", "🤷", "😂", "❤️"];

/// A message with about one word in `every` spoilt: a typo, a doubled letter, another case, a word
/// left out, an emoji put in.
pub(crate) fn spoil(message: &str, every: usize, random: &mut Random) -> String {
    let mut spoilt: Vec<String> = Vec::new();
    let words: Vec<&str> = message.split_whitespace().collect();
    for word in &words {
        if random.below(every) != 0 {
            spoilt.push((*word).to_owned());
            continue;
        }
        match random.below(10) {
            0 => spoilt.push(word.to_uppercase()),
            1 if words.len() > 2 => {}
            2 => spoilt.extend([(*word).to_owned(), EMOJI[random.below(EMOJI.len())].to_owned()]),
            3 => spoilt.push(doubled(word, random)),
            _ => spoilt.push(mistyped(word, random)),
        }
    }
    spoilt.join(" ")
}

/// A word with one letter wrong, missing, added or swapped with the next.
pub(crate) fn mistyped(word: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 3 {
        return word.to_owned();
    }
    let place = random.below(letters.len() - 1);
    match random.below(4) {
        0 => letters[place] = neighbour(letters[place], random),
        1 => drop(letters.remove(place)),
        2 => letters.insert(place, neighbour(letters[place], random)),
        _ => letters.swap(place, place + 1),
    }
    letters.into_iter().collect()
}

fn doubled(word: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let place = random.below(letters.len());
    letters.insert(place, letters[place]);
    letters.into_iter().collect()
}

fn neighbour(letter: char, random: &mut Random) -> char {
    let keys = NEIGHBOURS.iter().find(|(key, _)| *key == letter.to_ascii_lowercase());
    let keys = keys.map_or("", |(_, keys)| keys).as_bytes();
    if keys.is_empty() { letter } else { char::from(keys[random.below(keys.len())]) }
}
