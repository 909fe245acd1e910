//! Tickets: listed, read, and worked on by people.

use std::rc::Rc;

use edgewise::{
    base::id::{ClientMessageId, ConversationId, CustomerKey, TicketId},
    escalation::{Act, Assignee, Colleague, Deed, Reason, Refused, Tag, TicketStatus, mentioned},
    playbook::Playbook,
    release::{Member, Role},
    reply::{MacroValues, macros},
    wire::{
        AssignRequest, CloseRequest, Problem, ProblemCode, ReturnRequest, SnoozeRequest,
        TagsRequest, TicketDetail, TicketTextRequest,
    },
};
use worker::{Env, Response};

use crate::{
    clock,
    contract::customer::{LeaveOut, Origin, ReadTicket, SendAgain, Unsent, Work, WorkOn, Worked},
    contract::{
        self,
        playbook::{NAME, ReadTeam},
    },
    delivery,
    fault::{Fault, Result},
    http::{self, Asked},
    index::{self, TicketFilter},
    people::call_customer,
    playbooks, team,
};

/// `GET /v1/tickets`
pub(crate) async fn list(asked: &Asked) -> Result<Response> {
    let who = team::require(asked, Role::Viewer).await?;
    let state = asked.query("state");
    if state.as_ref().is_some_and(|it| TicketStatus::ALL.iter().all(|known| known.name() != it)) {
        let detail = "must be `open`, `snoozed`, `waiting_customer` or `closed`";
        return Err(Problem::invalid("/state", detail).into());
    }
    let mentions = match asked.query("mentions").as_deref() {
        None => None,
        Some("me") => Some(who.id.clone()),
        Some(_) => return Err(Problem::invalid("/mentions", "must be `me`").into()),
    };
    let q = asked.query("q");
    if q.as_ref().is_some_and(|it| it.contains(['@', '+'])) {
        let detail = "must not be an address or a telephone number: look for people with `GET /v1/customers`";
        return Err(Problem::invalid("/q", detail).into());
    }
    let tag = match asked.query("tag").map(|it| Tag::parse(&it)) {
        Some(Err(fault)) => return Err(Problem::invalid("/tag", fault.to_string()).into()),
        tag => tag.and_then(std::result::Result::ok),
    };
    let overdue_at = match asked.query("overdue").as_deref() {
        None | Some("false") => None,
        Some("true") => Some(clock::now()),
        Some(_) => return Err(Problem::invalid("/overdue", "must be `true` or `false`").into()),
    };
    let filter = TicketFilter {
        state,
        queue: asked.query("queue"),
        assignee: asked.query("assignee").map(|it| if it == "me" { who.id } else { it }),
        tag,
        overdue_at,
        mentions,
        q,
        cursor: asked.query("cursor"),
    };
    http::json(200, &index::tickets(&asked.env, &filter).await?)
}

/// `GET /v1/tickets/{id}`
pub(crate) async fn one(asked: &Asked, id: &str) -> Result<Response> {
    let who = team::require(asked, Role::Viewer).await?;
    answer(&read(&asked.env, &who, id).await?)
}

/// A ticket, as this member may see it.
pub(crate) async fn read(env: &Env, who: &Member, id: &str) -> Result<TicketDetail> {
    let ticket_id = TicketId::parse(id).map_err(|_| Fault::not_found())?;
    let key = ticket_id.customer_key().map_err(|_| Fault::not_found())?;
    let call = |_: &CustomerKey| ReadTicket { ticket_id: ticket_id.clone(), by: who.id.clone() };
    let (_, ticket) = call_customer(env, &key, call).await?;
    let playbook = playbooks::live(env, &key).await?;
    Ok(seen_by(who, ticket.ok_or_else(Fault::not_found)?, &playbook))
}

/// `POST /v1/tickets/{id}/{deed}`
pub(crate) async fn act(asked: &mut Asked, id: &str, deed: Deed) -> Result<Response> {
    let who = team::require(asked, Role::Agent).await?;
    let read = asked.revision_read()?;
    let (act, client_message_id) = match deed {
        Deed::Assigned => {
            let request: AssignRequest = asked.json_or_default().await?;
            (assignment(&asked.env, &who, &request).await?, None)
        }
        Deed::Closed => {
            let request: CloseRequest = asked.json_or_default().await?;
            (Act::Close { resolution: request.resolution()? }, None)
        }
        Deed::Noted | Deed::Replied => {
            let request: TicketTextRequest = asked.json().await?;
            let text = request.text(deed)?;
            let noted = deed == Deed::Noted;
            let act = if noted { Act::Note { text } } else { Act::Reply { text } };
            (act, request.client_message_id)
        }
        Deed::Returned => {
            let request: ReturnRequest = asked.json_or_default().await?;
            (Act::Return { scope: request.scope()? }, None)
        }
        Deed::Snoozed => {
            let request: SnoozeRequest = asked.json().await?;
            let playbook = playbooks::live_for_most(&asked.env).await?;
            (request.act(clock::now(), &playbook)?, request.client_message_id)
        }
        Deed::Tagged => {
            let request: TagsRequest = asked.json().await?;
            (request.act()?, request.client_message_id)
        }
        Deed::TookOver => (Act::TakeOver, None),
        Deed::Woke => (Act::Wake, None),
    };
    let on = if deed == Deed::TookOver {
        WorkOn::Conversation(ConversationId::parse(id).map_err(|_| Fault::not_found())?)
    } else {
        WorkOn::Ticket(TicketId::parse(id).map_err(|_| Fault::not_found())?)
    };
    answer(&work(&asked.env, &who, on, act, client_message_id, read).await?)
}

