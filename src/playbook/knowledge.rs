//! How what the shop's own pages say is told.

use serde::{Deserialize, Serialize};

use super::PlaybookFault;

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
    }
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
        let all = r#"{"answer_permille":0,"quote_chars_max":20}"#;
        let pointers = ["/knowledge/answer_permille", "/knowledge/offer_permille"];
        assert_eq!(check(all), [pointers.as_slice(), &["/knowledge/quote_chars_max"]].concat());
        assert!(serde_json::from_str::<Playbook>(r#"{"knowledge":{"sure":1}}"#).is_err());
    }
}
