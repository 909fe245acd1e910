//! What somebody means who speaks of prices: a code that does not work, something off, or a price that
//! has fallen since.

use super::{piece::pieces, said::Said};
use crate::{base::text::words, commerce::CODE_CHARS_MAX, commerce::DiscountReason};

/// What somebody means who speaks of prices.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Bargain {
    /// What it is about.
    pub about: BargainAbout,
    /// The codes named, as typed.
    pub codes: Vec<String>,
    /// The reasons given for paying less.
    pub reasons: Vec<DiscountReason>,
    /// Hundredths off, where so many were asked for.
    pub percent: Option<u8>,
    /// Whether the code is said to have come in a message of the shop's.
    pub sent: bool,
}

/// What somebody means who speaks of prices.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BargainAbout {
    /// A code that does not do what it should.
    Code,
    /// A code that was not typed when it was paid.
    CodeForgotten,
    /// Something off.
    Discount,
    /// What was bought costs less now.
    PriceFell,
}

/// What a code is called.
const CODE_WORDS: &[&str] = &[
    "code",
    "codes",
    "coupon",
    "coupons",
    "promo",
    "promocode",
    "voucher",
    "vouchers",
    "codigo",
    "codigos",
    "cupon",
    "cupones",
    "vale",
];

/// What is said of a code that does not do what it should.
const FAILS: &[&str] = &[
    "accept",
    "accepted",
    "aplica",
    "apply",
    "applied",
    "declined",
    "deja",
    "doesnt",
    "error",
    "expired",
    "fails",
    "failed",
    "funciona",
    "funcionan",
    "funciono",
    "invalid",
    "invalido",
    "isnt",
    "rechaza",
    "rejected",
    "rejects",
    "sirve",
    "valid",
    "valido",
    "vencido",
    "caducado",
    "work",
    "works",
    "working",
    "worked",
    "wont",
];

/// How a shop sends codes.
const SENT: &[&str] =
    &["email", "emailed", "mail", "mailed", "newsletter", "sms", "text", "correo", "boletin"];

/// Finds what is meant by texts, oldest first. Of several demands the newest counts.
#[must_use]
pub fn bargain(texts: &[&str]) -> Bargain {
    let (mut codes, mut percent): (Vec<String>, Option<u8>) = (Vec::new(), None);
    for text in texts {
        percent = percent_of(text).or(percent);
        for code in codes_in(text) {
            if !codes.iter().any(|held| held.eq_ignore_ascii_case(&code)) {
                codes.push(code);
            }
        }
    }
    let said = Said::of(texts);
    let reasons = reasons(&said);
    let about = about(&said, !codes.is_empty(), percent.is_some(), &reasons);
    let sent = said.has(SENT);
    Bargain { about, codes, reasons, percent, sent }
}

/// The code that was typed where one was asked for; none where the words are about something else.
#[must_use]
pub fn code_alone(text: &str) -> Option<String> {
    let found = codes_in(text).into_iter().next();
    let mut tokens = tokens(text);
    let only = tokens.next().filter(|token| is_code(token) && token.len() > 2);
    found.or_else(|| only.filter(|_| tokens.next().is_none()).map(str::to_owned))
}

fn about(said: &Said, named: bool, percent: bool, reasons: &[DiscountReason]) -> BargainAbout {
    let of_code = said.has(CODE_WORDS) || named;
    let fails = said.has(FAILS) || said.phrase("not working") || said.phrase("no me deja");
    if of_code && said.has(&["forgot", "forgotten", "olvide", "olvido"]) {
        return BargainAbout::CodeForgotten;
    }
    let own = said.any(&[
        "my code",
        "my promo",
        "my coupon",
        "my voucher",
        "this code",
        "the code",
        "mi codigo",
        "mi cupon",
    ]);
    let used = own && said.has(&["use", "apply", "enter", "redeem", "usar", "aplicar"]);
    let promised = percent
        && said
            .has(&["work", "works", "working", "worked", "applied", "apply", "invalid", "expired"]);
    if of_code && fails || named || used || promised {
        return BargainAbout::Code;
    }
    let elsewhere = reasons.contains(&DiscountReason::PriceMatch);
    if !elsewhere && fell(said) { BargainAbout::PriceFell } else { BargainAbout::Discount }
}

