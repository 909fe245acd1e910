//! What a site lets be asked for: `robots.txt`, as RFC 9309 reads it.

/// The name under which pages are asked for.
pub(super) const AGENT: &str = "edgewise";

/// Bytes of the file that are read; the standard asks for at least 500 kibibytes.
const BYTES_MAX: usize = 512 * 1024;

/// Lines that are read.
const LINES_MAX: usize = 20_000;

/// Bytes of a pattern.
const PATTERN_BYTES_MAX: usize = 1_000;

/// The rules of a site for us.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Robots {
    /// Whether a path is allowed, with the pattern that says so.
    rules: Vec<(bool, String)>,
    /// Addresses of sitemaps, as they stand.
    pub sitemaps: Vec<String>,
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
                "sitemap" => sitemaps.push(value.to_owned()),
                _ => {}
            }
        }
        Self { rules: if has_own { own } else { general }, sitemaps }
    }

    /// A site whose rules could not be had lets nothing be asked for, until they can.
    #[must_use]
    pub fn nothing() -> Self {
        Self { rules: vec![(false, "/".to_owned())], sitemaps: Vec::new() }
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
    fn a_missing_file_allows_all_and_an_unreachable_one_nothing() {
        assert!(Robots::read("").allows("/x"));
        assert!(Robots::read("<html>404</html>").allows("/x"));
        assert!(!Robots::nothing().allows("/x"));
    }
}
