//! What a question about points asks for, and whether "the usual" is meant.

use super::piece::pieces;

/// What is asked about points.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct PointsAsked {
    /// What made them what they are.
    pub history: bool,
    /// What they buy.
    pub rewards: bool,
}

/// Finds what is asked about points.
#[must_use]
pub fn points_asked(texts: &[&str]) -> PointsAsked {
    let words = words(texts);
    let has = |of: &[&str]| words.iter().any(|word| of.contains(&word.as_str()));
    PointsAsked {
        history: has(&[
            "why",
            "lower",
            "less",
            "fewer",
            "missing",
            "lost",
            "gone",
            "disappeared",
            "expired",
            "expire",
            "expiring",
            "history",
            "deducted",
            "dropped",
            "wrong",
            "short",
            "didnt",
            "earned",
            "spent",
            "used",
            "happened",
            "explain",
            "should",
            "changed",
            "pending",
        ]),
        rewards: has(&[
            "redeem", "reward", "rewards", "use", "spend", "buy", "worth", "get", "discount",
            "voucher", "coupon",
        ]),
    }
}

/// Whether what is bought again and again is meant.
#[must_use]
pub fn is_usual(texts: &[&str]) -> bool {
    let words = words(texts);
    let has = |of: &[&str]| words.iter().any(|word| of.contains(&word.as_str()));
    has(&["usual", "regular", "always", "everything", "stuff", "same"])
}

fn words(texts: &[&str]) -> Vec<String> {
    texts.iter().flat_map(|text| pieces(text)).map(|piece| piece.typed).collect()
}
