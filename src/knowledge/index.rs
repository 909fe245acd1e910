//! The index: which passages may answer a question, and how likely each does.
//!
//! Three things speak for a passage: the rank that the full-text search gives it (BM25), how much of
//! what was asked about its words cover (rare words count more, words that mean the same a little
//! less), and how near its sentences lie to the question in the vectors of the message encoder. They
//! are added up with weights that were fitted on questions with known answers; the sum is a
//! probability. See `docs/benchmarks.md` for what it is worth.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    FoundPassage, Passage,
    word::{Said, is_light},
};
use crate::base::{sort, text};

/// Passages that are looked at closely: the best of the full-text search, and the nearest.
const CANDIDATES_MAX: usize = 48;

/// Length of a vector in fixed point, squared.
const ONE_SQUARED: f64 = 4_096.0 * 4_096.0;

/// What a word of the same meaning is worth beside the word itself.
const MEANING_WORTH: f64 = 0.7;

/// A vector in fixed point for the headings of a passage, and one for each of its sentences.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Vectors(pub Vec<Vec<i16>>);

/// A passage that may answer a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit<'a> {
    /// The passage.
    pub passage: &'a Passage,
    /// What speaks for it.
    pub evidence: Evidence,
    /// How likely it answers the question, in thousandths.
    pub permille: u16,
}

/// What speaks for a passage, each from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Rank of the full-text search, as a share of the best.
    pub rank: f64,
    /// How much of what was asked its words cover.
    pub covered: f64,
    /// How much its title and headings cover.
    pub headed: f64,
    /// How near its nearest sentence is.
    pub near: f64,
    /// How near its title and headings are.
    pub near_heading: f64,
    /// How much of its headings the question says.
    pub focus: f64,
    /// What speaks for the likeliest other passage of its page: a page that is about a question has
    /// more than one to say to it, a page on a special case only touches it.
    pub page: f64,
}

/// The passages of a shop, ready to be searched.
#[derive(Clone, Debug, Default)]
pub struct Index {
    entries: BTreeMap<String, Entry>,
    /// In how many passages a stem occurs.
    counts: BTreeMap<String, u32>,
}

#[derive(Clone, Debug)]
struct Entry {
    passage: Passage,
    vectors: Vectors,
    stems: BTreeSet<String>,
    meanings: BTreeSet<u16>,
    head: Said,
}

impl Index {
    /// Adds a passage, in the place of one with the same id.
    pub fn add(&mut self, passage: Passage, vectors: Vectors) {
        self.remove(&passage.id);
        let head = Said::read(&heading_of(&passage));
        let body = Said::read(&passage.text);
        let mut stems: BTreeSet<String> = head.stems.iter().cloned().collect();
        stems.extend(body.stems);
        for stem in &stems {
            let count = self.counts.entry(stem.clone()).or_default();
            *count = count.saturating_add(1);
        }
        let mut meanings = head.meanings.clone();
        meanings.extend(body.meanings);
        let id = passage.id.clone();
        self.entries.insert(id, Entry { passage, vectors, stems, meanings, head });
    }

