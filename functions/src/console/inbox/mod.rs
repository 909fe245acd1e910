//! The inbox: tickets to be worked, and what people do with one on the page of its conversation.

mod aside;
mod bulk;
mod list;
mod narrow;
mod ticket;
mod unsent;

use edgewise::{
    base::{
        id::{ClientMessageId, ConversationId, TicketId},
        text::hex,
        time::{MINUTE_MS, Timestamp},
    },
    escalation::{Act, Assignee, Colleague, Priority, Reason, Resolution, SnoozePreset},
    playbook::Playbook,
    release::{Member, Role},
    wire::{
        AssignRequest, ConversationDetail, Doing, DraftRequest, Problem, ProblemCode,
        ReturnRequest, ReturnScope, SnoozeRequest, TagsRequest, TicketList, TicketTextRequest,
    },
};
use maud::Markup;
use sha2::{Digest, Sha256};
use worker::{Env, Method, Response};

use std::rc::Rc;

use self::narrow::Narrowed;
use super::{
    form::{Form, address},
    html, see, show_conversation,
};
use crate::{
    clock,
    contract::{
        self,
        customer::WorkOn,
        playbook::{NAME, ReadTeam},
    },
    desk,
    fault::{Fault, Result},
    http::{self, Asked},
    index::{self, NOBODY},
    playbooks, random,
    route::then_of,
    team, tickets,
};

/// What was not done, and what was typed.
#[derive(Default)]
pub(super) struct Draft {
    /// Why not.
    pub(super) fault: Option<String>,
    /// The answer.
    pub(super) reply: Option<String>,
    /// The note.
    pub(super) note: Option<String>,
}

/// The lists that are offered, with their names.
const VIEWS: &[(&str, &str)] = &[
    ("unassigned", "Nobody has it"),
    ("mine", "Mine"),
    ("open", "All open"),
    ("mentions", "Mentions me"),
    ("snoozed", "Snoozed"),
    ("customer", "Customer's move"),
    ("closed", "Closed"),
    ("unsent", "Not sent"),
];

/// A reason, in words.
pub(super) const fn why(reason: Reason) -> &'static str {
    match reason {
        Reason::Anger => "Went on insulting",
        Reason::AskedForPerson => "Asked for a person",
        Reason::Assist => "A person sends the draft",
        Reason::CustomSkill => "A skill of yours hands over",
        Reason::Guardrail => "A guardrail stopped it",
        Reason::LowConfidence => "Not understood",
        Reason::MissingAbility => "No skill does it",
        Reason::MissingFact => "The pages do not say",
        Reason::NotReceived => "Delivered, not received",
        Reason::PrivacyRequest => "About what is held",
        Reason::SensitiveTopic => "Law or safety",
        Reason::ShopFault => "The shop did not answer",
        Reason::SupervisedApproval => "Nobody approved it in time",
        Reason::TakenOver => "Somebody stepped in",
        Reason::UnknownResult => "It may have happened",
        Reason::VerificationFailed => "Could not show who they are",
        Reason::Vip => "A customer of yours is upset",
    }
}

/// The page of a list.
pub(super) async fn show(asked: &Asked, who: &Member) -> Result<Response> {
    let narrowed = Narrowed::read(|name| asked.query(name));
    if narrowed.view == "unsent" {
        let cursor = asked.query("cursor");
        let found = index::late_deliveries(&asked.env, cursor.as_deref()).await?;
        let sent = asked.query("sent").unwrap_or_default();
        let may_act = who.role >= Role::Agent;
        return html(200, unsent::page(&found, may_act, &sent, clock::now()));
    }
    let filter = match narrowed.filter(who, clock::now(), asked.query("cursor")) {
        Err(fault) => return list_of(asked, who, &narrowed, None, Some(&fault.to_string())).await,
        Ok(filter) => filter,
    };
    let found = index::tickets(&asked.env, &filter).await?;
    list_of(asked, who, &narrowed, Some(found), None).await
}

