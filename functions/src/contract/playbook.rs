//! The playbook object: one, holding the draft, every version, who signed it, the team and the log.

use edgewise::{
    base::{id::ConversationId, pii::Pii, time::Timestamp},
    playbook::Playbook,
    release::{
        AuditAction, ChangedTurn, CheckReport, Course, Hash, Member, Refusal, Standing, TeamMember,
    },
    wire::{
        Against, AuditList, DraftView, PlaybookRelease, ReleaseList, ReleaseReview, Scenario,
        ScenarioList, ScenarioRunView, ScenarioView, Standings, WhatIfTurns, WhatIfView,
    },
};
use serde::{Deserialize, Serialize};

use crate::bindings::PLAYBOOK;

/// Name of the only one.
pub(crate) const NAME: &str = "playbook";

/// What an object may refuse.
pub(crate) type Allowed<T> = std::result::Result<T, Refusal>;

/// Which version serves whom.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadStanding {}

/// A version that is or was live.
#[derive(Deserialize, Serialize)]
pub(crate) struct Load {
    /// Which.
    pub(crate) version: u32,
}

/// The draft, if there is one.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadDraft {}

/// Keeps the draft.
#[derive(Deserialize, Serialize)]
pub(crate) struct SaveDraft {
    /// The document.
    pub(crate) playbook: Playbook,
    /// The revision that was read before; nothing for a new one.
    pub(crate) read: Option<u32>,
    /// Who.
    pub(crate) by: Member,
    /// When.
    pub(crate) at: Timestamp,
}

/// Throws the draft away.
#[derive(Deserialize, Serialize)]
pub(crate) struct DropDraft {
    /// The revision that was read before.
    pub(crate) read: Option<u32>,
    /// Who.
    pub(crate) by: Member,
    /// When.
    pub(crate) at: Timestamp,
}

/// Keeps a check report.
#[derive(Deserialize, Serialize)]
pub(crate) struct KeepReport {
    /// The report.
    pub(crate) report: CheckReport,
}

/// Begins a run of past turns; whatever an earlier one found is forgotten.
#[derive(Deserialize, Serialize)]
pub(crate) struct StartWhatIf {
    /// The run, with nothing found yet.
    pub(crate) run: WhatIfView,
}

/// How far the run is.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadWhatIf {}

/// Keeps what the next turns came to. False where another caller was faster.
#[derive(Deserialize, Serialize)]
pub(crate) struct StepWhatIf {
    /// The run as it is now.
    pub(crate) run: WhatIfView,
    /// The last conversation before these.
    pub(crate) from: String,
    /// The turns that change.
    pub(crate) turns: Vec<ChangedTurn>,
}

/// Forgets what a run found in conversations that are erased, and what a step that is under way finds there.
#[derive(Deserialize, Serialize)]
pub(crate) struct ForgetPast {
    /// Which.
    pub(crate) conversations: Vec<ConversationId>,
}

/// The turns that change.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadWhatIfTurns {
    /// After which.
    pub(crate) after: u32,
    /// Only those that change in this way: what they come to before, and after.
    #[serde(default)]
    pub(crate) of: Option<(Vec<Course>, Vec<Course>)>,
}

/// Keeps a scenario. False where there are too many already.
#[derive(Deserialize, Serialize)]
pub(crate) struct SaveScenario {
    /// Its id.
    pub(crate) id: String,
    /// The scenario.
    pub(crate) scenario: Scenario,
    /// Who.
    pub(crate) by: Member,
    /// When.
    pub(crate) at: Timestamp,
}

/// Removes a scenario; false where there is none of that id.
#[derive(Deserialize, Serialize)]
pub(crate) struct RemoveScenario {
    /// Which.
    pub(crate) id: String,
    /// Who.
    pub(crate) by: Member,
    /// When.
    pub(crate) at: Timestamp,
}

/// A scenario.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadScenario {
    /// Which.
    pub(crate) id: String,
}

/// A page of the scenarios, in short.
#[derive(Deserialize, Serialize)]
pub(crate) struct ListScenarios {
    /// After which.
    pub(crate) after: String,
}

/// The next scenarios that are to be played, with all that they hold.
#[derive(Deserialize, Serialize)]
pub(crate) struct NextScenarios {
    /// After which.
    pub(crate) after: String,
}

/// How far the scenarios were played against one playbook.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadScenarioRun {
    /// Under which.
    pub(crate) against: Against,
}

/// Keeps what the next scenarios came to. False where another caller was faster.
#[derive(Deserialize, Serialize)]
pub(crate) struct StepScenarioRun {
    /// The run as it is now.
    pub(crate) run: ScenarioRunView,
    /// The last scenario before these; nothing for a run that begins.
    pub(crate) from: Option<String>,
}

/// Asks that the draft go live.
#[derive(Deserialize, Serialize)]
pub(crate) struct Ask {
    /// What is meant.
    pub(crate) content: Hash,
    /// What was looked at.
    pub(crate) report: Hash,
    /// Why.
    pub(crate) note: String,
    /// For how many of a hundred.
    pub(crate) percent: u8,
    /// Also for conversations that have begun.
    pub(crate) at_once: bool,
    /// Who.
    pub(crate) by: Member,
    /// When.
    pub(crate) at: Timestamp,
}

/// Signs a version that waits.
#[derive(Deserialize, Serialize)]
pub(crate) struct Sign {
    /// Which.
    pub(crate) version: u32,
    /// What was looked at.
    pub(crate) content: Hash,
    /// And its report.
    pub(crate) report: Hash,
    /// Who.
    pub(crate) by: Member,
    /// When.
    pub(crate) at: Timestamp,
}

