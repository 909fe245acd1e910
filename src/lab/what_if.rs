//! Past turns under another playbook. A turn is a function of its record, so running it once more
//! under the live playbook and once under the draft shows exactly what the draft changes: nothing is
//! sampled, and an unchanged draft changes nothing.

use std::collections::BTreeMap;

use crate::{
    commerce::{Action, Call, Change},
    conversation::Awaiting,
    engine::{Advance, Outcome, TurnError, TurnRecord, advance},
    guardrail::Verdict,
    playbook::Playbook,
    profile::Profile,
    release::{ChangedTurn, Course, MoneyMoved, Step},
    skill::ActionEnd,
};

/// What a turn came to under one playbook.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
struct End {
    courses: Vec<Course>,
    money: BTreeMap<String, i64>,
    reply: String,
    cards: String,
}

/// Runs a past turn under both playbooks; nothing where they come to the same.
///
/// # Errors
/// [`TurnError`] for a record that this build cannot read.
pub fn compare(
    record: &TurnRecord,
    profile: &Profile,
    live: &Playbook,
    draft: &Playbook,
) -> Result<Option<ChangedTurn>, TurnError> {
    let before = End::of(record, &advance(record, profile, live)?);
    let after = End::of(record, &advance(record, profile, draft)?);
    if before == after {
        return Ok(None);
    }
    Ok(Some(ChangedTurn {
        conversation_id: record.conversation_id.clone(),
        turn_id: record.turn_id.clone(),
        at: record.opening.at,
        said: record.opening.inbound.text().to_owned(),
        money: moved(&before.money, &after.money),
        before: before.courses,
        after: after.courses,
        reply_before: before.reply,
        reply_after: after.reply,
    }))
}

impl End {
    fn of(record: &TurnRecord, advanced: &Advance) -> Self {
        match advanced {
            Advance::Need(calls) => {
                let mut asked: Vec<String> =
                    calls.iter().map(|pending| asked_for(&pending.call).to_owned()).collect();
                asked.sort_unstable();
                asked.dedup();
                let course = Course { step: Step::AsksShop, of: asked.join(", ") };
                Self { courses: vec![course], ..Self::default() }
            }
            Advance::Done(outcome) => Self::of_outcome(record, outcome),
        }
    }

    fn of_outcome(record: &TurnRecord, outcome: &Outcome) -> Self {
        let mut end = Self::default();
        for receipt in &outcome.actions {
            match receipt.end {
                ActionEnd::Done => {
                    end.push(Step::Done, receipt.action.name());
                    end.pay(&receipt.action);
                }
                ActionEnd::Refused(_) | ActionEnd::Unknown => {
                    end.push(Step::NotDone, receipt.action.name());
                }
            }
        }
        let waited = &record.opening.state.approvals;
        for pending in &outcome.state.approvals {
            if !waited.iter().any(|held| held.id == pending.id) {
                end.push(Step::WaitsForApproval, pending.proposal.action.name());
                end.pay(&pending.proposal.action);
            }
        }
        match &outcome.state.awaiting {
            Some(Awaiting::Consent { proposals }) => {
                for proposal in proposals {
                    end.push(Step::AsksForYes, proposal.action.name());
                    end.pay(&proposal.action);
                }
            }
            Some(_) => outcome.state.asks().iter().for_each(|asked| end.push(Step::Asks, asked)),
            None => {}
        }
        // What was done may not be done once more: that is no refusal.
        let went_on: Vec<String> = end.courses.iter().map(|course| course.of.clone()).collect();
        for decision in &outcome.decisions {
            if decision.verdict == Verdict::Deny && !went_on.contains(&decision.action) {
                end.push(Step::Refuses, &decision.action);
            }
        }
        for escalation in &outcome.escalations {
            let rule = escalation.reason.rule();
            end.push(Step::Person, rule.strip_prefix("escalation.").unwrap_or(rule));
        }
        if let Some(reply) = &outcome.reply {
            end.reply.clone_from(&reply.text);
            end.cards = serde_json::to_string(&reply.cards).unwrap_or_default();
        }
        if end.courses.is_empty() {
            end.push(if outcome.reply.is_some() { Step::Answers } else { Step::Silent }, "");
        }
        end.courses.sort_unstable();
        end.courses.dedup();
        end
    }

    fn push(&mut self, step: Step, of: &str) {
        self.courses.push(Course { step, of: of.to_owned() });
    }

    /// Counts what an action gives to the customer.
    fn pay(&mut self, action: &Action) {
        let change = action.change();
        let amount = if let Change::Custom(custom) = change {
            custom.amount
        } else if let Change::Refund { amount, .. } | Change::AdjustPrice { amount, .. } = change {
            Some(*amount)
        } else {
            None
        };
        if let Some(amount) = amount {
            let held = self.money.entry(amount.currency().code().to_owned()).or_default();
            *held = held.saturating_add(amount.minor());
        }
    }
}

/// What a call is for, in a word.
const fn asked_for(call: &Call) -> &'static str {
    match call {
        Call::Act(action) => action.name(),
        Call::Ask(_) => "service",
        Call::CheckCode(_) => "code",
        Call::Count(_) => "count",
        Call::Identify(_) => "identity",
        Call::Read(_) => "facts",
        Call::Search(_) => "pages",
        Call::Understand(_) => "language model",
    }
}

fn moved(before: &BTreeMap<String, i64>, after: &BTreeMap<String, i64>) -> Vec<MoneyMoved> {
    let of = |amounts: &BTreeMap<String, i64>, currency: &str| {
        amounts.get(currency).copied().unwrap_or_default()
    };
    let mut currencies: Vec<&String> = before.keys().chain(after.keys()).collect();
    currencies.sort_unstable();
    currencies.dedup();
    currencies
        .into_iter()
        .map(|currency| MoneyMoved {
            currency: currency.clone(),
            before_minor: of(before, currency),
            after_minor: of(after, currency),
        })
        .filter(|money| money.before_minor != money.after_minor)
        .collect()
}
