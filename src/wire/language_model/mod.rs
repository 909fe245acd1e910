//! How a language model is asked what a message wants, in the words of its provider, and what it may answer.
//! Values in, values out; only `functions` asks.
//!
//! Each is asked to call one tool, whose arguments name wishes from a closed list. An answer that is
//! anything else is refused as a whole: it is better read by the embedded understanding than half believed.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    base::{json, pii::Pii},
    commerce::{Answer, MODEL_WISHES_MAX, ModelQuestion, ModelWish, ShopFault, ShopResult},
    playbook::{LanguageModel, ModelProvider, Playbook},
};

const PROMPT: &str = include_str!("prompt.txt");

/// What each wish means that every shop has, by its name.
const SKILLS: &str = include_str!("skills.txt");

/// What the tool is called.
const TOOL: &str = "wishes";

/// Examples of a merchant's own skill that a model is shown.
const EXAMPLES_MAX: usize = 3;

/// Tokens of an answer, where a provider wants to know.
const TOKENS_MAX: u32 = 600;

/// A request to a language model, but for its secret.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelRequest {
    /// What follows the address; nothing for a model that is asked through a binding.
    pub path: &'static str,
    /// Headers of its own.
    pub headers: Vec<(&'static str, &'static str)>,
    /// In which header the secret travels, and what stands before it.
    pub secret: (&'static str, &'static str),
    /// JSON.
    pub body: Pii<String>,
}

/// What a model is sent.
#[must_use]
pub fn request(
    model: &LanguageModel,
    question: &ModelQuestion,
    playbook: &Playbook,
) -> ModelRequest {
    let system = format!("{PROMPT}\n{}", list(playbook));
    let said: Vec<&str> = question.parts.iter().map(|part| part.expose().as_str()).collect();
    let message = json!({ "under_way": question.under_way, "parts": said }).to_string();
    let names: Vec<String> = names(playbook).into_iter().collect();
    let shape = shape(&names, question.parts.len());
    let about = "Names what the customer wants.";
    let function = || json!({ "name": TOOL, "description": about, "parameters": shape });
    let messages =
        || json!([{ "role": "system", "content": system }, { "role": "user", "content": message }]);
    let tools = || json!([{ "type": "function", "function": function() }]);
    let (path, headers, secret, body) = match model.provider {
        ModelProvider::Anthropic => {
            let tool = json!({ "name": TOOL, "description": about, "input_schema": shape });
            let body = json!({
                "model": model.name,
                "max_tokens": TOKENS_MAX,
                "system": system,
                "messages": [{ "role": "user", "content": message }],
                "tools": [tool],
                "tool_choice": { "type": "tool", "name": TOOL },
            });
            ("/messages", vec![("anthropic-version", "2023-06-01")], ("x-api-key", ""), body)
        }
        ModelProvider::Openai => {
            let body = json!({
                "model": model.name,
                "messages": messages(),
                "tools": tools(),
                "tool_choice": { "type": "function", "function": { "name": TOOL } },
            });
            ("/chat/completions", Vec::new(), ("authorization", "Bearer "), body)
        }
        ModelProvider::WorkersAi => {
            let body = json!({
                "messages": messages(),
                "tools": tools(),
                "max_tokens": TOKENS_MAX,
            });
            ("", Vec::new(), ("", ""), body)
        }
    };
    ModelRequest { path, headers, secret, body: Pii::new(body.to_string()) }
}

/// What a status means that is no success; nothing for one. Whether another try may help stands beside
/// it.
#[must_use]
pub fn fault(status: u16) -> Option<(ShopFault, bool)> {
    match status {
        200..=299 => None,
        // 529 is "overloaded".
        429 | 529 => Some((ShopFault::RateLimited, true)),
        500..=599 => Some((ShopFault::Unavailable, true)),
        _ => Some((ShopFault::Refused { code: format!("model_{status}") }, false)),
    }
}

