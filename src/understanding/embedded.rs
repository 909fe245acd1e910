//! The embedded understanding: phrases of a lexicon, found in the clauses of a message.
//!
//! Bounded work: a message has at most so many words that are looked at, and each phrase is tried
//! where a word stands with which it may begin.

use super::{
    Alternative, ChitchatKind, Command, Confidence, Entity, EntityKind, HeardCommand, Known,
    Pointer, Reference, Skill, Tie, Understanding,
    alarm::Alarms,
    answer::{answer, is_weighty, repeats_question, unnamed},
    bare::bare,
    clause::{Clause, clauses},
    detail::{SURE_PERMILLE, exchanged, with_details},
    elided::{order_beside, with_verb},
    entity::entities,
    guess::guess,
    language::language,
    lexicon::{Lexicon, Meaning, Said, Target, hits},
    need,
    normal::{self, Token},
    repeated::{names_repeated, repeated},
    selection::gives_address,
    signal::{signals, tone},
    wish::{Found, found},
};
use crate::{
    base::text::{self, Span},
    commerce::ModelWish,
    conversation::ConversationState,
};

/// Understands a message in the state of its dialogue.
#[must_use]
pub fn understand(text: &str, state: &ConversationState, known: &Known) -> Understanding {
    understand_with(text, state, known, None)
}

/// The same with the wishes that a language model has found in its parts, in place of those found here.
pub(super) fn understand_with(
    text: &str,
    state: &ConversationState,
    known: &Known,
    proposed: Option<&[ModelWish]>,
) -> Understanding {
    let plain = text::words(text);
    let language = language(text, &plain, Lexicon::english());
    let lexicon = lexicon(language, state, known);
    let alarms = Alarms::of(&plain);
    let repeats = names_repeated(&plain, lexicon);
    let words = normal::tokens(text, plain, lexicon, known);
    let served = |code: &str| known.languages.iter().any(|served| served == code);
    let foreign = language.is_some_and(|code| !served(code) && !known.languages.is_empty());
    let entities = entities(text, known);
    let words = words.as_slice();
    let reading =
        Reading { text, state, known, lexicon, entities, words, repeats, foreign, proposed };
    let mut commands = reading.commands();
    alarms.ask_person(&mut commands);
    let mut signals = signals(text, words);
    alarms.note(&mut signals);
    Understanding {
        maker: "embedded".to_owned(),
        language: language.map(str::to_owned),
        tone: tone(text, words, lexicon),
        signals,
        commands,
        entities: reading.entities,
    }
}

/// The parts of a message that may hold a wish each.
pub(super) fn parts_of(text: &str, state: &ConversationState, known: &Known) -> Vec<Span> {
    let plain = text::words(text);
    let language = language(text, &plain, Lexicon::english());
    let lexicon = lexicon(language, state, known);
    let words = normal::tokens(text, plain, lexicon, known);
    let clauses = clauses(text, &words, lexicon);
    (0..clauses.len()).map(|index| part(&words, &clauses, index)).collect()
}

/// The words to read a message by: of its language where the shop serves that, else of the language
/// spoken before, else of the shop's own.
fn lexicon(language: Option<&str>, state: &ConversationState, known: &Known) -> &'static Lexicon {
    let served = |code: &&str| known.languages.iter().any(|served| served == code);
    let spoken = state.language.as_deref();
    let own = known.languages.first().map(String::as_str);
    let choice = language.filter(served).or_else(|| spoken.filter(served)).or(own);
    choice.and_then(Lexicon::of).unwrap_or_else(Lexicon::english)
}

/// A message while it is read.
pub(super) struct Reading<'a> {
    pub(super) text: &'a str,
    pub(super) state: &'a ConversationState,
    pub(super) known: &'a Known,
    pub(super) lexicon: &'a Lexicon,
    pub(super) entities: Vec<Entity>,
    pub(super) words: &'a [Token],
    /// Whether it names a repeated delivery.
    pub(super) repeats: bool,
    /// Whether it is in a language that the shop does not serve.
    pub(super) foreign: bool,
    /// What a language model has found, where one was asked.
    pub(super) proposed: Option<&'a [ModelWish]>,
}

