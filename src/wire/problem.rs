//! Problem documents (RFC 9457).

use serde::{Deserialize, Serialize};

use crate::{knowledge::ArticleFault, playbook::PlaybookFault};

/// The body of every answer with a status of 400 or more.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// A name for this kind of problem, as a relative reference.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind, in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// This occurrence, in words. Never holds personal data.
    pub detail: String,
    /// Stable code for programs.
    pub code: String,
    /// Names this request in the logs.
    pub request_id: String,
    /// What is wrong in the request's body, fault by fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldFault>,
}

/// One fault in a request's body.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldFault {
    /// JSON pointer (RFC 6901) to the place.
    pub pointer: String,
    /// What is wrong there.
    pub detail: String,
}

impl From<PlaybookFault> for FieldFault {
    fn from(fault: PlaybookFault) -> Self {
        Self { pointer: fault.pointer, detail: fault.detail }
    }
}

impl From<ArticleFault> for FieldFault {
    fn from(fault: ArticleFault) -> Self {
        Self { pointer: fault.pointer, detail: fault.detail }
    }
}

macro_rules! problem_codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal $code:literal $title:literal;)*) => {
        /// The closed list of problems.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub enum ProblemCode {
            $($(#[$doc])* $name,)*
        }

        impl ProblemCode {
            /// All of them, for documentation.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The HTTP status.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The kind in words.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

problem_codes! {
    /// The body is not JSON at all, or not UTF-8.
    MalformedJson = 400 "malformed_json" "The body is not JSON";
    /// The body is not YAML, or has what is not taken of it.
    MalformedYaml = 400 "malformed_yaml" "The body is not YAML";
    /// The body is nested too deeply.
    TooDeep = 400 "too_deep" "The body is nested too deeply";
    /// The query or the path cannot be read.
    BadRequest = 400 "bad_request" "The request cannot be read";
    /// No token, or not the right kind.
    Unauthorized = 401 "unauthorized" "A valid token is needed";
    /// The identity token does not prove who signs in.
    InvalidIdentity = 401 "invalid_identity_token" "The identity token is not accepted";
    /// A hook's signature does not match its bytes.
    InvalidSignature = 401 "invalid_signature" "The signature does not match";
    /// The token is valid, but not for this.
    Forbidden = 403 "forbidden" "This token may not do that";
    /// Nobody may begin to chat.
    ChatClosed = 403 "chat_closed" "The chat is closed";
    /// Nothing here.
    NotFound = 404 "not_found" "There is nothing here";
    /// The path exists, the method does not.
    MethodNotAllowed = 405 "method_not_allowed" "This method is not offered here";
    /// The state forbids it.
    Conflict = 409 "conflict" "The state does not allow it";
    /// The same message id came with another text.
    MessageConflict = 409 "client_message_id_conflict" "The message id was used for another text";
    /// What was read before has been changed by somebody else.
    PreconditionFailed = 412 "precondition_failed" "It was changed meanwhile";
    /// The body is over the bound.
    TooLarge = 413 "too_large" "The body is too large";
    /// The media type is not one of those offered.
    UnsupportedMedia = 415 "unsupported_media_type" "The media type is not accepted here";
    /// The body is JSON, but not what is asked for.
    Invalid = 422 "invalid" "The body has faults";
    /// A WebSocket was expected.
    UpgradeRequired = 426 "upgrade_required" "A WebSocket is expected here";
    /// Too many messages wait.
    TooMany = 429 "too_many_requests" "Too many requests";
    /// Ours.
    Internal = 500 "internal" "Something went wrong on our side";
    /// Ours, and worth another try.
    Unavailable = 503 "unavailable" "Not available for a moment";
}

impl Problem {
    /// A problem of this kind, with a sentence about this occurrence.
    #[must_use]
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("/problems/{}", code.code()),
            title: code.title().to_owned(),
            status: code.status(),
            detail: detail.into(),
            code: code.code().to_owned(),
            request_id: String::new(),
            errors: Vec::new(),
        }
    }

    /// The same, pointing at a place in the body.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        self.errors.push(FieldFault { pointer: pointer.into(), detail: detail.into() });
        self
    }

    /// The same, pointing at each of these places.
    #[must_use]
    pub fn with<F: Into<FieldFault>>(mut self, faults: impl IntoIterator<Item = F>) -> Self {
        self.errors.extend(faults.into_iter().map(Into::into));
        self
    }

    /// A body that is JSON but has this fault.
    #[must_use]
    pub fn invalid(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self::new(ProblemCode::Invalid, "The body is not what this path takes.").at(pointer, detail)
    }
}
