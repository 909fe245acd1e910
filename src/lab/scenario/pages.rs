//! The shop's own pages as a scenario gives them, searched by the core's index. In place of the
//! full-text search of the functions stands the same formula (BM25) in a few lines.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::whole::{Faults, fault, merge, text};
use crate::{
    commerce::{Answer, Call},
    knowledge::{Article, FOUND_MAX, Index, Passage, Vectors, passages, stems},
    understanding::intent::vector,
    wire::{FieldFault, parse_value},
};

/// The pages of a shop.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    index: Index,
    /// How often each stem stands in a passage.
    counts: BTreeMap<String, BTreeMap<String, f64>>,
}

impl Pages {
    /// Takes articles in. Without an `id` one is called after its title; without a `url` it stands
    /// under its id.
    ///
    /// # Errors
    /// What is no article, place by place.
    pub fn of(articles: &[Value]) -> Result<Self, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let pages = Self::read(articles, &mut faults);
        if faults.is_empty() { Ok(pages) } else { Err(faults) }
    }

    pub(super) fn read(articles: &[Value], faults: &mut Faults) -> Self {
        let mut pages = Self::default();
        for (index, given) in articles.iter().enumerate() {
            let at = format!("/articles/{index}");
            let title = text(given, "title");
            if title.is_empty() {
                faults.push(fault(format!("{at}/title"), "is missing"));
                continue;
            }
            let id = title.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
            let url = format!("https://shop.example/pages/{id}");
            let mut whole = json!({ "id": id, "url": url, "language": "en" });
            merge(&mut whole, given);
            let article: Article = match parse_value(whole, &at) {
                Ok(article) => article,
                Err(problem) => {
                    faults.extend(problem.errors);
                    continue;
                }
            };
            let below = |inner: FieldFault| FieldFault {
                pointer: format!("{at}{}", inner.pointer),
                detail: inner.detail,
            };
            faults.extend(article.check(false).into_iter().map(FieldFault::from).map(below));
            passages(&article).into_iter().for_each(|passage| pages.add(passage));
        }
        pages
    }

    fn add(&mut self, passage: Passage) {
        let counts = self.counts.entry(passage.id.clone()).or_default();
        for (column, weight) in Index::columns(&passage).iter().zip(Index::COLUMN_WEIGHTS) {
            for word in column.split_whitespace() {
                for stem in stems(word) {
                    *counts.entry(stem).or_default() += weight;
                }
            }
        }
        let texts = Index::texts(&passage);
        let vectors = texts.iter().filter_map(|text| vector(text)).collect();
        self.index.add(passage, Vectors(vectors));
    }

    /// The answer to a search, from pages of these hosts; nothing where something else is asked.
    #[must_use]
    pub fn answer(&self, call: &Call, hosts: &[String]) -> Option<Answer> {
        let Call::Search(search) = call else { return None };
        let question = search.question.expose();
        let hits = self.index.search(question, vector(question).as_deref(), &self.ranked(question));
        let may = hits.iter().filter(|hit| hit.passage.is_from(hosts));
        Some(Answer::Passages(may.take(FOUND_MAX).map(|hit| hit.found()).collect()))
    }

    /// The passages that hold a word of the question, by BM25.
    fn ranked(&self, question: &str) -> Vec<(String, f64)> {
        let all = self.counts.len() as f64;
        let length = |counts: &BTreeMap<String, f64>| counts.values().sum::<f64>();
        let average = self.counts.values().map(length).sum::<f64>() / all.max(1.0);
        let mut ranked = Vec::new();
        for (id, counts) in &self.counts {
            let mut rank = 0.0;
            for stem in stems(question) {
                let holding =
                    self.counts.values().filter(|it| it.contains_key(&stem)).count() as f64;
                let weight = ((all - holding + 0.5) / (holding + 0.5)).ln().max(1e-6);
                let count = counts.get(&stem).copied().unwrap_or_default();
                let norm = 1.2 * (0.25 + 0.75 * length(counts) / average);
                rank += weight * count * 2.2 / (count + norm);
            }
            if rank > 0.0 {
                ranked.push((id.clone(), rank));
            }
        }
        ranked
    }
}