async fn list_of(
    asked: &Asked,
    who: &Member,
    narrowed: &Narrowed,
    found: Option<TicketList>,
    fault: Option<&str>,
) -> Result<Response> {
    let desk = Desk::of(&asked.env, who).await?;
    let list = found.unwrap_or_else(|| TicketList { items: Vec::new(), next_cursor: None });
    let status = if fault.is_some() { 422 } else { 200 };
    // What is shown for a form has no address at which it could be asked for again.
    let is_read = asked.request.method() == Method::Get;
    let etag = if is_read { etag(&list, desk.now)? } else { String::new() };
    if is_read && asked.header("if-none-match").as_deref() == Some(etag.as_str()) {
        return Ok(Response::empty()?.with_status(304));
    }
    let once = format!("b{}", random::hex(8)?);
    html(status, list::page(&list, narrowed, &desk, (&once, &etag), fault))
}

/// Names what a list shows: the same as long as nobody would see a difference. Waits are told to the minute.
fn etag(list: &TicketList, now: Timestamp) -> Result<String> {
    let minute = now.as_ms() / MINUTE_MS;
    let digest = Sha256::digest(format!("{minute} {}", serde_json::to_string(list)?).as_bytes());
    Ok(format!("\"{}\"", hex(digest.into_iter().take(12))))
}

/// What is sent from a list.
pub(super) async fn take(asked: &mut Asked, who: &Member, parts: &[&str]) -> Result<Response> {
    match parts {
        [] => find(asked, who).await,
        ["bulk"] => {
            team::allow(who, Role::Agent)?;
            bulk::take(asked, who).await
        }
        [then] => match then_of(then) {
            Some(then) => settle_unsent(asked, who, then).await,
            None => Err(Fault::not_found()),
        },
        _ => Err(Fault::not_found()),
    }
}

/// Looks for tickets. What somebody typed stands in an address only once the index knows it, and so holds nothing
/// personal: else it stays in the body.
async fn find(asked: &mut Asked, who: &Member) -> Result<Response> {
    let form = Form::read(asked).await?;
    let narrowed = Narrowed::read(|name| Some(form.field(name).to_owned()));
    let fault = match narrowed.words() {
        Err(fault) => Some(fault.to_string()),
        Ok(None) => return see(&narrowed.address()),
        Ok(Some(filter)) => {
            if !index::tickets(&asked.env, &filter).await?.items.is_empty() {
                return see(&narrowed.address());
            }
            None
        }
    };
    list_of(asked, who, &narrowed, None, fault.as_deref()).await
}

/// Whoever works at an inbox, and what they work with.
struct Desk<'who> {
    who: &'who Member,
    /// Who may answer, where this member may.
    team: Vec<Colleague>,
    playbook: Rc<Playbook>,
    now: Timestamp,
}

impl<'who> Desk<'who> {
    async fn of(env: &Env, who: &'who Member) -> Result<Self> {
        let team = if who.role >= Role::Agent { colleagues(env).await? } else { Vec::new() };
        let playbook = playbooks::live_for_most(env).await?;
        Ok(Self { who, team, playbook, now: clock::now() })
    }

    fn may_act(&self) -> bool {
        self.who.role >= Role::Agent
    }
}

/// Has what could not be sent sent again, or left out. What does not wait any more is simply not shown.
async fn settle_unsent(asked: &mut Asked, who: &Member, then: tickets::Then) -> Result<Response> {
    team::allow(who, Role::Agent)?;
    let form = Form::read(asked).await?;
    let (unsent, sent) = match form.field("email") {
        "" => {
            let (ticket, destination) = (form.field("ticket"), form.field("destination"));
            let sent = format!("{ticket}~{destination}");
            (tickets::unsent_of_ticket(ticket, destination)?, sent)
        }
        email => {
            let sent = format!("{email}~");
            (tickets::unsent_of_conversation(form.field("conversation"), email)?, sent)
        }
    };
    match tickets::settle_unsent(&asked.env, who, &unsent, then).await {
        Ok(()) => {}
        Err(Fault::Problem(problem)) if problem.status == 404 => {}
        Err(fault) => return Err(fault),
    }
    see(&address(list::PATH, &[("view", "unsent"), ("sent", &sent)]))
}

/// What stands above a conversation: its tickets, with what may be done about each; and what may be done
/// where there is none.
pub(super) async fn above(
    env: &Env,
    who: &Member,
    detail: &ConversationDetail,
    draft: &Draft,
) -> Result<Markup> {
    let mut shown = Vec::new();
    for ticket in detail.tickets.iter().rev() {
        let whole = tickets::read(env, who, ticket.id.as_str()).await?;
        shown.push((whole, format!("f{}", random::hex(8)?)));
    }
    let desk = Desk::of(env, who).await?;
    Ok(ticket::above(detail, &shown, &desk, draft))
}

