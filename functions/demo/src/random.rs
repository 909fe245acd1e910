//! A seeded generator, so that the same seed makes the same shop on every machine.

/// SplitMix64 (Steele, Lea, Flood 2014): one word of state, no set-up, good enough to deal cards.
/// Never used where a guess would matter.
pub(crate) struct Random(u64);

impl Random {
    /// A stream of its own for one thing, so that a longer table elsewhere does not move it.
    pub(crate) const fn stream(seed: u64, label: u64) -> Self {
        Self(seed ^ label.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17))
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included; `low` where the range is empty.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high.saturating_sub(low)).unwrap_or(0).saturating_add(1);
        let step = self.next().checked_rem(width).unwrap_or(0);
        low.saturating_add(i64::try_from(step).unwrap_or(0))
    }

    pub(crate) fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(from.len()).unwrap_or(0).saturating_sub(1);
        from.get(usize::try_from(self.between(0, last)).unwrap_or(0))
    }

    /// One entry of a table that is written as one text with `|` between the entries.
    pub(crate) fn entry<'a>(&mut self, table: &'a str) -> &'a str {
        let count = i64::try_from(table.split('|').count()).unwrap_or(1);
        let chosen = usize::try_from(self.between(0, count.saturating_sub(1))).unwrap_or(0);
        table.split('|').nth(chosen).unwrap_or_default()
    }

    /// A text in which each `#` became a digit and each `@` a capital letter.
    pub(crate) fn pattern(&mut self, pattern: &str) -> String {
        let mut text = String::with_capacity(pattern.len());
        for character in pattern.chars() {
            text.push(match character {
                '#' => self.letter("0123456789"),
                // Without letters that are mistaken for digits.
                '@' => self.letter("ABCDEFGHJKLMNPRSTUVWXY"),
                other => other,
            });
        }
        text
    }

    fn letter(&mut self, alphabet: &str) -> char {
        let last = i64::try_from(alphabet.len()).unwrap_or(1).saturating_sub(1);
        let chosen = usize::try_from(self.between(0, last)).unwrap_or(0);
        alphabet.chars().nth(chosen).unwrap_or('0')
    }
}

/// FNV-1a over several parts: tells two requests apart, and is no protection against anybody.
pub(crate) fn fingerprint<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        // The separator cannot occur in UTF-8, so ("ab", "c") and ("a", "bc") differ.
        for byte in part.iter().chain(&[0xff]) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_are_those_of_the_published_algorithm() {
        let mut random = Random::stream(1_234_567, 0);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn ranges_patterns_and_empty_tables_hold() {
        let mut random = Random::stream(7, 0);
        for _ in 0..1_000 {
            assert!((3..=5).contains(&random.between(3, 5)));
        }
        assert_eq!(random.between(3, 1), 3);
        assert_eq!(random.pick::<u8>(&[]), None);
        assert_eq!(random.entry(""), "");
        assert_eq!(random.pattern("BS1-x").len(), 5);
    }
}
