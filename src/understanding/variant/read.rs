//! From a text to wishes.

use std::ops::Range;

use super::{
    About, Extreme, OptionWish, Step, VariantWish,
    mention::{DENIALS, Mention, mentions},
    relative::steps,
    vocabulary::{Vocabulary, is_of_name},
};
use crate::understanding::piece::{Piece, pieces, stretch};

/// Reads one text into a wish. What it says of an option replaces what was said before of it.
pub(super) fn read(text: &str, about: &About<'_>, wish: &mut VariantWish) {
    let vocabulary = Vocabulary::of(about);
    let all = pieces(text);
    let mut new = VariantWish::default();
    for sentence in all.chunk_by(|before, _| !before.ends) {
        read_sentence(sentence, about, &vocabulary, &mut new);
    }
    merge(wish, new);
}

fn merge(wish: &mut VariantWish, new: VariantWish) {
    for (option, said) in new.options {
        wish.options.insert(option, said);
    }
    wish.id = new.id.or(wish.id.take());
    wish.price = new.price.or(wish.price);
    wish.at_most_minor = new.at_most_minor.or(wish.at_most_minor);
    wish.same |= new.same;
}

fn read_sentence(
    sentence: &[Piece],
    about: &About<'_>,
    vocabulary: &Vocabulary,
    wish: &mut VariantWish,
) {
    let words: Vec<&str> = sentence.iter().map(|piece| piece.typed.as_str()).collect();
    read_id(sentence, about, wish);
    read_price(sentence, &words, about, wish);
    let like = read_like(sentence, about, vocabulary, wish);
    let found = mentions(sentence, vocabulary);
    let pivot = pivot(&words);
    let mut before: Option<&Mention> = None;
    for mention in &found {
        if like.as_ref().is_some_and(|range| range.contains(&mention.at.start))
            || describes(mention, pivot, about)
        {
            continue;
        }
        hear(sentence, &words, mention, before, vocabulary, wish);
        before = Some(mention);
    }
    free(sentence, &words, &found, vocabulary, wish);
    for (option, step) in steps(sentence, about, vocabulary) {
        let held = wish.options.entry(option).or_default();
        if held.ranked.is_empty() {
            held.step = Some(step);
        }
    }
    let has = |word: &str| words.contains(&word);
    if has("same") || has("identical") {
        wish.same = true;
    }
}

/// Where what is wanted begins: after "to", "for", "into" or "with" that follow a verb of changing.
fn pivot(words: &[&str]) -> Option<usize> {
    const CHANGES: &[&str] = &[
        "exchange",
        "exchanging",
        "change",
        "changing",
        "swap",
        "swapping",
        "replace",
        "replaced",
        "switch",
        "modify",
        "turn",
        "upgrade",
        "exchanged",
        "changed",
        "swapped",
        "switched",
        "trade",
        "modified",
        "convert",
    ];
    let verb = words.iter().position(|word| CHANGES.contains(word))?;
    let is_pivot = |at: &usize| {
        let word = words.get(*at).copied().unwrap_or_default();
        let next = words.get(at.saturating_add(1)).copied().unwrap_or_default();
        let turns = matches!(word, "to" | "for" | "into" | "with");
        // "For my pending order" and "to exchange" lead to nothing that is wanted.
        turns
            && !CHANGES.contains(&next)
            && !matches!(next, "be" | "order" | "the" if word == "for" && is_order(words, *at))
    };
    (verb.saturating_add(1)..words.len()).find(is_pivot)
}

fn is_order(words: &[&str], at: usize) -> bool {
    stretch(words, at, at.saturating_add(5)).contains(&"order")
}

/// Whether a value only tells which thing is meant: "change the small shirt to purple".
fn describes(mention: &Mention, pivot: Option<usize>, about: &About<'_>) -> bool {
    let Some(current) = about.current else { return false };
    let Some(pivot) = pivot else { return false };
    if mention.at.start > pivot {
        return false;
    }
    let is_current = current.options.get(&mention.option) == Some(&mention.value);
    let of_another = about
        .others
        .iter()
        .any(|other| other.line.options.get(&mention.option) == Some(&mention.value));
    is_current || of_another
}

