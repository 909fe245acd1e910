//! A skill that a merchant wrote, told in sentences: the same file for people who read no JSON.

use crate::{
    base::json,
    playbook::{
        Act, CustomSkill, EndKind, Need, NeedKind, Node, Per, SkillLimit, Step, Texts, Then,
    },
};

/// A skill in sentences.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SkillStory {
    /// What it is for.
    pub title: String,
    /// When it begins, and how far it goes without a person.
    pub begins: Vec<String>,
    /// What customers say who want it.
    pub examples: Vec<String>,
    /// What it has to know, and where it takes that from.
    pub needs: Vec<String>,
    /// What it does, step by step. Each with its name.
    pub steps: Vec<(String, Vec<String>)>,
    /// What keeps it in bounds.
    pub bounds: Vec<String>,
    /// What its own tests show.
    pub tests: Vec<String>,
}

/// Tells a skill, in the words that it has in a language, or else in its first.
#[must_use]
pub fn skill_story(skill: &CustomSkill, language: &str) -> SkillStory {
    let told = Telling { language };
    SkillStory {
        title: told.text(&skill.title),
        begins: told.begins(skill),
        examples: skill.examples.clone(),
        needs: skill.needs.iter().map(|need| told.need(need)).collect(),
        steps: skill
            .steps
            .iter()
            .map(|step| (spaced(&step.name), told.step(skill, step)))
            .collect(),
        bounds: told.bounds(skill),
        tests: skill.tests.iter().map(|test| test.name.clone()).collect(),
    }
}

struct Telling<'a> {
    language: &'a str,
}

