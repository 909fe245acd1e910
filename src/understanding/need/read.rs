//! Reads a need: marks what each word of a text is, and leaves the content words in runs.

use super::{Need, Role, Term, price::read_price, vocabulary::Vocabulary};
use crate::{
    base::text,
    understanding::{
        language::language,
        lexicon::Lexicon,
        piece::{Piece, pieces, stretch},
    },
};

/// Terms that are read. More say no more of one thing.
const TERMS_MAX: usize = 10;

pub(super) fn read(texts: &[&str]) -> Need {
    let mut need = Need::default();
    for text in texts {
        Reading::of(text).read(&mut need);
    }
    let excluded: Vec<Vec<String>> =
        need.excluded.iter().flat_map(|term| term.says.first().cloned()).collect();
    let kept = |term: &Term| !term.says.first().is_some_and(|own| excluded.contains(own));
    need.terms.retain(kept);
    need.kinds.retain(kept);
    need.terms.truncate(TERMS_MAX);
    need
}

/// One text while it is read.
struct Reading<'a> {
    text: &'a str,
    pieces: Vec<Piece>,
    words: Vec<String>,
    typed: Vec<String>,
    used: Vec<bool>,
    vocabulary: &'static Vocabulary,
    head_first: bool,
}

/// A stretch of words that stand side by side and say something of the thing.
struct Run {
    from: usize,
    to: usize,
}

impl<'a> Reading<'a> {
    fn of(text: &'a str) -> Self {
        let pieces = pieces(text);
        let spanish = language(text, &text::words(text), Lexicon::english()) == Some("es");
        Self {
            text,
            words: pieces.iter().map(|piece| repaired(&piece.word)).collect(),
            typed: pieces.iter().map(|piece| piece.typed.clone()).collect(),
            used: vec![false; pieces.len()],
            pieces,
            vocabulary: Vocabulary::get(),
            head_first: spanish,
        }
    }

    fn read(mut self, need: &mut Need) {
        read_price(self.text, &self.pieces, &mut self.used, &mut need.price);
        self.read_marks(need);
        self.read_like(need);
        self.read_phrases(need);
        self.read_excluded(need);
        self.read_runs(need);
    }

    /// Whether a word stands in the text.
    fn has(&self, of: &[&str]) -> bool {
        self.typed.iter().any(|word| of.contains(&word.as_str()))
    }

    fn pair(&self, one: &str, two: &str) -> bool {
        self.typed.windows(2).any(|pair| pair == [one, two])
    }

    fn read_marks(&self, need: &mut Need) {
        need.gift |= self
            .has(&["gift", "gifts", "present", "presents", "birthday", "regalo", "regalar"])
            || self.has(&["anniversary", "cumpleanos", "christmas", "navidad"]);
        need.own_size |=
            self.pair("my", "size") || self.pair("usual", "size") || self.pair("mi", "talla");
        need.again |= self.has(&["again", "refill", "restock"]) || self.pair("another", "one");
    }

