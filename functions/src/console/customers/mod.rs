//! Customers, for who helps them: found without their data standing in an address, shown whole, copied for
//! whom it is about, and erased after a second question.

mod history;
mod page;
mod purchases;

use edgewise::{
    base::{
        id::{ConversationId, CustomerId, CustomerKey},
        json,
    },
    profile::{Identifier, Profile},
    release::{Member, Role},
    wire::{CustomerView, ProblemCode},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use worker::{Env, Headers, Method, Response};

use super::{form::Form, html, see};
use crate::{
    customers,
    fault::{Fault, Result},
    http::{self, Asked},
    people, team,
};

const PATH: &str = "/console/customers";

/// Of whom a page is, and where it is.
struct Place {
    key: CustomerKey,
    address: String,
}

/// Who is shown.
struct Shown {
    view: CustomerView,
    profile: Profile,
    address: String,
}

/// Serves this part. Only for who has signed in, and may see customers.
pub(super) async fn serve(asked: &mut Asked, who: &Member, parts: &[&str]) -> Result<Response> {
    team::allow(who, Role::Agent)?;
    let get = asked.request.method() == Method::Get;
    match parts {
        [] if get => html(200, page::search("", None, asked.query("erased").is_some())),
        [] => search(asked).await,
        ["key", key, rest @ ..] => {
            let key = CustomerKey::parse(*key).map_err(|_| Fault::not_found())?;
            let address = of_key(&key);
            at(asked, who, Place { key, address }, rest, get).await
        }
        [id, rest @ ..] => {
            let identifier = customers::named(id)?;
            let key = people::resolve(&asked.env, &identifier).await?;
            at(asked, who, Place { key, address: format!("{PATH}/{id}") }, rest, get).await
        }
    }
}

async fn at(
    asked: &mut Asked,
    who: &Member,
    place: Place,
    rest: &[&str],
    get: bool,
) -> Result<Response> {
    match (rest, get) {
        ([], true) => html(200, page::whole(&read(&asked.env, place).await?, who)),
        (["export"], false) => {
            let copy = customers::copy(&asked.env, who.clone(), &place.key).await?;
            download(&serde_json::to_string_pretty(&copy)?)
        }
        (["erase"], true) => {
            team::allow(who, Role::Owner)?;
            html(200, page::erase(&read(&asked.env, place).await?, None))
        }
        (["erase"], false) => erase(asked, who, place).await,
        ([] | ["export"], _) => Err(http::not_offered(&asked.request.method())),
        _ => Err(Fault::not_found()),
    }
}

async fn read(env: &Env, place: Place) -> Result<Shown> {
    let view = customers::read(env, &place.key).await?;
    let profile = json::read_value(view.profile.clone())?;
    Ok(Shown { view, profile, address: place.address })
}

/// Whom somebody looks for. What they typed stays in the body: it is in no address, and so in no log.
async fn search(asked: &mut Asked) -> Result<Response> {
    let form = Form::read(asked).await?;
    let typed = form.field("who").trim();
    let identifiers = match meant(typed) {
        Ok(identifiers) => identifiers,
        Err(fault) => return html(422, page::search(typed, Some(&fault), false)),
    };
    for identifier in identifiers {
        let key = people::look_up(&asked.env, &identifier).await?;
        match customers::read(&asked.env, &key).await {
            Ok(view) => return see(&home(&asked.env, &identifier, key, &view).await?),
            Err(Fault::Problem(problem)) if problem.code == ProblemCode::NotFound.code() => {}
            Err(fault) => return Err(fault),
        }
    }
    html(404, page::search(typed, Some("Nobody is known by that."), false))
}

/// What a text may be: an email address, or the shop's id of a customer, or a telephone number.
fn meant(typed: &str) -> std::result::Result<Vec<Identifier>, String> {
    if typed.contains('@') {
        let email = Identifier::email(typed);
        return email.map(|email| vec![email]).map_err(|fault| format!("Look again: {fault}."));
    }
    let shop = CustomerId::parse(typed).map(Identifier::Shop);
    let found: Vec<_> = shop.into_iter().chain(Identifier::phone(typed)).collect();
    if found.is_empty() {
        return Err("Type an email address, a telephone number or the shop's id.".to_owned());
    }
    Ok(found)
}

/// Where a customer's page is: under the shop's id if that leads to them, else under the key.
async fn home(
    env: &Env,
    found_by: &Identifier,
    key: CustomerKey,
    view: &CustomerView,
) -> Result<String> {
    if let Identifier::Shop(id) = found_by {
        return Ok(of_shop(id));
    }
    let profile: Profile = json::read_value(view.profile.clone())?;
    if let Some(id) = profile.customer_id {
        let lives_at = people::resolve(env, &Identifier::Shop(id.clone())).await?;
        if customers::read(env, &lives_at).await.is_ok() {
            return Ok(of_shop(&id));
        }
    }
    Ok(of_key(&key))
}

/// The address of a customer whom the shop names.
fn of_shop(id: &CustomerId) -> String {
    format!("{PATH}/{}", utf8_percent_encode(id.as_str(), NON_ALPHANUMERIC))
}

/// The address of the customer of a conversation.
pub(super) fn customer_of(conversation: &ConversationId, id: Option<&CustomerId>) -> String {
    let key = || conversation.customer_key().map_or_else(|_| PATH.to_owned(), |key| of_key(&key));
    id.map_or_else(key, of_shop)
}

/// The address of anybody.
fn of_key(key: &CustomerKey) -> String {
    format!("{PATH}/key/{}", utf8_percent_encode(key.as_str(), NON_ALPHANUMERIC))
}

async fn erase(asked: &mut Asked, who: &Member, place: Place) -> Result<Response> {
    team::allow(who, Role::Owner)?;
    let form = Form::read(asked).await?;
    if form.field("sure") != "yes" {
        let fault = "Nothing was erased. Say that you mean it, and send it again.";
        return html(422, page::erase(&read(&asked.env, place).await?, Some(fault)));
    }
    customers::forget(&asked.env, who.clone(), &place.key).await?;
    see(&format!("{PATH}?erased=1"))
}

/// A document that is saved, not shown. Its name holds nothing personal.
fn download(document: &str) -> Result<Response> {
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    headers.set("content-disposition", "attachment; filename=\"customer.json\"")?;
    headers.set("cache-control", "no-store")?;
    Ok(Response::ok(document)?.with_headers(headers))
}
