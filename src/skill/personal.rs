//! Does what a customer wants with what is held about them: marketing no more, or again; a copy of
//! it, or its erasure, by a person and by a day; other contact details, by a person.
//!
//! Needs: a proven customer. Changes only our own record: nothing is erased by it.

use super::{
    Account, Becomes, SkillContext, SkillEnd, SkillRequest, Suspended,
    account::account,
    ask,
    propose::{Draft, left_to_person, propose},
};
use crate::{
    commerce::{Action, Change, PrivacyKind},
    conversation::{ChangeFact, Fact, FactSource, Slot},
    escalation::Reason,
    identity::Verified,
    understanding::{PersonalWish, Skill, names_contact, personal_wishes},
};

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let Some(who) = cx.verified() else { return Ok(SkillEnd::sign_in_needed()) };
    let wishes = personal_wishes(&request.goal.texts());
    if wishes.contains(&PersonalWish::Subscription) {
        let becomes = Becomes { skill: Skill::Subscription, order: None, not_received: false };
        return Ok(SkillEnd { becomes: Some(becomes), ..SkillEnd::default() });
    }
    let Some(first) = wishes.first() else {
        // Passwords, locked accounts, invoices: nothing that is done from here.
        return Ok(SkillEnd::person(left_to_person(
            Reason::MissingAbility,
            Vec::new(),
            Skill::Account,
        )));
    };
    if matches!(first, PersonalWish::Email | PersonalWish::Phone) {
        return Ok(contact(request, first));
    }
    let account = match account(cx, who, request, false)? {
        Ok(account) => account,
        Err(end) => return Ok(end),
    };
    let mut end = SkillEnd::default();
    for wish in &wishes {
        match wish {
            PersonalWish::Consent { granted, channels } => {
                let channels = on_all(cx, channels);
                consent(cx, who, request, &account, channels, *granted, &mut end)?;
            }
            PersonalWish::Erase => {
                privacy(cx, who, request, &account, PrivacyKind::Deletion, &mut end)?;
            }
            PersonalWish::Export => {
                privacy(cx, who, request, &account, PrivacyKind::Export, &mut end)?;
            }
            PersonalWish::Email | PersonalWish::Phone | PersonalWish::Subscription => {}
        }
    }
    Ok(end)
}

/// The channels named; all that the shop uses, and all that the customer ever spoke of, where none
/// is.
fn on_all(cx: &SkillContext<'_>, named: &[String]) -> Vec<String> {
    if !named.is_empty() {
        return named.to_vec();
    }
    let mut all = cx.playbook.marketing.channels.clone();
    for channel in cx.profile.consents.keys() {
        if !all.contains(channel) {
            all.push(channel.clone());
        }
    }
    all
}

/// Marketing no more is done on the word; marketing again is asked about once more.
fn consent(
    cx: &mut SkillContext<'_>,
    who: &Verified,
    request: &SkillRequest<'_>,
    account: &Account,
    channels: Vec<String>,
    granted: bool,
    end: &mut SkillEnd,
) -> Result<(), Suspended> {
    let fact = ChangeFact::SetConsent { channels: channels.clone(), granted };
    let action = Action::new(who, Change::SetConsent { channels, granted });
    let draft = Draft::plain(action, fact);
    propose(cx, request, account, draft, end)
}

fn privacy(
    cx: &mut SkillContext<'_>,
    who: &Verified,
    request: &SkillRequest<'_>,
    account: &Account,
    kind: PrivacyKind,
    end: &mut SkillEnd,
) -> Result<(), Suspended> {
    if let Some(held) = cx.profile.request_under_way(kind, cx.now) {
        let (asked_at, due_at) = (held.asked_at, held.due_at);
        let seen = cx.profile.privacy.get(kind.as_str());
        let source = seen.map_or(FactSource::Conversation, FactSource::profile);
        end.facts.push(Fact::PrivacyUnderWay { kind, asked_at, due_at }.sourced(source));
        return Ok(());
    }
    let due_at = cx.end_of_day(cx.playbook.privacy.days);
    let action = Action::new(who, Change::RequestPrivacy { kind, due_at });
    let fact = ChangeFact::RequestPrivacy { kind, due_at };
    let draft = Draft::plain(action, fact);
    propose(cx, request, account, draft, end)
}

/// Other contact details: the shop offers no way to change them, so a person does, with all that it
/// takes.
fn contact(request: &SkillRequest<'_>, wish: &PersonalWish) -> SkillEnd {
    let is_email = *wish == PersonalWish::Email;
    if !names_contact(&request.goal.all_texts(), wish) {
        let fact = Fact::AskContact { email: is_email };
        return SkillEnd::asked(fact.said(), ask::say(request, Slot::Contact));
    }
    let (rule, left) = if is_email {
        (
            "account.email",
            "Change the email address of the account to the one that the customer wrote in this \
             conversation; confirm it to the old address and the new one.",
        )
    } else {
        (
            "account.phone",
            "Change the telephone number of the account to the one that the customer wrote in this \
             conversation, and tell them.",
        )
    };
    let rules = vec![rule.to_owned()];
    let mut escalation = left_to_person(Reason::MissingAbility, rules, Skill::Account);
    left.clone_into(&mut escalation.left);
    SkillEnd::person(escalation)
}
