//! What is wanted with a repeated delivery: to know of it, to leave one out, to pause, to have it
//! otherwise, to end it. Several things may stand in one message, and what is said later corrects what
//! was said before.

mod amount;
mod day;
mod word;

use jiff::civil::Date;

pub(super) use amount::number;
pub use amount::{Amount, Lapse, LapseUnit};

use super::Known;
use crate::base::text::fold;
use amount::{amount, interval, lapse};
use day::day;
use word::Clause;

/// One thing that is wanted with a repeated delivery. What was not said yet is absent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SubscriptionWish {
    /// To know how it stands.
    Ask,
    /// That it ends.
    Cancel,
    /// To have a charge explained that was not right.
    Dispute,
    /// Another number of days between deliveries.
    Interval(Option<u32>),
    /// That it stays, after all.
    Keep,
    /// Another day of the next charge.
    Move(Option<When>),
    /// No deliveries for a time.
    Pause(Option<When>),
    /// Another number of pieces.
    Quantity(Option<Amount>),
    /// That it goes on, perhaps from a day on.
    Resume(Option<When>),
    /// That so many deliveries are left out.
    Skip(u32),
    /// Something else, in the customer's words.
    Swap(Option<String>),
}

/// A day, as it is said.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum When {
    /// So much later than it would be; earlier where negative.
    Later(Lapse),
    /// A day of the calendar.
    On(Date),
}

/// A part of what was said of repeated deliveries.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SubscriptionSaid {
    /// The words.
    pub words: String,
    /// Which of the texts they stand in.
    pub text: usize,
    /// What is called a subscription in them: the "tea" of "my tea subscription".
    pub named: Option<String>,
    /// Whether all are meant.
    pub all: bool,
    /// What they want.
    pub wish: Option<SubscriptionWish>,
}

/// What was said of repeated deliveries, oldest first.
#[must_use]
pub fn subscription_said(texts: &[&str], known: &Known) -> Vec<SubscriptionSaid> {
    let mut said: Vec<SubscriptionSaid> = Vec::new();
    let mut unit = LapseUnit::Week;
    for (text, whole) in texts.iter().enumerate() {
        let asks = whole.contains('?');
        for clause in word::clauses(whole) {
            let before = said.iter().rev().find_map(|held| held.wish.clone());
            let same_text = said.last().is_some_and(|held| held.text == text);
            let mut wish = wish(&clause, known, asks)
                .or_else(|| before.as_ref().and_then(|wish| completed(wish, &clause, known, unit)));
            if let Some(lapse) = lapse(&clause) {
                unit = lapse.unit;
            }
            // "Pause it and resume in March" is a pause until March.
            if let (
                Some(SubscriptionWish::Pause(None)),
                Some(SubscriptionWish::Resume(Some(when))),
                true,
            ) = (&before, &wish, same_text)
            {
                wish = Some(SubscriptionWish::Pause(Some(*when)));
            }
            // "I'm away for three weeks, can you pause it" says how long before.
            let away = || said.iter().filter(|held| held.text == text && held.wish.is_none());
            if wish == Some(SubscriptionWish::Pause(None))
                && let Some(when) = away().find_map(|held| {
                    word::clauses(&held.words).iter().find_map(|clause| until(clause, known))
                })
            {
                wish = Some(SubscriptionWish::Pause(Some(when)));
            }
            // "Switch it to earl grey" names what comes, not what there is.
            let comes = |named: &String| match &wish {
                Some(SubscriptionWish::Swap(Some(rest))) => !fold(rest).contains(named),
                _ => true,
            };
            said.push(SubscriptionSaid {
                named: word::named(&clause).filter(comes),
                all: clause.has(word::ALL),
                words: clause.text,
                text,
                wish,
            });
        }
    }
    said
}

/// Whether a text says something that can only be wanted with a repeated delivery or that is wanted with
/// one, where one is spoken of.
#[must_use]
pub fn wishes_of_subscription(text: &str) -> Vec<SubscriptionWish> {
    let said = subscription_said(&[text], &Known::default());
    said.into_iter().filter_map(|held| held.wish).collect()
}

/// Whether it is wanted that something is changed, though not what.
#[must_use]
pub fn asks_to_change(texts: &[&str]) -> bool {
    let clauses = texts.iter().flat_map(|text| word::clauses(text));
    let changes = [
        "change",
        "changing",
        "modify",
        "update",
        "adjust",
        "manage",
        "edit",
        "cambiar",
        "cambia",
        "modificar",
        "gestionar",
        "actualizar",
    ];
    clauses.into_iter().any(|clause| clause.has(&changes))
}

