//! The shopper's WebSocket: messages both ways, what others say, resuming where it was cut.
//!
//! The socket ends here, in a function that may call the shop. It subscribes to the customer's
//! object for everything that is said in the conversation, whoever says it and on whichever page.

use edgewise::{
    base::id::{ConversationId, CustomerKey, MessageId},
    engine::Inbound,
    wire::{ChatRequest, MessageList, ProblemCode, SocketFrame, SocketPush, parse_json},
};
use futures::{
    StreamExt,
    future::{Either, select},
};
use worker::{
    Env, Headers, Method, Request, RequestInit, Response, WebSocket, WebSocketPair, WebsocketEvent,
};

use crate::{
    bindings,
    chat::{self, Door},
    contract, driver,
    fault::{Fault, Result},
    http::Asked,
    object::SOCKET_PATH,
};

/// The subprotocol that we speak. The session token travels as a second one, because a browser can
/// set no header here and an address would end up in logs.
const PROTOCOL: &str = "edgewise.v1";

/// `GET /v1/chat/socket?conversation_id=&after=`
pub(crate) async fn open(asked: &Asked) -> Result<Response> {
    if !asked.header("upgrade").is_some_and(|upgrade| upgrade.eq_ignore_ascii_case("websocket")) {
        return Err(Fault::problem(ProblemCode::UpgradeRequired, "Open this as a WebSocket."));
    }
    let door = chat::door(&asked.env, &token(asked)?)?;
    let id = asked
        .query("conversation_id")
        .and_then(|id| ConversationId::parse(id).ok())
        .ok_or_else(|| Fault::problem(ProblemCode::BadRequest, "`conversation_id` is missing."))?;
    let after = asked.query("after").and_then(|after| MessageId::parse(after).ok());
    let (key, list) = chat::transcript(&asked.env, &door, &id).await?;
    let said = MessageList::since(list.messages, after.as_ref());
    let pushes = subscribe(&asked.env, &key, &id).await?;
    let pair = WebSocketPair::new()?;
    pair.server.accept()?;
    if after.is_some() {
        for message in said {
            send(&pair.server, &SocketPush::Message { message, client_message_id: None });
        }
    }
    let (env, request_id) = (asked.env.clone(), asked.request_id.clone());
    let server = pair.server;
    asked.context.wait_until(async move {
        carry(&env, &door, &id, &server, &pushes, &request_id).await;
        let _closed = server.close(Some(1000), Some("closed"));
        let _closed = pushes.close(Some(1000), Some("closed"));
    });
    let headers = Headers::new();
    headers.set("sec-websocket-protocol", PROTOCOL)?;
    Ok(Response::from_websocket(pair.client)?.with_headers(headers))
}

fn token(asked: &Asked) -> Result<String> {
    let offered = asked.header("sec-websocket-protocol").unwrap_or_default();
    offered
        .split(',')
        .find_map(|protocol| protocol.trim().strip_prefix("bearer."))
        .map(str::to_owned)
        .map_or_else(|| asked.bearer(), Ok)
}

async fn subscribe(env: &Env, key: &CustomerKey, id: &ConversationId) -> Result<WebSocket> {
    let headers = Headers::new();
    headers.set("upgrade", "websocket")?;
    let mut init = RequestInit::new();
    init.with_method(Method::Get).with_headers(headers);
    let address = format!("https://object{SOCKET_PATH}?{id}");
    let request = Request::new_with_init(&address, &init)?;
    let stub = contract::stub(env, bindings::CUSTOMER, key.as_str())?;
    let response = stub.fetch_with_request(request).await?;
    let socket = response.websocket().ok_or_else(|| Fault::internal("socket.subscribe"))?;
    socket.accept()?;
    Ok(socket)
}

/// Carries frames both ways until either side ends.
async fn carry(
    env: &Env,
    door: &Door,
    id: &ConversationId,
    server: &WebSocket,
    pushes: &WebSocket,
    request_id: &str,
) {
    let (Ok(mut frames), Ok(mut said)) = (server.events(), pushes.events()) else { return };
    loop {
        match select(frames.next(), said.next()).await {
            Either::Left((Some(Ok(WebsocketEvent::Message(frame))), _)) => {
                let text = frame.text().unwrap_or_default();
                take(env, door, id, server, &text, request_id).await;
            }
            Either::Right((Some(Ok(WebsocketEvent::Message(push))), _)) => {
                if server.send_with_str(push.text().unwrap_or_default()).is_err() {
                    return;
                }
            }
            Either::Left(_) | Either::Right(_) => return,
        }
    }
}

async fn take(
    env: &Env,
    door: &Door,
    id: &ConversationId,
    server: &WebSocket,
    text: &str,
    request_id: &str,
) {
    let refuse = |fault: Fault, client_message_id| {
        let problem = fault.into_problem(request_id);
        send(server, &SocketPush::Problem { problem, client_message_id });
    };
    let request = match parse_json::<SocketFrame>(text.as_bytes()) {
        Err(problem) => return refuse(problem.into(), None),
        Ok(SocketFrame::Ping) => return send(server, &SocketPush::Pong),
        Ok(SocketFrame::Typing) => return,
        Ok(SocketFrame::Message { text, client_message_id }) => {
            ChatRequest { text, client_message_id, conversation_id: Some(id.clone()) }
        }
    };
    let client_message_id = request.client_message_id.clone();
    if let Err(problem) = request.check() {
        return refuse(problem.into(), Some(client_message_id));
    }
    send(server, &SocketPush::Typing);
    let turn = driver::Asked {
        key: door.key.clone(),
        visitor: door.visitor.clone(),
        conversation_id: request.conversation_id,
        client_message_id: request.client_message_id,
        inbound: Inbound::Text { text: request.text },
    };
    match driver::answer(env, turn, &mut driver::Timings::start()).await {
        // The messages themselves come back through the subscription.
        Ok(answer) => send(server, &SocketPush::Done { answer }),
        Err(fault) => refuse(fault, Some(client_message_id)),
    }
}

fn send(socket: &WebSocket, push: &SocketPush) {
    if let Ok(frame) = serde_json::to_string(push) {
        // A page that has gone resumes from its last message.
        let _gone = socket.send_with_str(frame);
    }
}
