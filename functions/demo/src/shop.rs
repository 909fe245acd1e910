//! The state of the shop, with its indices.

use std::collections::BTreeMap;

use edgewise::{
    base::{
        id::{CustomerId, OrderId, ProductId, SubscriptionId, VariantId},
        money::{Currency, Money},
        time::Timestamp,
    },
    commerce::{Customer, Loyalty, Order, Product, Subscription, Variant},
};
use serde::{Deserialize, Serialize};

/// Everything that the shop knows.
#[derive(Debug, Default)]
pub(crate) struct Shop {
    /// What it was made from; also flavours the codes that it gives out.
    pub(crate) seed: u64,
    known: Resources,
    product_of: BTreeMap<VariantId, ProductId>,
    /// Newest first.
    orders_of: BTreeMap<CustomerId, Vec<OrderId>>,
}

/// Resources by id: the whole shop, or the part of it that one request changes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resources {
    pub(crate) customers: BTreeMap<CustomerId, Customer>,
    pub(crate) discounts: BTreeMap<String, Discount>,
    pub(crate) loyalty: BTreeMap<CustomerId, Loyalty>,
    pub(crate) orders: BTreeMap<OrderId, Order>,
    pub(crate) products: BTreeMap<ProductId, Product>,
    pub(crate) subscriptions: BTreeMap<SubscriptionId, Subscription>,
}

/// A code that makes a checkout cheaper.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Discount {
    pub(crate) code: String,
    pub(crate) customer_id: CustomerId,
    pub(crate) off: Off,
    pub(crate) expires_at: Timestamp,
}

/// How much a code takes off.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Off {
    /// A fixed sum.
    Cents(i64),
    /// A share, 1 to 100.
    Percent(u32),
}

impl Shop {
    pub(crate) fn new(seed: u64, known: Resources) -> Self {
        let mut shop = Self { seed, ..Self::default() };
        shop.lay_over(known);
        shop
    }

    /// Takes in new and changed resources.
    pub(crate) fn lay_over(&mut self, changed: Resources) {
        for product in changed.products.values() {
            for variant in &product.variants {
                self.product_of.insert(variant.id.clone(), product.id.clone());
            }
        }
        let news =
            changed.orders.values().filter(|order| !self.known.orders.contains_key(&order.id));
        let mut grown = Vec::new();
        for order in news {
            self.orders_of.entry(order.customer_id.clone()).or_default().push(order.id.clone());
            grown.push(order.customer_id.clone());
        }
        self.known.customers.extend(changed.customers);
        self.known.discounts.extend(changed.discounts);
        self.known.loyalty.extend(changed.loyalty);
        self.known.orders.extend(changed.orders);
        self.known.products.extend(changed.products);
        self.known.subscriptions.extend(changed.subscriptions);
        for customer_id in grown {
            if let Some(ids) = self.orders_of.get_mut(&customer_id) {
                let placed_at = |id: &OrderId| self.known.orders.get(id).and_then(|o| o.placed_at);
                ids.sort_by(|a, b| (placed_at(b), b).cmp(&(placed_at(a), a)));
            }
        }
    }

    pub(crate) const fn known(&self) -> &Resources {
        &self.known
    }

    /// The customer with this id as text.
    pub(crate) fn customer(&self, id: &str) -> Option<&Customer> {
        self.known.customers.get(&CustomerId::parse(id).ok()?)
    }

    /// Orders of a customer, newest first.
    pub(crate) fn orders_of(&self, customer_id: &CustomerId) -> impl Iterator<Item = &Order> {
        let ids = self.orders_of.get(customer_id).map(Vec::as_slice).unwrap_or_default();
        ids.iter().filter_map(|id| self.known.orders.get(id))
    }

    /// The product that a variant belongs to.
    pub(crate) fn product_of(&self, variant_id: &VariantId) -> Option<&Product> {
        self.known.products.get(self.product_of.get(variant_id)?)
    }
}

/// One variant of a product.
pub(crate) fn variant_of<'a>(product: &'a Product, variant_id: &VariantId) -> Option<&'a Variant> {
    product.variants.iter().find(|variant| variant.id == *variant_id)
}

/// An amount in the one currency of the shop.
pub(crate) const fn usd(cents: i64) -> Money {
    Money::from_minor(cents, Currency::USD)
}

/// An instant some hours before another (after it where negative).
pub(crate) const fn hours_before(instant: Timestamp, hours: i64) -> Timestamp {
    instant.plus_ms(hours.saturating_mul(edgewise::base::time::HOUR_MS).saturating_neg())
}
