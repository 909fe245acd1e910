//! Whether a custom skill is written as it must be. Everything that is wrong is found at once, each
//! with its place and a sentence for who wrote it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Act, CustomSkill, Need, NeedKind, Node, SkillTest, Step, Texts, Verify,
    fields::{FieldShape, fields_in, operation},
    is_name,
    proof::Proof,
};
use crate::{
    base::skill_id::SkillId,
    commerce::FieldKind,
    identity::IdentityLevel,
    playbook::{
        COUNTED_DAYS_MAX, HttpMethod, LANGUAGES, Per, Playbook, PlaybookFault, connectors::NAME,
    },
};

/// Skills of one playbook.
const SKILLS_MAX: usize = 50;

/// Needs, and limits, of one skill.
const ENTRIES_MAX: usize = 20;

/// Steps of one skill, and rows of one table.
const STEPS_MAX: usize = 50;

/// Examples of one skill.
const EXAMPLES: std::ops::RangeInclusive<usize> = 5..=50;

/// Characters of one example.
const EXAMPLE_CHARS_MAX: usize = 200;

/// Characters of one wording.
const WORDING_CHARS_MAX: usize = 1_000;

/// Tests of one skill, turns of one test.
const TESTS_MAX: usize = 30;

/// Characters that a text which is asked for may have.
const TEXT_CHARS_MAX: i64 = 500;

pub(in super::super) fn check(playbook: &Playbook, faults: &mut Vec<PlaybookFault>) {
    if playbook.custom_skills.len() > SKILLS_MAX {
        let detail = format!("must have at most {SKILLS_MAX} entries");
        faults.push(PlaybookFault::new("/custom_skills".to_owned(), &detail));
    }
    for (id, skill) in &playbook.custom_skills {
        let fields = skill.fields(&playbook.connectors);
        let mut checking = Checking { id, skill, playbook, fields, faults };
        checking.check();
    }
}

/// A skill while it is checked.
pub(super) struct Checking<'a> {
    pub(super) id: &'a str,
    pub(super) skill: &'a CustomSkill,
    pub(super) playbook: &'a Playbook,
    pub(super) fields: Vec<FieldShape>,
    pub(super) faults: &'a mut Vec<PlaybookFault>,
}

