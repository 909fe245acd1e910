//! Which of the passages that may answer a question is quoted to this customer.

use super::{Conflict, FoundPassage, Passage, conflict, named, word::countries};
use crate::base::time::Timestamp;

/// Thousandths by which a passage for fewer people may be less likely, and still be the one meant.
const NARROWER_PERMILLE: u16 = 150;

/// Who asks.
#[derive(Clone, Debug)]
pub struct Reader {
    /// ISO 3166-1 code of where their parcels go.
    pub country: String,
    /// Name of their loyalty tier.
    pub tier: Option<String>,
    /// On which channel.
    pub channel: String,
    /// When.
    pub now: Timestamp,
}

/// How sure one has to be, in thousandths.
#[derive(Clone, Copy, Debug)]
pub struct Thresholds {
    /// To quote a passage.
    pub answer: u16,
    /// To ask whether it is what was meant.
    pub offer: u16,
}

/// What becomes of a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice<'a> {
    /// A passage answers it. Another may hold for members of some tiers.
    Answer {
        /// The one that holds for this customer.
        passage: &'a Passage,
        /// One about the same that holds for others.
        elsewhere: Option<&'a Passage>,
    },
    /// Two passages that both hold contradict each other.
    Conflict(Conflict),
    /// What answers it holds for others only.
    Elsewhere(&'a Passage),
    /// Any of these may be meant, the likeliest first.
    Offer(Vec<&'a Passage>),
    /// What answered it does not hold any more.
    OutOfDate(&'a Passage),
    /// Nothing answers it.
    Nothing,
}

impl Reader {
    /// Whether a passage holds for who asks a question. One about another country is asked for that.
    #[must_use]
    pub fn means(&self, passage: &Passage, question: &str) -> bool {
        self.is_meant(passage, &countries(question))
    }

    fn is_meant(&self, passage: &Passage, asked: &[String]) -> bool {
        let audience = &passage.audience;
        let country = audience.countries.is_empty()
            || if asked.is_empty() {
                named(&audience.countries, &self.country)
            } else {
                asked.iter().any(|code| named(&audience.countries, code))
            };
        let tier = audience.tiers.is_empty()
            || self.tier.as_ref().is_some_and(|tier| named(&audience.tiers, tier));
        let channel = audience.channels.is_empty() || named(&audience.channels, &self.channel);
        country && tier && channel
    }
}

/// Takes the passage that answers a question for a reader. `found` begins with the likeliest.
#[must_use]
pub fn choose<'a>(
    found: &'a [FoundPassage],
    question: &str,
    reader: &Reader,
    bounds: Thresholds,
) -> Choice<'a> {
    let asked = countries(question);
    let live = |it: &&FoundPassage| it.passage.validity.holds_at(reader.now);
    let mine: Vec<&FoundPassage> =
        found.iter().filter(live).filter(|it| reader.is_meant(&it.passage, &asked)).collect();
    let others: Vec<&FoundPassage> =
        found.iter().filter(live).filter(|it| !reader.is_meant(&it.passage, &asked)).collect();
    let best = mine.first().copied();
    let sure = best.filter(|best| best.permille >= bounds.answer);
    let beyond = best.map_or(bounds.answer, |best| bounds.answer.max(best.permille));
    if sure.is_none() {
        if let Some(other) = others.first().filter(|other| other.permille >= bounds.answer) {
            return Choice::Elsewhere(&other.passage);
        }
        let over = found.iter().find(|it| it.passage.validity.is_over_at(reader.now));
        if let Some(over) = over.filter(|over| over.permille >= beyond) {
            return Choice::OutOfDate(&over.passage);
        }
    }
    let Some(best) = sure else { return offered(&mine, bounds) };
    let chosen = narrowest(best, &mine, bounds);
    let rivals = mine.iter().filter(|rival| {
        rival.permille >= bounds.offer
            && rival.passage.audience.conditions() == chosen.passage.audience.conditions()
    });
    let contradicts = |rival: &&FoundPassage| conflict(&chosen.passage, &rival.passage);
    if let Some(conflict) = rivals.copied().find_map(|rival| contradicts(&rival)) {
        return Choice::Conflict(conflict);
    }
    let near = chosen.permille.saturating_sub(NARROWER_PERMILLE).max(bounds.offer);
    let elsewhere = others
        .iter()
        .find(|other| other.permille >= near && !other.passage.audience.tiers.is_empty());
    Choice::Answer { passage: &chosen.passage, elsewhere: elsewhere.map(|it| &it.passage) }
}

/// Of passages that are about as likely, the one for the fewest people: what is said to members of
/// a tier stands before what is said to everybody.
fn narrowest<'a>(
    best: &'a FoundPassage,
    mine: &[&'a FoundPassage],
    bounds: Thresholds,
) -> &'a FoundPassage {
    let near = best.permille.saturating_sub(NARROWER_PERMILLE).max(bounds.offer);
    mine.iter()
        .filter(|it| it.permille >= near)
        .max_by_key(|it| (it.passage.audience.conditions(), it.permille))
        .filter(|it| it.passage.audience.conditions() > best.passage.audience.conditions())
        .copied()
        .unwrap_or(best)
}

/// The two likeliest, where they are called differently.
fn offered<'a>(mine: &[&'a FoundPassage], bounds: Thresholds) -> Choice<'a> {
    /// Passages that are offered.
    const OFFERED_MAX: usize = 2;
    let mut offered: Vec<&Passage> = Vec::new();
    for it in mine.iter().filter(|it| it.permille >= bounds.offer) {
        let new = offered.iter().all(|held| label(held) != label(&it.passage));
        if new && offered.len() < OFFERED_MAX {
            offered.push(&it.passage);
        }
    }
    if offered.is_empty() { Choice::Nothing } else { Choice::Offer(offered) }
}

/// What a passage is called when it is offered: the heading that it stands under, else its title.
#[must_use]
pub fn label(passage: &Passage) -> &str {
    passage.headings.last().map_or(passage.title.as_str(), String::as_str)
}
