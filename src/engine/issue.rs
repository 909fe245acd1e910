//! Issues: what a customer brought to a conversation, and what came of each, for the honest count.
//!
//! An issue is one ability that was asked for in one conversation, however often; or that something was wanted
//! which was not understood, or only a person. What came of it is a function of the log alone (the turns in
//! their order, the tickets, the rating), and of whether the customer has been silent since:
//!
//! | outcome | because |
//! |---|---|
//! | `verified` | something was done, and the shop's own record, read after it, shows it |
//! | `confirmed` | the customer said so: thanks after it was told, or a rating of 4 or 5 |
//! | `presumed` | it was told from facts, and the customer has been silent for [`SILENT_MS`] |
//! | `escalated` | a person was needed |
//! | `abandoned` | the assistant asked and the customer was silent, or did not want it any more |
//! | `unassisted` | nothing could be done or told, or the customer rated it 1 or 2 |
//! | `voided` | it was no issue of a customer, says a person; or the same one in other words |
//!
//! What is told and not yet confirmed, asked and not yet answered, or waits for an approval has no outcome.
//! Silence is never counted as a success: [`IssueOutcome::is_resolved`] holds for what is verified and confirmed.

use serde::{Deserialize, Serialize};

use super::{Came, Outcome, TurnRecord, served};
use crate::{
    base::{
        text,
        time::{DAY_MS, Timestamp},
    },
    conversation::{Awaiting, ConversationState, Fact, Proposal},
    escalation::{Resolution, Ticket},
    skill::{ActionEnd, ActionReceipt},
    understanding::{ChitchatKind, Command, Skill},
};

/// Milliseconds without a word about it after which the customer counts as silent.
pub const SILENT_MS: i64 = DAY_MS;

/// Issues of one conversation that are told apart; further ones are not counted.
pub const ISSUES_MAX: usize = 20;

/// Something that a customer brought to a conversation.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Issue {
    /// The ability that was asked for; none where nothing was understood, or only a person was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skill: Option<Skill>,
    /// When it was brought.
    pub began_at: Timestamp,
    /// When it was last spoken of.
    pub heard_at: Timestamp,
    /// How it stands.
    pub standing: IssueStanding,
}

/// How an issue stands, leaving aside how long nobody has spoken of it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IssueStanding {
    /// It is not wanted any more.
    Abandoned,
    /// The assistant asked, and the customer has not answered.
    Asked,
    /// The customer says that it helped.
    Confirmed,
    /// A person is needed.
    Escalated,
    /// It was told from facts.
    Told,
    /// Nothing could be done or told.
    Unassisted,
    /// It was done, as the shop's own record shows.
    Verified,
    /// It is none.
    Voided,
    /// It waits for a person's approval.
    Waits,
}

/// What came of an issue.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum IssueOutcome {
    /// Done, as the shop's own record shows.
    Verified,
    /// The customer says that it helped.
    Confirmed,
    /// Told, and not spoken of since.
    Presumed,
    /// A person was needed.
    Escalated,
    /// The customer left or wanted it no more.
    Abandoned,
    /// Nothing could be done or told.
    Unassisted,
    /// No issue of a customer.
    Voided,
}

impl IssueOutcome {
    /// Whether it is resolved beyond doubt: the only ones in the headline.
    #[must_use]
    pub const fn is_resolved(self) -> bool {
        matches!(self, Self::Verified | Self::Confirmed)
    }
}

impl IssueStanding {
    /// Those that there are.
    pub const ALL: [Self; 9] = [
        Self::Abandoned,
        Self::Asked,
        Self::Confirmed,
        Self::Escalated,
        Self::Told,
        Self::Unassisted,
        Self::Verified,
        Self::Voided,
        Self::Waits,
    ];

    /// Its name, as in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Abandoned => "abandoned",
            Self::Asked => "asked",
            Self::Confirmed => "confirmed",
            Self::Escalated => "escalated",
            Self::Told => "told",
            Self::Unassisted => "unassisted",
            Self::Verified => "verified",
            Self::Voided => "voided",
            Self::Waits => "waits",
        }
    }

    /// What came of it; nothing while that is open. `silent`: nobody has spoken of it for [`SILENT_MS`].
    #[must_use]
    pub const fn outcome(self, silent: bool) -> Option<IssueOutcome> {
        match (self, silent) {
            (Self::Verified, _) => Some(IssueOutcome::Verified),
            (Self::Confirmed, _) => Some(IssueOutcome::Confirmed),
            (Self::Escalated, _) => Some(IssueOutcome::Escalated),
            (Self::Unassisted, _) => Some(IssueOutcome::Unassisted),
            (Self::Voided, _) => Some(IssueOutcome::Voided),
            (Self::Abandoned, _) | (Self::Asked, true) => Some(IssueOutcome::Abandoned),
            (Self::Told, true) => Some(IssueOutcome::Presumed),
            (Self::Asked | Self::Told, false) | (Self::Waits, _) => None,
        }
    }
}

