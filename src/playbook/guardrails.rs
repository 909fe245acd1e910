//! Guardrails as the merchant sets them: typed settings, and rules of their own as conditions.

use serde::{Deserialize, Serialize};

use super::PlaybookFault;
use crate::{
    base::money::Money,
    commerce::ActionKind,
    condition::{self, FactKind, FactShape},
    identity::IdentityLevel,
};

/// Days for which actions are counted. A limit over a longer time cannot be kept.
pub const COUNTED_DAYS_MAX: u16 = 400;

/// What is done for a claim.
const CLAIMS: [ActionKind; 2] = [ActionKind::Refund, ActionKind::Replace];

/// Entries of one list.
pub(super) const ENTRIES_MAX: usize = 50;

/// Characters of a reason in the merchant's words.
pub(super) const BECAUSE_CHARS_MAX: usize = 300;

/// What every action must keep to, whoever asks for it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Guardrails {
    /// Until when something may be done. For each thing the first entry that fits it counts; where
    /// none fits there is no window. Without this list, claims may be made for 30 days.
    pub windows: Vec<Window>,
    /// What is sold for good, beside the things that the shop itself marks so: product types.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub final_sale: Vec<String>,
    /// How often, and for how much money. All that fit count. Without this list, a person looks at a
    /// customer's second claim within 90 days.
    pub limits: Vec<Limit>,
    /// Where money for goods that come back may go.
    pub refund_to: Vec<RefundTarget>,
    /// Proof of identity that an action needs, where it is more than `verified`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identity: Vec<IdentityNeed>,
    /// What a person takes over whatever is asked for; what is only told is told nevertheless.
    pub person_topics: Vec<Topic>,
    /// Hours of the day in which actions are refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet_hours: Option<QuietHours>,
    /// Rules of the merchant's own. All that hold count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<BrandRule>,
    /// How an approval is given.
    pub approval: Approval,
}

/// Until when something may be done: since the delivery for what was delivered, else since the order
/// was placed.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// What.
    pub actions: Vec<ActionKind>,
    /// Whole days, on the shop's calendar: a thing delivered on the 1st with 30 days may go back
    /// until the end of the 31st.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
    /// Hours, to the minute. Either these or days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u16>,
    /// Only things of these product types; any where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// Only customers of these loyalty tiers; any where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<String>,
    /// Only orders that go to these countries, written as the shop writes them; any where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
}

/// How often something may be done, and for how much money in all.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// What; all of these are counted together.
    pub actions: Vec<ActionKind>,
    /// Over what it is counted.
    pub per: Per,
    /// Within how many days before now; 400 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 400)))]
    pub days: Option<u16>,
    /// Times at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Money at most. Money of another currency is always beyond it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// What becomes of whatever is beyond it.
    pub then: Then,
}

/// Over what a limit is counted.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// Each action by itself.
    Action,
    /// All of one customer.
    Customer,
    /// All of one order.
    Order,
}

/// What becomes of what a guardrail stops.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// It waits for a person's approval.
    Approve,
    /// It is refused.
    Deny,
    /// A person takes over.
    Person,
}

/// Where money for goods may go.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RefundTarget {
    /// A gift card on file.
    GiftCard,
    /// What paid.
    Original,
    /// A store credit on file.
    StoreCredit,
}

/// Proof of identity that some actions need.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct IdentityNeed {
    /// What.
    pub actions: Vec<ActionKind>,
    /// At least this.
    pub level: IdentityLevel,
}

/// What a message may be about, beside what it asks for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Instructions to the assistant itself.
    Injection,
    /// Lawyers, courts, authorities.
    Legal,
    /// Somebody's health.
    Safety,
}

impl Topic {
    /// Last part of the name of the rule that gives it to a person.
    #[must_use]
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Injection => "topic_injection",
            Self::Legal => "topic_legal",
            Self::Safety => "topic_safety",
        }
    }
}

/// Hours of the day, on the shop's clock.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    /// First hour, 0 to 23.
    #[cfg_attr(feature = "schema", schemars(range(max = 23)))]
    pub from_hour: u8,
    /// First hour after it, 0 to 23. Smaller than the first where midnight lies between.
    #[cfg_attr(feature = "schema", schemars(range(max = 23)))]
    pub to_hour: u8,
    /// What is refused then.
    pub actions: Vec<ActionKind>,
}

