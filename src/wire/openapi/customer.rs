//! The operations on customers.

use super::{
    Operation,
    ProblemCode::{BadRequest, NotFound, Unauthorized},
};

pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        method: "get",
        path: "/v1/customers",
        id: "findCustomer",
        summary: "Finds a customer by email address or telephone number.",
        security: Some("operator"),
        request: None,
        status: "200",
        answer: Some("CustomerView"),
        problems: &[BadRequest, Unauthorized, NotFound],
    },
    Operation {
        method: "get",
        path: "/v1/customers/{customer_id}",
        id: "readCustomer",
        summary: "The unified profile.",
        security: Some("operator"),
        request: None,
        status: "200",
        answer: Some("CustomerView"),
        problems: &[Unauthorized, NotFound],
    },
    Operation {
        method: "get",
        path: "/v1/customers/{customer_id}/export",
        id: "exportCustomer",
        summary: "Everything that is held about a person, as one document. It is noted in the log.",
        security: Some("operator"),
        request: None,
        status: "200",
        answer: Some("CustomerExport"),
        problems: &[Unauthorized, NotFound],
    },
    Operation {
        method: "delete",
        path: "/v1/customers/{customer_id}",
        id: "eraseCustomer",
        summary: "Erases a person. It is noted in the log.",
        security: Some("operator"),
        request: None,
        status: "202",
        answer: None,
        problems: &[Unauthorized, NotFound],
    },
];
