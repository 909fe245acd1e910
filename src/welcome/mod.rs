//! The first words of a session, and what may be tapped first: what is known of who is there, at most
//! one thing of it, and nothing that is not theirs.
//!
//! Pure, like a turn: the profile as it is at that instant, and no call. What is news, and in which
//! order of importance, is [`crate::skill::news`]; what may be tapped fits the news, the page, and what
//! the playbook has the assistant do.

mod chips;

use crate::{
    base::{pii::Pii, time::Timestamp},
    conversation::SourcedFact,
    identity::Identity,
    playbook::Playbook,
    profile::Profile,
    reply::{self, FirstWords, Reply},
    skill,
};

/// Somebody who opens the chat.
#[derive(Clone, Copy, Debug)]
pub struct Visit<'a> {
    /// What is known of them.
    pub profile: &'a Profile,
    /// Who they are shown to be.
    pub identity: &'a Identity,
    /// Name of the product whose page they are on.
    pub product: Option<&'a str>,
    /// BCP 47 tag of the language that their browser, or the storefront, speaks.
    pub locale: Option<&'a str>,
    /// When.
    pub now: Timestamp,
}

/// The first words.
#[derive(Clone, Debug, PartialEq)]
pub struct Welcome {
    /// Given name, for whom it is proven to be.
    pub first_name: Option<Pii<String>>,
    /// What is told beside the greeting.
    pub news: Option<SourcedFact>,
    /// The greeting.
    pub reply: Reply,
    /// What may be tapped.
    pub suggestions: Vec<String>,
}

/// Greets somebody by what is known of them.
#[must_use]
pub fn welcome(visit: &Visit<'_>, playbook: &Playbook) -> Welcome {
    let language = language(visit.locale, playbook);
    let news = skill::news(visit.profile, visit.identity, playbook, visit.now);
    let words = FirstWords {
        first_name: first_name(visit),
        news: news.as_ref(),
        asks_orders: chips::serves(crate::understanding::Skill::OrderStatus, playbook),
        language: &language,
        now: visit.now,
    };
    let suggestions = chips::chips(visit, news.as_ref(), playbook);
    Welcome {
        reply: reply::greeting(&words, playbook),
        first_name: words.first_name.cloned(),
        suggestions: suggestions.iter().map(|chip| reply::chip(chip, &language)).collect(),
        news,
    }
}

/// The given name, for whom it is proven to be.
fn first_name<'a>(visit: &Visit<'a>) -> Option<&'a Pii<String>> {
    let who = visit.identity.verified_at(visit.now)?;
    let customer = &visit.profile.customer.as_ref()?.value;
    customer.first_name.as_ref().filter(|_| customer.id == *who.customer_id())
}

/// The language of a locale where it is served, else the preferred one.
fn language(locale: Option<&str>, playbook: &Playbook) -> String {
    let languages = &playbook.brand.languages;
    let primary = locale.and_then(|tag| tag.split(['-', '_']).next()).map(str::to_lowercase);
    let served = primary.filter(|code| languages.contains(code));
    served.or_else(|| languages.first().cloned()).unwrap_or_default()
}

impl Profile {
    /// As much of a profile as somebody may be greeted by. Of a customer's own, nothing is left for
    /// whoever is not shown to be that customer.
    #[must_use]
    pub fn for_greeting(self, identity: &Identity, now: Timestamp) -> Self {
        let proven = identity.verified_at(now).map(crate::identity::Verified::customer_id);
        let owner = self.customer_id.as_ref();
        let theirs = owner.is_none() || owner == proven;
        let cart = self.cart.filter(|_| theirs);
        if proven.is_none() {
            return Self { customer_id: self.customer_id, cart, ..Self::default() };
        }
        Self { cart, marketing: Vec::new(), timeline: Vec::new(), ..self }
    }
}
