//! Values and names of options found in a sentence.

use std::ops::Range;

use super::{
    relative::compares,
    vocabulary::{Name, Value, Vocabulary},
};
use crate::understanding::piece::{Piece, is_alike, is_number, quantity, stretch};

/// A value that a sentence names.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub(super) option: String,
    pub(super) value: String,
    pub(super) at: Range<usize>,
    /// Other options of which the words may be a value just as well, with that value.
    pub(super) or_of: Vec<(String, String)>,
    /// Whether any other value is meant: "with armrests", where it comes without.
    pub(super) excluded: bool,
}

/// Words that deny what follows them.
pub(super) const DENIALS: &[&str] = &[
    "not", "no", "without", "isnt", "isn", "arent", "dont", "doesnt", "non", "never", "nor",
    "lacks", "wasnt",
];

/// Words between an option and its value that say nothing.
const LINKS: &[&str] = &[
    "is", "are", "be", "being", "was", "should", "would", "must", "to", "in", "of", "the", "a",
    "an", "with", "as", "from", "for", "at", "it", "that", "thats", "now", "set",
];

/// Links that are looked over.
const LINKS_MAX: usize = 4;

/// The values that a sentence names, none within another, in its order.
pub(super) fn mentions(sentence: &[Piece], vocabulary: &Vocabulary) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    let mut at = 0_usize;
    while at < sentence.len() {
        if let Some(length) = vocabulary.names.iter().find_map(|name| name.spelt_out(sentence, at))
        {
            at = at.saturating_add(length);
            continue;
        }
        let here = value_at(sentence, at, vocabulary)
            .or_else(|| switch_value_at(sentence, at, vocabulary, &found))
            .or_else(|| switch_at(sentence, at, vocabulary, &found));
        match here {
            Some(mention) => {
                at = mention.at.end.max(at.saturating_add(1));
                found.push(mention);
            }
            None => at = at.saturating_add(1),
        }
    }
    found
}

/// Settles of which option words are a value that may be of several: of the one that they are set
/// against ("medium instead of low"), else of one that nothing else is a value of.
pub(super) fn settle(found: &mut [Mention], words: &[&str]) {
    for at in 1..found.len() {
        let Some(pair) = found.get_mut(at.saturating_sub(1)..=at) else { continue };
        let [one, other] = pair else { continue };
        let between = words.get(one.at.end..other.at.start).unwrap_or_default();
        let plain = |word: &&str| !matches!(*word, "a" | "an" | "the" | "of" | "one" | "with");
        let between: Vec<&str> = between.iter().copied().filter(plain).collect();
        let against = match between.as_slice() {
            [word] => matches!(*word, "to" | "instead" | "than" | "over" | "or" | "not"),
            words => *words == ["rather", "than"],
        };
        if against {
            one.agree(&other.option, other.or_of.is_empty());
            other.agree(&one.option, one.or_of.is_empty());
        }
    }
    let sure = |mention: &&Mention| mention.or_of.is_empty();
    let spoken: Vec<String> =
        found.iter().filter(sure).map(|mention| mention.option.clone()).collect();
    for mention in found.iter_mut().filter(|mention| !mention.or_of.is_empty()) {
        let own = (mention.option.clone(), mention.value.clone());
        let all = std::iter::once(own).chain(mention.or_of.clone());
        let mut open: Vec<(String, String)> =
            all.filter(|(option, _)| !spoken.contains(option)).collect();
        if !open.is_empty() {
            (mention.option, mention.value) = open.remove(0);
            mention.or_of = open;
        }
    }
}

impl Mention {
    /// Takes the words for a value of this option, where they may be.
    fn agree(&mut self, option: &str, sure: bool) {
        if !sure || self.or_of.is_empty() {
            return;
        }
        if let Some(at) = self.or_of.iter().position(|(other, _)| other == option) {
            (self.option, self.value) = self.or_of.swap_remove(at);
        } else if self.option != option {
            return;
        }
        self.or_of.clear();
    }
}