impl Issue {
    /// How it stands once people and the customer's rating have their say: a ticket about it that is open or
    /// solved makes it escalated, one that went back to the assistant does not. A rating, with its instant, says
    /// nothing of what was asked after it.
    #[must_use]
    pub fn settled(&self, tickets: &[Ticket], rating: Option<(u8, Timestamp)>) -> IssueStanding {
        let about = |ticket: &&Ticket| match self.skill {
            Some(skill) => ticket.skills.contains(&skill),
            None => ticket.skills.is_empty(),
        };
        let ticket = tickets.iter().filter(about).max_by_key(|ticket| ticket.opened_at);
        let rating = rating.filter(|(_, at)| self.heard_at <= *at).map(|(score, _)| score);
        match (ticket.map(|ticket| ticket.resolution), self.standing) {
            (_, IssueStanding::Voided) | (Some(Some(Resolution::Voided)), _) => {
                IssueStanding::Voided
            }
            (Some(Some(Resolution::Abandoned)), _) => IssueStanding::Abandoned,
            (Some(None | Some(Resolution::Solved)), _) => IssueStanding::Escalated,
            (Some(Some(Resolution::Returned)), IssueStanding::Escalated) => IssueStanding::Asked,
            (None | Some(Some(Resolution::Returned)), IssueStanding::Told) => match rating {
                Some(4..) => IssueStanding::Confirmed,
                Some(..=2) => IssueStanding::Unassisted,
                Some(_) | None => IssueStanding::Told,
            },
            (None | Some(Some(Resolution::Returned)), standing) => standing,
        }
    }
}

/// What a turn makes of the issues of its conversation.
pub fn note_issues(issues: &mut Vec<Issue>, record: &TurnRecord, outcome: &Outcome) {
    let turn = Turn { record, outcome };
    let started = turn.started();
    let spoken_of = turn.spoken_of(&started);
    for skill in spoken_of.iter().copied() {
        let standing = turn.standing_of(skill, &spoken_of, &started);
        put(issues, Some(skill), standing, record.opening.at);
    }
    if started.is_empty() && turn.is_thanks() {
        for issue in issues.iter_mut().filter(|it| it.standing == IssueStanding::Told) {
            issue.standing = IssueStanding::Confirmed;
        }
    }
    if let Some(standing) = turn.of_nothing_named(&started) {
        put(issues, None, standing, record.opening.at);
    }
}

/// Notes how an issue stands. What was not understood and then said in other words is one issue.
fn put(issues: &mut Vec<Issue>, skill: Option<Skill>, standing: IssueStanding, at: Timestamp) {
    let unnamed =
        issues.iter().position(|it| it.skill.is_none() && it.standing == IssueStanding::Unassisted);
    let known = issues.iter().any(|it| it.skill == skill);
    if let (true, Some(place)) = (skill.is_some(), unnamed)
        && let Some(issue) = issues.get_mut(place)
    {
        if known {
            issue.standing = IssueStanding::Voided;
        } else {
            *issue = Issue { skill, began_at: issue.began_at, heard_at: at, standing };
            return;
        }
    }
    if let Some(issue) = issues.iter_mut().find(|it| it.skill == skill) {
        issue.standing = standing;
        issue.heard_at = at;
    } else if issues.len() < ISSUES_MAX {
        issues.push(Issue { skill, began_at: at, heard_at: at, standing });
    }
}

struct Turn<'a> {
    record: &'a TurnRecord,
    outcome: &'a Outcome,
}