/// Takes back a version that waits.
#[derive(Deserialize, Serialize)]
pub(crate) struct Withdraw {
    /// Which.
    pub(crate) version: u32,
    /// Who.
    pub(crate) by: Member,
    /// When.
    pub(crate) at: Timestamp,
}

/// Widens, narrows or ends the trial.
#[derive(Deserialize, Serialize)]
pub(crate) struct Share {
    /// Which version is on trial.
    pub(crate) version: u32,
    /// Of a hundred: 100 for all, 0 ends it.
    pub(crate) percent: u8,
    /// Who.
    pub(crate) by: Member,
    /// When.
    pub(crate) at: Timestamp,
}

/// Makes a checked playbook live with one signature.
#[derive(Deserialize, Serialize)]
pub(crate) struct Release {
    /// What is released.
    pub(crate) playbook: Playbook,
    /// Its report, which found nothing.
    pub(crate) report: CheckReport,
    /// The version that is gone back to; nothing for one that was handed in.
    pub(crate) back_to: Option<u32>,
    /// Also for conversations that have begun.
    pub(crate) at_once: bool,
    /// Who.
    pub(crate) by: Member,
    /// When.
    pub(crate) at: Timestamp,
}

/// What was asked for, newest first.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadReleases {}

/// All that somebody who signs a version looks at.
#[derive(Deserialize, Serialize)]
pub(crate) struct Review {
    /// Which.
    pub(crate) version: u32,
}

/// Who this is, if they still belong to the team.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadMember {
    /// Whom.
    pub(crate) by: NamedBy,
    /// Now.
    pub(crate) at: Timestamp,
}

/// By what a team member is named.
#[derive(Deserialize, Serialize)]
pub(crate) enum NamedBy {
    /// The address that Access knows them by.
    Email(Pii<String>),
    /// Their id.
    Id(String),
}

/// Whose token this is.
#[derive(Deserialize, Serialize)]
pub(crate) struct Recognise {
    /// Of the token.
    pub(crate) token: Hash,
    /// Now.
    pub(crate) at: Timestamp,
}

/// Adds a team member.
#[derive(Deserialize, Serialize)]
pub(crate) struct AddMember {
    /// Of the token.
    pub(crate) token: Hash,
    /// Who, with a new id.
    pub(crate) member: TeamMember,
    /// Who adds.
    pub(crate) by: Member,
}

/// Removes a team member; false where there is none of that id.
#[derive(Deserialize, Serialize)]
pub(crate) struct RemoveMember {
    /// Whom.
    pub(crate) id: String,
    /// Who removes.
    pub(crate) by: Member,
    /// When.
    pub(crate) at: Timestamp,
}

/// The team.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadTeam {}

/// Adds a line about something that was done elsewhere.
#[derive(Deserialize, Serialize)]
pub(crate) struct NoteDeed {
    /// What.
    pub(crate) action: AuditAction,
    /// To what.
    pub(crate) subject: String,
    /// Who.
    pub(crate) by: Member,
    /// When.
    pub(crate) at: Timestamp,
}

/// The log.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadAudit {
    /// After which entry; before which, where the newest come first. From the end where it is 0.
    pub(crate) after: u32,
    /// Whether the newest come first.
    #[serde(default)]
    pub(crate) newest_first: bool,
    /// Only what is of this kind.
    #[serde(default)]
    pub(crate) action: Option<AuditAction>,
    /// Only what this team member did.
    #[serde(default)]
    pub(crate) by: Option<String>,
}

calls! {
    PLAYBOOK;
    ReadStanding, "/standing" => Standing;
    Load, "/load" => Option<PlaybookRelease>;
    ReadDraft, "/draft" => Option<DraftView>;
    SaveDraft, "/draft/save" => Allowed<DraftView>;
    DropDraft, "/draft/drop" => Allowed<()>;
    KeepReport, "/report/keep" => ();
    StartWhatIf, "/what-if/start" => ();
    ReadWhatIf, "/what-if" => Option<WhatIfView>;
    StepWhatIf, "/what-if/step" => bool;
    ForgetPast, "/what-if/forget" => ();
    ReadWhatIfTurns, "/what-if/turns" => WhatIfTurns;
    SaveScenario, "/scenario/save" => Option<ScenarioView>;
    RemoveScenario, "/scenario/remove" => bool;
    ReadScenario, "/scenario" => Option<ScenarioView>;
    ListScenarios, "/scenarios" => ScenarioList;
    NextScenarios, "/scenarios/next" => Vec<ScenarioView>;
    ReadScenarioRun, "/scenarios/run" => Option<ScenarioRunView>;
    StepScenarioRun, "/scenarios/step" => bool;
    Ask, "/release/ask" => Allowed<Standings>;
    Sign, "/release/sign" => Allowed<Standings>;
    Withdraw, "/release/withdraw" => Allowed<Standings>;
    Share, "/release/share" => Allowed<Standings>;
    Release, "/release/now" => Allowed<Standings>;
    ReadReleases, "/releases" => ReleaseList;
    Review, "/release/review" => Option<ReleaseReview>;
    ReadMember, "/team/member" => Option<Member>;
    Recognise, "/team/recognise" => Option<Member>;
    AddMember, "/team/add" => TeamMember;
    RemoveMember, "/team/remove" => bool;
    ReadTeam, "/team" => Vec<TeamMember>;
    NoteDeed, "/audit/note" => ();
    ReadAudit, "/audit" => AuditList;
}
