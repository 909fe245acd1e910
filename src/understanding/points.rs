//! What a message about points asks for, and which of the shop's rewards it means.

use super::{
    lexicon::Lexicon,
    piece::{Piece, is_alike, is_number, pieces},
};

/// What is asked about points.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct PointsAsked {
    /// What the tier brings.
    pub benefits: bool,
    /// When they expire.
    pub expiry: bool,
    /// What moved them, one by one.
    pub history: bool,
    /// Whether a purchase of long ago can still bring some.
    pub late: bool,
    /// Why they are fewer than they should be.
    pub lower: bool,
    /// What one order brought.
    pub of_order: bool,
    /// What they buy.
    pub rewards: bool,
}

impl PointsAsked {
    /// Whether it takes the customer's orders to answer it.
    #[must_use]
    pub const fn needs_orders(&self) -> bool {
        self.history || self.late || self.lower || self.of_order
    }
}

/// Finds what is asked about points. A complaint explains itself by whatever lowered them, in whatever
/// words; a mere question for the balance does not.
#[must_use]
pub fn points_asked(texts: &[&str]) -> PointsAsked {
    let pieces: Vec<Piece> = texts.iter().flat_map(|text| pieces(text)).collect();
    let words: Vec<&str> = pieces.iter().map(|piece| piece.typed.as_str()).collect();
    let has = |of: &[&str]| words.iter().any(|word| of.iter().any(|own| is_meant(word, own)));
    let late = has(LATE) && (has(ORDER) || has(GETS)) || has(RETROACTIVE);
    let late = late && has(GETS);
    let benefits = has(BENEFITS) || has(TIER) && has(GETS) && has(WHAT) && !has(&["points"]);
    let lower = !late && (has(LOWER) || pair(&words, GONE_WRONG));
    let expiry = has(EXPIRY) || pair(&words, &[("run", "out"), ("how", "long")]);
    let rewards = !lower && (has(REWARDS) || pair(&words, &[("buy", "with"), ("get", "for")]));
    let of_order = !lower && !late && !expiry && has(ORDER) && (has(GETS) || has(WHAT));
    let history = !lower && (has(HISTORY) || has(EXPIRED));
    PointsAsked { benefits, expiry, history, late, lower, of_order, rewards }
}

/// A word of a list, give or take a slip in a longer one.
fn is_meant(word: &str, own: &str) -> bool {
    word == own || own.len() >= 6 && is_alike(word, own)
}

fn pair(words: &[&str], of: &[(&str, &str)]) -> bool {
    words.windows(2).any(|pair| of.iter().any(|(one, two)| pair == [*one, *two]))
}

const BENEFITS: &[&str] = &[
    "benefit",
    "benefits",
    "perk",
    "perks",
    "advantage",
    "advantages",
    "entitled",
    "privileges",
    "beneficio",
    "beneficios",
    "ventaja",
    "ventajas",
];

const TIER: &[&str] =
    &["tier", "level", "member", "membership", "status", "nivel", "categoria", "miembro"];

const WHAT: &[&str] = &["what", "whats", "which", "how", "did", "que", "cuantos", "cual", "cuales"];

const EXPIRY: &[&str] = &[
    "expire",
    "expires",
    "expiring",
    "expiry",
    "expiration",
    "valid",
    "lapse",
    "caducan",
    "caducar",
    "caduca",
    "caducidad",
    "vencen",
    "vence",
    "vencer",
    "vencimiento",
    "expiran",
];

const EXPIRED: &[&str] = &["expired", "caducado", "caducaron", "vencieron", "expirado"];

const HISTORY: &[&str] = &[
    "history",
    "activity",
    "entries",
    "entry",
    "breakdown",
    "statement",
    "ledger",
    "transactions",
    "explain",
    "itemized",
    "pending",
    "historial",
    "movimientos",
    "desglose",
    "pendiente",
    "pendientes",
];

const RETROACTIVE: &[&str] = &["retroactive", "retroactively", "retroactivo", "backdate"];

const LATE: &[&str] = &[
    "old", "older", "forgot", "guest", "without", "still", "claim", "antiguo", "antigua", "viejo",
    "olvide", "invitado", "reclamar",
];

