//! The playbook object: one, holding the draft, every version, who signed it, the team and the log.

use edgewise::{
    base::time::Timestamp,
    playbook::Playbook,
    release::{ChangedTurn, CheckReport, Hash, Member, Refusal, Standing, TeamMember},
    wire::{
        AuditList, DraftView, PlaybookRelease, ReleaseList, Standings, WhatIfTurns, WhatIfView,
    },
};
use serde::{Deserialize, Serialize};

use super::ObjectCall;
use crate::bindings::PLAYBOOK;

/// Name of the only one.
pub(crate) const NAME: &str = "playbook";

/// What an object may refuse.
pub(crate) type Allowed<T> = std::result::Result<T, Refusal>;

macro_rules! calls {
    ($($(#[$doc:meta])* $name:ident($path:literal) -> $answer:ty {
        $($(#[$field_doc:meta])* $field:ident: $type:ty,)*
    })*) => {
        $(
            $(#[$doc])*
            #[derive(Deserialize, Serialize)]
            pub(crate) struct $name {
                $($(#[$field_doc])* pub(crate) $field: $type,)*
            }

            impl ObjectCall for $name {
                const BINDING: &'static str = PLAYBOOK;
                const PATH: &'static str = $path;
                type Answer = $answer;
            }
        )*
    };
}

calls! {
    /// Which version serves whom.
    ReadStanding("/standing") -> Standing {}

    /// A version that is or was live.
    Load("/load") -> Option<PlaybookRelease> {
        /// Which.
        version: u32,
    }

    /// The draft, if there is one.
    ReadDraft("/draft") -> Option<DraftView> {}

    /// Keeps the draft.
    SaveDraft("/draft/save") -> Allowed<DraftView> {
        /// The document.
        playbook: Playbook,
        /// The revision that was read before; nothing for a new one.
        read: Option<u32>,
        /// Who.
        by: Member,
        /// When.
        at: Timestamp,
    }

    /// Throws the draft away.
    DropDraft("/draft/drop") -> Allowed<()> {
        /// The revision that was read before.
        read: Option<u32>,
        /// Who.
        by: Member,
        /// When.
        at: Timestamp,
    }

    /// Keeps a check report.
    KeepReport("/report/keep") -> () {
        /// The report.
        report: CheckReport,
    }

    /// Begins a run of past turns; whatever an earlier one found is forgotten.
    StartWhatIf("/what-if/start") -> () {
        /// The run, with nothing found yet.
        run: WhatIfView,
    }

    /// How far the run is.
    ReadWhatIf("/what-if") -> Option<WhatIfView> {}

    /// Keeps what the next turns came to. False where another caller was faster.
    StepWhatIf("/what-if/step") -> bool {
        /// The run as it is now.
        run: WhatIfView,
        /// The last conversation before these.
        from: String,
        /// The turns that change.
        turns: Vec<ChangedTurn>,
    }

    /// The turns that change.
    ReadWhatIfTurns("/what-if/turns") -> WhatIfTurns {
        /// After which.
        after: u32,
    }

    /// Asks that the draft go live.
    Ask("/release/ask") -> Allowed<Standings> {
        /// What is meant.
        content: Hash,
        /// What was looked at.
        report: Hash,
        /// Why.
        note: String,
        /// For how many of a hundred.
        percent: u8,
        /// Also for conversations that have begun.
        at_once: bool,
        /// Who.
        by: Member,
        /// When.
        at: Timestamp,
    }

    /// Signs a version that waits.
    Sign("/release/sign") -> Allowed<Standings> {
        /// Which.
        version: u32,
        /// What was looked at.
        content: Hash,
        /// And its report.
        report: Hash,
        /// Who.
        by: Member,
        /// When.
        at: Timestamp,
    }

    /// Takes back a version that waits.
    Withdraw("/release/withdraw") -> Allowed<Standings> {
        /// Which.
        version: u32,
        /// Who.
        by: Member,
        /// When.
        at: Timestamp,
    }

    /// Widens, narrows or ends the trial.
    Share("/release/share") -> Allowed<Standings> {
        /// Which version is on trial.
        version: u32,
        /// Of a hundred: 100 for all, 0 ends it.
        percent: u8,
        /// Who.
        by: Member,
        /// When.
        at: Timestamp,
    }

    /// Makes a checked playbook live with one signature.
    Release("/release/now") -> Allowed<Standings> {
        /// What is released.
        playbook: Playbook,
        /// Its report, which found nothing.
        report: CheckReport,
        /// The version that is gone back to; nothing for one that was handed in.
        back_to: Option<u32>,
        /// Also for conversations that have begun.
        at_once: bool,
        /// Who.
        by: Member,
        /// When.
        at: Timestamp,
    }

    /// What was asked for, newest first.
    ReadReleases("/releases") -> ReleaseList {}

    /// Whose token this is.
    Recognise("/team/recognise") -> Option<Member> {
        /// Of the token.
        token: Hash,
        /// Now.
        at: Timestamp,
    }

    /// Adds a team member.
    AddMember("/team/add") -> TeamMember {
        /// Of the token.
        token: Hash,
        /// Who, with a new id.
        member: TeamMember,
        /// Who adds.
        by: Member,
    }

    /// Removes a team member; false where there is none of that id.
    RemoveMember("/team/remove") -> bool {
        /// Whom.
        id: String,
        /// Who removes.
        by: Member,
        /// When.
        at: Timestamp,
    }

    /// The team.
    ReadTeam("/team") -> Vec<TeamMember> {}

    /// The log.
    ReadAudit("/audit") -> AuditList {
        /// After which entry.
        after: u32,
    }
}