/// The longest value that begins here.
fn value_at(sentence: &[Piece], at: usize, vocabulary: &Vocabulary) -> Option<Mention> {
    let mut best: Vec<(usize, &Value)> = Vec::new();
    for value in &vocabulary.values {
        let Some(length) = matched(sentence, at, &value.words) else { continue };
        let place = at..at.saturating_add(length);
        if value.letter && !is_size_letter(sentence, at) {
            continue;
        }
        // "1000 more pieces" and "15 cm taller" say by how much, not how many.
        let number = value.words.first().is_some_and(|word| is_number(word));
        if number && sentence.get(place.end).is_some_and(compares) {
            continue;
        }
        if value.bare && !is_numbered(sentence, place, &value.option, vocabulary) {
            continue;
        }
        match best.first() {
            Some((held, _)) if *held > length => {}
            Some((held, _)) if *held == length => best.push((length, value)),
            _ => best = vec![(length, value)],
        }
    }
    let length = best.first()?.0;
    let place = at..at.saturating_add(length);
    // The option that is named most fully beside it is meant.
    let score = |value: &Value| named_beside(sentence, place.clone(), &value.option, vocabulary);
    let most = best.iter().map(|(_, value)| score(value)).max()?;
    best.retain(|(_, value)| score(value) == most);
    let exact = |value: &Value| {
        let said = sentence.get(place.clone()).unwrap_or_default();
        said.iter().map(|piece| &piece.word).eq(&value.words)
    };
    if best.iter().any(|(_, value)| exact(value)) {
        best.retain(|(_, value)| exact(value));
    }
    let pair = |value: &Value| (value.option.clone(), value.value.clone());
    let mut all: Vec<(String, String)> = Vec::new();
    for (_, value) in best {
        if !all.iter().any(|(option, _)| *option == value.option) {
            all.push(pair(value));
        }
    }
    let (option, value) = all.remove(0);
    Some(Mention { option, value, at: place, or_of: all, excluded: false })
}

/// How many pieces a value takes here; quantities may be in another unit, and words may be run
/// together or torn apart.
fn matched(sentence: &[Piece], at: usize, words: &[String]) -> Option<usize> {
    let first = sentence.get(at)?;
    let here = stretch(sentence, at, at.saturating_add(words.len()));
    let crosses = here.iter().rev().skip(1).any(|piece| piece.ends);
    let same = |(piece, word): (&Piece, &String)| {
        is_alike(&piece.word, word) || is_form(&piece.word, word)
    };
    if here.len() == words.len() && !crosses && here.iter().zip(words).all(same) {
        return Some(words.len());
    }
    match words {
        // "Crewneck" and "wifi" for two words, "hard shell" for one.
        [one, two] if first.word.strip_prefix(one.as_str()) == Some(two) => Some(1),
        [one] if !first.pauses && !first.ends && one.len() > 5 => {
            let next = sentence.get(at.saturating_add(1))?;
            (one.strip_prefix(first.word.as_str()) == Some(&next.word)).then_some(2)
        }
        [_, _] => {
            let (said, length) = amount(sentence, at)?;
            let other = quantity(words)?;
            (said.1 == other.1 && (said.0 - other.0).abs() < 1e-9).then_some(length)
        }
        _ => None,
    }
}

/// A quantity in words or figures, with the pieces that it takes: "1.5 l", "a liter", "half a
/// terabyte".
fn amount(sentence: &[Piece], at: usize) -> Option<((f64, String), usize)> {
    let word =
        |index: usize| sentence.get(at.saturating_add(index)).map(|piece| piece.word.as_str());
    let (number, length): (&str, usize) = match (word(0)?, word(1)?) {
        ("half", "a" | "an") => ("0.5", 3),
        ("half", _) => ("0.5", 2),
        ("a" | "an", _) if !is_half(sentence, at) => ("1", 2),
        (number, _) => (number, 2),
    };
    let unit = word(length.saturating_sub(1))?;
    let said = quantity(&[number.to_owned(), unit.to_owned()])?;
    Some((said, length))
}