/// Why a repeated delivery is to end, where a message that ends it says so.
#[must_use]
pub fn reason_of_end(text: &str) -> Option<String> {
    let phrases = [
        "too much",
        "too many",
        "too expensive",
        "too bitter",
        "too often",
        "cant afford",
        "dont need",
        "dont use",
        "dont like",
        "dont drink",
        "moving",
        "no longer",
        "no me gusta",
        "no lo uso",
        "no la uso",
        "no puedo pagar",
        "me mudo",
        "muy cara",
        "muy caro",
    ];
    let leads = ["because", "cause", "cuz", "porque", "demasiado", "demasiada", "demasiados"];
    let says =
        |clause: &Clause| clause.has(&leads) || phrases.iter().any(|phrase| clause.phrase(phrase));
    word::clauses(text).into_iter().find(says).map(|clause| clause.text)
}

/// What was answered to the question why, where it is more than a yes or a no.
#[must_use]
pub fn reason_answered(text: &str) -> Option<String> {
    let says =
        |clause: &Clause| (0..clause.count()).any(|at| !word::ANSWERS.contains(&clause.word(at)));
    word::clauses(text).iter().any(says).then(|| text.to_owned())
}

/// Whether the address or the way to pay of a repeated delivery is spoken of.
#[must_use]
pub fn speaks_of_paying(texts: &[&str]) -> bool {
    let clauses = texts.iter().flat_map(|text| word::clauses(text));
    clauses.into_iter().any(|clause| clause.has(word::ADDRESSED))
}

fn wish(clause: &Clause, known: &Known, asks: bool) -> Option<SubscriptionWish> {
    if is_dispute(clause) {
        return Some(SubscriptionWish::Dispute);
    }
    let question = clause.begins(word::QUESTIONS)
        || asks && clause.begins(&["do", "does", "is", "am", "did", "what", "are"]);
    if question && !clause.begins(&["what", "how"]) || clause.begins(&["how"]) {
        let asked = !clause.phrase("how about") && !clause.phrase("why not");
        if asked && !clause.phrase("how do i") && !clause.phrase("how can i") {
            return Some(SubscriptionWish::Ask);
        }
    }
    ends(clause, known)
        .or_else(|| rests(clause, known))
        .or_else(|| how_often(clause))
        .or_else(|| moves(clause, known))
        .or_else(|| how_many(clause))
        .or_else(|| swaps(clause))
        .or_else(|| (question || clause.has(word::TELLS)).then_some(SubscriptionWish::Ask))
}

/// Whether a charge is said to be wrong.
fn is_dispute(clause: &Clause) -> bool {
    let charged = clause.has(&[
        "charge",
        "charged",
        "charges",
        "charging",
        "billed",
        "cobro",
        "cobrado",
        "cobraron",
        "cobrasteis",
        "cargo",
        "payment",
    ]);
    clause.has(word::DISPUTES)
        || charged && clause.has(word::WRONGS)
        || charged && clause.phrase("after i cancel")
        || charged && clause.phrase("even though")
}

fn ends(clause: &Clause, known: &Known) -> Option<SubscriptionWish> {
    // "Stop charging me every month" ends it: how often it comes only tells which.
    let often = clause.has(&["every", "each", "cada"]);
    let timed = || lapse(clause).is_some() && !often || day(clause, known).is_some();
    let at = clause.find(word::ENDS).or_else(|| clause.find(word::STOPS).filter(|_| !timed()));
    let Some(at) = at else {
        let kept = clause.has(&["keep", "mantener", "mantenla", "quedarme", "conservar", "stay"]);
        let other = clause.has(&["but", "except"]);
        return (kept && !other).then_some(SubscriptionWish::Keep);
    };
    if clause.negated(at) || clause.phrase("instead of cancelling") || clause.phrase("en vez de") {
        return Some(SubscriptionWish::Keep);
    }
    if clause.has(&["pause", "pausa"]) {
        return Some(SubscriptionWish::Resume(None));
    }
    // "Cancel the next delivery" ends nothing.
    let one = clause.has(&["next", "proximo", "proxima", "siguiente", "upcoming"])
        && (!clause.has(word::SUBSCRIPTIONS) || clause.has(word::DELIVERIES));
    Some(if one { SubscriptionWish::Skip(1) } else { SubscriptionWish::Cancel })
}

fn rests(clause: &Clause, known: &Known) -> Option<SubscriptionWish> {
    let until = || until(clause, known);
    if let Some(at) = clause.find(word::RESUMES) {
        let denied = clause.negated(at);
        return (!denied).then(|| SubscriptionWish::Resume(until()));
    }
    let skips = clause.find(word::SKIPS).filter(|at| !clause.negated(*at));
    if let Some(at) = skips {
        let far = clause.has(&["until", "till", "hasta"]);
        if far && let Some(when) = until() {
            return Some(SubscriptionWish::Pause(Some(when)));
        }
        let count = clause.number_after(at).filter(|count| (1..=12).contains(count));
        return Some(SubscriptionWish::Skip(count.unwrap_or(1)));
    }
    let paused = clause.find(word::PAUSES).or_else(|| clause.find(word::STOPS))?;
    (!clause.negated(paused)).then(|| SubscriptionWish::Pause(until()))
}