/// Who may answer, whoever asks first.
async fn colleagues(env: &Env) -> Result<Vec<Colleague>> {
    let members = contract::call(env, NAME, &ReadTeam {}).await?.into_iter();
    let agents = members.filter(|it| it.member.role >= Role::Agent);
    Ok(agents.map(|it| Colleague { id: it.member.id, name: it.member.name }).collect())
}

/// What somebody did on the page of a conversation. Where it cannot be, the page is shown again with
/// the reason, and with what was typed.
pub(super) async fn change(
    asked: &mut Asked,
    who: &Member,
    conversation: &str,
    what: &str,
) -> Result<Response> {
    team::allow(who, Role::Agent)?;
    let form = Form::read(asked).await?;
    let typed = |name: &str| Some(form.field(name).to_owned()).filter(|text| !text.is_empty());
    let draft = Draft { fault: None, reply: typed("reply"), note: typed("note") };
    if what == "macro" {
        let draft = with_macro(&asked.env, who, &form, draft).await?;
        return show_conversation(asked, who, conversation, 200, &draft).await;
    }
    match what {
        "look" => return look(&asked.env, who, &form).await,
        "draft" => {
            let text = form.field("reply").replace("\r\n", "\n");
            desk::keep(&asked.env, who, form.field("ticket"), &DraftRequest { text }).await?;
            return see(&format!("/console/conversations/{conversation}"));
        }
        _ => {}
    }
    match done(&asked.env, who, conversation, what, &form).await {
        Ok(()) => see(&format!("/console/conversations/{conversation}")),
        Err(Fault::Problem(problem)) if matches!(problem.status, 409 | 412 | 422) => {
            let draft = Draft { fault: Some(why_not(&problem)), ..draft };
            show_conversation(asked, who, conversation, problem.status, &draft).await
        }
        Err(fault) => Err(fault),
    }
}

/// What an open page tells every few seconds, and hears.
async fn look(env: &Env, who: &Member, form: &Form) -> Result<Response> {
    let doing = match form.field("doing") {
        "left" => Doing::Left,
        "writing" => Doing::Writing,
        _ => Doing::Reading,
    };
    let id = form.field("ticket");
    if let Some(text) = form.fields("draft").next() {
        // What is too long to be sent is too long to be kept: it stays on the page.
        let request = DraftRequest { text: text.replace("\r\n", "\n") };
        match desk::keep(env, who, id, &request).await {
            Err(Fault::Problem(problem)) if matches!(problem.status, 404 | 422) => {}
            kept => kept?,
        }
    }
    http::json(200, &desk::look(env, who, id, doing).await?)
}

/// The answer as it was typed, with a macro after it. Nothing is sent.
async fn with_macro(env: &Env, who: &Member, form: &Form, draft: Draft) -> Result<Draft> {
    let detail = tickets::read(env, who, form.field("ticket")).await?;
    let text = detail.macros.get(form.field("macro")).cloned().unwrap_or_default();
    let reply = [draft.reply.unwrap_or_default().trim_end().to_owned(), text];
    let reply: Vec<String> = reply.into_iter().filter(|text| !text.is_empty()).collect();
    Ok(Draft { reply: Some(reply.join("\n\n")), ..draft })
}

fn why_not(problem: &Problem) -> String {
    if problem.code == ProblemCode::PreconditionFailed.code() {
        "Somebody else acted on this ticket while you were writing. Look at what they did, then send \
         yours again, or change it."
            .to_owned()
    } else if problem.code == ProblemCode::MessageConflict.code() {
        "You sent something else from this page before. Send this, too, if you still mean it."
            .to_owned()
    } else if let Some(fault) = problem.errors.first().filter(|it| it.pointer == "/tags") {
        format!("The tags were not changed: {}.", fault.detail)
    } else if let Some(fault) = problem.errors.first() {
        format!("What you sent for “{}” {}.", fault.pointer.trim_start_matches('/'), fault.detail)
    } else {
        format!("Nothing was changed: {}.", problem.detail)
    }
}

