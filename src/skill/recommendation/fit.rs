//! How well each product fits a need: a sum of plain weights over facts, the same every time.

use super::{
    super::catalogue::Known,
    held::Held,
    reason::{self, SHOWN_CHARS_MAX},
    shown_product,
};
use crate::{
    base::{id::ProductId, sort, text::fold},
    commerce::{Product, Variant},
    conversation::{FactSource, LineFact, RecommendationFact, RecommendedFact, ShownProduct},
    understanding::{Field, Found, Kinship, Need, PriceEnd, ProductText, Role, Term},
};

/// What is sought, and what is known of who seeks it.
pub(super) struct Sought<'a> {
    pub(super) need: &'a Need,
    pub(super) held: &'a Held,
    pub(super) like: Option<&'a Likened>,
    pub(super) hidden: &'a [ProductId],
}

/// What something is likened to.
pub(super) struct Likened {
    pub(super) product: Product,
    /// Whether the customer bought it.
    pub(super) bought: bool,
    /// The words by which it was named.
    pub(super) words: Vec<String>,
}

/// A product that may be shown.
pub(super) struct Candidate<'a> {
    pub(super) product: &'a Product,
    pub(super) source: &'a FactSource,
    pub(super) text: ProductText,
    /// The variant of which the price is told.
    pub(super) variant: &'a Variant,
    /// Whether other variants that fit cost more.
    pub(super) from: bool,
    /// What it says of the terms, by their places.
    pub(super) found: Vec<(usize, Found)>,
    /// The size that the customer bought something in, and what.
    pub(super) size: Option<(String, String)>,
    met: i64,
    score: i64,
}

/// The words of a category, by which more of it may be searched.
pub(super) fn kind_words(like: &Likened) -> Vec<String> {
    let text = ProductText::of(&like.product);
    text.kind_words().iter().filter(|word| word.len() > 2).take(2).cloned().collect()
}

/// Finds what something is likened to: among what was bought, else in the catalogue. What it is
/// likened to says what is wanted; where nothing is called so, the words themselves do.
pub(super) fn likened(need: &mut Need, found: &[Known], held: &Held) -> Option<Likened> {
    let words = need.like.take()?;
    let bought = |product: &Product| held.bought.iter().any(|line| line.product_id == product.id);
    let rank = |product: &Product| {
        let text = ProductText::of(product);
        let title = ProductText::titled(&product.title).count_of(&words);
        (bought(product), title, text.count_of(&words))
    };
    let best = found.iter().rev().filter(|(product, _)| {
        let (bought, title, all) = rank(product);
        let said = if bought { title.max(all) } else { title };
        said.saturating_mul(2) > words.len()
    });
    let best = best.max_by_key(|(product, _)| rank(product)).map(|(product, _)| product);
    let Some(product) = best else {
        let said = words.join(" ");
        let read = Need::read(&[said.as_str()]);
        need.kinds.splice(0..0, read.kinds);
        need.terms.extend(read.terms);
        return None;
    };
    let title = ProductText::titled(&product.title);
    let text = ProductText::of(product);
    for word in &words {
        let own = vec![word.clone()];
        if title.count_of(&own) == 0 && text.count_of(&own) > 0 {
            let term = Term { said: word.clone(), says: vec![own], role: Role::Modifier };
            need.terms.push(term);
        }
    }
    if let (true, Some(kind)) = (need.kinds.is_empty(), &product.product_type) {
        let says = vec![text.kind_words().to_vec()];
        need.kinds.push(Term { said: kind.clone(), says, role: Role::Modifier });
    }
    Some(Likened { product: product.clone(), bought: bought(product), words })
}

