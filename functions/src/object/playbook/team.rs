//! Who holds a token, and what they may do with it.

use edgewise::{
    base::time::Timestamp,
    release::{AuditAction, Member, TeamMember},
};

use super::PlaybookObject;
use crate::{
    contract::playbook::{AddMember, NamedBy, ReadMember, Recognise, RemoveMember},
    fault::Result,
};

impl PlaybookObject {
    /// Whose token this is. Only its hash is known here, so how long the look-up takes says nothing
    /// about any token.
    pub(super) fn recognise(&self, call: &Recognise) -> Result<Option<Member>> {
        let found: Option<TeamMember> = self
            .store
            .json("SELECT body FROM member WHERE token = ?1", vec![call.token.as_str().into()])?;
        Ok(found.filter(|found| is_good(found, call.at)).map(|found| found.member))
    }

    /// Somebody who is known already, as they are now.
    pub(super) fn member(&self, call: &ReadMember) -> Result<Option<Member>> {
        let found = match &call.by {
            NamedBy::Id(id) => {
                let id = vec![id.as_str().into()];
                self.store.json("SELECT body FROM member WHERE id = ?1", id)?
            }
            NamedBy::Email(email) => {
                self.team()?.into_iter().find(|held| held.email.as_ref() == Some(email))
            }
        };
        Ok(found.filter(|found: &TeamMember| is_good(found, call.at)).map(|found| found.member))
    }

    pub(super) fn add_member(&self, call: AddMember) -> Result<TeamMember> {
        let mut log = self.log(&call.by, call.member.added_at)?;
        let role = call.member.member.role.name();
        log.line(AuditAction::MemberAdded, &call.member.member.id, &format!("as {role}"))?;
        log.batch.push(
            "INSERT INTO member VALUES (?1, ?2, ?3)",
            vec![
                call.member.member.id.as_str().into(),
                call.token.as_str().into(),
                serde_json::to_string(&call.member)?.into(),
            ],
        );
        self.store.commit(log.batch)?;
        Ok(call.member)
    }

    pub(super) fn remove_member(&self, call: &RemoveMember) -> Result<bool> {
        let id = || vec![call.id.as_str().into()];
        if self.store.row("SELECT 1 FROM member WHERE id = ?1", id())?.is_none() {
            return Ok(false);
        }
        let mut log = self.log(&call.by, call.at)?;
        log.line(AuditAction::MemberRemoved, &call.id, "")?;
        log.batch.push("DELETE FROM member WHERE id = ?1", id());
        self.store.commit(log.batch)?;
        Ok(true)
    }

    pub(super) fn team(&self) -> Result<Vec<TeamMember>> {
        let rows = self.store.rows("SELECT body FROM member ORDER BY rowid", vec![])?;
        rows.iter().map(|row| row.json(0)).collect()
    }
}

/// Whether they may come in still.
fn is_good(member: &TeamMember, at: Timestamp) -> bool {
    member.expires_at.is_none_or(|end| end > at)
}