/// Until when: a day, or so long from now on.
fn until(clause: &Clause, known: &Known) -> Option<When> {
    let held = lapse(clause).filter(|_| !clause.has(&["until", "till", "hasta"]));
    held.map(When::Later).or_else(|| day(clause, known).map(When::On))
}

fn how_often(clause: &Clause) -> Option<SubscriptionWish> {
    if let Some(days) = interval(clause) {
        return Some(SubscriptionWish::Interval(Some(days)));
    }
    let often = clause.has(&["frequency", "interval", "frecuencia", "intervalo", "frequently"])
        || clause.phrase("less often")
        || clause.phrase("more often")
        || clause.phrase("too often")
        || clause.phrase("how often")
        || clause.phrase("menos a menudo")
        || clause.phrase("mas a menudo");
    often.then_some(SubscriptionWish::Interval(None))
}

fn moves(clause: &Clause, known: &Known) -> Option<SubscriptionWish> {
    let verb = clause.has(word::MOVES)
        || clause.has(&["change", "set", "make", "cambiar", "cambia", "pon", "send", "ship"])
            && clause.has(word::DAYS)
        || clause
            .has(&["change", "make", "set", "cambia", "cambialo", "cambiala", "ponlo", "pasalo"])
            && day(clause, known).is_some()
        || lapse(clause).is_some() && clause.has(&["later", "earlier", "sooner", "despues"]);
    let later = || {
        let led = clause.has(&["in", "within", "dentro", "en"]);
        lapse(clause).map(|held| {
            if led {
                held.from(day::today(known)).map_or(When::Later(held), When::On)
            } else if clause.has(word::EARLIER) {
                When::Later(held.back())
            } else {
                When::Later(held)
            }
        })
    };
    let named = clause.has(word::DAYS) && !clause.has(word::TELLS);
    if verb {
        return Some(SubscriptionWish::Move(later().or_else(|| day(clause, known).map(When::On))));
    }
    let when = if named { day(clause, known).map(When::On) } else { None };
    when.map(|when| SubscriptionWish::Move(Some(when)))
}

fn how_many(clause: &Clause) -> Option<SubscriptionWish> {
    if let Some(amount) = amount(clause, false) {
        return Some(SubscriptionWish::Quantity(Some(amount)));
    }
    let asked = clause.has(&["quantity", "cantidad", "amount"])
        && clause.has(&["change", "increase", "reduce", "decrease", "cambiar", "cambia", "update"]);
    asked.then_some(SubscriptionWish::Quantity(None))
}

fn swaps(clause: &Clause) -> Option<SubscriptionWish> {
    let strong = clause.find(word::SWAPS);
    let weak = clause.find(word::CHANGES);
    let instead = clause.has(&["instead"]) && !clause.phrase("instead of");
    let wants = clause.find(word::WANTS).filter(|_| instead);
    let at = strong.or(weak).or(wants)?;
    if clause.negated(at) {
        return None;
    }
    let to = clause.rest_after_any(at, &["to", "for", "with", "into", "por", "a"]);
    match to {
        Some(rest) if !rest.is_empty() => Some(SubscriptionWish::Swap(Some(rest))),
        _ if instead => Some(SubscriptionWish::Swap(Some(clause.rest_after(at)))),
        _ => strong.map(|_| SubscriptionWish::Swap(None)),
    }
}

/// What a clause without a wish of its own adds to the one before it: the day that was asked for, or
/// another number than was said.
fn completed(
    before: &SubscriptionWish,
    clause: &Clause,
    known: &Known,
    unit: LapseUnit,
) -> Option<SubscriptionWish> {
    match before {
        SubscriptionWish::Pause(_) => {
            until(clause, known).map(|when| SubscriptionWish::Pause(Some(when)))
        }
        SubscriptionWish::Move(_) => {
            let when = day(clause, known).map(When::On).or(lapse(clause).map(When::Later));
            when.map(|when| SubscriptionWish::Move(Some(when)))
        }
        SubscriptionWish::Interval(_) => {
            let bare = clause.only_number().map(|count| Lapse { count: i64::from(count), unit });
            let days = lapse(clause).or(bare).and_then(Lapse::days);
            days.map(|days| SubscriptionWish::Interval(Some(days)))
        }
        SubscriptionWish::Quantity(_) => {
            amount(clause, true).map(|amount| SubscriptionWish::Quantity(Some(amount)))
        }
        SubscriptionWish::Swap(None) => {
            let plain = clause.count() > 0 && !clause.has(word::ANSWERS);
            plain.then(|| SubscriptionWish::Swap(Some(clause.text.clone())))
        }
        SubscriptionWish::Ask
        | SubscriptionWish::Cancel
        | SubscriptionWish::Dispute
        | SubscriptionWish::Keep
        | SubscriptionWish::Resume(_)
        | SubscriptionWish::Skip(_)
        | SubscriptionWish::Swap(Some(_)) => None,
    }
}

#[cfg(test)]
mod tests;
