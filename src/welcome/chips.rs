//! What may be tapped first.

use super::Visit;
use crate::{
    conversation::{Fact, NewsFact, SourcedFact},
    playbook::{NewsKind, OfferPerson, Playbook},
    reply::Chip,
    skill::{Ability, ability},
    understanding::Skill,
};

/// Chips shown at once: they are read at a glance, on a phone as well.
const CHIPS_MAX: usize = 4;

/// What fits the news, then the page, then anybody; only what the assistant does by itself.
pub(super) fn chips(
    visit: &Visit<'_>,
    news: Option<&SourcedFact>,
    playbook: &Playbook,
) -> Vec<Chip> {
    let mut wanted = news.map(|sourced| of_news(&sourced.fact)).unwrap_or_default();
    if let Some(title) = visit.product.map(str::trim).filter(|title| !title.is_empty()) {
        wanted.push(Chip::InStock { title: title.to_owned() });
        wanted.push(Chip::ComesIn { title: title.to_owned() });
    }
    wanted.extend([Chip::MyOrder, Chip::SaysDelivered, Chip::Return]);
    if visit.identity.verified_at(visit.now).is_some() {
        wanted.push(Chip::Points);
    }
    wanted.push(Chip::Damaged);
    let names_order = wanted.iter().any(|chip| matches!(chip, Chip::WhereIsOrder { .. }));
    let offers_person = playbook.escalation.offer_person == OfferPerson::Freely;
    let mut chips: Vec<Chip> = Vec::new();
    for chip in wanted {
        // Of one order and of any, the one that is named says more.
        let twice = names_order && chip == Chip::MyOrder;
        if !twice && serves(skill_of(&chip), playbook) {
            chips.push(chip);
        }
    }
    chips.truncate(CHIPS_MAX.saturating_sub(usize::from(offers_person)));
    if offers_person {
        chips.push(Chip::Person);
    }
    chips
}

/// Whether the assistant does something by itself.
pub(super) fn serves(skill: Skill, playbook: &Playbook) -> bool {
    matches!(ability(skill, playbook), Ability::Skill(_))
}

fn of_news(fact: &Fact) -> Vec<Chip> {
    let Fact::News(news) = fact else { return Vec::new() };
    let (kind, status) = match &**news {
        NewsFact::BackInStock { item, .. } => {
            return vec![Chip::InStock { title: item.title.clone() }];
        }
        NewsFact::Cart(_) => return vec![Chip::Cart],
        NewsFact::Points { .. } => return vec![Chip::Points],
        NewsFact::Order { kind, status } => (kind, status),
    };
    let number = || status.number.clone();
    match kind {
        NewsKind::Delivered => {
            vec![Chip::OrderNotHere { number: number() }, Chip::DamagedOf { number: number() }]
        }
        NewsKind::Return => vec![Chip::RefundOf { number: number() }],
        NewsKind::BackInStock
        | NewsKind::Cart
        | NewsKind::DeliveryProblem
        | NewsKind::Late
        | NewsKind::OutForDelivery
        | NewsKind::Placed
        | NewsKind::PointsExpiring => vec![Chip::WhereIsOrder { number: number() }],
    }
}

/// What serves a chip once it is tapped.
const fn skill_of(chip: &Chip) -> Skill {
    match chip {
        Chip::Cart => Skill::Cart,
        Chip::ComesIn { .. } | Chip::InStock { .. } => Skill::ProductQuestion,
        Chip::Damaged | Chip::DamagedOf { .. } => Skill::Claim,
        Chip::MyOrder
        | Chip::OrderNotHere { .. }
        | Chip::Person
        | Chip::SaysDelivered
        | Chip::WhereIsOrder { .. } => Skill::OrderStatus,
        Chip::Points => Skill::Loyalty,
        Chip::RefundOf { .. } => Skill::RefundStatus,
        Chip::Return => Skill::Return,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        conversation::ConversationState,
        playbook::Autonomy,
        reply,
        understanding::{Command, Known, understand},
    };

    #[test]
    fn whatever_is_tapped_is_understood_in_every_language() {
        let number = || "#F10234".to_owned();
        let title = || "Walnut Desk Lamp".to_owned();
        let all = [
            Chip::Cart,
            Chip::ComesIn { title: title() },
            Chip::Damaged,
            Chip::DamagedOf { number: number() },
            Chip::InStock { title: title() },
            Chip::MyOrder,
            Chip::OrderNotHere { number: number() },
            Chip::Points,
            Chip::RefundOf { number: number() },
            Chip::Return,
            Chip::SaysDelivered,
            Chip::WhereIsOrder { number: number() },
        ];
        for language in crate::playbook::LANGUAGES {
            let languages = vec![(*language).to_owned()];
            let known = Known { languages, ..Known::default() };
            for chip in &all {
                let text = reply::chip(chip, language);
                let heard = understand(&text, &ConversationState::default(), &known).commands;
                let found = heard.first().map(|heard| (heard.confidence, &heard.command));
                let Some((confidence, Command::StartSkill { skill, .. })) = found else {
                    unreachable!("{language}: “{text}” is {found:?}")
                };
                assert_eq!(*skill, skill_of(chip), "{language}: {text}");
                assert!(confidence.permille() >= 500, "{language}: {text}");
            }
            let person = reply::chip(&Chip::Person, language);
            let heard = understand(&person, &ConversationState::default(), &known).commands;
            assert!(heard.iter().any(|heard| heard.command == Command::AskPerson), "{person}");
        }
    }

    #[test]
    fn what_is_switched_off_is_not_offered() {
        let mut playbook = Playbook::default();
        assert!(serves(Skill::OrderStatus, &playbook));
        playbook.skills.order_status = Autonomy::Off;
        assert!(!serves(Skill::OrderStatus, &playbook));
    }
}
