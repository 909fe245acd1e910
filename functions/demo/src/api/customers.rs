//! Customers.

use edgewise::{base::pii::Pii, commerce::Customer};

use super::{
    Reply,
    query::{Body, Query},
};
use crate::{draft::Draft, problem::Problem, shop::Shop};

/// Exact look-up by email, by phone, or by both names and postal code.
pub(super) fn find(shop: &Shop, _: &str, query: &Query) -> Result<Reply, Problem> {
    let email = query.value("email").map(lower);
    let phone = query.value("phone").map(digits);
    let full_name = match (query.value("first_name"), query.value("last_name"), query.value("zip"))
    {
        (Some(first), Some(last), Some(zip)) => Some((lower(first), lower(last), compact(zip))),
        _ => None,
    };
    if email.is_none() && phone.is_none() && full_name.is_none() {
        let detail = "Give email, or phone, or all of first_name, last_name and zip.";
        return Err(Problem::invalid_parameter("email", detail));
    }
    // Whatever is given must agree.
    let matches = |customer: &&Customer| {
        email.as_ref().is_none_or(|email| shown(customer.email.as_ref(), lower) == *email)
            && phone.as_ref().is_none_or(|phone| {
                !phone.is_empty() && shown(customer.phone.as_ref(), digits) == *phone
            })
            && full_name.as_ref().is_none_or(|(first, last, zip)| {
                shown(customer.first_name.as_ref(), lower) == *first
                    && shown(customer.last_name.as_ref(), lower) == *last
                    && zip_of(customer) == *zip
            })
    };
    let found: Vec<&Customer> = shop.known().customers.values().filter(matches).collect();
    query.page(&found, |customer| customer.id.as_str())
}

pub(super) fn read(shop: &Shop, id: &str, _: &Query) -> Result<Reply, Problem> {
    shop.customer(id).map(Reply::ok).ok_or_else(|| Problem::not_found("customer"))
}

pub(super) fn set_default_address(
    draft: &mut Draft<'_>,
    id: &str,
    body: &Body<'_>,
) -> Result<Reply, Problem> {
    let mut customer = draft.customer(id)?;
    customer.default_address = Some(Pii::new(body.parse_address()?));
    customer.updated_at = Some(draft.now);
    let reply = Reply::ok(&customer);
    draft.put_customer(customer);
    Ok(reply)
}

fn shown(field: Option<&Pii<String>>, form: fn(&str) -> String) -> String {
    field.map(|text| form(text.expose())).unwrap_or_default()
}

fn zip_of(customer: &Customer) -> String {
    let address = customer.default_address.as_ref();
    address.map(|address| compact(&address.expose().zip)).unwrap_or_default()
}

fn lower(text: &str) -> String {
    text.trim().to_lowercase()
}

fn compact(zip: &str) -> String {
    zip.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
}

fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}
