//! What is said of things that were shown before: "the second one, please", "add the cheaper one",
//! "what's the difference?", "anything else?".

use super::Need;
use crate::{
    base::sort,
    conversation::{Awaiting, ShownProduct},
    understanding::{
        Skill,
        embedded::Reading,
        lexicon::Meaning,
        piece::{Piece, is_alike, pieces, words},
        wish::found,
    },
};

/// What is said of things that were shown.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Follow {
    /// These are wanted, by their places.
    Choose(Vec<usize>),
    /// Cheaper ones are wanted.
    Cheaper,
    /// They are to be compared.
    Compare(Vec<usize>),
    /// Others are wanted.
    Others,
}

/// Words of a message that only says which.
const SHORT_WORDS_MAX: usize = 9;

/// Finds what is said of things that were shown.
#[must_use]
pub fn follow(text: &str, shown: &[ShownProduct]) -> Option<Follow> {
    if shown.is_empty() {
        return None;
    }
    let pieces = pieces(text);
    let typed: Vec<&str> = pieces.iter().map(|piece| piece.typed.as_str()).collect();
    let has = |of: &[&str]| typed.iter().any(|word| of.contains(word));
    let pair = |one: &str, two: &str| typed.windows(2).any(|pair| pair == [one, two]);
    let meant = places(&pieces, shown);
    if compares(&[text]) && shown.len() > 1 {
        let all = (0..shown.len()).collect();
        return Some(Follow::Compare(if meant.len() > 1 { meant } else { all }));
    }
    let cheaper = has(&["cheaper", "barato", "barata", "baratos"]) || pair("less", "expensive");
    let any = has(&["something", "anything", "ones", "any", "algo", "others"])
        || pair("too", "expensive");
    if (cheaper && (any || typed.len() <= 2) || pair("too", "expensive"))
        && typed.len() <= SHORT_WORDS_MAX
    {
        return Some(Follow::Cheaper);
    }
    let others = pair("anything", "else")
        || pair("something", "else")
        || pair("what", "else")
        || pair("other", "options")
        || pair("other", "ones")
        || pair("others", "please")
        || pair("more", "options")
        || pair("show", "more")
        || pair("more", "ideas")
        || pair("none", "of")
        || pair("not", "these")
        || pair("not", "those")
        || pair("algo", "mas")
        || pair("otras", "opciones")
        || pair("otra", "cosa")
        || pair("mas", "opciones");
    if others || typed == ["others"] {
        return Some(Follow::Others);
    }
    let asks = (text.contains('?') || begins_as_question(&typed))
        && !has(&["can", "could", "add", "puedes", "puedo"]);
    let takes = has(&[
        "add", "take", "buy", "order", "get", "want", "cart", "basket", "checkout", "please",
        "pls", "go", "choose", "yes", "ok", "okay", "perfect", "great", "quiero", "anade",
        "anadir", "carrito", "compro", "llevo", "favor", "si", "cesta", "one",
    ]);
    let short = typed.len() <= SHORT_WORDS_MAX;
    if !meant.is_empty() && !asks && (takes || typed.len() <= 4) && short {
        return Some(Follow::Choose(meant));
    }
    let it = has(&["it", "that", "this", "one", "lo", "ese", "esa", "este"]) || pair("to", "cart");
    let buys =
        has(&["add", "take", "buy", "cart", "basket", "compro", "anade", "llevo", "anadelo"]);
    if shown.len() == 1
        && !asks
        && short
        && (it && buys || typed == ["yes"] || typed == ["yes", "please"])
    {
        return Some(Follow::Choose(vec![0]));
    }
    let all = has(&["both", "all", "ambos", "todos"]) && buys;
    (all && short && !asks).then(|| Follow::Choose((0..shown.len()).collect()))
}

/// Whether the first words ask something: "is the kettle ok for induction".
fn begins_as_question(typed: &[&str]) -> bool {
    const ASKS: &[&str] = &[
        "is", "are", "does", "has", "was", "what", "whats", "what's", "how", "which", "why",
        "when", "where", "es", "son", "tiene", "que", "cual", "como",
    ];
    match typed {
        ["do", who, ..] => matches!(*who, "you" | "these" | "they" | "i" | "we"),
        [first, ..] => ASKS.contains(first),
        [] => false,
    }
}

/// Whether things are to be compared.
#[must_use]
pub fn compares(texts: &[&str]) -> bool {
    let Some(text) = texts.last() else { return false };
    let pieces = pieces(text);
    let has = |of: &[&str]| pieces.iter().any(|piece| of.contains(&piece.typed.as_str()));
    has(&[
        "compare",
        "comparison",
        "difference",
        "differ",
        "vs",
        "versus",
        "diferencia",
        "comparar",
        "compara",
    ]) || has(&["better", "mejor"]) && (has(&["which", "cual"]) || has(&["or", "o"]))
        || has(&["or"])
}

