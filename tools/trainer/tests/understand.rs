//! Goal: what a message means can be looked at as JSON, line by line, and does not depend on the day.
//! Method: the command itself, on the stored profile.

#![expect(clippy::unwrap_used, reason = "a test may stop where something is missing")]

use std::{
    io::Write,
    process::{Command, Stdio},
};

use serde_json::Value;

const PROFILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/stored/profile.v1.json");

fn understood(messages: &str) -> String {
    let mut trainer = Command::new(env!("CARGO_BIN_EXE_trainer"))
        .args(["understand", "--profile", PROFILE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    trainer.stdin.take().unwrap().write_all(messages.as_bytes()).unwrap();
    let output = trainer.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_line_is_understood_as_a_whole() {
    let messages = "I want to cancel my order\nzxqv\n\n";
    let output = understood(messages);
    let lines: Vec<Value> =
        output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3, "an empty message too");
    assert_eq!(lines[0]["maker"], "embedded");
    assert!(lines[0]["commands"][0].to_string().contains("cancel_order"), "{}", lines[0]);
    assert!(lines[1]["commands"][0].to_string().contains("cannot_handle"), "{}", lines[1]);
    assert_eq!(understood(messages), output, "the same on any day");
}

#[test]
fn a_profile_is_needed() {
    let output = Command::new(env!("CARGO_BIN_EXE_trainer")).arg("understand").output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("`--profile` is needed"));
}
