//! What a text says of something that would suit: its kind, what it must be like, what it may cost,
//! for whom it is, and what it is likened to.
//!
//! Pure and bounded. `vocabulary` holds the everyday words as data, `read` finds what is said,
//! `price` what it may cost, `text` where a product's own words say so, and `follow` what is said of
//! things that were shown before.

mod follow;
mod price;
mod read;
mod text;
mod vocabulary;

pub use follow::{Follow, compares, follow};
pub use price::{PriceEnd, PriceWish};
pub use text::{Field, Found, Kinship, ProductText, name_word, named_side_by_side};

pub(super) use follow::{is_follow, refines};

/// What somebody would like to have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Need {
    /// What kind of thing it is, the likeliest reading first: of "a travel bag" a bag, else something
    /// for travel. None where any kind will do.
    pub kinds: Vec<Term>,
    /// What it must be like.
    pub terms: Vec<Term>,
    /// What it must not be.
    pub excluded: Vec<Term>,
    /// What it may cost.
    pub price: PriceWish,
    /// The words of something that it is likened to: "like the green tea I had".
    pub like: Option<Vec<String>>,
    /// Whether it is a gift.
    pub gift: bool,
    /// Whether it is to have the size of what was bought before.
    pub own_size: bool,
    /// Whether something bought before may come again.
    pub again: bool,
}

/// Something that was said of what is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// As typed.
    pub said: String,
    /// The words of it, and those in which a catalogue says the same; its own first.
    pub says: Vec<Vec<String>>,
    /// What it says.
    pub role: Role,
}

/// What a term says of the thing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Role {
    /// Something said beside it, which may or may not be about it.
    Loose,
    /// What it is like: "waterproof".
    Modifier,
    /// What it is for: "for camping".
    Purpose,
}

impl Role {
    /// Whether it is said where nothing of that kind is found.
    #[must_use]
    pub const fn is_asked(self) -> bool {
        matches!(self, Self::Modifier | Self::Purpose)
    }
}

impl Need {
    /// Reads what was said, oldest first. What is said later of the price corrects what was said before.
    #[must_use]
    pub fn read(texts: &[&str]) -> Self {
        read::read(texts)
    }

    /// What is given as a gift by the shop's own words.
    #[must_use]
    pub fn gifts() -> Vec<Term> {
        vec![Term {
            said: "gift".to_owned(),
            says: vec![vec!["gift".to_owned()]],
            role: Role::Loose,
        }]
    }

    /// Whether nothing was said of what it is to be.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.kinds.is_empty() && self.terms.is_empty() && self.like.is_none()
    }

    /// Whether anything was said at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The words by which a catalogue may be searched, those that tell most first.
    #[must_use]
    pub fn search_words(&self, max: usize) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let mut add = |says: &[Vec<String>], most: usize| {
            for phrase in says.iter().take(most) {
                // The longest word of a phrase tells most.
                let word = phrase.iter().max_by_key(|word| word.len()).cloned().unwrap_or_default();
                if word.len() > 2 && !words.contains(&word) {
                    words.push(word);
                }
            }
        };
        for kind in self.kinds.iter().take(2) {
            add(&kind.says, 5);
        }
        if self.kinds.is_empty() {
            for round in [2, 8] {
                for term in &self.terms {
                    add(&term.says, round);
                }
            }
        }
        words.truncate(max);
        words
    }
}

#[cfg(test)]
mod tests;
