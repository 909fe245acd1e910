//! Real messages, read as words of the lexicon: abbreviations, lengthened letters, run-on words and
//! slips of the finger are undone, and every word keeps its place in the original.
//!
//! Bounded work: at most [`WORDS_MAX`] words, of which at most [`REPAIRS_MAX`] are compared with the
//! whole lexicon.

mod repair;

pub(super) use repair::letters;

use super::{
    Known, entity,
    lexicon::{Hit, Lexicon},
    phrase::WordId,
};
use crate::base::{
    sort,
    text::{Span, Word},
};

/// Words of a message that are looked at. A shopper's message has twenty; a pasted page has more,
/// and what it wants stands at its beginning.
pub(super) const WORDS_MAX: usize = 400;

/// Unknown words of a message that are compared with the lexicon.
const REPAIRS_MAX: usize = 60;

/// One word of a message as it is understood.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Token {
    /// The word of the lexicon, where it is one.
    pub(super) id: Option<WordId>,
    /// As typed, folded. A word that was taken apart stands here in its parts.
    pub(super) typed: String,
    /// Where it stands in the original.
    pub(super) span: Span,
    /// Whether it was not spelt like that.
    pub(super) repaired: bool,
    /// The phrases of the lexicon that begin with it: looked for once, whatever clauses are made of the
    /// words later.
    pub(super) begins: Vec<Hit>,
}

impl Token {
    const fn new(id: Option<WordId>, typed: String, span: Span, repaired: bool) -> Self {
        Self { id, typed, span, repaired, begins: Vec::new() }
    }
}

/// The words of a message.
pub(super) fn tokens(
    text: &str,
    mut words: Vec<Word>,
    lexicon: &Lexicon,
    known: &Known,
) -> Vec<Token> {
    words.truncate(WORDS_MAX);
    let mut tokens: Vec<Token> = Vec::with_capacity(words.len());
    let mut repairs_left = REPAIRS_MAX;
    for word in words {
        if let Some(last) = tokens.last_mut()
            && is_torn_off(&word.folded)
            && let Some(id) = lexicon.id(&format!("{}{}", last.typed, word.folded))
        {
            // "don t", "where s": an apostrophe that became a blank.
            last.id = Some(id);
            last.repaired = false;
            last.typed.push_str(&word.folded);
            last.span.end = word.span.end;
            continue;
        }
        read(word, lexicon, known, &mut repairs_left, &mut tokens);
    }
    with_phrases(with_signs(text, lexicon, tokens), lexicon)
}

fn with_phrases(mut tokens: Vec<Token>, lexicon: &Lexicon) -> Vec<Token> {
    for first in 0..tokens.len() {
        let begun = lexicon.begun(&tokens, first);
        if let Some(token) = tokens.get_mut(first) {
            token.begins = begun;
        }
    }
    tokens
}

/// The words of a message that a lexicon knows as they are spelt.
pub(super) fn exact(words: &[Word], lexicon: &Lexicon) -> Vec<Token> {
    let token =
        |word: &Word| Token::new(lexicon.id(&word.folded), word.folded.clone(), word.span, false);
    with_phrases(words.iter().take(WORDS_MAX).map(token).collect(), lexicon)
}

fn is_torn_off(word: &str) -> bool {
    matches!(word, "t" | "s" | "m" | "re" | "ve" | "ll")
}

fn read(
    word: Word,
    lexicon: &Lexicon,
    known: &Known,
    repairs_left: &mut usize,
    tokens: &mut Vec<Token>,
) {
    let Word { folded, span } = word;
    let token = |id, typed, repaired| Token::new(id, typed, span, repaired);
    if let Some(full) = lexicon.short(&folded) {
        let full = full.split(' ');
        return tokens.extend(full.map(|word| token(lexicon.id(word), word.to_owned(), false)));
    }
    if let Some(id) = lexicon.id(&folded) {
        return tokens.push(token(Some(id), folded, false));
    }
    if let Some((id, typed)) = repair::lengthened(&folded, lexicon) {
        return tokens.push(token(Some(id), typed, false));
    }
    if *repairs_left == 0 || !folded.is_ascii() || entity::is_named(&folded) || known.names(&folded)
    {
        return tokens.push(token(None, folded, false));
    }
    *repairs_left = repairs_left.saturating_sub(1);
    if let Some(id) = repair::misspelt(&folded, lexicon) {
        return tokens.push(token(Some(id), folded, true));
    }
    let parts = repair::run_together(&folded, lexicon);
    if parts.is_empty() {
        return tokens.push(token(None, folded, false));
    }
    let mut start = span.start;
    for (id, part) in parts {
        // Where the word was folded to another length, its parts share its place.
        let same = span.end.saturating_sub(span.start) == folded.len();
        let end = start.saturating_add(part.len());
        let span = if same { Span { start, end } } else { span };
        tokens.push(Token::new(Some(id), part, span, false));
        start = end;
    }
}

