//! Wordings: named templates with alternatives, and the fields they are given.

use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

use minijinja::{Environment, UndefinedBehavior, Value};
use serde::Serialize;

use super::{
    format::{self, Tongue},
    voice::voiced,
};
use crate::{
    base::{json, money::Money, text::shorten, time::Timestamp},
    playbook::{Playbook, Voice},
};

/// The wordings in which a reply is said: those of the product in one language, and the merchant's own
/// before them.
#[derive(Clone, Copy)]
pub(super) struct Wordings<'a> {
    shipped: &'static Shipped,
    own: Option<&'a OwnWordings>,
    voice: Option<&'a Voice>,
}

/// The merchant's own wordings of one language, by name.
pub(super) type OwnWordings = BTreeMap<String, Vec<String>>;

/// The product's wordings of one language. Read once; each template is compiled when it is first said.
struct Shipped {
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

/// What plain text is rendered by: a value that is not there is a fault, and nothing is escaped.
pub(super) fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment
}

impl Shipped {
    fn english() -> &'static Self {
        static ENGLISH: LazyLock<Shipped> =
            LazyLock::new(|| Shipped::new(read(include_str!("en.json")), Tongue::English));
        &ENGLISH
    }

    /// What a language has no wording for is said in English.
    fn of(language: &str) -> &'static Self {
        static SPANISH: LazyLock<Shipped> = LazyLock::new(|| {
            let mut templates = Shipped::english().templates.clone();
            templates.extend(read(include_str!("es.json")));
            Shipped::new(templates, Tongue::Spanish)
        });
        if language == "es" { &SPANISH } else { Self::english() }
    }

    fn new(templates: BTreeMap<String, Vec<String>>, tongue: Tongue) -> Self {
        let mut environment = environment();
        let named = |(name, texts): (&String, &Vec<String>)| {
            let of_each = |(index, text): (usize, &String)| (key(name, index), text.clone());
            texts.iter().enumerate().map(of_each).collect::<Vec<_>>()
        };
        let sources: BTreeMap<String, String> = templates.iter().flat_map(named).collect();
        environment.set_loader(move |name| Ok(sources.get(name).cloned()));
        Self { templates, environment, tongue }
    }
}

impl<'a> Wordings<'a> {
    /// The built-in English wordings.
    pub(super) fn english() -> Self {
        Self { shipped: Shipped::english(), own: None, voice: None }
    }

    /// The built-in wordings of a language. What a language has no wording for is said in English.
    pub(super) fn of(language: &str) -> Self {
        Self { shipped: Shipped::of(language), own: None, voice: None }
    }

    /// The same in the merchant's voice, with wordings of their own before them.
    pub(super) fn in_words_of(playbook: &'a Playbook, language: &str) -> Self {
        let voice = Some(&playbook.brand.voice).filter(|voice| !voice.is_plain());
        Self { own: playbook.wordings.get(language), voice, ..Self::of(language) }
    }

    /// Empty fields, whose values will be written in this language.
    pub(super) fn fields(&self) -> Fields {
        Fields { tongue: self.shipped.tongue, ..Fields::default() }
    }

    /// How values are written in it.
    pub(super) const fn tongue(&self) -> Tongue {
        self.shipped.tongue
    }

