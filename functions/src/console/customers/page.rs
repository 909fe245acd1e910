//! One customer, the search for one, and the question before one is erased.

use edgewise::{
    base::time::Timestamp,
    commerce::{Address, PaymentMethod, PrivacyKind},
    profile::Profile,
    release::{Member, Role},
};
use maud::{Markup, html};

use super::{
    super::frame::{Part, frame, instant, name_of, words},
    PATH, Shown, history, purchases,
};
use crate::customers::{identifiers_of, shown as identifier};

/// The search, with what was typed and why nobody was found.
pub(super) fn search(typed: &str, fault: Option<&str>, erased: bool) -> Markup {
    frame(
        "Customers",
        Part::Customers,
        html! {
            h1 { "Customers" }
            @if erased { p.notice role="status" { "The customer is erased. Nothing readable is left here." } }
            form.edit method="post" action=(PATH) role="search" {
                div.field {
                    label for="who" { "Email address, telephone number or the shop's customer id" }
                    input #who name="who" required maxlength="254" dir="auto" autocomplete="off" spellcheck="false"
                        value=(typed) aria-invalid=[fault.map(|_| "true")] aria-describedby="who-hint";
                    p.hint #who-hint {
                        @if let Some(fault) = fault { span.fault role="alert" { (fault) } " " }
                        "What you type is not kept and stands in no address."
                    }
                }
                div { button { "Find" } }
            }
            p.quiet { "Or open one from a " a href="/console" { "conversation" } " or a " a href="/console/inbox" { "ticket" } "." }
        },
    )
}

/// What a customer is called.
fn called(profile: &Profile) -> String {
    let names = profile.customer.as_ref().map(|seen| {
        let names = [&seen.value.first_name, &seen.value.last_name];
        let names = names.into_iter().flatten().map(|name| name.expose().as_str());
        names.collect::<Vec<_>>().join(" ")
    });
    match (names.filter(|name| !name.trim().is_empty()), &profile.customer_id) {
        (Some(name), _) => name,
        (None, Some(id)) => id.to_string(),
        (None, None) => "Somebody unknown".to_owned(),
    }
}

/// The page of a customer.
pub(super) fn whole(shown: &Shown, who: &Member) -> Markup {
    let (profile, address) = (&shown.profile, &shown.address);
    frame(
        "Customer",
        Part::Customers,
        html! {
            div.title {
                h1 { bdi { (called(profile)) } }
                div.actions {
                    form method="post" action={ (address) "/export" } { button.plain { "Download everything" } }
                    @if who.role >= Role::Owner { a.danger href={ (address) "/erase" } { "Erase" } }
                }
            }
            (asked(profile))
            (facts(profile))
            (purchases::cart(profile))
            (purchases::orders(profile))
            (purchases::subscriptions(profile))
            (history::conversations(&shown.view, profile))
            (history::tickets(&shown.view.tickets))
            (purchases::waits_for(profile))
            (consents(profile))
            (history::timeline(profile))
            (identifiers(profile))
        },
    )
}

/// What they asked to have done with what is held.
fn asked(profile: &Profile) -> Markup {
    html! {
        @for seen in profile.privacy.values() {
            section.ticket {
                p {
                    strong {
                        @match seen.value.kind {
                            PrivacyKind::Deletion => "Asked to be erased",
                            PrivacyKind::Export => "Asked for a copy of everything",
                        }
                    }
                    " on " (instant(seen.value.asked_at)) "; promised by " (instant(seen.value.due_at)) "."
                }
            }
        }
    }
}

fn facts(profile: &Profile) -> Markup {
    let customer = profile.customer.as_ref();
    let loyalty = profile.loyalty.as_ref().map(|seen| &seen.value);
    html! {
        dl.facts {
            dt { "Shop's id" }
            dd { @match &profile.customer_id { Some(id) => bdi { (id) }, None => span.quiet { "not known to the shop" } } }
            @if let Some(tier) = loyalty.and_then(|it| it.tier.as_ref()) { dt { "Tier" } dd { bdi { (tier) } } }
            @if let Some(points) = loyalty.and_then(|it| it.points) {
                dt { "Points" }
                dd {
                    (points)
                    @if let Some(more) = loyalty.and_then(|it| it.points_to_next_tier) { span.quiet { " (" (more) " to the next tier)" } }
                }
            }
            @if let Some(seen) = customer {
                @let customer = &seen.value;
                @if let Some(email) = &customer.email { dt { "Email" } dd { bdi { (email.expose()) } } }
                @if let Some(phone) = &customer.phone { dt { "Phone" } dd { bdi { (phone.expose()) } } }
                @if let Some(locale) = &customer.locale { dt { "Language" } dd { bdi { (locale) } } }
                @if !customer.tags.is_empty() { dt { "Labels" } dd { bdi { (customer.tags.join(", ")) } } }
                @if let Some(place) = &customer.default_address { dt { "Address" } dd { bdi { (postal(place.expose())) } } }
                @if !customer.payment_methods.is_empty() {
                    dt { "Ways to pay" }
                    dd { @for (index, method) in customer.payment_methods.iter().enumerate() {
                        @if index > 0 { ", " }
                        bdi { (pays_by(method)) }
                    } }
                }
                dt { "As of" } dd { (instant(seen.from.time)) }
            }
        }
    }
}

