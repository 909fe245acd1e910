//! What stands for personal values: of the same shape, so that it is understood in the same way, and
//! made without looking at the value, so that nothing leads back to it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{base::text::fold, understanding::named_like};

/// Makes stand-ins, each once. Another `set` makes others.
pub(super) struct StandIns {
    set: usize,
    state: u64,
    words: usize,
    /// What is not to be made: it was there before, or is made already.
    taken: BTreeSet<String>,
    /// What was made for a word: the same each time.
    known: BTreeMap<String, String>,
}

/// What stands for names of people, streets and towns that no list has. They mean nothing to the
/// understanding: the test below holds them to that.
const INVENTED: &[&str] = &[
    "tavrik", "zelmor", "quorvin", "hvelby", "marzil", "ottwin", "pelvra", "rusko", "tolmek",
    "ulvene", "vexley", "wrenko", "xandel", "yorvik", "zubrin", "bralko", "drezna", "fjolda",
    "gruvik", "halzen", "ivrona", "jelkov", "kadrim", "lozvar", "mirzak", "novrel", "orlvik",
    "prezlo", "rudvan", "skovra", "tilvor", "umbrik", "velzan", "wolmir", "yarzek", "zorvel",
    "brunvik", "dolvraz", "felzor", "gornik", "holvek", "jurvan", "kelvik", "lubzor", "molvik",
    "nezlar", "ozvrin", "pulvek", "rozvik", "selvrak", "tazmir", "ulzov", "vorlek", "zilvek",
];

impl StandIns {
    pub(super) fn new(set: usize, taken: BTreeSet<String>) -> Self {
        let seed = u64::try_from(set).unwrap_or_default().wrapping_add(1);
        let state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self { set, state, words: 0, taken, known: BTreeMap::new() }
    }

    /// For one folded word, or a phrase that a list names as a whole.
    pub(super) fn word(&mut self, word: &str) -> String {
        if let Some(known) = self.known.get(word) {
            return known.clone();
        }
        let digits = word.bytes().any(|byte| byte.is_ascii_digit());
        let made = if digits { Some(self.number(word, 0)) } else { self.pick(&named_like(word)) };
        let made = made.or_else(|| self.pick(INVENTED)).unwrap_or_else(|| self.spelt(word));
        self.taken.insert(made.clone());
        self.known.insert(word.to_owned(), made.clone());
        made
    }

    /// For an email address: as many words as it has, the same as elsewhere for those of a name, at a host
    /// that is nobody's.
    pub(super) fn email(&mut self, email: &str) -> String {
        let name = email.split('@').next().unwrap_or_default();
        let mut made = String::new();
        for part in name.split_inclusive(|letter: char| !letter.is_alphanumeric()) {
            let word = part.trim_end_matches(|letter: char| !letter.is_alphanumeric());
            let letters = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
            let rest = word.get(letters.len()..).unwrap_or_default();
            let mark = part.get(word.len()..).unwrap_or_default();
            if letters.chars().all(char::is_alphabetic) && !letters.is_empty() {
                made.push_str(&self.word(&fold(letters)));
                made.push_str(&self.number(rest, 0));
            } else {
                made.push_str(&self.number(word, 0));
            }
            made.push_str(mark);
        }
        let hosts = ["com", "net", "org"].map(|end| format!("{made}@example.{end}"));
        let free = hosts.iter().find(|host| !self.taken.contains(*host));
        let made = free.or(hosts.first()).cloned().unwrap_or_default();
        self.taken.insert(made.clone());
        made
    }

    /// For digits and letters: digits for digits, and the first is no zero where it was none. Letters
    /// stay, where there are digits enough beside them: they are the shop's or the carrier's.
    pub(super) fn number(&mut self, value: &str, kept: usize) -> String {
        let letters_stay = value.bytes().filter(u8::is_ascii_digit).count() > 2;
        let mut made = String::new();
        for _ in 0..TRIES_MAX {
            made.clear();
            for (place, letter) in value.chars().enumerate() {
                let drawn = self.draw();
                let range = |from: u8, count: u64| {
                    let offset = u8::try_from(drawn.checked_rem(count).unwrap_or_default());
                    char::from(from.saturating_add(offset.unwrap_or_default()))
                };
                made.push(match letter {
                    _ if place < kept => letter,
                    '1'..='9' if place == kept => range(b'1', 9),
                    '0'..='9' => range(b'0', 10),
                    _ if letters_stay => letter,
                    'A'..='Z' => range(b'A', 26),
                    other if other.is_alphabetic() => range(b'a', 26),
                    other => other,
                });
            }
            if !self.taken.contains(&made) {
                break;
            }
        }
        self.taken.insert(made.clone());
        made
    }

    /// For the digits of a telephone number: one of those that are kept free for stories. What stands
    /// before its last seven digits says where it is, as the number did not.
    pub(super) fn phone(&mut self, digits: &str) -> String {
        let before = digits.len().saturating_sub(7);
        let mut made = String::new();
        for _ in 0..TRIES_MAX {
            let last = self.draw().checked_rem(100).unwrap_or_default();
            let area: String = "202".chars().cycle().take(before).collect();
            made = match digits.len() {
                0..=6 => self.number(digits, 0),
                11 => format!("1202555{:04}", last.saturating_add(100)),
                _ => format!("{area}555{:04}", last.saturating_add(100)),
            };
            if !self.taken.contains(&made) {
                break;
            }
        }
        self.taken.insert(made.clone());
        made
    }

    fn pick(&mut self, pool: &[&str]) -> Option<String> {
        // Another set begins elsewhere.
        let start = self.words.saturating_add(self.set.saturating_mul(7));
        self.words = self.words.saturating_add(1);
        let fits = |word: &&&str| !self.taken.contains(**word);
        let from = start.checked_rem(pool.len()).unwrap_or_default();
        let (before, after) = pool.split_at_checked(from)?;
        after.iter().chain(before).find(fits).map(|word| (*word).to_owned())
    }

    /// Where all words are taken: letters for letters.
    fn spelt(&mut self, word: &str) -> String {
        let letters: String = "z".repeat(word.chars().count().max(4));
        self.number(&letters, 0)
    }

    fn draw(&mut self) -> u64 {
        // Knuth's MMIX: nothing depends on how random it is.
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.state >> 33
    }
}

/// Draws until a stand-in is one of its own.
const TRIES_MAX: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understanding::is_unknown;

    #[test]
    fn what_is_invented_means_nothing_to_the_understanding() {
        let known: Vec<_> = INVENTED.iter().filter(|word| !is_unknown(word)).collect();
        assert!(known.is_empty(), "{known:?}");
    }

    #[test]
    fn stand_ins_have_the_shape_of_what_they_stand_for() {
        let mut made = StandIns::new(0, BTreeSet::new());
        assert_ne!(made.word("denver"), "denver");
        assert!(named_like("denver").contains(&made.word("denver").as_str()));
        let number = made.number("W1234567", 0);
        assert!(number.starts_with('W') && number.len() == 8 && number != "W1234567", "{number}");
        assert!(made.phone("4155550123").starts_with("202555"));
        assert_eq!(made.word("okonkwo"), made.word("okonkwo"), "the same each time");
        let email = made.email("ada.Okonkwo84@work.test");
        assert!(email.contains(&format!(".{}", made.word("okonkwo"))), "{email}");
        assert!(email.ends_with("@example.com") && !email.contains("84"), "{email}");
    }
}