    /// The product's alternatives of a name as they stand.
    pub(super) fn alternatives(&self, name: &str) -> &'static [String] {
        self.shipped.templates.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The names of all wordings.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.shipped.templates.keys().map(String::as_str)
    }

    /// Says something, and names the wording used. Of several alternatives, one that was not used
    /// just before.
    pub(super) fn say(&self, name: &str, fields: &Fields, before: &[String]) -> (String, String) {
        if let Some(said) = self.say_own(name, fields, before) {
            return said;
        }
        let alternatives = self.alternatives(name);
        let index = fresh(alternatives, |index| before.contains(&key(name, index)));
        let key = key(name, index);
        let text = match alternatives.get(index) {
            Some(template) if self.voice.is_some() => {
                let text = self.voiced(name, template);
                self.shipped.environment.render_str(&text, &fields.values).unwrap_or_default()
            }
            Some(plain) if !plain.contains('{') => plain.clone(),
            _ => self.render(&key, fields),
        };
        (text, key)
    }

    /// The same in the merchant's own words. Nothing where there are none, or where they name a value
    /// that this turn does not have: then the product's are said.
    fn say_own(&self, name: &str, fields: &Fields, before: &[String]) -> Option<(String, String)> {
        let alternatives = self.own?.get(name)?;
        let key = |index| format!("{name}.own{index}");
        let index = fresh(alternatives, |index| before.contains(&key(index)));
        let text = alternatives.get(index)?;
        let said = self.shipped.environment.render_str(text, &fields.values).ok()?;
        (!said.trim().is_empty()).then(|| (said, key(index)))
    }

    /// A text of the product's in the merchant's voice.
    fn voiced<'t>(&self, name: &str, text: &'t str) -> Cow<'t, str> {
        match self.voice {
            Some(voice) => voiced(text, name, self.shipped.tongue, voice),
            None => Cow::Borrowed(text),
        }
    }

    fn render(&self, key: &str, fields: &Fields) -> String {
        let template = self.shipped.environment.get_template(key);
        template.and_then(|template| template.render(&fields.values)).unwrap_or_default()
    }

    /// Says something that has one wording.
    pub(super) fn short(&self, name: &str, fields: &Fields) -> String {
        self.say(name, fields, &[]).0
    }

    /// The word for a value of a closed list, for example `situation` and `Late`.
    pub(super) fn word<T: Serialize>(&self, group: &str, value: &T) -> String {
        let name = format!("{group}_{}", json::name(value));
        let word = self.alternatives(&name).first().map(String::as_str).unwrap_or_default();
        self.voiced(&name, word).into_owned()
    }
}

/// The first of several alternatives that was not used just before, else the first.
fn fresh(alternatives: &[String], used: impl Fn(usize) -> bool) -> usize {
    (0..alternatives.len()).find(|index| !used(*index)).unwrap_or_default()
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
        self.instant(name, at, |at, tongue| format::on_day(at, now, zone, tongue));
    }

    /// A day with the time, for the middle of a sentence.
    pub(super) fn at_time(
        &mut self,
        name: &'static str,
        at: Option<Timestamp>,
        now: Timestamp,
        zone: &str,
    ) {
        self.instant(name, at, |at, tongue| format::at_time(at, now, zone, tongue));
    }

    /// A day standing alone.
    pub(super) fn day(
        &mut self,
        name: &'static str,
        at: Option<Timestamp>,
        now: Timestamp,
        zone: &str,
    ) {
        self.instant(name, at, |at, tongue| format::day(at, now, zone, tongue));
    }

    /// An instant, as it is written here; nothing where there is none.
    fn instant(
        &mut self,
        name: &'static str,
        at: Option<Timestamp>,
        written: impl FnOnce(Timestamp, Tongue) -> String,
    ) {
        let value = at.map_or(Value::from(()), |at| Value::from(written(at, self.tongue)));
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
        let english = Shipped::english();
        assert!(english.templates.len() > 80);
        let spanish = Shipped::of("es");
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
        let shipped: &'static Shipped =
            Box::leak(Box::new(Shipped::new(templates, Tongue::English)));
        let wordings = Wordings { shipped, own: None, voice: None };
        assert_eq!(wordings.short("here", &Fields::default()), "");
    }

    #[test]
    fn the_merchants_own_words_come_first_where_their_values_are_there() {
        let mut playbook = Playbook::default();
        let own = vec!["Ahoy {{ first_name }}!".to_owned(), "Hey {{ first_name }}!".to_owned()];
        playbook.wordings.entry("en".to_owned()).or_default().insert("greeting".to_owned(), own);
        let wordings = Wordings::in_words_of(&playbook, "en");
        let mut fields = wordings.fields();
        fields.text("first_name", "Ada");
        let (first, name) = wordings.say("greeting", &fields, &[]);
        assert_eq!((first.as_str(), name.as_str()), ("Ahoy Ada!", "greeting.own0"));
        assert_eq!(wordings.say("greeting", &fields, &[name]).0, "Hey Ada!");
        let (plain, name) = wordings.say("thanks", &fields, &[]);
        assert_eq!((plain.is_empty(), name.as_str()), (false, "thanks.0"));
        let (unbound, name) = wordings.say("greeting", &Fields::default(), &[]);
        assert_eq!((unbound.as_str(), name.as_str()), ("", "greeting.0"));
        let spanish = Wordings::in_words_of(&playbook, "es").say("greeting", &fields, &[]);
        assert_eq!(spanish.1, "greeting.0");
    }
}
