//! Words of a text that are no words for goods: names of people and streets, addresses of mail,
//! cards. "Mia Brown, 12 Maple Street" asks for nothing brown and nothing of maple.

use super::vocabulary::Vocabulary;
use crate::understanding::{lexicon::Lexicon, piece::Piece};

/// Whether a piece belongs to the word after it: "oak street", "gold card".
fn is_named(piece: &Piece, next: &Piece) -> bool {
    if piece.pauses || piece.ends {
        return false;
    }
    match next.typed.as_str() {
        "street" | "st" | "avenue" | "ave" | "lane" | "boulevard" | "blvd" => true,
        "card" | "member" | "membership" | "tier" | "status" => {
            matches!(piece.word.as_str(), "gold" | "silver" | "bronze" | "black" | "blue")
        }
        _ => false,
    }
}

/// The pieces that may speak of goods.
pub(super) fn of_goods(text: &str, all: Vec<Piece>, vocabulary: &Vocabulary) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::with_capacity(all.len());
    // Pieces of a name that are still to come.
    let mut of_name = 0_usize;
    for (at, piece) in all.iter().enumerate() {
        let next = at.checked_add(1).and_then(|at| all.get(at));
        let before = at.checked_sub(1).and_then(|at| all.get(at));
        if introduces_name(&all, at) {
            of_name = 2;
        } else if of_name > 0 {
            of_name = of_name.saturating_sub(1);
            if piece.pauses || piece.ends {
                of_name = 0;
            }
            if piece.word != "is" {
                close(&mut kept, piece);
                continue;
            }
        }
        let street = next.is_some_and(|next| is_named(piece, next));
        let surname = before.is_some_and(|before| is_surname(text, before, piece, vocabulary));
        if street || surname || is_address(text, piece) {
            close(&mut kept, piece);
        } else {
            kept.push(piece.clone());
        }
    }
    kept
}

/// Leaves a piece out; where a sentence ends at it, the piece before ends it.
fn close(kept: &mut [Piece], left_out: &Piece) {
    if let Some(last) = kept.last_mut() {
        last.ends |= left_out.ends;
        last.pauses |= left_out.pauses;
    }
}

/// "My name is", where the name comes next.
fn introduces_name(all: &[Piece], at: usize) -> bool {
    let typed = |at: Option<usize>| at.and_then(|at| all.get(at)).map(|piece| piece.typed.as_str());
    match typed(Some(at)) {
        Some("is" | "s") => typed(at.checked_sub(1)) == Some("name"),
        Some("names") => typed(at.checked_sub(1)) == Some("my"),
        _ => false,
    }
}

/// "Brown" after a word that nobody knows, both with a capital: "Mia Brown".
fn is_surname(text: &str, before: &Piece, piece: &Piece, vocabulary: &Vocabulary) -> bool {
    let is_title = |piece: &Piece| {
        let mut letters = text.get(piece.span.start..piece.span.end).unwrap_or_default().chars();
        letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
    };
    let is_of_goods = |word: &str| {
        vocabulary.title.iter().any(|own| own == word)
            || vocabulary.values.iter().any(|value| value.words.iter().any(|own| own == word))
    };
    is_title(before)
        && is_title(piece)
        && !before.pauses
        && !before.ends
        && !Lexicon::english().is_known(&before.typed)
        && !is_of_goods(&before.word)
}

/// Whether a piece stands within an address of mail or an account's name.
fn is_address(text: &str, piece: &Piece) -> bool {
    let blank = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')');
    let before = text.get(..piece.span.start).unwrap_or_default();
    let after = text.get(piece.span.end..).unwrap_or_default();
    let within = |c: char| matches!(c, '@' | '_');
    before.chars().rev().take(ADDRESS_CHARS_MAX).take_while(|c| !blank(*c)).any(within)
        || after.chars().take(ADDRESS_CHARS_MAX).take_while(|c| !blank(*c)).any(within)
}

/// Characters of an address that are looked at to each side.
const ADDRESS_CHARS_MAX: usize = 60;
