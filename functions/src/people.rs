//! Who is who: from identifiers to the object that holds the customer, and merging.

use edgewise::{
    base::{
        id::{CustomerKey, VisitorId},
        text::hex,
    },
    profile::Identifier,
};
use sha2::{Digest, Sha256};
use worker::Env;

use crate::{
    clock,
    contract::{
        self, ObjectCall,
        customer::{Absorb, EstateArrived, Export, Here, Seal, Sealed},
        identifier::{Point, Resolve},
    },
    fault::{Fault, Result},
    random,
};

/// Times that a call follows a customer who has moved. Merges do not chain longer in practice: an
/// unknown visitor becomes a customer once.
const HOPS_MAX: usize = 4;

/// Calls the object that holds the customer, wherever it lives now. Gives the key under which it
/// answered.
pub(crate) async fn call_customer<C, T>(
    env: &Env,
    key: &CustomerKey,
    make: impl Fn(&CustomerKey) -> C,
) -> Result<(CustomerKey, T)>
where
    C: ObjectCall<Answer = Here<T>>,
{
    let mut key = key.clone();
    for _ in 0..HOPS_MAX {
        match contract::call(env, key.as_str(), &make(&key)).await? {
            Here::Here(answer) => return Ok((key, answer)),
            Here::Moved { to, arrived } => {
                if !arrived {
                    Box::pin(carry_over(env, &key, &to)).await?;
                }
                key = to;
            }
        }
    }
    Err(Fault::internal("people.hops"))
}

/// Where an identifier points now.
pub(crate) async fn resolve(env: &Env, identifier: &Identifier) -> Result<CustomerKey> {
    let name = identifier.object_name();
    match identifier {
        // Never points elsewhere: two customers of the shop are never merged.
        Identifier::Shop(_) => key_of(&name),
        // A browser is its own customer until it is linked.
        Identifier::Visitor(_) => {
            let call = Resolve { otherwise: key_of(&name)?, remember: false };
            contract::call(env, &name, &call).await
        }
        // A hash of an address or a number could be guessed: these keys are drawn.
        Identifier::Email(_) | Identifier::Order(_) | Identifier::Phone(_) => {
            let call = Resolve { otherwise: drawn_key()?, remember: true };
            contract::call(env, &name, &call).await
        }
    }
}

/// The same, for who only looks: nothing is remembered, and what points nowhere gives an empty customer.
pub(crate) async fn look_up(env: &Env, identifier: &Identifier) -> Result<CustomerKey> {
    match identifier {
        Identifier::Shop(_) | Identifier::Visitor(_) => resolve(env, identifier).await,
        Identifier::Email(_) | Identifier::Order(_) | Identifier::Phone(_) => {
            let call = Resolve { otherwise: drawn_key()?, remember: false };
            contract::call(env, &identifier.object_name(), &call).await
        }
    }
}

/// Makes an identifier point at this customer, and merges what it pointed at before, unless that is
/// another customer of the shop: then only the identifier moves.
pub(crate) async fn link(env: &Env, identifier: &Identifier, key: &CustomerKey) -> Result<()> {
    let name = identifier.object_name();
    let otherwise = match identifier {
        Identifier::Shop(_) => return Ok(()),
        Identifier::Visitor(_) => key_of(&name)?,
        // Nothing was there before: point straight at the customer.
        Identifier::Email(_) | Identifier::Order(_) | Identifier::Phone(_) => key.clone(),
    };
    let before = contract::call(env, &name, &Resolve { otherwise, remember: false }).await?;
    if before != *key {
        merge(env, &before, key).await?;
        contract::call(env, &name, &Point { to: key.clone() }).await?;
    } else if !matches!(identifier, Identifier::Visitor(_)) {
        contract::call(env, &name, &Resolve { otherwise: key.clone(), remember: true }).await?;
    }
    Ok(())
}

/// Where a browser lives that was never anybody's.
pub(crate) fn own_key(visitor_id: &VisitorId) -> Result<CustomerKey> {
    key_of(&Identifier::Visitor(visitor_id.clone()).object_name())
}

/// A browser that was a customer's, and of which nothing shows that it still is, begins anew.
pub(crate) async fn part(env: &Env, visitor_id: &VisitorId) -> Result<CustomerKey> {
    let name = Identifier::Visitor(visitor_id.clone()).object_name();
    let to = drawn_key()?;
    contract::call(env, &name, &Point { to: to.clone() }).await?;
    Ok(to)
}

/// Merges an unknown visitor into a customer. Can be repeated; completed by the next caller where
/// it was cut short.
async fn merge(env: &Env, from: &CustomerKey, into: &CustomerKey) -> Result<()> {
    let sealed = contract::call(env, from.as_str(), &Seal { into: into.clone() }).await?;
    match sealed {
        Sealed::Empty | Sealed::KnownCustomer(_) => Ok(()),
        Sealed::Full => Box::pin(carry_over(env, from, into)).await,
    }
}

async fn carry_over(env: &Env, from: &CustomerKey, into: &CustomerKey) -> Result<()> {
    let estate = contract::call(env, from.as_str(), &Export {}).await?;
    let now = clock::now();
    let absorb = |key: &CustomerKey| Absorb {
        key: key.clone(),
        from: from.clone(),
        estate: estate.clone(),
        now,
    };
    call_customer(env, into, absorb).await?;
    contract::call(env, from.as_str(), &EstateArrived {}).await
}

fn key_of(name: &str) -> Result<CustomerKey> {
    key(&hex(Sha256::digest(name.as_bytes()).into_iter().take(12)))
}

fn drawn_key() -> Result<CustomerKey> {
    key(&random::hex(12)?)
}

fn key(hex: &str) -> Result<CustomerKey> {
    CustomerKey::parse(format!("c{hex}")).map_err(|_| Fault::internal("people.key"))
}
