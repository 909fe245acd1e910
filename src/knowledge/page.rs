//! A page of the shop's site, as an article.

use super::{Article, Audience, Format, Site, section};
use crate::base::text::hex;

/// Letters of text below which a page says nothing.
const TEXT_CHARS_MIN: usize = 40;

/// What a crawl learns from one page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Page {
    /// The page as an article; nothing where it holds no text, or asks not to be kept.
    pub(super) article: Option<Article>,
    /// Pages of the site that it links to.
    pub(super) links: Vec<String>,
}

/// Reads a page that was found at `url`. What names another page of the site as the true one is
/// kept under that one's name.
#[must_use]
pub(super) fn read_page(site: &Site, url: &str, html: &str) -> Page {
    let document = section::read(html);
    let mut links: Vec<String> = Vec::new();
    if !document.no_follow {
        for link in document.links.iter().filter_map(|link| site.page(url, link)) {
            if !links.contains(&link) {
                links.push(link);
            }
        }
    }
    let canonical = document.canonical.as_ref().map(|canonical| site.page(url, canonical));
    let place = match canonical {
        // Its true place is another site's.
        Some(None) => return Page { article: None, links },
        Some(Some(canonical)) => canonical,
        None => url.to_owned(),
    };
    let text: usize = document
        .sections
        .iter()
        .flat_map(|section| &section.blocks)
        .map(|block| block.chars().count())
        .sum();
    if document.no_index || text < TEXT_CHARS_MIN {
        return Page { article: None, links };
    }
    let title = document.first_heading.or(document.title).unwrap_or_else(|| place.clone());
    let article = Article {
        id: id_of(&place),
        title: crate::base::text::shorten(&title, 160),
        url: Some(place),
        format: Format::Html,
        body: html.to_owned(),
        language: document.language,
        audience: Audience::default(),
        valid_from: None,
        valid_until: None,
    };
    Page { article: Some(article), links }
}

/// The id of a page: its address, as an id may be written, and short enough.
fn id_of(url: &str) -> String {
    use sha2::{Digest, Sha256};
    /// Characters of the address that are kept.
    const KEPT_MAX: usize = 80;
    let plain: String = url
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
        .collect();
    let start: String = plain.trim_start_matches("https---").chars().take(KEPT_MAX).collect();
    let mark = hex(Sha256::digest(url.as_bytes()).into_iter().take(4));
    format!("page-{}-{mark}", start.trim_matches('-'))
}