/// Something that is to be done in a conversation.
pub(crate) struct Wanted {
    /// With what.
    pub(crate) on: WorkOn,
    /// What.
    pub(crate) act: Act,
    /// By whom.
    pub(crate) by: Colleague,
    /// Recognises a repeated request.
    pub(crate) client_message_id: Option<ClientMessageId>,
    /// The revision of the ticket that they have seen, where they say so.
    pub(crate) read: Option<u32>,
    /// Where it was done, where that is elsewhere.
    pub(crate) from: Option<Origin>,
}

/// Does something in a conversation. Gives the live playbook, too.
pub(crate) async fn work_as(env: &Env, wanted: &Wanted) -> Result<(Worked, Rc<Playbook>)> {
    let key = match &wanted.on {
        WorkOn::Conversation(id) => id.customer_key(),
        WorkOn::Marked(id, _) | WorkOn::Ticket(id) => id.customer_key(),
    };
    let key = key.map_err(|_| Fault::not_found())?;
    let playbook = playbooks::live(env, &key).await?;
    let queue = playbook.escalation.queue_for(Reason::TakenOver);
    let destinations = playbook.destinations_for(queue, Reason::TakenOver);
    let mentions = mentions(env, &wanted.act).await?;
    let now = clock::now();
    let call = |key: &CustomerKey| Work {
        key: key.clone(),
        on: wanted.on.clone(),
        act: wanted.act.clone(),
        by: wanted.by.clone(),
        client_message_id: wanted.client_message_id.clone(),
        read: wanted.read,
        reach: delivery::reach(env),
        queue: queue.to_owned(),
        destinations: destinations.clone(),
        mentions: mentions.clone(),
        from: wanted.from.clone(),
        now,
    };
    Ok((call_customer(env, &key, call).await?.1, playbook))
}

/// Whom of the team a note speaks to. Whoever may not act may be spoken to as well: they read notes.
async fn mentions(env: &Env, act: &Act) -> Result<Vec<Colleague>> {
    let Act::Note { text } = act else { return Ok(Vec::new()) };
    if !text.contains('@') {
        return Ok(Vec::new());
    }
    let team = contract::call(env, NAME, &ReadTeam {}).await?;
    let team: Vec<Colleague> = team.iter().map(|it| colleague(&it.member)).collect();
    Ok(mentioned(text, &team))
}

/// Does something in a conversation, in the name of a team member.
pub(crate) async fn work(
    env: &Env,
    who: &Member,
    on: WorkOn,
    act: Act,
    client_message_id: Option<ClientMessageId>,
    read: Option<u32>,
) -> Result<TicketDetail> {
    let by = colleague(who);
    let wanted = Wanted { on, act, by, client_message_id, read, from: None };
    let (worked, playbook) = work_as(env, &wanted).await?;
    match worked {
        Worked::Done(detail) => Ok(seen_by(who, *detail, &playbook)),
        Worked::NoTicket => Err(Fault::not_found()),
        Worked::Refused(refused) => {
            let code = match refused {
                Refused::Tags => return Err(Problem::invalid("/add", refused.to_string()).into()),
                Refused::Awake | Refused::Closed | Refused::Full | Refused::NoStep => {
                    ProblemCode::Conflict
                }
                Refused::Conflict => ProblemCode::MessageConflict,
                Refused::Stale => ProblemCode::PreconditionFailed,
            };
            Err(Fault::problem(code, refused.to_string()))
        }
    }
}

/// `GET /v1/deliveries`
pub(crate) async fn late(asked: &Asked) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    let cursor = asked.query("cursor");
    http::json(200, &index::late_deliveries(&asked.env, cursor.as_deref()).await?)
}

