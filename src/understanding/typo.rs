//! How far a misspelt word is from a known one.

/// What any slip costs, in halves; a wrong letter from a neighbouring key costs one half.
const SLIP: u8 = 2;

/// Longest word that is compared, in bytes.
const WORD_BYTES_MAX: usize = 24;

/// The cost of the slips that make `typed` of `known`, in halves of a slip, where there are at most
/// `slips_max`: a letter wrong, missing or added, or two neighbours swapped.
///
/// Bounded: a word of more than [`WORD_BYTES_MAX`] bytes has no distance.
pub(super) fn distance(typed: &str, known: &str, slips_max: u8) -> Option<u8> {
    let (a, b) = (typed.as_bytes(), known.as_bytes());
    let most = slips_max.saturating_mul(SLIP);
    if a.len().max(b.len()) > WORD_BYTES_MAX || a.len().abs_diff(b.len()) > usize::from(slips_max) {
        return None;
    }
    let mut older = Row::default();
    let mut last = Row::first();
    let mut previous = None;
    for letter in a {
        let mut this = Row::default();
        this.set(0, last.at(0).saturating_add(SLIP));
        let mut beside = None;
        for (column, other) in b.iter().enumerate() {
            let next = column.saturating_add(1);
            let swapped = previous == Some(*other) && beside == Some(*letter) && letter != other;
            let cost = last
                .at(column)
                .saturating_add(replaced(*letter, *other))
                .min(last.at(next).saturating_add(SLIP))
                .min(this.at(column).saturating_add(SLIP))
                .min(match column.checked_sub(1) {
                    Some(start) if swapped => older.at(start).saturating_add(SLIP),
                    _ => u8::MAX,
                });
            this.set(next, cost);
            beside = Some(*other);
        }
        if this.0.iter().take(b.len().saturating_add(1)).all(|cost| *cost > most) {
            return None;
        }
        older = last;
        last = this;
        previous = Some(*letter);
    }
    Some(last.at(b.len())).filter(|cost| *cost <= most)
}

/// One row of the table of costs.
#[derive(Clone, Copy, Default)]
struct Row([u8; WORD_BYTES_MAX + 1]);

impl Row {
    /// The cost of every beginning of the known word against nothing.
    fn first() -> Self {
        let mut row = Self::default();
        let mut cost = 0_u8;
        for cell in &mut row.0 {
            *cell = cost;
            cost = cost.saturating_add(SLIP);
        }
        row
    }

    fn at(&self, column: usize) -> u8 {
        self.0.get(column).copied().unwrap_or(u8::MAX)
    }

    fn set(&mut self, column: usize, cost: u8) {
        if let Some(cell) = self.0.get_mut(column) {
            *cell = cost;
        }
    }
}

fn replaced(typed: u8, known: u8) -> u8 {
    if typed == known {
        0
    } else if are_neighbours(typed, known) {
        1
    } else {
        SLIP
    }
}

/// Whether two letters lie side by side on the common keyboard.
fn are_neighbours(a: u8, b: u8) -> bool {
    /// Row and column of each letter from a to z.
    const PLACES: &[(u8, u8)] = &[
        (1, 0),
        (2, 4),
        (2, 2),
        (1, 2),
        (0, 2),
        (1, 3),
        (1, 4),
        (1, 5),
        (0, 7),
        (1, 6),
        (1, 7),
        (1, 8),
        (2, 6),
        (2, 5),
        (0, 8),
        (0, 9),
        (0, 0),
        (0, 3),
        (1, 1),
        (0, 4),
        (0, 6),
        (2, 3),
        (0, 1),
        (2, 1),
        (0, 5),
        (2, 0),
    ];
    let place = |letter: u8| PLACES.get(usize::from(letter.checked_sub(b'a')?)).copied();
    let (Some(a), Some(b)) = (place(a), place(b)) else { return false };
    let (upper, lower) = if a.0 <= b.0 { (a, b) } else { (b, a) };
    match lower.0.abs_diff(upper.0) {
        0 => upper.1.abs_diff(lower.1) == 1,
        // A key touches the one below it and the one to the left of that.
        1 => lower.1 == upper.1 || lower.1.saturating_add(1) == upper.1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted_in_halves_and_neighbouring_keys_are_cheaper() {
        for (typed, known, expected) in [
            ("order", "order", Some(0)),
            ("ordr", "order", Some(2)),
            ("orrder", "order", Some(2)),
            ("odrer", "order", Some(2)),
            ("irder", "order", Some(1)),
            ("arder", "order", Some(2)),
            ("cacount", "account", Some(2)),
            ("lamp", "order", None),
            ("", "ab", Some(4)),
        ] {
            assert_eq!(distance(typed, known, 2), expected, "{typed} {known}");
        }
        assert_eq!(distance("cancle", "cancel", 1), Some(2));
        assert_eq!(distance("cnacle", "cancel", 1), None);
        assert_eq!(distance(&"a".repeat(4_000), "order", 2), None);
    }
}