impl Reading<'_> {
    fn commands(&self) -> Vec<HeardCommand> {
        if need::is_follow(self) {
            return vec![self.recommendation(SURE_OF_FOLLOWING)];
        }
        // A "hmm" to a question is an unclear answer.
        let sound = |word| self.state.awaiting.is_none() && self.lexicon.is("interjection", word);
        let sounds = self.words.iter().all(sound);
        if let Some(command) = bare(self.text, self.words.len()).filter(|_| sounds) {
            let whole = Span { start: 0, end: self.text.len() };
            return vec![HeardCommand::new(command, Confidence::CERTAIN, vec![whole])];
        }
        let not_received = self.says_not_received();
        let other = self.other_custom();
        let mut commands: Vec<HeardCommand> =
            if other { Vec::new() } else { answer(self).into_iter().collect() };
        let answered = !commands.is_empty();
        let informs = commands.iter().any(|heard| heard.command == Command::Inform);
        // What was spoken of last: "my lamp came broken, I want to return it".
        let mut spoken: Vec<Reference> = Vec::new();
        let clauses = clauses(self.text, self.words, self.lexicon);
        // What stands before the first wish belongs to it.
        let mut leading: Vec<Span> = Vec::new();
        for (index, clause) in clauses.iter().enumerate() {
            let part = part(self.words, &clauses, index);
            // "Hello, how are you": what is said after a greeting says more.
            let greeting = Command::Chitchat { kind: ChitchatKind::Greeting };
            let alone = commands.iter().all(|heard| heard.command == greeting);
            let mut heard = self.clause_commands(clause, not_received, alone);
            if let Some(wishes) = self.proposed_for(index) {
                heard = self.as_proposed(&wishes, clause, part, heard);
            } else if !answered && let Some(own) = self.custom(part, clause, heard.first()) {
                heard = vec![own];
            }
            // "Are you a bot or a person?" asks for nobody.
            let human = Command::Chitchat { kind: ChitchatKind::AreYouHuman };
            let asked = commands.last().is_some_and(|before| before.command == human);
            let or =
                clause.words.first().is_some_and(|word| matches!(word.typed.as_str(), "or" | "o"));
            heard.retain(|it| !(asked && or && it.command == Command::AskPerson));
            if let Some(question) = asked_on(&mut commands, &heard, clause, self.state) {
                question.parts.push(part);
                continue;
            }
            if heard.is_empty() {
                let wish =
                    |heard: &&mut HeardCommand| matches!(heard.command, Command::StartSkill { .. });
                match commands.iter_mut().rev().find(wish) {
                    Some(last) => last.parts.push(part),
                    None => leading.push(part),
                }
            }
            for heard in &mut heard {
                if matches!(heard.command, Command::Chitchat { .. }) {
                    // "Hi, I bought two lamps and want to return one": the greeting says more.
                    leading.push(part);
                    continue;
                }
                heard.parts = std::mem::take(&mut leading);
                heard.parts.push(part);
                with_verb(commands.last(), heard, clause.words, self.text);
            }
            let beside = heard
                .last_mut()
                .and_then(|last| order_beside(last, clause.words, self.lexicon, self.text));
            let vague = |reference: &Reference| reference.by == Pointer::It;
            for heard in &mut heard {
                if !spoken.is_empty() && heard.about.iter().all(vague) {
                    heard.about.clone_from(&spoken);
                }
            }
            let about = match heard.last() {
                Some(heard) => heard.about.clone(),
                None => self.references(clause.words, None),
            };
            if !about.iter().all(vague) {
                spoken = about;
            }
            commands.extend(heard);
            commands.extend(beside);
        }
        // "No, keep it" says no to what was asked, not to everything.
        if commands.iter().any(|heard| heard.command == Command::Deny) {
            commands.retain(|heard| heard.command != Command::Cancel);
        }
        if answered {
            // "Yes, cancel it" says the same thing twice; an answer has no thanks of its own.
            commands.retain(|heard| {
                let talk = matches!(heard.command, Command::Chitchat { .. });
                let unsure = is_wish(&heard.command)
                    && heard.confidence.permille() < SURE_PERMILLE
                    && heard.command != Command::Inform;
                // "You find it in my recent order" tells where, and asks nothing.
                let told = informs
                    && is_light(&heard.command)
                    && !self.text.contains('?')
                    && !self.words.iter().any(|word| {
                        self.lexicon.is("questions", word) || self.lexicon.is("swaps", word)
                    });
                !talk && !unsure && !told && !repeats_question(&heard.command, self.state)
            });
        }
        let mut commands = repeated(commands, self);
        for heard in &mut commands {
            self.send_elsewhere(heard);
            self.ask_of_product(heard);
        }
        let mut commands = merged(exchanged(with_details(commands, self.text), self.text));
        if commands.is_empty() && self.state.awaiting.is_some() && super::says_more(self.text) {
            // Where something was asked, words without a wish of their own are about that.
            let last = self.words.last().map_or(0, |word| word.span.end);
            let whole = Span { start: 0, end: last };
            let sure = Confidence::from_permille(700);
            let mut heard = HeardCommand::new(Command::Inform, sure, vec![whole]);
            heard.parts = vec![whole];
            commands.push(heard);
        } else if commands.is_empty() {
            // A number or "the other one" says more than what a message resembles.
            let unnamed = unnamed(self);
            let vague = unnamed.command == Command::CannotHandle;
            // "In blue?", "something cheaper": more of what is spoken of.
            let spoken = vague && self.state.recommended.as_ref().is_some_and(|held| held.open);
            let says = spoken && super::says_more(self.text) && need::refines(self.text);
            let guess = match vague {
                true if self.asks_of_shown() => {
                    Some(self.whole(Skill::ProductQuestion, SURE_OF_MORE))
                }
                true if says => Some(self.recommendation(SURE_OF_MORE)),
                true => self.guess().or_else(|| {
                    let beside = need::compares(&[self.text]) && self.text.contains('?');
                    beside.then(|| self.recommendation(SURE_OF_MORE))
                }),
                false => None,
            };
            let guess = if self.proposed.is_some() { guess } else { self.likelier_custom(guess) };
            let mut heard = guess.unwrap_or(unnamed);
            self.send_elsewhere(&mut heard);
            commands.push(heard);
        }
        let greets = commands.iter().all(|heard| matches!(heard.command, Command::Chitchat { .. }));
        if greets && self.state.awaiting.is_none() && super::says_more(self.text) {
            // "Hello, how many do you have?": the rest may resemble something.
            let asks = |heard: &HeardCommand| {
                is_wish(&heard.command) || heard.command == Command::AskKnowledge
            };
            let wish = self.guess().filter(asks);
            commands.extend(wish);
        }
        let mut commands = repeated(commands, self);
        if let Some(first) = commands.first_mut() {
            // There is nothing before it that it could hang on.
            first.tie = first.tie.filter(|tie| *tie == Tie::Instead);
        }
        commands
    }

    /// What the message resembles; nothing where a language model has read it.
    fn guess(&self) -> Option<HeardCommand> {
        if self.proposed.is_some() { None } else { guess(self) }
    }

    /// A message that says more of what was recommended.
    fn recommendation(&self, permille: u16) -> HeardCommand {
        self.whole(Skill::Recommendation, permille)
    }

    /// "Is it organic?", where something of the shop was shown.
    fn asks_of_shown(&self) -> bool {
        const ASKS: &[&str] = &["is", "are", "does", "do", "has", "have", "can", "will"];
        const SHOWN: &[&str] = &["it", "they", "this", "that", "these", "those"];
        let mut words = self.words.iter().map(|word| word.typed.as_str());
        let asks = words.next().is_some_and(|word| ASKS.contains(&word));
        asks && words.next().is_some_and(|word| SHOWN.contains(&word)) && self.is_of_shop()
    }

    /// Whether something of the shop was shown last.
    fn is_of_shop(&self) -> bool {
        let held = self.state.recommended.as_ref();
        let shown = held.is_some_and(|held| held.open && !held.shown.is_empty());
        shown || !self.state.products_in_focus.is_empty()
    }

    /// A message of which the whole wants this.
    fn whole(&self, skill: Skill, permille: u16) -> HeardCommand {
        let last = self.words.last().map_or(0, |word| word.span.end);
        let whole = Span { start: 0, end: last };
        let command = Command::StartSkill { skill, order: None, not_received: false };
        let sure = Confidence::from_permille(permille);
        HeardCommand { parts: vec![whole], ..HeardCommand::new(command, sure, vec![whole]) }
    }

    /// "Send order 1001 to 5 Oak Avenue": a place in words says what is wanted without a phrase.
    fn sent(&self, clause: &Clause<'_>) -> Option<HeardCommand> {
        let (first, last) = (clause.words.first()?, clause.words.last()?);
        let span = Span { start: first.span.start, end: last.span.end };
        let sends = clause.words.iter().any(|word| SENDS.contains(&word.typed.as_str()));
        let said = self.text.get(span.start..span.end).unwrap_or_default();
        if !sends || !gives_address(said) {
            return None;
        }
        let order = self.orders(clause.words).into_iter().next();
        let skill = Skill::ChangeAddress;
        let command = Command::StartSkill { skill, order, not_received: false };
        Some(HeardCommand::new(command, Confidence::from_permille(900), vec![span]))
    }

    /// "Send order 1001 to 5 Oak Avenue" asks for no status.
    fn send_elsewhere(&self, heard: &mut HeardCommand) {
        let Command::StartSkill { skill: Skill::OrderStatus, order, .. } = &heard.command else {
            return;
        };
        let whole = [Span { start: 0, end: self.text.len() }];
        let parts = if heard.parts.is_empty() { whole.as_slice() } else { &heard.parts };
        let has_place = parts.iter().any(|part| {
            self.entities.iter().any(|entity| {
                entity.kind == EntityKind::Address
                    && part.start <= entity.span.start
                    && entity.span.end <= part.end
            })
        });
        let said = |part: &Span| self.text.get(part.start..part.end).unwrap_or_default();
        let has_place = has_place || parts.iter().any(|part| gives_address(said(part)));
        let words = || parts.iter().flat_map(|part| text::words(said(part)));
        let asks = words().any(|word| self.lexicon.is_word_of("questions", &word.folded));
        let sends = words().any(|word| SENDS.contains(&word.folded.as_str()));
        if has_place && sends && !asks {
            let order = order.clone();
            heard.command =
                Command::StartSkill { skill: Skill::ChangeAddress, order, not_received: false };
        }
    }

    /// "What's in it?" after something of the shop was shown asks about that, and not about an order.
    fn ask_of_product(&self, heard: &mut HeardCommand) {
        let Command::StartSkill { skill: Skill::OrderQuestion, order, .. } = &heard.command else {
            return;
        };
        let vague = matches!(order, None | Some(Pointer::It | Pointer::Words(_)));
        let points = |word: &Token| matches!(word.typed.as_str(), "it" | "that" | "them" | "those");
        let of_shop = self.is_of_shop() && self.state.orders_in_focus.is_empty();
        if vague && of_shop && self.words.iter().any(points) {
            let skill = Skill::ProductQuestion;
            heard.command = Command::StartSkill { skill, order: None, not_received: false };
        }
    }

    fn clause_commands(
        &self,
        clause: &Clause<'_>,
        not_received: bool,
        alone: bool,
    ) -> Vec<HeardCommand> {
        let all: Vec<Found> = found(clause.words, self.lexicon)
            .into_iter()
            // A yes or no is an answer only where something was asked; `answer` has looked at that.
            .filter(|found| !matches!(found.meaning, Meaning::No | Meaning::Yes))
            .collect();
        let Some(first) = all.first() else { return self.sent(clause).into_iter().collect() };
        if !alone && matches!(first.meaning, Meaning::Chitchat(_)) {
            return Vec::new();
        }
        let mut heard = self.meant(clause, first.meaning, first.permille, first.span, not_received);
        for heard in &mut heard {
            let order = if let Command::StartSkill { order, .. } = &heard.command {
                order.clone()
            } else {
                None
            };
            let others = all.iter().skip(1).take(3);
            heard.alternatives = others
                .map(|other| Alternative {
                    command: command(other.meaning, order.clone(), not_received),
                    confidence: Confidence::from_permille(other.permille),
                })
                .collect();
        }
        heard
    }

    /// What a clause means, once for each order that it names.
    pub(super) fn meant(
        &self,
        clause: &Clause<'_>,
        meaning: Meaning,
        permille: u16,
        span: Span,
        not_received: bool,
    ) -> Vec<HeardCommand> {
        let skill = match meaning {
            Meaning::Skill(skill) => Some(skill),
            Meaning::Chitchat(_)
            | Meaning::Drop
            | Meaning::Knowledge
            | Meaning::No
            | Meaning::Person
            | Meaning::Yes => None,
        };
        let about = if skill.is_some() { self.references(clause.words, skill) } else { Vec::new() };
        let named = self.orders(clause.words);
        let orders: Vec<Option<Pointer>> =
            if named.is_empty() { vec![None] } else { named.into_iter().map(Some).collect() };
        let sure = Confidence::from_permille(permille);
        orders
            .into_iter()
            .map(|order| HeardCommand {
                tie: clause.tie,
                condition: clause.condition,
                about: about.clone(),
                ..HeardCommand::new(command(meaning, order, not_received), sure, vec![span])
            })
            .collect()
    }

    /// Whether a message says that something counts as delivered and is not there.
    pub(super) fn says_not_received(&self) -> bool {
        let said = Target::Said(Said::NotReceived);
        hits(self.words).any(|hit| hit.target == said)
    }
}

