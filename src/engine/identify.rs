//! Finds out who is writing, before anything is told or done that is only theirs.

use crate::{
    commerce::{Answer, Customer, Read, ShopFault},
    conversation::{Awaiting, ConversationState, Fact, SourcedFact},
    escalation::Reason,
    identity::{Claim, Found, Identity, IdentityLevel, Lookup, Means, Verified},
    skill::{SkillContext, Suspended},
};

/// What came of finding out.
#[derive(Debug, Default)]
pub(super) struct Identified {
    /// What was said so far and has not been looked up in vain.
    pub(super) claim: Claim,
    /// Look-ups that found nobody.
    pub(super) lookups_failed: u8,
    /// The proof, where it was found in this turn.
    pub(super) proof: Option<Verified>,
    /// What is told or asked.
    pub(super) facts: Vec<SourcedFact>,
    /// What is waited for.
    pub(super) awaiting: Option<Awaiting>,
    /// Why a person is needed.
    pub(super) person: Option<Reason>,
}

/// Looks a customer up by what they have said, where that is enough; asks for it where it is needed.
///
/// # Errors
/// [`Suspended`] until the answers are recorded.
pub(super) fn identify(
    cx: &mut SkillContext<'_>,
    state: &ConversationState,
    said: Claim,
    needed: bool,
) -> Result<Identified, Suspended> {
    let mut found = Identified {
        claim: state.claim.clone(),
        lookups_failed: state.lookups_failed,
        ..Identified::default()
    };
    let rules = &cx.playbook.identity;
    if cx.verified().is_some() {
        return Ok(found);
    }
    if rules.methods.is_empty() {
        if needed {
            found.facts.push(Fact::SignInNeeded.said());
        }
        return Ok(found);
    }
    found.claim.add(said);
    let mut failed = false;
    for method in &rules.methods {
        let Some(lookup) = found.claim.lookup(method.by) else { continue };
        match look_up(cx, &lookup, method.by, method.level, &found.claim)? {
            Ok(Some(proof)) => {
                found.claim = Claim::default();
                found.proof = Some(proof);
                return Ok(found);
            }
            Ok(None) => {
                failed = true;
                found.claim = without(found.claim, method.by);
            }
            Err(_) => {
                found.person = Some(Reason::ShopFault);
                return Ok(found);
            }
        }
    }
    if failed {
        found.lookups_failed = found.lookups_failed.saturating_add(1);
        if found.lookups_failed >= rules.attempts_max {
            found.person = Some(Reason::MissingAbility);
            return Ok(found);
        }
    }
    if failed || needed {
        let means = rules.methods.iter().map(|method| method.by).collect();
        let fact =
            if failed { Fact::IdentityNotFound { means } } else { Fact::AskIdentity { means } };
        found.facts.push(fact.said());
        found.awaiting = Some(Awaiting::Identity);
    }
    Ok(found)
}

/// What was looked up in vain is not looked up again.
fn without(mut claim: Claim, means: Means) -> Claim {
    match means {
        Means::Email | Means::EmailAndOrderNumber => claim.email = None,
        Means::NameAndZip => {
            claim.name = None;
            claim.zip = None;
        }
    }
    claim
}

fn look_up(
    cx: &mut SkillContext<'_>,
    lookup: &Lookup,
    means: Means,
    level: IdentityLevel,
    claim: &Claim,
) -> Result<Result<Option<Verified>, ShopFault>, Suspended> {
    let customers = match cx.look_up(lookup)? {
        Ok(Answer::Found(customers)) => customers,
        Ok(_) | Err(ShopFault::NotFound) => return Ok(Ok(None)),
        Err(fault) => return Ok(Err(fault.clone())),
    };
    let found: Vec<Found<'_>> = customers.iter().map(as_found).collect();
    let Some(id) = lookup.only(&found) else { return Ok(Ok(None)) };
    let (minutes, now) = (cx.playbook.identity.proof_minutes, cx.now);
    if means == Means::EmailAndOrderNumber {
        // Reads under what is only claimed, to see whether the order is theirs.
        let provisional = Verified::by_lookup(id, IdentityLevel::Claimed, minutes, now);
        let orders = match cx.read(Read::orders(&provisional))?.0 {
            Ok(Answer::Orders(list)) => list.orders,
            Ok(_) | Err(ShopFault::NotFound) => Vec::new(),
            Err(fault) => return Ok(Err(fault)),
        };
        let plain = |text: &str| -> String {
            let letters = text.chars().filter(|c| c.is_alphanumeric());
            letters.flat_map(char::to_lowercase).collect()
        };
        let asked = claim.order_number.as_deref().map(plain);
        let theirs = |order: &crate::commerce::Order| Some(plain(order.shown_number())) == asked;
        if !orders.iter().any(theirs) {
            return Ok(Ok(None));
        }
    }
    Ok(Ok(Some(Verified::by_lookup(id, level, minutes, now))))
}

fn as_found(customer: &Customer) -> Found<'_> {
    Found {
        id: &customer.id,
        email: customer.email.as_ref(),
        first_name: customer.first_name.as_ref(),
        last_name: customer.last_name.as_ref(),
        zip: customer.default_address.as_ref().map(|address| address.expose().zip.clone()),
    }
}

/// Who is writing once that was found out.
pub(super) fn identity_of(found: &Identified, before: &Identity) -> Identity {
    found.proof.clone().map_or_else(|| before.clone(), Identity::Verified)
}
