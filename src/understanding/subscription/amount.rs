//! How much, how long and how often.

use jiff::{Span, civil::Date};

use super::word::Clause;

/// A number of pieces, as it is said.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Amount {
    /// So many.
    Is(u32),
    /// So many more; fewer where negative.
    More(i32),
    /// So many times as many.
    Times(u32),
}

/// A length of time; backwards where negative.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Lapse {
    /// How many.
    pub count: i64,
    /// Of what.
    pub unit: LapseUnit,
}

/// What time is counted in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LapseUnit {
    /// Days.
    Day,
    /// Months of the calendar.
    Month,
    /// Weeks.
    Week,
    /// Years of the calendar.
    Year,
}

impl Lapse {
    /// The day that is so much later than `day`.
    #[must_use]
    pub fn from(self, day: Date) -> Option<Date> {
        let span = match self.unit {
            LapseUnit::Day => Span::new().try_days(self.count),
            LapseUnit::Month => Span::new().try_months(self.count),
            LapseUnit::Week => Span::new().try_weeks(self.count),
            LapseUnit::Year => Span::new().try_years(self.count),
        };
        day.checked_add(span.ok()?).ok()
    }

    /// The same, the other way.
    pub(super) const fn back(self) -> Self {
        Self { count: self.count.saturating_neg(), unit: self.unit }
    }

    /// Days between deliveries: a month is 30, as shops count it.
    pub(super) fn days(self) -> Option<u32> {
        let each = match self.unit {
            LapseUnit::Day => 1,
            LapseUnit::Month => 30,
            LapseUnit::Week => 7,
            LapseUnit::Year => 365,
        };
        let days = u32::try_from(self.count.saturating_mul(each)).ok()?;
        (1..=730).contains(&days).then_some(days)
    }
}

pub(in crate::understanding) fn number(word: &str) -> Option<u32> {
    let named = match word {
        "a" | "an" | "one" | "un" | "una" | "uno" => 1,
        "two" | "couple" | "dos" => 2,
        "three" | "few" | "tres" => 3,
        "four" | "cuatro" => 4,
        "five" | "cinco" => 5,
        "six" | "seis" => 6,
        "seven" | "siete" => 7,
        "eight" | "ocho" => 8,
        "nine" | "nueve" => 9,
        "ten" | "diez" => 10,
        "twelve" | "dozen" | "doce" => 12,
        _ => 0,
    };
    if named > 0 {
        return Some(named);
    }
    let digits = word.len() <= 3 && word.chars().all(|c| c.is_ascii_digit());
    word.parse().ok().filter(|_| digits)
}

fn unit(word: &str) -> Option<LapseUnit> {
    Some(match word {
        "day" | "days" | "dia" | "dias" => LapseUnit::Day,
        "week" | "weeks" | "wk" | "wks" | "semana" | "semanas" => LapseUnit::Week,
        "month" | "months" | "mes" | "meses" => LapseUnit::Month,
        "year" | "years" | "ano" | "anos" => LapseUnit::Year,
        _ => return None,
    })
}

/// `two weeks`, `a couple of months`, `un mes`.
pub(super) fn lapse(clause: &Clause) -> Option<Lapse> {
    (0..clause.count()).find_map(|at| {
        let count = number(clause.word(at))?;
        let next = clause.word(at.saturating_add(1));
        let skip = if matches!(next, "of" | "couple" | "more" | "few") { 2 } else { 1 };
        let far = at.saturating_add(skip);
        let far = if clause.word(far) == "of" { far.saturating_add(1) } else { far };
        let count = if next == "couple" { 2 } else { count };
        let unit = unit(clause.word(far))?;
        Some(Lapse { count: i64::from(count), unit })
    })
}

