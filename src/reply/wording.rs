//! Wordings: named templates with alternatives, and the fields they are given.

use std::{collections::BTreeMap, sync::LazyLock};

use minijinja::{Environment, UndefinedBehavior, Value};
use serde::Serialize;

use super::format::{self, Tongue};
use crate::base::{
    json,
    {money::Money, text::shorten, time::Timestamp},
};

/// The wordings of one language. Read once; each template is compiled when it is first said.
pub(super) struct Wordings {
    templates: BTreeMap<String, Vec<String>>,
    environment: Environment<'static>,
    tongue: Tongue,
}

/// Values for a template. Typed: what is not a value of a fact cannot get in.
#[derive(Default)]
pub(super) struct Fields {
    values: BTreeMap<&'static str, Value>,
    tongue: Tongue,
}

/// Characters of any text from outside (carrier, tracking number, what was asked) in a reply.
const OUTSIDE_CHARS_MAX: usize = 60;

impl Wordings {
    /// The built-in English wordings.
    pub(super) fn english() -> &'static Self {
        static ENGLISH: LazyLock<Wordings> =
            LazyLock::new(|| Wordings::new(read(include_str!("en.json")), Tongue::English));
        &ENGLISH
    }

    /// The built-in wordings of a language. What a language has no wording for is said in English.
    pub(super) fn of(language: &str) -> &'static Self {
        static SPANISH: LazyLock<Wordings> = LazyLock::new(|| {
            let mut templates = Wordings::english().templates.clone();
            templates.extend(read(include_str!("es.json")));
            Wordings::new(templates, Tongue::Spanish)
        });
        if language == "es" { &SPANISH } else { Self::english() }
    }

    fn new(templates: BTreeMap<String, Vec<String>>, tongue: Tongue) -> Self {
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        let named = |(name, texts): (&String, &Vec<String>)| {
            let of_each = |(index, text): (usize, &String)| (key(name, index), text.clone());
            texts.iter().enumerate().map(of_each).collect::<Vec<_>>()
        };
        let sources: BTreeMap<String, String> = templates.iter().flat_map(named).collect();
        environment.set_loader(move |name| Ok(sources.get(name).cloned()));
        Self { templates, environment, tongue }
    }

    /// Empty fields, whose values will be written in this language.
    pub(super) fn fields(&self) -> Fields {
        Fields { tongue: self.tongue, ..Fields::default() }
    }

    /// How values are written in it.
    pub(super) const fn tongue(&self) -> Tongue {
        self.tongue
    }

    /// The alternatives of a name as they stand.
    pub(super) fn alternatives(&self, name: &str) -> &[String] {
        self.templates.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The names of all wordings.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.templates.keys().map(String::as_str)
    }

    /// Says something, and names the wording used. Of several alternatives, one that was not used
    /// just before.
    pub(super) fn say(&self, name: &str, fields: &Fields, before: &[String]) -> (String, String) {
        let alternatives = self.alternatives(name);
        let used = |index: usize| before.contains(&key(name, index));
        let index = (0..alternatives.len()).find(|index| !used(*index)).unwrap_or_default();
        let key = key(name, index);
        let text = match alternatives.get(index) {
            Some(plain) if !plain.contains('{') => plain.clone(),
            _ => self.render(&key, fields),
        };
        (text, key)
    }

    fn render(&self, key: &str, fields: &Fields) -> String {
        let template = self.environment.get_template(key);
        template.and_then(|template| template.render(&fields.values)).unwrap_or_default()
    }

    /// Says something that has one wording.
    pub(super) fn short(&self, name: &str, fields: &Fields) -> String {
        self.say(name, fields, &[]).0
    }

    /// The word for a value of a closed list, for example `situation` and `Late`.
    pub(super) fn word<T: Serialize>(&self, group: &str, value: &T) -> String {
        let name = format!("{group}_{}", json::name(value));
        self.alternatives(&name).first().cloned().unwrap_or_default()
    }
}

/// How an alternative is called in receipts.
fn key(name: &str, index: usize) -> String {
    format!("{name}.{index}")
}

/// The wordings in a file of ours. A test reads the same text: it cannot fail here.
fn read(text: &str) -> BTreeMap<String, Vec<String>> {
    json::read(text).unwrap_or_default()
}

