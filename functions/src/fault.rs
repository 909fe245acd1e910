//! Any fault becomes a problem document for the caller and, where it is ours, one log line.

use edgewise::{
    base::json::JsonFault,
    wire::{Problem, ProblemCode},
};
use worker::{Headers, Response};

/// What a handler gives.
pub(crate) type Result<T> = std::result::Result<T, Fault>;

/// Why a request ends without what it asked for.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Ours: an invariant or stored data. The code is for the log; the caller gets a fixed text.
    Internal(String),
    /// The platform's: an object that restarts, a binding that is away. Worth another try.
    Platform(worker::Error),
    /// The caller's.
    Problem(Box<Problem>),
}

impl Fault {
    /// A fault of ours with a stable code, free of personal data.
    pub(crate) fn internal(code: impl Into<String>) -> Self {
        Self::Internal(code.into())
    }

    /// A fault of the caller.
    pub(crate) fn problem(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self::Problem(Box::new(Problem::new(code, detail)))
    }

    /// Nothing is here. One sentence for all, so that nobody learns what exists.
    pub(crate) fn not_found() -> Self {
        Self::problem(ProblemCode::NotFound, "Nothing is kept under this address.")
    }

    /// A stable code, free of personal data.
    pub(crate) fn code(&self) -> &str {
        match self {
            Self::Internal(code) => code,
            Self::Platform(_) => "platform",
            Self::Problem(problem) => &problem.code,
        }
    }

    /// The problem document, and one log line where the fault is not the caller's.
    pub(crate) fn into_problem(self, request_id: &str) -> Problem {
        let mut problem = match self {
            Self::Problem(problem) => *problem,
            Self::Internal(code) => {
                worker::console_error!("fault code={code} request_id={request_id}");
                Problem::new(
                    ProblemCode::Internal,
                    "The request was not carried out. The fault has been logged.",
                )
            }
            Self::Platform(error) => {
                // The platform's own words: they name bindings and objects, never customers.
                worker::console_error!("fault code=platform request_id={request_id} cause={error}");
                Problem::new(ProblemCode::Unavailable, "Please send the same request again.")
            }
        };
        request_id.clone_into(&mut problem.request_id);
        problem
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl From<worker::Error> for Fault {
    fn from(error: worker::Error) -> Self {
        Self::Platform(error)
    }
}

impl From<JsonFault> for Fault {
    fn from(fault: JsonFault) -> Self {
        // Only our own stored or internal JSON comes this way: bodies go through `wire`.
        Self::Internal(format!("json.{}", fault.code()))
    }
}

impl From<serde_json::Error> for Fault {
    fn from(_: serde_json::Error) -> Self {
        // Only writing comes this way.
        Self::Internal("json.unwritable".to_owned())
    }
}

/// The HTTP answer of a problem document.
pub(crate) fn problem_response(problem: &Problem) -> worker::Result<Response> {
    let headers = Headers::new();
    headers.set("content-type", "application/problem+json")?;
    headers.set("cache-control", "no-store")?;
    match problem.status {
        401 => headers.set("www-authenticate", "Bearer")?,
        429 | 503 => headers.set("retry-after", "1")?,
        _ => {}
    }
    let body = serde_json::to_string(problem)?;
    Ok(Response::ok(body)?.with_status(problem.status).with_headers(headers))
}
