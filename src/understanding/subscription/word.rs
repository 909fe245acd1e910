//! The words by which repeated deliveries are spoken of, and the clauses in which they stand.

use crate::{
    base::text::{Word, words},
    understanding::typo::distance,
};

/// A clause of a text.
#[derive(Clone, Debug)]
pub(super) struct Clause {
    /// As typed.
    pub(super) text: String,
    words: Vec<Word>,
}

pub(super) const SUBSCRIPTIONS: &[&str] =
    &["subscription", "subscriptions", "sub", "autoship", "suscripcion", "suscripciones"];

pub(super) const DELIVERIES: &[&str] = &[
    "delivery",
    "deliveries",
    "shipment",
    "shipments",
    "box",
    "order",
    "one",
    "charge",
    "payment",
    "month",
    "months",
    "week",
    "envio",
    "entrega",
    "pedido",
    "caja",
    "cobro",
];

pub(super) const ALL: &[&str] = &["all", "both", "everything", "todas", "todos", "ambas", "ambos"];

pub(super) const ANSWERS: &[&str] =
    &["yes", "no", "please", "hi", "hello", "thanks", "si", "hola", "gracias", "ok", "okay"];

pub(super) const QUESTIONS: &[&str] = &[
    "when", "whens", "what", "whats", "why", "which", "how", "where", "cuando", "cuanto", "que",
    "cual", "cuales", "como",
];

/// Where it goes and how it is paid.
pub(super) const ADDRESSED: &[&str] = &[
    "address",
    "addresses",
    "card",
    "cards",
    "paypal",
    "direccion",
    "tarjeta",
    "visa",
    "mastercard",
];

/// What is told where it is spoken of at all.
pub(super) const TELLS: &[&str] =
    &["status", "estado", "details", "detalles", "information", "active", "check", "show", "list"];

pub(super) const ENDS: &[&str] = &[
    "cancel",
    "cancels",
    "canceling",
    "cancelling",
    "cancelled",
    "canceled",
    "cancellation",
    "end",
    "terminate",
    "unsubscribe",
    "quit",
    "discontinue",
    "cancelar",
    "cancela",
    "cancelarla",
    "cancelala",
    "cancelad",
    "canceles",
    "cancelacion",
    "baja",
    "terminar",
    "anular",
    "anula",
];

pub(super) const STOPS: &[&str] =
    &["stop", "stopping", "stopped", "parar", "para", "detener", "deten"];

pub(super) const RESUMES: &[&str] = &[
    "resume",
    "resumed",
    "restart",
    "reactivate",
    "unpause",
    "continue",
    "reanudar",
    "reanuda",
    "reanudala",
    "reactivar",
    "reactiva",
    "reactivala",
    "reinstate",
];

pub(super) const SKIPS: &[&str] = &[
    "skip", "skipping", "skipped", "saltar", "salta", "saltarme", "saltate", "saltaros", "omitir",
    "omite", "saltad",
];

pub(super) const PAUSES: &[&str] = &[
    "pause",
    "pausing",
    "hold",
    "freeze",
    "suspend",
    "break",
    "pausar",
    "pausa",
    "pausarla",
    "pausala",
    "pausad",
    "suspender",
    "suspende",
    "congelar",
];

pub(super) const MOVES: &[&str] = &[
    "move",
    "push",
    "delay",
    "postpone",
    "reschedule",
    "bring",
    "pull",
    "mover",
    "mueve",
    "muevela",
    "aplazar",
    "aplaza",
    "retrasar",
    "retrasa",
    "posponer",
    "pospon",
    "adelantar",
    "adelanta",
    "shift",
];

pub(super) const EARLIER: &[&str] =
    &["earlier", "forward", "sooner", "up", "adelantar", "adelanta", "antes", "bring", "pull"];

/// What has a day.
pub(super) const DAYS: &[&str] = &[
    "date", "day", "charge", "charged", "billing", "payment", "delivery", "shipment", "fecha",
    "dia", "cobro", "envio", "entrega",
];

pub(super) const SWAPS: &[&str] = &[
    "swap",
    "swapping",
    "switch",
    "switching",
    "replace",
    "exchange",
    "substitute",
    "sustituir",
    "sustituye",
    "reemplazar",
    "reemplaza",
];

