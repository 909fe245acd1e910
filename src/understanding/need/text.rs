//! Where a product's own words say something.

use super::{Term, vocabulary::Vocabulary};
use crate::{
    base::sort,
    commerce::{Product, Variant},
    understanding::piece::{is_alike, pieces, words},
};

/// The words of a product.
#[derive(Clone, Debug)]
pub struct ProductText {
    title: Vec<String>,
    kind: Vec<String>,
    tags: Vec<(String, Vec<String>)>,
    /// Options with their values: name, value, words of the value.
    options: Vec<(String, String, Vec<String>)>,
    /// Sentences of the description: as written, and their words.
    sentences: Vec<(String, Vec<String>)>,
}

/// Where something was found.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Field {
    /// In the description.
    Description,
    /// Among the values of an option.
    Option,
    /// In the name.
    Title,
    /// Among the shop's labels.
    Tag,
    /// In the name of the category.
    Kind,
}

/// Something that a product says of itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Found {
    /// Where.
    pub field: Field,
    /// The label, the value or the sentence, as the shop writes it.
    pub own: String,
    /// The name of the option, where it is one.
    pub option: Option<String>,
    /// Whether it says so in the customer's own words.
    pub literal: bool,
}

/// How surely a product is of a kind.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Kinship {
    /// By a part of its category, or by a label.
    Category,
    /// By a word of its name.
    Named,
    /// By what its name ends in, or by its whole category.
    Sure,
}

impl ProductText {
    /// The words of a product, with the values of what can be had of it.
    #[must_use]
    pub fn of(product: &Product) -> Self {
        let mut options: Vec<(String, String, Vec<String>)> = Vec::new();
        let had = |variant: &&Variant| variant.available;
        for (name, value) in product.variants.iter().filter(had).flat_map(|it| &it.options) {
            if !options.iter().any(|(held, of, _)| held == name && of == value) {
                options.push((name.clone(), value.clone(), words(value)));
            }
        }
        Self {
            title: words(&product.title),
            kind: words(product.product_type.as_deref().unwrap_or_default()),
            tags: product.tags.iter().map(|tag| (tag.clone(), words(tag))).collect(),
            options,
            sentences: sentences(product.description.as_deref().unwrap_or_default()),
        }
    }

    /// The words of a name alone.
    #[must_use]
    pub fn titled(title: &str) -> Self {
        let (kind, tags, options) = (Vec::new(), Vec::new(), Vec::new());
        Self { title: words(title), kind, tags, options, sentences: Vec::new() }
    }

    /// Where a product says what a term says: in the customer's own words first, and where it counts
    /// most first.
    #[must_use]
    pub fn find(&self, term: &Term) -> Option<Found> {
        let literal = term.says.first().and_then(|own| self.find_phrase(own, true));
        literal.or_else(|| {
            let others = term.says.iter().skip(1);
            others.filter_map(|phrase| self.find_phrase(phrase, false)).max_by_key(|it| it.field)
        })
    }

    /// In how many of its words a product says what a term says.
    #[must_use]
    pub fn breadth(&self, term: &Term) -> usize {
        term.says.iter().filter(|phrase| self.find_phrase(phrase, false).is_some()).count()
    }

    fn find_phrase(&self, phrase: &[String], literal: bool) -> Option<Found> {
        let found = |field, own: &str, option: Option<&str>| {
            Some(Found { field, own: own.to_owned(), option: option.map(str::to_owned), literal })
        };
        if holds(&self.kind, phrase, literal) {
            return found(Field::Kind, &self.kind.join(" "), None);
        }
        if holds(&self.title, phrase, literal) {
            return found(Field::Title, "", None);
        }
        if let Some((tag, _)) = self.tags.iter().find(|(_, words)| holds(words, phrase, false)) {
            return found(Field::Tag, tag, None);
        }
        let option = self.options.iter().find(|(_, _, words)| holds(words, phrase, false));
        if let Some((name, value, _)) = option.filter(|_| literal) {
            return found(Field::Option, value, Some(name));
        }
        let sentence = self.sentences.iter().find(|(_, words)| holds(words, phrase, false));
        sentence.and_then(|(own, _)| found(Field::Description, own, None))
    }

