//! The site that is crawled: which addresses belong to it, and which are asked for.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::base::host::is_public;

/// Bytes of an address.
const URL_BYTES_MAX: usize = 1_000;

/// Beginnings of paths under which shops keep no answers: they are never asked for.
const APART: &[&str] = &[
    "/account",
    "/admin",
    "/api/",
    "/cart",
    "/cdn",
    "/checkout",
    "/checkouts",
    "/collections",
    "/customer",
    "/login",
    "/orders",
    "/password",
    "/product",
    "/products",
    "/register",
    "/search",
    "/signin",
    "/wishlist",
    "/wp-admin",
    "/wp-json",
];

/// Ends of paths that are no pages.
const FILES: &[&str] = &[
    ".avif", ".css", ".csv", ".doc", ".docx", ".gif", ".gz", ".ico", ".jpeg", ".jpg", ".js",
    ".json", ".mp3", ".mp4", ".pdf", ".png", ".svg", ".txt", ".webp", ".xls", ".xlsx", ".xml",
    ".zip",
];

/// A shop's own site: one origin, and nothing beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    start: Url,
}

/// Why an address is not a site that is crawled.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SiteFault {
    /// Not an address at all.
    #[error(
        "must be a whole address such as https://shop.example, a name in other letters as xn--…"
    )]
    NotAnAddress,
    /// Not `https`.
    #[error("must begin with https://")]
    NotHttps,
    /// An address of a machine, a name without a domain, or a name that only a private network has.
    #[error("must name a public host")]
    NotPublic,
    /// With a user name, a password or a port of its own.
    #[error("must have neither a user name nor a port")]
    TooMuch,
}

impl Site {
    /// Reads the address that a crawl begins with. `local` allows a server on this machine, for
    /// development and tests.
    ///
    /// # Errors
    /// [`SiteFault`] says why it is not crawled.
    pub fn parse(text: &str, local: bool) -> Result<Self, SiteFault> {
        if text.len() > URL_BYTES_MAX {
            return Err(SiteFault::NotAnAddress);
        }
        let start = Url::parse(text).map_err(|_| SiteFault::NotAnAddress)?;
        check(&start, local)?;
        Ok(Self { start })
    }

    /// The address of the first page.
    #[must_use]
    pub fn start(&self) -> &str {
        self.start.as_str()
    }

    /// The site itself, as it is named in lists.
    #[must_use]
    pub fn origin(&self) -> String {
        self.start.origin().ascii_serialization()
    }

    /// An address of the site, for example `/robots.txt`.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    /// A page of this site, by a link that stands on `base`: without its fragment and query.
    /// Nothing where it leads elsewhere, or to what holds no answers.
    #[must_use]
    pub fn page(&self, base: &str, link: &str) -> Option<String> {
        let mut url = self.resolved(base, link)?;
        url.set_fragment(None);
        url.set_query(None);
        let path = url.path().to_ascii_lowercase();
        let under = |apart: &&&str| {
            path.strip_prefix(**apart).is_some_and(|rest| {
                rest.is_empty() || rest.starts_with('/') || apart.ends_with('/')
            })
        };
        if APART.iter().any(|apart| under(&apart)) || FILES.iter().any(|end| path.ends_with(end)) {
            return None;
        }
        let whole = url.to_string();
        (whole.len() <= URL_BYTES_MAX).then_some(whole)
    }

    /// A sitemap of this site, by its address.
    #[must_use]
    pub fn sitemap(&self, link: &str) -> Option<String> {
        self.resolved(self.start.as_str(), link).map(|url| url.to_string())
    }

    /// Where an answer redirects to, if that is within the site.
    #[must_use]
    pub fn redirect(&self, base: &str, location: &str) -> Option<String> {
        self.resolved(base, location).map(|url| url.to_string())
    }

    fn resolved(&self, base: &str, link: &str) -> Option<Url> {
        let url = Url::parse(base).ok()?.join(link.trim()).ok()?;
        let plain = url.username().is_empty() && url.password().is_none();
        (plain && url.origin() == self.start.origin()).then_some(url)
    }
}

