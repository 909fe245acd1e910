//! The operations on sites whose pages are read by themselves.

use super::{
    JSON, Operation,
    ProblemCode::{BadRequest, Conflict, Invalid, NotFound, TooLarge, Unauthorized},
};

pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        method: "get",
        path: "/v1/knowledge/sites",
        id: "listSites",
        summary: "The sites that are read, and what each last reading came to.",
        security: Some("operator"),
        request: None,
        status: "200",
        answer: Some("SiteList"),
        problems: &[Unauthorized],
    },
    Operation {
        method: "get",
        path: "/v1/knowledge/sites/{site_id}",
        id: "readSite",
        summary: "A site, and what its last reading came to.",
        security: Some("operator"),
        request: None,
        status: "200",
        answer: Some("SiteView"),
        problems: &[Unauthorized, NotFound],
    },
    Operation {
        method: "put",
        path: "/v1/knowledge/sites/{site_id}",
        id: "putSite",
        summary: "Keeps a site, in the place of one with its id, and has it read at once and on schedule.",
        security: Some("operator"),
        request: Some((JSON, "SiteRequest")),
        status: "200",
        answer: Some("SiteView"),
        problems: &[BadRequest, Unauthorized, Conflict, TooLarge, Invalid],
    },
    Operation {
        method: "delete",
        path: "/v1/knowledge/sites/{site_id}",
        id: "removeSite",
        summary: "Forgets a site with its pages.",
        security: Some("operator"),
        request: None,
        status: "204",
        answer: None,
        problems: &[Unauthorized, NotFound],
    },
    Operation {
        method: "post",
        path: "/v1/knowledge/sites/{site_id}/read",
        id: "readSiteNow",
        summary: "Has a site read at once.",
        security: Some("operator"),
        request: None,
        status: "202",
        answer: Some("SiteView"),
        problems: &[Unauthorized, NotFound],
    },
];
