//! What a customer's goods may be called.

use std::sync::LazyLock;

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
    names: Vec<Vec<String>>,
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
                let names = names(title, synonyms);
                titles.push(Title { title: title.to_owned(), names });
            }
        }
        Self { titles }
    }

    /// The goods that are named from this piece on, by the longest name that fits.
    pub(super) fn named(&self, pieces: &[Piece]) -> Option<Named> {
        // Of names as long as each other a whole title comes before the words of one, and these before
        // what it may be called, too: "the teapot" is the teapot, and not the kettle.
        let mut best: Option<(Named, u8)> = None;
        for title in &self.titles {
            let own = title.names.first().map(Vec::as_slice).unwrap_or_default();
            let rank = |name: &[String]| match own.ends_with(name) {
                true if own.len() == name.len() => 2,
                true => 1,
                false => 0,
            };
            let fits =
                title.names.iter().filter_map(|name| Some((matched(pieces, name)?, rank(name))));
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
fn matched(pieces: &[Piece], name: &[String]) -> Option<usize> {
    let here = pieces.get(..name.len());
    let lexicon = Lexicon::english();
    let whole = here.is_some_and(|here| {
        // "You can look it up" speaks of no cans.
        if let [piece] = here
            && lexicon.is_word_of("filler", &piece.typed)
        {
            return false;
        }
        let broken = here.iter().rev().skip(1).any(|piece| piece.ends || piece.pauses);
        !broken && here.iter().zip(name).all(|(piece, word)| is_alike(&piece.word, word))
    });
    if whole {
        return Some(name.len());
    }
    let joined: String = name.concat();
    let first = pieces.first()?;
    (name.len() > 1 && is_alike(&first.word, &joined)).then_some(1)
}

/// What goods with this title may be called, beside the title itself: its last words, and what
/// everyday language or the shop calls them.
fn names(title: &str, synonyms: &[(String, String)]) -> Vec<Vec<String>> {
    let own = words(title);
    let mut names: Vec<Vec<String>> = Vec::new();
    let mut add = |name: Vec<String>| {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    };
    for from in 0..own.len() {
        add(own.get(from..).unwrap_or_default().to_vec());
    }
    for group in everyday() {
        let is_called = |phrase: &&Vec<String>| own.ends_with(phrase);
        let Some(longest) = group.iter().filter(is_called).map(Vec::len).max() else { continue };
        // "Watch" is no other word for a title of which it is only the last word, unless the group
        // speaks of that very thing.
        if longest == own.len() || longest == 1 || group.contains(&own) {
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

fn everyday() -> &'static [Vec<Vec<String>>] {
    static EVERYDAY: LazyLock<Vec<Vec<Vec<String>>>> = LazyLock::new(|| {
        let lines = include_str!("goods.txt").lines();
        let lines = lines.filter(|line| !line.starts_with('#') && !line.is_empty());
        lines.map(|line| line.split(" | ").map(words).collect()).collect()
    });
    &EVERYDAY
}
