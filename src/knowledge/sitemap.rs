//! Sitemaps: the pages that a site names itself.

use html5gum::{Token, Tokenizer};

/// Addresses of one sitemap that are read.
const ENTRIES_MAX: usize = 5_000;

/// What a sitemap names, as it stands there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sitemap {
    /// Pages.
    pub(super) pages: Vec<String>,
    /// Further sitemaps.
    pub(super) sitemaps: Vec<String>,
}

/// Reads a sitemap or an index of sitemaps.
#[must_use]
pub(super) fn read_sitemap(xml: &str) -> Sitemap {
    let mut sitemap = Sitemap::default();
    let (mut in_index, mut in_place) = (false, false);
    let mut place = String::new();
    for Ok(token) in Tokenizer::new(xml) {
        match token {
            Token::StartTag(tag) => match tag.name.as_slice() {
                b"sitemap" => in_index = true,
                b"url" => in_index = false,
                // An image's address has a prefix before it, and is no page.
                b"loc" => {
                    in_place = true;
                    place.clear();
                }
                _ => {}
            },
            Token::String(text) if in_place => place.push_str(&String::from_utf8_lossy(&text)),
            // What stands in CDATA is a comment to a reader of HTML.
            Token::Comment(text) if in_place => {
                let text = String::from_utf8_lossy(&text);
                let inner = text.strip_prefix("[CDATA[").and_then(|it| it.strip_suffix("]]"));
                place.push_str(inner.unwrap_or_default());
            }
            Token::EndTag(tag) if in_place && tag.name.as_slice() == b"loc" => {
                in_place = false;
                let list = if in_index { &mut sitemap.sitemaps } else { &mut sitemap.pages };
                if list.len() < ENTRIES_MAX {
                    list.push(place.trim().to_owned());
                }
            }
            Token::Comment(_)
            | Token::Doctype(_)
            | Token::EndTag(_)
            | Token::Error(_)
            | Token::String(_) => {}
        }
    }
    sitemap
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_further_sitemaps_are_told_apart() {
        let pages = read_sitemap(
            "<?xml version='1.0'?><urlset><url><loc> https://s.example/a?x=1&amp;y=2 </loc>\
             <image:image><image:loc>https://s.example/i.png</image:loc></image:image></url>\
             <url><loc><![CDATA[https://s.example/b]]></loc></url></urlset>",
        );
        assert_eq!(pages.pages, ["https://s.example/a?x=1&y=2", "https://s.example/b"]);
        let index = read_sitemap(
            "<sitemapindex><sitemap><loc>https://s.example/1.xml</loc></sitemap></sitemapindex>",
        );
        assert_eq!((index.pages.len(), index.sitemaps.len()), (0, 1));
    }
}
