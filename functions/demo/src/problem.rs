//! Refusals: RFC 9457 problem documents with the stable codes of the Commerce API.

use serde_json::{Value, json};

use crate::SHOP_ORIGIN;

/// Why a request is refused. Nothing was changed.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    code: Code,
    detail: String,
    /// JSON pointer into the body, or the name of a query parameter or header.
    place: Option<Place>,
}

#[derive(Clone, Debug)]
enum Place {
    Header(&'static str),
    Parameter(&'static str),
    Pointer(String),
}

#[derive(Clone, Copy, Debug)]
enum Code {
    IdempotencyConflict,
    InsufficientBalance,
    Invalid,
    MethodNotAllowed,
    NotAllowed,
    NotFound,
    OutOfStock,
}

impl Problem {
    /// There is no such thing.
    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(Code::NotFound, format!("There is no such {what}."))
    }

    /// The path exists, the method does not.
    pub(crate) fn method_not_allowed(wanted: &str) -> Self {
        Self::new(Code::MethodNotAllowed, format!("This path answers to {wanted} only."))
    }

    /// The state or the shop's rules forbid it.
    pub(crate) fn not_allowed(detail: impl Into<String>) -> Self {
        Self::new(Code::NotAllowed, detail)
    }

    /// Fewer pieces than wanted.
    pub(crate) fn out_of_stock(title: &str) -> Self {
        Self::new(Code::OutOfStock, format!("There are not enough pieces of {title} left."))
    }

    /// A gift card, store credit or points balance does not reach.
    pub(crate) fn insufficient_balance(detail: impl Into<String>) -> Self {
        Self::new(Code::InsufficientBalance, detail)
    }

    /// The key belongs to another request.
    pub(crate) fn idempotency_conflict() -> Self {
        Self::new(Code::IdempotencyConflict, "This Idempotency-Key was used for another request.")
    }

    /// Part of the body is not as it must be.
    pub(crate) fn invalid(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        let place = Some(Place::Pointer(pointer.into()));
        Self { place, ..Self::new(Code::Invalid, detail) }
    }

    /// A query parameter is not as it must be.
    pub(crate) fn invalid_parameter(name: &'static str, detail: impl Into<String>) -> Self {
        Self { place: Some(Place::Parameter(name)), ..Self::new(Code::Invalid, detail) }
    }

    /// A header is not as it must be.
    pub(crate) fn invalid_header(name: &'static str, detail: impl Into<String>) -> Self {
        Self { place: Some(Place::Header(name)), ..Self::new(Code::Invalid, detail) }
    }

    pub(crate) const fn status(&self) -> u16 {
        match self.code {
            Code::NotFound => 404,
            Code::MethodNotAllowed => 405,
            Code::IdempotencyConflict
            | Code::InsufficientBalance
            | Code::NotAllowed
            | Code::OutOfStock => 409,
            Code::Invalid => 422,
        }
    }

    pub(crate) fn body(&self) -> String {
        let (code, title) = self.words();
        let mut body = json!({
            "type": format!("{SHOP_ORIGIN}/problems/{code}"),
            "title": title,
            "status": self.status(),
            "code": code,
            "detail": self.detail,
        });
        let place = self.place.as_ref().map(|place| match place {
            Place::Header(name) => json!({ "header": name, "detail": self.detail }),
            Place::Parameter(name) => json!({ "parameter": name, "detail": self.detail }),
            Place::Pointer(pointer) => json!({ "pointer": pointer, "detail": self.detail }),
        });
        if let (Some(place), Some(fields)) = (place, body.as_object_mut()) {
            fields.insert("errors".to_owned(), Value::Array(vec![place]));
        }
        body.to_string()
    }

    const fn words(&self) -> (&'static str, &'static str) {
        match self.code {
            Code::IdempotencyConflict => ("idempotency_conflict", "Key used before"),
            Code::InsufficientBalance => ("insufficient_balance", "Balance too low"),
            Code::Invalid => ("invalid", "Invalid request"),
            Code::MethodNotAllowed => ("method_not_allowed", "Method not allowed"),
            Code::NotAllowed => ("not_allowed", "Not allowed"),
            Code::NotFound => ("not_found", "Not found"),
            Code::OutOfStock => ("out_of_stock", "Out of stock"),
        }
    }

    fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), place: None }
    }
}
