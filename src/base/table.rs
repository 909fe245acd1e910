//! Words with what is known of them, for tables that are read once and asked for every word of a message.
//!
//! A word is found by its hash, in a tenth of the time in which a `BTreeMap` finds it by comparing. The hash
//! is the same everywhere, so nothing here differs from run to run.

use super::hash::Hash;

/// What is known of words.
#[derive(Clone, Debug)]
pub(crate) struct Table<K, V> {
    /// A word stands in the cell that its hash names.
    cells: Vec<Vec<(K, V)>>,
    count: usize,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { cells: Vec::new(), count: 0 }
    }
}

impl<K: AsRef<str>, V: Default> Table<K, V> {
    /// What is known of a word.
    pub(crate) fn get(&self, word: &str) -> Option<&V> {
        let cell = self.cells.get(self.cell(word))?;
        cell.iter().find(|(known, _)| known.as_ref() == word).map(|(_, value)| value)
    }

    /// What is known of a word, to add to it; of a new word, nothing yet.
    pub(crate) fn learn(&mut self, word: K) -> Option<&mut V> {
        if self.get(word.as_ref()).is_none() {
            if self.count >= self.cells.len() {
                self.grow();
            }
            self.count = self.count.saturating_add(1);
            let place = self.cell(word.as_ref());
            let cell = self.cells.get_mut(place)?;
            cell.push((word, V::default()));
            return cell.last_mut().map(|(_, value)| value);
        }
        let place = self.cell(word.as_ref());
        let mut cell = self.cells.get_mut(place)?.iter_mut();
        cell.find(|(known, _)| known.as_ref() == word.as_ref()).map(|(_, value)| value)
    }

    /// All words, in no order that means anything.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &(K, V)> {
        self.cells.iter().flatten()
    }

    /// There is always a power of two of cells, and none to begin with.
    fn cell(&self, word: &str) -> usize {
        let mut hash = Hash::new();
        word.bytes().for_each(|byte| hash.add(byte));
        let hash = usize::try_from(hash.finish()).unwrap_or_default();
        hash & self.cells.len().saturating_sub(1)
    }

    fn grow(&mut self) {
        let count = self.cells.len().saturating_mul(2).max(16);
        let old = std::mem::take(&mut self.cells);
        self.cells.resize_with(count, Vec::new);
        for (word, value) in old.into_iter().flatten() {
            let place = self.cell(word.as_ref());
            if let Some(cell) = self.cells.get_mut(place) {
                cell.push((word, value));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_and_no_other() {
        let mut table = Table::<String, usize>::default();
        assert_eq!(table.get("word 0"), None);
        for number in 0..1_000 {
            *table.learn(format!("word {number}")).unwrap() = number;
        }
        *table.learn("word 7".to_owned()).unwrap() += 1_000;
        for number in 0..1_000 {
            let expected = if number == 7 { 1_007 } else { number };
            assert_eq!(table.get(&format!("word {number}")), Some(&expected));
        }
        assert_eq!((table.get("word"), table.get("")), (None, None));
        assert_eq!(table.entries().count(), 1_000);
    }
}