impl Telling<'_> {
    fn text(&self, texts: &Texts) -> String {
        let text = texts.get(self.language).or_else(|| texts.values().next());
        text.map(|text| with_names(text)).unwrap_or_default()
    }

    fn begins(&self, skill: &CustomSkill) -> Vec<String> {
        let proof = match skill.identity {
            None => "It serves everybody, and knows nothing of the customer.".to_owned(),
            Some(level) => format!(
                "It begins only for customers who have shown who they are ({}).",
                spaced(&json::name(&level))
            ),
        };
        let far = match json::name(&skill.autonomy).as_str() {
            "assist" => "It drafts an answer for a person, who sends it.",
            "autonomous" => "It answers, and does what it is for, without a person.",
            "supervised" => "It answers; what it would change waits for a person's approval.",
            "not_offered" => "It is not offered: the assistant says so.",
            _ => "It is switched off: a person takes over.",
        };
        vec![proof, far.to_owned()]
    }

    fn need(&self, need: &Need) -> String {
        let kind = match need.kind {
            NeedKind::Choice => match &need.options_from {
                Some(from) => format!("one of the {} that were read", spaced(from)),
                None => {
                    let words = need.options.iter().map(|choice| {
                        let said = choice.words.get(self.language);
                        let said = said.or_else(|| choice.words.values().next());
                        let first = said.and_then(|words| words.first());
                        first.cloned().unwrap_or_else(|| spaced(&choice.value))
                    });
                    format!("one of {}", listed(words.collect(), "or"))
                }
            },
            NeedKind::Code => {
                let pattern = need.pattern.as_deref().unwrap_or_default();
                format!("a code such as {pattern} (# is a digit, @ a letter)")
            }
            NeedKind::Day => "a day".to_owned(),
            NeedKind::Email => "an email address".to_owned(),
            NeedKind::Item => "something that the customer ordered".to_owned(),
            NeedKind::Money => "an amount".to_owned(),
            NeedKind::Number => "a number".to_owned(),
            NeedKind::Order => "one of the customer's orders".to_owned(),
            NeedKind::Phone => "a telephone number".to_owned(),
            NeedKind::Text => "any words".to_owned(),
            NeedKind::YesNo => "yes or no".to_owned(),
        };
        let unit = match need.kind {
            NeedKind::Text => " characters",
            NeedKind::Day => " days from today",
            NeedKind::Choice
            | NeedKind::Code
            | NeedKind::Email
            | NeedKind::Item
            | NeedKind::Money
            | NeedKind::Number
            | NeedKind::Order
            | NeedKind::Phone
            | NeedKind::YesNo => "",
        };
        let within = match (need.min, need.max) {
            (Some(min), Some(max)) => format!(", {min} to {max}{unit}"),
            (Some(min), None) => format!(", at least {min}{unit}"),
            (None, Some(max)) => format!(", at most {max}{unit}"),
            (None, None) => String::new(),
        };
        let taken = match &need.from {
            Some(from) => {
                format!(" It is taken from the record ({}) where that has it.", spaced(from))
            }
            None => String::new(),
        };
        let asked = if need.ask.is_empty() {
            " Where it is not said, a list is shown to choose from.".to_owned()
        } else {
            format!(" Where it is not said, it is asked for: “{}”", self.text(&need.ask))
        };
        format!("The {}: {kind}{within}.{taken}{asked}", spaced(&need.name))
    }

    fn step(&self, skill: &CustomSkill, step: &Step) -> Vec<String> {
        let to = |name: &str| format!("go on with “{}”", spaced(name));
        let Ok(node) = step.node() else {
            return vec!["This step cannot be told: it has to be mended first.".to_owned()];
        };
        match node {
            Node::Table(rows) => {
                let row = |row: &crate::playbook::Row| match &row.when {
                    Some(when) => format!("If {}, {}.", condition(when), to(&row.go)),
                    None => format!("Otherwise {}.", to(&row.go)),
                };
                rows.iter().map(row).collect()
            }
            Node::Read(call, go) => {
                let missing = step.missing.as_deref().map_or_else(person, to);
                let failed = step.failed.as_deref().map_or_else(person, to);
                vec![
                    format!("Ask {call}{}, then {}.", given(&step.with), to(go)),
                    format!(
                        "If it knows no such thing, {missing}; if it cannot be asked, {failed}."
                    ),
                ]
            }
            Node::Set(values, go) => {
                let worked = values
                    .iter()
                    .map(|(name, source)| format!("the {} is {}", spaced(name), condition(source)));
                vec![format!("Work out: {}. Then {}.", listed(worked.collect(), "and"), to(go))]
            }
            Node::Act(act) => self.act(act),
            Node::Reply(reply, end) => {
                let end = match end {
                    EndKind::Refused => "It ends there: what was wanted cannot be had.",
                    EndKind::Resolved => match &skill.resolved_when {
                        None => "It ends there: the wish is resolved.",
                        Some(_) => "It ends there, resolved if the condition below holds.",
                    },
                };
                vec![format!("Tell: “{}”", self.text(reply)), end.to_owned()]
            }
            Node::Offer(offer, reply) => {
                let reply = reply.map(|reply| format!("Tell: “{}”", self.text(reply)));
                let offer = format!("Offer “{}” in place of this.", spaced(offer));
                reply.into_iter().chain([offer]).collect()
            }
            Node::HandOver(hand_over) => {
                let queue = hand_over.queue.as_ref();
                let queue =
                    queue.map(|queue| format!(" in the queue “{queue}”")).unwrap_or_default();
                vec![format!(
                    "Hand over to a person{queue}, who reads: “{}”",
                    with_names(&hand_over.left)
                )]
            }
        }
    }

    fn act(&self, act: &Act) -> Vec<String> {
        let once = act.once.iter().map(|name| spaced(name)).collect();
        let mut told = vec![
            format!(
                "Tell first: “{}” Go no further without the customer's yes.",
                self.text(&act.confirm)
            ),
            format!(
                "Then do {}{}. With the same {} it is done once only.",
                act.call,
                given(&act.with),
                listed(once, "and")
            ),
            format!(
                "Read {}{} after it. Only if {}, it counts as done, and is told: “{}” Otherwise a person \
                 takes over.",
                act.verify.read,
                given(&act.verify.with),
                condition(&act.verify.shows),
                self.text(&act.done)
            ),
        ];
        if let Some(amount) = &act.amount {
            told.push(format!("The money that it moves is the {}.", spaced(amount)));
        }
        if let Some(undo) = &act.undo {
            told.push(format!(
                "{}{} takes it back; that is never done by itself, and stands in the ticket where nobody \
                 knows whether it was done.",
                undo.call,
                given(&undo.with)
            ));
        }
        told
    }

    fn bounds(&self, skill: &CustomSkill) -> Vec<String> {
        let resolved = skill.resolved_when.iter().map(|when| {
            format!("It counts as resolved only if {}; else a person takes over.", condition(when))
        });
        resolved.chain(skill.limits.iter().map(limit)).collect()
    }
}

