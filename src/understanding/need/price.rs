//! What something may cost: "under $120", "around 50", "between 20 and 40 euros", "the cheapest".

use crate::{
    base::money::{Currency, Money},
    understanding::piece::{Piece, stretch},
};

/// What something may cost, in hundredths of the major unit.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PriceWish {
    /// At most.
    pub most: Option<i64>,
    /// At least.
    pub least: Option<i64>,
    /// Less than this: than what was shown before.
    pub below: Option<i64>,
    /// About.
    pub near: Option<i64>,
    /// The cheapest or the dearest.
    pub end: Option<PriceEnd>,
    /// The currency, where one was named that tells itself.
    pub currency: Option<String>,
}

/// An end of a range of prices.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PriceEnd {
    /// The cheapest.
    Least,
    /// The dearest.
    Most,
}

impl PriceWish {
    /// Whether a price is within what was said. What is said in another currency bounds nothing.
    #[must_use]
    pub fn allows(&self, price: Money) -> bool {
        if self.is_foreign(price.currency()) {
            return true;
        }
        let minor = price.minor();
        let scaled = |hundredths: i64| in_minor(hundredths, price.currency());
        let part = |hundredths: i64, percent: i64| {
            scaled(hundredths).saturating_mul(percent).saturating_div(100)
        };
        self.most.is_none_or(|most| minor <= scaled(most))
            && self.below.is_none_or(|below| minor < scaled(below))
            && self.least.is_none_or(|least| minor >= scaled(least))
            && self.near.is_none_or(|near| minor <= part(near, 125) && minor >= part(near, 50))
    }

    /// Whether an amount was said in a currency that this is not.
    #[must_use]
    pub fn is_foreign(&self, own: Currency) -> bool {
        self.bounds() && self.currency.as_deref().is_some_and(|code| code != own.code())
    }

    /// The most that it may cost, in a currency.
    #[must_use]
    pub fn most_in(&self, currency: Currency) -> Option<Money> {
        self.most.map(|most| Money::from_minor(in_minor(most, currency), currency))
    }

    /// How far a price is from what was said to be about right, in minor units.
    #[must_use]
    pub fn distance(&self, price: Money) -> i64 {
        let near = self.near.map(|near| in_minor(near, price.currency()));
        near.map_or(0, |near| price.minor().saturating_sub(near).saturating_abs())
    }

    /// Whether nothing was said but the most that it may cost: then it can be said that nothing costs so
    /// little, and what comes nearest.
    #[must_use]
    pub const fn is_only_a_most(&self) -> bool {
        self.most.is_some() && self.least.is_none() && self.below.is_none()
    }

    /// An amount in hundredths of the major unit.
    #[must_use]
    pub fn hundredths(price: Money) -> i64 {
        match price.currency().decimals() {
            0 => price.minor().saturating_mul(100),
            3 => price.minor().saturating_div(10),
            _ => price.minor(),
        }
    }

    /// Whether an amount was said.
    #[must_use]
    pub const fn bounds(&self) -> bool {
        self.most.is_some() || self.least.is_some() || self.near.is_some()
    }
}

fn in_minor(hundredths: i64, currency: Currency) -> i64 {
    match currency.decimals() {
        0 => hundredths.saturating_div(100),
        3 => hundredths.saturating_mul(10),
        _ => hundredths,
    }
}

/// Reads what a text says of prices, marks the words that say it, and leaves the rest.
pub(super) fn read_price(text: &str, pieces: &[Piece], used: &mut [bool], wish: &mut PriceWish) {
    let typed: Vec<&str> = pieces.iter().map(|piece| piece.typed.as_str()).collect();
    let mut amounts: Vec<(usize, i64)> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let Some(hundredths) = hundredths(&piece.typed) else { continue };
        if let Some(code) = currency(text, pieces, at) {
            wish.currency = code.or(wish.currency.take());
        } else if !leads_price(&typed, at) || is_counted(&typed, at) {
            continue;
        }
        amounts.push((at, hundredths));
        for near in at.saturating_sub(3)..=at.saturating_add(1) {
            let word = typed.get(near).copied().unwrap_or_default();
            let of_price = near == at || PRICE_WORDS.contains(&word);
            if let (true, Some(used)) = (of_price, used.get_mut(near)) {
                *used = true;
            }
        }
    }
    match amounts.as_slice() {
        [] => {}
        [(from, least), (to, most), ..] if is_range(&typed, *from, *to) => {
            (wish.least, wish.most, wish.near) = (Some(*least), Some(*most), None);
        }
        several => {
            for (at, hundredths) in several {
                bound(&typed, *at, *hundredths, wish);
            }
        }
    }
    let has = |of: &[&str]| typed.iter().any(|word| of.contains(word));
    let pair = |one: &str, two: &str| typed.windows(2).any(|pair| pair == [one, two]);
    if pair("most", "expensive") || has(&["priciest", "dearest"]) {
        wish.end = Some(PriceEnd::Most);
    } else if has(&[
        "cheap",
        "cheapest",
        "affordable",
        "inexpensive",
        "barato",
        "barata",
        "baratos",
    ]) || has(&["economico", "economica"])
        || pair("least", "expensive")
        || pair("too", "expensive")
        || pair("on", "budget")
        || pair("budget", "friendly")
        || pair("mas", "barato")
    {
        wish.end = Some(PriceEnd::Least);
    }
}

