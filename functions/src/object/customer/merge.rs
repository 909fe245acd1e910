//! Merging: an unknown visitor turns out to be a customer, and nothing of theirs is lost.
//!
//! The function that merges seals this object, carries its estate over, and tells it that the
//! estate has arrived. A sealed object answers every call with where the customer lives on, so a
//! merge that was cut short is completed by whoever comes next.

use std::collections::BTreeMap;

use edgewise::profile::Profile;
use serde_json::Value;
use worker::{Request, Response};

use super::{
    super::store::{Batch, column},
    CustomerObject, alarm,
    profile::write_profile,
};
use crate::{
    contract::{
        customer::{Absorb, Erased, Estate, ForgetConversation, Seal, Sealed},
        held::Held,
        serve,
    },
    fault::Result,
};

/// The tables of an estate and how their rows are written elsewhere.
const ESTATE: &[(&str, &str)] = &[
    ("approval", "INSERT OR IGNORE INTO approval VALUES (?1, ?2, ?3)"),
    ("applied_event", "INSERT OR IGNORE INTO applied_event VALUES (?1, ?2, ?3)"),
    ("conversation", "INSERT OR IGNORE INTO conversation VALUES (?1, ?2, ?3)"),
    ("counted", "INSERT OR IGNORE INTO counted (id, at, body) VALUES (?2, ?3, ?4)"),
    ("delivery", "INSERT OR IGNORE INTO delivery VALUES (?1, ?2, ?3)"),
    ("dispatch", "INSERT OR IGNORE INTO dispatch VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"),
    ("draft", "INSERT OR IGNORE INTO draft VALUES (?1, ?2, ?3, ?4)"),
    ("lane", "INSERT OR IGNORE INTO lane VALUES (?1, ?2, ?3, ?4)"),
    ("message", "INSERT OR IGNORE INTO message VALUES (?1, ?2, ?3)"),
    ("outbox", "INSERT OR IGNORE INTO outbox VALUES (?1, ?2, ?3)"),
    ("resumed", "INSERT OR IGNORE INTO resumed VALUES (?1, ?2, ?3)"),
    ("snapshot", "INSERT OR IGNORE INTO snapshot VALUES (?1, ?2)"),
    ("ticket", "INSERT OR IGNORE INTO ticket VALUES (?1, ?2, ?3)"),
    ("turn", "INSERT OR IGNORE INTO turn VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"),
];

impl CustomerObject {
    pub(super) fn seal(&self, call: Seal) -> Result<Sealed> {
        if self.moved()?.is_some() {
            return Ok(Sealed::Full);
        }
        let profile = self.stored_profile()?.profile;
        if let Some(customer_id) = profile.customer_id {
            return Ok(Sealed::KnownCustomer(customer_id));
        }
        // A turn under way closes where the customer lives on: its close is answered with `Moved`.
        let conversations = self.store.row("SELECT count(*) FROM conversation", vec![])?;
        let empty = profile == Profile::default()
            && conversations.is_none_or(|row| row.int(0) == 0)
            && self.leases.borrow().is_idle();
        let mut batch = Batch::default();
        batch.push("INSERT INTO meta VALUES ('moved_to', ?1)", vec![call.into.as_str().into()]);
        if empty {
            batch.push("INSERT INTO meta VALUES ('arrived', '1')", vec![]);
        }
        self.store.commit(batch)?;
        Ok(if empty { Sealed::Empty } else { Sealed::Full })
    }

    pub(super) fn export(&self) -> Result<Estate> {
        let mut tables = Vec::new();
        for (table, _) in ESTATE {
            let rows = self.store.rows(&format!("SELECT * FROM {table}"), vec![])?;
            let rows = rows.into_iter().map(super::super::store::Row::into_json).collect();
            tables.push(((*table).to_owned(), rows));
        }
        Ok(Estate { profile: self.stored_profile()?.profile, tables })
    }

    /// Everything that is held, for whom it is about. What an estate is made of is what there is.
    pub(super) fn held(&self) -> Result<Held> {
        let mut tables = BTreeMap::new();
        for (table, _) in ESTATE {
            let rows = self.store.objects(&format!("SELECT * FROM {table}"))?;
            tables.insert((*table).to_owned(), rows);
        }
        Ok(Held { profile: self.stored_profile()?.profile, tables })
    }

    /// What came may wait for its time: a ticket that is to be told elsewhere, an answer to be mailed.
    pub(super) async fn absorb(&self, request: Request) -> worker::Result<Response> {
        let response = serve(request, |call| self.here(|| self.take_estate(call))).await?;
        self.set_alarm().await?;
        Ok(response)
    }

