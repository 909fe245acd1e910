//! What a visit of one address of a site comes to.

use serde::{Deserialize, Serialize};

use super::{Article, Robots, Site, read_page, read_sitemap};

/// What is looked for at an address.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitKind {
    /// A page.
    Page,
    /// A sitemap, or an index of sitemaps.
    Sitemap,
}

/// What became of an address.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum VisitOutcome {
    /// `robots.txt` does not let it be asked for.
    Disallowed,
    /// Another page names it as the true one, and was kept already.
    Duplicate,
    /// It leads to another site.
    Elsewhere,
    /// No answer in time, or one that promises nothing. What was kept of it before stays.
    Failed,
    /// There are as many articles as there may be.
    Full,
    /// It is not there any more.
    Gone,
    /// It is kept, and new or changed.
    Kept,
    /// No HTML, and no sitemap.
    NotAPage,
    /// It holds no text, asks not to be kept, or names a page of another site as the true one.
    NothingToKeep,
    /// It leads to another address of the site.
    Redirected,
    /// A sitemap that was read.
    Sitemap,
    /// Longer than what is read.
    TooLarge,
    /// It is kept, and what it was before.
    Unchanged,
}

/// What a server answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VisitAnswer {
    /// HTTP status; 0 where there was no answer.
    pub status: u16,
    /// `content-type`.
    pub content_type: String,
    /// `location`.
    pub location: String,
    /// `etag`, for the next visit.
    pub etag: String,
    /// `last-modified`, for the next visit.
    pub modified: String,
    /// The body; nothing where it is longer than what is read.
    pub body: Option<String>,
}

/// A visit that is over.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Visited {
    /// Which address.
    pub url: String,
    /// What was looked for.
    pub kind: VisitKind,
    /// What became of it.
    pub outcome: VisitOutcome,
    /// As in [`VisitAnswer::etag`].
    pub etag: String,
    /// As in [`VisitAnswer::modified`].
    pub modified: String,
    /// The page as an article.
    pub article: Option<Article>,
    /// Pages of the site that it names.
    pub pages: Vec<String>,
    /// Sitemaps of the site that it names.
    pub sitemaps: Vec<String>,
}

impl Visited {
    /// A visit that came to nothing but this.
    #[must_use]
    pub fn only(url: &str, kind: VisitKind, outcome: VisitOutcome) -> Self {
        Self {
            url: url.to_owned(),
            kind,
            outcome,
            etag: String::new(),
            modified: String::new(),
            article: None,
            pages: Vec::new(),
            sitemaps: Vec::new(),
        }
    }
}

/// Judges an answer.
#[must_use]
pub fn visited(site: &Site, url: &str, kind: VisitKind, answer: &VisitAnswer) -> Visited {
    let only = |outcome| Visited::only(url, kind, outcome);
    match answer.status {
        200..=299 => match &answer.body {
            None => only(VisitOutcome::TooLarge),
            Some(body) => read(site, url, kind, answer, body),
        },
        304 => only(VisitOutcome::Unchanged),
        301..=303 | 307 | 308 => {
            let mut visited = only(VisitOutcome::Redirected);
            match kind {
                VisitKind::Page => visited.pages.extend(site.page(url, &answer.location)),
                VisitKind::Sitemap => visited.sitemaps.extend(site.redirect(url, &answer.location)),
            }
            if visited.pages.is_empty() && visited.sitemaps.is_empty() {
                visited.outcome = VisitOutcome::Elsewhere;
            }
            visited
        }
        // A server that has too much to do says nothing about its pages.
        408 | 425 | 429 => only(VisitOutcome::Failed),
        400..=499 => only(VisitOutcome::Gone),
        _ => only(VisitOutcome::Failed),
    }
}

fn read(site: &Site, url: &str, kind: VisitKind, answer: &VisitAnswer, body: &str) -> Visited {
    let mut visited = Visited {
        etag: answer.etag.clone(),
        modified: answer.modified.clone(),
        ..Visited::only(url, kind, VisitOutcome::Sitemap)
    };
    if kind == VisitKind::Sitemap {
        let told = read_sitemap(body);
        visited.pages = told.pages.iter().filter_map(|link| site.page(url, link)).collect();
        visited.sitemaps = told.sitemaps.iter().filter_map(|link| site.sitemap(link)).collect();
        return visited;
    }
    let media = answer.content_type.split(';').next().unwrap_or_default().trim();
    if !["text/html", "application/xhtml+xml"].iter().any(|it| media.eq_ignore_ascii_case(it)) {
        return Visited::only(url, kind, VisitOutcome::NotAPage);
    }
    let page = read_page(site, url, body);
    visited.pages = page.links;
    visited.outcome =
        if page.article.is_some() { VisitOutcome::Kept } else { VisitOutcome::NothingToKeep };
    visited.article = page.article;
    visited
}

