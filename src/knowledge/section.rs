//! From HTML to sections: the headings above a text, and its paragraphs, items and rows.
//!
//! The tokens come from a parser that reads HTML as browsers do. What is no content of its page
//! (navigation, scripts, forms) is left out; what is left is text and never markup again.

use html5gum::{StartTag, Token, Tokenizer};

use super::Audience;

/// Blocks of one document: what comes after them is not read.
const BLOCKS_MAX: usize = 4_000;

/// Characters of a paragraph in bold that may still be a heading.
const BOLD_HEADING_CHARS_MAX: usize = 120;

/// A stretch of a document under one heading.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Section {
    /// The headings above it, outermost first.
    pub(super) headings: Vec<String>,
    /// What names the place in the page.
    pub(super) anchor: Option<String>,
    /// For whom it holds, where it says so.
    pub(super) audience: Audience,
    /// Its paragraphs, items and rows.
    pub(super) blocks: Vec<String>,
}

/// What a document holds beside its sections.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Document {
    pub(super) sections: Vec<Section>,
    /// The `<title>`.
    pub(super) title: Option<String>,
    /// The first heading of the first rank.
    pub(super) first_heading: Option<String>,
    /// `<link rel="canonical">`.
    pub(super) canonical: Option<String>,
    /// The language that it says it is in.
    pub(super) language: Option<String>,
    /// Addresses that it links to, as they stand.
    pub(super) links: Vec<String>,
    /// Whether it asks not to be kept, and not to be followed.
    pub(super) no_index: bool,
    pub(super) no_follow: bool,
}

/// Elements whose content is not read, within the whole document.
const SILENT: &[&str] =
    &["script", "style", "noscript", "template", "svg", "iframe", "object", "select", "textarea"];

/// Elements around a page's content: read only for their links.
const AROUND: &[&str] = &["nav", "header", "footer", "aside", "form", "dialog", "button"];

/// Elements that end the text before them.
const BREAKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "main",
    "ul",
    "ol",
    "dl",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "blockquote",
    "pre",
    "figure",
    "figcaption",
    "details",
    "hr",
    "address",
    "header",
    "footer",
    "nav",
    "aside",
    "form",
    "body",
    "html",
    "dd",
];

