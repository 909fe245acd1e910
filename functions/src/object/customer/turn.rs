//! Turns: opened, journalled, closed.
//!
//! A turn without an action is stored once, when it closes. A turn with one is stored before the
//! action is sent, so that whoever finds it after a crash sends the same action under the same key.
//! A lease keeps two messages of one conversation from being answered at once; the check at the
//! end is against what is stored, so a lost lease costs a repetition and never a second answer.

use edgewise::{
    base::{
        id::{ClientMessageId, ConversationId, CustomerKey, MessageId, TurnId},
        json,
        limits::{CONVERSATION_IDLE_DAYS, LEASE_MS},
        time::{DAY_MS, Timestamp},
    },
    conversation::{ConversationState, ConversationStatus, Message, MessageRole},
    engine::{Inbound, Opening, Outcome, RECORD_SCHEMA_VERSION, TurnRecord, learned, note_issues},
    identity::Identity,
    profile::Profile,
    understanding::Command,
    wire::ChatAnswer,
};
use worker::{Request, Response};

use super::{
    super::store::{Batch, Row},
    CustomerObject, alarm, delivery,
    lease::BUSY_RETRY_MS,
    profile::{write_profile, write_snapshot},
    resume,
    row::{ConversationRow, StoredProfile},
    work::push_ticket,
};
use crate::{
    contract::{
        customer::{
            AbandonTurn, CloseTurn, Delivery, JournalTurn, OpenSession, OpenTurn, OpenedTurn,
            ResumeTurn, SessionOpened, TurnOpened, Visitor, Written,
        },
        serve,
    },
    fault::{Fault, Result},
};

/// Where a message belongs.
enum Chosen {
    Existing(Box<ConversationRow>),
    New { id: ConversationId, sequence: u32 },
    NotTheirs,
}

impl CustomerObject {
    pub(super) fn open_session(&self, call: &OpenSession) -> Result<SessionOpened> {
        let stored = self.stored_profile()?;
        let verified = matches!(call.visitor.identity, Identity::Verified(_));
        let open = self.newest_open(&call.visitor, &stored.profile, call.now)?;
        let is_strangers = !verified && open.is_none() && stored.profile.customer_id.is_some();
        let begun = open.is_some();
        let conversation_id = match open {
            Some(row) => row.id,
            None => ConversationId::derive(&call.key, self.next_sequence()?),
        };
        Ok(SessionOpened {
            conversation_id,
            begun,
            is_strangers,
            known: verified || stored.revision > 0,
            holds_customer: stored.profile.customer.is_some(),
            profile: stored.profile.for_greeting(&call.visitor.identity, call.now),
        })
    }

    pub(super) fn open_turn(&self, call: OpenTurn) -> Result<TurnOpened> {
        let stored = self.stored_profile()?;
        let mut row = match self.choose(&call, &stored.profile)? {
            Chosen::NotTheirs => return Ok(TurnOpened::NoConversation),
            Chosen::Existing(row) => *row,
            Chosen::New { id, sequence } => begun(&call, id, sequence),
        };
        if !call.standing.keeps(row.playbook_version) {
            row.playbook_version = call.standing.version_for(&call.key);
        }
        if let Some(answered) = self.answered(&row.id, &call)? {
            return Ok(answered);
        }
        if let Some(orphan) = self.running(&row.id, call.now)? {
            return Ok(orphan);
        }
        if let Some(refusal) = self.leases.borrow_mut().admit(&row.id, &call) {
            return Ok(refusal);
        }
        let record = TurnRecord {
            schema_version: RECORD_SCHEMA_VERSION,
            turn_id: TurnId::derive(&row.id, row.turn_count.saturating_add(1)),
            conversation_id: row.id.clone(),
            opening: Opening {
                at: call.now,
                inbound: call.inbound,
                channel: call.channel,
                identity: row.state.identity(&call.visitor.identity),
                state: row.state,
                profile_snapshot: stored.snapshot_id(&call.key),
                playbook_version: row.playbook_version,
                reach: call.reach,
            },
            answers: Vec::new(),
        };
        let generation = self.leases.borrow_mut().grant(&record, call.client_message_id.clone());
        Ok(TurnOpened::Open(Box::new(OpenedTurn {
            record,
            profile: stored.profile,
            client_message_id: call.client_message_id,
            generation,
            journalled: false,
        })))
    }

