//! What stops a change of a merchant's own skill: the bounds that its file states.

use super::{ActionFacts, Stop, Verdict, settings::verdict_of};
use crate::{
    base::{
        money::{Currency, Money},
        time::DAY_MS,
    },
    commerce::{CountedAction, CustomChange},
    identity::Verified,
    playbook::{COUNTED_DAYS_MAX, Per, Playbook, SkillLimit},
};

pub(super) fn stops(
    change: &CustomChange,
    facts: &ActionFacts<'_>,
    who: &Verified,
    playbook: &Playbook,
    stops: &mut Vec<Stop>,
) {
    let at = |what: &str| Some(format!("/custom_skills/{}/{what}", change.skill.as_str()));
    let act = playbook
        .custom(change.skill)
        .and_then(|skill| Some((skill, skill.step(&change.step)?.act.as_ref()?)));
    let call = format!("{}.{}", change.act.connector, change.act.operation);
    // What was written otherwise since it was said yes to is not what was said yes to.
    let Some((skill, _)) =
        act.filter(|(_, act)| act.call == call && act.verify.shows == change.shows)
    else {
        let setting = at("steps");
        stops.push(Stop { setting, ..Stop::new(Verdict::Deny, "unknown_step") });
        return;
    };
    if let Some(level) = skill.identity.filter(|level| who.level() < *level) {
        let setting = at("identity");
        let level = Some(level);
        stops.push(Stop { setting, level, ..Stop::new(Verdict::Verify, "identity") });
    }
    for (index, limit) in skill.limits.iter().enumerate() {
        if let Some(rule) = beyond(limit, change, facts) {
            let setting = at(&format!("limits/{index}"));
            stops.push(Stop { setting, ..Stop::new(verdict_of(limit.then), rule) });
        }
    }
}

fn beyond(
    limit: &SkillLimit,
    change: &CustomChange,
    facts: &ActionFacts<'_>,
) -> Option<&'static str> {
    let days = i64::from(limit.days.unwrap_or(COUNTED_DAYS_MAX));
    let is_counted = |done: &&CountedAction| {
        done.skill == Some(change.skill)
            && limit.per == Per::Customer
            && facts.now.ms_since(done.at) <= days.saturating_mul(DAY_MS)
    };
    let past: Vec<&CountedAction> = facts.past.iter().filter(is_counted).collect();
    let count = u32::try_from(past.len()).unwrap_or(u32::MAX).saturating_add(1);
    if limit.count.is_some_and(|max| count > max) {
        return Some("limit_count");
    }
    let max = limit.amount?;
    let own = change.amount.unwrap_or(Money::from_minor(0, Currency::USD));
    let moved = past.iter().map(|done| done.amount).filter(|amount| amount.minor() != 0);
    let sum = moved.into_iter().try_fold(own, |sum, amount| sum.plus(amount).ok());
    let is_within = sum.is_some_and(|sum| {
        sum.minor() == 0 || sum.currency() == max.currency() && sum.minor() <= max.minor()
    });
    // Money that would go the other way is no price to match or to give.
    (!is_within || own.minor() < 0).then_some("limit_amount")
}
