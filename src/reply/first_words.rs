//! The first words of a session, and the news in them.

use super::{Reply, Wordings, compose, compose::Composer};
use crate::{
    base::{pii::Pii, text::shorten, time::Timestamp},
    conversation::{CartFact, CartItemFact, NewsFact, SourcedFact},
    playbook::{NewsKind, OfferPerson, Playbook},
};

/// What the first words are made from.
#[derive(Clone, Copy, Debug)]
pub struct FirstWords<'a> {
    /// Given name of whoever is proven to be there.
    pub first_name: Option<&'a Pii<String>>,
    /// What is told beside the greeting.
    pub news: Option<&'a SourcedFact>,
    /// Whether the assistant looks orders up.
    pub asks_orders: bool,
    /// ISO 639-1 code of the language.
    pub language: &'a str,
    /// When.
    pub now: Timestamp,
}

/// The first words of a session.
#[must_use]
pub fn greeting(words: &FirstWords<'_>, playbook: &Playbook) -> Reply {
    let wordings = Wordings::in_words_of(playbook, words.language);
    let mut fields = wordings.fields();
    fields.text("brand", &shorten(&playbook.brand.name, 80));
    fields.maybe_text("first_name", words.first_name.map(|name| name.expose().as_str()));
    fields.flag("news", words.news.is_some());
    fields.flag("orders", words.asks_orders);
    fields.flag("people", playbook.escalation.offer_person == OfferPerson::Freely);
    let (text, template) = wordings.say("session_greeting", &fields, &[]);
    let told: Vec<SourcedFact> = words.news.into_iter().cloned().collect();
    let mut reply = compose(&told, playbook, words.language, words.now, &[]);
    reply.templates.insert(0, template);
    reply.text = format!("{text}\n\n{}", reply.text).trim_end().to_owned();
    reply
}

impl Composer<'_> {
    /// What a customer would want to know.
    pub(super) fn news(&mut self, news: &NewsFact) {
        let mut fields = self.wordings.fields();
        match news {
            NewsFact::BackInStock { item, since } => {
                fields.passage("item", self.stock_item(item));
                fields.on_day("since", Some(*since), self.now, self.zone);
            }
            NewsFact::Cart(cart) => {
                let titles: Vec<String> = cart.lines.iter().map(|it| it.title.clone()).collect();
                fields.titles("titles", &titles);
                fields.money("total", cart.total);
            }
            NewsFact::Order { status, .. } => {
                fields = self.status_fields(status);
            }
            NewsFact::Points { points, expires_at } => {
                fields.passage("points", points.to_string());
                fields.flag("one", *points == 1);
                fields.on_day("expires", Some(*expires_at), self.now, self.zone);
            }
        }
        let name = match news.kind() {
            NewsKind::BackInStock => "news_back_in_stock",
            NewsKind::Cart => "news_cart",
            NewsKind::Delivered => "news_delivered",
            NewsKind::DeliveryProblem => "news_delivery_problem",
            NewsKind::Late => "news_late",
            NewsKind::OutForDelivery => "news_out_for_delivery",
            NewsKind::Placed => "news_placed",
            NewsKind::PointsExpiring => "news_points_expiring",
            NewsKind::Return => "news_return",
        };
        self.say(name, &fields);
    }

    /// What lies in the cart.
    pub(super) fn cart(&mut self, cart: &CartFact) {
        let item = |item: &CartItemFact| match item.line() {
            Some(line) => self.line(&line),
            None => {
                let mut fields = self.wordings.fields();
                fields.text("title", &item.title);
                fields.count("quantity", usize::try_from(item.quantity).unwrap_or(usize::MAX));
                self.wordings.short("cart_item", &fields)
            }
        };
        let mut fields = self.wordings.fields();
        fields.passages("lines", cart.lines.iter().map(item).collect());
        fields.money("total", cart.total);
        fields.passage("url", cart.url.clone().unwrap_or_default());
        self.say("cart", &fields);
    }
}
