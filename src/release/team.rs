//! Who may decide what.

use serde::{Deserialize, Serialize};

use crate::{
    base::{pii::Pii, time::Timestamp},
    profile::Identifier,
};

/// How every token of a team member begins, so that a leaked one is recognised by scanners.
pub const TOKEN_PREFIX: &str = "ewt_";

/// What a team member may do. Each may do all that the ones before it may.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads conversations, tickets, receipts and the playbook.
    Viewer,
    /// Works tickets, decides what waits for an approval, and sees customers.
    Agent,
    /// Changes the draft and the articles.
    Editor,
    /// Signs a release, and takes one back.
    Approver,
    /// Adds and removes team members, erases customers, imports.
    Owner,
}

impl Role {
    /// Its name in the interface.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Agent => "agent",
            Self::Editor => "editor",
            Self::Approver => "approver",
            Self::Owner => "owner",
        }
    }
}

/// Who is acting.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Member {
    /// Names this person in the log, for good.
    pub id: String,
    /// What the team calls them.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

impl Member {
    /// Whoever holds the deployment's own operator token.
    #[must_use]
    pub fn owner() -> Self {
        Self { id: "owner".to_owned(), name: "Owner".to_owned(), role: Role::Owner }
    }
}

/// A team member as the team sees them.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TeamMember {
    /// Who.
    #[serde(flatten)]
    pub member: Member,
    /// Since when.
    pub added_at: Timestamp,
    /// Until when they may come in; without end where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// The address by which Cloudflare Access names them, in small letters. Where Access stands before the
    /// console it lets them in without their token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Pii<String>>,
}

impl TeamMember {
    /// An address in the form in which [`TeamMember::email`] holds it; nothing where it is none.
    #[must_use]
    pub fn named_by(address: &Pii<String>) -> Option<Pii<String>> {
        match Identifier::email(address.expose()) {
            Ok(Identifier::Email(email)) => Some(email),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_stand_above_one_another() {
        let ladder = [Role::Viewer, Role::Agent, Role::Editor, Role::Approver, Role::Owner];
        assert!(ladder.is_sorted());
        for role in ladder {
            assert_eq!(serde_json::to_value(role).unwrap(), role.name());
        }
    }
}
