//! What one request is about to change.
//!
//! Handlers work on copies. A refusal drops the draft, so that a refused change changes nothing; an
//! accepted one is laid over the shop as a whole.

use edgewise::{
    base::{
        id::{CustomerId, IdError, VariantId},
        time::Timestamp,
    },
    commerce::{Customer, Loyalty, Order, Product, Subscription, Variant},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    catalogue::{DISCONTINUED, has_tag},
    json,
    message::{ChangeKind, StoreEvent, StoredChange},
    problem::Problem,
    random::{Random, fingerprint},
    shop::{Discount, Resources, Shop, variant_of},
};

/// A request's own copies, read through to the shop.
pub(crate) struct Draft<'a> {
    shop: &'a Shop,
    pub(crate) now: Timestamp,
    /// Numbers the requests that were answered; no two drafts that are kept have the same.
    sequence: u64,
    changed: Resources,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(shop: &'a Shop, now: Timestamp, sequence: u64) -> Self {
        Self { shop, now, sequence, changed: Resources::default() }
    }

    pub(crate) const fn shop(&self) -> &'a Shop {
        self.shop
    }

    /// A number for what the request creates.
    pub(crate) const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// A copy of an order.
    pub(crate) fn order(&self, id: &str) -> Result<Order, Problem> {
        let id = found(id.to_owned().try_into(), "order")?;
        let order = self.changed.orders.get(&id).or_else(|| self.shop.known().orders.get(&id));
        order.cloned().ok_or_else(|| Problem::not_found("order"))
    }

    /// A copy of a customer.
    pub(crate) fn customer(&self, id: &str) -> Result<Customer, Problem> {
        let id = found(id.to_owned().try_into(), "customer")?;
        let known = &self.shop.known().customers;
        let customer = self.changed.customers.get(&id).or_else(|| known.get(&id));
        customer.cloned().ok_or_else(|| Problem::not_found("customer"))
    }

    /// A copy of a loyalty account.
    pub(crate) fn loyalty(&self, customer_id: &CustomerId) -> Option<Loyalty> {
        let known = &self.shop.known().loyalty;
        self.changed.loyalty.get(customer_id).or_else(|| known.get(customer_id)).cloned()
    }

    /// A copy of a subscription.
    pub(crate) fn subscription(&self, id: &str) -> Result<Subscription, Problem> {
        let id = found(id.to_owned().try_into(), "subscription")?;
        let subscription = self.shop.known().subscriptions.get(&id);
        subscription.cloned().ok_or_else(|| Problem::not_found("subscription"))
    }

    /// A variant with its product, as the draft has them.
    pub(crate) fn variant(&self, variant_id: &VariantId) -> Option<(&Product, &Variant)> {
        let product = self.shop.product_of(variant_id)?;
        let product = self.changed.products.get(&product.id).unwrap_or(product);
        Some((product, variant_of(product, variant_id)?))
    }

    /// Takes pieces out of stock, or says that there are not enough.
    pub(crate) fn reserve(&mut self, variant_id: &VariantId, count: u32) -> Result<(), Problem> {
        let Some((product, variant)) = self.variant(variant_id) else {
            return Err(Problem::not_found("variant"));
        };
        let left = variant.inventory.unwrap_or(0).saturating_sub(i64::from(count));
        if !variant.available || left < 0 {
            return Err(Problem::out_of_stock(&product.title));
        }
        self.set_inventory(variant_id, left);
        Ok(())
    }

    /// Puts pieces back.
    pub(crate) fn restock(&mut self, variant_id: &VariantId, count: u32) {
        if let Some((_, variant)) = self.variant(variant_id) {
            let grown = variant.inventory.unwrap_or(0).saturating_add(i64::from(count));
            self.set_inventory(variant_id, grown);
        }
    }

    pub(crate) fn put_customer(&mut self, mut customer: Customer) {
        customer.updated_at = Some(self.now);
        self.changed.customers.insert(customer.id.clone(), customer);
    }

    pub(crate) fn put_discount(&mut self, discount: Discount) {
        self.changed.discounts.insert(discount.code.clone(), discount);
    }

    pub(crate) fn put_loyalty(&mut self, customer_id: CustomerId, loyalty: Loyalty) {
        self.changed.loyalty.insert(customer_id, loyalty);
    }

    /// Keeps the changed order, and gives it back as a later read would show it.
    pub(crate) fn put_order(&mut self, mut order: Order) -> Order {
        order.updated_at = Some(self.now);
        self.changed.orders.insert(order.id.clone(), order.clone());
        order
    }

    pub(crate) fn put_subscription(&mut self, subscription: Subscription) {
        self.changed.subscriptions.insert(subscription.id.clone(), subscription);
    }

    /// A code that nobody has, with a readable start.
    pub(crate) fn code(&self, start: &str) -> String {
        let label = fingerprint([start.as_bytes(), &self.sequence.to_be_bytes()]);
        // The sequence keeps it unique, the random letters keep it from being counted up.
        let letters = Random::stream(self.shop.seed, label).pattern("@@#@");
        format!("{start}-{letters}{}", self.sequence)
    }

    /// Ends the draft: what to lay over the shop, what to store, what to announce.
    pub(crate) fn close(
        self,
        request_print: u64,
    ) -> (Resources, Vec<StoredChange>, Vec<StoreEvent>) {
        let mut log = Log::new(self.now, request_print);
        for order in self.changed.orders.values() {
            log.add(ChangeKind::Order, order.id.as_str(), Some(&order.customer_id), order);
        }
        for customer in self.changed.customers.values() {
            log.add(ChangeKind::Customer, customer.id.as_str(), Some(&customer.id), customer);
        }
        for (id, loyalty) in &self.changed.loyalty {
            log.add(ChangeKind::Loyalty, id.as_str(), Some(id), loyalty);
        }
        for held in self.changed.subscriptions.values() {
            log.add(ChangeKind::Subscription, held.id.as_str(), Some(&held.customer_id), held);
        }
        for product in self.changed.products.values() {
            log.add(ChangeKind::Product, product.id.as_str(), None, product);
        }
        for discount in self.changed.discounts.values() {
            log.add(ChangeKind::Discount, &discount.code, Some(&discount.customer_id), discount);
        }
        (self.changed, log.changes, log.events)
    }

    fn set_inventory(&mut self, variant_id: &VariantId, inventory: i64) {
        let Some((product, _)) = self.variant(variant_id) else { return };
        let mut product = product.clone();
        let is_discontinued = has_tag(&product, DISCONTINUED);
        for variant in product.variants.iter_mut().filter(|variant| variant.id == *variant_id) {
            variant.inventory = Some(inventory);
            variant.available = inventory > 0 && !is_discontinued;
        }
        product.updated_at = Some(self.now);
        self.changed.products.insert(product.id.clone(), product);
    }
}

