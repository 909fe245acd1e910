//! The operation on insights.

use super::{
    Operation,
    ProblemCode::{Invalid, Unauthorized},
};

pub(super) const OPERATIONS: &[Operation] = &[Operation {
    method: "get",
    path: "/v1/insights",
    id: "readInsights",
    summary: "What came of all that customers brought. `from` and `to` are days such as `2026-11-01` on the playbook's wall clock, both included, or instants; the last 30 days without them, 366 at most.",
    security: Some("operator"),
    request: None,
    status: "200",
    answer: Some("InsightsView"),
    problems: &[Unauthorized, Invalid],
}];
