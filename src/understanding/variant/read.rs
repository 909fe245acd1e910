//! From a text to wishes.

use std::ops::Range;

use super::{
    About, OptionWish, Step, VariantWish,
    aside::of_goods,
    foreign::foreign,
    free::free,
    like::read_like,
    mention::{Mention, mentions, settle},
    price::read_price,
    relative::steps,
    role::{Role, falls_back, roles},
    vocabulary::Vocabulary,
};
use crate::base::sort;
use crate::understanding::{
    normal::WORDS_MAX,
    piece::{Piece, pieces},
};

/// Reads one text into a wish. What it says of an option replaces what was said before of it.
pub(super) fn read(text: &str, about: &About<'_>, vocabulary: &Vocabulary, wish: &mut VariantWish) {
    let mut all = pieces(text);
    all.truncate(WORDS_MAX);
    let all = of_goods(text, all, vocabulary);
    let mut new = VariantWish::default();
    for sentence in all.chunk_by(|before, _| !before.ends) {
        read_sentence(sentence, about, vocabulary, wish, &mut new);
    }
    new.take_accepted_alone();
    if starts_over(&all) && new.options.len() > 1 {
        *wish = VariantWish::default();
    }
    merge(wish, new);
}

/// "I changed my mind, the small red one instead": all that was said before is off.
fn starts_over(said: &[Piece]) -> bool {
    let has = |of: &[&str]| said.iter().any(|piece| of.contains(&piece.typed.as_str()));
    let instead = said.iter().enumerate().any(|(at, piece)| {
        let next = said.get(at.saturating_add(1));
        piece.typed == "instead" && next.is_none_or(|next| next.typed != "of")
    });
    instead && has(&["actually", "mind", "wait", "changed", "sorry"])
}

fn merge(wish: &mut VariantWish, new: VariantWish) {
    for (option, said) in new.options {
        wish.unclear.retain(|open| open.iter().all(|(other, _)| *other != option));
        wish.options.insert(option, said);
    }
    if !new.unclear.is_empty() {
        wish.unclear = new.unclear;
    }
    wish.id = new.id.or(wish.id.take());
    wish.price = new.price.or(wish.price);
    if !new.bounds.is_empty() {
        wish.bounds = new.bounds;
    }
    wish.same |= new.same;
    if new.models.is_some() || !wish.options.is_empty() {
        wish.models = new.models;
    }
}

fn read_sentence(
    sentence: &[Piece],
    about: &About<'_>,
    vocabulary: &Vocabulary,
    earlier: &VariantWish,
    wish: &mut VariantWish,
) {
    let words: Vec<&str> = sentence.iter().map(|piece| piece.typed.as_str()).collect();
    read_price(sentence, &words, about, wish);
    let like = read_like(sentence, about, vocabulary, wish);
    let mut found = mentions(sentence, vocabulary);
    found.extend(foreign(sentence, &found, about, vocabulary));
    sort::by_key(&mut found, |mention| mention.at.start);
    let lower = falls_back(&words);
    let roles = roles(sentence, &words, &found, about, vocabulary);
    let copied =
        |mention: &Mention| like.as_ref().is_some_and(|range| range.contains(&mention.at.start));
    let (mut meant, roles): (Vec<Mention>, Vec<Role>) = found
        .iter()
        .zip(roles)
        .filter(|(mention, role)| *role != Role::Had && !copied(mention))
        .map(|(mention, role)| (mention.clone(), role))
        .unzip();
    settle(&mut meant, &words);
    let mut before: Option<&Mention> = None;
    for (mention, role) in meant.iter().zip(roles) {
        if role == Role::Free {
            let freed = OptionWish { free: true, ..OptionWish::default() };
            wish.options.insert(mention.option.clone(), freed);
        } else if role == Role::Accepted {
            let held = wish.options.entry(mention.option.clone()).or_default();
            held.accepted.push(mention.value.clone());
        } else if role == Role::Refused && mention.or_of.is_empty() {
            let held = wish.options.entry(mention.option.clone()).or_default();
            held.refused.push(mention.value.clone());
        } else if role == Role::Wanted && !mention.or_of.is_empty() {
            wish.unclear.push(alternatives(mention, about));
        } else if role == Role::Wanted {
            if lower && let Some(held) = earlier.options.get(&mention.option) {
                wish.options.entry(mention.option.clone()).or_insert_with(|| held.clone());
            }
            hear(sentence, &words, mention, before, lower, wish);
        }
        before = Some(mention);
    }
    free(sentence, &words, &found, vocabulary, wish);
    for (option, step) in steps(sentence, about, vocabulary) {
        let held = wish.options.entry(option).or_default();
        if held.ranked.is_empty() {
            held.step = Some(step);
        }
    }
    keep(sentence, &words, like, about, vocabulary, wish);
}