/// Adds a value to the wish for its option, in its place among those named before it.
fn hear(
    sentence: &[Piece],
    words: &[&str],
    mention: &Mention,
    before: Option<&Mention>,
    vocabulary: &Vocabulary,
    wish: &mut VariantWish,
) {
    let held = wish.options.entry(mention.option.clone()).or_default();
    let lead = lead(sentence, words, mention.at.start);
    let switch = vocabulary.names.iter().any(|name| {
        name.option == mention.option
            && (name.without.as_ref() == Some(&mention.value)
                || name.with.as_ref() == Some(&mention.value))
    });
    let value = mention.value.clone();
    let same_option = before.filter(|before| before.option == mention.option);
    let between: Vec<&str> = same_option
        .and_then(|before| words.get(before.at.end..mention.at.start))
        .unwrap_or_default()
        .to_vec();
    if !switch && is_refused(&lead) {
        held.refused.push(value);
        return;
    }
    if same_option.is_some() && is_lower(&between) && !held.ranked.is_empty() {
        held.soft = true;
        held.ranked.push(vec![value]);
        return;
    }
    let side_by_side =
        between.iter().any(|word| matches!(*word, "or" | "and")) || between.is_empty();
    match held.ranked.last_mut() {
        Some(last) if same_option.is_some() && side_by_side => last.push(value),
        _ => held.ranked = vec![vec![value]],
    }
    held.soft |= is_preferred(sentence, words, mention.at.clone());
}

/// The few words before a place, back to a pause: "no, the blue one" denies nothing of blue.
fn lead<'w>(sentence: &[Piece], words: &[&'w str], at: usize) -> Vec<&'w str> {
    let near = stretch(sentence, at.saturating_sub(3), at);
    let paused = near.iter().rposition(|piece| piece.pauses).map_or(0, |at| at.saturating_add(1));
    let near = stretch(words, at.saturating_sub(3), at);
    near.get(paused..).unwrap_or_default().to_vec()
}

/// "Instead of", "rather than", "not", "from": what follows is what is not wanted.
fn is_refused(lead: &[&str]) -> bool {
    let pair = |one: &str, two: &str| lead.windows(2).any(|pair| pair == [one, two]);
    pair("instead", "of")
        || pair("rather", "than")
        || pair("other", "than")
        || lead.iter().any(|word| matches!(*word, "than" | "from" | "currently" | "except"))
        || lead.iter().any(|word| DENIALS.contains(word))
}