/// The things that fit best, told with what speaks for them; none where nothing fits.
pub(super) fn best(
    sought: &Sought<'_>,
    known: &[Known],
    max: usize,
) -> Option<(RecommendationFact, Vec<ShownProduct>, FactSource)> {
    let terms = terms(sought, known);
    let within = candidates(sought, known, &terms, true);
    let over = within.is_empty() && sought.need.price.is_only_a_most();
    let mut all = if over { candidates(sought, known, &terms, false) } else { within };
    let price = &sought.need.price;
    sort::by(&mut all, |a, b| {
        let cost = |it: &Candidate<'_>| it.variant.price.minor();
        let ends = match price.end {
            Some(PriceEnd::Least) => cost(a).cmp(&cost(b)),
            Some(PriceEnd::Most) => cost(b).cmp(&cost(a)),
            None if over || price.is_foreign(a.variant.price.currency()) => cost(a).cmp(&cost(b)),
            None => std::cmp::Ordering::Equal,
        };
        let near = price.distance(a.variant.price).cmp(&price.distance(b.variant.price));
        let rest = b.score.cmp(&a.score).then(near).then(a.product.id.cmp(&b.product.id));
        b.met.cmp(&a.met).then(ends).then(rest)
    });
    let first = all.first()?;
    let met = |candidate: &Candidate<'_>| -> Vec<usize> {
        let asked = |at: &usize| terms.get(*at).is_some_and(|term| term.role.is_asked());
        candidate.found.iter().map(|(at, _)| *at).filter(asked).collect()
    };
    let of_first = met(first);
    // What is said to be missing is missing in all of them.
    all.retain(|candidate| met(candidate) == of_first);
    all.truncate(max);
    let (first, source) = (all.first()?, all.first()?.source.clone());
    let currency = first.variant.price.currency();
    let unmet = terms
        .iter()
        .enumerate()
        .filter(|(at, term)| term.role.is_asked() && !of_first.contains(at));
    let unmet: Vec<String> = unmet.map(|(_, term)| term.said.clone()).collect();
    let cheapest = price.end == Some(PriceEnd::Least);
    let item = |(place, candidate): (usize, &Candidate<'_>)| RecommendedFact {
        line: told(candidate, &terms),
        from: candidate.from,
        quote: candidate.text.quote(&said_of(candidate, &terms), SHOWN_CHARS_MAX),
        reasons: reason::reasons(candidate, sought, cheapest && place == 0, over),
    };
    let fact = RecommendationFact {
        items: all.iter().enumerate().map(item).collect(),
        unmet,
        over: price.most_in(currency).filter(|_| over),
        currency: price.is_foreign(currency).then(|| currency.code().to_owned()),
        cart: false,
    };
    let shown = all.iter().map(|it| shown_product(it.product, it.variant)).collect();
    Some((fact, shown, source))
}

/// What is asked of every product: the terms of the need but for the kind that was found.
fn terms(sought: &Sought<'_>, known: &[Known]) -> Vec<Term> {
    let kind = kind(sought, known);
    let is_kind = |term: &Term| {
        kind.is_some_and(|kind| {
            let own = term.says.first().map(Vec::as_slice).unwrap_or_default();
            kind.says.first().is_some_and(|said| said.windows(own.len().max(1)).any(|it| it == own))
        })
    };
    let mut terms: Vec<Term> =
        sought.need.terms.iter().filter(|it| !is_kind(it)).cloned().collect();
    // A term whose every word another one holds says nothing more: "green tea" and "green".
    let all = terms.clone();
    terms.retain(|term| {
        let own = term.says.first().map(Vec::as_slice).unwrap_or_default();
        !all.iter().any(|other| {
            let whole = other.says.first().map(Vec::as_slice).unwrap_or_default();
            whole.len() > own.len() && whole.windows(own.len().max(1)).any(|it| it == own)
        })
    });
    terms
}

/// The kind that is meant: the likeliest reading of which there is something.
fn kind<'a>(sought: &Sought<'a>, known: &[Known]) -> Option<&'a Term> {
    let sold = |kind: &&Term| {
        known.iter().any(|(product, _)| {
            product.variants.iter().any(|it| it.available)
                && ProductText::of(product).kinship(kind).is_some()
        })
    };
    let any = |kind: &&Term| {
        known.iter().any(|(product, _)| ProductText::of(product).kinship(kind).is_some())
    };
    let kinds = &sought.need.kinds;
    kinds.iter().find(sold).or_else(|| kinds.iter().find(any))
}