    /// Whether a product is of a kind, and how surely; and whether in the customer's own words.
    #[must_use]
    pub fn kinship(&self, kind: &Term) -> Option<(bool, Kinship)> {
        let of =
            |(index, phrase): (usize, &Vec<String>)| Some((index == 0, self.kinship_by(phrase)?));
        kind.says.iter().enumerate().filter_map(of).max()
    }

    fn kinship_by(&self, phrase: &[String]) -> Option<Kinship> {
        let named = position(&self.title, phrase, true);
        let after = named.map(|at| at.saturating_add(phrase.len()));
        let rest = after.and_then(|at| self.title.get(at..)).unwrap_or_default();
        let vocabulary = Vocabulary::get();
        // A size or a number may stand after the name of a thing; the name of another thing may not.
        let bare = |word: &String| word.len() <= 3 || word.chars().any(|c| c.is_ascii_digit());
        if self.kind == phrase || named.is_some() && rest.iter().all(bare) {
            return Some(Kinship::Sure);
        }
        let of_set =
            rest.first().is_some_and(|word| word == "set" || word == "of" || word == "pair");
        if named.is_some() && (of_set || !rest.iter().any(|word| vocabulary.is_part(word))) {
            return Some(Kinship::Named);
        }
        let labelled = self.tags.iter().any(|(_, words)| words == phrase);
        (named.is_none() && holds(&self.kind, phrase, false) || labelled)
            .then_some(Kinship::Category)
    }

    /// The product's own sentences that say most of these terms, else its first.
    #[must_use]
    pub fn quote(&self, terms: &[&Term], chars_max: usize) -> Option<String> {
        let whole: Vec<&str> = self.sentences.iter().map(|(own, _)| own.as_str()).collect();
        let whole = whole.join(" ");
        if whole.is_empty() {
            return None;
        }
        if whole.chars().count() <= chars_max {
            return Some(whole);
        }
        let says = |words: &[String]| {
            let said = |term: &&&Term| term.says.iter().any(|phrase| holds(words, phrase, false));
            terms.iter().filter(said).count()
        };
        let best = self.sentences.iter().rev().max_by_key(|(_, words)| says(words));
        best.map(|(own, _)| own.clone())
    }

    /// The words of its category.
    #[must_use]
    pub fn kind_words(&self) -> &[String] {
        &self.kind
    }

    /// Whether its description speaks of something by at least two words of its name, or by all of them;
    /// gives the words.
    #[must_use]
    pub fn speaks_of(&self, title: &str) -> Option<String> {
        const WORDS_MIN: usize = 2;
        let name = words(title);
        for length in (WORDS_MIN..=name.len()).rev() {
            for phrase in name.windows(length).filter(|it| it.iter().all(|word| word.len() > 2)) {
                let said = self.sentences.iter().find_map(|(own, _)| written(own, phrase));
                if said.is_some() {
                    return said;
                }
            }
        }
        None
    }

    /// How many of these words it says anywhere.
    #[must_use]
    pub fn count_of(&self, said: &[String]) -> usize {
        let says = |word: &&String| {
            let phrase = [(*word).clone()];
            holds(&self.title, &phrase, true)
                || holds(&self.kind, &phrase, false)
                || self.tags.iter().any(|(_, words)| holds(words, &phrase, false))
                || self.sentences.iter().any(|(_, words)| holds(words, &phrase, false))
        };
        said.iter().filter(says).count()
    }
}

/// A phrase as a text writes it, where it does.
fn written(text: &str, phrase: &[String]) -> Option<String> {
    let pieces = pieces(text);
    let here = pieces
        .windows(phrase.len())
        .find(|here| here.iter().zip(phrase).all(|(piece, word)| piece.word == *word))?;
    let (first, last) = (here.first()?, here.last()?);
    text.get(first.span.start..last.span.end).map(str::to_owned)
}

/// The word of a name by which a catalogue may be searched for what goes with it: its last telling one.
#[must_use]
pub fn name_word(title: &str) -> Option<String> {
    let telling = |word: &String| word.len() > 3 && word.chars().all(char::is_alphabetic);
    words(title).into_iter().rfind(telling)
}