    pub(super) fn resume_turn(&self, call: &ResumeTurn) -> Result<Option<OpenedTurn>> {
        let row = self.store.row(
            "SELECT record, client_message_id, lease_until FROM turn
             WHERE id = ?1 AND phase = 'running'",
            vec![call.turn_id.as_str().into()],
        )?;
        match row {
            Some(row) if Timestamp::from_ms(row.int(2)) <= call.now => {
                self.take_over(&row, call.now).map(Some)
            }
            _ => Ok(None),
        }
    }

    pub(super) fn abandon_turn(&self, call: &AbandonTurn) -> Result<()> {
        self.leases.borrow_mut().held.retain(|_, lease| {
            lease.turn_id != call.turn_id || lease.generation != call.generation
        });
        Ok(())
    }

    pub(super) async fn journal_turn(&self, request: Request) -> worker::Result<Response> {
        let response = serve(request, |call| self.here(|| self.journal(call))).await?;
        self.set_alarm().await?;
        Ok(response)
    }

    pub(super) async fn close_turn(&self, request: Request) -> worker::Result<Response> {
        let response = serve(request, |call| self.here(|| self.close(call))).await?;
        self.set_alarm().await?;
        Ok(response)
    }

    fn journal(&self, call: JournalTurn) -> Result<Written<()>> {
        let turn_id = &call.record.turn_id;
        let row = self.row_of(&call.record, &call.visitor)?;
        if !self.may_write(&call.record, &call.client_message_id, call.generation, &row)? {
            return Ok(Written::Stale);
        }
        let mut batch = Batch::default();
        if !self.push_snapshot(&mut batch, &call.record)? {
            return Ok(Written::Stale);
        }
        push_conversation(&mut batch, &row)?;
        push_message(&mut batch, &row, 0, customer_message(&call.record).as_ref())?;
        let lease_until = call.now.plus_ms(LEASE_MS);
        batch.push(
            "INSERT INTO turn (id, conversation_id, client_message_id, phase, lease_until,
                               generation, record)
             VALUES (?1, ?2, ?3, 'running', ?4, ?5, ?6)
             ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until,
                generation = excluded.generation, record = excluded.record",
            vec![
                turn_id.as_str().into(),
                row.id.as_str().into(),
                call.client_message_id.as_str().into(),
                lease_until.as_ms().into(),
                i64::from(call.generation).into(),
                serde_json::to_string(&call.record)?.into(),
            ],
        );
        alarm::push_key(&mut batch, &call.key);
        self.store.commit(batch)?;
        self.wake_at(lease_until);
        Ok(Written::Done(()))
    }

    fn close(&self, call: CloseTurn) -> Result<Written<ChatAnswer>> {
        let mut row = self.row_of(&call.record, &call.visitor)?;
        if !self.may_write(&call.record, &call.client_message_id, call.generation, &row)? {
            return Ok(Written::Stale);
        }
        let mut batch = Batch::default();
        if !self.push_snapshot(&mut batch, &call.record)? {
            return Ok(Written::Stale);
        }
        let customer = customer_message(&call.record);
        let reply = reply_message(&call);
        // A person stepped in after it had acted: what it did counts, and it says no more. What the
        // customer wrote is in the journal already.
        let cut = row.state.interventions != call.record.opening.state.interventions;
        let reply = reply.filter(|_| !cut);
        if cut {
            row.state = row.state.under_person(&call.outcome.state);
        } else {
            push_message(&mut batch, &row, 0, customer.as_ref())?;
            push_message(&mut batch, &row, 1, reply.as_ref())?;
            row.message_count = row.message_count.saturating_add(2);
            row.state = call.outcome.state.clone();
        }
        row.turn_count = row.turn_count.saturating_add(1);
        row.updated_at = call.now;
        note_skills(&mut row, &call.outcome);
        note_issues(&mut row.issues, &call.record, &call.outcome);
        push_conversation(&mut batch, &row)?;
        let answer = ChatAnswer {
            conversation_id: row.id.clone(),
            turn_id: call.record.turn_id.clone(),
            state: row.state.public(),
            messages: reply.iter().cloned().collect(),
            asks: row.state.asks().into_iter().map(str::to_owned).collect(),
            replayed: false,
        };
        push_turn(&mut batch, &call, &answer)?;
        if let Some(ticket) = &call.outcome.ticket {
            push_ticket(&mut batch, ticket)?;
        }
        self.push_told_by_turn(&mut batch, &call, &row, customer.as_ref(), reply.as_ref())?;
        let wrote = customer.is_some();
        let done = Some(&call.outcome).filter(|_| cut);
        let news = self.push_news_of_ticket(&mut batch, &row, wrote, done, call.now)?;
        if matches!(call.record.opening.inbound, Inbound::Resumed { .. }) {
            resume::push_end(&mut batch, &row.id);
        }
        self.push_learned(&mut batch, &call.record)?;
        if !row.state.approvals.is_empty() || !call.record.opening.state.approvals.is_empty() {
            self.push_approvals(&mut batch, &row)?;
        }
        alarm::push_key(&mut batch, &call.key);
        let delay_ms = match call.outcome.ticket {
            None if !news => alarm::OUTBOX_DELAY_MS,
            _ => alarm::TICKET_DELAY_MS,
        };
        let due_at = call.now.plus_ms(delay_ms);
        alarm::push_outbox(&mut batch, &row, due_at);
        if let Some(code) = call.outcome.delivery.clone() {
            let language = row.state.language.clone();
            let playbook_version = row.playbook_version;
            let code = Some(code);
            let delivery = Delivery { code, language, playbook_version, ..Delivery::default() };
            delivery::push_delivery(&mut batch, &delivery, call.now)?;
            self.wake_at(call.now);
        }
        self.store.commit(batch)?;
        self.leases.borrow_mut().release(&row.id);
        self.wake_at(due_at);
        self.push_turn_to_sockets(&row.id, customer, reply, &call.client_message_id);
        Ok(Written::Done(answer))
    }

    /// Whether this owner may still write this turn.
    fn may_write(
        &self,
        record: &TurnRecord,
        client_message_id: &ClientMessageId,
        generation: u32,
        stored: &ConversationRow,
    ) -> Result<bool> {
        let leases = self.leases.borrow();
        if let Some(lease) = leases.held.get(&record.conversation_id)
            && (lease.generation != generation || lease.client_message_id != *client_message_id)
        {
            return Ok(false);
        }
        let row = self.store.row(
            // Three look-ups by key: one condition with `OR` would read every turn.
            "SELECT id, phase FROM turn WHERE id = ?3
             UNION ALL SELECT id, phase FROM turn
                WHERE conversation_id = ?1 AND client_message_id = ?2
             UNION ALL SELECT id, phase FROM turn
                WHERE conversation_id = ?1 AND phase = 'running'
             LIMIT 1",
            vec![
                record.conversation_id.as_str().into(),
                client_message_id.as_str().into(),
                record.turn_id.as_str().into(),
            ],
        )?;
        if let Some(row) = row {
            return Ok(row.text(0) == record.turn_id.as_str() && row.text(1) == "running");
        }
        let next = stored.turn_count.saturating_add(1);
        // A person who stepped in since has the conversation.
        let before = record.opening.state.interventions;
        Ok(TurnId::derive(&record.conversation_id, next) == record.turn_id
            && stored.state.interventions == before)
    }

    /// Stores the profile that the turn saw. False where it has changed since and nobody kept it.
    fn push_snapshot(&self, batch: &mut Batch, record: &TurnRecord) -> Result<bool> {
        let id = &record.opening.profile_snapshot;
        let query = "SELECT 1 FROM snapshot WHERE id = ?1";
        if self.store.row(query, vec![id.as_str().into()])?.is_some() {
            return Ok(true);
        }
        let stored = self.stored_profile()?;
        if !id.ends_with(&format!(":{}", stored.revision)) {
            return Ok(false);
        }
        write_snapshot(batch, id, &stored.profile)?;
        Ok(true)
    }

    fn push_learned(&self, batch: &mut Batch, record: &TurnRecord) -> Result<()> {
        // What was learned of a customer while nobody was known here belongs where the customer
        // lives: this conversation moves there once the turn is over.
        if matches!(record.opening.identity, Identity::Anonymous) {
            return Ok(());
        }
        let learned = learned(&record.answers);
        let proven = match &record.opening.identity {
            Identity::Anonymous => None,
            Identity::Verified(who) => Some(who.customer_id()),
        };
        let mut stored = self.stored_profile()?;
        if stored.profile.customer_id.as_ref().is_some_and(|held| Some(held) != proven) {
            // Never of one customer into the profile of another.
            return Ok(());
        }
        let unnamed = stored.profile.customer_id.is_none() && proven.is_some();
        if learned.is_empty() && !unnamed {
            return Ok(());
        }
        stored.profile.customer_id = stored.profile.customer_id.take().or(proven.cloned());
        for event in learned {
            stored.profile.fold(event);
        }
        write_profile(batch, &StoredProfile { ..stored })
    }

    fn choose(&self, call: &OpenTurn, profile: &Profile) -> Result<Chosen> {
        let Some(id) = &call.conversation_id else {
            return match self.newest_open(&call.visitor, profile, call.now)? {
                Some(row) => Ok(Chosen::Existing(Box::new(row))),
                None => self.new_conversation(&call.key),
            };
        };
        match self.conversation(id)? {
            Some(row) if !row.is_visible_to(&call.visitor, profile) => Ok(Chosen::NotTheirs),
            Some(row) if row.state.status == ConversationStatus::Closed => {
                self.new_conversation(&call.key)
            }
            Some(row) => Ok(Chosen::Existing(Box::new(row))),
            // The session promised this one; it begins with its first message.
            None => match self.new_conversation(&call.key)? {
                Chosen::New { id: next, sequence } if next == *id => {
                    Ok(Chosen::New { id: next, sequence })
                }
                Chosen::Existing(_) | Chosen::New { .. } | Chosen::NotTheirs => {
                    Ok(Chosen::NotTheirs)
                }
            },
        }
    }

    fn new_conversation(&self, key: &CustomerKey) -> Result<Chosen> {
        let sequence = self.next_sequence()?;
        Ok(Chosen::New { id: ConversationId::derive(key, sequence), sequence })
    }

    fn newest_open(
        &self,
        visitor: &Visitor,
        profile: &Profile,
        now: Timestamp,
    ) -> Result<Option<ConversationRow>> {
        let idle_ms = CONVERSATION_IDLE_DAYS.saturating_mul(DAY_MS);
        let rows = self.conversations(CONVERSATIONS_SEARCHED_MAX)?;
        // Who showed who they are an hour ago may have left this browser to somebody else.
        let is_over = |row: &ConversationRow| {
            matches!(visitor.identity, Identity::Anonymous)
                && row.state.proof.as_ref().is_some_and(|proof| !proof.holds_at(now))
        };
        Ok(rows.into_iter().find(|row| {
            row.is_visible_to(visitor, profile)
                && !is_over(row)
                && row.state.status != ConversationStatus::Closed
                && now.ms_since(row.updated_at) < idle_ms
        }))
    }

    /// The number of the next conversation of this customer, those that were erased included.
    pub(super) fn next_sequence(&self) -> Result<u32> {
        let row = self.store.row(
            "SELECT (SELECT count(*) FROM conversation) + coalesce(
                (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'conversations_erased'), 0)",
            vec![],
        )?;
        let count = row.map_or(0, |row| row.int(0));
        Ok(u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1))
    }

    /// The answer to a message that came before, or that it is being answered.
    fn answered(&self, id: &ConversationId, call: &OpenTurn) -> Result<Option<TurnOpened>> {
        let row = self.store.row(
            "SELECT phase, record, answer FROM turn
             WHERE conversation_id = ?1 AND client_message_id = ?2",
            vec![id.as_str().into(), call.client_message_id.as_str().into()],
        )?;
        let Some(row) = row else { return Ok(None) };
        let record: TurnRecord = row.json(1)?;
        if record.opening.inbound != call.inbound {
            return Ok(Some(TurnOpened::Conflict));
        }
        if row.text(0) == "running" {
            return Ok(None);
        }
        let answer: ChatAnswer = row.json(2)?;
        Ok(Some(TurnOpened::Answered(Box::new(ChatAnswer { replayed: true, ..answer }))))
    }

    /// A turn of the journal that nobody has closed: busy while its lease lasts, then an orphan.
    fn running(&self, id: &ConversationId, now: Timestamp) -> Result<Option<TurnOpened>> {
        let row = self.store.row(
            "SELECT record, client_message_id, lease_until FROM turn
             WHERE conversation_id = ?1 AND phase = 'running'",
            vec![id.as_str().into()],
        )?;
        let Some(row) = row else { return Ok(None) };
        // An owner that died with this object's process holds no lease in memory: its turn may be
        // taken over at once, because the actions carry the same keys whoever sends them.
        let owned = self.leases.borrow().held.contains_key(id);
        if owned && now < Timestamp::from_ms(row.int(2)) {
            return Ok(Some(TurnOpened::Busy { retry_ms: BUSY_RETRY_MS }));
        }
        let turn = self.take_over(&row, now)?;
        Ok(Some(TurnOpened::Orphan(Box::new(turn))))
    }

    fn take_over(&self, row: &Row, now: Timestamp) -> Result<OpenedTurn> {
        let record: TurnRecord = row.json(0)?;
        let query = "SELECT body FROM snapshot WHERE id = ?1";
        let snapshot = record.opening.profile_snapshot.as_str();
        let profile = self
            .store
            .json(query, vec![snapshot.into()])?
            .ok_or_else(|| Fault::internal("turn.no_snapshot"))?;
        let client_message_id = ClientMessageId::parse(row.text(1))
            .map_err(|_| Fault::internal("turn.client_message_id"))?;
        let mut leases = self.leases.borrow_mut();
        let generation = leases.grant(&record, client_message_id.clone());
        if let Some(lease) = leases.held.get_mut(&record.conversation_id) {
            lease.until = now.plus_ms(LEASE_MS);
        }
        Ok(OpenedTurn { record, profile, client_message_id, generation, journalled: true })
    }

    /// The conversation of a turn: as stored, or as it begins with this turn.
    fn row_of(&self, record: &TurnRecord, visitor: &Visitor) -> Result<ConversationRow> {
        let verified = matches!(visitor.identity, Identity::Verified(_));
        if let Some(mut row) = self.conversation(&record.conversation_id)? {
            row.verified |= verified;
            row.playbook_version = record.opening.playbook_version;
            return Ok(row);
        }
        Ok(ConversationRow {
            id: record.conversation_id.clone(),
            sequence: self.next_sequence()?,
            opened_at: record.opening.at,
            updated_at: record.opening.at,
            turn_count: 0,
            message_count: 0,
            playbook_version: record.opening.playbook_version,
            state: record.opening.state.clone(),
            visitor_id: visitor.visitor_id.clone(),
            verified,
            acts: 0,
            skills: Vec::new(),
            issues: Vec::new(),
            feedback: None,
            feedback_of_people: None,
        })
    }
}

