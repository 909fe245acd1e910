//! Passages: the pieces of an article that can be quoted.

use pulldown_cmark::{Options, Parser, html};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    Article, Audience, Format, Validity,
    quote::sentences,
    section::{self, Section},
};

/// Characters of a passage: what can be read at a glance in a chat.
const PASSAGE_CHARS_MAX: usize = 600;

/// Passages of one article.
const PASSAGES_MAX: usize = 200;

/// A piece of an article that can be quoted.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Passage {
    /// Names it: the article's id and its place.
    pub id: String,
    /// The article that it stands in.
    pub article: String,
    /// The article's title.
    pub title: String,
    /// The headings above it, outermost first, without the title.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headings: Vec<String>,
    /// Its own words: paragraphs, items and rows, one a line.
    pub text: String,
    /// Where customers find it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// ISO 639-1 code of the language that it is in, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// For whom it holds.
    #[serde(default, skip_serializing_if = "Audience::is_everybody")]
    pub audience: Audience,
    /// From when to when it holds.
    #[serde(default)]
    pub validity: Validity,
}

impl Passage {
    /// Whether it may be quoted where only these hosts may; what has no link is from none.
    #[must_use]
    pub fn is_from(&self, hosts: &[String]) -> bool {
        let host = |link: &String| Url::parse(link).ok()?.host_str().map(str::to_owned);
        let named = |link: &String| host(link).is_some_and(|host| hosts.contains(&host));
        hosts.is_empty() || self.link.as_ref().is_none_or(named)
    }
}

/// Cuts an article into passages.
#[must_use]
pub fn passages(article: &Article) -> Vec<Passage> {
    let markdown;
    let html = match article.format {
        Format::Html => article.body.as_str(),
        Format::Markdown => {
            markdown = html_of(&article.body);
            &markdown
        }
    };
    of_sections(article, section::read(html).sections)
}

/// Markdown as HTML, so that both are read by one reader.
fn html_of(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_DEFINITION_LIST;
    let mut out = String::with_capacity(markdown.len().saturating_mul(2));
    html::push_html(&mut out, Parser::new_ext(markdown, options));
    out
}

fn of_sections(article: &Article, sections: Vec<Section>) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    for section in sections {
        let headings: Vec<String> = section
            .headings
            .iter()
            .filter(|heading| !heading.eq_ignore_ascii_case(article.title.trim()))
            .cloned()
            .collect();
        let link = article.url.as_ref().map(|url| match &section.anchor {
            Some(anchor) if !url.contains('#') && is_plain(anchor) => format!("{url}#{anchor}"),
            _ => url.clone(),
        });
        let audience = section.audience.within(&article.audience);
        for text in cut(&section.blocks) {
            if passages.len() >= PASSAGES_MAX {
                return passages;
            }
            passages.push(Passage {
                id: format!("{}#{}", article.id, passages.len()),
                article: article.id.clone(),
                title: article.title.trim().to_owned(),
                headings: headings.clone(),
                text,
                link: link.clone(),
                language: article.language.clone(),
                audience: audience.clone(),
                validity: article.validity(),
            });
        }
    }
    passages
}

/// Whether a place can be named in an address as it stands.
fn is_plain(anchor: &str) -> bool {
    anchor.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter))
}

/// Puts blocks together to passages. What introduces a list stays with it, and a list that is too
/// long for one passage is introduced again in none.
fn cut(blocks: &[String]) -> Vec<String> {
    let pieces = blocks.iter().flat_map(|block| within_bound(block));
    let mut texts: Vec<String> = Vec::new();
    let mut length = 0_usize;
    for piece in pieces {
        let own = piece.chars().count();
        let fits = length.saturating_add(own) < PASSAGE_CHARS_MAX;
        match texts.last_mut() {
            Some(text) if fits => {
                text.push('\n');
                text.push_str(&piece);
                length = length.saturating_add(own);
            }
            last => {
                // "You can choose between:" at the end of a passage begins the next one.
                let intro = last.filter(|text| text.ends_with(':')).and_then(|text| {
                    let at = text.rfind('\n')?;
                    let intro = text.get(at.saturating_add(1)..)?.to_owned();
                    text.truncate(at);
                    Some(intro)
                });
                let text = intro.map_or(piece.clone(), |intro| format!("{intro}\n{piece}"));
                length = text.chars().count();
                texts.push(text);
            }
        }
    }
    texts
}

/// A block, cut at the ends of sentences where it is longer than a passage.
fn within_bound(block: &str) -> Vec<String> {
    if block.chars().count() < PASSAGE_CHARS_MAX {
        return vec![block.to_owned()];
    }
    let mut parts: Vec<String> = Vec::new();
    for sentence in sentences(block) {
        let own = sentence.chars().count();
        match parts.last_mut() {
            Some(part) if part.chars().count().saturating_add(own) < PASSAGE_CHARS_MAX => {
                part.push(' ');
                part.push_str(sentence);
            }
            _ => parts.push(sentence.chars().take(PASSAGE_CHARS_MAX).collect()),
        }
    }
    parts
}

#[cfg(test)]
#[path = "passage_tests.rs"]
mod tests;
