//! What a customer's goods may be called.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::{
    commerce::Order,
    understanding::{
        lexicon::Lexicon,
        piece::{Piece, is_alike, words},
    },
};

/// The names of the goods in some orders.
pub(super) struct Goods {
    titles: Vec<Title>,
}

struct Title {
    title: String,
    names: Vec<Name>,
}

/// What goods may be called.
struct Name {
    words: Vec<String>,
    /// Several words as one: "tshirt".
    joined: Option<String>,
    /// Of names as long as each other a whole title comes before the words of one, and these before
    /// what it may be called, too: "the teapot" is the teapot, and not the kettle.
    rank: u8,
}

/// Goods named in a text.
pub(super) struct Named {
    /// The titles that may be meant.
    pub(super) titles: Vec<String>,
    /// How many pieces name them.
    pub(super) length: usize,
}

impl Goods {
    pub(super) fn of(orders: &[&Order], synonyms: &[(String, String)]) -> Self {
        let lines = orders.iter().flat_map(|order| &order.lines);
        Self::titled(lines.map(|line| line.title.as_str()), synonyms)
    }

    pub(super) fn titled<'a>(
        all: impl Iterator<Item = &'a str>,
        synonyms: &[(String, String)],
    ) -> Self {
        let mut titles: Vec<Title> = Vec::new();
        for title in all {
            if !titles.iter().any(|held| held.title == title) {
                let names = named(title, synonyms);
                titles.push(Title { title: title.to_owned(), names });
            }
        }
        Self { titles }
    }

    /// The goods that are named from this piece on, by the longest name that fits.
    pub(super) fn named(&self, pieces: &[Piece]) -> Option<Named> {
        let mut best: Option<(Named, u8)> = None;
        for title in &self.titles {
            let fits =
                title.names.iter().filter_map(|name| Some((matched(pieces, name)?, name.rank)));
            let Some((length, rank)) = fits.max() else { continue };
            let titles = vec![title.title.clone()];
            match &mut best {
                Some((held, held_rank)) if (held.length, *held_rank) > (length, rank) => {}
                Some((held, held_rank)) if (held.length, *held_rank) == (length, rank) => {
                    held.titles.extend(titles);
                }
                _ => best = Some((Named { titles, length }, rank)),
            }
        }
        best.map(|(named, _)| named)
    }
}

/// The pieces that a name takes here; "tshirt" is one for two.
fn matched(pieces: &[Piece], name: &Name) -> Option<usize> {
    let length = name.words.len();
    let whole = pieces.get(..length).is_some_and(|here| {
        // "You can look it up" speaks of no cans.
        let filler = |typed: &str| Lexicon::english().is_word_of("filler", typed);
        let broken = here.iter().rev().skip(1).any(|piece| piece.ends || piece.pauses);
        let alike = here.iter().zip(&name.words).all(|(it, word)| is_alike(&it.word, word));
        alike && !broken && !matches!(here, [piece] if filler(&piece.typed))
    });
    if whole {
        return Some(length);
    }
    let joined = name.joined.as_ref()?;
    is_alike(&pieces.first()?.word, joined).then_some(1)
}

fn named(title: &str, synonyms: &[(String, String)]) -> Vec<Name> {
    let own = words(title);
    let name = |words: Vec<String>| {
        let rank = match own.ends_with(&words) {
            true if own.len() == words.len() => 2,
            true => 1,
            false => 0,
        };
        let joined = (words.len() > 1).then(|| words.concat());
        Name { words, joined, rank }
    };
    names(&own, synonyms).into_iter().map(name).collect()
}

/// What goods with this title may be called, beside the title itself: its last words, and what
/// everyday language or the shop calls them.
fn names(own: &[String], synonyms: &[(String, String)]) -> Vec<Vec<String>> {
    let mut names: Vec<Vec<String>> = Vec::new();
    let mut add = |name: Vec<String>| {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    };
    for from in 0..own.len() {
        add(own.get(from..).unwrap_or_default().to_vec());
    }
    for group in Everyday::get().ending_in(own.last()) {
        let is_called = |phrase: &&Vec<String>| own.ends_with(phrase);
        let Some(longest) = group.iter().filter(is_called).map(Vec::len).max() else { continue };
        // "Watch" is no other word for a title of which it is only the last word, unless the group
        // speaks of that very thing.
        if longest == own.len() || longest == 1 || group.iter().any(|name| name == own) {
            group.iter().cloned().for_each(&mut add);
        }
    }
    for (said, meant) in synonyms {
        if own.ends_with(&words(meant)) {
            add(words(said));
        }
    }
    names
}

/// What things are called in everyday language.
struct Everyday {
    groups: Vec<Vec<Vec<String>>>,
    /// For each last word of a name the groups in which such a name stands.
    endings: BTreeMap<String, Vec<usize>>,
}

impl Everyday {
    fn get() -> &'static Self {
        static EVERYDAY: LazyLock<Everyday> =
            LazyLock::new(|| Everyday::read(include_str!("goods.txt")));
        &EVERYDAY
    }

    fn read(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let groups: Vec<Vec<Vec<String>>> =
            lines.map(|line| line.split(" | ").map(words).collect()).collect();
        let mut endings: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, group) in groups.iter().enumerate() {
            for last in group.iter().filter_map(|name| name.last()) {
                let of_word = endings.entry(last.clone()).or_default();
                if of_word.last() != Some(&index) {
                    of_word.push(index);
                }
            }
        }
        Self { groups, endings }
    }

    /// The groups in which a name stands that ends in this word, in the order of the file.
    fn ending_in(&self, word: Option<&String>) -> impl Iterator<Item = &Vec<Vec<String>>> {
        let of_word = word.and_then(|word| self.endings.get(word));
        of_word.into_iter().flatten().filter_map(|index| self.groups.get(*index))
    }
}
