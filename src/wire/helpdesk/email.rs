//! An email to the team.

use super::{Target, packet};
use crate::{
    base::pii::Pii,
    escalation::{Dispatch, Told},
    reply::SentMessage,
};

/// What is told, as an email. Mails about one ticket begin alike, so that mail programs put them together.
#[must_use]
pub fn email(target: Target<'_>, dispatch: &Dispatch) -> SentMessage {
    let what = match &dispatch.told {
        Told::Answered { .. } => "Answered: ",
        Told::Closed { .. } => "Closed: ",
        Told::CustomerWrote { .. } => "New message: ",
        Told::Opened { .. } => "",
    };
    let mut text = packet::text(target, dispatch);
    if !matches!(dispatch.told, Told::Opened { .. }) {
        text = format!("{}\n\nCustomer: {}", text, packet::customer(dispatch));
        if let Some(link) = packet::link(target, dispatch) {
            text = format!("{text}\nIn Edgewise: {link}");
        }
    }
    let subject = format!("{what}{}", packet::subject(dispatch));
    SentMessage { subject, text: Pii::new(text) }
}