fn check(url: &Url, local: bool) -> Result<(), SiteFault> {
    let is_local = url.scheme() == "http"
        && matches!(url.host(), Some(Host::Ipv4(ip)) if ip == Ipv4Addr::LOCALHOST);
    if local && is_local {
        return Ok(());
    }
    if url.scheme() != "https" {
        return Err(SiteFault::NotHttps);
    }
    if url.port().is_some() || !url.username().is_empty() || url.password().is_some() {
        return Err(SiteFault::TooMuch);
    }
    match url.host() {
        Some(Host::Domain(name)) if is_public(name) => Ok(()),
        // A machine's number says nothing about whose it is.
        Some(Host::Domain(_) | Host::Ipv4(Ipv4Addr { .. }) | Host::Ipv6(Ipv6Addr { .. }))
        | None => Err(SiteFault::NotPublic),
    }
}

/// Whether a text is an address that may be shown as a link.
pub(super) fn is_link(text: &str, local: bool) -> bool {
    text.len() <= URL_BYTES_MAX
        && !text.contains(|it: char| it.is_whitespace() || it.is_control() || "<>\"'`".contains(it))
        && Url::parse(text).is_ok_and(|url| {
            let plain = url.username().is_empty() && url.password().is_none();
            plain && url.has_host() && (url.scheme() == "https" || local && url.scheme() == "http")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_https_hosts_are_crawled() {
        let fault = |text: &str| Site::parse(text, false).err();
        assert_eq!(fault("https://shop.example/help"), None);
        assert_eq!(fault("https://xn--bcher-kva.example/"), None);
        assert_eq!(fault("https://bücher.example/"), Some(SiteFault::NotAnAddress));
        assert_eq!(fault("shop.example"), Some(SiteFault::NotAnAddress));
        assert_eq!(fault("http://shop.example"), Some(SiteFault::NotHttps));
        assert_eq!(fault("file:///etc/passwd"), Some(SiteFault::NotHttps));
        assert_eq!(fault("https://shop.example:8443"), Some(SiteFault::TooMuch));
        assert_eq!(fault("https://me:pw@shop.example"), Some(SiteFault::TooMuch));
        for private in [
            "https://127.0.0.1/",
            "https://10.0.0.1/",
            "https://169.254.169.254/latest",
            "https://[::1]/",
            "https://[fd00::1]/",
            "https://localhost/",
            "https://router/",
            "https://db.internal/",
            "https://0x7f000001/",
            "https://2130706433/",
            "https://printer.local./",
        ] {
            assert_eq!(fault(private), Some(SiteFault::NotPublic), "{private}");
        }
        assert_eq!(fault("http://127.0.0.1:8080/"), Some(SiteFault::NotHttps));
        assert!(Site::parse("http://127.0.0.1:8080/", true).is_ok());
        assert!(Site::parse("http://127.0.0.2:8080/", true).is_err());
        assert!(Site::parse("http://localhost:8080/", true).is_err());
    }

    #[test]
    fn links_stay_within_the_site_and_its_answers() {
        let site = Site::parse("https://shop.example/", false).unwrap();
        let page = |link: &str| site.page("https://shop.example/pages/faq", link);
        assert_eq!(page("returns#top").as_deref(), Some("https://shop.example/pages/returns"));
        assert_eq!(page("/help?utm=1").as_deref(), Some("https://shop.example/help"));
        let apart = [
            "https://other.example/",
            "http://shop.example/",
            "https://shop.example:444/",
            "https://shop.example@evil.example/",
            "//evil.example/x",
            "mailto:a@shop.example",
            "javascript:alert(1)",
            "/products/lamp",
            "/cart",
            "/a.pdf",
            "/collections/all",
        ];
        for link in apart {
            assert_eq!(page(link), None, "{link}");
        }
        assert!(page("/productivity").is_some());
    }

    #[test]
    fn a_link_is_shown_only_where_it_is_one() {
        assert!(is_link("https://shop.example/a#b", false));
        for bad in
            ["javascript:alert(1)", "http://shop.example", "https://a b", "https://x\"y", "//x"]
        {
            assert!(!is_link(bad, false), "{bad}");
        }
    }
}
