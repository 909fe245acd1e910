//! Answers from the shop's own pages: quotes the passage that holds for this customer, with its link.
//!
//! Needs: a question. Calls: the search of the pages; a proven customer's loyalty account, where a
//! passage depends on the tier and the profile does not know it. What the pages do not say surely
//! enough is not answered: the customer chooses between two, or a person answers. Open to everybody.

use std::borrow::Cow;

use super::{
    Prompt, SkillContext, SkillEnd, SkillRequest, Suspended, ask,
    propose::{left_to_person, shop_fault},
};
use crate::{
    base::pii::Pii,
    commerce::{Answer, AnsweredCall, Read, ShopFault},
    conversation::{Fact, FactSource, ForWhom, Outside, PagesFact, QuotedFact, Slot, SourcedFact},
    escalation::Reason,
    knowledge::{
        Audience, Choice, FoundPassage, KnowledgeSearch, Passage, Reader, Thresholds, choose,
        country_code, country_name, label, quote, stems,
    },
    playbook::Unanswered,
    understanding::{Skill, says_more},
};

/// Words that a message must have that nobody took for a question, to be looked for.
const WORDS_MIN: usize = 2;

/// The one channel that there is.
const CHANNEL: &str = "web_chat";

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let question = request.goal.texts().join(". ");
    if let Prompt::Denied(_) = request.prompt {
        return Ok(unanswered(cx, PagesFact::Silent, &question));
    }
    let found = match found(cx, &question, false)? {
        Ok(found) => found,
        Err(fault) => return Ok(shop_fault(&fault, Skill::AskKnowledge)),
    };
    let (reader, answers) = (reader(cx, &found)?, request.goal.answered());
    let chosen = choice(cx, &found, &question, &reader);
    let Some(answer) = answers.last() else {
        return Ok(end(cx, request, &found, chosen, &question));
    };
    if let Choice::Offer(offered) = &chosen
        && let Some(passage) = named(offered, answer)
    {
        return Ok(SkillEnd::told(vec![quoted(cx, &found, passage, None, &question)]));
    }
    // Other words than those offered say more of what is asked.
    let question = format!("{question}. {}", answers.join(". "));
    let found = match self::found(cx, &question, false)? {
        Ok(found) => found,
        Err(fault) => return Ok(shop_fault(&fault, Skill::AskKnowledge)),
    };
    let chosen = choice(cx, &found, &question, &reader);
    Ok(end(cx, request, &found, chosen, &question))
}

/// The answer to a message that nobody understood, where the pages have one.
///
/// # Errors
/// [`Suspended`] until the answers are recorded.
pub fn answer_unasked(
    cx: &mut SkillContext<'_>,
    message: &str,
) -> Result<Option<SourcedFact>, Suspended> {
    if stems(message).len() < WORDS_MIN {
        return Ok(None);
    }
    let Ok(found) = found(cx, message, true)? else { return Ok(None) };
    let reader = reader(cx, &found)?;
    let chosen = choice(cx, &found, message, &reader);
    let Choice::Answer { passage, elsewhere } = chosen else { return Ok(None) };
    Ok(Some(quoted(cx, &found, passage, elsewhere, message)))
}

/// The passages that may answer a question, with the call that found them.
struct Found<'a> {
    answered: &'a AnsweredCall,
    passages: Cow<'a, [FoundPassage]>,
}

fn found<'a>(
    cx: &mut SkillContext<'a>,
    question: &str,
    unasked: bool,
) -> Result<Result<Found<'a>, ShopFault>, Suspended> {
    let answered =
        cx.search(KnowledgeSearch { question: Pii::new(question.to_owned()), unasked })?;
    Ok(match &answered.result {
        Ok(Answer::Passages(passages)) => {
            let hosts = &cx.playbook.knowledge.sources;
            let may = |it: &&FoundPassage| it.passage.is_from(hosts);
            let passages = match passages.iter().all(|it| may(&it)) {
                true => Cow::Borrowed(passages.as_slice()),
                false => Cow::Owned(passages.iter().filter(may).cloned().collect()),
            };
            Ok(Found { answered, passages })
        }
        Ok(_) => Err(ShopFault::Malformed { reason: "not passages".to_owned() }),
        Err(fault) => Err(fault.clone()),
    })
}

/// Who asks, as far as that is proven.
fn reader(cx: &mut SkillContext<'_>, found: &Found<'_>) -> Result<Reader, Suspended> {
    let mut reader = Reader {
        country: cx.playbook.brand.country.clone(),
        tier: None,
        channel: CHANNEL.to_owned(),
        now: cx.now,
    };
    let Some(who) = cx.verified() else { return Ok(reader) };
    let customer = cx.profile.customer.as_ref().map(|seen| &seen.value);
    let home = customer.and_then(|customer| customer.default_address.as_ref());
    if let Some(code) = home.and_then(|home| country_code(&home.expose().country)) {
        reader.country = code;
    }
    let of_tier = |it: &FoundPassage| !it.passage.audience.tiers.is_empty();
    if !found.passages.iter().any(of_tier) {
        return Ok(reader);
    }
    let held = cx.profile.loyalty.as_ref().filter(|seen| cx.is_fresh(seen.learned_at));
    reader.tier = match held {
        Some(seen) => seen.value.tier.clone(),
        None => match cx.read(Read::loyalty(who))?.0 {
            Ok(Answer::Loyalty(loyalty)) => loyalty.tier,
            // Who is in no tier that is known gets what holds for everybody.
            Ok(_) | Err(_) => None,
        },
    };
    Ok(reader)
}

