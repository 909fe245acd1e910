//! What the object does by itself, later: hands orphaned turns to the queue, tells the index, has
//! sent what is to be sent, forgets.

use edgewise::{
    base::{
        id::{ConversationId, CustomerKey, TurnId},
        limits::EVENT_ID_DAYS,
        time::{DAY_MS, SECOND_MS, Timestamp},
    },
    engine::{Issue, Rating},
    wire::TicketSummary,
};
use worker::{Response, ScheduledTime};

use super::{super::store::Batch, CustomerObject, row::ConversationRow};
use crate::{
    bindings, clock,
    contract::customer::{IndexEntry, Indexed},
    fault::{Fault, Result},
    jobs::Job,
};

/// Milliseconds from a change to telling the index: several changes of a lively conversation are
/// told together, because each telling costs as much as a turn.
pub(super) const OUTBOX_DELAY_MS: i64 = 5_000;

/// Milliseconds from a new ticket to telling the index: a person may be waiting for it.
pub(super) const TICKET_DELAY_MS: i64 = 200;

/// Milliseconds after which something told but not confirmed is told again.
const RETRY_MS: i64 = 15 * SECOND_MS;

/// Milliseconds after which what was handed to the queue and not begun, or begun and not confirmed, is handed
/// over again: longer than an attempt may take.
pub(super) const HANDED_MS: i64 = 45 * SECOND_MS;

/// Outbox rows told at once.
pub(super) const OUTBOX_ROWS_MAX: i64 = 20;

impl CustomerObject {
    /// Notes that the alarm should ring by then.
    pub(super) fn wake_at(&self, at: Timestamp) {
        let earlier = self.alarm_wanted.get().is_none_or(|wanted| at.as_ms() < wanted);
        if earlier {
            self.alarm_wanted.set(Some(at.as_ms()));
        }
    }