fn limit(limit: &SkillLimit) -> String {
    let times = limit.count.map(|count| match count {
        1 => "once".to_owned(),
        count => format!("{count} times"),
    });
    let money =
        limit.amount.map(|money| format!("for {} {}", money.amount(), money.currency().code()));
    let most = listed([times, money].into_iter().flatten().collect(), "and");
    let per = match limit.per {
        Per::Action => "each time",
        Per::Customer => "for one customer",
        Per::Order => "for one order",
    };
    let within = match (limit.per, limit.days) {
        (Per::Action, _) | (_, None) => String::new(),
        (_, Some(1)) => " within a day".to_owned(),
        (_, Some(days)) => format!(" within {days} days"),
    };
    let then = match limit.then {
        Then::Approve => "waits for a person's approval",
        Then::Deny => "is refused",
        Then::Person => "is left to a person",
    };
    format!("At most {most} {per}{within}; what is beyond it {then}.")
}

fn person() -> String {
    "a person takes over".to_owned()
}

/// What a service is given: ` with order (order id) and text (message)`.
fn given(with: &std::collections::BTreeMap<String, String>) -> String {
    let inputs: Vec<String> = with
        .iter()
        .map(|(input, value)| match spaced(input) == spaced(value) {
            true => spaced(input),
            false => format!("{} = {}", spaced(input), spaced(value)),
        })
        .collect();
    if inputs.is_empty() { String::new() } else { format!(" with {}", listed(inputs, "and")) }
}

fn listed(mut items: Vec<String>, join: &str) -> String {
    let Some(last) = items.pop() else { return String::new() };
    if items.is_empty() { last } else { format!("{} {join} {last}", items.join(", ")) }
}

fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

/// A text with its values named: `{{ order_number }}` is `[order number]`.
fn with_names(text: &str) -> String {
    let mut told = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((value, further)) = after.split_once("}}") else { break };
        told.push_str(before);
        told.push_str(&format!("[{}]", spaced(value.trim())));
        rest = further;
    }
    told + rest
}

/// A condition or sum in words where it is made of names, values and comparisons alone; else as it stands.
fn condition(source: &str) -> String {
    in_words(source).unwrap_or_else(|| format!("`{source}`"))
}

fn in_words(source: &str) -> Option<String> {
    // Which of the two binds closer is nothing that a sentence shows.
    if source.contains("&&") && source.contains("||") {
        return None;
    }
    let mut told: Vec<String> = Vec::new();
    let mut rest = source.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, further) = if first == '"' {
            let (text, further) = rest.get(1..)?.split_once('"')?;
            if text.contains('\\') {
                return None;
            }
            (format!("“{text}”"), further)
        } else if first.is_ascii_alphabetic() {
            let end = rest.find(|it: char| !it.is_ascii_alphanumeric() && it != '_');
            let (name, further) = rest.split_at(end.unwrap_or(rest.len()));
            match (name, further.strip_prefix('(')) {
                ("size", Some(inner)) => {
                    let (name, further) = inner.split_once(')')?;
                    let plain = name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
                    (plain.then(|| format!("the number of {}", spaced(name)))?, further)
                }
                (_, Some(_)) => return None,
                ("true", None) => ("yes".to_owned(), further),
                ("false", None) => ("no".to_owned(), further),
                (name, None) => (spaced(name), further),
            }
        } else if first.is_ascii_digit() {
            let end = rest.find(|it: char| !it.is_ascii_digit() && it != '.');
            let (number, further) = rest.split_at(end.unwrap_or(rest.len()));
            (number.to_owned(), further)
        } else {
            let (sign, words) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign))?;
            ((*words).to_owned(), rest.get(sign.len()..)?)
        };
        told.push(token);
        rest = further.trim_start();
    }
    Some(told.join(" "))
}