pub(super) const CHANGES: &[&str] =
    &["change", "changing", "cambiar", "cambia", "cambiarla", "cambiala", "convert", "move"];

/// Words that want something instead.
pub(super) const WANTS: &[&str] = &[
    "get", "send", "prefer", "want", "have", "try", "like", "enviar", "envia", "prefiero", "quiero",
];

pub(super) const DISPUTES: &[&str] = &[
    "overcharged",
    "unauthorized",
    "unauthorised",
    "dispute",
    "disputing",
    "chargeback",
    "fraud",
    "fraudulent",
    "scam",
    "reclamar",
    "refund",
    "refunded",
    "reembolso",
];

pub(super) const WRONGS: &[&str] = &[
    "twice",
    "double",
    "doubled",
    "wrong",
    "wrongly",
    "mistake",
    "incorrect",
    "shouldnt",
    "never",
    "didnt",
    "authorize",
    "authorise",
    "permission",
    "already",
    "extra",
    "error",
    "veces",
    "doble",
    "mal",
    "incorrecto",
    "nunca",
    "autorice",
];

const DENIES: &[&str] = &["dont", "not", "never", "wont", "without", "cant", "nunca", "didnt"];

/// Words between clauses.
const JOINS: &[&str] =
    &["and", "but", "then", "also", "plus", "y", "pero", "luego", "ademas", "tambien", "so"];

/// Words before "subscription" that name none.
const UNNAMED: &[&str] = &[
    "my",
    "the",
    "a",
    "an",
    "this",
    "that",
    "these",
    "those",
    "current",
    "monthly",
    "weekly",
    "active",
    "paused",
    "our",
    "your",
    "first",
    "second",
    "third",
    "other",
    "new",
    "whole",
    "entire",
    "annual",
    "yearly",
    "both",
    "all",
    "of",
    "any",
    "to",
    "another",
    "two",
    "one",
    "with",
    "for",
    "have",
    "in",
    "about",
    "existing",
    "old",
    "next",
    "box",
    "auto",
    "what",
    "which",
    "recurring",
    "regular",
    "stupid",
    "product",
    "and",
    "or",
    "change",
    "manage",
];

/// The clauses of a text, in their order.
pub(super) fn clauses(text: &str) -> Vec<Clause> {
    let mut clauses = Vec::new();
    let mut held: Vec<Word> = Vec::new();
    let mut end = 0_usize;
    let mut close = |held: &mut Vec<Word>| {
        let span = held.first().zip(held.last()).map(|(a, b)| a.span.start..b.span.end);
        if let Some(text) = span.and_then(|span| text.get(span)) {
            clauses.push(Clause { text: text.to_owned(), words: std::mem::take(held) });
        }
    };
    for mut word in words(text) {
        if let Some(meant) = meant(&word.folded) {
            meant.clone_into(&mut word.folded);
        }
        let gap = text.get(end..word.span.start).unwrap_or_default();
        end = word.span.end;
        if gap.contains(['.', '!', '?', ';', ',', '\n', ':', '–', '—', '(']) {
            close(&mut held);
        }
        if JOINS.contains(&word.folded.as_str()) {
            close(&mut held);
        } else {
            held.push(word);
        }
    }
    close(&mut held);
    clauses
}

/// The word that a misspelt one stands for: `cancle`, `subscripton`.
fn meant(word: &str) -> Option<&'static str> {
    const KEYS: &[&str] =
        &["cancel", "cancelar", "delivery", "resume", "subscription", "suscripcion"];
    const BYTES_MIN: usize = 6;
    let known = [ENDS, DELIVERIES, RESUMES, SUBSCRIPTIONS];
    if word.len() < BYTES_MIN || known.iter().any(|list| list.contains(&word)) {
        return None;
    }
    KEYS.iter().copied().find(|key| distance(word, key, 1).is_some())
}