/// All that may be shown, each with how well it fits.
fn candidates<'a>(
    sought: &Sought<'_>,
    known: &'a [Known],
    terms: &[Term],
    within: bool,
) -> Vec<Candidate<'a>> {
    let kind = kind(sought, known);
    // Where nothing is of the kind, nothing else is shown in its place.
    if kind.is_none() && !sought.need.kinds.is_empty() && !sought.need.gift {
        return Vec::new();
    }
    let mut all = Vec::new();
    let mut surest = None;
    for (product, source) in known {
        let text = ProductText::of(product);
        let kin = kind.and_then(|kind| text.kinship(kind));
        if is_barred(sought, product, &text) || kind.is_some() && kin.is_none() {
            continue;
        }
        let Some(candidate) = candidate(sought, (product, source), text, terms, within) else {
            continue;
        };
        let score = candidate.score.saturating_add(kin.map_or(0, kin_weight));
        surest = surest.max(kin.map(|(_, kin)| kin));
        all.push((kin.map(|(_, kin)| kin), Candidate { score, ..candidate }));
    }
    // Where names say the kind, a broad category does not.
    let named = surest > Some(Kinship::Category);
    let kept =
        |(kin, _): &(Option<Kinship>, Candidate<'_>)| !(named && *kin == Some(Kinship::Category));
    all.into_iter().filter(kept).map(|(_, candidate)| candidate).collect()
}

const fn kin_weight((literal, kin): (bool, Kinship)) -> i64 {
    let own = if literal { 10 } else { 0 };
    let kin: i64 = match kin {
        Kinship::Sure => 40,
        Kinship::Named => 25,
        Kinship::Category => 15,
    };
    kin.saturating_add(own)
}

/// Whether a product is never shown: sent back, bought lately, shown before, or not wanted.
fn is_barred(sought: &Sought<'_>, product: &Product, text: &ProductText) -> bool {
    let liked = sought.like.is_some_and(|like| like.product.id == product.id);
    // A colour that is not wanted leaves the others.
    let said = |term: &Term| text.find(term).is_some_and(|found| found.field != Field::Option);
    let unwanted = |term: &Term| said(term) || text.kinship(term).is_some();
    liked
        || sought.held.barred.contains(&product.id)
        || sought.hidden.contains(&product.id)
        || sought.need.excluded.iter().any(unwanted)
}

/// A product with the variant that fits and how well it does; none where no variant can be had, or
/// where nothing of the need is said of it.
fn candidate<'a>(
    sought: &Sought<'_>,
    (product, source): (&'a Product, &'a FactSource),
    text: ProductText,
    terms: &[Term],
    within: bool,
) -> Option<Candidate<'a>> {
    let unwanted: Vec<Found> =
        sought.need.excluded.iter().filter_map(|term| text.find(term)).collect();
    let allows = |variant: &&Variant| {
        let is_unwanted = |found: &Found| {
            let name = found.option.as_ref();
            name.is_some_and(|name| variant.options.get(name) == Some(&found.own))
        };
        variant.available
            && !unwanted.iter().any(is_unwanted)
            && (!within || sought.need.price.allows(variant.price))
    };
    let mut variants: Vec<&Variant> = product.variants.iter().filter(allows).collect();
    let (mut found, mut met, mut score) = (Vec::new(), 0_i64, 0_i64);
    for (at, term) in terms.iter().enumerate() {
        let Some(place) = text.find(term).filter(|place| counts(term, place)) else { continue };
        if let (Field::Option, Some(name)) = (place.field, &place.option) {
            let has = |it: &&&Variant| it.options.get(name) == Some(&place.own);
            let kept: Vec<&Variant> = variants.iter().filter(has).copied().collect();
            if kept.is_empty() {
                continue;
            }
            variants = kept;
        }
        let weight = weight(term, &place).saturating_add(breadth(&text, term));
        score = score.saturating_add(weight);
        if term.role.is_asked() {
            met = met.saturating_add(if term.role == Role::Modifier { 3 } else { 2 });
        }
        found.push((at, place));
    }
    let size = reason::own_size(product, &variants, sought);
    if let Some((name, value, _)) = &size {
        variants.retain(|it| it.options.get(name) == Some(value));
    }
    sort::by_key(&mut variants, |it| (it.price.minor(), it.id.clone()));
    let (variant, last) = (*variants.first()?, *variants.last()?);
    let signs = signs(sought, product, &text);
    let said =
        !found.is_empty() || signs > 0 || sought.like.is_some() || !sought.need.kinds.is_empty();
    if !said && !is_only_priced(sought) {
        return None;
    }
    if sought.need.kinds.is_empty() && found.is_empty() && !terms.is_empty() {
        return None;
    }
    let size = size.map(|(_, value, title)| (value, title));
    let score = score.saturating_add(signs).saturating_sub(farness(sought, variant));
    let from = last.price.minor() > variant.price.minor();
    Some(Candidate { product, source, text, variant, from, found, size, met, score })
}

