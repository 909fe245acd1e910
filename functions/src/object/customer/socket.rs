//! Sockets: what is said in a conversation is pushed to every open page of it.
//!
//! The socket ends in the function that serves the page; it subscribes here, and the object may
//! sleep meanwhile. Nothing is read from it: messages come in as turns.

use edgewise::{
    base::id::{ClientMessageId, ConversationId},
    conversation::Message,
    wire::SocketPush,
};
use worker::{Request, Response, WebSocketPair};

use super::CustomerObject;

/// Path of the subscription; the conversation stands in the query, the caller has checked it.
pub(crate) const PATH: &str = "/socket";

impl CustomerObject {
    pub(super) fn open_socket(&self, request: &Request) -> worker::Result<Response> {
        let url = request.url()?;
        let conversation = url.query().unwrap_or_default();
        let pair = WebSocketPair::new()?;
        self.state.accept_websocket_with_tags(&pair.server, &[conversation]);
        Response::from_websocket(pair.client)
    }

    /// Nothing is said here any more: pages that listen find where the conversation went.
    pub(super) fn close_sockets(&self) {
        for socket in self.state.get_websockets() {
            let _gone = socket.close(Some(1012), Some("moved"));
        }
    }

    /// Tells what a turn came to.
    pub(super) fn push_turn_to_sockets(
        &self,
        id: &ConversationId,
        customer: Option<Message>,
        reply: Option<Message>,
        client_message_id: &ClientMessageId,
    ) {
        let said = [(customer, Some(client_message_id.clone())), (reply, None)];
        for (message, client_message_id) in said {
            if let Some(message) = message {
                self.push_to_sockets(id, &SocketPush::Message { message, client_message_id });
            }
        }
    }

    /// Tells every open page of a conversation.
    pub(super) fn push_to_sockets(&self, id: &ConversationId, push: &SocketPush) {
        let sockets = self.state.get_websockets_with_tag(id.as_str());
        if sockets.is_empty() {
            return;
        }
        let Ok(frame) = serde_json::to_string(push) else { return };
        for socket in &sockets {
            // A page that has gone misses nothing: it resumes from its last message.
            let _gone = socket.send_with_str(&frame);
        }
    }
}