/// The text of a clause up to the next one, with the words between them.
fn part(words: &[Token], clauses: &[Clause<'_>], index: usize) -> Span {
    let start_of = |index: usize| {
        clauses.get(index).and_then(|clause| clause.words.first()).map(|word| word.span.start)
    };
    let start = if index == 0 { Some(0) } else { start_of(index) };
    let last = words.last().map_or(0, |word| word.span.end);
    let end = start_of(index.saturating_add(1)).unwrap_or(last);
    let start = start.unwrap_or(end);
    Span { start, end: end.max(start) }
}

/// How sure a message is about what was shown, in thousandths.
const SURE_OF_FOLLOWING: u16 = 900;

/// The same of a message in which nothing else was found.
const SURE_OF_MORE: u16 = 750;

/// Words by which something goes somewhere.
const SENDS: &[&str] = &["send", "ship", "deliver", "mail", "forward", "redirect", "post"];

fn command(meaning: Meaning, order: Option<Pointer>, not_received: bool) -> Command {
    match meaning {
        Meaning::Chitchat(kind) => Command::Chitchat { kind },
        Meaning::Drop => Command::Cancel,
        Meaning::Knowledge => Command::AskKnowledge,
        Meaning::No => Command::Deny,
        Meaning::Person => Command::AskPerson,
        Meaning::Skill(skill) => Command::StartSkill {
            skill,
            order,
            not_received: not_received && skill == Skill::OrderStatus,
        },
        Meaning::Yes => Command::Confirm,
    }
}

/// Whether a command wants something that words after it may say more about.
/// The question about our pages that a clause asks on: "do you ship to Canada, and how much is it". Where a
/// product was spoken of before, that is meant by "it".
fn asked_on<'a>(
    commands: &'a mut [HeardCommand],
    heard: &[HeardCommand],
    clause: &Clause<'_>,
    state: &ConversationState,
) -> Option<&'a mut HeardCommand> {
    const SAYS_NOTHING_ELSE: &[&str] = &[
        "and", "or", "also", "so", "how", "much", "long", "many", "what", "what's", "whats",
        "when", "does", "do", "is", "will", "would", "it", "that", "this", "they", "cost", "costs",
        "take", "takes", "price", "the", "of", "for", "be", "days", "charge", "me", "you",
    ];
    const PRODUCT: &[Skill] = &[Skill::ProductQuestion, Skill::OrderQuestion];
    let of_product = heard.iter().all(
        |it| matches!(&it.command, Command::StartSkill { skill, .. } if PRODUCT.contains(skill)),
    );
    let points = clause.words.iter().any(|word| matches!(word.typed.as_str(), "it" | "that"));
    let only = clause.words.iter().all(|word| SAYS_NOTHING_ELSE.contains(&word.typed.as_str()));
    let asks_on = !heard.is_empty() && of_product && points && only;
    let spoken_of = !state.products_in_focus.is_empty() || !state.orders_in_focus.is_empty();
    let before = commands.last_mut().filter(|before| before.command == Command::AskKnowledge)?;
    (asks_on && !spoken_of).then_some(before)
}

