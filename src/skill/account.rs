//! What a customer has, as a skill that changes something needs it: orders, addresses, ways to pay.

use super::{
    SkillContext, SkillEnd, SkillRequest, Suspended,
    orders::{self, KnownOrder},
    propose::shop_fault,
};
use crate::{
    base::{
        id::{OrderId, PaymentMethodId},
        pii::Pii,
    },
    commerce::{Address, Answer, Customer, Loyalty, Order, PaymentMethod, Read, ShopFault},
    conversation::{Awaiting, FactSource, MethodFact},
    identity::Verified,
    understanding::Holdings,
};

/// What a customer has.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// Their record.
    pub customer: Customer,
    /// Their orders, newest first, each with where it is known from.
    pub orders: Vec<(Order, FactSource)>,
    /// Their points, where some are to be spent.
    pub loyalty: Option<Loyalty>,
}

/// Reads what a customer has. From the profile while it is fresh; from the shop once the customer
/// has said yes, since what is done must be judged by how things stand now.
///
/// # Errors
/// [`Suspended`] until the answers are recorded; inside, how the skill ends where the shop cannot be
/// asked.
pub(super) fn account(
    cx: &mut SkillContext<'_>,
    who: &Verified,
    request: &SkillRequest<'_>,
    live: bool,
) -> Result<Result<Account, SkillEnd>, Suspended> {
    // Both are asked for before either is waited on.
    let customer = customer(cx, who, live);
    let orders = if live { orders::all_live(cx, who) } else { orders::all(cx, who) };
    let (customer, orders) = (customer?, orders?);
    Ok(match (customer, orders) {
        (Ok(customer), Ok(orders)) => {
            let orders = orders.into_iter().map(|KnownOrder { order, source }| (order, source));
            Ok(Account { customer, orders: orders.collect(), loyalty: None })
        }
        (Err(fault), _) | (_, Err(fault)) => Err(shop_fault(&fault, request.goal.skill)),
    })
}

/// The given name of who is writing, where the shop can be asked.
///
/// # Errors
/// [`Suspended`] until the answer is recorded.
pub fn first_name(cx: &mut SkillContext<'_>) -> Result<Option<Pii<String>>, Suspended> {
    let Some(who) = cx.verified() else { return Ok(None) };
    Ok(customer(cx, who, false)?.ok().and_then(|customer| customer.first_name))
}

/// The whole name of who is writing, where the shop can be asked and knows it.
///
/// # Errors
/// [`Suspended`] until the answer is recorded.
pub fn own_name(cx: &mut SkillContext<'_>) -> Result<Option<Pii<String>>, Suspended> {
    let Some(who) = cx.verified() else { return Ok(None) };
    Ok(customer(cx, who, false)?.ok().and_then(|customer| customer.full_name()))
}

/// The customer's own record.
pub(super) fn customer(
    cx: &mut SkillContext<'_>,
    who: &Verified,
    live: bool,
) -> Result<Result<Customer, ShopFault>, Suspended> {
    let held = cx.profile.customer.as_ref().filter(|seen| {
        !live && seen.value.id == *who.customer_id() && cx.is_fresh(seen.learned_at)
    });
    if let Some(seen) = held {
        return Ok(Ok(seen.value.clone()));
    }
    Ok(match cx.read(Read::customer(who))?.0 {
        Ok(Answer::Customer(customer)) => Ok(*customer),
        Ok(_) => Err(ShopFault::Malformed { reason: "not a customer".to_owned() }),
        Err(fault) => Err(fault),
    })
}

/// The customer's loyalty account. From the newest event while that is fresh; from the shop where it
/// must be as things stand now.
///
/// # Errors
/// [`Suspended`] until the answer is recorded; inside, the shop's fault. A shop that has no such
/// accounts answers as one where the customer has none.
pub(super) fn loyalty(
    cx: &mut SkillContext<'_>,
    who: &Verified,
    live: bool,
) -> Result<Result<(Loyalty, FactSource), ShopFault>, Suspended> {
    // What an event told before an action is old.
    let acted = !cx.trace().actions.is_empty();
    let held = cx.profile.loyalty.as_ref();
    if let Some(seen) = held.filter(|seen| !live && !acted && cx.is_fresh(seen.learned_at)) {
        return Ok(Ok((seen.value.clone(), FactSource::profile(seen))));
    }
    let (result, source) = cx.read(Read::loyalty(who))?;
    Ok(match result {
        Ok(Answer::Loyalty(account)) => Ok((*account, source)),
        Ok(_) => Err(ShopFault::Malformed { reason: "not a loyalty account".to_owned() }),
        Err(ShopFault::Refused { code }) if code == "unsupported" => Err(ShopFault::NotFound),
        Err(fault) => Err(fault),
    })
}

impl Account {
    /// An order with where it is known from.
    #[must_use]
    pub fn order(&self, id: &OrderId) -> Option<&(Order, FactSource)> {
        self.orders.iter().find(|(order, _)| order.id == *id)
    }

    /// A way to pay, as it may be told.
    #[must_use]
    pub fn method_fact(&self, id: &PaymentMethodId) -> Option<MethodFact> {
        self.customer.method(id).map(MethodFact::of)
    }

    /// The ways to pay on file.
    #[must_use]
    pub fn methods(&self) -> &[PaymentMethod] {
        &self.customer.payment_methods
    }

    /// The orders alone, newest first.
    #[must_use]
    pub fn order_list(&self) -> Vec<&Order> {
        self.orders.iter().map(|(order, _)| order).collect()
    }

    /// What words may point at.
    pub(super) fn holdings<'a>(
        &'a self,
        cx: &'a SkillContext<'a>,
        orders: &'a [&'a Order],
    ) -> Holdings<'a> {
        let offered = match &cx.state.awaiting {
            Some(Awaiting::ChooseOrder { options, .. }) => options.as_slice(),
            _ => &[],
        };
        Holdings {
            orders,
            default_address: self.customer.default_address.as_ref(),
            in_focus: &cx.focus,
            offered,
            time_zone: &cx.playbook.brand.time_zone,
            ..Holdings::default()
        }
    }

    /// Where parcels go unless an order says otherwise.
    #[must_use]
    pub fn default_address(&self) -> Option<&Pii<Address>> {
        self.customer.default_address.as_ref()
    }
}