    /// "Like the green tea I had", "similar to my lamp", "como el té que compré".
    fn read_like(&mut self, need: &mut Need) {
        let at = |index: usize| self.typed.get(index).map_or("", String::as_str);
        let owned = |from: usize| {
            let after = stretch(&self.typed, from, from.saturating_add(9));
            after.iter().any(|word| {
                matches!(
                    word.as_str(),
                    "had"
                        | "bought"
                        | "got"
                        | "ordered"
                        | "tried"
                        | "have"
                        | "compre"
                        | "tuve"
                        | "pedi"
                        | "tengo"
                )
            })
        };
        let start = (0..self.typed.len()).find_map(|index| {
            let next = at(index.saturating_add(1));
            let led = match at(index) {
                "like" => matches!(next, "the" | "my" | "that"),
                "similar" | "alternative" => matches!(next, "to" | "a"),
                "como" => matches!(next, "el" | "la" | "mi" | "los" | "las"),
                "parecido" | "parecida" => matches!(next, "a" | "al"),
                "as" => matches!(next, "the") && owned(index),
                _ => false,
            };
            // "I like the smoky ones" likens nothing.
            let verb = index.checked_sub(1).is_some_and(|before| {
                matches!(at(before), "i" | "we" | "she" | "he" | "they" | "id" | "would" | "really")
            });
            (led && !(verb && at(index) == "like")).then_some(index.saturating_add(1))
        });
        let Some(start) = start else { return };
        let mut words = Vec::new();
        let mut last = start;
        for index in start..self.typed.len().min(start.saturating_add(8)) {
            let Some(piece) = self.pieces.get(index) else { break };
            let ends = matches!(
                piece.typed.as_str(),
                "i" | "that" | "but" | "only" | "just" | "que" | "pero"
            ) && index > start.saturating_add(1);
            if ends || self.used.get(index).copied().unwrap_or_default() {
                break;
            }
            if !self.vocabulary.skips(&piece.typed) {
                words.push(piece.word.clone());
            }
            last = index;
            if piece.ends || piece.pauses {
                break;
            }
        }
        if words.is_empty() {
            return;
        }
        // "The green tea I had": how it was come by says nothing of what is wanted.
        let tail = stretch(&self.typed, last.saturating_add(1), last.saturating_add(8)).to_vec();
        let mut end = last.saturating_add(1);
        for word in tail {
            let tells = matches!(
                word.as_str(),
                "i" | "we"
                    | "had"
                    | "bought"
                    | "got"
                    | "ordered"
                    | "tried"
                    | "have"
                    | "last"
                    | "before"
                    | "time"
                    | "that"
                    | "que"
                    | "compre"
                    | "month"
                    | "week"
                    | "year"
            );
            if !tells {
                break;
            }
            end = end.saturating_add(1);
        }
        self.mark(start.saturating_sub(1), end);
        need.like = Some(words);
    }

    /// What shoppers say in more than one word, or in words that a catalogue says otherwise.
    fn read_phrases(&mut self, need: &mut Need) {
        let mut at = 0;
        while at < self.words.len() {
            let length = self.vocabulary.phrase_at(stretch(&self.words, at, self.words.len()));
            if length > 1 && !self.any_used(at, at.saturating_add(length)) {
                let to = at.saturating_add(length);
                if !self.is_denied(at) || self.starts_denied(at) {
                    let role = if self.is_purpose(at) { Role::Purpose } else { Role::Modifier };
                    let term = self.term(at, to, role);
                    // "A sleeping bag" is a kind of thing; "green tea" is one that is of a kind.
                    let last = if self.head_first { at } else { to.saturating_sub(1) };
                    let head = stretch(&self.words, last, last.saturating_add(1));
                    let purpose = self.is_purpose(at);
                    if !purpose && self.vocabulary.is_name(stretch(&self.words, at, to)) {
                        add(&mut need.kinds, term);
                    } else {
                        if !purpose && self.vocabulary.is_name(head) {
                            let kind = self.term(last, last.saturating_add(1), Role::Modifier);
                            add(&mut need.kinds, kind);
                        }
                        add(&mut need.terms, term);
                    }
                    self.mark(at, to);
                }
                at = to;
            } else {
                at = at.saturating_add(1);
            }
        }
    }

    /// "Not tea", "no plastic", "sin azúcar", "she hates lavender".
    fn read_excluded(&mut self, need: &mut Need) {
        for at in 0..self.typed.len() {
            if self.used.get(at).copied().unwrap_or(true) || !self.denies(at) {
                continue;
            }
            let mut to = at.saturating_add(1);
            // "Not a teapot", "nothing with lavender", "doesn't like cedar".
            while to < at.saturating_add(4)
                && self.typed.get(to).is_some_and(|word| {
                    matches!(
                        word.as_str(),
                        "a" | "an"
                            | "any"
                            | "the"
                            | "with"
                            | "of"
                            | "like"
                            | "made"
                            | "want"
                            | "to"
                            | "sea"
                            | "de"
                            | "con"
                            | "le"
                            | "gusta"
                            | "another"
                            | "in"
                    )
                })
            {
                to = to.saturating_add(1);
            }
            let from = to;
            while to < from.saturating_add(2)
                && self.words.get(to).is_some_and(|word| !self.is_plain(to, word))
                && !self.used.get(to).copied().unwrap_or(true)
            {
                let stops = self.pieces.get(to).is_some_and(|piece| piece.ends || piece.pauses);
                to = to.saturating_add(1);
                if stops {
                    break;
                }
            }
            if to > from {
                let term = self.term(from, to, Role::Modifier);
                add(&mut need.excluded, term);
                self.mark(at, to);
            }
        }
    }