impl Checking<'_> {
    pub(super) fn fault(&mut self, pointer: &str, detail: &str) {
        let pointer = format!("/custom_skills/{}{pointer}", self.id);
        self.faults.push(PlaybookFault::new(pointer, detail));
    }

    fn check(&mut self) {
        let skill = self.skill;
        let before = self.faults.len();
        if SkillId::parse(self.id).is_none() {
            self.fault("", NAME);
        }
        self.texts("/title", &skill.title, 60);
        self.examples();
        self.needs();
        self.steps();
        self.names();
        self.limits();
        self.identity();
        for (index, test) in skill.tests.iter().enumerate() {
            self.test(index, test);
        }
        if skill.tests.is_empty() || skill.tests.len() > TESTS_MAX {
            self.fault("/tests", &format!("must have 1 to {TESTS_MAX} conversations"));
        }
        // What is not written as it must be proves nothing.
        if self.faults.len() == before {
            Proof::of(self).run();
        }
    }

    /// Words in every language that is served.
    fn texts(&mut self, pointer: &str, texts: &Texts, chars_max: usize) {
        for language in &self.playbook.brand.languages {
            if !texts.contains_key(language) {
                let detail =
                    format!("must have words in every language that is served: `{language}`");
                self.fault(pointer, &detail);
            }
        }
        for (language, text) in texts {
            let place = format!("{pointer}/{language}");
            if !LANGUAGES.contains(&language.as_str()) {
                let detail = format!("must be one of {}", LANGUAGES.join(", "));
                self.fault(&place, &detail);
            }
            if text.trim().is_empty() || text.chars().count() > chars_max {
                self.fault(&place, &format!("must have 1 to {chars_max} characters"));
            }
            if let Err(why) = fields_in(text) {
                self.fault(&place, why);
            }
            self.secrets(&place, text);
        }
    }

    fn secrets(&mut self, place: &str, text: &str) {
        if self.playbook.names_secret(text) {
            self.fault(place, "names a connector's secret, which nobody is told");
        }
    }

    fn examples(&mut self) {
        let examples = &self.skill.examples;
        if !EXAMPLES.contains(&examples.len()) {
            self.fault("/examples", "must have 5 to 50 sentences that customers say");
        }
        for (index, example) in examples.iter().enumerate() {
            let place = format!("/examples/{index}");
            let count = example.trim().chars().count();
            if !(3..=EXAMPLE_CHARS_MAX).contains(&count) {
                self.fault(&place, &format!("must have 3 to {EXAMPLE_CHARS_MAX} characters"));
            }
            if examples.iter().take(index).any(|other| other.eq_ignore_ascii_case(example)) {
                self.fault(&place, "stands there twice");
            }
        }
    }

    fn needs(&mut self) {
        if self.skill.needs.len() > ENTRIES_MAX {
            self.fault("/needs", &format!("must have at most {ENTRIES_MAX} entries"));
        }
        for (index, need) in self.skill.needs.iter().enumerate() {
            let place = format!("/needs/{index}");
            if !is_name(&need.name) {
                self.fault(&format!("{place}/name"), NAME);
            }
            if !need.is_theirs() {
                self.texts(&format!("{place}/ask"), &need.ask, WORDING_CHARS_MAX);
            } else if !need.ask.is_empty() {
                let detail = "must be left out: orders and items are asked for with a list of them";
                self.fault(&format!("{place}/ask"), detail);
            }
            self.need(&place, need);
        }
    }

    fn need(&mut self, place: &str, need: &Need) {
        let is_choice = need.kind == NeedKind::Choice;
        if is_choice == (need.options.is_empty() && need.options_from.is_none())
            || !need.options.is_empty() && need.options_from.is_some()
        {
            let detail = if is_choice {
                "must have either `options` or `options_from`"
            } else {
                "must have neither `options` nor `options_from` unless it is a choice"
            };
            self.fault(place, detail);
        }
        for (index, option) in need.options.iter().enumerate() {
            let place = format!("{place}/options/{index}");
            if option.value.is_empty() || option.value.len() > 60 || index >= STEPS_MAX {
                self.fault(&format!("{place}/value"), "must have 1 to 60 characters");
            }
            for language in &self.playbook.brand.languages {
                let words = option.words.get(language);
                if words.is_none_or(|words| words.iter().all(|word| word.trim().is_empty())) {
                    let detail = format!("must say what customers call it in `{language}`");
                    self.fault(&format!("{place}/words"), &detail);
                }
            }
        }
        let list = |name: &String| {
            let found = self.fields.iter().find(|field| field.name == *name);
            found.is_some_and(|field| field.kind == FieldKind::Texts)
        };
        if need.options_from.as_ref().is_some_and(|name| !list(name)) {
            self.fault(&format!("{place}/options_from"), "must name a list of texts that is read");
        }
        let fits = |pattern: &String| pattern.contains(['#', '@']) && pattern.len() <= 40;
        match &need.pattern {
            Some(pattern) if need.kind == NeedKind::Code && fits(pattern) => {}
            None if need.kind != NeedKind::Code => {}
            _ => {
                let detail = "must say how the code looks with `#` for a digit and `@` for a letter; \
                              only a code has one";
                self.fault(&format!("{place}/pattern"), detail);
            }
        }
        let bounded = matches!(need.kind, NeedKind::Day | NeedKind::Number | NeedKind::Text);
        if !bounded && (need.min.is_some() || need.max.is_some()) {
            self.fault(place, "must have neither `min` nor `max`: it is no day, number or text");
        }
        if need.min.zip(need.max).is_some_and(|(min, max)| min > max) {
            self.fault(&format!("{place}/max"), "must not be less than `min`");
        }
        let text_max = need.max.is_some_and(|max| !(1..=TEXT_CHARS_MAX).contains(&max));
        if need.kind == NeedKind::Text && text_max {
            self.fault(&format!("{place}/max"), &format!("must be from 1 to {TEXT_CHARS_MAX}"));
        }
        if let Some(from) = &need.from {
            let plain = matches!(need.kind, NeedKind::Email | NeedKind::Phone | NeedKind::Text);
            if !plain
                || !matches!(
                    from.as_str(),
                    "customer_email" | "customer_first_name" | "customer_phone"
                )
            {
                let detail = "must be customer_email, customer_first_name or customer_phone, for an \
                              email address, a telephone number or a text";
                self.fault(&format!("{place}/from"), detail);
            }
        }
    }

    fn steps(&mut self) {
        let steps = &self.skill.steps;
        if steps.is_empty() || steps.len() > STEPS_MAX {
            self.fault("/steps", &format!("must have 1 to {STEPS_MAX} steps"));
        }
        for (index, step) in steps.iter().enumerate() {
            let place = format!("/steps/{index}");
            if !is_name(&step.name) {
                self.fault(&format!("{place}/name"), NAME);
            }
            if steps.iter().take(index).any(|other| other.name == step.name) {
                self.fault(&format!("{place}/name"), "names two steps");
            }
            self.ways(index, step);
            match step.node() {
                Err(why) => self.fault(&place, why),
                Ok(node) => self.node(index, step, node),
            }
        }
    }

    /// A step leads further down, so that a skill cannot go round in a circle.
    fn ways(&mut self, index: usize, step: &Step) {
        for (part, way) in step.ways() {
            let at = self.skill.steps.iter().position(|step| step.name == way);
            let detail = match at {
                None => format!("names `{way}`, which is no step of this skill"),
                Some(at) if at <= index => {
                    format!(
                        "leads back to `{way}`: a step leads further down only, so nothing loops"
                    )
                }
                Some(_) => continue,
            };
            self.fault(&format!("/steps/{index}/{part}"), &detail);
        }
    }

    fn node(&mut self, index: usize, step: &Step, node: Node<'_>) {
        let place = format!("/steps/{index}");
        match node {
            Node::Table(rows) => {
                for (row, held) in rows.iter().enumerate() {
                    let last = row.saturating_add(1) == rows.len();
                    let detail = match (last, &held.when) {
                        (true, Some(_)) => "must have no condition: the last row is what is left",
                        (false, None) => "must have a condition: only the last row has none",
                        _ => continue,
                    };
                    self.fault(&format!("{place}/table/{row}"), detail);
                }
            }
            Node::Read(call, _) => {
                self.call(&format!("{place}/read"), call, true);
                self.with(&place, call, &step.with);
            }
            Node::Set(values, _) => {
                for name in values.keys().filter(|name| !is_name(name)) {
                    self.fault(&format!("{place}/set/{name}"), NAME);
                }
            }
            Node::Act(act) => self.act(&format!("{place}/act"), act),
            Node::Reply(reply, _) => {
                self.texts(&format!("{place}/reply"), reply, WORDING_CHARS_MAX);
            }
            Node::Offer(offer, reply) => {
                if let Some(reply) = reply {
                    self.texts(&format!("{place}/reply"), reply, WORDING_CHARS_MAX);
                }
                self.offer(&format!("{place}/offer"), offer);
            }
            Node::HandOver(hand_over) => {
                if hand_over.queue.as_ref().is_some_and(|queue| queue.trim().is_empty()) {
                    self.fault(&format!("{place}/hand_over/queue"), "must name a queue");
                }
                let left = &hand_over.left;
                let at = format!("{place}/hand_over/left");
                if left.trim().is_empty() || left.chars().count() > WORDING_CHARS_MAX {
                    self.fault(&at, &format!("must have 1 to {WORDING_CHARS_MAX} characters"));
                }
                if let Err(why) = fields_in(left) {
                    self.fault(&at, why);
                }
                self.secrets(&at, left);
            }
        }
    }

    fn offer(&mut self, place: &str, offer: &str) {
        let own = offer.strip_prefix("custom:");
        if own == Some(self.id) {
            return self.fault(place, "offers this skill itself");
        }
        // Names of the assistant's own skills are known where messages are understood.
        if own.is_some_and(|own| !self.playbook.custom_skills.contains_key(own)) {
            self.fault(place, "names a custom skill that is not there");
        }
    }

    fn act(&mut self, place: &str, act: &Act) {
        let Act { call, with, confirm, verify, once, done, undo, .. } = act;
        self.call(&format!("{place}/call"), call, false);
        self.with(place, call, with);
        self.texts(&format!("{place}/confirm"), confirm, WORDING_CHARS_MAX);
        self.texts(&format!("{place}/done"), done, WORDING_CHARS_MAX);
        let Verify { read, with, .. } = verify;
        self.call(&format!("{place}/verify/read"), read, true);
        self.with(&format!("{place}/verify"), read, with);
        if once.is_empty() {
            let detail =
                "must name the values with which it is the same change, so that it is made once";
            self.fault(&format!("{place}/once"), detail);
        }
        if let Some(undo) = undo {
            self.call(&format!("{place}/undo/call"), &undo.call, false);
            self.with(&format!("{place}/undo"), &undo.call, &undo.with);
        }
    }

    fn call(&mut self, place: &str, call: &str, reads: bool) {
        let detail = match operation(&self.playbook.connectors, call) {
            None => {
                format!("names `{call}`, which no connector has; say it as `connector.operation`")
            }
            Some(operation) if reads != (operation.method == HttpMethod::Get) => {
                let detail = if reads {
                    "changes something: only a GET reads"
                } else {
                    "changes nothing: a GET only reads"
                };
                detail.to_owned()
            }
            Some(operation) if reads && operation.outputs.is_empty() => {
                "reads nothing: it has no outputs".to_owned()
            }
            Some(_) => return,
        };
        self.fault(place, &detail);
    }

    /// A connector gets all that it needs, and nothing else.
    fn with(&mut self, place: &str, call: &str, with: &BTreeMap<String, String>) {
        let Some(operation) = operation(&self.playbook.connectors, call) else { return };
        for (input, shape) in &operation.inputs {
            let Some(name) = with.get(input) else {
                self.fault(&format!("{place}/with"), &format!("must say what `{input}` is"));
                continue;
            };
            let field = self.fields.iter().find(|field| field.name == *name);
            let fits = field.is_none_or(|field| {
                field.kind == shape.kind
                    || (field.kind, shape.kind) == (FieldKind::Day, FieldKind::Text)
            });
            if !fits {
                let detail = format!("gives `{name}`, which is of another kind than `{input}`");
                self.fault(&format!("{place}/with/{input}"), &detail);
            }
        }
        for input in with.keys().filter(|input| !operation.inputs.contains_key(*input)) {
            let detail = format!("is not among what `{call}` is given");
            self.fault(&format!("{place}/with/{input}"), &detail);
        }
    }

    /// No name means two things.
    fn names(&mut self) {
        let mut seen = BTreeSet::new();
        let twice: BTreeSet<String> = self
            .fields
            .iter()
            .filter(|field| !seen.insert(field.name.clone()))
            .map(|field| field.name.clone())
            .collect();
        for name in twice {
            let detail = format!("has two values named `{name}`; call a need or a step otherwise");
            self.fault("", &detail);
        }
    }

    fn limits(&mut self) {
        if self.skill.limits.len() > ENTRIES_MAX {
            self.fault("/limits", &format!("must have at most {ENTRIES_MAX} entries"));
        }
        for (index, limit) in self.skill.limits.iter().enumerate() {
            let place = format!("/limits/{index}");
            if limit.days.is_some_and(|days| !(1..=COUNTED_DAYS_MAX).contains(&days)) {
                self.fault(&format!("{place}/days"), "must be from 1 to 400");
            }
            if limit.per == Per::Order {
                self.fault(&format!("{place}/per"), "must be action or customer");
            }
            if limit.count.is_none() && limit.amount.is_none() {
                self.fault(&place, "must say how often, or for how much money");
            }
            if limit.amount.is_some_and(|amount| amount.minor() < 0) {
                self.fault(&format!("{place}/amount"), "must not be negative");
            }
        }
    }

    fn identity(&mut self) {
        let shown = self.skill.identity.is_some_and(|level| level >= IdentityLevel::Verified);
        if self.skill.identity.is_some() && !shown {
            self.fault("/identity", "must be verified or strong, or be left out");
        }
        if self.skill.acts() && !shown {
            self.fault(
                "/identity",
                "must be verified or strong: nothing is changed for somebody who has not shown who they are",
            );
        }
        if shown {
            return;
        }
        for (index, need) in self.skill.needs.iter().enumerate() {
            if need.is_theirs() || need.from.is_some() {
                let detail =
                    "is known only of customers who have shown who they are: set `identity`";
                self.fault(&format!("/needs/{index}"), detail);
            }
        }
    }

    fn test(&mut self, index: usize, test: &SkillTest) {
        let place = format!("/tests/{index}");
        if test.turns.is_empty() || test.turns.len() > TESTS_MAX {
            self.fault(&format!("{place}/turns"), &format!("must have 1 to {TESTS_MAX} messages"));
        }
        if test.name.trim().is_empty() {
            self.fault(&format!("{place}/name"), "must say what it shows");
        }
        if !test.signed_in && !test.orders.is_empty() {
            self.fault(
                &format!("{place}/orders"),
                "must be empty unless the customer is signed in",
            );
        }
        for (call, answers) in &test.answers {
            let place = format!("{place}/answers/{call}");
            if operation(&self.playbook.connectors, call).is_none() {
                self.fault(&place, "names what no connector has; say it as `connector.operation`");
            }
            if answers.is_empty()
                || answers.iter().any(|it| it.gives.is_some() == it.fails.is_some())
            {
                self.fault(&place, "must have answers, each with either `gives` or `fails`");
            }
        }
    }
}
