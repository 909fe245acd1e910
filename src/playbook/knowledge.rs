//! How what the shop's own pages say is told.

use serde::{Deserialize, Serialize};

use super::PlaybookFault;

/// Hosts that may be named.
const SOURCES_MAX: usize = 20;

/// Bytes of a host's name.
const HOST_BYTES_MAX: usize = 253;

/// How what the shop's own pages say is told.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Knowledge {
    /// Least confidence, in thousandths, with which a passage is quoted as the answer.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
    pub answer_permille: u16,
    /// Least confidence, in thousandths, with which the customer is asked whether a page is meant. At
    /// most two are offered.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
    pub offer_permille: u16,
    /// Characters of a passage that are quoted: whole sentences of it, never parts of one.
    #[cfg_attr(feature = "schema", schemars(range(min = 100, max = 600)))]
    pub quote_chars_max: u16,
    /// What becomes of a question that the pages do not answer.
    pub unanswered: Unanswered,
    /// Hosts whose pages may be quoted, for example `help.shop.example`; all that were handed in or read, where
    /// empty. What has no link of its own may always be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
}

/// What becomes of a question that the pages do not answer.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unanswered {
    /// A person answers it.
    #[default]
    Person,
    /// The customer is told, and may ask for a person.
    Say,
}

impl Default for Knowledge {
    fn default() -> Self {
        Self {
            answer_permille: 600,
            offer_permille: 400,
            quote_chars_max: 450,
            unanswered: Unanswered::Person,
            sources: Vec::new(),
        }
    }
}

impl Knowledge {
    pub(super) fn check(&self, faults: &mut Vec<PlaybookFault>) {
        let mut fault = |name: &str, detail: String| {
            faults.push(PlaybookFault { pointer: format!("/knowledge/{name}"), detail });
        };
        if !(1..=1_000).contains(&self.answer_permille) {
            fault("answer_permille", "must be from 1 to 1000".to_owned());
        }
        if !(1..=self.answer_permille).contains(&self.offer_permille) {
            let detail = format!("must be from 1 to answer_permille ({})", self.answer_permille);
            fault("offer_permille", detail);
        }
        if !(100..=600).contains(&self.quote_chars_max) {
            fault("quote_chars_max", "must be from 100 to 600".to_owned());
        }
        if self.sources.len() > SOURCES_MAX {
            fault("sources", format!("must have at most {SOURCES_MAX} hosts"));
        }
        for (index, host) in self.sources.iter().enumerate() {
            if !is_host(host) {
                let detail = "must be a host such as help.shop.example, without https:// and in small letters";
                fault(&format!("sources/{index}"), detail.to_owned());
            }
        }
    }
}

fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !label.is_empty() && label.bytes().all(fits)
    };
    text.len() <= HOST_BYTES_MAX && text.contains('.') && text.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use crate::playbook::Playbook;

    #[test]
    fn what_is_offered_is_never_surer_than_what_is_answered() {
        let check = |knowledge: &str| -> Vec<String> {
            let playbook: Playbook =
                serde_json::from_str(&format!("{{\"knowledge\":{knowledge}}}")).unwrap();
            playbook.check().into_iter().map(|fault| fault.pointer).collect()
        };
        assert!(check("{}").is_empty());
        assert_eq!(check(r#"{"answer_permille":200}"#), ["/knowledge/offer_permille"]);
        assert!(check(r#"{"sources":["help.shop.example"]}"#).is_empty());
        let hosts = r#"{"sources":["https://shop.example","Shop.example","shop","a..b"]}"#;
        assert_eq!(check(hosts).len(), 4);
        let all = r#"{"answer_permille":0,"quote_chars_max":20}"#;
        let pointers = ["/knowledge/answer_permille", "/knowledge/offer_permille"];
        assert_eq!(check(all), [pointers.as_slice(), &["/knowledge/quote_chars_max"]].concat());
        assert!(serde_json::from_str::<Playbook>(r#"{"knowledge":{"sure":1}}"#).is_err());
    }
}
