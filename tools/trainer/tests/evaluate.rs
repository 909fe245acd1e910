//! Goal: anyone can run `trainer evaluate` on foreign data and gets the same answer twice.
//! Method: the command itself, on a tiny set that the test writes.

use std::{fmt::Write, fs, path::Path, process::Command};

use serde_json::Value;

const SUBJECTS: [(&str, &str); 3] =
    [("apples", "fruit"), ("a hammer", "tools"), ("blue socks", "clothes")];

const FRAMES: [&str; 6] =
    ["where can I find", "do you sell", "I want to buy", "how much are", "show me", "any news on"];

#[test]
fn single_labels_are_told_apart_and_strangers_refused() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("single");
    fs::create_dir_all(&folder).unwrap();
    let (mut train, mut test) = (String::new(), String::new());
    for (subject, label) in SUBJECTS {
        for (place, frame) in FRAMES.iter().enumerate() {
            let file = if place == 0 { &mut test } else { &mut train };
            writeln!(file, r#"{{"text":"{frame} {subject}?","label":"{label}"}}"#).unwrap();
        }
    }
    for stranger in ["what is the weather", "tell me a joke", "who won the match"] {
        writeln!(train, r#"{{"text":"{stranger}","label":"none"}}"#).unwrap();
    }
    writeln!(test, r#"{{"text":"tell me about the weather","label":"none"}}"#).unwrap();
    fs::write(folder.join("train.jsonl"), train).unwrap();
    fs::write(folder.join("test.jsonl"), test).unwrap();

    let run = |more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_trainer"))
            .current_dir(&folder)
            .args(["evaluate", "--train", "train.jsonl", "--test", "test.jsonl"])
            .args(["--out", "out.jsonl", "--oos", "none"])
            .args(more)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        (report, fs::read_to_string(folder.join("out.jsonl")).unwrap())
    };
    let (report, predictions) = run(&[]);
    assert_eq!(report["in_scope_accuracy_unrefused"], 1.0);
    assert_eq!(report["oos_auroc"], 1.0);
    assert_eq!(predictions.lines().count(), 4);
    let first: Value = serde_json::from_str(predictions.lines().next().unwrap()).unwrap();
    assert_eq!(first["pred"], "fruit");
    assert!(first["score"].as_f64() > first["second_score"].as_f64());
    assert_eq!(run(&[]).1, predictions, "the same inputs, the same bytes");

    let (report, _) = run(&["--few-shot"]);
    assert_eq!(report["in_scope_accuracy_unrefused"], 1.0);
    assert_ne!(run(&["--noise", "1"]).1, predictions);
}

#[test]
fn several_labels_come_as_a_list() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("several");
    fs::create_dir_all(&folder).unwrap();
    let mut messages = Vec::new();
    for (one, label) in SUBJECTS {
        for (other, second) in SUBJECTS {
            let labels = if label == second { vec![label] } else { vec![label, second] };
            messages.push(
                serde_json::json!({ "text": format!("{one} and {other}"), "intents": labels }),
            );
        }
    }
    fs::write(folder.join("all.json"), Value::from(messages).to_string()).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_trainer"))
        .current_dir(&folder)
        .args(["evaluate", "--train", "all.json", "--test", "all.json", "--out", "out.jsonl"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(report["micro_f1"].as_f64().unwrap() > 0.9, "{report}");
    let predictions = fs::read_to_string(folder.join("out.jsonl")).unwrap();
    let second: Value = serde_json::from_str(predictions.lines().nth(1).unwrap()).unwrap();
    assert!(second["pred"].is_array());
}

#[test]
fn a_wrong_command_line_is_named() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_trainer")).args(["evaluate", "--test"]).output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("`--train` is needed"));
}