/// Whether what was bought is said to cost less now.
fn fell(said: &Said) -> bool {
    let bought = said.has(&[
        "bought",
        "paid",
        "purchased",
        "ordered",
        "compre",
        "pague",
        "pedi",
        "after",
        "since",
    ]);
    let less = said.has(&[
        "cheaper", "lower", "less", "dropped", "drop", "fell", "reduced", "sale", "barato",
        "barata", "bajo", "bajado", "rebajado", "rebajada", "menos",
    ]) || said.any(&["went down", "gone down", "come down"]);
    let difference = said.has(&["difference", "diferencia"])
        && said.has(&[
            "refund",
            "back",
            "pay",
            "give",
            "get",
            "devolver",
            "devuelven",
            "devolveis",
        ]);
    let now = bought && said.any(&["now its", "now it", "now only", "now at", "now for"]);
    let named =
        said.any(&["price adjustment", "price protection", "price drop", "ajuste de precio"]);
    let price = said.has(&["price", "precio"])
        && said.has(&["dropped", "drop", "fell", "lowered", "reduced", "bajo", "bajado"]);
    difference || named || price || now || less && bought
}

fn reasons(said: &Said) -> Vec<DiscountReason> {
    let student = said.has(&[
        "student",
        "students",
        "university",
        "college",
        "uni",
        "studying",
        "estudiante",
        "estudiantes",
        "universidad",
    ]);
    let elsewhere = said.has(&[
        "competitor",
        "competitors",
        "competition",
        "amazon",
        "walmart",
        "ebay",
        "etsy",
        "target",
        "elsewhere",
        "competencia",
        "igualar",
        "igualais",
    ]) || said.any(&[
        "price match",
        "match the price",
        "match their price",
        "match that price",
        "match it",
        "another shop",
        "another store",
        "another site",
        "other shop",
        "other store",
        "other website",
        "other site",
        "different store",
        "otra tienda",
        "otra web",
    ]);
    let wrong =
        said.has(&[
            "late",
            "delayed",
            "delay",
            "compensation",
            "compensate",
            "compensated",
            "inconvenience",
            "trouble",
            "goodwill",
            "gesture",
            "apology",
            "disappointed",
            "waited",
            "waiting",
            "frustrating",
            "unacceptable",
            "tarde",
            "retraso",
            "compensacion",
            "molestias",
            "damaged",
            "broken",
            "wrong",
        ]) || said.any(&["make it up", "give me something", "make this right", "make up for"]);
    let first = said.any(&[
        "first order",
        "first purchase",
        "first time",
        "new customer",
        "new here",
        "primer pedido",
        "primera compra",
        "cliente nuevo",
        "cliente nueva",
        "first timer",
    ]);
    let loyal =
        said.has(&[
            "loyal", "loyalty", "vip", "regular", "longtime", "years", "anos", "fiel", "veteran",
        ]) || said.any(&["long time", "always buy", "always shop", "every month", "so much money"]);
    let found = [
        (student, DiscountReason::Student),
        (elsewhere, DiscountReason::PriceMatch),
        (wrong, DiscountReason::Goodwill),
        (first, DiscountReason::FirstOrder),
        (loyal, DiscountReason::Loyal),
    ];
    found.into_iter().filter(|(is, _)| *is).map(|(_, reason)| reason).collect()
}

/// Hundredths that a text asks for: `30%`, `30 percent`, `half off`.
fn percent_of(text: &str) -> Option<u8> {
    let pieces = pieces(text);
    let mut most: Option<u8> = None;
    for pair in pieces.windows(2) {
        let [number, unit] = pair else { continue };
        let is_percent = matches!(unit.typed.as_str(), "percent" | "pct" | "porciento")
            || unit.typed == "por" && text.to_lowercase().contains("por ciento");
        if is_percent && let Ok(number) = number.typed.parse::<u8>() {
            most = most.max(Some(number).filter(|number| (1..=100).contains(number)));
        }
        if matches!(number.typed.as_str(), "half") && matches!(unit.typed.as_str(), "off" | "price")
        {
            most = most.max(Some(50));
        }
    }
    most
}

fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '/'))
        .map(|token| token.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|token| !token.is_empty())
}

fn is_code(token: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    token.len() <= CODE_CHARS_MAX && token.chars().all(plain)
}

