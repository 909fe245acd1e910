//! An article as it stands in the form: any text, until it is checked.

use edgewise::{
    base::time::Timestamp,
    knowledge::{Article, Audience, Format, country_code, country_name},
    wire::ArticleView,
};

use super::{super::form::Form, words::days};

/// Letters of a title that go into the id of a new article.
const SLUG_CHARS_MAX: usize = 60;

/// What stands in the form.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// Of an article that there is; empty for a new one.
    pub(super) id: String,
    /// Of a new article: makes its id its own, so that a form that is sent twice is kept once.
    pub(super) nonce: String,
    /// When the article had changed last when the form was opened.
    pub(super) seen: String,
    /// The question that the form was opened for.
    pub(super) about: String,
    /// `html`, or Markdown.
    pub(super) format: String,
    pub(super) title: String,
    pub(super) url: String,
    pub(super) language: String,
    pub(super) body: String,
    pub(super) countries: String,
    pub(super) tiers: String,
    pub(super) channels: String,
    /// The first day on which it holds.
    pub(super) from: String,
    /// The last one.
    pub(super) until: String,
}

/// What is wrong, by the name of the field.
#[derive(Default)]
pub(super) struct Faults(Vec<(&'static str, String)>);

impl Draft {
    /// What was sent.
    pub(super) fn of_form(form: &Form, id: Option<&str>) -> Self {
        let field = |name: &str| form.field(name).trim().to_owned();
        Self {
            id: id.unwrap_or_default().to_owned(),
            nonce: field("nonce"),
            seen: field("seen"),
            about: form.field("about").to_owned(),
            format: field("format"),
            title: field("title"),
            url: field("url"),
            language: field("language"),
            // Browsers send every line's end as two characters.
            body: form.field("body").replace("\r\n", "\n"),
            countries: field("countries"),
            tiers: field("tiers"),
            channels: field("channels"),
            from: field("from"),
            until: field("until"),
        }
    }

    /// What is kept.
    pub(super) fn of_article(kept: &ArticleView, zone: &str) -> Self {
        let article = &kept.article;
        let names: Vec<String> =
            article.audience.countries.iter().map(|code| country_name(code)).collect();
        let [from, until] = days(article.validity(), zone);
        Self {
            id: article.id.clone(),
            nonce: String::new(),
            seen: kept.brief.updated_at.to_string(),
            about: String::new(),
            format: if article.format == Format::Html { "html" } else { "" }.to_owned(),
            title: article.title.clone(),
            url: article.url.clone().unwrap_or_default(),
            language: article.language.clone().unwrap_or_default(),
            body: article.body.clone(),
            countries: names.join(", "),
            tiers: article.audience.tiers.join(", "),
            channels: article.audience.channels.join(", "),
            from,
            until,
        }
    }

    /// The article that it says, and what of it cannot be read. A day that was not touched keeps the
    /// instant of the article that is kept.
    pub(super) fn article(&self, kept: Option<&ArticleView>, zone: &str) -> (Article, Faults) {
        let mut faults = Faults::default();
        let kept_validity = kept.map(|kept| kept.article.validity()).unwrap_or_default();
        let [kept_from, kept_until] = days(kept_validity, zone);
        let mut day =
            |name, typed: &str, kept_day: &str, kept_at, end: bool| -> Option<Timestamp> {
                if typed.is_empty() || typed == kept_day {
                    return if typed.is_empty() { None } else { kept_at };
                }
                let read = Timestamp::of_day(typed, zone);
                if read.is_none() {
                    faults.add(name, "This is not a day such as 2026-12-24.".to_owned());
                }
                read.map(|(begin, after)| if end { after } else { begin })
            };
        let valid_from = day("from", &self.from, &kept_from, kept_validity.from, false);
        let valid_until = day("until", &self.until, &kept_until, kept_validity.until, true);
        let mut countries = Vec::new();
        for name in listed(&self.countries) {
            match country_code(&name) {
                Some(code) => countries.push(code),
                None => {
                    let detail = format!(
                        "“{name}” is no country that is known here. Write its two letters."
                    );
                    faults.add("countries", detail);
                }
            }
        }
        let optional = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let article = Article {
            id: self.article_id(),
            title: self.title.clone(),
            url: optional(&self.url),
            format: if self.format == "html" { Format::Html } else { Format::Markdown },
            body: self.body.clone(),
            language: optional(&self.language),
            audience: Audience {
                countries,
                tiers: listed(&self.tiers),
                channels: listed(&self.channels),
            },
            valid_from,
            valid_until,
        };
        (article, faults)
    }

    /// The id: kept, or made of the title so that a receipt that cites it can be read.
    fn article_id(&self) -> String {
        if !self.id.is_empty() {
            return self.id.clone();
        }
        let mut slug = String::new();
        for letter in self.title.chars() {
            if letter.is_ascii_alphanumeric() {
                slug.push(letter.to_ascii_lowercase());
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
            if slug.len() >= SLUG_CHARS_MAX {
                break;
            }
        }
        let nonce = self.nonce.chars().filter(char::is_ascii_hexdigit).take(8);
        format!("{}-{}", slug.trim_end_matches('-'), nonce.collect::<String>())
    }
}

impl Faults {
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong in a field.
    pub(super) fn of(&self, field: &str) -> Option<String> {
        let own = self.0.iter().filter(|(name, _)| *name == field);
        let own: Vec<&str> = own.map(|(_, detail)| detail.as_str()).collect();
        (!own.is_empty()).then(|| own.join(" "))
    }

    pub(super) fn add(&mut self, field: &'static str, detail: String) {
        self.0.push((field, detail));
    }

    /// Somebody else has changed the article since the form was opened.
    pub(super) fn overtaken(&mut self) {
        let detail = "Somebody changed this article while you were writing. Yours stands below and is not kept \
            yet: keep it in place of theirs, or open the article anew.";
        self.add("body", detail.to_owned());
    }

    /// Adds what the article's own check finds, in the words of the form.
    pub(super) fn check(&mut self, article: &Article, local: bool) {
        for fault in article.check(local) {
            let (field, detail) = match fault.pointer.as_str() {
                "/title" if article.title.is_empty() => {
                    ("title", "Write what customers know the page as.".to_owned())
                }
                "/body" if article.body.trim().is_empty() => {
                    ("body", "Write what the page says.".to_owned())
                }
                "/title" => ("title", format!("The title {}.", fault.detail)),
                "/url" => ("url", format!("The link {}: https://…", fault.detail)),
                "/language" => ("language", format!("This {}.", fault.detail)),
                "/valid_until" => {
                    ("until", "The last day must not be before the first.".to_owned())
                }
                "/body" => ("body", format!("The text {}.", fault.detail)),
                pointer if pointer.starts_with("/audience/countries") => {
                    ("countries", format!("A country {}.", fault.detail))
                }
                pointer if pointer.starts_with("/audience/tiers") => {
                    ("tiers", format!("A tier {}.", fault.detail))
                }
                pointer if pointer.starts_with("/audience") => {
                    ("channels", format!("A channel {}.", fault.detail))
                }
                _ => ("title", format!("The id {}.", fault.detail)),
            };
            self.add(field, detail);
        }
    }
}

/// What stands between commas.
fn listed(text: &str) -> Vec<String> {
    text.split([',', ';', '\n'])
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect()
}