/// Conversations looked through for one that is still open.
const CONVERSATIONS_SEARCHED_MAX: i64 = 20;

fn begun(call: &OpenTurn, id: ConversationId, sequence: u32) -> ConversationRow {
    ConversationRow {
        id,
        sequence,
        opened_at: call.now,
        updated_at: call.now,
        turn_count: 0,
        message_count: 0,
        playbook_version: call.standing.version_for(&call.key),
        state: ConversationState::default(),
        visitor_id: call.visitor.visitor_id.clone(),
        verified: matches!(call.visitor.identity, Identity::Verified(_)),
        acts: 0,
        skills: Vec::new(),
        issues: Vec::new(),
        feedback: None,
        feedback_of_people: None,
    }
}

fn customer_message(record: &TurnRecord) -> Option<Message> {
    match &record.opening.inbound {
        // What is taken up again was said before, or is a person's.
        Inbound::Approval { .. } | Inbound::HandoffRequest | Inbound::Resumed { .. } => None,
        Inbound::Text { text } => Some(Message {
            id: MessageId::derive(&record.turn_id, 0),
            role: MessageRole::Customer,
            text: text.clone(),
            cards: Vec::new(),
            quick_replies: Vec::new(),
            created_at: record.opening.at,
        }),
    }
}

fn reply_message(call: &CloseTurn) -> Option<Message> {
    let reply = call.outcome.reply.as_ref()?;
    Some(Message {
        id: MessageId::derive(&call.record.turn_id, 1),
        role: MessageRole::Assistant,
        text: reply.text.clone(),
        cards: reply.cards.clone(),
        quick_replies: reply.quick_replies.clone(),
        created_at: call.now,
    })
}

