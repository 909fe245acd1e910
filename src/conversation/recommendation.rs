//! What is told of things that may suit, and what a conversation remembers of them.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use super::LineFact;
use crate::base::{
    id::{ProductId, VariantId},
    money::Money,
    pii::Pii,
};

/// Things that may suit.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct RecommendationFact {
    /// Those, the one that fits best first.
    pub items: Vec<RecommendedFact>,
    /// What was asked for and none of their descriptions says, in the customer's words.
    pub unmet: Vec<String>,
    /// What was wanted to be the most that it costs, where nothing costs so little.
    pub over: Option<Money>,
    /// The currency of the prices, where the customer's amount was in another one.
    pub currency: Option<String>,
    /// Whether they can be put into a cart here.
    pub cart: bool,
}

/// One thing that may suit, with what speaks for it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct RecommendedFact {
    /// What; options only where they were asked for.
    pub line: LineFact,
    /// Whether other variants of it cost more.
    pub from: bool,
    /// Its own sentence that says most of what was asked for.
    pub quote: Option<String>,
    /// What speaks for it.
    pub reasons: Vec<WhyFact>,
}

/// A fact that speaks for a thing.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum WhyFact {
    /// It costs no more than was said.
    Budget {
        /// What was said.
        most: Money,
    },
    /// Nothing that fits costs less.
    Cheapest,
    /// Its description speaks of something in the cart.
    GoesWithCart {
        /// What is in the cart.
        title: String,
        /// The words of the description.
        words: String,
    },
    /// Its description speaks of something that the customer bought.
    GoesWithBought {
        /// What they bought.
        title: String,
        /// The words of the description.
        words: String,
    },
    /// It was bought in one order with something.
    BoughtWith {
        /// With what.
        title: String,
    },
    /// The shop's label says what was asked for.
    Label {
        /// The label.
        label: String,
    },
    /// It comes in what was asked for.
    Option {
        /// The value.
        value: String,
    },
    /// A quiz of the customer's asked for it.
    Quiz {
        /// What they answered.
        answer: String,
    },
    /// It is of the same category as something that the customer bought or named.
    SameKind {
        /// What.
        title: String,
        /// The category.
        kind: String,
        /// Whether they bought it.
        bought: bool,
    },
    /// It comes in the size in which the customer bought something.
    Size {
        /// The size.
        value: String,
        /// What they bought.
        title: String,
    },
    /// They looked at it.
    Viewed,
}

/// Two or three things side by side.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ComparisonFact {
    /// Those.
    pub items: Vec<ComparedFact>,
    /// What was asked for and which of them says so.
    pub asked: Vec<ComparedTerm>,
}

/// One of the things side by side.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ComparedFact {
    /// Name.
    pub title: String,
    /// Category.
    pub kind: Option<String>,
    /// The lowest and highest price of what can be had; of all where nothing can be had.
    pub from: Money,
    /// The highest.
    pub to: Money,
    /// Whether it can be had.
    pub available: bool,
    /// What it comes in, as far as it can be had: `size: S, M`.
    pub options: Vec<super::OptionFact>,
    /// The shop's own text.
    pub description: Option<String>,
}

/// What was asked for, and who says so.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ComparedTerm {
    /// In the customer's words.
    pub said: String,
    /// The names of those that say so.
    pub titles: Vec<String>,
}

/// What a conversation remembers of what was recommended.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Recommended {
    /// What the customer said of what they would like, oldest first.
    pub said: Vec<Pii<String>>,
    /// What was shown last.
    pub shown: Vec<ShownProduct>,
    /// What was shown before that, and is not shown again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<ProductId>,
    /// Whether it was asked what kind of thing is wanted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asked: bool,
    /// Whether it is still spoken of.
    pub open: bool,
}

impl Recommended {
    /// What was said of what they would like, oldest first.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        self.said.iter().map(|said| said.expose().as_str()).collect()
    }
}

/// Something that was shown.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ShownProduct {
    /// Product.
    pub product_id: ProductId,
    /// The variant of which the price was told.
    pub variant_id: VariantId,
    /// Name.
    pub title: String,
    /// Price of one piece.
    pub price: Money,
}
