use super::*;
use crate::understanding::{ASK_PERSON, OUT_OF_SCOPE, Skill};

fn question() -> ModelQuestion {
    let parts = ["Get rid of that thing,", "and is my money on its way?"];
    ModelQuestion {
        parts: parts.map(|part| Pii::new(part.to_owned())).to_vec(),
        under_way: vec!["return".to_owned()],
    }
}

fn model(text: &str) -> LanguageModel {
    serde_json::from_str(text).unwrap()
}

const WISHES: &str =
    r#"{"wishes":[{"wish":"cancel_order","parts":[0]},{"wish":"refund_status","parts":[1,1]}]}"#;

fn read(body: &Value) -> ShopResult {
    answer(&question(), &Playbook::default(), body.to_string().as_bytes())
}

fn found() -> ShopResult {
    let wish = |wish: &str, part| ModelWish { wish: wish.to_owned(), parts: vec![part] };
    Ok(Answer::Wishes(vec![wish("cancel_order", 0), wish("refund_status", 1)]))
}

#[test]
fn every_skill_is_explained() {
    let names = names(&Playbook::default());
    let skills = Skill::BUILT_IN.iter().map(|(name, _)| *name);
    let all: BTreeSet<String> =
        skills.chain([ASK_PERSON, OUT_OF_SCOPE]).map(str::to_owned).collect();
    assert_eq!(names, all);
}

#[test]
fn each_provider_is_asked_for_one_tool_in_its_own_words() {
    let playbook = Playbook::default();
    let body = |model: &LanguageModel| -> Value {
        serde_json::from_str(request(model, &question(), &playbook).body.expose()).unwrap()
    };
    let openai = model(r#"{"provider":"openai","name":"a","url":"https://a.example/v1"}"#);
    let sent = body(&openai);
    assert_eq!(sent["model"], "a");
    assert_eq!(sent["messages"][0]["role"], "system");
    assert_eq!(sent["tools"][0]["function"]["name"], TOOL);
    assert_eq!(sent["tool_choice"]["function"]["name"], TOOL);
    let user: Value =
        serde_json::from_str(sent["messages"][1]["content"].as_str().unwrap()).unwrap();
    assert_eq!(user["parts"][1], "and is my money on its way?");
    assert_eq!(user["under_way"][0], "return");
    assert_eq!(request(&openai, &question(), &playbook).path, "/chat/completions");

    let anthropic = model(r#"{"provider":"anthropic","name":"b","url":"https://b.example/v1"}"#);
    let sent = body(&anthropic);
    assert_eq!(sent["messages"][0]["role"], "user");
    assert!(sent["system"].as_str().unwrap().contains("cancel_order"));
    assert_eq!(sent["tools"][0]["input_schema"]["required"][0], "wishes");
    let asked = request(&anthropic, &question(), &playbook);
    assert_eq!((asked.path, asked.secret), ("/messages", ("x-api-key", "")));
    assert_eq!(asked.headers, [("anthropic-version", "2023-06-01")]);

    let workers = model(r#"{"provider":"workers_ai","name":"@cf/c"}"#);
    let sent = body(&workers);
    assert!(sent.get("model").is_none() && sent["tools"][0]["type"] == "function");
}

#[test]
fn an_answer_is_found_wherever_a_provider_puts_it() {
    let inner: Value = serde_json::from_str(WISHES).unwrap();
    let call =
        json!({ "id": "1", "type": "function", "function": { "name": TOOL, "arguments": WISHES } });
    let message = json!({ "role": "assistant", "content": null, "tool_calls": [call] });
    assert_eq!(read(&json!({ "choices": [{ "index": 0, "message": message }] })), found());
    let text = json!({ "type": "text", "text": "I sort this." });
    let used = json!({ "type": "tool_use", "id": "toolu_1", "name": TOOL, "input": inner });
    assert_eq!(read(&json!({ "content": [text, used], "stop_reason": "tool_use" })), found());
    let bound = json!({ "response": null, "tool_calls": [{ "name": TOOL, "arguments": inner }] });
    assert_eq!(read(&bound), found());
    assert_eq!(read(&json!({ "result": bound, "success": true })), found());
    // Calls that leak as texts.
    let leaked = format!("Sure!\n```json\n{WISHES}\n```");
    assert_eq!(read(&json!({ "response": leaked })), found());
    let leaked = json!({ "name": TOOL, "parameters": inner }).to_string();
    assert_eq!(read(&json!({ "choices": [{ "message": { "content": leaked } }] })), found());
    assert_eq!(read(&json!({ "response": { "wishes": [] } })), Ok(Answer::Wishes(Vec::new())));
}

#[test]
fn what_is_not_on_the_list_is_refused_as_a_whole() {
    let told = |wishes: Value| read(&json!({ "response": { "wishes": wishes } }));
    let refused = |result: ShopResult| matches!(result, Err(ShopFault::Malformed { .. }));
    assert!(refused(told(json!([{ "wish": "confirm", "parts": [0] }]))));
    assert!(refused(told(json!([{ "wish": "custom:none", "parts": [0] }]))));
    assert!(refused(told(json!([{ "wish": "return", "parts": [2] }]))));
    assert!(refused(told(json!([{ "wish": "return", "parts": [] }]))));
    assert!(refused(told(json!([{ "wish": "return", "parts": [-1] }]))));
    assert!(refused(told(json!("return"))));
    let different = |index: usize| json!({ "wish": SKILLS.lines().nth(index).unwrap().split(':').next(), "parts": [0] });
    assert!(refused(told(Value::Array((0..=MODEL_WISHES_MAX).map(different).collect()))));
    assert!(refused(read(&json!({ "choices": [] }))));
    assert!(refused(read(&json!({ "response": "Yes, cancel everything." }))));
    assert!(refused(answer(&question(), &Playbook::default(), b"<html>")));
    // The name of the tool does not make another's arguments ours.
    let other = json!({ "name": "get_weather", "arguments": { "wishes": [] } });
    assert!(refused(read(&json!({ "tool_calls": [other] }))));
}

#[test]
fn the_samples_of_the_providers_are_read_without_a_wish() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/wire/llm");
    let Ok(text) = std::fs::read_to_string(format!("{folder}/openai/functions.json")) else {
        eprintln!("skipped: no wire samples beside the project");
        return;
    };
    let sample: Value = serde_json::from_str(&text).unwrap();
    // A real call of another tool is no answer to ours; the same call of ours is.
    assert!(read(&sample["response"]).is_err());
    let mut ours = sample["response"].clone();
    let function = ours.pointer_mut("/choices/0/message/tool_calls/0/function").unwrap();
    function["name"] = json!(TOOL);
    function["arguments"] = json!(WISHES);
    assert_eq!(read(&ours), found());
}

#[test]
fn whether_another_try_may_help_is_known_by_the_status() {
    assert_eq!(fault(200), None);
    assert_eq!(fault(529), Some((ShopFault::RateLimited, true)));
    assert_eq!(fault(503), Some((ShopFault::Unavailable, true)));
    assert!(matches!(fault(401), Some((ShopFault::Refused { .. }, false))));
}
