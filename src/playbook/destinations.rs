//! Destinations: the systems that tickets are sent to, where a merchant's people work elsewhere than in
//! our inbox.
//!
//! As a connector does, a destination holds the names of secrets, never a secret.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    PlaybookFault, Reason,
    connectors::{NAME, is_secret_name},
    custom::is_name,
};
use crate::base::{host::public_address, limits::QUEUE_CHARS_MAX};

/// Destinations of one playbook, and queues of one destination.
const DESTINATIONS_MAX: usize = 10;
const QUEUES_MAX: usize = 20;

/// Characters of an email address.
const ADDRESS_CHARS_MAX: usize = 254;

/// What the name of a destination's secret begins with, so that no other secret of the deployment can
/// be named by a playbook.
pub const DESTINATION_SECRET: &str = "DESTINATION_";

/// A system that tickets are sent to, beside our own inbox.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Destination {
    /// What it is, and so in which form tickets are sent.
    pub kind: DestinationKind,
    /// Where it is: `https`, and a host that the owner allows. For Zendesk and Gorgias the address of
    /// your account, such as `https://acme.zendesk.com`; for `standard_webhooks` the whole address of
    /// your endpoint. Nothing for `slack`, whose address is its secret, and for `email`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// An email address. For `email` that of your team; for Zendesk and Gorgias that of the account
    /// whose key is the secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Name of the secret that is used there, for example `DESTINATION_ZENDESK`: the API key for
    /// Zendesk and Gorgias, the signing key (`whsec_…`) for `standard_webhooks`, the whole address of
    /// the incoming webhook for `slack`. A binding of the deployment holds it; nothing shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Name of the secret that shows that an answer comes from there, for example
    /// `DESTINATION_ZENDESK_HOOK`. Without it no answers come back. Zendesk and Gorgias only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hook_secret: Option<String>,
    /// Only tickets of these queues; those of all queues where empty.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub queues: BTreeSet<String>,
    /// Only tickets for these reasons; those for all reasons where empty.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub reasons: BTreeSet<Reason>,
}

/// What a destination is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DestinationKind {
    /// An email to your team, by the service that sends emails to customers, too.
    Email,
    /// A Gorgias account: a ticket there, and answers that come back.
    Gorgias,
    /// A channel of Slack, by an incoming webhook.
    Slack,
    /// Any endpoint of your own that takes Standard Webhooks: JSON that is signed.
    StandardWebhooks,
    /// A Zendesk account: a ticket there, and answers that come back.
    Zendesk,
}

impl DestinationKind {
    /// Whether it is a helpdesk with tickets of its own, in which people answer.
    #[must_use]
    pub const fn is_helpdesk(self) -> bool {
        matches!(self, Self::Gorgias | Self::Zendesk)
    }
}

impl Destination {
    /// Whether tickets of this queue and reason go there.
    #[must_use]
    pub fn takes(&self, queue: &str, reason: Reason) -> bool {
        (self.queues.is_empty() || self.queues.contains(queue))
            && (self.reasons.is_empty() || self.reasons.contains(&reason))
    }

    fn check(&self, at: &str, faults: &mut Vec<PlaybookFault>) {
        let mut fault = |field: &str, detail: &str| {
            faults.push(PlaybookFault::new(format!("{at}/{field}"), detail));
        };
        let helpdesk = self.kind.is_helpdesk();
        let with_url = helpdesk || self.kind == DestinationKind::StandardWebhooks;
        match &self.url {
            None if with_url => fault("url", "must say where it is, such as https://acme.example"),
            Some(_) if !with_url => fault("url", "must be left out for this kind"),
            // Whether this machine may be asked is the deployment's to say, when it is asked.
            Some(url) => {
                if let Err(why) = public_address(url, true) {
                    fault("url", &why.to_string());
                }
            }
            None => {}
        }
        let with_address = helpdesk || self.kind == DestinationKind::Email;
        match &self.address {
            None if with_address => fault("address", "must be an email address"),
            Some(_) if !with_address => fault("address", "must be left out for this kind"),
            Some(address) if !is_address(address) => fault("address", "must be an email address"),
            Some(_) | None => {}
        }
        let own = |name: &String| is_secret_name(name, DESTINATION_SECRET);
        let with_secret = self.kind != DestinationKind::Email;
        match &self.secret {
            None if with_secret => fault("secret", SECRET),
            Some(_) if !with_secret => fault("secret", "must be left out for this kind"),
            Some(name) if !own(name) => fault("secret", SECRET),
            Some(_) | None => {}
        }
        match &self.hook_secret {
            Some(_) if !helpdesk => fault("hook_secret", "must be left out for this kind"),
            Some(name) if !own(name) => fault("hook_secret", SECRET),
            Some(name) if self.secret.as_ref() == Some(name) => {
                fault("hook_secret", "must be another secret than the one that is used there");
            }
            Some(_) | None => {}
        }
        for (index, queue) in self.queues.iter().enumerate() {
            let chars = queue.chars().count();
            let named = !queue.trim().is_empty() && chars <= QUEUE_CHARS_MAX;
            if !named || index >= QUEUES_MAX {
                let detail = format!(
                    "must name a queue in at most {QUEUE_CHARS_MAX} characters; at most {QUEUES_MAX}"
                );
                fault(&format!("queues/{index}"), &detail);
            }
        }
    }
}