/// Lays one stored change into `resources`. What cannot be read is left out.
pub(crate) fn restore(resources: &mut Resources, change: &StoredChange) {
    fn read<T: DeserializeOwned>(change: &StoredChange) -> Option<T> {
        json::read(change.body.as_bytes()).ok()
    }
    match change.kind {
        // Kept elsewhere: see `Answers`.
        ChangeKind::Answer => {}
        ChangeKind::Customer => {
            resources.customers.extend(read::<Customer>(change).map(|c| (c.id.clone(), c)));
        }
        ChangeKind::Discount => {
            resources.discounts.extend(read::<Discount>(change).map(|d| (d.code.clone(), d)));
        }
        ChangeKind::Loyalty => {
            let id = CustomerId::parse(change.id.as_str()).ok();
            resources.loyalty.extend(id.zip(read(change)));
        }
        ChangeKind::Order => {
            resources.orders.extend(read::<Order>(change).map(|o| (o.id.clone(), o)));
        }
        ChangeKind::Product => {
            resources.products.extend(read::<Product>(change).map(|p| (p.id.clone(), p)));
        }
        ChangeKind::Subscription => {
            resources.subscriptions.extend(read::<Subscription>(change).map(|s| (s.id.clone(), s)));
        }
    }
}

struct Log {
    now: Timestamp,
    print: u64,
    changes: Vec<StoredChange>,
    events: Vec<StoreEvent>,
}

impl Log {
    const fn new(now: Timestamp, request_print: u64) -> Self {
        Self { now, print: request_print, changes: Vec::new(), events: Vec::new() }
    }

    fn add(
        &mut self,
        kind: ChangeKind,
        id: &str,
        owner: Option<&CustomerId>,
        resource: &impl Serialize,
    ) {
        let (name, id, body) = (kind.name(), id.to_owned(), json::write(resource));
        let mut data: Value = json::read(body.as_bytes()).unwrap_or_default();
        self.changes.push(StoredChange { kind, id, body });
        // The Commerce API knows no resource for codes, so nobody waits for their event.
        if kind == ChangeKind::Discount {
            return;
        }
        if let (ChangeKind::Loyalty, Some(owner), Some(fields)) =
            (kind, owner, data.as_object_mut())
        {
            // The account alone would not say whose it is.
            fields.insert("customer_id".to_owned(), Value::String(owner.to_string()));
        }
        let index = self.events.len();
        self.events.push(StoreEvent {
            id: format!("evt_{:016x}_{index}", self.print),
            event_type: format!("{name}.updated"),
            subject: owner.map(ToString::to_string),
            time: self.now,
            data,
        });
    }
}

fn found<T>(id: Result<T, IdError>, what: &str) -> Result<T, Problem> {
    id.map_err(|_| Problem::not_found(what))
}