fn postal(place: &Address) -> String {
    let city = format!("{} {}", place.zip, place.city);
    let optional = |part: &Option<String>| part.clone().unwrap_or_default();
    let parts = [
        place.line1.clone(),
        optional(&place.line2),
        city,
        optional(&place.region),
        place.country.clone(),
    ];
    parts.into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(", ")
}

fn pays_by(method: &PaymentMethod) -> String {
    let mut told = method.brand.clone().unwrap_or_else(|| name_of(&method.kind));
    if let Some(last) = &method.last4 {
        told.push_str(&format!(" ending in {last}"));
    }
    if let Some(left) = method.balance {
        told.push_str(&format!(" with {}", purchases::money(left)));
    }
    told
}

fn consents(profile: &Profile) -> Markup {
    html! {
        section {
            h2 { "Consents" }
            @if profile.consents.is_empty() { p.quiet { "None was told: nothing may be sent as marketing." } } @else {
                table {
                    thead { tr { th scope="col" { "Channel" } th scope="col" { "Marketing" } th scope="col" { "Where" } th scope="col" { "Since" } } }
                    tbody { @for (channel, seen) in &profile.consents { tr {
                        td data-label="Channel" { bdi { (words(channel)) } }
                        td data-label="Marketing" { @if seen.value.granted { span.good { "allowed" } } @else { span.bad { "not allowed" } } }
                        td data-label="Where" { bdi { (seen.value.collected_from.as_deref().unwrap_or("–")) } }
                        td data-label="Since" { (instant(seen.from.time)) }
                    } } }
                }
            }
        }
    }
}

fn identifiers(profile: &Profile) -> Markup {
    let all: Vec<_> = identifiers_of(profile).iter().filter_map(identifier).collect();
    html! {
        section {
            h2 { "How we know that it is them" }
            @if all.is_empty() { p.quiet { "Nothing leads to this customer but the conversation." } } @else {
                dl.facts { @for one in &all {
                    dt { @match &*one.kind {
                        "email" => "Email address",
                        "phone" => "Telephone number",
                        "shop" => "Shop's id",
                        _ => "Browser",
                    } }
                    dd { bdi { (one.value.expose()) } }
                } }
            }
        }
    }
}

/// Whether everything is really to go.
pub(super) fn erase(shown: &Shown, fault: Option<&str>) -> Markup {
    let (conversations, tickets) = (shown.view.conversations.len(), shown.view.tickets.len());
    frame(
        "Erase a customer",
        Part::Customers,
        html! {
            h1 { "Erase " bdi { (called(&shown.profile)) } "?" }
            @if let Some(fault) = fault { p.fault role="alert" { (fault) } }
            p {
                "Their profile, " (conversations) @if conversations == 1 { " conversation" } @else { " conversations" } " and "
                (tickets) @if tickets == 1 { " ticket" } @else { " tickets" }
                " go, with everything that was noted about them. This cannot be taken back, and nobody can read it any more: "
                "not you, not they. Your shop keeps its own records."
            }
            p { "If they asked for a copy, " a href=(shown.address) { "download it first" } "." }
            form.edit method="post" action={ (shown.address) "/erase" } {
                label.check { input type="checkbox" name="sure" value="yes" required; " I mean it: erase everything about this customer" }
                div.actions { button.danger { "Erase for good" } a href=(shown.address) { "Keep them" } }
            }
            p.quiet { "The log keeps that you did it, without saying who they were. " (instant_of(shown)) }
        },
    )
}

fn instant_of(shown: &Shown) -> Markup {
    let last: Option<Timestamp> = shown.view.conversations.iter().map(|it| it.updated_at).max();
    html! { @if let Some(last) = last { "Last heard from on " (instant(last)) "." } }
}
