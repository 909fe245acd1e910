//! Reading a JSON body once, strictly, with the place of the fault.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{FieldFault, Problem, ProblemCode};
use crate::base::{
    json::{self, JsonFault},
    limits::{BODY_BYTES_MAX, JSON_DEPTH_MAX},
    text::pointer_part,
};

/// Reads a body as `T`.
///
/// # Errors
/// A [`Problem`] that points at the fault. Values from the body are not repeated in it: they may
/// be personal.
pub fn parse_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    json::read(text_of(body)?).map_err(|fault| problem("", &fault))
}

/// Reads a JSON value that is part of a body already read, whose place is `base`.
///
/// # Errors
/// A [`Problem`] that points at the fault, below `base`.
pub fn parse_value<T: DeserializeOwned>(value: Value, base: &str) -> Result<T, Problem> {
    json::read_value(value).map_err(|fault| problem(base, &fault))
}

/// A body as JSON of any shape.
pub(super) fn value_of(body: &[u8]) -> Result<Value, Problem> {
    let text = text_of(body)?;
    json::read(text).map_err(|fault| problem("", &fault))
}

/// Where a value could not be read, as a pointer that exists in it, and the fault.
pub(super) fn data_fault(fault: &JsonFault) -> (String, FieldFault) {
    let place = fault.pointer().to_owned();
    let (field, detail) = describe(&fault.to_string());
    let fault = FieldFault { pointer: format!("{place}{field}"), detail };
    (place, fault)
}

fn text_of(body: &[u8]) -> Result<&str, Problem> {
    if body.len() > BODY_BYTES_MAX {
        let detail = format!("A body may have at most {BODY_BYTES_MAX} bytes.");
        return Err(Problem::new(ProblemCode::TooLarge, detail));
    }
    let text = std::str::from_utf8(body).map_err(|error| {
        let detail = format!("The body is not UTF-8 from byte {} on.", error.valid_up_to());
        Problem::new(ProblemCode::MalformedJson, detail)
    })?;
    check_depth(text)?;
    Ok(text)
}

/// Counts brackets outside strings, so that depth is known before any of it is built.
fn check_depth(text: &str) -> Result<(), Problem> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth = depth.saturating_add(1);
                if depth > JSON_DEPTH_MAX {
                    let detail = format!("Arrays and objects may be nested {JSON_DEPTH_MAX} deep.");
                    return Err(Problem::new(ProblemCode::TooDeep, detail));
                }
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

fn problem(base: &str, fault: &JsonFault) -> Problem {
    match fault {
        JsonFault::Unexpected(unexpected) => {
            let (field, detail) = describe(&unexpected.message);
            Problem::invalid(format!("{base}{}{field}", unexpected.pointer), detail)
        }
        JsonFault::Malformed { line, column } => Problem::new(
            ProblemCode::MalformedJson,
            format!("The JSON ends or breaks at line {line}, column {column}."),
        ),
    }
}

/// From the deserializer's own words to ours: which field is missing, what was expected. What was
/// found is left out where it would repeat a value of the body.
fn describe(message: &str) -> (String, String) {
    if let Some(rest) = message.strip_prefix("missing field `") {
        let field = rest.trim_end_matches('`');
        return (format!("/{}", pointer_part(field)), "is missing".to_owned());
    }
    if let Some(rest) = message.strip_prefix("invalid type: ") {
        let found = rest.split([' ', ',']).next().unwrap_or_default();
        let expected = rest.split(", expected ").nth(1).unwrap_or("another type");
        // How large it may be is said where it is not kept to.
        if ["u8", "u16", "u32", "u64", "i32", "i64", "usize"].contains(&expected) {
            return (String::new(), "must be a whole number".to_owned());
        }
        if expected.starts_with("struct ") {
            return (String::new(), "must be an object with named fields".to_owned());
        }
        return (String::new(), format!("must be {expected}, not {found}"));
    }
    if let Some(rest) = message.strip_prefix("unknown variant ") {
        let expected = rest.split(", expected ").nth(1).unwrap_or("another value");
        return (String::new(), format!("must be {expected}"));
    }
    if let Some(rest) = message.strip_prefix("unknown field `") {
        // The pointer ends at the field itself here.
        let known = rest.split(", expected ").nth(1).unwrap_or("other fields");
        return (String::new(), format!("is not a field of this document; it has {known}"));
    }
    if let Some(rest) = message.strip_prefix("invalid value: ") {
        let expected = rest.split(", expected ").nth(1).unwrap_or("another value");
        return (String::new(), format!("must be {expected}"));
    }
    (String::new(), without_quoted(message))
}

/// Drops what stands between backticks: a value of the body.
fn without_quoted(message: &str) -> String {
    message.split('`').step_by(2).collect::<Vec<_>>().join("…")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commerce::Order;

    #[track_caller]
    fn check(body: &[u8], status: u16, code: &str, pointer: Option<&str>) {
        let problem = parse_json::<Order>(body).unwrap_err();
        let found = problem.errors.first().map(|fault| fault.pointer.as_str());
        assert_eq!((problem.status, problem.code.as_str(), found), (status, code, pointer));
        assert!(!format!("{problem:?}").contains("secret"), "{problem:?}");
    }

    #[test]
    fn every_kind_of_bad_body_has_its_own_answer() {
        check(b"", 400, "malformed_json", None);
        check(b"{", 400, "malformed_json", None);
        check(b"{} x", 400, "malformed_json", None);
        check(b"\"\xff\"", 400, "malformed_json", None);
        check(&[b'['; 100], 400, "too_deep", None);
        check(&vec![b' '; BODY_BYTES_MAX + 1], 413, "too_large", None);
        check(b"[]", 422, "invalid", Some(""));
        check(br#"{"id":7}"#, 422, "invalid", Some("/id"));
        check(br#"{"id":"1","customer_id":"2"}"#, 422, "invalid", Some("/status"));
        check(
            br#"{"id":"1","customer_id":"2","status":"secret","lines":[]}"#,
            422,
            "invalid",
            Some("/status"),
        );
        check(
            br#"{"id":"1","customer_id":"2","status":"pending","lines":[],
                "total":{"amount":"secret","currency":"USD"}}"#,
            422,
            "invalid",
            Some("/total"),
        );
    }

    #[test]
    fn brackets_inside_strings_are_not_depth() {
        let text = format!("\"{}\\\"{}\"", "[".repeat(99), "{".repeat(99));
        assert!(parse_json::<String>(text.as_bytes()).is_ok());
    }
}