const fn is_wish(command: &Command) -> bool {
    matches!(command, Command::StartSkill { .. } | Command::Inform)
}

/// Whether a command may be a part of what was asked for.
const fn is_light(command: &Command) -> bool {
    matches!(command, Command::StartSkill { skill, .. } if !is_weighty(*skill))
}

/// One command per wish: the same skill said twice about the same thing is one wish.
fn merged(commands: Vec<HeardCommand>) -> Vec<HeardCommand> {
    let mut kept: Vec<HeardCommand> = Vec::new();
    for heard in commands {
        let twin = kept.iter_mut().find(|held| same_wish(&held.command, &heard.command));
        match twin {
            None => kept.push(heard),
            Some(held) => {
                held.spans.extend(heard.spans);
                let new = |part: &Span| !held.parts.contains(part);
                let parts: Vec<Span> = heard.parts.into_iter().filter(new).collect();
                held.parts.extend(parts);
                if let (
                    Command::StartSkill { order, not_received, .. },
                    Command::StartSkill { order: more, not_received: also, .. },
                ) = (&mut held.command, heard.command)
                {
                    *not_received |= also;
                    let vague = matches!(order, None | Some(Pointer::Words(_)));
                    if vague && more.is_some() {
                        *order = more;
                    }
                }
                held.tie = held.tie.or(heard.tie);
                let new = |reference: &Reference| !held.about.contains(reference);
                let about: Vec<Reference> = heard.about.into_iter().filter(new).collect();
                held.about.extend(about);
                held.condition = held.condition.or(heard.condition);
                held.confidence = held.confidence.max(heard.confidence);
            }
        }
    }
    kept
}

fn same_wish(held: &Command, new: &Command) -> bool {
    match (held, new) {
        (
            Command::StartSkill { skill, order, .. },
            Command::StartSkill { skill: other, order: more, .. },
        ) => {
            let precise =
                |order: &Option<Pointer>| !matches!(order, None | Some(Pointer::Words(_)));
            skill == other && (order == more || !precise(order) || !precise(more))
        }
        // Two questions are two questions.
        (Command::AskKnowledge, Command::AskKnowledge) => false,
        _ => held == new,
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
