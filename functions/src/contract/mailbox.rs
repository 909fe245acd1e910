//! The developer's mailbox: one, holding what would have been sent. Used only where no delivery
//! service is set and the mailbox is switched on.

use edgewise::{
    base::{pii::Pii, time::Timestamp},
    identity::Via,
};
use serde::{Deserialize, Serialize};

use crate::bindings::MAILBOX;

/// Name of the only one.
pub(crate) const NAME: &str = "mailbox";

/// A message.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Mail {
    /// Where to.
    pub(crate) to: Pii<String>,
    /// How.
    pub(crate) via: Via,
    /// Subject of an email.
    pub(crate) subject: String,
    /// The whole text.
    pub(crate) text: Pii<String>,
    /// When.
    pub(crate) at: Timestamp,
}

/// Keeps a message.
#[derive(Deserialize, Serialize)]
pub(crate) struct Put {
    /// Which.
    pub(crate) mail: Mail,
}

/// The messages, newest first.
#[derive(Deserialize, Serialize)]
pub(crate) struct List {}

calls! {
    MAILBOX;
    Put, "/put" => ();
    List, "/list" => Vec<Mail>;
}