/// The places of the things that are meant, in their order.
fn places(pieces: &[Piece], shown: &[ShownProduct]) -> Vec<usize> {
    let typed: Vec<&str> = pieces.iter().map(|piece| piece.typed.as_str()).collect();
    let has = |of: &[&str]| typed.iter().any(|word| of.contains(word));
    let mut places: Vec<usize> = Vec::new();
    const ORDINALS: &[&[&str]] = &[
        &["first", "1st", "primero", "primera", "1"],
        &["second", "2nd", "segundo", "segunda", "2"],
        &["third", "3rd", "tercero", "tercera", "3"],
    ];
    for (at, words) in ORDINALS.iter().enumerate().take(shown.len()) {
        if has(words) {
            places.push(at);
        }
    }
    if has(&["last", "ultimo", "ultima"]) {
        places.push(shown.len().saturating_sub(1));
    }
    let price = |at: &usize| shown.get(*at).map(|it| it.price.minor()).unwrap_or_default();
    let singular = has(&["one", "the", "el", "la"]);
    let more = has(&["something", "anything", "ones", "any", "algo", "too"]);
    if singular && !more && has(&["cheaper", "cheapest", "barato", "barata"]) {
        places.extend((0..shown.len()).min_by_key(price));
    } else if singular
        && !more
        && (has(&["pricier", "priciest", "dearer"])
            || has(&["expensive"]) && has(&["more", "most"]))
    {
        places.extend((0..shown.len()).max_by_key(price));
    }
    if places.is_empty() {
        places = named(pieces, shown);
    }
    sort::by(&mut places, Ord::cmp);
    places.dedup();
    places
}

/// Those whose names are said by words that are in no other name.
fn named(pieces: &[Piece], shown: &[ShownProduct]) -> Vec<usize> {
    let names: Vec<Vec<String>> = shown.iter().map(|it| words(&it.title)).collect();
    let own = |at: usize| {
        let name = names.get(at)?;
        let others = |word: &String| {
            names.iter().enumerate().any(|(other, name)| other != at && name.contains(word))
        };
        let said = |word: &&String| {
            word.len() > 2
                && !others(word)
                && pieces.iter().any(|piece| is_alike(&piece.word, word))
        };
        name.iter().any(|word| said(&word)).then_some(at)
    };
    (0..shown.len()).filter_map(own).collect()
}

/// Whether a message is about what was shown before, and wants nothing else.
pub(in crate::understanding) fn is_follow(reading: &Reading<'_>) -> bool {
    let Some(held) = reading.state.recommended.as_ref().filter(|held| held.open) else {
        return false;
    };
    let said = follow(reading.text, &held.shown);
    let corrects = match &reading.state.awaiting {
        None => true,
        // "No, the second one": another of them is wanted in place of what was summarised.
        Some(Awaiting::Consent { proposals }) => {
            let own = proposals.iter().all(|it| it.skill == Skill::Recommendation);
            let all = found(reading.words, reading.lexicon);
            let agrees = all.iter().any(|found| found.meaning == Meaning::Yes);
            own && !agrees && held.shown.len() > 1 && matches!(said, Some(Follow::Choose(_)))
        }
        Some(_) => false,
    };
    if said.is_none() || !corrects {
        return false;
    }
    const SURE_PERMILLE: u16 = 850;
    let else_wanted = |meaning: Meaning| match meaning {
        Meaning::Skill(skill) => !matches!(
            skill,
            Skill::Cart
                | Skill::ChangeItems
                | Skill::Discount
                | Skill::ProductQuestion
                | Skill::Recommendation
                | Skill::Reorder
        ),
        Meaning::Person | Meaning::Knowledge => true,
        Meaning::Chitchat(_) | Meaning::Drop | Meaning::No | Meaning::Yes => false,
    };
    !found(reading.words, reading.lexicon)
        .iter()
        .any(|found| found.permille >= SURE_PERMILLE && else_wanted(found.meaning))
}

/// Whether a message without a wish of its own says more of what is spoken of: a price, a quality, a
/// kind, what it must not be.
pub(in crate::understanding) fn refines(text: &str) -> bool {
    let need = Need::read(&[text]);
    let cheaper = pieces(text).iter().any(|piece| {
        matches!(
            piece.typed.as_str(),
            "cheaper" | "pricier" | "others" | "more" | "barato" | "barata"
        )
    });
    !need.is_empty() || cheaper
}