/// "The same size", "keep the leather strap", "the exact same": what stays as it is.
fn keep(
    sentence: &[Piece],
    words: &[&str],
    like: Option<Range<usize>>,
    about: &About<'_>,
    vocabulary: &Vocabulary,
    wish: &mut VariantWish,
) {
    for (at, word) in words.iter().enumerate() {
        let same = matches!(*word, "same" | "identical");
        if !same && !matches!(*word, "keep" | "keeping" | "retain" | "retaining") {
            continue;
        }
        let after = sentence.get(at.saturating_add(1)..).unwrap_or_default();
        let until = after.iter().take(3).take_while(|piece| !piece.pauses && !piece.ends).count();
        let near = after.get(..until.saturating_add(1).min(3).min(after.len())).unwrap_or_default();
        let name = vocabulary.names.iter().max_by_key(|name| {
            near.iter().filter(|piece| piece.word.len() > 2 && name.has(piece)).count()
        });
        let named =
            name.filter(|name| near.iter().any(|piece| piece.word.len() > 2 && name.has(piece)));
        let copied = like.as_ref().is_some_and(|range| range.contains(&at));
        match named.filter(|_| !copied) {
            Some(name) => {
                let own = about.current.and_then(|line| line.options.get(&name.option));
                let said = wish
                    .options
                    .get(&name.option)
                    .is_some_and(|held| *held != OptionWish::default());
                if let Some(own) = own.filter(|_| !said) {
                    let kept =
                        OptionWish { ranked: vec![vec![own.clone()]], ..OptionWish::default() };
                    wish.options.insert(name.option.clone(), kept);
                }
            }
            None => wish.same |= same,
        }
    }
}

/// What words may mean that fit several options; not what they have already.
fn alternatives(mention: &Mention, about: &About<'_>) -> Vec<(String, String)> {
    let own = (mention.option.clone(), mention.value.clone());
    let all: Vec<(String, String)> = std::iter::once(own).chain(mention.or_of.clone()).collect();
    let has = |(option, value): &(String, String)| {
        about.current.is_some_and(|line| line.options.get(option) == Some(value))
    };
    let new: Vec<(String, String)> = all.iter().filter(|pair| !has(pair)).cloned().collect();
    if new.is_empty() { all } else { new }
}

/// Adds a value to the wish for its option, in its place among those named before it.
fn hear(
    sentence: &[Piece],
    words: &[&str],
    mention: &Mention,
    before: Option<&Mention>,
    lower: bool,
    wish: &mut VariantWish,
) {
    let held = wish.options.entry(mention.option.clone()).or_default();
    let value = mention.value.clone();
    let same_option = before.filter(|before| before.option == mention.option);
    let between: &[&str] = same_option
        .and_then(|before| words.get(before.at.end..mention.at.start))
        .unwrap_or_default();
    let later = lower && same_option.is_none() || same_option.is_some() && is_lower(between);
    held.soft |= is_preferred(sentence, words, mention.at.clone());
    if later && held.ranked.iter().flatten().any(|ranked| *ranked == value) {
        return;
    }
    if later && !held.ranked.is_empty() {
        held.ranked.push(vec![value]);
        return;
    }
    // "Black or silver, black preferred".
    let next = words.get(mention.at.end).copied().unwrap_or_default();
    let best = matches!(next, "preferred" | "preferably" | "ideally");
    if best && held.ranked.iter().flatten().any(|ranked| *ranked == value) {
        held.ranked.iter_mut().for_each(|level| level.retain(|ranked| *ranked != value));
        held.ranked.insert(0, vec![value]);
        return;
    }
    let side_by_side =
        between.iter().any(|word| matches!(*word, "or" | "and")) || between.is_empty();
    match held.ranked.last_mut() {
        Some(last) if same_option.is_some() && side_by_side => last.push(value),
        _ => held.ranked = vec![vec![value]],
    }
}

/// Whether the words between two values put the second below the first.
fn is_lower(between: &[&str]) -> bool {
    between.iter().any(|word| {
        matches!(*word, "over" | "then" | "otherwise" | "before" | "else" | "failing" | "second")
    }) || between.windows(2).any(|pair| pair == ["if", "not"])
        // "Black is best, but navy is fine".
        || between.contains(&"but")
}

/// "Preferably gray", "white if there are several": others will do.
fn is_preferred(sentence: &[Piece], words: &[&str], at: Range<usize>) -> bool {
    let before = words.get(..at.start).unwrap_or_default();
    let prefers =
        |word: &&str| word.starts_with("prefer") || *word == "ideally" || *word == "possibly";
    if before.iter().any(prefers) {
        return true;
    }
    // What follows up to the next pause, where it is a condition.
    let after = words.get(at.end..).unwrap_or_default();
    let pause = sentence
        .get(at.end.saturating_sub(1)..)
        .unwrap_or_default()
        .iter()
        .position(|piece| piece.pauses)
        .unwrap_or(after.len());
    let after = after.get(..pause.min(after.len())).unwrap_or_default();
    let condition = after.iter().take(3).any(|word| matches!(*word, "if" | "when"));
    let rather = before.iter().rev().take(3).any(|word| *word == "rather");
    let rather = rather && !after.contains(&"than");
    condition
        && after.iter().any(|word| {
            matches!(
                *word,
                "several"
                    | "possible"
                    | "multiple"
                    | "available"
                    | "have"
                    | "choice"
                    | "both"
                    | "options"
                    | "there"
                    | "exists"
                    | "can"
            )
        })
        || rather
}

impl VariantWish {
    /// Where nothing else is wished, what is all right is what is wanted: "red is fine too".
    fn take_accepted_alone(&mut self) {
        let only = |held: &OptionWish| {
            held.ranked.is_empty() && held.step.is_none() && !held.free && held.refused.is_empty()
        };
        if self.price.is_some() || !self.bounds.is_empty() || !self.options.values().all(only) {
            return;
        }
        for held in self.options.values_mut() {
            held.ranked = vec![std::mem::take(&mut held.accepted)];
        }
    }
}

impl OptionWish {
    /// Whether only a comparison was said.
    pub(super) const fn compares(&self) -> Option<Step> {
        self.step
    }
}
