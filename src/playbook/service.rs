//! From a call to a merchant's own service to the request, and from the answer to values.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::{Connector, HttpMethod, Operation};
use crate::{
    base::{json, text::pointer_key},
    commerce::{FieldValue, Fields},
};

/// Bytes of an address with all that stands in it.
const ADDRESS_BYTES_MAX: usize = 4_000;

/// A request to a merchant's own service, without what is secret.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ServiceRequest {
    /// `GET`, `POST` and so on.
    pub method: &'static str,
    /// The whole address.
    pub url: String,
    /// The host in it.
    pub host: String,
    /// JSON.
    pub body: Option<String>,
}

impl Connector {
    /// The request that asks for something; nothing where it would leave the connector's address, or
    /// something is missing that it takes. `local` allows a server on this machine.
    #[must_use]
    pub fn request(
        &self,
        local: bool,
        operation: &Operation,
        inputs: &Fields,
    ) -> Option<ServiceRequest> {
        let base = self.base(local).ok()?;
        let mut path = operation.path.clone();
        let mut query = Vec::new();
        let mut body = Value::Object(Map::new());
        for (name, input) in &operation.inputs {
            let value = inputs.get(name)?;
            if operation.in_path(name) {
                path = path.replace(&format!("{{{name}}}"), &segment(&plain(value)?)?);
            } else if operation.has_body() {
                let at = input.at.clone().unwrap_or_else(|| format!("/{name}"));
                put(&mut body, &at, value.written())?;
            } else {
                query.push(format!("{}={}", encoded(name), encoded(&plain(value)?)));
            }
        }
        let mut url = format!("{}{path}", base.as_str().trim_end_matches('/'));
        if !query.is_empty() {
            url = format!("{url}?{}", query.join("&"));
        }
        let whole = url::Url::parse(&url).ok()?;
        let within = path.starts_with('/')
            && whole.origin() == base.origin()
            && whole.path().starts_with(base.path().trim_end_matches('/'));
        if !within || url.len() > ADDRESS_BYTES_MAX {
            return None;
        }
        let method = match operation.method {
            HttpMethod::Delete => "DELETE",
            HttpMethod::Get => "GET",
            HttpMethod::Patch => "PATCH",
            HttpMethod::Post => "POST",
            HttpMethod::Put => "PUT",
        };
        Some(ServiceRequest {
            method,
            url,
            host: whole.host_str()?.to_owned(),
            body: operation.has_body().then(|| body.to_string()),
        })
    }
}

impl Operation {
    /// What an answer holds of what is asked for; nothing where something is missing, or of another
    /// kind.
    #[must_use]
    pub fn outputs_of(&self, body: &[u8]) -> Option<Fields> {
        let answer: Value = json::read_bytes(body).ok()?;
        let output = |(name, output): (&String, &super::Output)| {
            let value = FieldValue::read(answer.pointer(&output.at)?, output.kind)?;
            Some((name.clone(), value))
        };
        self.outputs.iter().map(output).collect()
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A part of a path; nothing for what would lead elsewhere.
fn segment(text: &str) -> Option<String> {
    let leads = text.is_empty() || text.chars().all(|c| c == '.');
    (!leads).then(|| encoded(text))
}

/// A value as it stands in an address; nothing for what is several.
fn plain(value: &FieldValue) -> Option<String> {
    match value.written() {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Object(_) => {
            let FieldValue::Money(money) = value else { return None };
            Some(money.amount())
        }
        Value::Array(_) | Value::Null => None,
    }
}

/// Puts a value at a pointer, with the objects that it takes.
fn put(body: &mut Value, at: &str, value: Value) -> Option<()> {
    let mut place = body;
    for part in at.strip_prefix('/')?.split('/') {
        place = place
            .as_object_mut()?
            .entry(pointer_key(part))
            .or_insert_with(|| Value::Object(Map::new()));
    }
    *place = value;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::money::Money;

    fn connector(text: &str) -> Connector {
        let whole = format!(r#"{{"url":"https://api.example/v1/","operations":{{"it":{text}}}}}"#);
        serde_json::from_str(&whole).unwrap()
    }

    fn request(text: &str, inputs: &[(&str, FieldValue)]) -> Option<ServiceRequest> {
        let connector = connector(text);
        let inputs = inputs.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        connector.request(false, &connector.operations["it"], &inputs.collect())
    }

    #[test]
    fn values_stand_where_the_connector_says() {
        let get = r#"{"method":"GET","path":"/a/{id}/b","inputs":{"id":{"kind":"text"},"day":{"kind":"day"}}}"#;
        let inputs = [
            ("id", FieldValue::text("x/../y?z")),
            ("day", FieldValue::Day("2026-12-24".to_owned())),
        ];
        let asked = request(get, &inputs).unwrap();
        assert_eq!(asked.url, "https://api.example/v1/a/x%2F%2E%2E%2Fy%3Fz/b?day=2026%2D12%2D24");
        assert_eq!((asked.method, asked.host.as_str(), asked.body), ("GET", "api.example", None));
        let put = r#"{"method":"PUT","path":"/a","inputs":{
            "text":{"kind":"text","at":"/gift/text"},"amount":{"kind":"money","at":"/gift/cost"},"n":{"kind":"number"}}}"#;
        let asked = request(
            put,
            &[
                ("text", FieldValue::text("Say \"hi\"")),
                ("amount", FieldValue::Money(Money::parse("12.5", "USD").unwrap())),
                ("n", FieldValue::Number(2)),
            ],
        )
        .unwrap();
        let body: Value = serde_json::from_str(&asked.body.unwrap()).unwrap();
        let gift = serde_json::json!({ "text": "Say \"hi\"", "cost": { "amount": "12.50", "currency": "USD" } });
        assert_eq!(body, serde_json::json!({ "gift": gift, "n": 2 }));
    }

    #[test]
    fn no_value_leads_elsewhere() {
        let get = r#"{"method":"GET","path":"/a/{id}/b","inputs":{"id":{"kind":"text"}}}"#;
        for id in ["", ".", "..", "..."] {
            assert_eq!(request(get, &[("id", FieldValue::text(id))]), None, "{id}");
        }
        assert_eq!(request(get, &[]), None);
        let leaves = r#"{"method":"GET","path":"@evil.example/a"}"#;
        assert_eq!(request(leaves, &[]), None);
    }

    #[test]
    fn an_answer_of_another_kind_is_none() {
        let text = r#"{"method":"GET","path":"/a","outputs":{
            "text":{"kind":"text","at":"/gift/text"},"free":{"kind":"texts","at":"/free"},"yes":{"kind":"yes_no","at":"/yes"}}}"#;
        let connector = connector(text);
        let outputs = |body: &str| connector.operations["it"].outputs_of(body.as_bytes());
        let found = outputs(r#"{"gift":{"text":"hi"},"free":["10:00"],"yes":true}"#).unwrap();
        assert_eq!(found["text"], FieldValue::text("hi"));
        for wrong in [
            "",
            "[]",
            r#"{"gift":{},"free":[],"yes":true}"#,
            r#"{"gift":{"text":"hi"},"free":"10:00","yes":true}"#,
            r#"{"gift":{"text":"hi"},"free":[{}],"yes":true}"#,
            r#"{"gift":{"text":"hi"},"free":[],"yes":"true"}"#,
        ] {
            assert_eq!(outputs(wrong), None, "{wrong}");
        }
    }
}