    fn denies(&self, at: usize) -> bool {
        let word = |at: usize| self.typed.get(at).map_or("", String::as_str);
        match word(at) {
            "not" | "no" | "isnt" | "arent" | "without" | "except" | "excluding" | "sin"
            | "nothing" | "hates" | "hate" | "dislikes" | "owns" | "excepto" | "menos" => {
                // "Not sure", "no idea", "not too sweet" exclude nothing.
                !matches!(
                    word(at.saturating_add(1)),
                    "sure"
                        | "idea"
                        | "too"
                        | "only"
                        | "really"
                        | "just"
                        | "problem"
                        | "rush"
                        | "more"
                        | "se"
                        | "clue"
                        | "one"
                        | "so"
                        | "very"
                )
            }
            "dont" | "doesnt" => {
                matches!(word(at.saturating_add(1)), "want" | "like" | "need" | "drink" | "eat")
            }
            "but" => {
                word(at.saturating_sub(1)) == "anything"
                    || word(at.saturating_sub(1)) == "everything"
            }
            _ => false,
        }
    }

    /// Whether a denial stands just before.
    fn is_denied(&self, at: usize) -> bool {
        let before = stretch(&self.typed, at.saturating_sub(2), at);
        before.iter().any(|word| {
            matches!(
                word.as_str(),
                "not"
                    | "no"
                    | "isnt"
                    | "without"
                    | "except"
                    | "sin"
                    | "hates"
                    | "nothing"
                    | "doesnt"
            )
        })
    }

    /// Whether a phrase holds its denial itself: "no caffeine".
    fn starts_denied(&self, at: usize) -> bool {
        self.typed
            .get(at)
            .is_some_and(|word| matches!(word.as_str(), "no" | "not" | "without" | "sin"))
    }

    fn read_runs(&mut self, need: &mut Need) {
        let runs = self.runs();
        let whatever = self.has(&["something", "anything", "algo", "stuff", "things"]);
        let mut named = !need.kinds.is_empty() || whatever;
        for run in runs {
            let purpose = self.is_purpose(run.from);
            let beside = self.is_beside(run.from);
            if !named && !purpose && !beside {
                named = true;
                self.read_named(&run, need);
                continue;
            }
            let role = match (purpose, beside) {
                (true, _) => Role::Purpose,
                (false, true) => Role::Loose,
                (false, false) if whatever => Role::Modifier,
                (false, false) => Role::Loose,
            };
            for at in run.from..run.to {
                let term = self.term(at, at.saturating_add(1), role);
                add(&mut need.terms, term);
            }
        }
    }

    /// The words that name a thing: what kind it is, and what it is like.
    fn read_named(&self, run: &Run, need: &mut Need) {
        let all: Vec<usize> = (run.from..run.to).collect();
        let ordered: Vec<usize> =
            if self.head_first { all } else { all.into_iter().rev().collect() };
        let whole = run.to.saturating_sub(run.from);
        if whole > 1 {
            let term = self.term(run.from, run.to, Role::Modifier);
            add(&mut need.kinds, term);
        }
        for at in ordered {
            let term = self.term(at, at.saturating_add(1), Role::Modifier);
            add(&mut need.kinds, term.clone());
            add(&mut need.terms, term);
        }
    }

