//! What a message is read against: the clock, the shop's own forms and words, the customer's goods.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::CustomSkills;
use crate::{
    base::{table::Table, text, time::Timestamp},
    playbook::Playbook,
    profile::Profile,
};

/// What is known before a message is read. Nothing in it can be told to the customer: it only helps
/// to see what they mean.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Now.
    pub now: Timestamp,
    /// IANA name of the time zone on whose wall clock "yesterday" is meant.
    pub time_zone: String,
    /// Whether 12/03 is the twelfth of March.
    pub day_first: bool,
    /// ISO 4217 code of what "$" and "bucks" mean.
    pub currency: String,
    /// The shop's order numbers: `#` is a digit, `@` a letter, anything else itself.
    pub order_patterns: Vec<String>,
    /// Languages that the shop serves, the one it prefers first.
    pub languages: Vec<String>,
    /// Values that products come in, folded, with the name of the option.
    pub options: BTreeMap<String, String>,
    /// Names of memberships and loyalty tiers, folded.
    pub tiers: BTreeSet<String>,
    /// What the merchant's own skills are recognised by, where there are some.
    pub custom: Option<Arc<CustomSkills>>,
    /// Words of the names of the customer's goods, folded, in the singular.
    pub product_words: BTreeSet<String>,
}

/// Option values that are learned from one profile.
const OPTIONS_MAX: usize = 500;

impl Known {
    /// What is known of one customer of a shop.
    #[must_use]
    pub fn of(profile: &Profile, playbook: &Playbook, now: Timestamp) -> Self {
        let country = playbook.brand.country.as_str();
        let mut known = Self {
            now,
            time_zone: playbook.brand.time_zone.clone(),
            // The United States and a few neighbours write the month first.
            day_first: !matches!(country, "US" | "PH"),
            currency: currency_of(country).to_owned(),
            languages: playbook.brand.languages.clone(),
            order_patterns: playbook.shop.order_numbers.clone(),
            custom: CustomSkills::of(playbook),
            ..Self::default()
        };
        // Who has bought the same often has it read once.
        let mut titles = Table::<&str, bool>::default();
        let mut options = Table::<&str, Option<&str>>::default();
        for line in profile.orders.values().flat_map(|seen| &seen.value.lines) {
            if let Some(read @ false) = titles.learn(&line.title) {
                *read = true;
                known.add_title(&line.title);
            }
            for (name, value) in &line.options {
                if let Some(last) = options.learn(value)
                    && last.replace(name) != Some(name)
                {
                    known.add_option(name, value);
                }
            }
        }
        for seen in profile.subscriptions.values() {
            known.add_title(seen.value.title.as_deref().unwrap_or_default());
        }
        let tier = profile.loyalty.as_ref().and_then(|seen| seen.value.tier.as_deref());
        known.tiers.extend(tier.map(text::fold));
        known
    }

    /// Learns a value that products come in.
    pub fn add_option(&mut self, name: &str, value: &str) {
        let folded = text::fold(value);
        // One or two letters are sizes, which have their own form.
        if folded.chars().count() > 2 && self.options.len() < OPTIONS_MAX {
            self.options.insert(folded, text::fold(name));
        }
    }

    /// Learns the words of a product's name.
    pub fn add_title(&mut self, title: &str) {
        let words = text::words(title).into_iter().map(|word| text::singular(&word.folded));
        self.product_words.extend(words.filter(|word| word.len() > 2));
    }

    /// Whether a word names something of the shop: it is no misspelt word of ordinary talk.
    #[must_use]
    pub fn names(&self, word: &str) -> bool {
        self.is_product_word(word) || self.options.contains_key(word) || self.tiers.contains(word)
    }

    /// Whether a word stands in the name of one of the customer's goods.
    #[must_use]
    pub fn is_product_word(&self, word: &str) -> bool {
        word.len() > 2 && self.product_words.contains(&text::singular(word))
    }
}

/// What "$" means in a country.
fn currency_of(country: &str) -> &'static str {
    match country {
        "AU" => "AUD",
        "CA" => "CAD",
        "HK" => "HKD",
        "MX" => "MXN",
        "NZ" => "NZD",
        "SG" => "SGD",
        _ => "USD",
    }
}