/// `POST /v1/tickets/{id}/deliveries/{destination}/{what}`
pub(crate) async fn unsent(
    asked: &Asked,
    id: &str,
    destination: &str,
    then: Then,
) -> Result<Response> {
    let who = team::require(asked, Role::Agent).await?;
    settle_unsent(&asked.env, &who, &unsent_of_ticket(id, destination)?, then).await?;
    answer(&read(&asked.env, &who, id).await?)
}

/// `POST /v1/conversations/{id}/emails/{email}/{what}`
pub(crate) async fn unsent_email(
    asked: &Asked,
    id: &str,
    email: &str,
    then: Then,
) -> Result<Response> {
    let who = team::require(asked, Role::Agent).await?;
    settle_unsent(&asked.env, &who, &unsent_of_conversation(id, email)?, then).await?;
    Ok(Response::empty()?.with_status(204))
}

/// What is to become of something that could not be sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Then {
    /// It is left out, and what waits behind it goes on.
    LeaveOut,
    /// It is sent again.
    SendAgain,
}

/// What waits for a destination of a ticket, with the object that keeps it.
pub(crate) fn unsent_of_ticket(id: &str, destination: &str) -> Result<(CustomerKey, Unsent)> {
    let id = TicketId::parse(id).map_err(|_| Fault::not_found())?;
    let key = id.customer_key().map_err(|_| Fault::not_found())?;
    Ok((key, Unsent::Ticket { id, destination: destination.to_owned() }))
}

/// An email to the customer of a conversation, with the object that keeps it.
pub(crate) fn unsent_of_conversation(id: &str, email: &str) -> Result<(CustomerKey, Unsent)> {
    let id = ConversationId::parse(id).map_err(|_| Fault::not_found())?;
    let key = id.customer_key().map_err(|_| Fault::not_found())?;
    Ok((key, Unsent::Email { id: email.to_owned() }))
}

/// Has something sent again, or left out.
pub(crate) async fn settle_unsent(
    env: &Env,
    who: &Member,
    (key, what): &(CustomerKey, Unsent),
    then: Then,
) -> Result<()> {
    let now = clock::now();
    let (_, waits) = if then == Then::SendAgain {
        let call = |key: &CustomerKey| SendAgain { key: key.clone(), what: what.clone(), now };
        call_customer(env, key, call).await?
    } else {
        let has_tickets = match what {
            Unsent::Email { .. } => false,
            Unsent::Ticket { destination, .. } => {
                let playbook = playbooks::live(env, key).await?;
                playbook.destinations.get(destination).is_some_and(|it| it.kind.is_helpdesk())
            }
        };
        let call = |key: &CustomerKey| LeaveOut {
            key: key.clone(),
            what: what.clone(),
            has_tickets,
            by: colleague(who),
            now,
        };
        call_customer(env, key, call).await?
    };
    if waits { Ok(()) } else { Err(Fault::not_found()) }
}

/// Somebody of the team who may answer customers, by their id.
pub(crate) async fn who_may_answer(env: &Env, id: &str) -> Result<Colleague> {
    match team::member(env, id).await? {
        Some(member) if member.role >= Role::Agent => Ok(colleague(&member)),
        _ => {
            let detail = "must be `me`, `nobody`, or somebody of the team who may answer";
            Err(Problem::invalid("/to", detail).into())
        }
    }
}

/// A team member, as others see them on a ticket.
pub(crate) fn colleague(member: &Member) -> Colleague {
    Colleague { id: member.id.clone(), name: member.name.clone() }
}

/// Whom a ticket is given to, as `who` says it.
pub(crate) async fn assignment(env: &Env, who: &Member, request: &AssignRequest) -> Result<Act> {
    let (queue, priority) = (request.queue()?, request.priority);
    let to = match request.to.as_deref() {
        None if queue.is_some() || priority.is_some() => Assignee::Kept,
        None | Some("me") => Assignee::Member(colleague(who)),
        Some("nobody") => Assignee::Nobody,
        Some(id) => Assignee::Member(who_may_answer(env, id).await?),
    };
    Ok(Act::Assign { to, queue, priority })
}

/// A viewer sees the conversation, but not what is known of the customer beside it.
fn seen_by(who: &Member, mut detail: TicketDetail, playbook: &Playbook) -> TicketDetail {
    if who.role < Role::Agent {
        detail.profile = serde_json::Value::Null;
        detail.draft = None;
        return detail;
    }
    let first_name = detail.profile.pointer("/customer/value/first_name");
    let first_name = first_name.and_then(|name| name.as_str());
    detail.macros = macros(playbook, MacroValues { first_name, agent: &who.name });
    detail
}

fn answer(detail: &TicketDetail) -> Result<Response> {
    http::json_of_revision(detail, detail.ticket.revision())
}
