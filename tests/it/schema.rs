//! Goal: the published schemas and the OpenAPI document never differ from the types.
//! Method: make them anew and compare; `EDGEWISE_UPDATE=1 cargo test` writes them.

use std::{fs, path::Path};

use edgewise::wire::openapi;
use serde_json::Value;

#[test]
fn the_schemas_are_what_the_types_say() {
    for (name, schema) in openapi::schemas() {
        check(&format!("schemas/{name}.json"), &schema);
    }
}

#[test]
fn the_openapi_document_is_what_the_types_say() {
    check("schemas/openapi.json", &openapi::document());
}

#[track_caller]
fn check(file: &str, made: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = serde_json::to_string_pretty(made).unwrap() + "\n";
    let update = option_env!("EDGEWISE_UPDATE").is_some();
    if update {
        fs::write(&path, &text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == text,
        "{file} differs from the types: EDGEWISE_UPDATE=1 cargo test --all-features"
    );
}