/// "Half a liter" is not "a liter".
fn is_half(sentence: &[Piece], at: usize) -> bool {
    at.checked_sub(1).and_then(|at| sentence.get(at)).is_some_and(|piece| piece.word == "half")
}

/// "Robot" for `robotic`, "automatic" for `auto`: a word with an ending that turns it into another
/// kind of word, and compares nothing.
fn is_form(said: &str, word: &str) -> bool {
    let ending = |long: &str, short: &str| {
        let rest = long.strip_prefix(short).filter(|_| short.len() > 3);
        rest.is_some_and(|rest| matches!(rest, "ic" | "al" | "ed" | "y" | "ing" | "matic" | "able"))
    };
    ending(said, word) || ending(word, said)
}

/// "M" and "size m", but not the m of "I'm".
fn is_size_letter(sentence: &[Piece], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| sentence.get(at));
    let sized = before.is_some_and(|piece| piece.word == "size");
    let here = sentence.get(at);
    sized || here.is_some_and(|piece| piece.capital && piece.word != "i" && piece.word != "a")
}

/// A bare number counts where its option is named beside it, or where nothing follows that it could
/// be a number of; and where it is no money.
fn is_numbered(
    sentence: &[Piece],
    at: Range<usize>,
    option: &str,
    vocabulary: &Vocabulary,
) -> bool {
    if sentence.get(at.start).is_some_and(|piece| piece.money) {
        return false;
    }
    named_beside(sentence, at.clone(), option, vocabulary) > 0
        || stands_alone(sentence, at, option, vocabulary)
}

/// "A 9 instead of a 10": a number of nothing, where one option alone comes in bare numbers.
fn stands_alone(
    sentence: &[Piece],
    at: Range<usize>,
    option: &str,
    vocabulary: &Vocabulary,
) -> bool {
    let other = |value: &&Value| value.bare && value.option != option;
    if vocabulary.values.iter().any(|value| other(&value)) {
        return false;
    }
    let before = at.start.checked_sub(1).and_then(|at| sentence.get(at));
    let leads = before.is_none_or(|piece| {
        piece.pauses
            || matches!(piece.typed.as_str(), "a" | "an" | "the" | "to" | "from" | "in" | "of")
    });
    let last = at.end.checked_sub(1).and_then(|at| sentence.get(at));
    let closed = last.is_some_and(|piece| piece.pauses || piece.ends);
    let next = sentence.get(at.end);
    let follows = next.is_none_or(|piece| {
        matches!(
            piece.typed.as_str(),
            "instead" | "rather" | "please" | "to" | "not" | "and" | "or"
        )
    });
    // "Order 8" and "on the 8 instead" are told apart by what leads there.
    let other = |piece: &Piece| {
        matches!(piece.typed.as_str(), "order" | "card" | "ending" | "zip" | "suite" | "apt")
    };
    leads && (closed || follows) && !sentence.iter().any(other)
}

/// How many words of an option's name stand right beside a place, with nothing between but links.
fn named_beside(
    sentence: &[Piece],
    at: Range<usize>,
    option: &str,
    vocabulary: &Vocabulary,
) -> usize {
    let names = || vocabulary.names.iter().filter(|name| name.option == option);
    names()
        .map(|name| named_before(sentence, at.start, name).max(named_after(sentence, at.end, name)))
        .max()
        .unwrap_or_default()
}

/// Words of a name that end right before a place.
fn named_before(sentence: &[Piece], start: usize, name: &Name) -> usize {
    let before = sentence.get(..start).unwrap_or_default();
    let mut links = 0_usize;
    let mut count = 0_usize;
    for piece in before.iter().rev() {
        let parted = piece.ends || piece.pauses && !piece.introduces;
        if parted && count == 0 || piece.ends {
            break;
        }
        if name.has(piece) {
            count = count.saturating_add(1);
        } else if count > 0 {
            break;
        } else if LINKS.contains(&piece.typed.as_str()) && links < LINKS_MAX {
            links = links.saturating_add(1);
        } else {
            break;
        }
    }
    count
}

