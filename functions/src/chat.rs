//! The shopper's surface: sessions, messages, transcripts, ratings.

use edgewise::{
    base::{
        id::{CallId, ClientMessageId, ConversationId, CustomerKey, MessageId, VisitorId},
        time::Timestamp,
    },
    commerce::{Call, PendingCall, Read},
    conversation::{Fact, Message, MessageRole, NewsFact},
    engine::{Inbound, learned},
    identity::{Identity, IdentityClaims, SessionClaims, Verified},
    playbook::ShopBounds,
    profile::{EventBody, EventKey, Identifier, ProfileEvent, TimelineEntry, TimelineKind},
    welcome::{Visit, welcome},
    wire::{
        ChatAnswer, ChatRequest, CustomerBrief, FeedbackRequest, HandoffRequest, MessageList,
        ProblemCode, SessionAnswer, SessionRequest,
    },
};
use worker::{Env, Headers, Response};

use crate::{
    bindings, clock,
    contract::customer::{ApplyEvents, NewsShown, OpenSession, Rate, ReadMessages, Visitor},
    driver,
    fault::{Fault, Result},
    http::{self, Asked},
    people::{self, call_customer},
    playbooks, random, shop,
};

/// Who is at the door, as the session token says.
pub(crate) struct Door {
    pub(crate) key: CustomerKey,
    pub(crate) visitor: Visitor,
}

/// `POST /v1/sessions`
pub(crate) async fn open_session(asked: &mut Asked) -> Result<Response> {
    let request: SessionRequest = asked.json().await?;
    let now = clock::now();
    let signed_in = match &request.identity_token {
        None => None,
        Some(token) => Some(verify_identity(&asked.env, token, now)?),
    };
    let visitor_id = match &request.visitor_id {
        Some(id) => id.clone(),
        None => VisitorId::parse(format!("v{}", random::hex(12)?))
            .map_err(|_| Fault::internal("session.visitor"))?,
    };
    let visitor_of = Identifier::Visitor(visitor_id.clone());
    let key = match &signed_in {
        None => home_of(&asked.env, &visitor_id, now).await?,
        Some(claims) => {
            let key = people::resolve(&asked.env, &Identifier::Shop(claims.sub.clone())).await?;
            people::link(&asked.env, &visitor_of, &key).await?;
            key
        }
    };
    asked.timings.mark("people");
    let claims = SessionClaims {
        key: key.clone(),
        visitor_id: visitor_id.clone(),
        customer_id: signed_in.map(|claims| claims.sub),
    };
    let session_key = bindings::session_key(&asked.env)?;
    let (session_token, expires_at) =
        session_key.sign(claims, now).map_err(|_| Fault::internal("session.sign"))?;
    let (_, identity) =
        session_key.verify(&session_token, now).map_err(|_| Fault::internal("session.verify"))?;
    let visitor = Visitor { visitor_id: visitor_id.clone(), identity };
    if let Some(event) = page_viewed(&request, &visitor, now)? {
        let call = |_: &CustomerKey| ApplyEvents { events: vec![event.clone()] };
        call_customer(&asked.env, &key, call).await?;
    }
    let answer = greet(asked, &key, visitor, &request, now, session_token, expires_at).await?;
    http::json(201, &answer)
}

/// Where somebody's conversation lives of whom only the browser is known. Not with the customer whom
/// this browser last was, unless they are still there: who comes next may be somebody else.
async fn home_of(env: &Env, visitor_id: &VisitorId, now: Timestamp) -> Result<CustomerKey> {
    let key = people::resolve(env, &Identifier::Visitor(visitor_id.clone())).await?;
    if key == people::own_key(visitor_id)? {
        return Ok(key);
    }
    let visitor = Visitor { visitor_id: visitor_id.clone(), identity: Identity::Anonymous };
    let call = |key: &CustomerKey| OpenSession { key: key.clone(), visitor: visitor.clone(), now };
    let (key, opened) = call_customer(env, &key, call).await?;
    if opened.is_strangers { people::part(env, visitor_id).await } else { Ok(key) }
}