    /// Removes a passage.
    pub fn remove(&mut self, id: &str) {
        let Some(entry) = self.entries.remove(id) else { return };
        for stem in entry.stems {
            if let Some(count) = self.counts.get_mut(&stem) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    self.counts.remove(&stem);
                }
            }
        }
    }

    /// Removes the passages of an article.
    pub fn remove_article(&mut self, article: &str) {
        let mine = |entry: &&Entry| entry.passage.article == article;
        let ids: Vec<String> =
            self.entries.values().filter(mine).map(|entry| entry.passage.id.clone()).collect();
        ids.iter().for_each(|id| self.remove(id));
    }

    /// Its passages, by id.
    pub fn passages(&self) -> impl Iterator<Item = &Passage> {
        self.entries.values().map(|entry| &entry.passage)
    }

    /// Whether a word occurs in any passage, in whatever form.
    #[must_use]
    pub fn knows_word(&self, folded: &str) -> bool {
        self.knows(&super::word::stem(folded))
    }

    fn knows(&self, stem: &str) -> bool {
        self.counts.contains_key(stem)
    }

    /// The texts of a passage that want vectors, in the order of [`Vectors`]: its headings, then its
    /// sentences.
    #[must_use]
    pub fn texts(passage: &Passage) -> Vec<String> {
        /// Sentences that get a vector.
        const SENTENCES_MAX: usize = 10;
        let mut texts = vec![heading_of(passage)];
        let sentences = super::quote::sentences(&passage.text);
        texts.extend(sentences.into_iter().take(SENTENCES_MAX).map(str::to_owned));
        texts
    }

    /// How much a word counts in each of [`Index::columns`].
    pub const COLUMN_WEIGHTS: [f64; 3] = [3.0, 4.0, 1.0];

    /// What a passage is found by in a full-text search: its title, its headings, its text.
    #[must_use]
    pub fn columns(passage: &Passage) -> [String; 3] {
        [passage.title.clone(), passage.headings.join(" "), passage.text.clone()]
    }

    /// The question as the full-text search takes it: any of its words. Nothing where it has none.
    #[must_use]
    pub fn full_text_query(question: &str) -> Option<String> {
        /// Words of a query.
        const WORDS_MAX: usize = 24;
        let mut words: Vec<String> = Vec::new();
        for word in text::words(question) {
            // A word without quotes could be an operator.
            let quoted = format!("\"{}\"", word.folded.replace('"', ""));
            if !super::word::is_silent(&word.folded) && !words.contains(&quoted) {
                words.push(quoted);
            }
        }
        words.truncate(WORDS_MAX);
        (!words.is_empty()).then(|| words.join(" OR "))
    }

    /// The passages that may answer a question, the likeliest first. `vector` is the question's;
    /// `ranked` are passages with their rank in the full-text search, higher is better.
    #[must_use]
    pub fn search<'a>(
        &'a self,
        question: &str,
        vector: Option<&[i16]>,
        ranked: &[(String, f64)],
    ) -> Vec<Hit<'a>> {
        let asked = Said::read(question);
        if asked.stems.is_empty() && asked.of_pairs.is_empty() {
            return Vec::new();
        }
        let best = ranked.iter().map(|(_, rank)| *rank).fold(0.0, f64::max);
        let ranks: BTreeMap<&str, f64> =
            ranked.iter().map(|(id, rank)| (id.as_str(), share(*rank, best))).collect();
        // Where no page has a word of the question, as with one in another language, what its words mean
        // stands in for them, and vectors of two languages tell nothing.
        let vector = vector.filter(|_| !ranks.is_empty());
        let meant = if ranks.is_empty() { self.best_covered(&asked) } else { 0.0 };
        let with_vectors = vector.is_some();
        let mut hits: Vec<Hit<'a>> = Vec::new();
        for entry in self.entries.values() {
            let rank = ranks.get(entry.passage.id.as_str()).copied();
            let (near, near_heading) = nearness(&entry.vectors, vector);
            let covered = self.covered(&asked, &|stem| entry.stems.contains(stem), &entry.meanings);
            let evidence = Evidence {
                rank: rank.unwrap_or_else(|| share(covered, meant)),
                covered,
                headed: self.covered(
                    &asked,
                    &|stem| entry.head.stems.iter().any(|held| held == stem),
                    &entry.head.meanings,
                ),
                near,
                near_heading,
                focus: focus(&asked, &entry.head),
                page: PAGE_ALONE,
            };
            hits.push(Hit { passage: &entry.passage, evidence, permille: 0 });
        }
        with_pages(&mut hits, with_vectors);
        sort::by(&mut hits, |left, right| {
            let (one, other) = (left.evidence.sum(with_vectors), right.evidence.sum(with_vectors));
            other.total_cmp(&one).then_with(|| left.passage.id.cmp(&right.passage.id))
        });
        plainest_first(&mut hits, &asked, with_vectors);
        hits.truncate(CANDIDATES_MAX);
        hits
    }

    /// How much of what was asked the passage covers that covers most.
    fn best_covered(&self, asked: &Said) -> f64 {
        let covered = |entry: &Entry| {
            self.covered(asked, &|stem| entry.stems.contains(stem), &entry.meanings)
        };
        self.entries.values().map(covered).fold(0.0, f64::max)
    }

    /// How much of what was asked is covered; rare words count more.
    fn covered(&self, asked: &Said, has: &dyn Fn(&str) -> bool, meanings: &BTreeSet<u16>) -> f64 {
        let (mut sum, mut all) = (0.0, 0.0);
        for (stem, own) in asked.stems.iter().zip(&asked.of_stem) {
            let weight = self.weight(stem);
            all += weight;
            if has(stem) {
                sum += weight;
            } else if own.iter().any(|meaning| meanings.contains(meaning)) {
                sum += weight * MEANING_WORTH;
            }
        }
        for meaning in &asked.of_pairs {
            all += PAIR_WEIGHT;
            if meanings.contains(meaning) {
                sum += PAIR_WEIGHT;
            }
        }
        share(sum, all)
    }

    /// How much a word tells: one that occurs nowhere as much as one that occurs once.
    fn weight(&self, stem: &str) -> f64 {
        let count = f64::from(self.counts.get(stem).copied().unwrap_or_default().max(1));
        let all = f64::from(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
        ((all - count + 0.5) / (count + 0.5)).ln_1p()
    }
}

/// What a pair of words such as "how long" tells.
const PAIR_WEIGHT: f64 = 1.5;

/// What a page says for its only passage: nothing, neither way.
const PAGE_ALONE: f64 = 0.3;

/// Sums of evidence, in log odds, between which a page speaks for its passages.
const PAGE_SUM_MAX: f64 = 3.0;

/// What that is worth. Its weight was fitted, as the others.
const PAGE_WORTH: f64 = 2.1;

