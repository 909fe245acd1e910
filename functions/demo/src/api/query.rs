//! Reading queries and bodies, and cutting lists into pages.

use edgewise::commerce::Address;
use percent_encoding::percent_decode_str;
use serde::{Serialize, de::DeserializeOwned};

use super::Reply;
use crate::{json, people::COUNTRIES, problem::Problem};

/// Items of a page, at most and when nothing is said.
const LIMIT_MAX: usize = 250;
const LIMIT_USUAL: usize = 50;

/// Characters of one line of an address.
const ADDRESS_CHARS_MAX: usize = 120;

/// The parameters of a request.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn parse(query: &str) -> Self {
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        });
        Self(pairs.collect())
    }

    /// The first value under this name; an empty one counts as absent.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let pair = self.0.iter().find(|(own, _)| own == name)?;
        Some(pair.1.as_str()).filter(|value| !value.is_empty())
    }

    fn limit(&self) -> Result<usize, Problem> {
        let Some(text) = self.value("limit") else { return Ok(LIMIT_USUAL) };
        text.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit)).ok_or_else(|| {
            Problem::invalid_parameter(
                "limit",
                format!("A limit is a number from 1 to {LIMIT_MAX}."),
            )
        })
    }

    /// The page of a list that the request asks for. A cursor is the id of the last item seen, so
    /// that a page stays right when earlier items change.
    pub(super) fn page<T: Serialize>(
        &self,
        items: &[&T],
        id: impl Fn(&T) -> &str,
    ) -> Result<Reply, Problem> {
        let limit = self.limit()?;
        let rest = match self.value("cursor") {
            None => items,
            Some(cursor) => {
                let seen = items.iter().position(|item| id(item) == cursor).ok_or_else(|| {
                    Problem::invalid_parameter("cursor", "This cursor belongs to no item here.")
                })?;
                items.get(seen.saturating_add(1)..).unwrap_or_default()
            }
        };
        let shown = rest.get(..limit).unwrap_or(rest);
        let next = shown.last().filter(|_| rest.len() > shown.len()).map(|item| id(item));
        Ok(Reply::ok(&Page { items: shown, next_cursor: next }))
    }
}

/// Part of a list.
#[derive(Serialize)]
struct Page<'a, T> {
    items: &'a [&'a T],
    next_cursor: Option<&'a str>,
}

/// A body as sent.
pub(super) struct Body<'a>(&'a [u8]);

impl<'a> Body<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The body as what the operation expects.
    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        json::read(self.0).map_err(|fault| {
            let detail = fault.to_string();
            Problem::invalid(pointer(fault.pointer(), &detail), detail)
        })
    }

    /// The body as an address that the shop delivers to.
    pub(super) fn parse_address(&self) -> Result<Address, Problem> {
        let address: Address = self.parse()?;
        let fields = [
            ("/line1", Some(&address.line1)),
            ("/line2", address.line2.as_ref()),
            ("/city", Some(&address.city)),
            ("/region", address.region.as_ref()),
            ("/zip", Some(&address.zip)),
            ("/country", Some(&address.country)),
        ];
        for (pointer, field) in fields {
            let Some(text) = field else { continue };
            let length = text.trim().chars().count();
            if length == 0 || length > ADDRESS_CHARS_MAX || text.chars().any(char::is_control) {
                let detail =
                    format!("This must be one line of 1 to {ADDRESS_CHARS_MAX} characters.");
                return Err(Problem::invalid(pointer, detail));
            }
        }
        if !COUNTRIES.iter().any(|country| country.code == address.country) {
            let detail = "The shop delivers to the countries of its capabilities only.";
            return Err(Problem::invalid("/country", detail));
        }
        Ok(address)
    }
}

/// Where in the body the fault is. A missing field is named itself, not the object that lacks it.
/// What is missing has no place yet: it would stand below the fault's own.
fn pointer(place: &str, detail: &str) -> String {
    let missing = detail.strip_prefix("missing field `").and_then(|rest| rest.split_once('`'));
    missing.map_or_else(|| place.to_owned(), |(name, _)| format!("{place}/{name}"))
}

fn decode(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use edgewise::commerce::LineSwap;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Swaps {
        #[expect(dead_code, reason = "only parsed")]
        changes: Vec<LineSwap>,
    }

    #[track_caller]
    fn check(body: &str, pointer: &str) {
        let problem = Body::new(body.as_bytes()).parse::<Swaps>().unwrap_err().body();
        let problem: serde_json::Value = serde_json::from_str(&problem).unwrap();
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }

    #[test]
    fn faults_point_at_the_field() {
        check("{}", "/changes");
        check(r#"{"changes": 1}"#, "/changes");
        check(r#"{"changes": [{"line_id": "a"}]}"#, "/changes/0/variant_id");
        check(r#"{"changes": [{"line_id": "", "variant_id": "v"}]}"#, "/changes/0/line_id");
        check("", "");
        check(r#"{"changes": []} x"#, "");
    }

    #[test]
    fn queries_are_decoded() {
        let query = Query::parse("first_name=Zo%C3%AB&last_name=van+Dijk&zip=&limit");
        assert_eq!(query.value("first_name"), Some("Zoë"));
        assert_eq!(query.value("last_name"), Some("van Dijk"));
        assert_eq!((query.value("zip"), query.value("limit")), (None, None));
    }
}