async fn greet(
    asked: &mut Asked,
    key: &CustomerKey,
    visitor: Visitor,
    request: &SessionRequest,
    now: Timestamp,
    session_token: String,
    expires_at: Timestamp,
) -> Result<SessionAnswer> {
    let call = |key: &CustomerKey| OpenSession { key: key.clone(), visitor: visitor.clone(), now };
    let (_, mut opened) = call_customer(&asked.env, key, call).await?;
    asked.timings.mark("open");
    let playbook = playbooks::live(&asked.env, key).await?;
    if !playbook.channels.web_chat.open && !opened.begun {
        let detail = "Nobody may begin to chat at the moment.".to_owned();
        return Err(Fault::problem(ProblemCode::ChatClosed, detail));
    }
    if let Identity::Verified(who) = &visitor.identity
        && !opened.holds_customer
    {
        meet(&asked.env, key, who, &playbook.shop).await?;
        opened = call_customer(&asked.env, key, call).await?.1;
        asked.timings.mark("shop");
    }
    let brand = &playbook.brand.name;
    let product = request.page.as_ref().and_then(|page| page.product_name(brand));
    let visit = Visit {
        profile: &opened.profile,
        identity: &visitor.identity,
        product: product.as_deref(),
        locale: request.locale.as_deref(),
        now,
    };
    let first = welcome(&visit, &playbook);
    if let Some(Fact::News(news)) = first.news.as_ref().map(|told| &told.fact)
        && let NewsFact::BackInStock { item, .. } = &**news
    {
        let variant_id = item.variant_id.clone();
        let call = |_: &CustomerKey| NewsShown { variant_id: variant_id.clone(), now };
        call_customer(&asked.env, key, call).await?;
    }
    Ok(SessionAnswer {
        session_token,
        expires_at,
        visitor_id: visitor.visitor_id,
        customer: CustomerBrief {
            known: opened.known,
            verified: matches!(visitor.identity, Identity::Verified(_)),
            first_name: first.first_name,
        },
        greeting: Message {
            id: MessageId::parse(format!("{}-greeting", opened.conversation_id))
                .map_err(|_| Fault::internal("session.greeting"))?,
            role: MessageRole::Assistant,
            text: first.reply.text,
            cards: first.reply.cards,
            quick_replies: Vec::new(),
            created_at: now,
        },
        conversation_id: opened.conversation_id,
        suggestions: first.suggestions,
    })
}

/// A signed-in customer of whom no event has come yet: the shop is asked before the first word. A
/// shop that does not answer in time costs the name in the greeting; the turn asks again.
async fn meet(env: &Env, key: &CustomerKey, who: &Verified, bounds: &ShopBounds) -> Result<()> {
    let meeting = random::hex(8)?;
    let reads = [Read::customer(who), Read::orders(who)].into_iter().enumerate();
    let calls = reads
        .map(|(step, read)| PendingCall {
            id: CallId::of_session(&meeting, step),
            call: Call::Read(read),
        })
        .collect();
    let deadline = clock::now().plus_ms(MEET_MS_MAX);
    let events = learned(&shop::perform_all(env, calls, bounds, deadline).await);
    if !events.is_empty() {
        let call = |_: &CustomerKey| ApplyEvents { events: events.clone() };
        call_customer(env, key, call).await?;
    }
    Ok(())
}

/// Milliseconds that the chat may take longer to open so that it knows who is there.
const MEET_MS_MAX: i64 = 1_000;