    fn take_estate(&self, call: Absorb) -> Result<()> {
        let known = "SELECT 1 FROM meta WHERE key = ?1";
        let mark = format!("absorbed {}", call.from);
        if self.store.row(known, vec![mark.as_str().into()])?.is_some() {
            return Ok(());
        }
        let mut batch = Batch::default();
        for (name, rows) in &call.estate.tables {
            let Some((_, insert)) = ESTATE.iter().find(|(table, _)| table == name) else {
                continue;
            };
            for row in rows {
                let Value::Array(columns) = row else { continue };
                batch.push(insert, columns.iter().map(column).collect());
            }
        }
        let mut stored = self.stored_profile()?;
        stored.profile.join(call.estate.profile);
        stored.profile.retain(call.now);
        write_profile(&mut batch, &stored)?;
        batch.push("INSERT INTO meta VALUES (?1, '1')", vec![mark.as_str().into()]);
        alarm::push_key(&mut batch, &call.key);
        // The index learns that these conversations belong to somebody now: that is newer than all
        // that it was told of them.
        batch.push(
            "UPDATE conversation
             SET body = json_set(body, '$.acts', ifnull(json_extract(body, '$.acts'), 0) + 1)",
            vec![],
        );
        batch.push(
            "INSERT OR IGNORE INTO outbox SELECT id, 0, ?1 FROM conversation",
            vec![call.now.plus_ms(alarm::OUTBOX_DELAY_MS).as_ms().into()],
        );
        self.store.commit(batch)?;
        // The alarm rings soon, and then looks when it must ring again.
        self.wake_at(call.now.plus_ms(alarm::OUTBOX_DELAY_MS));
        Ok(())
    }

    pub(super) fn estate_arrived(&self) -> Result<()> {
        let mut batch = Batch::default();
        batch.push("INSERT OR IGNORE INTO meta VALUES ('arrived', '1')", vec![]);
        batch.push("DELETE FROM meta WHERE key IN ('profile', 'revision')", vec![]);
        push_deletes(&mut batch);
        self.store.commit(batch)?;
        self.close_sockets();
        Ok(())
    }

    /// INVARIANT: the count of conversations survives. Ids of turns, and with them the keys under
    /// which a shop recognises a repeated action, are derived from it and must never come again.
    pub(super) fn erase(&self) -> Result<Erased> {
        let profile = self.stored_profile()?.profile;
        let begun = self.next_sequence()?.saturating_sub(1);
        let conversations = self.conversations(NO_LIMIT)?.into_iter().map(|row| row.id).collect();
        let mut batch = Batch::default();
        push_deletes(&mut batch);
        batch.push("DELETE FROM meta", vec![]);
        batch.push(
            "INSERT INTO meta VALUES ('conversations_erased', ?1)",
            vec![begun.to_string().into()],
        );
        self.store.commit(batch)?;
        Ok(Erased { conversations, profile })
    }
}

impl CustomerObject {
    /// INVARIANT: as with erasing, its number never comes again.
    pub(super) fn forget_conversation(&self, call: &ForgetConversation) -> Result<bool> {
        let Some(row) = self.conversation(&call.id)? else { return Ok(true) };
        let under_way = self.store.row(
            "SELECT 1 FROM turn WHERE conversation_id = ?1 AND phase = 'running'",
            vec![call.id.as_str().into()],
        )?;
        if row.updated_at >= call.before || under_way.is_some() {
            return Ok(false);
        }
        let mut batch = Batch::default();
        for statement in [
            "DELETE FROM approval WHERE conversation_id = ?1",
            "DELETE FROM dispatch
                WHERE ticket_id IN (SELECT id FROM ticket WHERE conversation_id = ?1)",
            "DELETE FROM draft
                WHERE ticket_id IN (SELECT id FROM ticket WHERE conversation_id = ?1)",
            "DELETE FROM lane
                WHERE ticket_id IN (SELECT id FROM ticket WHERE conversation_id = ?1)",
            "DELETE FROM message WHERE conversation_id = ?1",
            "DELETE FROM outbox WHERE key = ?1",
            "DELETE FROM resumed WHERE conversation_id = ?1",
            "DELETE FROM ticket WHERE conversation_id = ?1",
            "DELETE FROM turn WHERE conversation_id = ?1",
            "DELETE FROM conversation WHERE id = ?1",
        ] {
            batch.push(statement, vec![call.id.as_str().into()]);
        }
        // What no turn that is left has seen of the customer.
        batch.push(
            "DELETE FROM snapshot WHERE id NOT IN
                (SELECT json_extract(record, '$.opening.profile_snapshot') FROM turn)",
            vec![],
        );
        batch.push(
            "INSERT INTO meta VALUES ('conversations_erased', '1') ON CONFLICT (key)
                DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)",
            vec![],
        );
        self.store.commit(batch)?;
        Ok(true)
    }
}

/// SQLite reads a negative limit as none.
const NO_LIMIT: i64 = -1;

fn push_deletes(batch: &mut Batch) {
    for statement in [
        "DELETE FROM applied_event",
        "DELETE FROM approval",
        "DELETE FROM counted",
        "DELETE FROM conversation",
        "DELETE FROM delivery",
        "DELETE FROM dispatch",
        "DELETE FROM draft",
        "DELETE FROM lane",
        "DELETE FROM message",
        "DELETE FROM outbox",
        "DELETE FROM resumed",
        "DELETE FROM snapshot",
        "DELETE FROM ticket",
        "DELETE FROM turn",
    ] {
        batch.push(statement, vec![]);
    }
}