/// The longer of two that begin alike first.
const SIGNS: &[(&str, &str)] = &[
    ("&&", "and"),
    ("||", "or"),
    ("==", "is"),
    ("!=", "is not"),
    ("<=", "is at most"),
    (">=", "is at least"),
    ("<", "is less than"),
    (">", "is more than"),
    ("!", "not"),
    ("+", "plus"),
    ("-", "minus"),
    ("*", "times"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbook::Playbook;

    fn story(file: &str, skill: &str) -> SkillStory {
        let text = std::fs::read_to_string(format!("examples/skills/{file}.json")).unwrap();
        let playbook: Playbook = serde_json::from_str(&text).unwrap();
        skill_story(playbook.custom_skills.get(skill).unwrap(), "en")
    }

    #[test]
    fn a_skill_is_told_in_sentences() {
        let told = story("gift_message", "gift_message");
        assert_eq!(told.title, "add a gift message to an order");
        let (name, packed) = told.steps.first().unwrap();
        assert_eq!(name, "packed");
        let expected = [
            "If order status is “pending” or order status is “pending_modified”, go on with “save”.",
            "Otherwise go on with “too late”.",
        ];
        assert_eq!(packed, &expected);
        let (_, save) = told.steps.last().unwrap();
        assert_eq!(
            save.first().unwrap(),
            "Tell first: “The card in order [order number] will say: “[message]”.” Go no further without the customer's yes."
        );
        assert!(
            save.iter()
                .any(|it| it.starts_with("gifts.remove with order = order id takes it back"))
        );
        assert_eq!(
            told.bounds,
            [
                "At most 5 times for one customer within a day; what is beyond it is left to a person."
            ]
        );
        let message = "The message: any words, at most 200 characters. Where it is not said, it is asked for: ";
        assert!(told.needs.iter().any(|need| need.starts_with(message)), "{:?}", told.needs);
    }

    #[test]
    fn every_example_is_told_whole() {
        let mut steps = 0_usize;
        for entry in std::fs::read_dir("examples/skills").unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|end| end != "json") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let playbook: Playbook = serde_json::from_str(&text).unwrap();
            for skill in playbook.custom_skills.values() {
                let told = skill_story(skill, "en");
                let all: Vec<&String> = told.steps.iter().flat_map(|(_, lines)| lines).collect();
                assert_eq!(told.steps.len(), skill.steps.len());
                let raw = all.iter().any(|line| line.contains("{{") || line.contains("mended"));
                assert!(!raw && all.iter().all(|line| line.ends_with(['.', '”'])), "{all:?}");
                steps = steps.saturating_add(all.len());
            }
        }
        assert!(steps > 40, "{steps}");
    }

    #[test]
    fn what_no_sentence_can_say_stands_as_it_is() {
        assert_eq!(
            condition("difference * 4 > item_price"),
            "difference times 4 is more than item price"
        );
        assert_eq!(condition("size(slots_free) == 0"), "the number of slots free is 0");
        assert_eq!(condition("a == 1 && b == 2 || c"), "`a == 1 && b == 2 || c`");
        assert_eq!(condition("names.exists(n, n == \"x\")"), "`names.exists(n, n == \"x\")`");
        assert_eq!(condition("text == \"a \\\" b\""), "`text == \"a \\\" b\"`");
        assert_eq!(condition("\"open"), "`\"open`");
        assert_eq!(with_names("a {{ b_c }} d {{ open"), "a [b c] d {{ open");
    }
}
