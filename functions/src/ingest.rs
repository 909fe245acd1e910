//! Events reach the objects that they are about.

use std::collections::BTreeMap;

use edgewise::{
    base::id::CustomerKey,
    profile::{EventKey, Identifier, ProfileEvent},
    wire::{AcceptedEvent, CatalogueChange, EventSubject, EventsAnswer},
};
use futures::future::try_join_all;
use worker::Env;

use crate::{
    contract::{
        self,
        catalogue::{self, ApplyProducts},
        customer::{Applied, ApplyEvents},
    },
    fault::Result,
    people,
};

/// Objects called at once. A Worker may have six calls open; more wait in the runtime.
const OBJECTS_AT_ONCE: usize = 32;

/// Applies events, each once. When this answers, the next turn of each customer sees them.
pub(crate) async fn apply(env: &Env, events: Vec<AcceptedEvent>) -> Result<EventsAnswer> {
    let mut products: Vec<(EventKey, CatalogueChange)> = Vec::new();
    let mut people: BTreeMap<CustomerKey, Vec<ProfileEvent>> = BTreeMap::new();
    for event in events {
        match event.subject {
            EventSubject::Catalogue(change) => products.push((event.key, change)),
            EventSubject::Customer { identifiers, event } => {
                let key = whose(env, &identifiers).await?;
                people.entry(key).or_default().push(*event);
            }
        }
    }
    let mut answer = EventsAnswer::default();
    if !products.is_empty() {
        let call = ApplyProducts { changes: products };
        count(&mut answer, &contract::call(env, catalogue::NAME, &call).await?);
    }
    let people: Vec<_> = people.into_iter().collect();
    for some in people.chunks(OBJECTS_AT_ONCE) {
        let calls = some.iter().map(|(key, events)| fold(env, key, events));
        for applied in try_join_all(calls).await? {
            count(&mut answer, &applied);
        }
    }
    Ok(answer)
}

/// The customer that the first identifier names; the others are linked to the same person.
async fn whose(env: &Env, identifiers: &[Identifier]) -> Result<CustomerKey> {
    let Some((first, others)) = identifiers.split_first() else {
        return Err(crate::fault::Fault::internal("ingest.nobody"));
    };
    let key = people::resolve(env, first).await?;
    for other in others {
        people::link(env, other, &key).await?;
    }
    Ok(key)
}

async fn fold(env: &Env, key: &CustomerKey, events: &[ProfileEvent]) -> Result<Vec<Applied>> {
    let call = |_: &CustomerKey| ApplyEvents { events: events.to_vec() };
    Ok(people::call_customer(env, key, call).await?.1)
}

fn count(answer: &mut EventsAnswer, applied: &[Applied]) {
    for one in applied {
        let counter = match one {
            Applied::Before => &mut answer.duplicate,
            Applied::Now => &mut answer.accepted,
        };
        *counter = counter.saturating_add(1);
    }
}