async fn done(env: &Env, who: &Member, conversation: &str, what: &str, form: &Form) -> Result<()> {
    let text = |name: &str, act: fn(String) -> Act| -> Result<Act> {
        let text = form.field(name).replace("\r\n", "\n");
        let request = TicketTextRequest { text, client_message_id: None };
        let deed = act(String::new()).deed();
        Ok(act(request.text(deed)?))
    };
    let act = match what {
        "assign" => assignment(env, form).await?,
        "close" => Act::Close { resolution: resolution_of(form) },
        "note" => text("note", |text| Act::Note { text })?,
        "reply" => text("reply", |text| Act::Reply { text })?,
        "return" => {
            let request = ReturnRequest {
                scope: match form.field("scope") {
                    "only_answer" => ReturnScope::OnlyAnswer,
                    "take_up" => ReturnScope::TakeUp,
                    _ => ReturnScope::Answer,
                },
                step: None,
                instead: Some(form.field("instead").replace("\r\n", "\n"))
                    .filter(|_| form.field("scope") == "take_up"),
            };
            Act::Return { scope: request.scope()? }
        }
        "snooze" => {
            let playbook = playbooks::live_for_most(env).await?;
            snooze_request(env, form).await?.act(clock::now(), &playbook)?
        }
        "tags" => tagging(form)?,
        "take-over" => Act::TakeOver,
        "wake" => Act::Wake,
        _ => return Err(Fault::not_found()),
    };
    let on = match TicketId::parse(form.field("ticket")) {
        Ok(id) => WorkOn::Ticket(id),
        Err(_) if act == Act::TakeOver => WorkOn::Conversation(
            ConversationId::parse(conversation).map_err(|_| Fault::not_found())?,
        ),
        Err(_) => return Err(Fault::not_found()),
    };
    let named = ClientMessageId::parse(form.field("once")).ok();
    let read = form.field("revision").parse().ok();
    tickets::work(env, who, on, act, named, read).await.map(|_| ())
}

async fn assignment(env: &Env, form: &Form) -> Result<Act> {
    let to = match form.field("to") {
        "kept" | "" => Assignee::Kept,
        NOBODY => Assignee::Nobody,
        id => Assignee::Member(tickets::who_may_answer(env, id).await?),
    };
    let priority = [Priority::Urgent, Priority::High, Priority::Normal];
    let priority = priority.into_iter().find(|it| it.name() == form.field("priority"));
    let queue = form.field("queue").to_owned();
    let request = AssignRequest { to: None, queue: Some(queue), priority };
    Ok(Act::Assign { to, queue: request.queue()?, priority })
}

fn resolution_of(form: &Form) -> Resolution {
    match form.field("resolution") {
        "abandoned" => Resolution::Abandoned,
        "voided" => Resolution::Voided,
        _ => Resolution::Solved,
    }
}

/// What may come of a ticket.
fn resolution() -> Markup {
    maud::html! {
        select name="resolution" {
            option value="solved" { "solved" }
            option value="abandoned" { "abandoned by the customer" }
            option value="voided" { "no customer's issue" }
        }
    }
}

/// Until a day that was chosen, else until one of the times that are offered.
async fn snooze_request(env: &Env, form: &Form) -> Result<SnoozeRequest> {
    let preset = SnoozePreset::ALL.iter().copied();
    let preset = preset.into_iter().find(|it| it.name() == form.field("preset"));
    let day = form.field("day");
    if day.is_empty() {
        return Ok(SnoozeRequest { preset, ..SnoozeRequest::default() });
    }
    let playbook = playbooks::live_for_most(env).await?;
    let until = playbook.escalation.morning_of(day, playbook.team_zone());
    let until = until.ok_or_else(|| Problem::invalid("/day", "must be a day"))?;
    Ok(SnoozeRequest { until: Some(until), ..SnoozeRequest::default() })
}

/// What is changed between the tags that stood in the field and those that stand there now.
fn tagging(form: &Form) -> Result<Act> {
    let (before, now) = (bulk::tags(form.field("before"))?, bulk::tags(form.field("tags"))?);
    let add = now.difference(&before).cloned().collect();
    let remove = before.difference(&now).cloned().collect();
    Ok(TagsRequest { add, remove, client_message_id: None }.act()?)
}