fn holds(words: &[String], phrase: &[String], forgives: bool) -> bool {
    position(words, phrase, forgives).is_some()
}

/// Where a phrase stands in some words, as a whole.
fn position(words: &[String], phrase: &[String], forgives: bool) -> Option<usize> {
    if phrase.is_empty() {
        return None;
    }
    let fits = |(own, said): (&String, &String)| {
        own == said || stem(own) == stem(said) || forgives && is_alike(own, said)
    };
    let whole = words.windows(phrase.len()).position(|here| here.iter().zip(phrase).all(fits));
    // "Headlamp" and "head lamp", "teapot" and "tea pot".
    whole.or_else(|| {
        let joined = phrase.concat();
        (phrase.len() > 1).then(|| words.iter().position(|own| *own == joined)).flatten()
    })
}

/// "Camping" and "camp", "hiking" and "hike" are one word.
fn stem(word: &str) -> &str {
    const WHOLE: &[&str] = &[
        "evening",
        "morning",
        "ring",
        "king",
        "string",
        "spring",
        "wing",
        "sling",
        "ceiling",
        "wedding",
        "bedding",
        "building",
        "thing",
        "something",
    ];
    let cut = word.strip_suffix("ing").filter(|cut| cut.len() >= 3 && !WHOLE.contains(&word));
    let cut = cut.unwrap_or(word);
    cut.strip_suffix('e').filter(|short| short.len() >= 3).unwrap_or(cut)
}

/// The sentences of a text, as written.
fn sentences(text: &str) -> Vec<(String, Vec<String>)> {
    let mut sentences: Vec<String> = Vec::new();
    for part in text.split_inclusive(['.', '!', '?', '\n']) {
        let open = sentences.last_mut().filter(|last| !ends_sentence(last) || starts_low(part));
        match open {
            Some(last) => last.push_str(part),
            None => sentences.push(part.to_owned()),
        }
    }
    let trimmed = sentences.into_iter().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
    trimmed
        .map(|own| {
            let words = words(&own);
            (own, words)
        })
        .collect()
}

/// "0.9 litre" and "e.g. tea" end no sentence.
fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end();
    text.ends_with(['!', '?', '.']) && !text.ends_with("e.g.") || text.is_empty()
}

fn starts_low(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_digit() || c.is_lowercase())
}

/// The names that a text puts side by side, by their places, in the order of the text.
#[must_use]
pub fn named_side_by_side(text: &str, titles: &[&str]) -> Vec<usize> {
    let said = words(text);
    let vocabulary = Vocabulary::get();
    let names: Vec<Vec<String>> = titles.iter().map(|title| words(title)).collect();
    let said_in = |name: &[String]| -> Vec<usize> {
        let here = |(_, word): &(usize, &String)| {
            !vocabulary.skips(word) && name.iter().any(|own| is_alike(own, word))
        };
        said.iter().enumerate().filter(here).map(|(at, _)| at).collect()
    };
    let mut all: Vec<(usize, Vec<usize>)> =
        names.iter().enumerate().map(|(index, name)| (index, said_in(name))).collect();
    all.retain(|(_, places)| !places.is_empty());
    // Those of which most is said first; of equals the shortest name.
    let length = |index: usize| names.get(index).map_or(0, Vec::len);
    sort::by_key(&mut all, |(index, places)| {
        (std::cmp::Reverse(places.len()), length(*index), *index)
    });
    let mut covered: Vec<usize> = Vec::new();
    let mut named: Vec<(usize, usize)> = Vec::new();
    for (index, places) in &all {
        let new = places.iter().filter(|at| !covered.contains(at)).count();
        if new == 0 {
            continue;
        }
        // A word that several names share names none of them.
        let shared = all.iter().any(|(other, of)| {
            other != index
                && of.len() == places.len()
                && of == places
                && length(*other) <= length(*index)
        });
        let whole = length(*index) == places.len();
        if shared && !whole {
            continue;
        }
        covered.extend(places);
        named.push((places.first().copied().unwrap_or_default(), *index));
    }
    sort::by(&mut named, Ord::cmp);
    named.into_iter().map(|(_, index)| index).collect()
}