const PRICE_WORDS: &[&str] = &[
    "under",
    "below",
    "less",
    "than",
    "max",
    "maximum",
    "most",
    "up",
    "to",
    "within",
    "budget",
    "of",
    "around",
    "about",
    "roughly",
    "approximately",
    "between",
    "over",
    "above",
    "at",
    "least",
    "dollars",
    "dollar",
    "bucks",
    "usd",
    "euros",
    "euro",
    "eur",
    "pounds",
    "menos",
    "de",
    "hasta",
    "unos",
    "alrededor",
    "entre",
    "maximo",
    "dolares",
    "spend",
    "spending",
    "more",
    "no",
];

/// Words before a number that make it one of money.
const LEADS: &[&str] = &[
    "under",
    "below",
    "max",
    "maximum",
    "budget",
    "spend",
    "spending",
    "hasta",
    "unos",
    "maximo",
    "presupuesto",
    "between",
    "entre",
    "around",
    "approximately",
    "roughly",
    "than",
    "over",
    "above",
];

fn leads_price(typed: &[&str], at: usize) -> bool {
    let before = stretch(typed, at.saturating_sub(3), at);
    before.iter().any(|word| LEADS.contains(word))
        || before.ends_with(&["menos", "de"])
        || before.ends_with(&["up", "to"])
}

/// "Under 40 l", "for 2 people": what is counted is no money.
fn is_counted(typed: &[&str], at: usize) -> bool {
    const UNITS: &[&str] = &[
        "l", "ml", "g", "kg", "cm", "mm", "m", "inch", "inches", "in", "lb", "lbs", "oz", "liter",
        "liters", "litre", "litres", "people", "person", "persons", "cups", "cup", "bags", "hours",
        "hour", "years", "year", "days", "minutes", "pieces", "sheets", "w", "watt", "lumens",
        "degrees", "anos", "personas", "tazas", "litros", "horas", "yo", "percent", "pages", "x",
    ];
    typed.get(at.saturating_add(1)).is_some_and(|next| UNITS.contains(next))
}

fn is_range(typed: &[&str], from: usize, to: usize) -> bool {
    let between = stretch(typed, from.saturating_add(1), to);
    let joined = between.iter().all(|word| {
        matches!(*word, "and" | "to" | "y" | "a" | "dollars" | "euros" | "usd" | "bucks")
    });
    let before = stretch(typed, from.saturating_sub(2), from);
    joined
        && between.len() <= 2
        && (before.iter().any(|word| matches!(*word, "between" | "entre" | "from" | "de"))
            || between.is_empty()
            || between.contains(&"to"))
}

fn bound(typed: &[&str], at: usize, hundredths: i64, wish: &mut PriceWish) {
    let lead = stretch(typed, at.saturating_sub(3), at);
    let has = |word: &str| lead.contains(&word);
    let near = ["around", "about", "roughly", "approximately", "unos", "alrededor"];
    let least = has("over") || has("above") || lead.ends_with(&["at", "least"]);
    let more = lead.ends_with(&["more", "than"]) && !has("no") && !has("not");
    if least || more {
        wish.least = Some(hundredths);
    } else if near.into_iter().any(has) {
        (wish.near, wish.most) = (Some(hundredths), None);
    } else {
        (wish.most, wish.near) = (Some(hundredths), None);
    }
}

/// The amount that a word says, in hundredths.
fn hundredths(word: &str) -> Option<i64> {
    let worded: Option<i64> = match word {
        "twenty" | "veinte" => Some(20),
        "thirty" | "treinta" => Some(30),
        "forty" | "cuarenta" => Some(40),
        "fifty" | "cincuenta" => Some(50),
        "sixty" | "sesenta" => Some(60),
        "hundred" | "cien" => Some(100),
        _ => None,
    };
    if let Some(whole) = worded {
        return whole.checked_mul(100);
    }
    let (whole, fraction) = word.split_once('.').unwrap_or((word, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 7 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let fraction: String = fraction.chars().chain("00".chars()).take(2).collect();
    format!("{whole}{fraction}").parse().ok()
}

/// Whether a number is one of money by a sign or a word beside it, and of which currency where that
/// tells.
fn currency(text: &str, pieces: &[Piece], at: usize) -> Option<Option<String>> {
    let piece = pieces.get(at)?;
    let before = text.get(..piece.span.start).unwrap_or_default().trim_end();
    let after = text.get(piece.span.end..).unwrap_or_default().trim_start();
    let next = pieces.get(at.saturating_add(1)).map_or("", |next| next.typed.as_str());
    let sign = |sign: char| before.ends_with(sign) || after.starts_with(sign);
    if sign('€') || matches!(next, "euro" | "euros" | "eur") {
        return Some(Some("EUR".to_owned()));
    }
    if sign('£') || matches!(next, "quid" | "gbp") {
        return Some(Some("GBP".to_owned()));
    }
    // Many a country has dollars.
    let dollars = matches!(next, "dollar" | "dollars" | "bucks" | "dolares");
    if next == "usd" {
        return Some(Some("USD".to_owned()));
    }
    (sign('$') || dollars).then_some(None)
}
