//! Customers: found, read, copied for whom it is about, and erased.

use edgewise::{
    base::{
        id::{ConversationId, CustomerId, CustomerKey},
        json,
    },
    identity::target_of_name,
    profile::{Identifier, Profile},
    release::{AuditAction, Member, Role},
    wire::{CustomerExport, CustomerIdentifier, CustomerView, ProblemCode},
};
use worker::{Env, Response};

use crate::{
    clock,
    contract::{
        self,
        catalogue::{self, Unwatch},
        customer::{Erase, ReadCustomer},
        held::ReadHeld,
        identifier::Forget,
        knowledge::{self, ForgetAsked},
        playbook::{self, ForgetPast, NoteDeed},
    },
    fault::{Fault, Result},
    http::{self, Asked},
    index,
    people::{self, call_customer},
    team,
};

/// `GET /v1/customers/{id}`
pub(crate) async fn one(asked: &Asked, id: &str) -> Result<Response> {
    team::require(asked, Role::Agent).await?;
    let key = people::resolve(&asked.env, &named(id)?).await?;
    http::json(200, &read(&asked.env, &key).await?)
}

/// `GET /v1/customers?email=|phone=`
pub(crate) async fn find(asked: &Asked) -> Result<Response> {
    team::require(asked, Role::Agent).await?;
    let bad = |detail: &str| Fault::problem(ProblemCode::BadRequest, detail);
    let identifier = match (asked.query("email"), asked.query("phone")) {
        (Some(email), None) => Identifier::email(&email),
        (None, Some(phone)) => Identifier::phone(&phone),
        _ => return Err(bad("Give either `email` or `phone`.")),
    };
    let identifier = identifier.map_err(|error| bad(&error.to_string()))?;
    let key = people::look_up(&asked.env, &identifier).await?;
    http::json(200, &read(&asked.env, &key).await?)
}

/// `GET /v1/customers/{id}/export`
pub(crate) async fn export(asked: &Asked, id: &str) -> Result<Response> {
    let who = team::require(asked, Role::Agent).await?;
    let key = people::resolve(&asked.env, &named(id)?).await?;
    http::json(200, &copy(&asked.env, who, &key).await?)
}

/// `DELETE /v1/customers/{id}`: nothing readable is left.
pub(crate) async fn erase(asked: &Asked, id: &str) -> Result<Response> {
    let who = team::require(asked, Role::Owner).await?;
    let key = people::resolve(&asked.env, &named(id)?).await?;
    forget(&asked.env, who, &key).await?;
    Ok(Response::empty()?.with_status(202))
}

/// The customer whom the shop names by this segment of an address.
pub(crate) fn named(segment: &str) -> Result<Identifier> {
    let id = CustomerId::parse(decoded(segment)).map_err(|_| Fault::not_found())?;
    Ok(Identifier::Shop(id))
}

/// What is known of a customer.
pub(crate) async fn read(env: &Env, key: &CustomerKey) -> Result<CustomerView> {
    let (_, view) = call_customer(env, key, |_| ReadCustomer {}).await?;
    let unknown = view.conversations.is_empty() && view.profile == json::value(&Profile::default());
    if unknown { Err(Fault::not_found()) } else { Ok(view) }
}

/// A copy of everything that is held about a customer. Nothing leaves before the log has its line.
pub(crate) async fn copy(env: &Env, by: Member, key: &CustomerKey) -> Result<CustomerExport> {
    read(env, key).await?;
    note(env, by, AuditAction::CustomerExported, key).await?;
    let (key, held) = call_customer(env, key, |_| ReadHeld {}).await?;
    Ok(CustomerExport {
        exported_at: clock::now(),
        key,
        identifiers: identifiers_of(&held.profile).iter().filter_map(shown).collect(),
        profile: json::value(&held.profile),
        held: held.tables,
    })
}

/// Erases a customer: here, in the index, and where identifiers point at them. The log has its line
/// before; it names the key alone, which is made of an id or drawn and says nothing by itself.
pub(crate) async fn forget(env: &Env, by: Member, key: &CustomerKey) -> Result<()> {
    note(env, by, AuditAction::CustomerErased, key).await?;
    // What leads to them from elsewhere goes first: only the object knows it, and whoever was stopped half
    // way begins again.
    let (key, held) = call_customer(env, key, |_| ReadHeld {}).await?;
    let ids = held.tables.get("conversation").into_iter().flatten();
    let ids = ids.filter_map(|row| ConversationId::parse(row.get("id")?.as_str()?).ok());
    forget_conversations(env, &ids.collect::<Vec<_>>()).await?;
    contract::call(env, catalogue::NAME, &Unwatch { key: key.clone() }).await?;
    forget_names(env, &held.profile).await?;
    let (_, erased) = call_customer(env, &key, |_| Erase {}).await?;
    // And what has come meanwhile.
    forget_conversations(env, &erased.conversations).await?;
    forget_names(env, &erased.profile).await
}

/// Forgets conversations wherever something of them is kept but in the customer's object: in the index, among the
/// questions that were not answered, and in what a draft would change.
pub(crate) async fn forget_conversations(env: &Env, ids: &[ConversationId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    // First of all: from then on nothing of them is noted any more.
    index::forget(env, ids).await?;
    let conversations = ids.to_vec();
    contract::call(env, knowledge::NAME, &ForgetAsked { conversations }).await?;
    let conversations = ids.to_vec();
    contract::call(env, playbook::NAME, &ForgetPast { conversations }).await
}

/// Has everything forget that it points at this customer.
async fn forget_names(env: &Env, profile: &Profile) -> Result<()> {
    let names = identifiers_of(profile);
    let attempts_on_name = profile
        .customer
        .as_ref()
        .and_then(|customer| customer.value.full_name())
        .map(|name| target_of_name(&name));
    // The shop's own id has no object.
    let names = names.iter().filter(|it| !matches!(it, Identifier::Shop(_)));
    for name in names.map(Identifier::object_name).chain(attempts_on_name) {
        contract::call(env, &name, &Forget {}).await?;
    }
    Ok(())
}

async fn note(env: &Env, by: Member, action: AuditAction, key: &CustomerKey) -> Result<()> {
    let call = NoteDeed { action, subject: format!("customer {key}"), by, at: clock::now() };
    contract::call(env, playbook::NAME, &call).await
}

/// What leads to this customer.
pub(crate) fn identifiers_of(profile: &Profile) -> Vec<Identifier> {
    let mut identifiers: Vec<Identifier> =
        profile.customer_id.iter().cloned().map(Identifier::Shop).collect();
    if let Some(customer) = &profile.customer {
        let email = customer.value.email.as_ref().map(|email| Identifier::email(email.expose()));
        let phone = customer.value.phone.as_ref().map(|phone| Identifier::phone(phone.expose()));
        identifiers.extend([email, phone].into_iter().flatten().flatten());
    }
    identifiers.extend(profile.visitors.iter().cloned().map(Identifier::Visitor));
    identifiers
}

/// An identifier, for people. Its object's name says what it is, and then it.
pub(crate) fn shown(identifier: &Identifier) -> Option<CustomerIdentifier> {
    let name = identifier.object_name();
    let (kind, value) = name.split_once(':')?;
    Some(CustomerIdentifier {
        kind: kind.to_owned(),
        value: edgewise::base::pii::Pii::new(value.to_owned()),
    })
}

/// A path segment with its percent signs resolved; as it stands where they make no sense.
fn decoded(segment: &str) -> String {
    percent_encoding::percent_decode_str(segment)
        .decode_utf8()
        .map_or_else(|_| segment.to_owned(), std::borrow::Cow::into_owned)
}
