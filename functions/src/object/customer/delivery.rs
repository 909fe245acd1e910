//! What is to be sent to the customer outside of the conversation, until it was sent.
//!
//! The queue only rings: whoever does what it says first begins an attempt here, under its number. So what the
//! queue says twice, or long after, is sent once, and what it loses is said again. What fails ten times is given
//! up and stays, for people to see; a code that did not arrive is worth nothing by then, and goes.

use edgewise::base::time::Timestamp;
use worker::{Request, Response};

use super::{
    super::store::Batch,
    CustomerObject,
    alarm::{HANDED_MS, OUTBOX_ROWS_MAX, push_key},
    unsent::LATE_ATTEMPTS,
};
use crate::{
    contract::{
        customer::{BeginDelivery, Delivered, Delivery},
        serve,
    },
    fault::Result,
};

/// When that is due which was given up: the year 9999.
pub(super) const NEVER_MS: i64 = 253_370_764_800_000;

impl CustomerObject {
    /// What is to be sent now, by id, with the number of its next attempt.
    pub(super) fn due_deliveries(&self, now: Timestamp) -> Result<Vec<(String, u32)>> {
        let rows = self.store.rows(
            "SELECT body FROM delivery WHERE due_at <= ?1 LIMIT ?2",
            vec![now.as_ms().into(), OUTBOX_ROWS_MAX.into()],
        )?;
        let mut batch = Batch::default();
        let mut due = Vec::new();
        for row in &rows {
            let delivery: Delivery = row.json(0)?;
            push(&mut batch, &delivery, now.plus_ms(HANDED_MS).as_ms())?;
            due.push((delivery.id().to_owned(), delivery.generation.saturating_add(1)));
        }
        self.store.commit(batch)?;
        Ok(due)
    }

    pub(super) async fn begin_delivery(&self, request: Request) -> worker::Result<Response> {
        let response = serve(request, |call| self.here(|| self.begin_to_deliver(&call))).await?;
        self.set_alarm().await?;
        Ok(response)
    }

    fn begin_to_deliver(&self, call: &BeginDelivery) -> Result<Option<Delivery>> {
        let Some(mut delivery) = self.delivery(&call.id)? else { return Ok(None) };
        if delivery.given_up || delivery.generation.saturating_add(1) != call.generation {
            return Ok(None);
        }
        // Nobody said what came of the one before.
        delivery.attempts = delivery.attempts.saturating_add(delivery.under_way.into());
        delivery.generation = call.generation;
        delivery.under_way = true;
        let mut batch = Batch::default();
        let again_at = call.now.plus_ms(HANDED_MS);
        push(&mut batch, &delivery, again_at.as_ms())?;
        self.store.commit(batch)?;
        self.wake_at(again_at);
        Ok(Some(delivery))
    }

    /// What came of an attempt.
    pub(super) async fn delivered(&self, request: Request) -> worker::Result<Response> {
        let response = serve(request, |call| self.here(|| self.note_delivered(&call))).await?;
        self.set_alarm().await?;
        Ok(response)
    }

    fn note_delivered(&self, call: &Delivered) -> Result<()> {
        // Told before.
        let Some(mut delivery) = self.delivery(&call.id)? else { return Ok(()) };
        let mut batch = Batch::default();
        let was_listed = delivery.given_up || delivery.attempts >= LATE_ATTEMPTS;
        match &call.failed {
            // Whichever attempt it was: it has arrived.
            None => push_removal(&mut batch, &call.id),
            Some(_) if delivery.generation != call.generation || !delivery.under_way => {
                return Ok(());
            }
            Some((_, None)) if delivery.code.is_some() => push_removal(&mut batch, &call.id),
            Some((fault, wait_ms)) => {
                delivery.attempts = delivery.attempts.saturating_add(1);
                delivery.under_way = false;
                delivery.fault.clone_from(fault);
                delivery.given_up = wait_ms.is_none();
                let due_at = wait_ms.map(|ms| call.now.plus_ms(ms));
                push(&mut batch, &delivery, due_at.map_or(NEVER_MS, Timestamp::as_ms))?;
                if let Some(due_at) = due_at {
                    self.wake_at(due_at);
                }
            }
        }
        if was_listed || delivery.given_up || delivery.attempts >= LATE_ATTEMPTS {
            self.list_email_anew(&mut batch, &delivery, call.now)?;
        }
        push_key(&mut batch, &call.key);
        self.store.commit(batch)
    }

    pub(super) fn delivery(&self, id: &str) -> Result<Option<Delivery>> {
        self.store.json("SELECT body FROM delivery WHERE id = ?1", vec![id.into()])
    }

    /// What is to be sent now though it waited or was given up. What is being sent is not sent beside that.
    pub(super) fn push_delivery_now(
        &self,
        batch: &mut Batch,
        delivery: &mut Delivery,
        now: Timestamp,
    ) -> Result<()> {
        if delivery.under_way {
            return Ok(());
        }
        if delivery.given_up {
            (delivery.given_up, delivery.attempts) = (false, 0);
        }
        self.wake_at(now);
        push(batch, delivery, now.as_ms())
    }
}

/// Notes what is to be sent to the customer, at once.
pub(super) fn push_delivery(batch: &mut Batch, delivery: &Delivery, now: Timestamp) -> Result<()> {
    let delivery = Delivery { since: Some(now), ..delivery.clone() };
    batch.push(
        "INSERT OR IGNORE INTO delivery VALUES (?1, ?2, ?3)",
        vec![delivery.id().into(), now.as_ms().into(), serde_json::to_string(&delivery)?.into()],
    );
    Ok(())
}

/// Forgets it.
pub(super) fn push_removal(batch: &mut Batch, id: &str) {
    batch.push("DELETE FROM delivery WHERE id = ?1", vec![id.into()]);
}

fn push(batch: &mut Batch, delivery: &Delivery, due_at_ms: i64) -> Result<()> {
    batch.push(
        "UPDATE delivery SET due_at = ?2, body = ?3 WHERE id = ?1",
        vec![delivery.id().into(), due_at_ms.into(), serde_json::to_string(delivery)?.into()],
    );
    Ok(())
}