/// What looks like a code: letters and digits in capitals, or beside the word for it.
fn codes_in(text: &str) -> Vec<String> {
    let all: Vec<&str> = tokens(text).collect();
    let of_code = |token: &&str| {
        let folded = words(token).into_iter().map(|word| word.folded).collect::<String>();
        CODE_WORDS.contains(&folded.as_str())
    };
    if !all.iter().any(of_code) && !all.iter().any(|token| is_loud(token)) {
        return Vec::new();
    }
    let speaks = all.iter().any(of_code);
    let shouts = !text.chars().any(char::is_lowercase);
    let mut found = Vec::new();
    for (index, token) in all.iter().copied().enumerate() {
        let from = index.saturating_sub(3);
        let near = all.get(from..all.len().min(index.saturating_add(3))).unwrap_or_default();
        let digits = token.chars().any(|c| c.is_ascii_digit());
        let letters = token.chars().any(|c| c.is_ascii_alphabetic());
        let mixed = digits && letters && token.len() > 3;
        let capitals = letters && !token.chars().any(|c| c.is_ascii_lowercase());
        let numbered = text.contains(&format!("#{token}"));
        let looks = mixed && (near.iter().any(of_code) || is_loud(token))
            || capitals && !digits && !shouts && speaks && token.len() > 3
            || in_quotes(text, token) && near.iter().any(of_code);
        if looks && is_code(token) && !numbered && !of_code(&token) {
            found.push(token.to_owned());
        }
    }
    found
}

/// `SAVE20`: capitals and then figures, as codes are written and hardly anything else.
fn is_loud(token: &str) -> bool {
    let letters = token.chars().take_while(char::is_ascii_uppercase).count();
    let rest = token.get(letters..).unwrap_or_default();
    letters > 2 && !rest.is_empty() && rest.len() < 4 && rest.chars().all(|c| c.is_ascii_digit())
}

fn in_quotes(text: &str, token: &str) -> bool {
    [('"', '"'), ('“', '”'), ('\'', '\''), ('«', '»')]
        .iter()
        .any(|(open, close)| text.contains(&format!("{open}{token}{close}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<String> {
        bargain(&[text]).codes
    }

    #[test]
    fn a_code_is_found_as_it_was_typed() {
        assert_eq!(codes("SAVE20 not working"), ["SAVE20"]);
        assert_eq!(codes("the code welcome10 doesn't work"), ["welcome10"]);
        assert_eq!(codes("my coupon SUMMER says invalid"), ["SUMMER"]);
        assert_eq!(codes("code \"hello\" is rejected"), ["hello"]);
        assert_eq!(codes("MY CODE SPRING15 IS BROKEN"), ["SPRING15"]);
        assert!(codes("my promo code doesn't work").is_empty());
        assert!(codes("code for order #W1234567?").is_empty());
        assert!(codes("a discount on the 250ml bottle please").is_empty());
        assert_eq!(code_alone("welcome10"), Some("welcome10".to_owned()));
        assert_eq!(code_alone("it's FERN15"), Some("FERN15".to_owned()));
        assert_eq!(code_alone("never mind then"), None);
    }

    #[test]
    fn what_is_meant_is_told_apart() {
        let about = |text| bargain(&[text]).about;
        assert_eq!(about("my promo code doesn't work"), BargainAbout::Code);
        assert_eq!(about("I forgot to enter my coupon"), BargainAbout::CodeForgotten);
        assert_eq!(about("do you have a discount code?"), BargainAbout::Discount);
        assert_eq!(about("it's cheaper now, refund the difference"), BargainAbout::PriceFell);
        assert_eq!(about("the price dropped after I bought it"), BargainAbout::PriceFell);
        assert_eq!(about("how do I use my promo code?"), BargainAbout::Code);
        assert_eq!(about("I was promised 20% off but it doesn't work"), BargainAbout::Code);
        assert_eq!(about("I bought it for 59 and now it's 49"), BargainAbout::PriceFell);
        assert_eq!(about("amazon has it cheaper than I paid"), BargainAbout::Discount);
    }

    #[test]
    fn a_demand_is_read_with_its_reasons() {
        let read = |text: &str| bargain(&[text]);
        assert_eq!(read("give me 50% off or I leave").percent, Some(50));
        assert_eq!(read("I want half off").percent, Some(50));
        assert_eq!(read("un 20 por ciento").percent, Some(20));
        assert_eq!(read("10% or even 30%").percent, Some(30));
        assert_eq!(read("I'm a student").reasons, [DiscountReason::Student]);
        let both = read("it came late and I've been a customer for 10 years");
        assert_eq!(both.reasons, [DiscountReason::Goodwill, DiscountReason::Loyal]);
        assert!(read("any discount?").reasons.is_empty());
    }
}