/// Where the shopper is, as something that happened. Only told for a page that is named.
fn page_viewed(
    request: &SessionRequest,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<Option<ProfileEvent>> {
    let Some(page) = request
        .page
        .as_ref()
        .filter(|page| page.url.is_some() || page.title.is_some() || page.product_id.is_some())
    else {
        return Ok(None);
    };
    let (name, kind) = match &page.product_id {
        Some(product_id) => {
            let kind = TimelineKind::ProductViewed {
                product_id: Some(product_id.clone()),
                title: page.title.clone(),
            };
            ("product.viewed", kind)
        }
        None => {
            let kind =
                TimelineKind::PageViewed { url: page.url.clone(), title: page.title.clone() };
            ("page.viewed", kind)
        }
    };
    Ok(Some(ProfileEvent {
        key: EventKey {
            time: now,
            source: format!("session {}", visitor.visitor_id),
            id: random::hex(8)?,
        },
        received_at: now,
        body: EventBody::Timeline(TimelineEntry { name: name.to_owned(), kind }),
    }))
}

fn verify_identity(env: &Env, token: &str, now: Timestamp) -> Result<IdentityClaims> {
    bindings::identity_keys(env)?.verify(token, now).map_err(|fault| {
        let problem = edgewise::wire::Problem::new(ProblemCode::InvalidIdentity, fault.to_string());
        Fault::from(problem.at("/identity_token", fault.code()))
    })
}

/// Who is at the door.
pub(crate) fn door(env: &Env, token: &str) -> Result<Door> {
    let (claims, identity) =
        bindings::session_key(env)?.verify(token, clock::now()).map_err(|fault| {
            let detail = format!("The session token is not accepted: {fault}.");
            Fault::problem(ProblemCode::Unauthorized, detail)
        })?;
    Ok(Door { key: claims.key, visitor: Visitor { visitor_id: claims.visitor_id, identity } })
}

/// `POST /v1/chat`
pub(crate) async fn message(asked: &mut Asked) -> Result<Response> {
    let door = door(&asked.env, &asked.bearer()?)?;
    let request: ChatRequest = asked.json().await?;
    request.check()?;
    let turn = driver::Asked {
        key: door.key,
        visitor: door.visitor,
        conversation_id: request.conversation_id,
        client_message_id: request.client_message_id,
        inbound: Inbound::Text { text: request.text },
    };
    if asked.header("accept").is_some_and(|accept| accept.contains("text/event-stream")) {
        return stream(asked, turn);
    }
    let answer = driver::answer(&asked.env, turn, &mut asked.timings).await?;
    http::json(200, &answer)
}

/// The same as server-sent events: `typing` at once, then each `message`, then `done`; or `problem`.
fn stream(asked: &mut Asked, turn: driver::Asked) -> Result<Response> {
    let (env, request_id) = (asked.env.clone(), asked.request_id.clone());
    let events =
        futures::stream::unfold(Some((env, turn, request_id, false)), |state| async move {
            let (env, turn, request_id, typing_sent) = state?;
            if !typing_sent {
                let frame = frame("typing", "{}");
                return Some((Ok(frame), Some((env, turn, request_id, true))));
            }
            let mut timings = driver::Timings::start();
            let frames = match driver::answer(&env, turn, &mut timings).await {
                Ok(answer) => frames(&answer),
                Err(fault) => {
                    let problem = fault.into_problem(&request_id);
                    frame("problem", &serde_json::to_string(&problem).unwrap_or_default())
                }
            };
            Some((Ok::<_, worker::Error>(frames), None))
        });
    let headers = Headers::new();
    headers.set("content-type", "text/event-stream; charset=utf-8")?;
    headers.set("cache-control", "no-store")?;
    Ok(Response::from_stream(events)?.with_headers(headers))
}

fn frames(answer: &ChatAnswer) -> Vec<u8> {
    let mut frames = Vec::new();
    for message in &answer.messages {
        frames.extend(frame("message", &serde_json::to_string(message).unwrap_or_default()));
    }
    frames.extend(frame("done", &serde_json::to_string(answer).unwrap_or_default()));
    frames
}

fn frame(event: &str, data: &str) -> Vec<u8> {
    format!("event: {event}\ndata: {data}\n\n").into_bytes()
}

/// `GET /v1/conversations/{id}/messages?after=`
pub(crate) async fn messages(asked: &Asked, id: &str) -> Result<Response> {
    let door = door(&asked.env, &asked.bearer()?)?;
    let (_, list) = transcript(&asked.env, &door, &conversation_id(id)?).await?;
    let after = asked.query("after").and_then(|after| MessageId::parse(after).ok());
    let messages = MessageList::since(list.messages, after.as_ref());
    http::json(200, &MessageList { messages, state: list.state })
}

/// The transcript that this visitor may see, and where it is kept now.
pub(crate) async fn transcript(
    env: &Env,
    door: &Door,
    id: &ConversationId,
) -> Result<(CustomerKey, MessageList)> {
    let call = |key: &CustomerKey| ReadMessages {
        key: key.clone(),
        visitor: door.visitor.clone(),
        conversation_id: id.clone(),
    };
    let (key, list) = call_customer(env, &door.key, call).await?;
    Ok((key, list.ok_or_else(Fault::not_found)?))
}

/// `POST /v1/conversations/{id}/feedback`
pub(crate) async fn feedback(asked: &mut Asked, id: &str) -> Result<Response> {
    let door = door(&asked.env, &asked.bearer()?)?;
    let request: FeedbackRequest = asked.json().await?;
    request.check()?;
    let (id, now) = (conversation_id(id)?, clock::now());
    let call = |_: &CustomerKey| Rate {
        visitor: door.visitor.clone(),
        conversation_id: id.clone(),
        score: request.score,
        comment: request.comment.clone(),
        now,
    };
    let (_, stored) = call_customer(&asked.env, &door.key, call).await?;
    if stored { Ok(Response::empty()?.with_status(204)) } else { Err(Fault::not_found()) }
}

/// `POST /v1/conversations/{id}/handoff`
pub(crate) async fn handoff(asked: &mut Asked, id: &str) -> Result<Response> {
    let door = door(&asked.env, &asked.bearer()?)?;
    let request: HandoffRequest = asked.json_or_default().await?;
    let client_message_id = match request.client_message_id {
        Some(id) => id,
        None => ClientMessageId::parse(format!("handoff-{}", random::hex(8)?))
            .map_err(|_| Fault::internal("handoff.id"))?,
    };
    let turn = driver::Asked {
        key: door.key,
        visitor: door.visitor,
        conversation_id: Some(conversation_id(id)?),
        client_message_id,
        inbound: Inbound::HandoffRequest,
    };
    let answer = driver::answer(&asked.env, turn, &mut asked.timings).await?;
    http::json(200, &answer)
}

fn conversation_id(text: &str) -> Result<ConversationId> {
    ConversationId::parse(text).map_err(|_| Fault::not_found())
}