/// What a price takes off that is far from what was said to be about right.
fn farness(sought: &Sought<'_>, variant: &Variant) -> i64 {
    let price = &sought.need.price;
    let far = price.distance(variant.price).saturating_mul(40);
    let own = variant.price.minor().max(1);
    far.checked_div(own).filter(|_| price.near.is_some()).unwrap_or_default()
}

/// Whether nothing but a price was said.
fn is_only_priced(sought: &Sought<'_>) -> bool {
    sought.need.is_open() && sought.need.price.bounds()
}

/// What was only said beside the wish counts where it names the thing, its category or a label of it,
/// or where everyday language says it in the description's words.
fn counts(term: &Term, place: &Found) -> bool {
    term.role != Role::Loose || place.field != Field::Description || term.says.len() > 1
}

/// A thing that says something in several words says it more surely.
fn breadth(text: &ProductText, term: &Term) -> i64 {
    let more = text.breadth(term).saturating_sub(1).min(3);
    i64::try_from(more).unwrap_or_default().saturating_mul(4)
}

const fn weight(term: &Term, place: &Found) -> i64 {
    let role: i64 = match term.role {
        Role::Modifier => 30,
        Role::Purpose => 20,
        Role::Loose => 12,
    };
    let field: i64 = match place.field {
        Field::Kind => 12,
        Field::Title | Field::Tag | Field::Option => 10,
        Field::Description => 8,
    };
    let literal: i64 = if place.literal { 10 } else { 8 };
    role.saturating_mul(field).saturating_mul(literal) / 100
}

/// What is known of the customer that speaks for a product.
fn signs(sought: &Sought<'_>, product: &Product, text: &ProductText) -> i64 {
    let held = sought.held;
    let mut sum = 0_i64;
    let mut add =
        |holds: bool, weight: i64| sum = sum.saturating_add(if holds { weight } else { 0 });
    let quiz = |(_, terms): &(String, Vec<Term>)| {
        terms
            .iter()
            .all(|term| text.find(term).is_some_and(|place| place.literal || counts(term, &place)))
    };
    add(held.quiz.iter().any(quiz), 12);
    add(product.tags.iter().any(|tag| fold(tag) == "bestseller"), 2);
    add(held.viewed.contains(&product.id), 10);
    add(held.cart.iter().any(|(_, title)| text.speaks_of(title).is_some()), 14);
    add(held.bought.iter().any(|line| text.speaks_of(&line.title).is_some()), 6);
    if let Some(like) = sought.like {
        let shared = i64::try_from(text.count_of(&like.words)).unwrap_or_default();
        add(shared > 0, shared.saturating_mul(10));
        add(like.product.product_type == product.product_type, 25);
    }
    sum
}

/// The terms that a product says.
fn said_of<'t>(candidate: &Candidate<'_>, terms: &'t [Term]) -> Vec<&'t Term> {
    candidate.found.iter().filter_map(|(at, _)| terms.get(*at)).collect()
}

/// The line as it is told: with the options that were asked for.
fn told(candidate: &Candidate<'_>, terms: &[Term]) -> LineFact {
    let asked = candidate
        .found
        .iter()
        .filter(|(at, place)| place.field == Field::Option && terms.get(*at).is_some());
    let mut options: Vec<String> = asked.map(|(_, place)| place.own.clone()).collect();
    options.extend(candidate.size.iter().map(|(value, _)| value.clone()));
    options.dedup();
    LineFact {
        title: candidate.product.title.clone(),
        options,
        quantity: 1,
        unit_price: candidate.variant.price,
    }
}
