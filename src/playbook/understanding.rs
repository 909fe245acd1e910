//! When the assistant is sure enough of what a message means, and which language model is asked where it
//! is not.
//!
//! As a connector does, the model's entry holds the name of a secret, never a secret.

use serde::{Deserialize, Serialize};

use super::connectors::is_secret_name;
use crate::base::host::public_address;

/// What the name of a language model's secret begins with, so that no other secret of the deployment can
/// be named by a playbook.
pub const MODEL_SECRET: &str = "MODEL_";

/// Characters of a model's name.
const NAME_CHARS_MAX: usize = 100;

/// Milliseconds that a model may be waited for.
const WAIT_MS_MIN: u32 = 500;
const WAIT_MS_MAX: u32 = 10_000;

/// When the assistant is sure enough, in thousandths, and who else reads a message.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct UnderstandingRules {
    /// Least confidence, in thousandths, with which a skill starts.
    #[cfg_attr(feature = "schema", schemars(range(max = 1000)))]
    pub start_permille: u16,
    /// Times that the assistant may ask what was meant before a person takes over.
    #[cfg_attr(feature = "schema", schemars(range(max = 5)))]
    pub clarifications_max: u8,
    /// A language model that reads messages beside the embedded understanding. Without one, no message
    /// leaves for a model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<LanguageModel>,
}

/// A language model that says what a message wants. It proposes, and nothing else: whether a yes was
/// said, what is allowed and what is told are never its to say.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LanguageModel {
    /// Which messages it reads.
    #[serde(default)]
    pub when: ModelUse,
    /// Below how many thousandths the embedded understanding counts as unsure.
    #[cfg_attr(feature = "schema", schemars(range(max = 1000)))]
    #[serde(default = "unsure_permille")]
    pub unsure_permille: u16,
    /// Whose words it is asked in.
    pub provider: ModelProvider,
    /// Its name there, for example `@cf/meta/llama-3.3-70b-instruct-fp8-fast`.
    pub name: String,
    /// Where it is: `https`, and a host that the owner allows; the address before
    /// `/chat/completions` or `/messages`, such as `https://api.openai.com/v1` or
    /// `https://api.anthropic.com/v1`. Nothing for `workers_ai`, which is asked through a binding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Name of the secret that is its key, for example `MODEL_KEY`. A binding of the deployment holds it;
    /// nothing shows it. Nothing for `workers_ai`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Milliseconds that a shopper waits for it, all tries included. After them the message is taken as
    /// the embedded understanding reads it.
    #[cfg_attr(feature = "schema", schemars(range(min = 500, max = 10000)))]
    #[serde(default = "wait_ms")]
    pub wait_ms: u32,
}

/// Which messages a language model reads.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ModelUse {
    /// All.
    Always,
    /// Those of which the embedded understanding is unsure, and those in a language that it does not
    /// know.
    #[default]
    Unsure,
}

/// In which words a language model is asked.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ModelProvider {
    /// Anthropic's messages.
    Anthropic,
    /// Chat completions, as many services and servers of your own speak them.
    Openai,
    /// Workers AI, through the binding `AI`: the message stays with Cloudflare.
    WorkersAi,
}

const fn unsure_permille() -> u16 {
    700
}

const fn wait_ms() -> u32 {
    4_000
}

impl Default for UnderstandingRules {
    fn default() -> Self {
        Self { start_permille: 500, clarifications_max: 2, model: None }
    }
}

impl UnderstandingRules {
    /// Names what cannot go live.
    pub(super) fn check(&self, fault: &mut impl FnMut(&str, String)) {
        if self.start_permille > 1_000 {
            fault("/understanding/start_permille", "must be at most 1000".to_owned());
        }
        if self.clarifications_max > 5 {
            fault("/understanding/clarifications_max", "must be at most 5".to_owned());
        }
        if let Some(model) = &self.model {
            model.check(&mut |field, detail| {
                fault(&format!("/understanding/model/{field}"), detail.to_owned());
            });
        }
    }
}

impl LanguageModel {
    fn check(&self, fault: &mut impl FnMut(&str, &str)) {
        if self.unsure_permille > 1_000 {
            fault("unsure_permille", "must be at most 1000");
        }
        let plain = |it: char| it.is_ascii_graphic();
        let chars = self.name.chars().count();
        if chars == 0 || chars > NAME_CHARS_MAX || !self.name.chars().all(plain) {
            fault("name", "must be the model's name, in 1 to 100 letters and signs without blanks");
        }
        let bound = self.provider == ModelProvider::WorkersAi;
        match &self.url {
            None if !bound => {
                fault("url", "must say where it is, such as https://api.openai.com/v1")
            }
            Some(_) if bound => fault("url", "must be left out for workers_ai"),
            // Whether this machine may be asked is the deployment's to say, when it is asked.
            Some(url) => {
                if let Err(why) = public_address(url, true) {
                    fault("url", &why.to_string());
                }
            }
            None => {}
        }
        match &self.secret {
            Some(_) if bound => fault("secret", "must be left out for workers_ai"),
            Some(name) if !is_secret_name(name, MODEL_SECRET) => fault(
                "secret",
                "must be the name of a binding that begins with MODEL_, never the secret itself",
            ),
            Some(_) | None => {}
        }
        if !(WAIT_MS_MIN..=WAIT_MS_MAX).contains(&self.wait_ms) {
            fault("wait_ms", "must be from 500 to 10000");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::playbook::Playbook;

    fn pointers(model: &str) -> Vec<String> {
        let text = format!(r#"{{"understanding":{{"model":{model}}}}}"#);
        let playbook: Playbook = serde_json::from_str(&text).unwrap();
        playbook.check().into_iter().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn each_way_to_a_model_needs_what_it_needs_and_nothing_else() {
        let whole = [
            r#"{"provider":"workers_ai","name":"@cf/meta/llama-3.3-70b-instruct-fp8-fast"}"#,
            r#"{"provider":"openai","name":"gpt-4o-mini","url":"https://api.openai.com/v1","secret":"MODEL_KEY"}"#,
            r#"{"provider":"openai","name":"own","url":"https://models.acme.example/v1"}"#,
            r#"{"when":"always","provider":"anthropic","name":"claude-haiku-4-5","url":"https://api.anthropic.com/v1","secret":"MODEL_KEY"}"#,
        ];
        for model in whole {
            assert!(pointers(model).is_empty(), "{model}");
        }
        let bound = r#"{"provider":"workers_ai","name":"","url":"https://a.example","secret":"MODEL_A","wait_ms":1,"unsure_permille":1001}"#;
        let fields = ["unsure_permille", "name", "url", "secret", "wait_ms"];
        assert_eq!(pointers(bound), fields.map(|field| format!("/understanding/model/{field}")));
        let remote = r#"{"provider":"openai","name":"two words","url":"https://10.0.0.1","secret":"EDGEWISE_OPERATOR_TOKEN"}"#;
        let fields = ["name", "url", "secret"];
        assert_eq!(pointers(remote), fields.map(|field| format!("/understanding/model/{field}")));
        let nowhere = r#"{"provider":"anthropic","name":"claude-haiku-4-5"}"#;
        assert_eq!(pointers(nowhere), ["/understanding/model/url"]);
    }

    #[test]
    fn the_secret_of_a_model_is_known_as_one() {
        let text = r#"{"understanding":{"model":{"provider":"openai","name":"a","url":"https://a.example","secret":"MODEL_KEY"}}}"#;
        let playbook: Playbook = serde_json::from_str(text).unwrap();
        assert!(playbook.names_secret("see MODEL_KEY"));
    }
}