/// Whether the words between two values put the second below the first.
fn is_lower(between: &[&str]) -> bool {
    between.iter().any(|word| {
        matches!(*word, "over" | "then" | "otherwise" | "before" | "else" | "failing" | "second")
    }) || between.windows(2).any(|pair| pair == ["if", "not"])
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

/// "I don't care whether it is waterproof", "the material can be different", "any color".
fn free(
    sentence: &[Piece],
    words: &[&str],
    found: &[Mention],
    vocabulary: &Vocabulary,
    wish: &mut VariantWish,
) {
    let says = |from: usize, to: usize, wanted: &[&str]| {
        words
            .get(from..to.min(words.len()))
            .is_some_and(|near| near.iter().any(|word| wanted.contains(word)))
    };
    let loosens = |at: usize, end: usize| {
        let from = at.saturating_sub(6);
        let cares = says(from, at, &["care", "matter", "mind"]) && says(from, at, DENIALS_OF_CARE);
        let after = says(
            end,
            end.saturating_add(5),
            &["different", "matter", "whatever", "differ", "differently", "change", "vary"],
        ) || says(end, end.saturating_add(3), &["irrelevant"]);
        let or_not = words.get(end..end.saturating_add(2)) == Some(&["or", "not"]);
        let any = says(at.saturating_sub(2), at, &["any", "whichever", "whatever"]);
        cares || after || or_not || any
    };
    for mention in found {
        if loosens(mention.at.start, mention.at.end) {
            let freed = OptionWish { free: true, ..OptionWish::default() };
            wish.options.insert(mention.option.clone(), freed);
        }
    }
    for name in &vocabulary.names {
        let at = sentence.iter().position(|piece| {
            name.words.iter().any(|word| word.len() > 3 && is_of_name(&piece.word, word))
        });
        let Some(at) = at else { continue };
        let said = wish.options.get(&name.option).is_some_and(|held| !held.ranked.is_empty());
        if loosens(at, at.saturating_add(1)) && !said {
            let freed = OptionWish { free: true, ..OptionWish::default() };
            wish.options.insert(name.option.clone(), freed);
        }
    }
}

/// Words that deny caring.
const DENIALS_OF_CARE: &[&str] = &["dont", "not", "doesnt", "no", "never", "t"];

/// "Item 4107812777".
fn read_id(sentence: &[Piece], about: &About<'_>, wish: &mut VariantWish) {
    const DIGITS_MIN: usize = 4;
    for piece in sentence {
        let long = piece.typed.len() >= DIGITS_MIN;
        let variant = about.product.variants.iter().find(|variant| {
            let id = crate::base::text::fold(variant.id.as_str());
            let sku = variant.sku.as_deref().map(crate::base::text::fold);
            long && (id == piece.typed || sku.as_deref() == Some(piece.typed.as_str()))
        });
        let current = about.current.map(|line| &line.variant_id);
        if let Some(variant) = variant
            && Some(&variant.id) != current
        {
            wish.id = Some(variant.id.clone());
        }
    }
}

/// "The cheapest", "under $300", "not more expensive".
fn read_price(sentence: &[Piece], words: &[&str], about: &About<'_>, wish: &mut VariantWish) {
    let has = |word: &str| words.contains(&word);
    let pair = |one: &str, two: &str| words.windows(2).any(|pair| pair == [one, two]);
    if has("cheapest") || pair("least", "expensive") || pair("lowest", "price") {
        wish.price = Some(Extreme::Least);
    } else if pair("most", "expensive") || has("priciest") || pair("highest", "price") {
        wish.price = Some(Extreme::Most);
    }
    let own_minor = about.current.map(|line| line.unit_price.minor());
    let no_dearer = (pair("not", "more") && has("expensive"))
        || (has("price") || has("cheaper"))
            && (pair("or", "lower") || pair("or", "cheaper") || pair("or", "less"))
        || pair("or", "lower")
        || has("without") && (has("paying") || has("extra")) && has("more");
    if no_dearer {
        wish.at_most_minor = own_minor;
    }
    let decimals =
        about.product.variants.first().map_or(2, |variant| variant.price.currency().decimals());
    for (at, piece) in sentence.iter().enumerate() {
        let lead: Vec<&str> = words.get(at.saturating_sub(3)..at).unwrap_or_default().to_vec();
        let bound = lead.iter().any(|word| {
            matches!(*word, "under" | "below" | "than" | "most" | "within" | "max" | "maximum")
        }) || lead.ends_with(&["up", "to"]);
        let money = piece.money
            || words.get(at.saturating_add(1)).is_some_and(|next| {
                matches!(*next, "dollars" | "bucks" | "usd" | "euros" | "eur" | "pounds")
            });
        if bound
            && money
            && let Ok(whole) = piece.word.parse::<i64>()
        {
            let unit = 10_i64.saturating_pow(u32::try_from(decimals).unwrap_or(2));
            wish.at_most_minor = Some(whole.saturating_mul(unit));
        }
    }
}

/// "The same as the one I already received", "like my other 1000 ml bottle": copies that line. Gives
/// the words that only describe it.
fn read_like(
    sentence: &[Piece],
    about: &About<'_>,
    vocabulary: &Vocabulary,
    wish: &mut VariantWish,
) -> Option<Range<usize>> {
    let words: Vec<&str> = sentence.iter().map(|piece| piece.typed.as_str()).collect();
    let models = |word: &&str| {
        matches!(*word, "same" | "like" | "type" | "kind" | "as" | "match" | "matching" | "version")
    };
    let wishes = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        before.is_some_and(|word| matches!(*word, "d" | "would" | "id" | "i"))
    };
    if let Some(range) = cheapest_of_others(&words, about, wish) {
        return Some(range);
    }
    let from = words
        .iter()
        .enumerate()
        .position(|(at, word)| models(&word) && !(*word == "like" && wishes(at)))
        .or_else(|| {
            words.windows(2).position(|pair| pair == ["the", "other"] || pair == ["my", "other"])
        })?;
    let after = words.get(from.saturating_add(1)..)?;
    let owns = after.iter().any(|word| {
        matches!(
            *word,
            "other"
                | "already"
                | "received"
                | "have"
                | "pending"
                | "ordered"
                | "delivered"
                | "bought"
                | "got"
        )
    });
    if !owns || about.others.is_empty() {
        return None;
    }
    let range = from..words.len();
    let described: Vec<Mention> = mentions(sentence, vocabulary)
        .into_iter()
        .filter(|mention| range.contains(&mention.at.start))
        .collect();
    let other = model(after, &described, about)?;
    // "The color to be the same as": only that option is copied.
    let lead = words.get(from.saturating_sub(5)..from).unwrap_or_default();
    let named: Vec<&String> = vocabulary
        .names
        .iter()
        .filter(|name| {
            let near = lead.iter().chain(after.iter().take(1));
            let plain =
                |word: &&str| matches!(*word, "type" | "kind" | "version" | "one" | "model");
            let mut near = near.copied().filter(|word| !plain(word));
            near.any(|word| name.words.iter().any(|own| own.len() > 3 && is_of_name(word, own)))
        })
        .map(|name| &name.option)
        .collect();
    for (option, value) in &other.options {
        if named.is_empty() || named.contains(&option) {
            let held = wish.options.entry(option.clone()).or_default();
            let freed = held.free;
            *held = OptionWish {
                ranked: vec![vec![value.clone()]],
                soft: freed,
                ..OptionWish::default()
            };
        }
    }
    Some(range)
}