const SECRET: &str =
    "must be the name of a binding that begins with DESTINATION_, never the secret itself";

/// Whether a text can be an email address. Where it leads is for whoever wrote it.
fn is_address(text: &str) -> bool {
    let parts = text.split_once('@');
    let plain = !text.chars().any(|it| it.is_whitespace() || it.is_control() || it == ':');
    plain
        && text.chars().count() <= ADDRESS_CHARS_MAX
        && parts.is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !host.contains('@') && !host.ends_with('.')
        })
}

pub(super) fn check(destinations: &BTreeMap<String, Destination>, faults: &mut Vec<PlaybookFault>) {
    if destinations.len() > DESTINATIONS_MAX {
        let detail = format!("must have at most {DESTINATIONS_MAX} entries");
        faults.push(PlaybookFault::new("/destinations".to_owned(), &detail));
    }
    for (name, destination) in destinations {
        let at = format!("/destinations/{name}");
        if !is_name(name) {
            faults.push(PlaybookFault::new(at.clone(), NAME));
        }
        destination.check(&at, faults);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbook::Playbook;

    fn read(text: &str) -> Playbook {
        serde_json::from_str(&format!(r#"{{"destinations": {text}}}"#)).unwrap()
    }

    #[test]
    fn what_a_kind_needs_is_enough_and_nothing_goes_out_by_default() {
        let whole = read(
            r#"{
            "own": {"kind": "standard_webhooks", "url": "https://hooks.acme.example/edgewise", "secret": "DESTINATION_OWN"},
            "zendesk": {"kind": "zendesk", "url": "https://acme.zendesk.com", "address": "bot@acme.example",
                        "secret": "DESTINATION_ZENDESK", "hook_secret": "DESTINATION_ZENDESK_HOOK"},
            "gorgias": {"kind": "gorgias", "url": "https://acme.gorgias.com", "address": "bot@acme.example", "secret": "DESTINATION_GORGIAS"},
            "slack": {"kind": "slack", "secret": "DESTINATION_SLACK", "queues": ["returns"]},
            "team": {"kind": "email", "address": "team@acme.example", "reasons": ["vip", "anger"]}
        }"#,
        );
        assert_eq!(whole.check(), []);
        let names = |queue, reason| whole.destinations_for(queue, reason);
        assert_eq!(names("support", Reason::ShopFault), ["gorgias", "own", "zendesk"]);
        assert_eq!(names("returns", Reason::Vip), ["gorgias", "own", "slack", "team", "zendesk"]);
        assert_eq!(Playbook::default().destinations_for("support", Reason::Vip), [""; 0]);
        assert!(whole.names_secret("see DESTINATION_ZENDESK_HOOK"));
    }

    #[test]
    fn every_fault_of_a_destination_is_named() {
        let broken = read(
            r#"{
            "A": {"kind": "slack", "url": "https://hooks.slack.com/services/T/B/x", "secret": "EDGEWISE_OPERATOR_TOKEN"},
            "b": {"kind": "zendesk", "url": "https://10.0.0.1", "address": "bot at acme", "secret": "DESTINATION_Z", "hook_secret": "DESTINATION_Z"},
            "c": {"kind": "email", "address": "a@b@c.example", "secret": "DESTINATION_C", "hook_secret": "DESTINATION_D", "queues": [" "]},
            "d": {"kind": "standard_webhooks", "address": "a@b.example"}
        }"#,
        );
        let pointers: Vec<_> = broken.check().into_iter().map(|fault| fault.pointer).collect();
        let expected = [
            "A",
            "A/url",
            "A/secret",
            "b/url",
            "b/address",
            "b/hook_secret",
            "c/address",
            "c/secret",
            "c/hook_secret",
            "c/queues/0",
            "d/url",
            "d/address",
            "d/secret",
        ];
        assert_eq!(pointers, expected.map(|name| format!("/destinations/{name}")));
        assert!(
            serde_json::from_str::<Playbook>(r#"{"destinations": {"x": {"kind": "jira"}}}"#)
                .is_err()
        );
    }
}
