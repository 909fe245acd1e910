//! A question, asked as a customer would: what would be told, how surely, and why.

use edgewise::{
    base::time::Timestamp,
    knowledge::{
        Choice, FoundPassage, Passage, Reader, Thresholds, choose, country_code, country_name,
        label, quote,
    },
    playbook::{Autonomy, Playbook, Unanswered},
    wire::KnowledgeQuestion,
};
use maud::{Markup, html};

use super::{super::form::address, notice, part, words};

/// Thousandths below which what was found is not worth showing.
const LIKELY_PERMILLE: u16 = 100;

/// What is tried.
#[derive(Default)]
pub(super) struct Tried {
    pub(super) question: String,
    /// Where the customer's parcels go; the shop's own country where empty.
    pub(super) country: String,
    /// The tier that the customer has shown to be in.
    pub(super) tier: String,
    /// The article that was just written for this question.
    pub(super) saved: String,
}

impl Tried {
    /// What is wrong with it.
    pub(super) fn fault(&self) -> Option<String> {
        let question = KnowledgeQuestion { question: self.question.clone() };
        if !self.question.is_empty() && question.check().is_err() {
            return Some("The question is too long.".to_owned());
        }
        let unknown = !self.country.trim().is_empty() && country_code(&self.country).is_none();
        unknown.then(|| format!("“{}” is no country that is known here.", self.country))
    }
}

/// The page.
pub(super) fn page(
    tried: &Tried,
    fault: Option<&str>,
    found: &[FoundPassage],
    playbook: &Playbook,
    now: Timestamp,
) -> Markup {
    let reader = Reader {
        country: country_code(&tried.country).unwrap_or_else(|| playbook.brand.country.clone()),
        tier: Some(tried.tier.trim().to_owned()).filter(|tier| !tier.is_empty()),
        channel: "web_chat".to_owned(),
        now,
    };
    part(
        "Try a question",
        "/console/knowledge/ask",
        html! {
            h1 { "Try a question" }
            @if !tried.saved.is_empty() { (just_saved(tried)) }
            (form(tried, fault))
            @if tried.question.is_empty() {
                div.empty {
                    p { "Ask as a customer would: “do you ship to Canada?”" }
                    p { "You see what would be told, how sure the assistant is, and why. Nobody is answered." }
                }
            } @else if fault.is_none() {
                @let settings = &playbook.knowledge;
                @let bounds = Thresholds { answer: settings.answer_permille, offer: settings.offer_permille };
                @let choice = choose(found, &tried.question, &reader, bounds);
                (verdict(&tried.question, &choice, &reader, playbook))
                (passages(&tried.question, found, &choice, &reader, bounds))
            }
        },
    )
}

fn just_saved(tried: &Tried) -> Markup {
    html! {
        (notice(html! {
            "Saved. " a href={ "/console/knowledge/articles/" (tried.saved) } { "Open the article" }
            ", or see below what the question is told now."
        }))
        form.actions method="post" action="/console/knowledge/gaps" {
            input type="hidden" name="question" value=(tried.question);
            button.plain { "Answered: take it off the list" }
        }
    }
}

