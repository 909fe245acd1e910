//! Whether what is bought again and again is meant, and which of the names of things.

use super::{lexicon::Lexicon, piece::pieces};

/// Whether what is bought again and again is meant.
#[must_use]
pub fn is_usual(texts: &[&str]) -> bool {
    let words = words(texts);
    let has = |of: &[&str]| words.iter().any(|word| of.contains(&word.as_str()));
    has(&["usual", "regular", "always", "everything", "stuff", "same", "siempre"])
}

/// Whether a text speaks of having something again.
#[must_use]
pub fn asks_again(text: &str) -> bool {
    let again = ["again", "same", "another", "more", "reorder", "repeat", "refill", "restock"];
    let spanish = ["mismo", "misma", "otra", "otro", "repetir", "siempre"];
    words(&[text])
        .iter()
        .any(|word| again.contains(&word.as_str()) || spanish.contains(&word.as_str()))
}

fn words(texts: &[&str]) -> Vec<String> {
    texts.iter().flat_map(|text| pieces(text)).map(|piece| piece.typed).collect()
}

/// Which of these names share most words with what was said; none where none shares any.
#[must_use]
pub fn titles_like(texts: &[&str], titles: &[&str]) -> Vec<usize> {
    let lexicon = Lexicon::english();
    let said: Vec<String> = texts
        .iter()
        .flat_map(|text| pieces(text))
        .filter(|piece| piece.word.len() > 2 && !lexicon.is_word_of("filler", &piece.typed))
        .map(|piece| piece.word)
        .collect();
    let shared = |title: &&str| {
        let words: Vec<String> = pieces(title).into_iter().map(|piece| piece.word).collect();
        words.iter().filter(|word| said.contains(word)).count()
    };
    let counts: Vec<usize> = titles.iter().map(shared).collect();
    let most = counts.iter().copied().max().unwrap_or_default();
    let best = counts.iter().enumerate().filter(|(_, count)| most > 0 && **count == most);
    best.map(|(index, _)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_some_of_its_words() {
        let titles = ["Earl Grey Supreme", "Silver Needle White", "Tea Mug"];
        assert_eq!(titles_like(&["can I get that earl grey again"], &titles), [0]);
        assert_eq!(titles_like(&["more of the silver needles"], &titles), [1]);
        assert!(titles_like(&["the same again please"], &titles).is_empty());
    }
}