/// "The cheapest of the other ones in that order": what they have themselves, not what there is.
fn cheapest_of_others(
    words: &[&str],
    about: &About<'_>,
    wish: &mut VariantWish,
) -> Option<Range<usize>> {
    let end = words.iter().position(|word| matches!(*word, "cheapest"))?;
    let after = words.get(end..)?;
    let of_own = after.windows(3).any(|three| matches!(three, ["of", "the" | "my", "other"]))
        || after.contains(&"rest");
    let other = about.others.iter().min_by_key(|other| other.line.unit_price.minor())?;
    if !of_own {
        return None;
    }
    wish.price = None;
    for (option, value) in &other.line.options {
        let ranked = vec![vec![value.clone()]];
        wish.options.insert(option.clone(), OptionWish { ranked, ..OptionWish::default() });
    }
    Some(end..words.len())
}

/// The other line that is meant as the model.
fn model<'a>(
    after: &[&str],
    described: &[Mention],
    about: &About<'a>,
) -> Option<&'a crate::commerce::OrderLine> {
    use crate::commerce::OrderStatus::{Delivered, Pending};
    let has = |word: &str| after.contains(&word);
    let fits = |other: &&super::OtherLine<'_>| {
        let delivered = has("received") || has("delivered") || has("already") && has("got");
        let pending = has("pending");
        (!delivered || other.order.status == Delivered)
            && (!pending || other.order.status == Pending)
    };
    let matches = |other: &super::OtherLine<'_>| {
        let told =
            |mention: &&Mention| other.line.options.get(&mention.option) == Some(&mention.value);
        described.iter().filter(told).count()
    };
    let mut fitting: Vec<&super::OtherLine<'a>> = about.others.iter().filter(fits).collect();
    let most = fitting.iter().map(|other| matches(other)).max()?;
    fitting.retain(|other| matches(other) == most);
    let first = fitting.first()?;
    let alike = fitting.iter().all(|other| other.line.variant_id == first.line.variant_id);
    alike.then_some(first.line)
}

impl OptionWish {
    /// Whether only a comparison was said.
    pub(super) const fn compares(&self) -> Option<Step> {
        self.step
    }
}