impl Turn<'_> {
    const fn before(&self) -> &ConversationState {
        &self.record.opening.state
    }

    fn commands(&self) -> impl Iterator<Item = &Command> {
        self.outcome.understanding.commands.iter().map(|heard| &heard.command)
    }

    /// What is asked for in this turn.
    fn started(&self) -> Vec<Skill> {
        let mut started = Vec::new();
        for command in self.commands() {
            match command {
                Command::StartSkill { skill, .. } => add(&mut started, *skill),
                Command::AskKnowledge => add(&mut started, Skill::AskKnowledge),
                Command::AskPerson
                | Command::Cancel
                | Command::CannotHandle
                | Command::Chitchat { .. }
                | Command::Confirm
                | Command::Deny
                | Command::Inform
                | Command::SetOrder { .. } => {}
            }
        }
        started
    }

    /// What this turn is about: what is asked for, what was open before it, and what goes to a person.
    fn spoken_of(&self, started: &[Skill]) -> Vec<Skill> {
        let mut all = started.to_vec();
        let open = self.before().goals.iter().map(|goal| goal.skill);
        let waited = self.before().approvals.iter().map(|held| held.proposal.skill);
        let handed = self.outcome.escalations.iter().filter_map(|it| it.skill);
        for skill in open.chain(waited).chain(handed) {
            add(&mut all, skill);
        }
        all
    }

    fn standing_of(&self, skill: Skill, spoken_of: &[Skill], started: &[Skill]) -> IssueStanding {
        let state = &self.outcome.state;
        let found = || self.outcome.facts.iter().any(|it| it.fact == Fact::Found);
        let came = self.came_of(skill, spoken_of, started);
        if self.outcome.escalations.iter().any(|it| it.skill == Some(skill)) {
            IssueStanding::Escalated
        } else if state.approvals.iter().any(|held| held.proposal.skill == skill) {
            IssueStanding::Waits
        } else if came == Came::Done {
            IssueStanding::Verified
        } else if state.goals.iter().any(|goal| goal.skill == skill) {
            IssueStanding::Asked
        } else if skill == Skill::OrderStatus && found() {
            IssueStanding::Confirmed
        } else {
            match came {
                Came::Done | Came::Told => IssueStanding::Told,
                Came::Dropped => IssueStanding::Abandoned,
                Came::Nothing => IssueStanding::Unassisted,
            }
        }
    }

    /// What an ability came to. What was asked for by one name may be served under another, of which nobody
    /// spoke: that counts for what no ability served. Where none was at work (an answer of the pages, a person's
    /// approval), all that was told counts for all that was spoken of.
    fn came_of(&self, skill: Skill, spoken_of: &[Skill], started: &[Skill]) -> Came {
        let served = &self.outcome.served;
        if served.is_empty() {
            let done = self.has_done(skill, started);
            return if done { Came::Done } else { served::came_of(&self.outcome.facts) };
        }
        if let Some(own) = served.iter().find(|it| it.skill == skill) {
            return own.came;
        }
        let of_nobody = served.iter().filter(|it| !spoken_of.contains(&it.skill));
        // What was open and was not at work any more is not wanted any more.
        let was_open = self.before().goals.iter().any(|goal| goal.skill == skill);
        let least = if was_open { Came::Dropped } else { Came::Nothing };
        of_nobody.map(|it| it.came).fold(least, Came::max)
    }

    /// Whether a change that this ability proposed was done and read back, where that is not noted. What is done
    /// without a question belongs to whatever was asked for.
    fn has_done(&self, skill: Skill, started: &[Skill]) -> bool {
        let mut done = self.outcome.actions.iter().filter(|it| it.end == ActionEnd::Done);
        let proposed = self.proposed();
        done.any(|receipt: &ActionReceipt| {
            let of = proposed.iter().find(|held| held.action == receipt.action);
            of.map_or_else(|| started.contains(&skill), |held| held.skill == skill)
        })
    }

    /// What had been proposed when the turn began.
    fn proposed(&self) -> Vec<&Proposal> {
        let waiting = self.before().approvals.iter().map(|held| &held.proposal);
        let asked: Vec<&Proposal> = match &self.before().awaiting {
            Some(Awaiting::Consent { proposals }) => proposals.iter().collect(),
            Some(Awaiting::Stay { proposal, .. }) => vec![proposal],
            _ => Vec::new(),
        };
        waiting.chain(asked).collect()
    }

    fn is_thanks(&self) -> bool {
        let kinds = [ChitchatKind::Thanks, ChitchatKind::Compliment];
        let mut commands = self.commands().peekable();
        // "Thanks, but that's not what I asked" confirms nothing.
        let turned = text::words(self.record.opening.inbound.text()).iter().any(|word| {
            matches!(
                word.folded.as_str(),
                "but" | "not" | "isnt" | "doesnt" | "didnt" | "pero" | "no"
            ) || word.folded.ends_with("n't")
        });
        !turned
            && commands.peek().is_some()
            && commands.all(
                |command| matches!(command, Command::Chitchat { kind } if kinds.contains(kind)),
            )
    }

    /// How it stands where nothing that has a name was wanted: a person, or what was not understood.
    fn of_nothing_named(&self, started: &[Skill]) -> Option<IssueStanding> {
        let named = !started.is_empty() || !self.before().goals.is_empty();
        let unnamed = |it: &crate::escalation::Escalation| it.skill.is_none();
        if self.outcome.escalations.iter().any(unnamed) && !named {
            return Some(IssueStanding::Escalated);
        }
        let unclear = self.outcome.facts.iter().any(|it| it.fact == Fact::NotUnderstood);
        (unclear && !named && self.outcome.escalations.is_empty())
            .then_some(IssueStanding::Unassisted)
    }
}

fn add(skills: &mut Vec<Skill>, skill: Skill) {
    if !skills.contains(&skill) {
        skills.push(skill);
    }
}