/// Words of a name that begin right after a place.
fn named_after(sentence: &[Piece], end: usize, name: &Name) -> usize {
    let last = end.checked_sub(1).and_then(|at| sentence.get(at));
    if last.is_none_or(|piece| piece.pauses || piece.ends) {
        return 0;
    }
    let mut links = 0_usize;
    let mut count = 0_usize;
    for piece in sentence.get(end..).unwrap_or_default() {
        if name.has(piece) {
            count = count.saturating_add(1);
        } else if count == 0
            && links < 2
            && matches!(piece.typed.as_str(), "in" | "of" | "for" | "the")
        {
            links = links.saturating_add(1);
        } else {
            break;
        }
        if piece.pauses || piece.ends {
            break;
        }
    }
    count
}

/// "Backlight none", "waterproof from no to yes", "no backlight": what an option is or is not, in
/// words that only say so beside its name.
fn switch_value_at(
    sentence: &[Piece],
    at: usize,
    vocabulary: &Vocabulary,
    before: &[Mention],
) -> Option<Mention> {
    let said = sentence.get(at)?.typed.as_str();
    let with = match said {
        "yes" | "true" => true,
        "no" | "none" | "false" | "nothing" => false,
        _ => return None,
    };
    let own = at..at.saturating_add(1);
    let mention = |name: &Name, at: Range<usize>| {
        let value = if with { name.with.clone() } else { name.without.clone() };
        value.map(|value| Mention {
            option: name.option.clone(),
            value,
            at,
            or_of: Vec::new(),
            excluded: false,
        })
    };
    // "From white to none": of the option that it is set against.
    let against = before.last().filter(|held| {
        let between = stretch(sentence, held.at.end, at);
        matches!(between, [link] if matches!(link.typed.as_str(), "to" | "than" | "over"))
    });
    if let Some(held) = against
        && let Some(name) = vocabulary.names.iter().find(|name| name.option == held.option)
    {
        return mention(name, own);
    }
    // Other such words between it and the name belong to the same option: "from no to yes".
    let mut start = at;
    let is_link = |piece: &Piece| {
        LINKS.contains(&piece.typed.as_str())
            || matches!(piece.typed.as_str(), "yes" | "no" | "none" | "instead")
    };
    for _ in 0..LINKS_MAX {
        let linked = start.checked_sub(1).and_then(|before| sentence.get(before));
        if linked.is_some_and(|piece| is_link(piece) && !piece.pauses && !piece.ends) {
            start = start.saturating_sub(1);
        }
    }
    let named = |name: &&Name| named_before(sentence, start, name) > 0;
    if let Some(name) = vocabulary.names.iter().find(named) {
        return mention(name, own);
    }
    let named = |name: &&Name| named_after(sentence, at.saturating_add(1), name) > 0;
    let name = vocabulary.names.iter().find(named)?;
    let count = named_after(sentence, at.saturating_add(1), name);
    mention(name, at..at.saturating_add(1).saturating_add(count))
}

/// "Waterproof", "not water resistant", "without backlight": an option by its name alone.
fn switch_at(
    sentence: &[Piece],
    at: usize,
    vocabulary: &Vocabulary,
    before: &[Mention],
) -> Option<Mention> {
    let piece = sentence.get(at)?;
    for name in &vocabulary.names {
        if !name.has(piece) || piece.word.len() < 4 || name.with.is_none() && name.without.is_none()
        {
            continue;
        }
        let longer = sentence.get(at.saturating_add(1)).is_some_and(|next| name.has(next));
        let end = at.saturating_add(if longer { 2 } else { 1 });
        // "IPX4 water resistance" and "water resistance from 4 to 7" name the option of a value.
        let of_value =
            before.last().is_some_and(|held| held.option == name.option && held.at.end == at);
        if of_value || leads_to_value(sentence, end, name, vocabulary) {
            return None;
        }
        let denial = denial_before(sentence, at);
        let has = at.checked_sub(1).and_then(|at| sentence.get(at)).is_some_and(|piece| {
            matches!(piece.typed.as_str(), "with" | "has" | "have" | "having" | "some")
        });
        let (value, excluded) = match (&name.with, &name.without) {
            (_, Some(without)) if denial.is_some() => (without, false),
            (Some(with), _) if denial.is_none() => (with, false),
            (None, Some(without)) if has => (without, true),
            _ => continue,
        };
        return Some(Mention {
            option: name.option.clone(),
            value: value.clone(),
            at: denial.unwrap_or(at)..end,
            or_of: Vec::new(),
            excluded,
        });
    }
    None
}