/// The question with who asks it.
pub(super) fn form(tried: &Tried, fault: Option<&str>) -> Markup {
    html! {
        form.filter method="get" action="/console/knowledge/ask" role="search" {
            label.wide { "Ask as a customer would "
                input type="search" name="q" dir="auto" value=(tried.question) aria-describedby=[fault.map(|_| "ask-fault")];
            }
            label { "Parcels go to " input name="country" value=(tried.country) autocomplete="off"; }
            label { "Loyalty tier " input name="tier" value=(tried.tier) autocomplete="off"; }
            button { "Ask" }
            @if let Some(fault) = fault { p.fault #ask-fault role="alert" { (fault) } }
        }
    }
}

fn verdict(question: &str, choice: &Choice<'_>, reader: &Reader, playbook: &Playbook) -> Markup {
    let settings = &playbook.knowledge;
    let instead = match settings.unanswered {
        Unanswered::Person => "A person answers.",
        Unanswered::Say => "The customer is told that the pages say nothing about it.",
    };
    let quoted = |passage: &Passage| {
        let quoted = quote(passage, question, usize::from(settings.quote_chars_max));
        html! {
            blockquote { (words::lines(&quoted)) }
            p.quiet {
                "From " a href={ "/console/knowledge/articles/" (passage.article) } { bdi { (words::place(passage)) } }
                @if let Some(link) = &passage.link { " · " span.link { (link) } }
            }
        }
    };
    html! {
        section.verdict aria-labelledby="told" role="status" {
            @match choice {
                Choice::Answer { passage, elsewhere } => {
                    h2 #told.good { "It would be told" }
                    (quoted(passage))
                    @if let Some(other) = elsewhere {
                        p { "It adds that something else holds for " (words::audience(&other.audience)) "." }
                    }
                }
                Choice::Conflict(conflict) => {
                    h2 #told.bad { "It would not be told: two pages contradict each other" }
                    @for sentence in &conflict.sentences { blockquote dir="auto" { (sentence) } }
                    p { (instead) }
                }
                Choice::Elsewhere(passage) => {
                    h2 #told.warn { "It holds for others only" }
                    (quoted(passage))
                    p { "It is for " (words::audience(&passage.audience)) " only, and this is said with it." }
                }
                Choice::Offer(offered) => {
                    h2 #told.warn { "The customer would be asked what is meant" }
                    ul { @for passage in offered { li dir="auto" { (label(passage)) } } }
                    p { "None is sure enough to be told at once." }
                }
                Choice::OutOfDate(passage) => {
                    h2 #told.bad { "It would not be told: what answered it is out of date" }
                    (quoted(passage))
                    p { (instead) }
                }
                Choice::Nothing => {
                    h2 #told.bad { "No page answers it" }
                    p {
                        (instead) " "
                        a href=(address("/console/knowledge/new", &[("about", question)])) { "Write a page about this" }
                    }
                }
            }
            @if playbook.skills.ask_knowledge != Autonomy::Autonomous && playbook.skills.ask_knowledge != Autonomy::Supervised {
                p.warn { "The playbook does not let the assistant answer from pages by itself: " code { "skills.ask_knowledge" } "." }
            }
            p.quiet { "Asked from " (country_name(&reader.country)) @if let Some(tier) = &reader.tier { ", in tier " bdi { (tier) } }
                ", on the web chat, now." }
        }
    }
}

/// What was found, with why it would or would not be told.
fn passages(
    question: &str,
    found: &[FoundPassage],
    choice: &Choice<'_>,
    reader: &Reader,
    bounds: Thresholds,
) -> Markup {
    let likely = || found.iter().filter(|it| it.permille >= LIKELY_PERMILLE);
    let why = |it: &FoundPassage| {
        why(it, choice, reader.means(&it.passage, question), reader.now, bounds)
    };
    html! {
        @if likely().next().is_some() {
            section aria-labelledby="found" {
                h2 #found { "What was found" }
                ol.cards {
                    @for it in likely() {
                        li.card {
                            h3 dir="auto" {
                                a href={ "/console/knowledge/articles/" (it.passage.article) } { (words::place(&it.passage)) }
                            }
                            p { strong { (percent(it.permille)) " sure" } ": " (why(it)) }
                            details {
                                summary { "Its words" }
                                blockquote { (words::lines(&it.passage.text)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn why(
    it: &FoundPassage,
    choice: &Choice<'_>,
    is_meant: bool,
    now: Timestamp,
    bounds: Thresholds,
) -> String {
    let (passage, permille) = (&it.passage, it.permille);
    let told = if let Choice::Answer { passage, .. } = choice { Some(*passage) } else { None };
    if told.is_some_and(|told| told.id == passage.id) {
        let narrow = if passage.audience.is_everybody() {
            ""
        } else {
            " what is for fewer people comes first,"
        };
        return format!("this is told;{narrow} from {} on one is told.", percent(bounds.answer));
    }
    if passage.validity.is_over_at(now) {
        return "its last day is over.".to_owned();
    }
    if !passage.validity.holds_at(now) {
        return "it does not hold yet.".to_owned();
    }
    if !is_meant {
        return format!("it is for {} only.", words::audience(&passage.audience));
    }
    if permille < bounds.offer {
        format!("too little; from {} on it is offered.", percent(bounds.offer))
    } else if permille < bounds.answer {
        format!("enough to ask whether it is meant; from {} on it is told.", percent(bounds.answer))
    } else if told.is_some() {
        "enough to be told, but another fits better.".to_owned()
    } else {
        format!("enough to be told, from {} on.", percent(bounds.answer))
    }
}

fn percent(permille: u16) -> String {
    format!("{} %", permille / 10)
}