/// Reads HTML.
pub(super) fn read(html: &str) -> Document {
    let mut reading = Reading::default();
    let has_main = has_main(html);
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::StartTag(tag) => {
                let name = text_of(&tag.name);
                reading.open(&name, &tag, has_main);
            }
            Token::EndTag(tag) => reading.close(&text_of(&tag.name)),
            Token::String(text) => reading.text(&text_of(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
        if reading.count > BLOCKS_MAX {
            break;
        }
    }
    reading.finish()
}

/// Whether a page says which part of it is its content.
fn has_main(html: &str) -> bool {
    let folded = html.to_ascii_lowercase();
    folded.contains("<main") && folded.contains("</main")
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn attribute(tag: &StartTag<()>, name: &str) -> Option<String> {
    let value = tag.attributes.get(name.as_bytes())?;
    let value = String::from_utf8_lossy(value).trim().to_owned();
    (!value.is_empty()).then_some(value)
}

/// What is being read.
#[derive(Default)]
struct Reading {
    document: Document,
    /// Elements that are open and whose content is not read.
    silent: Vec<String>,
    around: Vec<String>,
    /// Whether the part that is the content is open, and whether there is one.
    in_main: usize,
    needs_main: bool,
    in_title: bool,
    text: String,
    /// Whether all of the text so far stands in bold.
    bold: usize,
    all_bold: bool,
    kind: Kind,
    /// Headings above: rank, text, anchor, audience.
    headings: Vec<(u8, String, Option<String>, Audience)>,
    /// Elements that say for whom they hold, with how many of their name are open within them.
    scopes: Vec<(String, usize, Audience)>,
    /// What names the next heading's place.
    anchor: Option<String>,
    heading_audience: Audience,
    lists: Vec<Option<u32>>,
    columns: Vec<String>,
    row: Vec<String>,
    header_row: bool,
    current: Section,
    count: usize,
}

#[derive(Clone, Copy, Default, Eq, PartialEq)]
enum Kind {
    Cell,
    Heading(u8),
    Item,
    #[default]
    Paragraph,
}

impl Reading {
    fn reads(&self) -> bool {
        self.silent.is_empty() && self.around.is_empty() && (!self.needs_main || self.in_main > 0)
    }

    fn open(&mut self, name: &str, tag: &StartTag<()>, has_main: bool) {
        self.needs_main = has_main;
        if !self.silent.is_empty() {
            return self.deepen(name);
        }
        match name {
            _ if SILENT.contains(&name) => {
                if !tag.self_closing {
                    self.silent.push(name.to_owned());
                }
                return;
            }
            "title" => self.in_title = true,
            "link" if attribute(tag, "rel").as_deref() == Some("canonical") => {
                self.document.canonical = attribute(tag, "href");
            }
            "meta" => self.meta(tag),
            "html" => {
                let code = attribute(tag, "lang");
                let code = code.and_then(|code| Some(code.get(..2)?.to_ascii_lowercase()));
                self.document.language = code;
            }
            "a" => self.document.links.extend(attribute(tag, "href")),
            "main" => self.in_main = self.in_main.saturating_add(1),
            _ => {}
        }
        if AROUND.contains(&name) && !(name == "header" && self.in_main > 0) {
            self.flush();
            self.around.push(name.to_owned());
        }
        if !self.reads() {
            return;
        }
        let audience = audience_of(tag);
        let rank = rank_of(name);
        if let Some(scope) = self.scopes.last_mut()
            && scope.0 == name
        {
            scope.1 = scope.1.saturating_add(1);
        }
        if rank.is_none() && !audience.is_everybody() {
            self.end_section();
            self.scopes.push((name.to_owned(), 1, audience.clone()));
        }
        if BREAKS.contains(&name) {
            self.flush();
        }
        match name {
            _ if rank.is_some() => {
                self.flush();
                self.kind = Kind::Heading(rank.unwrap_or(6));
                self.anchor = attribute(tag, "id").or(self.anchor.take());
                self.heading_audience = audience;
            }
            "ul" => self.lists.push(None),
            "ol" => self.lists.push(Some(0)),
            "li" => {
                self.flush();
                self.kind = Kind::Item;
                if let Some(Some(number)) = self.lists.last_mut() {
                    *number = number.saturating_add(1);
                }
            }
            "table" => self.columns.clear(),
            "tr" => {
                self.row.clear();
                self.header_row = true;
            }
            "td" | "th" => {
                self.text.clear();
                self.kind = Kind::Cell;
                self.header_row &= name == "th";
            }
            "strong" | "b" => self.bold = self.bold.saturating_add(1),
            "br" => self.space(),
            "section" | "div" | "article" | "details" => {
                if let Some(id) = attribute(tag, "id") {
                    self.anchor = Some(id);
                }
            }
            _ => {}
        }
    }

    /// What is not read may hold more of its kind.
    fn deepen(&mut self, name: &str) {
        if self.silent.last().is_some_and(|open| open == name) && name == "svg" {
            self.silent.push(name.to_owned());
        }
    }

    fn meta(&mut self, tag: &StartTag<()>) {
        let is_robots = attribute(tag, "name").is_some_and(|it| it.eq_ignore_ascii_case("robots"));
        if let (true, Some(content)) = (is_robots, attribute(tag, "content")) {
            let content = content.to_ascii_lowercase();
            self.document.no_index |= content.contains("noindex") || content.contains("none");
            self.document.no_follow |= content.contains("nofollow") || content.contains("none");
        }
    }

    fn close(&mut self, name: &str) {
        if let Some(open) = self.silent.last() {
            if open == name {
                self.silent.pop();
            }
            return;
        }
        if name == "title" {
            self.in_title = false;
        }
        if self.reads() {
            self.close_read(name);
        }
        if self.around.last().is_some_and(|open| open == name) {
            self.around.pop();
        }
        if name == "main" {
            self.flush();
            self.in_main = self.in_main.saturating_sub(1);
        }
    }

    fn close_read(&mut self, name: &str) {
        match name {
            "strong" | "b" => self.bold = self.bold.saturating_sub(1),
            "td" | "th" => {
                let cell = self.take_text();
                self.row.push(cell);
                self.kind = Kind::Paragraph;
            }
            "tr" => self.end_row(),
            "li" => self.flush(),
            "ul" | "ol" => {
                self.flush();
                self.lists.pop();
            }
            // What is opened by a summary ends with it.
            "details" => {
                self.end_section();
                self.headings.retain(|(rank, ..)| *rank < 6);
            }
            _ if rank_of(name).is_some() || BREAKS.contains(&name) => self.flush(),
            _ => {}
        }
        if let Some(scope) = self.scopes.last_mut()
            && scope.0 == name
        {
            scope.1 = scope.1.saturating_sub(1);
            if scope.1 == 0 {
                self.end_section();
                self.scopes.pop();
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_title && self.document.title.is_none() && !text.trim().is_empty() {
            self.document.title = Some(squeezed(text));
        }
        if self.in_title || !self.reads() {
            return;
        }
        if !text.trim().is_empty() {
            let first = self.text.trim().is_empty();
            self.all_bold = self.bold > 0 && (first || self.all_bold);
        }
        self.text.push_str(text);
    }

    fn space(&mut self) {
        if self.kind == Kind::Paragraph {
            self.flush();
        } else {
            self.text.push(' ');
        }
    }

    fn take_text(&mut self) -> String {
        squeezed(&std::mem::take(&mut self.text))
    }

    /// Ends the text so far as what it is.
    fn flush(&mut self) {
        if self.kind == Kind::Cell {
            return;
        }
        let text = self.take_text();
        let kind = std::mem::take(&mut self.kind);
        if text.is_empty() {
            return;
        }
        let asks = text.ends_with('?') || text.ends_with(':');
        match kind {
            Kind::Heading(rank) => self.heading(rank, text),
            // Many pages write their questions in bold, and no heading.
            Kind::Paragraph
                if self.all_bold
                    && text.chars().count() <= BOLD_HEADING_CHARS_MAX
                    && (asks || !text.ends_with('.')) =>
            {
                self.heading(7, text);
            }
            Kind::Item => {
                let mark = match self.lists.last() {
                    Some(Some(number)) => format!("{number}."),
                    _ => "•".to_owned(),
                };
                self.push(format!("{mark} {text}"));
            }
            Kind::Cell | Kind::Paragraph => self.push(text),
        }
    }

    fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        if self.header_row && self.columns.is_empty() {
            self.columns = row;
            return;
        }
        let cell = |(index, cell): (usize, &String)| match self.columns.get(index) {
            Some(column) if index > 0 && !column.is_empty() => format!("{column}: {cell}"),
            _ => cell.clone(),
        };
        let cells = row.iter().enumerate().filter(|(_, it)| !it.is_empty()).map(cell);
        let line = cells.collect::<Vec<_>>().join(" · ");
        if !line.is_empty() {
            self.push(format!("• {line}"));
        }
    }

    fn push(&mut self, block: String) {
        self.count = self.count.saturating_add(1);
        self.current.blocks.push(block);
    }

    fn heading(&mut self, rank: u8, text: String) {
        self.end_section();
        let audience = std::mem::take(&mut self.heading_audience);
        let anchor = self.anchor.take();
        if rank == 1 && self.document.first_heading.is_none() {
            self.document.first_heading = Some(text.clone());
        }
        self.headings.retain(|(above, ..)| *above < rank);
        self.headings.push((rank, text, anchor, audience));
    }

    fn end_section(&mut self) {
        self.flush();
        let blocks = std::mem::take(&mut self.current.blocks);
        if blocks.is_empty() {
            return;
        }
        let mut audience = Audience::default();
        for (_, _, scope) in &self.scopes {
            audience = scope.within(&audience);
        }
        for (.., own) in &self.headings {
            audience = own.within(&audience);
        }
        self.document.sections.push(Section {
            headings: self.headings.iter().map(|(_, text, ..)| text.clone()).collect(),
            anchor: self.headings.iter().rev().find_map(|(_, _, anchor, _)| anchor.clone()),
            audience,
            blocks,
        });
    }

    fn finish(mut self) -> Document {
        self.kind = if self.kind == Kind::Cell { Kind::Paragraph } else { self.kind };
        self.end_section();
        self.document
    }
}

/// The rank of a heading. What opens and closes, and what a list defines, are headings of low rank.
fn rank_of(name: &str) -> Option<u8> {
    Some(match name {
        "h1" => 1,
        "h2" => 2,
        "h3" => 3,
        "h4" => 4,
        "h5" => 5,
        "h6" | "summary" | "dt" | "caption" => 6,
        _ => return None,
    })
}

/// For whom an element says that it holds: `data-tier="Gold, Platinum"`, or `tier=Gold,Rose_Gold` on
/// a heading in Markdown.
fn audience_of(tag: &StartTag<()>) -> Audience {
    let list = |name: &str| -> Vec<String> {
        // In Markdown an attribute ends at a space: one in a name is written as an underscore.
        let plain = || attribute(tag, name).map(|value| value.replace('_', " "));
        let value = attribute(tag, &format!("data-{name}")).or_else(plain);
        let names = value.iter().flat_map(|value| value.split([',', '|']));
        names
            .map(|name| name.trim().trim_matches(['"', '\'']).to_owned())
            .filter(|name| !name.is_empty())
            .collect()
    };
    let countries = list("country").iter().map(|code| code.to_ascii_uppercase()).collect();
    Audience { countries, tiers: list("tier"), channels: list("channel") }
}

/// A text on one line, with single spaces and without what cannot be printed.
fn squeezed(text: &str) -> String {
    let plain = text.replace(|letter: char| letter.is_control() || is_hidden(letter), " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Characters that show nothing and may turn the direction of what is read.
const fn is_hidden(letter: char) -> bool {
    matches!(
        letter,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}' | '\u{00ad}'
    )
}
