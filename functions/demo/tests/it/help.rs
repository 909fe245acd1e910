//! Goal: a change of the search that finds fewer pages does not go unnoticed.
//! Method: the questions to build with are asked of this shop's help pages, in the core's index with a
//! full-text search of a few lines. `npm run bench -- knowledge` measures on the real runtime.

#![expect(clippy::print_stdout, reason = "how many are right is told")]

use std::{fs, path::Path, sync::LazyLock};

use edgewise::{
    base::pii::Pii,
    commerce::{Answer, Call},
    knowledge::KnowledgeSearch,
    lab::Pages,
};
use serde_json::{Value, json};

/// All pages of the folder `articles`, read once.
pub(crate) fn pages() -> &'static Pages {
    static PAGES: LazyLock<Pages> = LazyLock::new(read);
    &PAGES
}

fn read() -> Pages {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("articles");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    let articles: Vec<Value> = files.iter().map(|file| article(file)).collect();
    assert!(articles.len() > 40);
    Pages::of(&articles).unwrap()
}

/// A page as the knowledge API takes it, from the lines about it and its text.
fn article(file: &Path) -> Value {
    let whole = fs::read_to_string(file).unwrap();
    let (about, body) = whole.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap();
    let id = file.file_stem().unwrap().to_str().unwrap();
    let mut article = json!({ "id": id, "format": "markdown", "body": body });
    for line in about.lines() {
        let (name, value) = line.split_once(": ").unwrap();
        let list = value.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
        let plain = |value: &str| value.trim().trim_matches(['"', '\'']).to_owned();
        match (name, list) {
            ("countries" | "tiers" | "channels", Some(list)) => {
                article["audience"][name] = list.split(',').map(plain).collect();
            }
            // Days, both included.
            ("valid_from" | "valid_until", None) => {
                let time = if name == "valid_from" { "T00:00:00Z" } else { "T23:59:59Z" };
                article[name] = json!(format!("{}{time}", plain(value)));
            }
            _ => article[name] = json!(plain(value)),
        }
    }
    article
}

#[test]
fn questions_find_their_page() {
    let questions = include_str!("../../../../tests/knowledge/questions.jsonl");
    let (mut right, mut all) = (0_u32, 0_u32);
    for line in questions.lines() {
        let question: Value = serde_json::from_str(line).unwrap();
        let is_answered = question["article"].is_string();
        if question["part"] != "dev" || !is_answered {
            continue;
        }
        let text = question["question"].as_str().unwrap().to_owned();
        let search = KnowledgeSearch { question: Pii::new(text), unasked: false };
        let Some(Answer::Passages(found)) = pages().answer(&Call::Search(search), &[]) else {
            panic!("no passages");
        };
        let page = |page: &str| question["article"] == page || lists(&question["also"], page);
        all += 1;
        right += u32::from(found.first().is_some_and(|it| page(&it.passage.article)));
    }
    println!("{right} of {all} questions find their page first");
    assert!(right * 100 >= all * 78, "{right} of {all}");
}

fn lists(pages: &Value, page: &str) -> bool {
    pages.as_array().is_some_and(|pages| pages.iter().any(|it| it == page))
}