/// What is called a subscription in a clause.
pub(super) fn named(clause: &Clause) -> Option<String> {
    let at = clause.find(SUBSCRIPTIONS)?;
    let word = |at: usize| clause.words.get(at).map(|word| word.folded.as_str());
    let names = |word: &str| {
        let verb = [ENDS, STOPS, RESUMES, SKIPS, PAUSES, MOVES, SWAPS, CHANGES];
        word.len() > 2 && !UNNAMED.contains(&word) && !verb.iter().any(|list| list.contains(&word))
    };
    let before = at.checked_sub(1).and_then(word).filter(|word| names(word));
    let next = word(at.saturating_add(1));
    let after = next.filter(|next| matches!(*next, "to" | "for" | "de" | "del"));
    let article = |at: usize| word(at).is_some_and(|it| matches!(it, "the" | "my" | "la" | "el"));
    let from = at.saturating_add(if article(at.saturating_add(2)) { 3 } else { 2 });
    let after = after.and_then(|_| word(from)).filter(|word| names(word));
    before.or(after).map(str::to_owned)
}

impl Clause {
    pub(super) fn count(&self) -> usize {
        self.words.len()
    }

    pub(super) fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.folded.as_str())
    }

    pub(super) fn has(&self, of: &[&str]) -> bool {
        self.find(of).is_some()
    }

    pub(super) fn find(&self, of: &[&str]) -> Option<usize> {
        self.words.iter().position(|word| of.contains(&word.folded.as_str()))
    }

    pub(super) fn begins(&self, of: &[&str]) -> bool {
        const LEADS: &[&str] = &["hi", "hello", "hey", "hola", "ok", "so", "please", "and"];
        let first = self.words.iter().find(|word| !LEADS.contains(&word.folded.as_str()));
        first.is_some_and(|word| of.contains(&word.folded.as_str()))
    }

    /// Whether these words stand beside each other.
    pub(super) fn phrase(&self, phrase: &str) -> bool {
        let wanted: Vec<&str> = phrase.split(' ').collect();
        let starts = |held: &[Word]| {
            held.iter().zip(&wanted).all(|(held, word)| held.folded.starts_with(word))
        };
        self.words.windows(wanted.len()).any(starts)
    }

    /// Whether the word at a place is denied: "don't cancel".
    pub(super) fn negated(&self, at: usize) -> bool {
        let from = at.saturating_sub(4);
        let before = self.words.get(from..at).unwrap_or_default();
        // "I don't want this anymore stop charging me": what was denied is over.
        let over = before.iter().rposition(|word| word.folded == "anymore");
        let before = before.get(over.map_or(0, |at| at.saturating_add(1))..).unwrap_or_default();
        let denies = before.iter().any(|word| DENIES.contains(&word.folded.as_str()));
        // "No, just cancel" denies nothing; "no quiero cancelar" does.
        let english = matches!(self.word(at), "cancel" | "end" | "pause" | "skip" | "stop");
        let led = before.iter().rposition(|word| word.folded == "no");
        let between = led.and_then(|led| before.get(led.saturating_add(1)..)).unwrap_or_default();
        let thin = |word: &Word| {
            matches!(word.folded.as_str(), "la" | "lo" | "me" | "que" | "quiero" | "se")
        };
        denies || led.is_some() && !english && between.iter().all(thin)
    }

    /// The words after a place, as typed.
    pub(super) fn rest_after(&self, at: usize) -> String {
        let next = self.words.get(at.saturating_add(1)).zip(self.words.first());
        let from = next.map(|(next, first)| next.span.start.saturating_sub(first.span.start));
        from.and_then(|from| self.text.get(from..)).unwrap_or_default().to_owned()
    }

    /// The words after the first of these that follows a place.
    pub(super) fn rest_after_any(&self, at: usize, of: &[&str]) -> Option<String> {
        let next = at.saturating_add(1);
        let rest = self.words.get(next..)?;
        let found = rest.iter().position(|word| of.contains(&word.folded.as_str()))?;
        Some(self.rest_after(next.saturating_add(found)))
    }

    /// The first number after a place.
    pub(super) fn number_after(&self, at: usize) -> Option<u32> {
        let rest = at.saturating_add(1)..self.words.len();
        rest.filter_map(|at| super::amount::number(self.word(at))).find(|number| *number > 1)
    }

    /// The number, where there is hardly anything else.
    pub(super) fn only_number(&self) -> Option<u32> {
        const WORDS_MAX: usize = 3;
        let short = self.words.len() <= WORDS_MAX;
        let mut numbers =
            (0..self.words.len()).filter_map(|at| super::amount::number(self.word(at)));
        numbers.next().filter(|_| short)
    }
}
