//! Connectors: the services of their own that a merchant lets skills ask.
//!
//! A connector holds the name of a secret, never the secret: that is a binding of the deployment, and
//! so is the list of hosts that may be asked at all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{PlaybookFault, custom::is_name};
use crate::{
    base::host::{HostFault, URL_BYTES_MAX, public_address},
    commerce::FieldKind,
};

/// Connectors of one playbook, operations of one connector, values of one operation.
const ENTRIES_MAX: usize = 20;

/// What the name of a connector's secret begins with, so that no other secret of the deployment can be
/// named by a playbook.
pub const CONNECTOR_SECRET: &str = "CONNECTOR_";

/// Milliseconds that a connector may be waited for.
const WAIT_MS_MAX: u32 = 10_000;

/// Bytes of an answer.
const ANSWER_BYTES_MAX: u32 = 256 * 1024;

/// A service of the merchant's own.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Connector {
    /// What all its addresses begin with: `https`, and a host that the owner allows.
    pub url: String,
    /// Name of the secret that is sent with every request, for example `CONNECTOR_GIFTS`. A binding of
    /// the deployment holds it; nothing shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// The header that carries the secret; `Authorization: Bearer …` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_header: Option<String>,
    /// Milliseconds that one request with all its tries may take, 100 to 10000.
    #[serde(default = "wait_ms")]
    #[cfg_attr(feature = "schema", schemars(range(min = 100, max = 10_000)))]
    pub wait_ms: u32,
    /// Tries of one request, 1 to 3.
    #[serde(default = "tries_max")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 3)))]
    pub tries_max: u8,
    /// Bytes of an answer, at most 262144. A longer one counts as no answer.
    #[serde(default = "bytes_max")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 262_144)))]
    pub bytes_max: u32,
    /// What may be asked of it.
    pub operations: BTreeMap<String, Operation>,
}

/// One thing that may be asked of a service.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// How.
    pub method: HttpMethod,
    /// Path after the connector's address, with inputs in braces: `/orders/{order}/gift`.
    pub path: String,
    /// What it is given. Those that the path does not name go into the query of a `GET` or `DELETE`,
    /// else into a JSON body.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub inputs: BTreeMap<String, Input>,
    /// What is taken from its JSON answer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outputs: BTreeMap<String, Output>,
}

/// How a service is asked.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum HttpMethod {
    /// Takes something away.
    Delete,
    /// Reads.
    Get,
    /// Changes a part.
    Patch,
    /// Makes something.
    Post,
    /// Makes something be as it is said.
    Put,
}

/// Something that a service is given.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// What it is.
    pub kind: FieldKind,
    /// JSON pointer to its place in the body; a field of its own name where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

/// Something that is taken from an answer.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// What it is. An answer that holds something else there, or nothing, counts as no answer.
    pub kind: FieldKind,
    /// JSON pointer to its place in the answer. For `texts` it leads to a list.
    pub at: String,
}

const fn wait_ms() -> u32 {
    3_000
}

const fn tries_max() -> u8 {
    2
}

const fn bytes_max() -> u32 {
    65_536
}

impl Connector {
    /// Its address. `local` allows a server on this machine, for development and tests.
    ///
    /// # Errors
    /// [`HostFault`] says why it is not asked.
    pub fn base(&self, local: bool) -> Result<Url, HostFault> {
        public_address(&self.url, local)
    }
}

impl Operation {
    /// Whether an input stands in the path.
    #[must_use]
    pub fn in_path(&self, input: &str) -> bool {
        self.path.contains(&format!("{{{input}}}"))
    }

    /// Whether what is not in the path goes into a body.
    #[must_use]
    pub const fn has_body(&self) -> bool {
        matches!(self.method, HttpMethod::Patch | HttpMethod::Post | HttpMethod::Put)
    }

    fn check(&self, at: &str, faults: &mut Vec<PlaybookFault>) {
        let mut fault = |pointer: &str, detail: &str| {
            faults.push(PlaybookFault::new(format!("{at}/{pointer}"), detail));
        };
        let plain = !self.path.contains(['?', '#', '\\', ' ']) && !self.path.contains("..");
        if !self.path.starts_with('/') || !plain || self.path.len() > URL_BYTES_MAX {
            fault("path", "must be a path such as /orders/{order}, with no query and no `..`");
        }
        for named in self.path.split('{').skip(1) {
            let named = named.split('}').next().unwrap_or_default();
            if !self.inputs.contains_key(named) {
                fault("path", &format!("names `{named}`, which is not among the inputs"));
            }
        }
        for (list, len) in [("inputs", self.inputs.len()), ("outputs", self.outputs.len())] {
            if len > ENTRIES_MAX {
                fault(list, &format!("must have at most {ENTRIES_MAX} entries"));
            }
        }
        for (name, input) in &self.inputs {
            if !is_name(name) {
                fault(&format!("inputs/{name}"), NAME);
            }
            if input.at.as_ref().is_some_and(|at| !is_body_pointer(at)) {
                fault(&format!("inputs/{name}/at"), BODY_POINTER);
            }
            if self.in_path(name) && input.kind == FieldKind::Texts {
                fault(&format!("inputs/{name}/kind"), "must be one value where it is in the path");
            }
        }
        for (name, output) in &self.outputs {
            if !is_name(name) {
                fault(&format!("outputs/{name}"), NAME);
            }
            if !output.at.is_empty() && !output.at.starts_with('/') {
                fault(&format!("outputs/{name}/at"), POINTER);
            }
        }
    }
}

pub(super) const NAME: &str =
    "must be named with small letters, digits and underscores, beginning with a letter, at most 40";

const POINTER: &str = "must be a JSON pointer such as /gift/text";