fn choice<'a>(
    cx: &SkillContext<'_>,
    found: &'a Found<'_>,
    question: &str,
    reader: &Reader,
) -> Choice<'a> {
    let settings = &cx.playbook.knowledge;
    let bounds = Thresholds { answer: settings.answer_permille, offer: settings.offer_permille };
    choose(&found.passages, question, reader, bounds)
}

fn end(
    cx: &SkillContext<'_>,
    request: &SkillRequest<'_>,
    found: &Found<'_>,
    chosen: Choice<'_>,
    question: &str,
) -> SkillEnd {
    match chosen {
        Choice::Answer { passage, elsewhere } => {
            SkillEnd::told(vec![quoted(cx, found, passage, elsewhere, question)])
        }
        Choice::Elsewhere(passage) if for_whom(&passage.audience).is_everybody() => {
            unanswered(cx, PagesFact::Silent, question)
        }
        Choice::Elsewhere(passage) => {
            let fact = PagesFact::ForOthers(fact(cx, passage, None, question));
            SkillEnd::told(vec![sourced(fact, found, passage)])
        }
        Choice::Conflict(_) => unanswered(cx, PagesFact::Conflict, question),
        Choice::OutOfDate(_) => unanswered(cx, PagesFact::OutOfDate, question),
        Choice::Offer(offered) => {
            let titles: Vec<String> = offered.iter().map(|it| label(it).to_owned()).collect();
            let awaiting = ask::one_of(request, Slot::Page, titles.clone());
            SkillEnd::asked(Fact::Pages(Box::new(PagesFact::Offered { titles })).said(), awaiting)
        }
        Choice::Nothing if stems(question).is_empty() => {
            let awaiting = ask::say(request, Slot::Page);
            SkillEnd::asked(Fact::Pages(Box::new(PagesFact::AskMore)).said(), awaiting)
        }
        Choice::Nothing => unanswered(cx, PagesFact::Silent, question),
    }
}

/// The passage that an answer names: by what it was called, by a yes where one was offered.
fn named<'a>(offered: &[&'a Passage], answer: &str) -> Option<&'a Passage> {
    let said = stems(answer);
    let called = |passage: &&&Passage| {
        let called = stems(label(passage));
        !called.is_empty() && called.iter().all(|stem| said.contains(stem))
    };
    let mut fit = offered.iter().filter(called);
    match (fit.next(), fit.next(), offered) {
        (Some(only), None, _) => Some(only),
        (None, _, [only]) if !says_more(answer) => Some(only),
        _ => None,
    }
}

/// Says that the pages do not answer a question; a person does, where the playbook has it so.
fn unanswered(cx: &SkillContext<'_>, why: fn(Outside) -> PagesFact, question: &str) -> SkillEnd {
    let fact = why(Outside { question: Pii::new(question.to_owned()) });
    let rules = vec!["knowledge.unanswered".to_owned()];
    let mut end = SkillEnd::told(vec![Fact::Pages(Box::new(fact)).said()]);
    if cx.playbook.knowledge.unanswered == Unanswered::Person {
        end.escalation = Some(left_to_person(Reason::MissingFact, rules, Skill::AskKnowledge));
    }
    end
}

fn quoted(
    cx: &SkillContext<'_>,
    found: &Found<'_>,
    passage: &Passage,
    elsewhere: Option<&Passage>,
    question: &str,
) -> SourcedFact {
    sourced(PagesFact::Quoted(fact(cx, passage, elsewhere, question)), found, passage)
}

fn fact(
    cx: &SkillContext<'_>,
    passage: &Passage,
    elsewhere: Option<&Passage>,
    question: &str,
) -> QuotedFact {
    let chars_max = usize::from(cx.playbook.knowledge.quote_chars_max);
    QuotedFact {
        title: title(passage),
        lines: quote(passage, question, chars_max).lines().map(str::to_owned).collect(),
        link: passage.link.clone(),
        language: passage.language.clone(),
        holds_for: for_whom(&passage.audience),
        otherwise_for: elsewhere.map(|it| for_whom(&it.audience)).unwrap_or_default(),
    }
}

/// What a page and the place in it are called.
fn title(passage: &Passage) -> String {
    match passage.headings.last() {
        Some(heading) => format!("{}: {heading}", passage.title),
        None => passage.title.clone(),
    }
}

fn for_whom(audience: &Audience) -> ForWhom {
    ForWhom {
        countries: audience.countries.iter().map(|code| country_name(code)).collect(),
        tiers: audience.tiers.clone(),
    }
}

fn sourced(fact: PagesFact, found: &Found<'_>, passage: &Passage) -> SourcedFact {
    let source = FactSource::Page { passage: passage.id.clone(), call: found.answered.id.clone() };
    Fact::Pages(Box::new(fact)).sourced(source)
}