    /// Sets the alarm where it would ring too late. Called right after a commit, without anything
    /// awaited in between, so that alarm and data are one write.
    pub(super) async fn set_alarm(&self) -> worker::Result<()> {
        let Some(wanted) = self.alarm_wanted.take() else { return Ok(()) };
        if self.alarm_at.get().is_some_and(|at| at <= wanted) {
            return Ok(());
        }
        self.alarm_at.set(Some(wanted));
        let at = worker::js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(ms(wanted)));
        self.state.storage().set_alarm(ScheduledTime::new(at)).await
    }

    pub(super) async fn on_alarm(&self) -> worker::Result<Response> {
        self.alarm_at.set(None);
        if let Err(fault) = self.ring().await {
            fault.into_problem("alarm");
            self.wake_at(clock::now().plus_ms(RETRY_MS));
        }
        self.set_alarm().await?;
        Response::empty()
    }

    async fn ring(&self) -> Result<()> {
        let now = clock::now();
        let Some(key) = self.own_key()? else { return Ok(()) };
        let mut jobs: Vec<Job> = Vec::new();
        for turn_id in self.orphans(now)? {
            jobs.push(Job::FinishTurn { key: key.clone(), turn_id });
            self.wake_at(now.plus_ms(RETRY_MS));
        }
        for (conversation_id, approval_id) in self.due_approvals(now, now.plus_ms(RETRY_MS))? {
            jobs.push(Job::ExpireApproval { key: key.clone(), conversation_id, approval_id });
            self.wake_at(now.plus_ms(RETRY_MS));
        }
        for conversation_id in self.due_resumed(now, now.plus_ms(RETRY_MS))? {
            jobs.push(Job::Resume { key: key.clone(), conversation_id });
        }
        let next_snoozed = self.wake_tickets(now)?;
        jobs.extend(self.due_entries(&key, now)?.into_iter().map(|e| Job::Index(Box::new(e))));
        let mut outward: Vec<Job> = Vec::new();
        for (id, generation) in self.due_deliveries(now)? {
            outward.push(Job::Deliver { key: key.clone(), id, generation });
        }
        for (destination, id, generation) in self.due_dispatches(now)? {
            outward.push(Job::Dispatch { key: key.clone(), destination, id, generation });
        }
        self.forget(now)?;
        for due_at in self.next_due()?.into_iter().chain(next_snoozed) {
            self.wake_at(due_at);
        }
        if !jobs.is_empty() {
            bindings::jobs(&self.env)?.send_batch(jobs).await?;
        }
        if !outward.is_empty() {
            bindings::outward(&self.env)?.send_batch(outward).await?;
        }
        Ok(())
    }

    /// Turns of the journal whose owner's time is over.
    fn orphans(&self, now: Timestamp) -> Result<Vec<TurnId>> {
        let rows = self.store.rows(
            "SELECT id FROM turn WHERE phase = 'running' AND lease_until <= ?1",
            vec![now.as_ms().into()],
        )?;
        rows.iter()
            .map(|row| TurnId::parse(row.text(0)).map_err(|_| Fault::internal("turn.id")))
            .collect()
    }

    /// What the index should be told now. The rows stay until it has confirmed them.
    fn due_entries(&self, key: &CustomerKey, now: Timestamp) -> Result<Vec<IndexEntry>> {
        let rows = self.store.rows(
            "SELECT key, revision FROM outbox WHERE due_at <= ?1 ORDER BY due_at LIMIT ?2",
            vec![now.as_ms().into(), OUTBOX_ROWS_MAX.into()],
        )?;
        let profile = self.stored_profile()?.profile;
        let mut entries = Vec::new();
        let mut batch = Batch::default();
        for row in rows {
            let outbox = row.text(0).to_owned();
            let retry_at = now.plus_ms(RETRY_MS).as_ms();
            batch.push(
                "UPDATE outbox SET due_at = ?2 WHERE key = ?1",
                vec![outbox.as_str().into(), retry_at.into()],
            );
            let id = ConversationId::parse(outbox.as_str())
                .map_err(|_| Fault::internal("outbox.key"))?;
            if let Some(conversation) = self.conversation(&id)? {
                let tickets = self.tickets(&id)?;
                // What is thought of people says nothing of what the assistant told.
                let rating = conversation.feedback.as_ref().map(|given| (given.score, given.at));
                let of_each = |given: &Rating| (given.of, given.score, given.at);
                entries.push(IndexEntry {
                    key: key.clone(),
                    outbox,
                    revision: row.int(1).max(conversation.revision()),
                    summary: conversation.summary(&profile),
                    issues: conversation
                        .issues
                        .iter()
                        .map(|it| Issue { standing: it.settled(&tickets, rating), ..it.clone() })
                        .collect(),
                    tickets: tickets
                        .iter()
                        .map(|it| TicketSummary::of(it, profile.customer_id.as_ref()))
                        .collect(),
                    ratings: conversation.ratings().iter().map(of_each).collect(),
                    late: self.late(&conversation)?,
                });
            }
        }
        self.store.commit(batch)?;
        Ok(entries)
    }

    pub(super) fn indexed(&self, call: &Indexed) -> Result<()> {
        let mut batch = Batch::default();
        for (key, revision) in &call.done {
            // A change since then has a higher revision and stays.
            batch.push(
                "DELETE FROM outbox WHERE key = ?1 AND revision <= ?2",
                vec![key.as_str().into(), (*revision).into()],
            );
        }
        self.store.commit(batch)
    }

    fn next_due(&self) -> Result<Option<Timestamp>> {
        // One after the other: the platform puts no more than five together in a union.
        let row = self.store.row(
            "SELECT min(
                ifnull((SELECT min(due_at) FROM outbox), ?1),
                ifnull((SELECT min(due_at) FROM next_dispatch), ?1),
                ifnull((SELECT min(due_at) FROM delivery), ?1),
                ifnull((SELECT min(due_at) FROM approval), ?1),
                ifnull((SELECT min(due_at) FROM resumed), ?1),
                ifnull((SELECT min(lease_until) FROM turn WHERE phase = 'running'), ?1))",
            vec![super::delivery::NEVER_MS.into()],
        )?;
        let due_at = row.map(|row| row.int(0)).filter(|at| *at < super::delivery::NEVER_MS);
        Ok(due_at.map(Timestamp::from_ms))
    }

    /// Event ids that no sender will repeat any more, and behaviour past its retention.
    fn forget(&self, now: Timestamp) -> Result<()> {
        let oldest = now.plus_ms(EVENT_ID_DAYS.saturating_mul(DAY_MS).saturating_neg());
        let mut batch = Batch::default();
        batch.push("DELETE FROM applied_event WHERE received_at < ?1", vec![oldest.as_ms().into()]);
        let uncounted = super::count::oldest(now).as_ms();
        batch.push("DELETE FROM counted WHERE at < ?1", vec![uncounted.into()]);
        let mut stored = self.stored_profile()?;
        if stored.profile.retain(now) {
            super::profile::write_profile(&mut batch, &stored)?;
        }
        self.store.commit(batch)
    }

    fn own_key(&self) -> Result<Option<CustomerKey>> {
        let row = self.store.row("SELECT value FROM meta WHERE key = 'key'", vec![])?;
        row.map(|row| CustomerKey::parse(row.text(0)).map_err(|_| Fault::internal("meta.key")))
            .transpose()
    }
}

/// Remembers the object's own name, for what it sends by itself.
pub(super) fn push_key(batch: &mut Batch, key: &CustomerKey) {
    batch.push(
        "INSERT INTO meta VALUES ('key', ?1)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
        vec![key.as_str().into()],
    );
}

/// Notes that the index must be told of this conversation by then.
pub(super) fn push_outbox(batch: &mut Batch, row: &ConversationRow, due_at: Timestamp) {
    batch.push(
        "INSERT INTO outbox VALUES (?1, ?2, ?3)
         ON CONFLICT (key) DO UPDATE SET revision = excluded.revision,
            due_at = min(due_at, excluded.due_at)",
        vec![row.id.as_str().into(), row.revision().into(), due_at.as_ms().into()],
    );
}

#[expect(clippy::cast_precision_loss, reason = "instants are far below 2^53")]
const fn ms(at: i64) -> f64 {
    at as f64
}
