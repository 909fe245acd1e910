//! Which characters the bytes of a page stand for.

/// Bytes from the beginning in which a page says it, as browsers look for it.
const DECLARED_WITHIN: usize = 1_024;

/// The encoding of a page or sitemap, by the name that it gives itself; UTF-8 where it gives none. A mark
/// at its very beginning counts more than what the server says, and that more than what stands in it.
#[must_use]
pub fn charset(content_type: &str, body: &[u8]) -> String {
    const MARKS: [(&[u8], &str); 3] =
        [(&[0xef, 0xbb, 0xbf], "utf-8"), (&[0xfe, 0xff], "utf-16be"), (&[0xff, 0xfe], "utf-16le")];
    if let Some((_, name)) = MARKS.iter().find(|(mark, _)| body.starts_with(mark)) {
        return (*name).to_owned();
    }
    if let Some(name) = after("charset=", &content_type.to_ascii_lowercase()) {
        return name;
    }
    let beginning = body.get(..DECLARED_WITHIN).unwrap_or(body);
    let beginning = String::from_utf8_lossy(beginning).to_ascii_lowercase();
    let named = in_tag("<meta", "charset=", &beginning)
        .or_else(|| in_tag("<?xml", "encoding=", &beginning));
    // Who can be read so far does not have two bytes to a letter.
    named.filter(|name| !name.starts_with("utf-16")).unwrap_or_else(|| "utf-8".to_owned())
}

/// What follows a word in the first tag of this kind that has it.
fn in_tag(tag: &str, word: &str, text: &str) -> Option<String> {
    let tags = text.match_indices(tag).filter_map(|(at, _)| text.get(at..));
    tags.filter_map(|rest| rest.split('>').next()).find_map(|tag| after(word, tag))
}

/// The name that follows a word, with or without quotes.
fn after(word: &str, text: &str) -> Option<String> {
    let (_, rest) = text.split_once(word)?;
    let is_part = |it: char| it.is_ascii_alphanumeric() || "-_.:".contains(it);
    let rest = rest.trim_start_matches(|it: char| it == '"' || it == '\'' || it.is_whitespace());
    let name: String = rest.chars().take_while(|it| is_part(*it)).collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_as_it_says_it_is_written() {
        let cases: &[(&str, &[u8], &str)] = &[
            ("text/html", b"<h1>x</h1>", "utf-8"),
            ("text/html; charset=ISO-8859-1", b"<meta charset=utf-8>", "iso-8859-1"),
            ("text/html;charset=\"windows-1252\"; x=y", b"", "windows-1252"),
            ("text/html", b"<!doctype html><META Charset='Shift_JIS'>", "shift_jis"),
            (
                "text/html",
                b"<meta name=x><meta http-equiv=content-type content=\"text/html; charset=koi8-r\">",
                "koi8-r",
            ),
            ("text/html", b"<p>charset=big5</p>", "utf-8"),
            ("application/xml", b"<?xml version='1.0' encoding='ISO-8859-15'?>", "iso-8859-15"),
            ("text/html; charset=latin1", b"\xef\xbb\xbfx", "utf-8"),
            ("text/html", b"\xff\xfex\0", "utf-16le"),
            ("text/html", b"<meta charset=utf-16>", "utf-8"),
            ("text/html; charset=", b"<meta charset=\"\">", "utf-8"),
        ];
        for (content_type, body, expected) in cases {
            assert_eq!(charset(content_type, body), *expected, "{content_type} {body:?}");
        }
    }
}