/// A rule of the merchant's own.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BrandRule {
    /// Cited in receipts as `rule.` and this: small letters, digits and underscores.
    pub name: String,
    /// What it is about; every action where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<ActionKind>,
    /// When it holds: a condition in CEL over [`ACTION_FACTS`].
    pub when: String,
    /// What becomes of the action then.
    pub then: Then,
    /// What the customer is told of the reason, in the merchant's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// How an approval is given.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Approval {
    /// Hours after which what nobody approved is given up, and the customer told so.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 168)))]
    pub hours: u16,
}

/// The facts that a merchant's rule may name.
pub const ACTION_FACTS: &[FactShape<'_>] = &[
    fact("action", FactKind::Text, "the action, for example `return`"),
    fact("amount", FactKind::Int, "money that moves, either way, in minor units"),
    fact("actions_in_30_days", FactKind::Int, "actions of this customer in the last 30 days"),
    fact("categories", FactKind::Texts, "product types of the things it is about"),
    fact("country", FactKind::Text, "country that the order goes to, as the shop writes it"),
    fact("currency", FactKind::Text, "currency of the order"),
    fact("customer_tags", FactKind::Texts, "the shop's labels of the customer"),
    fact("days_since_delivery", FactKind::Int, "whole days; -1 where nothing was delivered"),
    fact("days_since_order", FactKind::Int, "whole days; -1 where the shop does not say"),
    fact("final_sale", FactKind::Bool, "whether one of the things is sold for good"),
    fact("hour", FactKind::Int, "hour of the day on the shop's clock"),
    fact("items", FactKind::Int, "pieces it is about"),
    fact("order_status", FactKind::Text, "where the order stands, for example `delivered`"),
    fact("order_total", FactKind::Int, "what the order cost, in minor units"),
    fact("points", FactKind::Int, "points that it takes; 0 where it takes none"),
    fact("tier", FactKind::Text, "loyalty tier; empty where there is none"),
];

pub(super) const fn fact(
    name: &'static str,
    kind: FactKind,
    about: &'static str,
) -> FactShape<'static> {
    FactShape { name, kind, about }
}

impl BrandRule {
    /// Whether it is about this action.
    #[must_use]
    pub fn is_about(&self, action: ActionKind) -> bool {
        self.actions.is_empty() || self.actions.contains(&action)
    }
}

impl Guardrails {
    /// Whether past actions must be known to judge this one.
    #[must_use]
    pub fn counts(&self, action: ActionKind) -> bool {
        let limit = |limit: &Limit| limit.per != Per::Action && limit.actions.contains(&action);
        // A rule that counts actions counts those of every kind.
        let counted = |rule: &BrandRule| rule.when.contains("actions_in_30_days");
        // A second code within a time is not given.
        action == ActionKind::Discount
            || self.limits.iter().any(limit)
            || self.rules.iter().any(counted)
    }

    /// Whether the product types of things must be known to judge this action.
    #[must_use]
    pub fn needs_categories(&self, action: ActionKind) -> bool {
        let window = |w: &Window| w.actions.contains(&action) && !w.categories.is_empty();
        self.windows.iter().any(window)
            || !self.final_sale.is_empty()
            || self.rules_name(action, "categories")
            || self.rules_name(action, "final_sale") && !self.final_sale.is_empty()
    }

    /// Whether the customer's loyalty tier must be known to judge this action.
    #[must_use]
    pub fn needs_tier(&self, action: ActionKind) -> bool {
        let window = |w: &Window| w.actions.contains(&action) && !w.tiers.is_empty();
        self.windows.iter().any(window) || self.rules_name(action, "tier")
    }

    /// Days for which something may be done, for a customer of a tier, whatever it is and wherever it
    /// goes; nothing where that depends on the thing or the place, or there is no window.
    #[must_use]
    pub fn days_for(&self, action: ActionKind, tier: &str) -> Option<u16> {
        let of_tier = |w: &&Window| {
            let held = |own: &String| own.eq_ignore_ascii_case(tier);
            w.actions.contains(&action) && (w.tiers.is_empty() || w.tiers.iter().any(held))
        };
        let first = self.windows.iter().find(of_tier)?;
        let is_general = first.categories.is_empty() && first.countries.is_empty();
        if is_general { first.days } else { None }
    }

    /// What the customer is told of the reason, where one of these rules is the merchant's own.
    #[must_use]
    pub fn because(&self, rules: &[String]) -> Option<String> {
        let own = |rule: &&BrandRule| {
            let cited = format!(".rule.{}", rule.name);
            rules.iter().any(|name| name.ends_with(&cited))
        };
        self.rules.iter().filter(own).find_map(|rule| rule.because.clone())
    }