fn note_skills(row: &mut ConversationRow, outcome: &Outcome) {
    for heard in &outcome.understanding.commands {
        if let Command::StartSkill { skill, .. } = &heard.command {
            let name = json::name(skill);
            if !row.skills.contains(&name) {
                row.skills.push(name);
            }
        }
    }
}

/// Keeps a conversation as it is now.
pub(super) fn push_conversation(batch: &mut Batch, row: &ConversationRow) -> Result<()> {
    batch.push(
        "INSERT INTO conversation VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at, body = excluded.body",
        vec![
            row.id.as_str().into(),
            row.updated_at.as_ms().into(),
            serde_json::to_string(row)?.into(),
        ],
    );
    Ok(())
}

/// Keeps a message, `offset` places behind the last one.
pub(super) fn push_message(
    batch: &mut Batch,
    row: &ConversationRow,
    offset: u32,
    message: Option<&Message>,
) -> Result<()> {
    if let Some(message) = message {
        batch.push(
            "INSERT OR REPLACE INTO message VALUES (?1, ?2, ?3)",
            vec![
                row.id.as_str().into(),
                i64::from(row.message_count.saturating_add(offset)).into(),
                serde_json::to_string(message)?.into(),
            ],
        );
    }
    Ok(())
}

fn push_turn(batch: &mut Batch, call: &CloseTurn, answer: &ChatAnswer) -> Result<()> {
    batch.push(
        "INSERT OR REPLACE INTO turn VALUES (?1, ?2, ?3, 'closed', 0, ?4, ?5, ?6, ?7, ?8, ?9)",
        vec![
            call.record.turn_id.as_str().into(),
            call.record.conversation_id.as_str().into(),
            call.client_message_id.as_str().into(),
            i64::from(call.generation).into(),
            serde_json::to_string(&call.record)?.into(),
            serde_json::to_string(&call.outcome)?.into(),
            serde_json::to_string(answer)?.into(),
            serde_json::to_string(&call.timings)?.into(),
            call.now.as_ms().into(),
        ],
    );
    Ok(())
}
