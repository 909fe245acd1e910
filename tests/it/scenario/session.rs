//! What opening the chat must show.

use edgewise::{
    conversation::Fact,
    understanding::{Command, Known, understand},
    welcome::Welcome,
};
use serde::Deserialize;

use super::{seen::name, shape::told};

/// Somebody opens the chat. Only what is named is compared.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Session {
    /// Minutes since the shop was asked for customer and orders; not at all where absent.
    #[serde(default)]
    pub(super) asked_minutes_ago: Option<i64>,
    /// Name of the product whose page they are on.
    #[serde(default)]
    pub(super) product: Option<String>,
    /// Language of their browser.
    #[serde(default)]
    pub(super) locale: Option<String>,
    /// Kind of the news that is told; `null` where none is.
    #[serde(default, deserialize_with = "told")]
    news: Option<Option<String>>,
    /// Pieces of the greeting.
    #[serde(default)]
    has: Vec<String>,
    /// What must not be in it.
    #[serde(default)]
    lacks: Vec<String>,
    /// What may be tapped, in its order.
    #[serde(default)]
    suggestions: Option<Vec<String>>,
}

impl Session {
    /// What is not as expected; and whatever may be tapped must be understood.
    pub(super) fn compare(&self, opened: &Welcome, known: &Known) -> Vec<String> {
        let text = &opened.reply.text;
        let mut faults = Vec::new();
        for piece in self.has.iter().filter(|piece| !text.contains(piece.as_str())) {
            faults.push(format!("the greeting lacks “{piece}”: {text}"));
        }
        for piece in self.lacks.iter().filter(|piece| text.contains(piece.as_str())) {
            faults.push(format!("the greeting has “{piece}”: {text}"));
        }
        let news = opened.news.as_ref().map(|sourced| match &sourced.fact {
            Fact::News(news) => name(&news.kind()),
            other => format!("{other:?}"),
        });
        if self.news.as_ref().is_some_and(|wanted| *wanted != news) {
            faults.push(format!("the news is {news:?}"));
        }
        if self.suggestions.as_ref().is_some_and(|wanted| *wanted != opened.suggestions) {
            faults.push(format!("suggestions are {:?}", opened.suggestions));
        }
        for chip in &opened.suggestions {
            let heard = understand(chip, &Default::default(), known).commands;
            if heard.iter().all(|heard| heard.command == Command::CannotHandle) {
                faults.push(format!("“{chip}” is not understood"));
            }
        }
        for broken in ["  ", " ,", " .", "..", "()", ": ."] {
            if text.contains(broken) {
                faults.push(format!("a sentence is broken: it has “{broken}”"));
            }
        }
        faults
    }
}