/// Whether a value of the option follows its name.
fn leads_to_value(sentence: &[Piece], end: usize, name: &Name, vocabulary: &Vocabulary) -> bool {
    let last = end.checked_sub(1).and_then(|at| sentence.get(at));
    if last.is_some_and(|piece| piece.ends || piece.pauses && !piece.introduces) {
        return false;
    }
    let after = sentence.get(end..).unwrap_or_default();
    let links = after.iter().take_while(|piece| LINKS.contains(&piece.typed.as_str()));
    let at = end.saturating_add(links.count().min(LINKS_MAX));
    let literal = sentence.get(at).is_some_and(|piece| {
        matches!(piece.typed.as_str(), "yes" | "no" | "none" | "true" | "false")
            && !piece_denies_another(sentence, at, vocabulary)
    });
    let value = |value: &&Value| {
        value.option == name.option && matched(sentence, at, &value.words).is_some()
    };
    literal || vocabulary.values.iter().any(|held| value(&held))
}

/// "Backlight, no armrest": a denial that belongs to the name after it.
fn piece_denies_another(sentence: &[Piece], at: usize, vocabulary: &Vocabulary) -> bool {
    let after = at.saturating_add(1);
    vocabulary.names.iter().any(|name| named_after(sentence, after, name) > 0)
}

/// Where a denial of what stands here begins, back to a pause.
fn denial_before(sentence: &[Piece], at: usize) -> Option<usize> {
    let from = at.saturating_sub(3);
    let before = stretch(sentence, from, at);
    let paused = before.iter().rposition(|piece| piece.pauses || piece.ends);
    let skipped = paused.map_or(0, |at| at.saturating_add(1));
    let near = before.get(skipped..).unwrap_or_default();
    let place = near.iter().rposition(|piece| DENIALS.contains(&piece.typed.as_str()))?;
    Some(from.saturating_add(skipped).saturating_add(place))
}

/// Quantities in a unit of an option of which none of its values is: "256 GB" where there are 64
/// and 128.
pub(super) fn foreign_quantity(
    sentence: &[Piece],
    at: usize,
    vocabulary: &Vocabulary,
) -> Option<(String, String)> {
    let two = sentence.get(at..at.saturating_add(2))?;
    let [number, unit] = two else { return None };
    let after = sentence.get(at.saturating_add(2));
    let tells = after
        .is_some_and(|piece| compares(piece) || matches!(piece.typed.as_str(), "ago" | "late"));
    if !is_number(&number.word) || is_number(&unit.word) || number.money || tells {
        return None;
    }
    let said = quantity(&[number.word.clone(), unit.word.clone()])?;
    let place = at..at.saturating_add(2);
    let mut of: Vec<&str> = Vec::new();
    for value in vocabulary.values.iter().filter(|value| value.words.len() >= 2) {
        let Some((amount, unit)) = quantity(&value.words) else { continue };
        if unit != said.1 {
            continue;
        }
        if (amount - said.0).abs() < 1e-9 {
            return None;
        }
        if !of.contains(&value.option.as_str()) {
            of.push(&value.option);
        }
    }
    // Of two options in one unit that which is named is meant.
    let named = |option: &&str| named_beside(sentence, place.clone(), option, vocabulary) > 0;
    let option = match of.as_slice() {
        [option] => *option,
        several => *several.iter().find(|option| named(option))?,
    };
    Some((option.to_owned(), format!("{} {}", number.typed, unit.typed)))
}
