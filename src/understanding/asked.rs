//! What a question about an order asks for.

use super::piece::pieces;

/// What is asked about an order.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Asked {
    /// Where it goes.
    pub address: bool,
    /// What is left on a gift card.
    pub balance: bool,
    /// The thing that costs most.
    pub dearest: bool,
    /// What is in it, or what one of its things is or costs.
    pub items: bool,
    /// What something costs or did cost: a thing where one is named, else the whole order.
    pub price: bool,
    /// What goes back.
    pub refund: bool,
    /// What was paid for what is kept.
    pub remaining: bool,
    /// Where it stands.
    pub status: bool,
    /// What it cost.
    pub total: bool,
    /// How it is tracked.
    pub tracking: bool,
}

impl Asked {
    /// Whether nothing of it was asked for in particular.
    #[must_use]
    pub fn nothing_special(&self) -> bool {
        *self == Self::default()
    }

    /// Whether only a balance was asked for.
    #[must_use]
    pub fn only_balance(&self) -> bool {
        *self == Self { balance: true, ..Self::default() }
    }
}

/// Finds what is asked for.
#[must_use]
pub fn asked(texts: &[&str]) -> Asked {
    let mut asked = Asked::default();
    for text in texts {
        let pieces = pieces(text);
        let words: Vec<&str> = pieces.iter().map(|piece| piece.typed.as_str()).collect();
        let has = |of: &[&str]| of.iter().any(|word| words.contains(word));
        let pair = |one: &str, two: &str| words.windows(2).any(|pair| pair == [one, two]);
        asked.address |= has(&["address"])
            || has(&["where"]) && has(&["go", "goes"])
            || pair("sent", "to") && has(&["where", "which"]);
        asked.balance |= has(&["balance"]) || has(&["left"]) && has(&["gift", "card", "credit"]);
        asked.dearest |= pair("most", "expensive") || has(&["priciest"]);
        asked.refund |= has(&["refund", "refunded", "back", "reimbursed"])
            && has(&["much", "amount", "total", "refund", "sum", "money"]);
        asked.remaining |=
            has(&["remaining", "rest"]) || has(&["keep", "kept"]) && has(&["pay", "paid"]);
        asked.status |= has(&["status", "transit", "arrive", "arriving", "delivered", "shipped"])
            || pair("still", "pending");
        asked.total |= !asked.refund
            && !asked.remaining
            && (has(&["total"])
                || (has(&["pay", "paid", "cost"]) && has(&["order", "orders"]))
                || pair("come", "to"));
        asked.price |=
            !asked.refund && !asked.remaining && !asked.balance && has(&["much", "price", "cost"]);
        asked.tracking |= has(&["tracking", "track"]);
        asked.items |= has(&["items", "contents"]) && !asked.remaining;
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_found() {
        let of = |text| asked(&[text]);
        assert!(of("What is the tracking number of my order?").tracking);
        assert!(of("How much did I pay for my last order?").total);
        assert!(of("What's left on my gift card?").only_balance());
        assert!(of("How much money do I get back?").refund);
        let rest = of("What did I pay for the remaining items?");
        assert!(rest.remaining && !rest.total);
        let much = of("How much was the tablet?");
        assert!(much.price && !much.total && !of("How much is left on my gift card?").price);
        assert!(of("Tell me about my tablet").nothing_special());
    }
}
