use std::collections::BTreeMap;

use edgewise_tagged::Tagged;
use serde::Deserialize;
use serde_json::json;

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
struct Parcel {
    id: String,
    weight: Option<f64>,
    #[serde(default)]
    lines: Vec<Line>,
    state: Option<State>,
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Line {
    count: u8,
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Sent,
    Held { why: String },
    Split(Vec<u32>),
}

#[track_caller]
fn fault(text: &str, pointer: &str, message: &str) {
    let fault = read::<Parcel>(text).unwrap_err();
    assert_eq!((fault.pointer(), fault.to_string().as_str()), (pointer, message));
    // A value that was read before is judged alike.
    let value = serde_json::from_str(text).unwrap();
    assert_eq!(read_value::<Parcel>(value).unwrap_err().pointer(), pointer);
}

#[test]
fn a_fault_knows_its_place() {
    fault(r#"{}"#, "", "missing field `id`");
    fault(r#"{"id":7}"#, "/id", "invalid type: integer `7`, expected a string");
    fault(
        r#"{"id":"a","lines":[{"count":1},{"count":256}]}"#,
        "/lines/1/count",
        "invalid value: integer `256`, expected u8",
    );
    fault(
        r#"{"id":"a","a/b~":1}"#,
        "/a~1b~0",
        "unknown field `a/b~`, expected one of `id`, `weight`, `lines`, `state`",
    );
    fault("[]", "", "invalid type: sequence, expected struct Parcel");
}

#[test]
fn nothing_is_said_twice() {
    let fault = read::<Parcel>(r#"{"id":"a","id":"b"}"#).unwrap_err();
    assert_eq!(fault.to_string(), "duplicate field `id`");
}

#[test]
fn broken_text_tells_where_it_breaks() {
    let broken = |text: &[u8]| read_bytes::<Parcel>(text).unwrap_err();
    assert_eq!(broken(b"{\n\"id\""), JsonFault::Malformed { line: 2, column: 4 });
    assert_eq!(broken(b"{} {}").code(), "malformed");
    assert_eq!(broken(b"\"\xff\""), JsonFault::Malformed { line: 0, column: 0 });
    assert_eq!(broken("[".repeat(1_000).as_bytes()).code(), "malformed");
}

#[test]
fn every_shape_is_read() {
    let state = |text: &str| read::<State>(text).unwrap();
    assert_eq!(state("\"sent\""), State::Sent);
    assert_eq!(
        state(r#"{"held":{"why":"a \"storm\""}}"#),
        State::Held { why: "a \"storm\"".into() }
    );
    assert_eq!(state(r#"{"split":[1,4294967295]}"#), State::Split(vec![1, u32::MAX]));
    assert!(read::<(u8, String)>(r#"[1,"a",2]"#).is_err());
    assert_eq!(read::<BTreeMap<String, Option<i64>>>(r#"{"a\n":null}"#).unwrap().len(), 1);
    let parcel: Parcel = read(r#"{"id":"a","weight":2,"lines":[]}"#).unwrap();
    assert_eq!(parcel.weight, Some(2.0));
}

#[test]
fn a_value_stays_what_it_is() {
    let all = json!({
        "a": [1, -1, 1.5, u64::MAX, i64::MIN, true, null, "é\u{1}"],
        "b": { "c": {}, "d": [] },
    });
    assert_eq!(value(&all), all);
    assert_eq!(read_value::<Value>(all.clone()).unwrap(), all);
    assert_eq!(name(&State::Sent), "sent");
    assert_eq!(name(&7), "");
}

#[derive(Debug, PartialEq, Serialize, Tagged)]
#[serde(deny_unknown_fields, rename_all = "snake_case", tag = "kind")]
enum Step {
    Pause,
    Give {
        #[serde(default)]
        percent: u8,
    },
    Ship(Box<Line>),
}

#[derive(Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "by", content = "value")]
enum Pointer {
    All,
    Of(Box<Self>),
    Pair(u8, u8),
    Named { name: String },
}

#[test]
fn a_variant_that_a_field_names_is_read_as_serde_writes_it() {
    let steps = [Step::Pause, Step::Give { percent: 5 }, Step::Ship(Box::new(Line { count: 2 }))];
    for step in steps {
        let text = serde_json::to_string(&step).unwrap();
        assert_eq!(read::<Step>(&text).unwrap(), step, "{text}");
    }
    let pointers = [
        Pointer::All,
        Pointer::Of(Box::new(Pointer::Of(Box::new(Pointer::All)))),
        Pointer::Pair(1, 2),
        Pointer::Named { name: "a".to_owned() },
    ];
    for pointer in pointers {
        let text = serde_json::to_string(&pointer).unwrap();
        assert_eq!(read::<Pointer>(&text).unwrap(), pointer, "{text}");
        // By whatever reader.
        assert_eq!(serde_json::from_str::<Pointer>(&text).unwrap(), pointer, "{text}");
    }
    assert_eq!(read::<Step>(r#"{"percent":5,"kind":"give"}"#).unwrap(), Step::Give { percent: 5 });
    let fault = |text: &str| read::<Step>(text).unwrap_err().to_string();
    assert_eq!(fault("{}"), "missing field `kind`");
    assert_eq!(fault("[]"), "invalid type: expected a map with `kind`");
    assert_eq!(fault(r#"{"kind":7}"#), "the variant is named by a string");
    assert_eq!(fault(r#"{"kind":"give","kind":"give"}"#), "duplicate field `kind`");
    assert_eq!(
        fault(r#"{"kind":"x"}"#),
        "unknown variant `x`, expected one of `pause`, `give`, `ship`"
    );
    assert_eq!(fault(r#"{"kind":"give","x":1}"#), "unknown field `x`, expected `percent`");
}
