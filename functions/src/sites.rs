//! The merchant's own sites, for who runs the shop: which are read, and what that came to.

use edgewise::{
    knowledge::Site,
    release::Role,
    wire::{Problem, ProblemCode, SiteRequest, SiteView},
};
use worker::{Env, Response};

use crate::{
    bindings, clock,
    contract::{
        self,
        knowledge::NAME,
        site::{PutSite, ReadSiteNow, ReadSites, RemoveSite},
    },
    fault::{Fault, Result},
    http::{self, Asked},
    team,
};

/// `GET /v1/knowledge/sites`
pub(crate) async fn list(asked: &Asked) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    http::json(200, &contract::call(&asked.env, NAME, &ReadSites { id: None }).await?)
}

/// `GET /v1/knowledge/sites/{id}`
pub(crate) async fn read(asked: &Asked, id: &str) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    let call = ReadSites { id: Some(id.to_owned()) };
    let mut list = contract::call(&asked.env, NAME, &call).await?;
    http::json(200, &list.items.pop().ok_or_else(Fault::not_found)?)
}

/// `PUT /v1/knowledge/sites/{id}`
pub(crate) async fn put(asked: &mut Asked, id: &str) -> Result<Response> {
    team::require(asked, Role::Editor).await?;
    let site: SiteRequest = asked.json().await?;
    let faults = site.check(bindings::demo_links(&asked.env));
    let mut problem = Problem::new(ProblemCode::Invalid, "The site has faults.").with(faults);
    if site.id != id {
        problem = problem.at("/id", "must be the id in the address");
    }
    if !problem.errors.is_empty() {
        return Err(problem.into());
    }
    http::json(200, &keep(&asked.env, site).await?)
}

/// `DELETE /v1/knowledge/sites/{id}`
pub(crate) async fn remove(asked: &Asked, id: &str) -> Result<Response> {
    team::require(asked, Role::Editor).await?;
    if contract::call(&asked.env, NAME, &RemoveSite { id: id.to_owned() }).await? {
        Ok(Response::empty()?.with_status(204))
    } else {
        Err(Fault::not_found())
    }
}

/// `POST /v1/knowledge/sites/{id}/read`
pub(crate) async fn read_now(asked: &Asked, id: &str) -> Result<Response> {
    team::require(asked, Role::Editor).await?;
    let call = ReadSiteNow { id: id.to_owned(), at: clock::now() };
    let view = contract::call(&asked.env, NAME, &call).await?;
    http::json(202, &view.ok_or_else(Fault::not_found)?)
}

/// Keeps a site that was checked.
pub(crate) async fn keep(env: &Env, mut site: SiteRequest) -> Result<SiteView> {
    // As links to it are written: its first page is one address, not two.
    let read = Site::parse(&site.url, bindings::demo_links(env));
    site.url = read.map_err(|_| Fault::internal("site.address"))?.start().to_owned();
    let call = PutSite { site, at: clock::now() };
    let kept = contract::call(env, NAME, &call).await?;
    kept.ok_or_else(|| {
        Fault::problem(ProblemCode::Conflict, "There are as many sites as there may be.")
    })
}