impl Fields {
    /// A text of ours or a name; control characters removed, shortened.
    pub(super) fn text(&mut self, name: &'static str, text: &str) {
        self.values.insert(name, Value::from(clean(text)));
    }

    /// The same, or nothing: a template asks with `{% if %}`.
    pub(super) fn maybe_text(&mut self, name: &'static str, text: Option<&str>) {
        self.values.insert(name, text.map_or(Value::from(()), |text| Value::from(clean(text))));
    }

    /// A composed piece that is longer than a name.
    pub(super) fn passage(&mut self, name: &'static str, text: String) {
        self.values.insert(name, Value::from(text));
    }

    /// A list of composed pieces.
    pub(super) fn passages(&mut self, name: &'static str, texts: Vec<String>) {
        self.values.insert(name, Value::from(texts));
    }

    /// A whole number.
    pub(super) fn count(&mut self, name: &'static str, count: usize) {
        self.values.insert(name, Value::from(count));
    }

    /// A number of points or days, grouped, without its sign.
    pub(super) fn whole(&mut self, name: &'static str, number: i64) {
        self.values.insert(name, Value::from(format::whole(number)));
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, name: &'static str, flag: bool) {
        self.values.insert(name, Value::from(flag));
    }

    /// Names of products.
    pub(super) fn titles(&mut self, name: &'static str, titles: &[String]) {
        let titles: Vec<String> = titles.iter().map(|title| clean_long(title)).collect();
        self.values.insert(name, Value::from(format::titles(&titles, self.tongue)));
    }

    /// An amount.
    pub(super) fn money(&mut self, name: &'static str, money: Option<Money>) {
        let value = money.map_or(Value::from(()), |money| Value::from(format::money(money)));
        self.values.insert(name, value);
    }

    /// A day in the middle of a sentence.
    pub(super) fn on_day(
        &mut self,
        name: &'static str,
        at: Option<Timestamp>,
        now: Timestamp,
        zone: &str,
    ) {
        let value = at
            .map_or(Value::from(()), |at| Value::from(format::on_day(at, now, zone, self.tongue)));
        self.values.insert(name, value);
    }

    /// A day standing alone.
    pub(super) fn day(
        &mut self,
        name: &'static str,
        at: Option<Timestamp>,
        now: Timestamp,
        zone: &str,
    ) {
        let value =
            at.map_or(Value::from(()), |at| Value::from(format::day(at, now, zone, self.tongue)));
        self.values.insert(name, value);
    }
}

fn clean(text: &str) -> String {
    shorten(&clean_long(text), OUTSIDE_CHARS_MAX)
}

/// A text from outside on one line.
pub(super) fn clean_long(text: &str) -> String {
    let mut cleaned = text.replace(char::is_control, " ");
    cleaned.truncate(cleaned.trim_end().len());
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wording_is_a_template_and_says_something() {
        let english = Wordings::english();
        assert!(english.templates.len() > 80);
        let spanish = Wordings::of("es");
        for name in spanish.templates.keys() {
            assert_ne!(english.templates.get(name), None, "{name} is no wording");
        }
        // What is for a person of the team is said in English.
        let only_english = ["suggested_reply"];
        let own = read(include_str!("es.json"));
        for name in english.templates.keys() {
            let said = own.contains_key(name) || name == "option_list";
            assert!(said || only_english.contains(&name.as_str()), "{name} is not said in Spanish");
        }
        for (name, alternatives) in english.templates.iter().chain(&spanish.templates) {
            assert!(!alternatives.is_empty(), "{name}");
            for template in alternatives {
                let mut environment = Environment::empty();
                environment.add_template("it", template).unwrap();
                assert!(!template.trim().is_empty(), "{name}");
            }
        }
    }

    #[test]
    fn the_same_sentence_is_not_said_twice_in_a_row_where_there_is_another() {
        let (wordings, fields) = (Wordings::english(), Fields::default());
        let (first, name) = wordings.say("thanks", &fields, &[]);
        let (second, _) = wordings.say("thanks", &fields, &[name]);
        assert_ne!(first, second);
    }

    #[test]
    fn a_field_that_nobody_bound_makes_no_half_sentence() {
        let templates = read(r#"{"here": ["Order {{ number }} is here."]}"#);
        let wordings = Wordings::new(templates, Tongue::English);
        assert_eq!(wordings.short("here", &Fields::default()), "");
    }
}
