//! "Fernhill Goods": a believable shop that serves the Commerce API, for demonstrations and tests.
//!
//! Pure: no clock, no input or output, no randomness but a seeded generator. The same seed and base
//! instant make the same shop, byte for byte; a change is a value ([`StoredChange`]) that whoever
//! wraps the store keeps, and lays over the generated shop when it starts again.
//!
//! Nothing outside this package knows that the shop is not real.

mod api;
mod catalogue;
mod draft;
mod history;
mod idempotency;
mod json;
mod loyalty;
mod message;
mod people;
mod personas;
mod problem;
mod random;
mod reason;
mod shop;
mod subscriptions;

use edgewise::base::{id::IdError, time::Timestamp};

pub use crate::message::{
    ChangeKind, Persona, StoreEvent, StoreRequest, StoreResponse, StoredChange,
};
use crate::{
    idempotency::Answers,
    shop::{Resources, Shop},
};

/// Where the shop's pages would be. No such place exists: who wraps the store may replace it in
/// the answers with an origin that does.
pub const SHOP_ORIGIN: &str = "https://fernhill.example";

/// The shop and what it has answered so far.
#[derive(Debug)]
pub struct DemoStore {
    shop: Shop,
    answers: Answers,
}

impl DemoStore {
    /// Makes the shop as it stands at `base`, which is its "today".
    ///
    /// The same seed and base instant make the same shop, byte for byte. Personas and their orders
    /// depend on the base only, never on the seed.
    #[must_use]
    pub fn generate(seed: u64, base: Timestamp) -> Self {
        // Ids are made from numbers and cannot fail to parse; were a table to hold one that does,
        // the shop would be empty and every test red.
        let resources = generate(seed, base).unwrap_or_default();
        Self { shop: Shop::new(seed, resources), answers: Answers::default() }
    }

    /// Lays changes that were made since over the generated shop. Their order does not matter as
    /// long as there is one per kind and id. What cannot be read is left as generated.
    pub fn restore(&mut self, changes: impl IntoIterator<Item = StoredChange>) {
        let mut changed = Resources::default();
        for change in changes {
            if change.kind == ChangeKind::Answer {
                self.answers.restore(&change.body);
            } else {
                draft::restore(&mut changed, &change);
            }
        }
        self.shop.lay_over(changed);
    }

    /// Serves one request. Never panics; a refused request changes nothing in the shop (but its
    /// answer is remembered under its idempotency key).
    pub fn handle(&mut self, request: &StoreRequest, now: Timestamp) -> StoreResponse {
        api::serve(&mut self.shop, &mut self.answers, request, now)
    }

    /// Goods arrive: what is sold out of a product can be had again, unless it is not sold any more.
    /// The answer is that of reading the product.
    pub fn deliver(&mut self, product_id: &str, now: Timestamp) -> StoreResponse {
        let sequence = self.answers.next_sequence();
        api::deliver(&mut self.shop, product_id, now, sequence)
    }

    /// People whom a visitor of the demo page may choose to be.
    #[must_use]
    pub fn personas(&self) -> Vec<Persona> {
        personas::list()
    }
}

fn generate(seed: u64, base: Timestamp) -> Result<Resources, IdError> {
    let mut made = Resources::default();
    for product in catalogue::stock(seed, base)? {
        made.products.insert(product.id.clone(), product);
    }
    let mut slots = history::Slots::default();
    personas::settle(&mut made, &mut slots, base)?;
    people::settle(&mut made, seed, base)?;
    history::fill(&mut made, &mut slots, seed, base)?;
    loyalty::fill(&mut made, seed, base)?;
    subscriptions::fill(&mut made, seed, base)?;
    Ok(made)
}