/// Signs that say a word.
const SIGNS: &[(char, &str)] = &[
    ('👍', "yes"),
    ('👌', "yes"),
    ('✅', "yes"),
    ('👎', "no"),
    ('❌', "no"),
    ('👋', "hello"),
    ('🙏', "please"),
];

/// Puts the words that signs say into their places.
fn with_signs(text: &str, lexicon: &Lexicon, mut tokens: Vec<Token>) -> Vec<Token> {
    if text.is_ascii() || tokens.len() >= WORDS_MAX {
        return tokens;
    }
    let said = text.char_indices().filter_map(|(start, sign)| {
        let (_, word) = SIGNS.iter().find(|(known, _)| *known == sign)?;
        let span = Span { start, end: start.saturating_add(sign.len_utf8()) };
        let id = lexicon.id(lexicon.sign(word));
        Some(Token::new(id, (*word).to_owned(), span, false))
    });
    let said: Vec<Token> = said.take(WORDS_MAX.saturating_sub(tokens.len())).collect();
    if !said.is_empty() {
        tokens.extend(said);
        sort::by_key(&mut tokens, |token| token.span.start);
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::words;

    fn read_in_english(text: &str) -> Vec<Token> {
        tokens(text, words(text), Lexicon::english(), &Known::default())
    }

    /// The words of a message as the lexicon has them; `?` before those that it has not, `~` before
    /// those that were misspelt.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let lexicon = Lexicon::english();
        let tokens = read_in_english(text);
        let shown: Vec<String> = tokens
            .iter()
            .map(|token| match token.id {
                Some(id) if token.repaired => format!("~{}", lexicon.word(id)),
                Some(id) => lexicon.word(id).to_owned(),
                None => format!("?{}", token.typed),
            })
            .collect();
        assert_eq!(shown.join(" "), expected, "{text}");
    }

    #[test]
    fn abbreviations_are_written_out() {
        check("pls send it asap, thx", "please send it asap thanks");
        check("can u cancel ur order", "can you cancel your order");
        check("i wanna know", "i want to know");
        check("where s my order, it didn t come", "wheres my order it didnt come");
    }

    #[test]
    fn lengthened_words_are_shortened() {
        check("pleeeease", "please");
        check("soooo late!!", "so late");
        check("hellooo", "hello");
    }

    #[test]
    fn slips_of_the_finger_are_undone() {
        check("wher is my ordr", "~where is my ~order");
        check("i want to cancle my subscribtion", "i want to ~cancel my ~subscription");
        check("trakcing", "~tracking");
        check("0rder", "~order");
        check("lamp", "?lamp");
    }

    #[test]
    fn run_on_words_are_taken_apart_where_they_stand() {
        check("whereismyorder", "where is my order");
        check("wheres mypackage", "wheres my package");
        let tokens = read_in_english("ok whereismyorder");
        let spans: Vec<_> = tokens.iter().map(|token| (token.span.start, token.span.end)).collect();
        assert_eq!(spans, [(0, 2), (3, 8), (8, 10), (10, 12), (12, 17)]);
    }

    #[test]
    fn tricks_with_characters_are_seen_through() {
        check("ｃａｎｃｅｌ my 𝐨𝐫𝐝𝐞𝐫", "cancel my order");
        check("can\u{200b}cel my o\u{301}rder", "cancel my order");
        check("саnсel my оrder", "cancel my order");
        check("👍", "yes");
    }

    #[test]
    fn work_is_bounded_for_any_text() {
        let text = "qwrtzpsdfg ".repeat(2_000);
        assert_eq!(read_in_english(&text).len(), WORDS_MAX);
    }
}