    /// Words side by side that are not used and say something.
    fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut open = false;
        for (at, piece) in self.pieces.iter().enumerate() {
            let used = self.used.get(at).copied().unwrap_or(true);
            if used || self.is_plain(at, &piece.word) {
                open = false;
                continue;
            }
            let to = at.saturating_add(1);
            match runs.last_mut().filter(|_| open) {
                Some(run) => run.to = to,
                None => runs.push(Run { from: at, to }),
            }
            open = !(piece.ends || piece.pauses);
        }
        runs
    }

    /// Whether a word says nothing of what is wanted.
    fn is_plain(&self, at: usize, word: &str) -> bool {
        let typed = self.typed.get(at).map_or("", String::as_str);
        let number = typed.chars().all(|c| c.is_ascii_digit() || c == '.');
        let unit = self.typed.get(at.saturating_add(1)).map_or("", String::as_str);
        let measured =
            matches!(unit, "g" | "ml" | "l" | "cm" | "kg" | "in" | "inch" | "oz" | "bags" | "w");
        let short = typed.chars().count() < 2 && !matches!(typed, "s" | "m" | "l" | "g");
        let sized = at.checked_sub(1).and_then(|at| self.typed.get(at));
        let after_size =
            sized.is_some_and(|word| matches!(word.as_str(), "size" | "talla" | "a" | "an"));
        let letter = typed.len() == 1
            && !(after_size && matches!(typed, "s" | "m" | "l"))
            && !sized.is_some_and(|word| word.chars().all(|c| c.is_ascii_digit()));
        number && !measured
            || short
            || letter
            || self.vocabulary.skips(typed)
            || self.vocabulary.skips(word)
            || self.vocabulary.is_whom(typed)
            || self.vocabulary.is_whom(word)
    }

    /// Whether words stand after one that says what the thing is for.
    fn is_purpose(&self, at: usize) -> bool {
        let before = stretch(&self.typed, at.saturating_sub(3), at);
        let lead = |word: &String| {
            matches!(
                word.as_str(),
                "for"
                    | "with"
                    | "when"
                    | "while"
                    | "during"
                    | "to"
                    | "in"
                    | "on"
                    | "into"
                    | "through"
                    | "para"
                    | "con"
                    | "durante"
                    | "en"
                    | "against"
            )
        };
        // Nothing that says something may stand between.
        let Some(place) = before.iter().rposition(lead) else { return false };
        let at_lead = at.saturating_sub(before.len()).saturating_add(place);
        // "Looking for a lamp" is for nothing yet.
        let looks = at_lead.checked_sub(1).and_then(|at| self.typed.get(at)).is_some_and(|word| {
            matches!(
                word.as_str(),
                "looking"
                    | "look"
                    | "searching"
                    | "search"
                    | "shopping"
                    | "hunting"
                    | "market"
                    | "ideas"
                    | "recommendation"
                    | "recommendations"
                    | "suggestion"
                    | "suggestions"
            )
        });
        if looks {
            return false;
        }
        let first = at.saturating_sub(before.len()).saturating_add(place).saturating_add(1);
        (first..at).all(|index| {
            let word = self.words.get(index).map_or("", String::as_str);
            let used = self.used.get(index).copied().unwrap_or_default();
            !used
                && self.is_plain(index, word)
                && !self.pieces.get(index).is_some_and(|it| it.ends || it.pauses)
        })
    }

    /// Whether words tell of somebody rather than of a thing: "who loves coffee", "she cooks".
    fn is_beside(&self, at: usize) -> bool {
        let before = stretch(&self.typed, at.saturating_sub(3), at);
        before.iter().any(|word| {
            matches!(
                word.as_str(),
                "who"
                    | "she"
                    | "he"
                    | "they"
                    | "loves"
                    | "likes"
                    | "enjoys"
                    | "i"
                    | "im"
                    | "we"
                    | "shes"
                    | "hes"
                    | "because"
                    | "since"
                    | "my"
                    | "que"
                    | "gusta"
                    | "encanta"
            ) || self.vocabulary.is_whom(word)
        }) && !before.iter().any(|word| {
            matches!(
                word.as_str(),
                "need"
                    | "want"
                    | "looking"
                    | "recommend"
                    | "get"
                    | "buy"
                    | "find"
                    | "some"
                    | "new"
                    | "after"
                    | "replace"
                    | "quiero"
                    | "busco"
                    | "necesito"
            )
        })
    }

    fn term(&self, from: usize, to: usize, role: Role) -> Term {
        let phrase = stretch(&self.words, from, to);
        let span = |at: usize| self.pieces.get(at).map(|piece| piece.span);
        let start = span(from).map_or(0, |span| span.start);
        let end = span(to.saturating_sub(1)).map_or(start, |span| span.end);
        let said = self.text.get(start..end).unwrap_or_default().to_lowercase();
        Term { said, says: self.vocabulary.says(phrase), role }
    }

    fn mark(&mut self, from: usize, to: usize) {
        for used in self.used.iter_mut().take(to).skip(from) {
            *used = true;
        }
    }

    fn any_used(&self, from: usize, to: usize) -> bool {
        stretch(&self.used, from, to).iter().any(|used| *used)
    }
}

fn repaired(word: &str) -> String {
    Vocabulary::get().repaired(word).unwrap_or_else(|| word.to_owned())
}

/// Each thing that is said once; a clearer role wins.
fn add(terms: &mut Vec<Term>, term: Term) {
    match terms.iter_mut().find(|held| held.says.first() == term.says.first()) {
        Some(held) if held.role == Role::Loose => held.role = term.role,
        Some(_) => {}
        None => terms.push(term),
    }
}