const GETS: &[&str] = &[
    "get",
    "got",
    "gets",
    "getting",
    "earn",
    "earned",
    "earning",
    "receive",
    "received",
    "credit",
    "credited",
    "give",
    "given",
    "gave",
    "add",
    "added",
    "claim",
    "collect",
    "post",
    "posted",
    "obtener",
    "obtuve",
    "recibi",
    "recibir",
    "gane",
    "ganar",
    "dieron",
    "sumar",
    "sumaron",
    "reclamar",
    "conseguir",
    "consigo",
    "tengo",
];

const ORDER: &[&str] = &[
    "order",
    "orders",
    "purchase",
    "purchases",
    "bought",
    "pedido",
    "pedidos",
    "compra",
    "compras",
];

const REWARDS: &[&str] = &[
    "redeem",
    "redeeming",
    "redeemed",
    "redemption",
    "reward",
    "rewards",
    "use",
    "spend",
    "worth",
    "buy",
    "discount",
    "voucher",
    "coupon",
    "canjear",
    "canjeo",
    "canje",
    "recompensa",
    "recompensas",
    "premio",
    "premios",
    "gastar",
    "usar",
    "valen",
    "cupon",
];

/// Words of somebody who misses points.
const LOWER: &[&str] = &[
    "why",
    "budge",
    "budged",
    "delay",
    "delayed",
    "include",
    "owe",
    "owed",
    "shorted",
    "faltan",
    "cuadran",
    "how come",
    "lower",
    "low",
    "less",
    "fewer",
    "missing",
    "lost",
    "lose",
    "losing",
    "gone",
    "disappeared",
    "vanished",
    "deducted",
    "dropped",
    "drop",
    "decreased",
    "reduced",
    "shrunk",
    "shrank",
    "wrong",
    "incorrect",
    "error",
    "mistake",
    "glitch",
    "bug",
    "short",
    "off",
    "weird",
    "strange",
    "odd",
    "funny",
    "happened",
    "should",
    "shouldnt",
    "shouldve",
    "supposed",
    "expected",
    "expecting",
    "thought",
    "more",
    "higher",
    "changed",
    "took",
    "taken",
    "stolen",
    "stole",
    "removed",
    "went",
    "down",
    "fell",
    "smaller",
    "didnt",
    "havent",
    "hasnt",
    "arent",
    "dont",
    "isnt",
    "never",
    "not",
    "where",
    "wheres",
    "whered",
    "swore",
    "sure",
    "confused",
    "understand",
    "explanation",
    "look",
    "looks",
    "looking",
    "seem",
    "seems",
    "add",
    "tally",
    "match",
    "minus",
    "subtracted",
    "docked",
    "missed",
    "forgot",
    "update",
    "updated",
    "updating",
    "yet",
    "hasn",
    "porque",
    "menos",
    "faltan",
    "falta",
    "faltando",
    "bajo",
    "bajos",
    "bajado",
    "bajaron",
    "mal",
    "perdido",
    "perdi",
    "desaparecido",
    "desaparecieron",
    "quitado",
    "quitaron",
    "deberia",
    "deberian",
    "raro",
    "equivocado",
    "error",
    "descontado",
    "descontaron",
    "restado",
];

const GONE_WRONG: &[(&str, &str)] = &[
    ("how", "come"),
    ("por", "que"),
    ("what", "gives"),
    ("whats", "up"),
    ("going", "on"),
    ("que", "paso"),
    ("que", "pasa"),
];

/// Which of the shop's rewards is meant.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RewardsMeant {
    /// The cheapest.
    Cheapest,
    /// The dearest that there are points for.
    Dearest,
    /// These, by their places.
    These(Vec<usize>),
    /// None was named.
    Unsaid,
}

/// Finds which rewards are meant, of those with these names and costs. What is said last counts.
#[must_use]
pub fn rewards_meant(texts: &[&str], rewards: &[(&str, i64)]) -> RewardsMeant {
    let meant = texts.iter().rev().map(|text| meant_by(text, rewards));
    meant.into_iter().find(|meant| *meant != RewardsMeant::Unsaid).unwrap_or(RewardsMeant::Unsaid)
}

fn meant_by(text: &str, rewards: &[(&str, i64)]) -> RewardsMeant {
    let said = pieces(text);
    let by_title = by_title(&said, rewards);
    let by_cost = by_cost(&said, rewards);
    let both: Vec<usize> =
        by_cost.iter().filter(|index| by_title.contains(index)).copied().collect();
    for found in [both, by_cost, by_title] {
        if !found.is_empty() {
            return RewardsMeant::These(found);
        }
    }
    let has = |of: &[&str]| said.iter().any(|piece| of.contains(&piece.typed.as_str()));
    if has(&["all", "everything", "max", "maximum", "biggest", "most", "best", "largest", "todos"])
    {
        RewardsMeant::Dearest
    } else if has(&["cheapest", "smallest", "minimum", "least", "lowest", "minimo", "menor"]) {
        RewardsMeant::Cheapest
    } else {
        RewardsMeant::Unsaid
    }
}

