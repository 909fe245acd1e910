//! The customer object: one customer (or visitor), with everything that must be orderly.
//!
//! Tables: see [`TABLES`]. Calls and their promises: `contract::customer`.
//!
//! INVARIANT: no method awaits between its first read and its commit, so that nothing else runs on
//! this object meanwhile and read-modify-write needs no lock.

mod alarm;
mod approval;
mod count;
mod delivery;
mod dispatch;
mod lease;
mod merge;
mod presence;
mod profile;
mod read;
mod resume;
mod row;
mod socket;
mod stock;
mod turn;
mod unsent;
mod work;

pub(crate) use socket::PATH as SOCKET_PATH;

use std::cell::{Cell, RefCell};

use edgewise::base::id::CustomerKey;
use worker::{
    DurableObject, Env, Request, Response, State, WebSocket, WebSocketIncomingMessage,
    durable_object,
};

use self::{lease::Leases, presence::Presence};
use super::store::{Store, no_such_call};
use crate::{
    contract::{
        ObjectCall,
        customer::{
            AbandonTurn, Absorb, ApplyEvents, BeginDelivery, BeginDispatch, BringNews, ChangeOwn,
            CloseTurn, CountActions, Delivered, Dispatched, Erase, EstateArrived, Export,
            FindApproval, FindResumed, ForgetConversation, Here, Indexed, JournalTurn, KeepDraft,
            LeaveOut, Look, NewsShown, OpenSession, OpenTurn, Rate, ReadConversation, ReadCustomer,
            ReadMessages, ReadTicket, ReadTurn, ReadTurns, ResumeTurn, Seal, SendAgain, Uncount,
            Work,
        },
        held::ReadHeld,
        serve,
    },
    fault::Result,
};

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS applied_event (
        source TEXT NOT NULL, id TEXT NOT NULL, received_at INTEGER NOT NULL,
        PRIMARY KEY (source, id)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS conversation (
        id TEXT PRIMARY KEY, updated_at INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS message (
        conversation_id TEXT NOT NULL, position INTEGER NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (conversation_id, position)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS turn (
        id TEXT PRIMARY KEY, conversation_id TEXT NOT NULL, client_message_id TEXT NOT NULL,
        phase TEXT NOT NULL, lease_until INTEGER NOT NULL, generation INTEGER NOT NULL,
        record TEXT NOT NULL, outcome TEXT, answer TEXT, timings TEXT, closed_at INTEGER,
        UNIQUE (conversation_id, client_message_id)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS turn_running ON turn (conversation_id, lease_until)
        WHERE phase = 'running';
    CREATE TABLE IF NOT EXISTS snapshot (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS ticket (
        id TEXT PRIMARY KEY, conversation_id TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS outbox (
        key TEXT PRIMARY KEY, revision INTEGER NOT NULL, due_at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS counted (
        position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL,
        body TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS approval (
        id TEXT PRIMARY KEY, conversation_id TEXT NOT NULL, due_at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS resumed (
        conversation_id TEXT PRIMARY KEY, due_at INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS delivery (
        id TEXT PRIMARY KEY, due_at INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS draft (
        ticket_id TEXT NOT NULL, member_id TEXT NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL,
        PRIMARY KEY (ticket_id, member_id)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS lane (
        ticket_id TEXT NOT NULL, destination TEXT NOT NULL, told INTEGER NOT NULL,
        remote TEXT NOT NULL, PRIMARY KEY (ticket_id, destination)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS dispatch (
        ticket_id TEXT NOT NULL, destination TEXT NOT NULL, position INTEGER NOT NULL,
        id TEXT NOT NULL, due_at INTEGER, handed INTEGER NOT NULL, attempts INTEGER NOT NULL,
        fault TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (ticket_id, destination, position)) WITHOUT ROWID;
    CREATE VIEW IF NOT EXISTS next_dispatch AS SELECT * FROM dispatch AS held
        WHERE NOT EXISTS (SELECT 1 FROM dispatch AS earlier
            WHERE earlier.ticket_id = held.ticket_id AND earlier.destination = held.destination
                AND earlier.position < held.position)";

/// See the module.
#[durable_object]
pub(crate) struct CustomerObject {
    store: Store,
    state: State,
    env: Env,
    /// Turns that are under way and not in the journal. Lost with the object, and that is fine: a
    /// close is checked against what is stored.
    leases: RefCell<Leases>,
    /// Who has which ticket open. Lost with the object: they tell again within seconds.
    presence: RefCell<Presence>,
    /// When the alarm must ring at the latest, as the code since the last commit wants it.
    alarm_wanted: Cell<Option<i64>>,
    /// When the alarm is known to ring; nothing where that is not known.
    alarm_at: Cell<Option<i64>>,
}

impl DurableObject for CustomerObject {
    fn new(state: State, env: Env) -> Self {
        let store = Store::open(&state, TABLES);
        Self {
            store,
            state,
            env,
            leases: RefCell::default(),
            presence: RefCell::default(),
            alarm_wanted: Cell::default(),
            alarm_at: Cell::default(),
        }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let path = request.path();
        match path.as_str() {
            AbandonTurn::PATH => serve(request, |call| self.abandon_turn(&call)).await,
            Absorb::PATH => self.absorb(request).await,
            ApplyEvents::PATH => serve(request, |call| self.here(|| self.apply_events(call))).await,
            BeginDelivery::PATH => self.begin_delivery(request).await,
            BeginDispatch::PATH => self.begin_dispatch(request).await,
            BringNews::PATH => self.bring_news(request).await,
            ChangeOwn::PATH => serve(request, |call| self.here(|| self.change_own(&call))).await,
            CountActions::PATH => {
                serve(request, |call| self.here(|| self.count_actions(&call))).await
            }
            CloseTurn::PATH => self.close_turn(request).await,
            Delivered::PATH => self.delivered(request).await,
            Dispatched::PATH => self.dispatched(request).await,
            Erase::PATH => serve(request, |_: Erase| self.here(|| self.erase())).await,
            EstateArrived::PATH => serve(request, |_: EstateArrived| self.estate_arrived()).await,
            Export::PATH => serve(request, |_: Export| self.export()).await,
            ForgetConversation::PATH => {
                serve(request, |call| self.here(|| self.forget_conversation(&call))).await
            }
            FindApproval::PATH => {
                serve(request, |call| self.here(|| self.find_approval(&call))).await
            }
            FindResumed::PATH => {
                serve(request, |call| self.here(|| self.find_resumed(&call))).await
            }
            Indexed::PATH => serve(request, |call| self.indexed(&call)).await,
            JournalTurn::PATH => self.journal_turn(request).await,
            KeepDraft::PATH => serve(request, |call| self.here(|| self.keep_draft(&call))).await,
            Look::PATH => serve(request, |call| self.here(|| self.look(&call))).await,
            LeaveOut::PATH => self.leave_out(request).await,
            NewsShown::PATH => serve(request, |call| self.here(|| self.news_shown(&call))).await,
            OpenSession::PATH => {
                serve(request, |call| self.here(|| self.open_session(&call))).await
            }
            OpenTurn::PATH => serve(request, |call| self.here(|| self.open_turn(call))).await,
            Rate::PATH => self.rate(request).await,
            ReadConversation::PATH => {
                serve(request, |call| self.here(|| self.read_conversation(&call))).await
            }
            ReadCustomer::PATH => {
                serve(request, |_: ReadCustomer| self.here(|| self.read_customer())).await
            }
            ReadHeld::PATH => serve(request, |_: ReadHeld| self.here(|| self.held())).await,
            ReadMessages::PATH => {
                serve(request, |call| self.here(|| self.read_messages(&call))).await
            }
            ReadTicket::PATH => serve(request, |call| self.here(|| self.read_ticket(&call))).await,
            ReadTurn::PATH => serve(request, |call| self.here(|| self.read_turn(&call))).await,
            ReadTurns::PATH => serve(request, |call| self.here(|| self.read_turns(&call))).await,
            ResumeTurn::PATH => serve(request, |call| self.here(|| self.resume_turn(&call))).await,
            SendAgain::PATH => self.send_again(request).await,
            Seal::PATH => serve(request, |call| self.seal(call)).await,
            Work::PATH => self.work(request).await,
            Uncount::PATH => serve(request, |call| self.here(|| self.uncount(&call))).await,
            socket::PATH => self.open_socket(&request),
            _ => no_such_call(),
        }
    }

    async fn alarm(&self) -> worker::Result<Response> {
        self.on_alarm().await
    }

    async fn websocket_message(
        &self,
        _socket: WebSocket,
        _message: WebSocketIncomingMessage,
    ) -> worker::Result<()> {
        // Sockets of this object only carry pushes outwards; the function behind them reads.
        Ok(())
    }

    async fn websocket_close(
        &self,
        socket: WebSocket,
        _code: usize,
        _reason: String,
        _was_clean: bool,
    ) -> worker::Result<()> {
        socket.close(Some(1000), Some("closed"))
    }

    async fn websocket_error(
        &self,
        _socket: WebSocket,
        _error: worker::Error,
    ) -> worker::Result<()> {
        Ok(())
    }
}

impl CustomerObject {
    /// Answers here, or says where this customer lives on.
    fn here<T>(&self, answer: impl FnOnce() -> Result<T>) -> Result<Here<T>> {
        match self.moved()? {
            Some((to, arrived)) => Ok(Here::Moved { to, arrived }),
            None => answer().map(Here::Here),
        }
    }

    /// Where this customer lives on, and whether what this object held has arrived there.
    fn moved(&self) -> Result<Option<(CustomerKey, bool)>> {
        let row = self.store.row(
            "SELECT value, (SELECT 1 FROM meta WHERE key = 'arrived')
             FROM meta WHERE key = 'moved_to'",
            vec![],
        )?;
        match row {
            None => Ok(None),
            Some(row) => {
                let to = CustomerKey::parse(row.text(0))
                    .map_err(|_| crate::fault::Fault::internal("customer.moved_to"))?;
                Ok(Some((to, row.int(1) == 1)))
            }
        }
    }
}