    fn rules_name(&self, action: ActionKind, fact: &str) -> bool {
        self.rules.iter().any(|rule| rule.is_about(action) && rule.when.contains(fact))
    }

    pub(super) fn check(&self, faults: &mut Vec<PlaybookFault>) {
        let mut fault = |pointer: String, detail: &str| {
            faults.push(PlaybookFault {
                pointer: format!("/guardrails/{pointer}"),
                detail: detail.to_owned(),
            });
        };
        let lists = [
            ("windows", self.windows.len()),
            ("final_sale", self.final_sale.len()),
            ("limits", self.limits.len()),
            ("identity", self.identity.len()),
            ("rules", self.rules.len()),
        ];
        for (name, len) in lists {
            if len > ENTRIES_MAX {
                fault(name.to_owned(), "must have at most 50 entries");
            }
        }
        for (index, window) in self.windows.iter().enumerate() {
            let at = format!("windows/{index}");
            if window.actions.is_empty() {
                fault(format!("{at}/actions"), "must name an action");
            }
            if window.days.is_some() == window.hours.is_some() {
                fault(at, "must have either days or hours");
            }
        }
        for (index, limit) in self.limits.iter().enumerate() {
            let at = format!("limits/{index}");
            if limit.actions.is_empty() {
                fault(format!("{at}/actions"), "must name an action");
            }
            if limit.count.is_none() && limit.amount.is_none() {
                fault(at.clone(), "must have a count or an amount");
            }
            if limit.days.is_some_and(|days| !(1..=COUNTED_DAYS_MAX).contains(&days)) {
                fault(format!("{at}/days"), "must be from 1 to 400");
            }
            if limit.amount.is_some_and(|amount| amount.minor() < 0) {
                fault(format!("{at}/amount"), "must not be negative");
            }
            if limit.per == Per::Action && (limit.count.is_some() || limit.days.is_some()) {
                fault(at, "counts each action by itself: only an amount makes sense");
            }
        }
        if self.refund_to.is_empty() {
            fault("refund_to".to_owned(), "must name where money may go");
        }
        for (index, need) in self.identity.iter().enumerate() {
            if need.actions.is_empty() {
                fault(format!("identity/{index}/actions"), "must name an action");
            }
            if need.level < IdentityLevel::Verified {
                fault(format!("identity/{index}/level"), "must be verified or strong");
            }
        }
        if let Some(hours) = &self.quiet_hours {
            if hours.from_hour > 23 || hours.to_hour > 23 || hours.from_hour == hours.to_hour {
                fault("quiet_hours".to_owned(), "must be two different hours from 0 to 23");
            }
            if hours.actions.is_empty() {
                fault("quiet_hours/actions".to_owned(), "must name an action");
            }
        }
        if !(1..=168).contains(&self.approval.hours) {
            fault("approval/hours".to_owned(), "must be from 1 to 168");
        }
        for (index, rule) in self.rules.iter().enumerate() {
            let at = format!("rules/{index}");
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            if rule.name.is_empty() || rule.name.len() > 40 || !rule.name.chars().all(plain) {
                fault(format!("{at}/name"), "must be small letters, digits and underscores");
            }
            if self.rules.iter().take(index).any(|other| other.name == rule.name) {
                fault(format!("{at}/name"), "is the name of another rule");
            }
            if rule.because.as_ref().is_some_and(|text| text.chars().count() > BECAUSE_CHARS_MAX) {
                fault(format!("{at}/because"), "must have at most 300 characters");
            }
            for detail in condition::check(&rule.when, ACTION_FACTS) {
                fault(format!("{at}/when"), &detail);
            }
        }
    }
}

impl Default for Guardrails {
    fn default() -> Self {
        Self {
            windows: vec![Window {
                actions: CLAIMS.to_vec(),
                days: Some(30),
                hours: None,
                categories: Vec::new(),
                tiers: Vec::new(),
                countries: Vec::new(),
            }],
            final_sale: Vec::new(),
            limits: vec![Limit {
                actions: CLAIMS.to_vec(),
                per: Per::Customer,
                days: Some(90),
                count: Some(1),
                amount: None,
                then: Then::Person,
            }],
            refund_to: vec![
                RefundTarget::Original,
                RefundTarget::GiftCard,
                RefundTarget::StoreCredit,
            ],
            identity: Vec::new(),
            person_topics: vec![Topic::Legal, Topic::Safety],
            quiet_hours: None,
            rules: Vec::new(),
            approval: Approval::default(),
        }
    }
}

impl Default for Approval {
    fn default() -> Self {
        Self { hours: 24 }
    }
}
