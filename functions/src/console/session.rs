//! Signing in to the console: a team member's token, or the deployment's own, is exchanged for a cookie.
//!
//! The cookie says who it is and no more, signed with the deployment's own token, so changing that signs
//! everybody out. What they may do is looked up at every request: whoever is taken off the team is out
//! at once. `SameSite=Strict` keeps other sites from sending it.
//!
//! Where Cloudflare Access stands before the console, whom it lets through is signed in by their address, if
//! the team knows it; everybody else signs in behind it.

use edgewise::{
    base::{id::CustomerId, pii::Pii, time::HOUR_MS},
    identity::{IdentityKeys, sign_identity},
    release::Member,
};
use worker::{Headers, Response};

use super::{form::Form, frame, html};
use crate::{
    bindings, clock,
    fault::{Fault, Result},
    http::Asked,
    team,
};

const COOKIE: &str = "edgewise_console";

/// Hours after which one must sign in again.
const HOURS: i64 = 12;

/// `POST /console/sign-in`
pub(super) async fn sign_in(asked: &mut Asked) -> Result<Response> {
    let form = Form::read(asked).await?;
    let Some(member) = team::recognise(&asked.env, form.field("token").trim()).await? else {
        return html(401, frame::sign_in(Some("That token is not accepted. Please try again.")));
    };
    let expires_at = clock::now().plus_ms(HOURS.saturating_mul(HOUR_MS));
    let subject = CustomerId::parse(member.id).map_err(|_| Fault::internal("console.subject"))?;
    let secret = bindings::operator_token(&asked.env)?;
    let cookie = sign_identity(&secret, &subject, expires_at)
        .map_err(|_| Fault::internal("console.sign"))?;
    let secure = if asked.url.scheme() == "https" { "; Secure" } else { "" };
    let seconds = HOURS.saturating_mul(HOUR_MS) / 1_000;
    let cookie = format!(
        "{COOKIE}={cookie}; Path=/console; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}"
    );
    redirect("/console", &cookie)
}

/// `POST /console/sign-out`. Who came through Access has to leave there, too.
pub(super) fn sign_out(asked: &Asked) -> Result<Response> {
    let address = match bindings::access(&asked.env)? {
        None => "/console",
        Some(_) => "/cdn-cgi/access/logout",
    };
    redirect(address, &format!("{COOKIE}=; Path=/console; HttpOnly; SameSite=Strict; Max-Age=0"))
}

/// Who has signed in, as the team has them now; nobody where they have not, or are in it no longer.
/// `through` is whom Access let through.
pub(super) async fn signed_in(
    asked: &Asked,
    through: Option<&Pii<String>>,
) -> Result<Option<Member>> {
    if let Some(address) = through
        && let Some(member) = team::member_at(&asked.env, address).await?
    {
        return Ok(Some(member));
    }
    let cookies = asked.header("cookie").unwrap_or_default();
    let cookie = cookies.split(';').find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == COOKIE).then_some(value)
    });
    let Some(cookie) = cookie else { return Ok(None) };
    let keys = IdentityKeys::parse(Some(&bindings::operator_token(&asked.env)?), None)
        .map_err(|_| Fault::internal("console.keys"))?;
    match keys.verify(cookie, clock::now()) {
        Ok(claims) => team::member(&asked.env, claims.sub.as_str()).await,
        Err(_) => Ok(None),
    }
}

/// Whether a browser sends this on behalf of another site's page. `SameSite=Strict` keeps the cookie
/// from other sites already; this also stops pages of neighbours under the same domain, and forms that
/// sign somebody in or out.
pub(super) fn is_foreign(asked: &Asked) -> bool {
    match asked.header("sec-fetch-site") {
        Some(site) => !matches!(site.as_str(), "same-origin" | "none"),
        // Older browsers, and those on an address without encryption, say only where they come from.
        None => asked
            .header("origin")
            .is_some_and(|origin| origin != asked.url.origin().ascii_serialization()),
    }
}

fn redirect(address: &str, cookie: &str) -> Result<Response> {
    let headers = Headers::new();
    headers.set("location", address)?;
    headers.set("set-cookie", cookie)?;
    headers.set("cache-control", "no-store")?;
    Ok(Response::empty()?.with_status(303).with_headers(headers))
}