/// Days between deliveries: `every 6 weeks`, `monthly`, `every other month`, `cada dos meses`.
pub(super) fn interval(clause: &Clause) -> Option<u32> {
    let days = |count: u32, unit| Lapse { count: i64::from(count), unit }.days();
    for at in 0..clause.count() {
        let word = |more: usize| clause.word(at.saturating_add(more));
        let named = match word(0) {
            "weekly" | "semanal" | "semanalmente" => Some((1, LapseUnit::Week)),
            "biweekly" | "fortnightly" | "quincenal" | "fortnight" => Some((2, LapseUnit::Week)),
            "monthly" | "mensual" | "mensualmente" => Some((1, LapseUnit::Month)),
            "bimonthly" | "bimestral" => Some((2, LapseUnit::Month)),
            "quarterly" | "trimestral" => Some((3, LapseUnit::Month)),
            "yearly" | "annually" | "anual" => Some((1, LapseUnit::Year)),
            _ => None,
        };
        // "My monthly subscription" is what it is called.
        let called = matches!(word(1), "subscription" | "box" | "delivery" | "charge" | "order")
            || matches!(word(1), "tea" | "coffee");
        if let Some((count, unit)) = named.filter(|_| !called) {
            return days(count, unit);
        }
        let every = matches!(word(0), "every" | "each" | "cada" | "per");
        let once = matches!(word(0), "once" | "vez" | "twice") && matches!(word(1), "a" | "al");
        if once && let Some(unit) = unit(word(2)) {
            let whole = days(1, unit)?;
            return Some(if word(0) == "twice" { whole.div_euclid(2).max(1) } else { whole });
        }
        if !every {
            continue;
        }
        if let (true, Some(unit)) = (matches!(word(1), "other" | "second"), unit(word(2))) {
            return days(2, unit);
        }
        if let (Some(unit), false) = (unit(word(1)), word(0) == "per") {
            return days(1, unit);
        }
        if let (Some(count), Some(unit)) = (number(word(1)), unit(word(2))) {
            return days(count, unit);
        }
        if let (Some(count), Some(unit)) = (number(word(1)), unit(word(3))) {
            return days(count, unit);
        }
    }
    None
}

/// A number of pieces. Where it was asked for, the number alone will do.
pub(super) fn amount(clause: &Clause, asked: bool) -> Option<Amount> {
    if clause.has(&["double", "doble", "duplicar"]) {
        return Some(Amount::Times(2));
    }
    let verb = clause.has(&[
        "make", "send", "get", "want", "change", "increase", "decrease", "reduce", "set", "need",
        "add", "have", "like", "to", "pon", "envia", "enviar", "manda", "quiero", "cambia", "que",
        "cambiar", "subir", "sube", "bajar", "aumentar", "aumenta", "reduce", "reducir", "sean",
    ]);
    (0..clause.count()).find_map(|at| {
        let next = clause.word(at.saturating_add(1));
        if matches!(clause.word(at), "another" | "otra" | "otro") && PIECES.contains(&next) && verb
        {
            return Some(Amount::More(1));
        }
        let count = number(clause.word(at))?;
        let held = i32::try_from(count).ok()?;
        match next {
            "more" | "extra" | "mas" => return Some(Amount::More(held)),
            "less" | "fewer" | "menos" => return Some(Amount::More(held.saturating_neg())),
            _ => {}
        }
        // "A different one" counts nothing, and neither do sizes and days.
        let article = matches!(clause.word(at), "a" | "an" | "un" | "una");
        let sized = SIZES.contains(&next) || unit(next).is_some();
        let digits = clause.word(at).chars().all(|c| c.is_ascii_digit());
        let each =
            clause.has(PIECES) || clause.phrase("each time") || clause.phrase("per delivery");
        let ends = next.is_empty() && !matches!(clause.word(at), "one" | "uno");
        let counts = PIECES.contains(&next) || each && !article && (digits || ends);
        let alone = !article && ends && (verb || asked) || asked && digits;
        let counts = counts && (verb || asked || clause.count() <= 5) || alone;
        let before = at.checked_sub(1).map_or("", |at| clause.word(at));
        let of_other = matches!(before, "of" | "next" | "the" | "every" | "cada" | "order");
        (counts && !sized && !of_other).then_some(Amount::Is(count))
    })
}

const PIECES: &[&str] = &[
    "bag", "bags", "pack", "packs", "packet", "packets", "unit", "units", "piece", "pieces", "box",
    "boxes", "bottle", "bottles", "tin", "tins", "jar", "jars", "candle", "candles", "pouch",
    "pouches", "item", "items", "pcs", "tins", "bolsa", "bolsas", "unidad", "unidades", "paquete",
    "paquetes", "caja", "cajas", "bote", "botes", "vela", "velas", "lata", "latas", "quantity",
    "cantidad", "at", "of", "instead", "x",
];

const SIZES: &[&str] =
    &["g", "gr", "gram", "grams", "kg", "mg", "oz", "ml", "l", "lb", "lbs", "cm", "percent"];
