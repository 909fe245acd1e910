//! Which wordings are sentences of their own, and which are pieces of others.

use super::Wordings;

/// Beginnings of the names of words: values of closed lists, answers to tap, labels of cards.
const WORDS: &[&str] = &[
    "aspect_",
    "benefit_",
    "card_",
    "channel_",
    "chip_",
    "choose_",
    "compared_",
    "either_",
    "every_",
    "instead_",
    "language_",
    "means_",
    "method_",
    "order_status_",
    "parcel_status_",
    "problem_",
    "remedy_",
    "return_status_",
    "situation_",
    "step_",
    "subscription_choice_",
    "topic_",
    "verb_",
    "via_",
    "why_",
];

/// Pieces of sentences, answers to tap, and messages that are no replies.
const PIECES: &[&str] = &[
    "cart_item",
    "cart_line",
    "code_message",
    "code_subject",
    "compare_them",
    "for_whom",
    "late_days",
    "line",
    "line_choice",
    "no",
    "no_just_cancel",
    "no_not_found",
    "none_of_these",
    "not_yet_sent",
    "option_list",
    "order_choice",
    "others",
    "parcel",
    "person",
    "points_entry",
    "points_expiry",
    "points_pending",
    "price_line",
    "recommended_item",
    "refund_as_paid",
    "refund_to",
    "reward",
    "skip_next",
    "stock_item",
    "stock_message",
    "stock_subject",
    "subscription_untitled",
    "suggested_reply",
    "swap",
    "yes",
    "yes_found",
];

/// Names of all wordings that are said as sentences.
#[must_use]
pub fn sentences() -> Vec<String> {
    Wordings::english().names().filter(|name| is_sentence(name)).map(str::to_owned).collect()
}

pub(super) fn is_sentence(name: &str) -> bool {
    let word = WORDS.iter().any(|begin| name.starts_with(begin));
    !word && !PIECES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_a_wording() {
        let names: Vec<&str> = Wordings::english().names().collect();
        for piece in PIECES {
            assert!(names.contains(piece), "{piece}");
        }
        for begin in WORDS {
            assert!(names.iter().any(|name| name.starts_with(begin)), "{begin}");
        }
    }
}
