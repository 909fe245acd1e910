//! Drafts, checks, releases, the team and the log.

use serde::{Deserialize, Serialize};

use crate::{
    base::{pii::Pii, time::Timestamp},
    playbook::Playbook,
    release::{
        AuditLine, Candidate, Changed, ChangedTurn, CheckReport, Coverage, Hash, Member, Role,
        Standing, TeamMember, WhatIf,
    },
};

/// `GET /v1/playbook/draft`. Its `ETag` goes into `If-Match` when it is saved again.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DraftView {
    /// Counts up with every change: the `ETag`.
    pub revision: u32,
    /// The document.
    pub playbook: Playbook,
    /// Its hash.
    pub content: Hash,
    /// Who changed it since it was begun, by id.
    pub authors: Vec<String>,
    /// When it was saved last.
    pub saved_at: Timestamp,
    /// What it would change of what is live.
    #[serde(default)]
    pub changes: Vec<Changed>,
}

/// `POST /v1/playbook/draft/check`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckView {
    /// Whether it may go live.
    pub passed: bool,
    /// What was found.
    pub report: CheckReport,
    /// The report's hash, which a release is signed over.
    pub hash: Hash,
    /// What the scenarios touched, and what they did not; nothing where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage>,
    /// What it would change of what is live.
    pub changes: Vec<Changed>,
}

/// `POST /v1/playbook/releases`: asks that the draft go live.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReleaseRequest {
    /// Hash of the draft that is meant.
    pub content: Hash,
    /// Hash of its check report.
    pub report: Hash,
    /// Why.
    #[serde(default)]
    pub note: String,
    /// How many of a hundred customers it serves first.
    #[serde(default = "everybody")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100)))]
    pub percent: u8,
    /// Whether conversations that have begun change to it, too.
    #[serde(default)]
    pub at_once: bool,
}

const fn everybody() -> u8 {
    100
}

/// `POST /v1/playbook/releases/{version}/approve`: signs exactly what was looked at.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignRequest {
    /// Hash of the content.
    pub content: Hash,
    /// Hash of the report.
    pub report: Hash,
}

/// `POST /v1/playbook/releases/{version}/share`: how many customers a trial serves.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShareRequest {
    /// Of a hundred: 100 makes it live for all, 0 ends it.
    #[cfg_attr(feature = "schema", schemars(range(max = 100)))]
    pub percent: u8,
}

/// `GET /v1/playbook/releases`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReleaseList {
    /// What serves whom now.
    pub standing: Standing,
    /// What was asked for, newest first.
    pub items: Vec<Candidate>,
}

/// `GET /v1/playbook/releases/{version}/review`: all that whoever signs it looks at.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReleaseReview {
    /// What was asked for, with the hashes that are signed.
    pub release: Candidate,
    /// How many more people must sign it.
    pub signatures_missing: u8,
    /// Its check report, as long as it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<CheckReport>,
    /// What it changes of the version that was live when it was asked for, in words.
    pub changes: Vec<Changed>,
}

/// What became of a release, a signature, a share or a way back.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Standings {
    /// The version that it is about.
    pub release: Candidate,
    /// How many more people must sign it.
    pub signatures_missing: u8,
    /// What serves whom now.
    pub standing: Standing,
}

/// `GET /v1/playbook/releases/{version}/changes?since=`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlaybookChanges {
    /// The older version.
    pub since: u32,
    /// The newer one.
    pub version: u32,
    /// What differs, in words.
    pub changes: Vec<Changed>,
}

/// `POST /v1/team`: adds a team member.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemberRequest {
    /// What the team calls them: 1 to 80 characters.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Until when they may come in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// The address by which Cloudflare Access names them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Pii<String>>,
}

/// A new team member, with the token. It is shown this once and kept nowhere.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemberAdded {
    /// Who.
    #[serde(flatten)]
    pub member: TeamMember,
    /// What they sign in with.
    pub token: String,
}

/// `GET /v1/team`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TeamList {
    /// Who is asking.
    pub you: Member,
    /// Everybody with a token of their own.
    pub items: Vec<TeamMember>,
}

/// `GET /v1/audit?after=`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditList {
    /// Oldest first.
    pub items: Vec<AuditLine>,
    /// For `after` of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u32>,
}

/// `POST /v1/playbook/releases/{version}/rollback`.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct RollbackRequest {
    /// Whether conversations that have begun go back, too.
    pub at_once: bool,
}

impl Default for RollbackRequest {
    fn default() -> Self {
        Self { at_once: true }
    }
}

/// `POST /v1/playbook/draft/what-if`: which past turns are run.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct WhatIfRequest {
    /// From when on; from the first where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Until when; until now where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Only conversations with this skill, for example `returns`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skill: Option<String>,
}

/// A run over past turns, and how far it is.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WhatIfView {
    /// The draft that is tried.
    pub content: Hash,
    /// The version that it is compared with.
    pub live: u32,
    /// From when on.
    pub since: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// Only conversations with this skill.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skill: Option<String>,
    /// Conversations that are run.
    pub conversations: u32,
    /// Those of them that have been.
    pub conversations_run: u32,
    /// The last conversation that has been: the run goes on after it.
    pub after: String,
    /// Whether all have been.
    pub done: bool,
    /// What was found so far.
    pub found: WhatIf,
}

/// `GET /v1/playbook/draft/what-if/turns?after=`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WhatIfTurns {
    /// The turns that change, in the order in which they were met.
    pub items: Vec<ChangedTurn>,
    /// For `after` of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u32>,
}