/// What a model has answered.
///
/// # Errors
/// [`ShopFault::Malformed`] for all that is not the tool with wishes from the list.
pub fn answer(question: &ModelQuestion, playbook: &Playbook, body: &[u8]) -> ShopResult {
    let malformed = |reason: &str| ShopFault::Malformed { reason: reason.to_owned() };
    let body: Value = json::read_bytes(body).map_err(|_| malformed("the answer is no JSON"))?;
    let told = arguments(&body).ok_or_else(|| malformed("the answer holds no wishes"))?;
    let told: Told =
        json::read_value(told).map_err(|_| malformed("the wishes have another form"))?;
    let names = names(playbook);
    let mut wishes: Vec<ModelWish> = Vec::new();
    for mut wish in told.wishes {
        if !names.contains(&wish.wish) {
            return Err(malformed("a wish is not in the list"));
        }
        if wish.parts.is_empty() || wish.parts.iter().any(|part| *part >= question.parts.len()) {
            return Err(malformed("a wish is in no part of the message"));
        }
        wish.parts = BTreeSet::from_iter(wish.parts).into_iter().collect();
        match wishes.iter_mut().find(|held| held.wish == wish.wish && held.parts == wish.parts) {
            Some(_) => {}
            None => wishes.push(wish),
        }
    }
    if wishes.len() > MODEL_WISHES_MAX {
        return Err(malformed("there are too many wishes"));
    }
    Ok(Answer::Wishes(wishes))
}

#[derive(Deserialize)]
struct Told {
    wishes: Vec<ModelWish>,
}

/// The names of all wishes: those of every shop, and the merchant's own skills.
fn names(playbook: &Playbook) -> BTreeSet<String> {
    let own = playbook.custom_skills.keys().map(|id| format!("custom:{id}"));
    SKILLS
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|it| it.0.to_owned())
        .chain(own)
        .collect()
}

/// The list of wishes, as a model reads it.
fn list(playbook: &Playbook) -> String {
    let mut list = SKILLS.to_owned();
    for (id, skill) in &playbook.custom_skills {
        let examples: Vec<&str> =
            skill.examples.iter().take(EXAMPLES_MAX).map(String::as_str).collect();
        list.push_str(&format!("custom:{id}: for example {}\n", json!(examples)));
    }
    list
}

/// The JSON schema of the tool's arguments.
fn shape(names: &[String], parts: usize) -> Value {
    let last = parts.saturating_sub(1);
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["wishes"],
        "properties": {
            "wishes": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["wish", "parts"],
                    "properties": {
                        "wish": { "type": "string", "enum": names },
                        "parts": {
                            "type": "array",
                            "items": { "type": "integer", "minimum": 0, "maximum": last },
                        },
                    },
                },
            },
        },
    })
}

/// The arguments of the tool, wherever a provider puts them.
fn arguments(body: &Value) -> Option<Value> {
    // Workers AI over HTTP wraps what its binding gives.
    let body = body.get("result").unwrap_or(body);
    let choice = body.pointer("/choices/0/message");
    let calls = [body.get("tool_calls"), choice.and_then(|message| message.get("tool_calls"))];
    let called =
        calls.into_iter().flatten().filter_map(Value::as_array).flatten().find_map(|call| {
            let call = call.get("function").unwrap_or(call);
            (call.get("name")?.as_str()? == TOOL).then(|| call.get("arguments")).flatten()
        });
    let blocks = body.get("content").and_then(Value::as_array);
    let used = blocks.into_iter().flatten().find_map(|block| {
        (block.get("name")?.as_str()? == TOOL).then(|| block.get("input")).flatten()
    });
    // A model that was to call a tool may write the call down instead.
    let written = || {
        let text = blocks.and_then(|blocks| blocks.iter().find_map(|block| block.get("text")));
        let content = choice.and_then(|message| message.get("content"));
        [body.get("response"), content, text].into_iter().flatten().find_map(object)
    };
    called.or(used).and_then(object).or_else(written)
}

/// An object that a value is, or that stands in a text.
fn object(value: &Value) -> Option<Value> {
    let found = match value {
        Value::Object(_) => value.clone(),
        Value::String(text) => {
            let (from, to) = (text.find('{')?, text.rfind('}')?);
            json::read::<Value>(text.get(from..=to)?).ok()?
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => return None,
    };
    let inner = ["arguments", "parameters", "input"].into_iter().find_map(|name| found.get(name));
    Some(inner.filter(|inner| inner.is_object()).cloned().unwrap_or(found))
}

#[cfg(test)]
mod tests;