const BODY_POINTER: &str = "must be a JSON pointer to named fields, such as /gift/text";

/// Whether a pointer names fields of objects: what a body is made of.
fn is_body_pointer(at: &str) -> bool {
    at.len() <= 100
        && at.strip_prefix('/').is_some_and(|rest| {
            rest.split('/')
                .all(|part| !part.is_empty() && !part.bytes().all(|byte| byte.is_ascii_digit()))
        })
}

/// Whether a name can be that of a secret of this kind.
pub(super) fn is_secret_name(name: &str, begins: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    name.starts_with(begins) && name.len() <= 60 && name.bytes().all(fits)
}

pub(super) fn check(connectors: &BTreeMap<String, Connector>, faults: &mut Vec<PlaybookFault>) {
    if connectors.len() > ENTRIES_MAX {
        let detail = format!("must have at most {ENTRIES_MAX} entries");
        faults.push(PlaybookFault::new("/connectors".to_owned(), &detail));
    }
    for (name, connector) in connectors {
        let at = format!("/connectors/{name}");
        let mut fault = |pointer: &str, detail: &str| {
            faults.push(PlaybookFault::new(format!("{at}{pointer}"), detail));
        };
        if !is_name(name) {
            fault("", NAME);
        }
        // Whether this machine may be asked is the deployment's to say, when it is asked.
        if let Err(why) = connector.base(true) {
            fault("/url", &why.to_string());
        }
        let own = |name: &String| is_secret_name(name, CONNECTOR_SECRET);
        if connector.secret.as_ref().is_some_and(|name| !own(name)) {
            fault(
                "/secret",
                "must be the name of a binding that begins with CONNECTOR_, never the secret itself",
            );
        }
        let header = |name: &String| {
            let known = ["content-type", "content-length", "host", "idempotency-key", "accept"];
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            !name.is_empty()
                && name.len() <= 60
                && name.bytes().all(fits)
                && !known.iter().any(|known| name.eq_ignore_ascii_case(known))
        };
        if connector.secret_header.as_ref().is_some_and(|name| !header(name)) {
            fault("/secret_header", "must be the name of a header of its own, such as x-api-key");
        }
        let mut range = |name: &str, value: u32, min: u32, max: u32| {
            if !(min..=max).contains(&value) {
                fault(&format!("/{name}"), &format!("must be from {min} to {max}"));
            }
        };
        range("wait_ms", connector.wait_ms, 100, WAIT_MS_MAX);
        range("tries_max", connector.tries_max.into(), 1, 3);
        range("bytes_max", connector.bytes_max, 1, ANSWER_BYTES_MAX);
        if connector.operations.is_empty() || connector.operations.len() > ENTRIES_MAX {
            fault("/operations", &format!("must have 1 to {ENTRIES_MAX} entries"));
        }
        for (name, operation) in &connector.operations {
            let at = format!("{at}/operations/{name}");
            if !is_name(name) {
                faults.push(PlaybookFault::new(at.clone(), NAME));
            }
            operation.check(&at, faults);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(url: &str, local: bool) -> Result<String, HostFault> {
        let text = format!(r#"{{"url":"{url}","operations":{{}}}}"#);
        let connector: Connector = serde_json::from_str(&text).unwrap();
        connector.base(local).map(|url| url.to_string())
    }

    #[test]
    fn only_public_hosts_are_asked() {
        assert!(base("https://api.gifts.example/v1", false).is_ok());
        for (url, fault) in [
            ("http://api.gifts.example", HostFault::NotHttps),
            ("gifts", HostFault::NotHttps),
            ("https://169.254.169.254/latest", HostFault::NotPublic),
            ("https://2852039166/", HostFault::NotPublic),
            ("https://0x7f.1/", HostFault::NotPublic),
            ("https://[::1]/", HostFault::NotPublic),
            ("https://127.0.0.1/", HostFault::NotPublic),
            ("https://localhost/", HostFault::NotPublic),
            ("https://box.localhost/", HostFault::NotPublic),
            ("https://vault.internal/", HostFault::NotPublic),
            ("https://localhost./", HostFault::NotPublic),
            ("https://api.gifts.example:8443/", HostFault::TooMuch),
            ("https://me:pass@api.gifts.example/", HostFault::TooMuch),
            ("https://api.gifts.example/?key=1", HostFault::TooMuch),
        ] {
            assert_eq!(base(url, false), Err(fault), "{url}");
        }
        assert!(base("http://127.0.0.1:9000", true).is_ok());
        assert!(base("http://10.0.0.1:9000", true).is_err());
        assert!(base("http://169.254.169.254", true).is_err());
    }

    #[test]
    fn every_fault_of_a_connector_is_named() {
        let text = r#"{"Gifts": {
            "url": "https://localhost",
            "secret": "EDGEWISE_IDENTITY_SECRET",
            "secret_header": "host",
            "wait_ms": 1,
            "operations": {
                "get": {"method": "GET", "path": "/a/{b}/..", "outputs": {"C": {"kind": "text", "at": "c"}}}
            }
        }}"#;
        let connectors: BTreeMap<String, Connector> = serde_json::from_str(text).unwrap();
        let mut faults = Vec::new();
        check(&connectors, &mut faults);
        let pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(
            pointers,
            [
                "/connectors/Gifts",
                "/connectors/Gifts/url",
                "/connectors/Gifts/secret",
                "/connectors/Gifts/secret_header",
                "/connectors/Gifts/wait_ms",
                "/connectors/Gifts/operations/get/path",
                "/connectors/Gifts/operations/get/path",
                "/connectors/Gifts/operations/get/outputs/C",
                "/connectors/Gifts/operations/get/outputs/C/at",
            ]
        );
    }
}
