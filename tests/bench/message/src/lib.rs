//! Understands messages again and again, as the product does before each turn: the shop's words and the
//! customer's orders are taken from profile and playbook, and then the message is read.
//!
//! The function answers one request with one body ([`Body`]): `?times=0` does everything but that, so
//! the difference of two requests is what understanding takes. Its clock does not move while it works.

use edgewise::{
    base::time::Timestamp,
    conversation::ConversationState,
    playbook::Playbook,
    profile::Profile,
    understanding::{Known, understand},
    wire::{EventSubject, parse_batch},
};
use serde::Deserialize;
use serde_json::Value;
use worker::{Context, Env, Request, Response, Result, event};

/// What is read, and beside what.
#[derive(Debug, Deserialize)]
pub struct Body {
    /// When.
    pub now: Timestamp,
    /// What the shop has told of the customer.
    pub events: Vec<Value>,
    /// Messages.
    pub texts: Vec<String>,
}

/// A customer of a shop, before a message of theirs is read.
#[derive(Debug)]
pub struct Reader {
    profile: Profile,
    playbook: Playbook,
    now: Timestamp,
}

impl Reader {
    /// The customer that events have told of, at a shop with the default playbook. What is no event of a
    /// customer is left out.
    #[must_use]
    pub fn of(body: &Body) -> Self {
        let told = serde_json::to_vec(&body.events).unwrap_or_default();
        let mut profile = Profile::default();
        for accepted in parse_batch(&told, body.now).into_iter().flatten().flatten() {
            if let EventSubject::Customer { event, .. } = accepted.subject {
                profile.fold(*event);
            }
        }
        Self { profile, playbook: Playbook::default(), now: body.now }
    }

    /// Orders that the profile holds.
    #[must_use]
    pub fn orders(&self) -> usize {
        self.profile.orders.len()
    }

    /// Reads a message a number of times; gives how many commands it found, all times together.
    #[must_use]
    pub fn read(&self, text: &str, times: u32) -> usize {
        let state = ConversationState::default();
        let once = || {
            let known = Known::of(&self.profile, &self.playbook, self.now);
            understand(text, &state, &known).commands.len()
        };
        (0..times).map(|_| once()).fold(0, usize::saturating_add)
    }
}

#[event(fetch)]
async fn fetch(mut request: Request, _env: Env, _context: Context) -> Result<Response> {
    let times = request
        .url()?
        .query_pairs()
        .find_map(|(name, value)| if name == "times" { value.parse().ok() } else { None });
    let body: Body = request.json().await?;
    let reader = Reader::of(&body);
    let read = |text: &String| reader.read(text, times.unwrap_or_default());
    let commands = body.texts.iter().map(read).fold(0, usize::saturating_add);
    Response::ok(format!("{} {commands} {}", reader.orders(), memory_bytes()))
}

/// The linear memory of this instance.
#[cfg(target_arch = "wasm32")]
fn memory_bytes() -> usize {
    const PAGE_BYTES: usize = 65_536;
    core::arch::wasm32::memory_size::<0>().saturating_mul(PAGE_BYTES)
}

#[cfg(not(target_arch = "wasm32"))]
const fn memory_bytes() -> usize {
    0
}
