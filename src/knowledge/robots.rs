//! What a site lets be asked for: `robots.txt`, as RFC 9309 reads it.

/// The name under which pages are asked for.
pub(super) const AGENT: &str = "edgewise";

/// Bytes of the file that are read; the standard asks for at least 500 kibibytes.
const BYTES_MAX: usize = 512 * 1024;

/// Lines that are read.
const LINES_MAX: usize = 20_000;

/// Seconds between two requests that are heeded. Who asks for more would never be read to the end.
const PAUSE_SECONDS_MAX: f64 = 10.0;

/// Bytes of a pattern.
const PATTERN_BYTES_MAX: usize = 1_000;

/// The rules of a site for us.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Robots {
    /// Whether a path is allowed, with the pattern that says so.
    rules: Vec<(bool, String)>,
    /// Addresses of sitemaps, as they stand.
    pub sitemaps: Vec<String>,
    /// Milliseconds that it asks to be left between two requests.
    pub pause_ms: Option<i64>,
}

impl Robots {
    /// Reads the file. What cannot be read in it is passed over.
    #[must_use]
    pub fn read(file: &str) -> Self {
        let mut end = file.len().min(BYTES_MAX);
        while !file.is_char_boundary(end) {
            end = end.saturating_sub(1);
        }
        let file = file.get(..end).unwrap_or_default();
        let (mut own, mut general) = (Vec::new(), Vec::new());
        let (mut own_pause, mut general_pause) = (None, None);
        let (mut is_own, mut is_general, mut has_own) = (false, false, false);
        let mut in_names = false;
        let mut sitemaps = Vec::new();
        for line in file.trim_start_matches('\u{feff}').lines().take(LINES_MAX) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            match key.as_str() {
                "user-agent" => {
                    if !in_names {
                        (is_own, is_general) = (false, false);
                    }
                    in_names = true;
                    let name = value.split(['/', ' ']).next().unwrap_or_default();
                    is_own |= name.eq_ignore_ascii_case(AGENT);
                    is_general |= name == "*";
                    has_own |= is_own;
                }
                "allow" | "disallow" => {
                    in_names = false;
                    if value.is_empty() || value.len() > PATTERN_BYTES_MAX {
                        continue;
                    }
                    let rule = (key == "allow", value.to_owned());
                    if is_own {
                        own.push(rule.clone());
                    }
                    if is_general {
                        general.push(rule);
                    }
                }
                "crawl-delay" => {
                    in_names = false;
                    let pause = pause_ms(value);
                    own_pause = pause.filter(|_| is_own).or(own_pause);
                    general_pause = pause.filter(|_| is_general).or(general_pause);
                }
                "sitemap" => sitemaps.push(value.to_owned()),
                _ => {}
            }
        }
        let (rules, pause_ms) = if has_own { (own, own_pause) } else { (general, general_pause) };
        Self { rules, sitemaps, pause_ms }
    }

    /// Whether a path may be asked for: the longest pattern decides, and of two equal ones the one
    /// that allows.
    #[must_use]
    pub fn allows(&self, path: &str) -> bool {
        let fitting = self.rules.iter().filter(|(_, pattern)| fits(pattern, path));
        let longest = fitting.max_by_key(|(allow, pattern)| (pattern.len(), *allow));
        path == "/robots.txt" || longest.is_none_or(|(allow, _)| *allow)
    }
}

fn pause_ms(seconds: &str) -> Option<i64> {
    let seconds: f64 = seconds.parse().ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "ten seconds at most")]
    let pause = (seconds.clamp(0.0, PAUSE_SECONDS_MAX) * 1_000.0) as i64;
    seconds.is_finite().then_some(pause)
}

/// Whether a path begins with a pattern, in which `*` is anything and `$` the end.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, whole) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let last = if whole { parts.pop() } else { None };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at.saturating_add(part.len())..).unwrap_or_default();
    }
    match (whole, last) {
        (true, Some(last)) => rest.ends_with(last),
        (true, None) => rest.is_empty(),
        (false, _) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rule_decides() {
        let robots = Robots::read(
            "User-agent: *\nDisallow: /private\nAllow: /private/open\nDisallow: /*.php$\n\
             Disallow: /a*b/\nSitemap: https://shop.example/sitemap.xml",
        );
        assert_eq!(robots.sitemaps, ["https://shop.example/sitemap.xml"]);
        for path in ["/", "/pages/faq", "/private/open/x", "/x.php5", "/ab"] {
            assert!(robots.allows(path), "{path}");
        }
        for path in ["/private", "/private/x", "/x.php", "/aXb/", "/privately"] {
            assert!(!robots.allows(path), "{path}");
        }
    }

    #[test]
    fn our_own_group_stands_before_the_general_one() {
        let robots = Robots::read(
            "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: Edgewise/1.0\n\
             Disallow: /no\n",
        );
        assert!(robots.allows("/pages") && !robots.allows("/no"));
        let none_for_us =
            Robots::read("User-agent: edgewise\nDisallow:\nUser-agent: *\nDisallow: /");
        assert!(none_for_us.allows("/pages"));
    }

    #[test]
    fn a_pause_is_heeded_within_reason() {
        let pause = |file: &str| Robots::read(file).pause_ms;
        assert_eq!(pause("User-agent: *\nCrawl-delay: 1.5"), Some(1_500));
        assert_eq!(pause("User-agent: *\nCrawl-delay: 86400"), Some(10_000));
        assert_eq!(pause("User-agent: *\nCrawl-delay: soon"), None);
        assert_eq!(pause("User-agent: *\nCrawl-delay: NaN"), None);
        let own = "User-agent: edgewise\nDisallow:\nUser-agent: *\nCrawl-delay: 5";
        assert_eq!(pause(own), None);
    }

    #[test]
    fn a_missing_file_allows_all() {
        assert!(Robots::read("").allows("/x"));
        assert!(Robots::read("<html>404</html>").allows("/x"));
    }
}
