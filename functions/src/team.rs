//! Who is calling, and the team's tokens.
//!
//! The deployment's own operator token is the owner's. Everybody else has a token of their own, of
//! which only the hash is kept.

use edgewise::{
    base::pii::Pii,
    identity::secrets_match,
    release::{Hash, Member, Role, TOKEN_PREFIX, TeamMember},
    wire::{MemberAdded, MemberRequest, Problem, ProblemCode, TeamList},
};
use worker::{Env, Response};

use crate::{
    bindings, clock,
    contract::{
        self,
        playbook::{AddMember, NAME, NamedBy, ReadMember, ReadTeam, Recognise, RemoveMember},
    },
    fault::{Fault, Result},
    http::{self, Asked},
    random,
};

/// Characters of a name.
const NAME_CHARS_MAX: usize = 80;

/// Random bytes of a token.
const TOKEN_BYTES: usize = 32;

/// Team members with a token of their own.
const MEMBERS_MAX: usize = 500;

/// Ends the request unless it comes from somebody of at least this role.
pub(crate) async fn require(asked: &Asked, role: Role) -> Result<Member> {
    let member = recognise(&asked.env, &asked.bearer()?).await?.ok_or_else(|| {
        Fault::problem(ProblemCode::Unauthorized, "This token is not accepted here.")
    })?;
    allow(&member, role)?;
    Ok(member)
}

/// Ends the request unless this is somebody of at least this role.
pub(crate) fn allow(member: &Member, role: Role) -> Result<()> {
    if member.role >= role {
        return Ok(());
    }
    let (needed, given) = (role.name(), member.role.name());
    let detail = format!("This takes the role `{needed}`; you have `{given}`.");
    Err(Fault::problem(ProblemCode::Forbidden, detail))
}

/// Somebody who has shown their token before, as long as they belong to the team.
pub(crate) async fn member(env: &Env, id: &str) -> Result<Option<Member>> {
    let owner = Member::owner();
    if id == owner.id {
        return Ok(Some(owner));
    }
    let by = NamedBy::Id(id.to_owned());
    contract::call(env, NAME, &ReadMember { by, at: clock::now() }).await
}

/// Whom Cloudflare Access let through, if they belong to the team.
pub(crate) async fn member_at(env: &Env, address: &Pii<String>) -> Result<Option<Member>> {
    let Some(email) = TeamMember::named_by(address) else { return Ok(None) };
    let by = NamedBy::Email(email);
    contract::call(env, NAME, &ReadMember { by, at: clock::now() }).await
}

/// Whose token this is.
pub(crate) async fn recognise(env: &Env, token: &str) -> Result<Option<Member>> {
    if is_owner(env, token)? {
        return Ok(Some(Member::owner()));
    }
    if !token.starts_with(TOKEN_PREFIX) {
        return Ok(None);
    }
    let call = Recognise { token: Hash::of(token.as_bytes()), at: clock::now() };
    contract::call(env, NAME, &call).await
}

/// Whether this is the deployment's own operator token.
fn is_owner(env: &Env, token: &str) -> Result<bool> {
    Ok(secrets_match(token, &bindings::operator_token(env)?))
}

/// `GET /v1/team`
pub(crate) async fn list(asked: &Asked) -> Result<Response> {
    let you = require(asked, Role::Viewer).await?;
    let items = contract::call(&asked.env, NAME, &ReadTeam {}).await?;
    http::json(200, &TeamList { you, items })
}

/// `POST /v1/team`
pub(crate) async fn add(asked: &mut Asked) -> Result<Response> {
    let by = require(asked, Role::Owner).await?;
    let request: MemberRequest = asked.json().await?;
    let name = request.name.trim().to_owned();
    let now = clock::now();
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        let detail = format!("must have 1 to {NAME_CHARS_MAX} characters");
        return Err(Problem::invalid("/name", detail).into());
    }
    if request.expires_at.is_some_and(|end| end <= now) {
        return Err(Problem::invalid("/expires_at", "must lie in the future").into());
    }
    let email = request.email.as_ref().map(|given| {
        TeamMember::named_by(given)
            .ok_or_else(|| Problem::invalid("/email", "must be an email address"))
    });
    let email = email.transpose()?;
    let team = contract::call(&asked.env, NAME, &ReadTeam {}).await?;
    if email.is_some() && team.iter().any(|other| other.email == email) {
        return Err(Problem::invalid("/email", "names another member of the team").into());
    }
    if team.len() >= MEMBERS_MAX {
        let detail = format!("A team has at most {MEMBERS_MAX} members.");
        return Err(Fault::problem(ProblemCode::Conflict, detail));
    }
    let token = format!("{TOKEN_PREFIX}{}", random::hex(TOKEN_BYTES)?);
    let member = TeamMember {
        member: Member { id: format!("m{}", random::hex(8)?), name, role: request.role },
        added_at: now,
        expires_at: request.expires_at,
        email,
    };
    let call = AddMember { token: Hash::of(token.as_bytes()), member, by };
    let member = contract::call(&asked.env, NAME, &call).await?;
    http::json(201, &MemberAdded { member, token })
}

/// `DELETE /v1/team/{id}`: their token is not accepted from now on.
pub(crate) async fn remove(asked: &Asked, id: &str) -> Result<Response> {
    let by = require(asked, Role::Owner).await?;
    let call = RemoveMember { id: id.to_owned(), by, at: clock::now() };
    if contract::call(&asked.env, NAME, &call).await? {
        Ok(Response::empty()?.with_status(204))
    } else {
        Err(Fault::not_found())
    }
}