/// Lets each page speak for its passages: the likeliest for the others, the second for it.
fn with_pages(hits: &mut [Hit<'_>], with_vectors: bool) {
    let mut sums: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for hit in hits.iter() {
        sums.entry(&hit.passage.article).or_default().push(hit.evidence.sum(with_vectors));
    }
    sums.values_mut().for_each(|sums| sort::by(sums, |one, other| other.total_cmp(one)));
    for hit in hits.iter_mut() {
        let own = hit.evidence.sum(with_vectors);
        let mut of_page = sums.get(hit.passage.article.as_str()).into_iter().flatten();
        let (first, second) = (of_page.next(), of_page.next());
        let other = first.filter(|first| **first > own).or(second);
        let bounded =
            |sum: &f64| f64::midpoint(sum.clamp(-PAGE_SUM_MAX, PAGE_SUM_MAX) / PAGE_SUM_MAX, 1.0);
        hit.evidence.page = other.map_or(PAGE_ALONE, bounded);
        hit.permille = hit.evidence.permille(with_vectors);
    }
}

/// How much less likely, in log odds, a passage may be of a page that is about nothing but what was
/// asked about, and still come before one of a page on a special case.
const PLAINER_SUM: f64 = 0.8;

/// Of passages that are about as likely, one of a page whose title names nothing that was not asked
/// about comes first: whoever asks about returns does not ask about the returns of presents.
fn plainest_first(hits: &mut [Hit<'_>], asked: &Said, with_vectors: bool) {
    let Some(best) = hits.first().map(|hit| hit.evidence.sum(with_vectors)) else { return };
    let near = hits.iter().take_while(|hit| hit.evidence.sum(with_vectors) >= best - PLAINER_SUM);
    let plain = |hit: &Hit<'_>| {
        let title = Said::read(&hit.passage.title);
        title.stems.iter().zip(&title.of_stem).all(|(stem, own)| {
            asked.stems.contains(stem)
                || is_light(stem)
                || own.iter().any(|it| asked.meanings.contains(it))
        })
    };
    let plainest = near.take(CANDIDATES_MAX).position(plain);
    if let Some(to_front) = plainest.and_then(|at| hits.get_mut(..=at)) {
        to_front.rotate_right(1);
    }
}

impl Hit<'_> {
    /// The passage with how likely it is, to be kept.
    #[must_use]
    pub fn found(&self) -> FoundPassage {
        FoundPassage { passage: self.passage.clone(), permille: self.permille }
    }
}

impl Evidence {
    /// All of it added up, in log odds. The weights were fitted; see the benchmark.
    #[must_use]
    pub fn sum(&self, with_vectors: bool) -> f64 {
        let page = PAGE_WORTH * (self.page - PAGE_ALONE);
        page + if with_vectors {
            1.22 * self.rank
                + 2.73 * self.covered
                + 0.27 * self.headed
                + 1.98 * self.near
                + 1.61 * self.near_heading
                + 0.79 * self.focus
                - 4.41
        } else {
            2.29 * self.rank + 3.2 * self.covered + 0.63 * self.headed + 1.3 * self.focus - 4.63
        }
    }

    /// The probability of that, in thousandths.
    #[must_use]
    pub fn permille(&self, with_vectors: bool) -> u16 {
        let probability = 1.0 / (1.0 + (-self.sum(with_vectors)).exp());
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to thousandths"
        )]
        let permille = (probability.clamp(0.0, 1.0) * 1_000.0) as u16;
        permille
    }
}

/// The words that head a passage.
fn heading_of(passage: &Passage) -> String {
    let mut heading = passage.title.clone();
    for above in &passage.headings {
        heading.push_str(". ");
        heading.push_str(above);
    }
    heading
}

/// How near the nearest sentence is, and how near the headings are.
fn nearness(vectors: &Vectors, vector: Option<&[i16]>) -> (f64, f64) {
    let Some(vector) = vector else { return (0.0, 0.0) };
    let mut cosines = vectors.0.iter().map(|held| cosine(held, vector));
    let heading = cosines.next().unwrap_or_default();
    (cosines.fold(0.0, f64::max), heading)
}

fn cosine(left: &[i16], right: &[i16]) -> f64 {
    let products = left.iter().zip(right).map(|(l, r)| i32::from(*l).saturating_mul((*r).into()));
    let sum: i64 = products.map(i64::from).sum();
    #[expect(clippy::cast_precision_loss, reason = "far below what a double holds exactly")]
    let cosine = sum as f64 / ONE_SQUARED;
    cosine.clamp(0.0, 1.0)
}

/// How much of what heads a passage was asked about.
fn focus(asked: &Said, head: &Said) -> f64 {
    let said = |(stem, own): &(&String, &Vec<u16>)| {
        asked.stems.contains(*stem) || own.iter().any(|it| asked.meanings.contains(it))
    };
    let all = head.stems.len();
    let count = head.stems.iter().zip(&head.of_stem).filter(said).count();
    #[expect(clippy::cast_precision_loss, reason = "a handful of words")]
    let (count, all) = (count as f64, all as f64);
    share(count, all)
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { 0.0 }
}