/// The rules of a site, by what it answered when it was asked for `/robots.txt`. Nothing where they could
/// not be had: then nothing may be asked for.
#[must_use]
pub fn robots(answer: &VisitAnswer) -> Option<Robots> {
    match answer.status {
        200..=299 => answer.body.as_ref().map(|body| Robots::read(body)),
        // Who has no rules, or does not show them, has none for us: RFC 9309, 2.3.1.3.
        400..=428 | 430..=499 => Some(Robots::read("")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "<h1>Returns</h1><p>You may send things back within 30 days of delivery.</p>\
                        <a href='/pages/shipping'>s</a><a href='https://other.example/'>o</a>";

    fn site() -> Site {
        Site::parse("https://shop.example/", false).unwrap()
    }

    fn answer(status: u16, content_type: &str, body: &str) -> VisitAnswer {
        VisitAnswer {
            status,
            content_type: content_type.to_owned(),
            etag: "\"1\"".to_owned(),
            body: Some(body.to_owned()),
            ..VisitAnswer::default()
        }
    }

    #[track_caller]
    fn check(answer: &VisitAnswer, outcome: VisitOutcome, pages: &[&str]) {
        let visited =
            visited(&site(), "https://shop.example/pages/returns", VisitKind::Page, answer);
        assert_eq!(
            (visited.outcome, visited.pages.as_slice()),
            (outcome, &*pages.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>())
        );
        assert_eq!(visited.article.is_some(), outcome == VisitOutcome::Kept);
    }

    #[test]
    fn every_answer_has_its_outcome() {
        let shipping = ["https://shop.example/pages/shipping"];
        check(&answer(200, "Text/HTML; charset=utf-8", TEXT), VisitOutcome::Kept, &shipping);
        let closed = format!("<meta name=robots content=noindex>{TEXT}");
        check(&answer(200, "text/html", &closed), VisitOutcome::NothingToKeep, &shipping);
        check(&answer(200, "application/pdf", TEXT), VisitOutcome::NotAPage, &[]);
        let long = VisitAnswer { body: None, ..answer(200, "text/html", "") };
        check(&long, VisitOutcome::TooLarge, &[]);
        check(&answer(304, "", ""), VisitOutcome::Unchanged, &[]);
        check(&answer(404, "text/html", TEXT), VisitOutcome::Gone, &[]);
        check(&answer(429, "text/html", TEXT), VisitOutcome::Failed, &[]);
        check(&answer(500, "text/html", TEXT), VisitOutcome::Failed, &[]);
        check(&VisitAnswer::default(), VisitOutcome::Failed, &[]);
        let moved =
            |location: &str| VisitAnswer { location: location.to_owned(), ..answer(301, "", "") };
        check(&moved("/pages/shipping?x=1"), VisitOutcome::Redirected, &shipping);
        for away in ["https://evil.example/pages", "http://shop.example/pages", "//10.0.0.1/", ""] {
            let elsewhere =
                visited(&site(), "https://shop.example/a", VisitKind::Sitemap, &moved(away));
            let expected =
                if away.is_empty() { VisitOutcome::Redirected } else { VisitOutcome::Elsewhere };
            assert_eq!(elsewhere.outcome, expected, "{away}");
        }
    }

    #[test]
    fn a_sitemap_names_only_what_is_of_the_site() {
        let xml = "<urlset><url><loc>https://shop.example/pages/a</loc></url>\
                   <url><loc>https://other.example/pages/b</loc></url>\
                   <url><loc>https://shop.example/products/c</loc></url></urlset>";
        let told = visited(
            &site(),
            "https://shop.example/sitemap.xml",
            VisitKind::Sitemap,
            &answer(200, "application/xml", xml),
        );
        assert_eq!(told.outcome, VisitOutcome::Sitemap);
        assert_eq!(told.pages, ["https://shop.example/pages/a"]);
    }

    #[test]
    fn who_shows_no_rules_has_none_and_who_cannot_lets_nothing_be_asked_for() {
        assert!(robots(&answer(404, "", "x")).unwrap().allows("/x"));
        assert!(robots(&answer(503, "", "")).is_none());
        assert!(robots(&answer(429, "", "")).is_none());
        assert!(robots(&VisitAnswer::default()).is_none());
        let rules = robots(&answer(200, "text/plain", "User-agent: *\nDisallow: /x")).unwrap();
        assert!(!rules.allows("/x"));
    }
}