/// "Use 500 points": the rewards that cost so many.
fn by_cost(said: &[Piece], rewards: &[(&str, i64)]) -> Vec<usize> {
    let unit = |piece: &Piece| {
        matches!(piece.typed.as_str(), "point" | "points" | "pts" | "punto" | "puntos")
    };
    let costs: Vec<i64> = said
        .windows(2)
        .filter_map(|pair| match pair {
            [number, of] if unit(of) && !number.money => number.typed.parse().ok(),
            _ => None,
        })
        .collect();
    places(rewards, |(_, cost)| costs.contains(cost))
}

/// The rewards of whose names most was said. What stands in all names tells none apart.
fn by_title(said: &[Piece], rewards: &[(&str, i64)]) -> Vec<usize> {
    let lexicon = Lexicon::english();
    let names: Vec<Vec<String>> = rewards
        .iter()
        .map(|(title, _)| pieces(title).into_iter().map(|piece| piece.word).collect())
        .collect();
    let common = |word: &String| rewards.len() > 1 && names.iter().all(|name| name.contains(word));
    let telling = |word: &String| {
        let filler = !is_number(word) && lexicon.is_word_of("filler", word);
        !filler && !common(word)
    };
    let score = |name: &Vec<String>| {
        let mut words: Vec<&String> = name.iter().filter(|word| telling(word)).collect();
        words.dedup();
        words.iter().filter(|word| said.iter().any(|piece| piece.word == ***word)).count()
    };
    let scores: Vec<usize> = names.iter().map(score).collect();
    let most = scores.iter().copied().max().unwrap_or_default();
    let best = scores.iter().enumerate().filter(|(_, score)| most > 0 && **score == most);
    best.map(|(index, _)| index).collect()
}

fn places(rewards: &[(&str, i64)], fits: impl Fn(&(&str, i64)) -> bool) -> Vec<usize> {
    rewards.iter().enumerate().filter(|(_, it)| fits(it)).map(|(index, _)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_about_points_are_told_apart() {
        let of = |text| points_asked(&[text]);
        let plain = PointsAsked::default();
        for text in [
            "how many points do I have",
            "what's my points balance",
            "cuántos puntos tengo",
            "which tier am I in?",
            "how many points until the next tier",
        ] {
            assert_eq!(of(text), plain, "{text}");
        }
        for text in [
            "why are my points so low? lower than before",
            "my points balance seems off since I ordered",
            "where did my points go",
            "didn't I have more points?",
            "mis puntos están más bajos de lo que deberían",
            "my pionts look wrnog",
        ] {
            assert!(of(text).lower, "{text}");
        }
        assert!(of("what can I redeem my points for?").rewards);
        assert!(of("when do my points expire?").expiry);
        assert!(of("¿cuándo caducan mis puntos?").expiry);
        assert!(of("how many points did I get for order #1002").of_order);
        assert!(of("did I get points for my last order?").of_order);
        assert!(of("what do I get as Gold member").benefits);
        assert!(of("can I still get points for an old order").late);
        assert!(of("show me my points history").history);
    }

    #[test]
    fn a_reward_is_meant_by_its_name_or_its_cost() {
        let rewards = [
            ("$5 off your next order", 500),
            ("$12 off your next order", 1_000),
            ("Tea Box", 2_000),
        ];
        let of = |text| rewards_meant(&[text], &rewards);
        assert_eq!(of("get the $12 off"), RewardsMeant::These(vec![1]));
        assert_eq!(of("use 500 points"), RewardsMeant::These(vec![0]));
        assert_eq!(of("use 1,000 points"), RewardsMeant::These(vec![1]));
        assert_eq!(of("I'd like the tea box"), RewardsMeant::These(vec![2]));
        assert_eq!(of("redeem my points"), RewardsMeant::Unsaid);
        assert_eq!(of("redeem all my points"), RewardsMeant::Dearest);
        let said = ["redeem my points", "the $5 one"];
        assert_eq!(rewards_meant(&said, &rewards), RewardsMeant::These(vec![0]));
    }
}
