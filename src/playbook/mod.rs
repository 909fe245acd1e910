//! The playbook: all that the merchant decides, as one strict, versioned document.

mod channels;
mod connectors;
mod custom;
mod destinations;
mod discounts;
mod escalation;
mod goals;
mod greeting;
mod guardrails;
mod identity;
mod knowledge;
mod loyalty;
mod privacy;
mod reason;
mod recommendations;
mod releases;
mod service;
mod subscriptions;
mod talk;
mod understanding;
mod voice;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    base::{limits::SHOP_WAIT_MS_MAX, skill_id::SkillId},
    commerce::Remedy,
};

pub use channels::{Channels, WebChat};
pub use connectors::{CONNECTOR_SECRET, Connector, HttpMethod, Input, Operation, Output};
pub use custom::{
    Act, Choice, CustomSkill, EndKind, FieldShape, GIVEN, HandOver, Need, NeedKind, Node, Row,
    SkillLimit, SkillTest, Step, TestAnswer, TestFailure, TestOrder, TestTurn, Texts, Verify,
    fields_in, is_given,
};
pub use destinations::{DESTINATION_SECRET, Destination, DestinationKind};
pub use discounts::{DISCOUNT_FACTS, DiscountRule, Discounts, PriceAdjustment};
pub use escalation::{Due, Escalation, OfferPerson, OpenHours, Weekday};
pub use goals::Goals;
pub use greeting::{Greeting, NewsKind};
pub use guardrails::{
    ACTION_FACTS, Approval, BrandRule, COUNTED_DAYS_MAX, Guardrails, IdentityNeed, Limit, Per,
    QuietHours, RefundTarget, Then, Topic, Window,
};
pub use identity::{IdentityMethod, IdentityRules};
pub use knowledge::{Knowledge, Unanswered};

pub use talk::{Abuse, AfterAbuse, Talk};

pub use privacy::{Marketing, Privacy};

pub use loyalty::{LoyaltyProgram, LoyaltyTier, TierCounts};
pub use reason::Reason;
pub use recommendations::{Recommendations, UpSell, UpSellAfter};
pub use releases::Releases;
pub use service::ServiceRequest;

pub use subscriptions::{Late, StayOffer, Subscriptions};
pub use understanding::{LanguageModel, MODEL_SECRET, ModelProvider, ModelUse, UnderstandingRules};
pub use voice::{Tone, Voice};

/// What a merchant decides. Unknown fields are refused, so that a misspelt guardrail is never
/// silently ignored.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Playbook {
    /// Version of this document's shape.
    pub schema_version: u16,
    /// Who speaks.
    pub brand: Brand,
    /// How customers who are not signed in may show who they are.
    pub identity: IdentityRules,
    /// How old a fact may be before the shop is asked again.
    pub freshness: Freshness,
    /// How long a shopper waits on the shop.
    pub shop: ShopBounds,
    /// What each skill may do on its own.
    pub skills: Skills,
    /// What every action must keep to.
    pub guardrails: Guardrails,
    /// How what arrived wrong is put right.
    pub claims: Claims,
    /// Who gets what off.
    pub discounts: Discounts,
    /// How marketing reaches customers.
    pub marketing: Marketing,
    /// How requests about what is held are carried out.
    pub privacy: Privacy,
    /// How what the shop's own pages say is told.
    pub knowledge: Knowledge,
    /// How things are recommended, and what is told unasked.
    pub recommendations: Recommendations,
    /// What points and tiers are worth.
    pub loyalty: LoyaltyProgram,
    /// How repeated deliveries are changed and ended.
    pub subscriptions: Subscriptions,
    /// When the assistant is sure enough, and whom it asks where it is not.
    pub understanding: UnderstandingRules,
    /// What happens when a person is needed.
    pub escalation: Escalation,
    /// What the merchant wants to reach.
    #[serde(skip_serializing_if = "Goals::is_none")]
    pub goals: Goals,
    /// On which channels customers are served.
    pub channels: Channels,
    /// What the assistant says first.
    pub greeting: Greeting,
    /// How the assistant answers what is no wish.
    pub talk: Talk,
    /// How a change of this document goes live.
    pub releases: Releases,
    /// What is said in the merchant's own words: by ISO 639-1 code of the language and name of the
    /// wording, its alternatives.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub wordings: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// Skills of the merchant's own, by their names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub custom_skills: BTreeMap<String, CustomSkill>,
    /// The services that those ask, by their names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub connectors: BTreeMap<String, Connector>,
    /// Where tickets are sent, beside our own inbox, by names of your own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub destinations: BTreeMap<String, Destination>,
}

/// Who speaks.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Brand {
    /// Name of the shop as customers know it.
    pub name: String,
    /// IANA name of the time zone in which dates are told.
    pub time_zone: String,
    /// ISO 3166-1 code of the country whose customs of writing dates and money customers follow.
    pub country: String,
    /// ISO 639-1 codes of the languages in which customers are served, the preferred one first.
    pub languages: Vec<String>,
    /// What becomes of a message in any other language.
    pub other_languages: OtherLanguages,
    /// How the assistant sounds.
    #[serde(skip_serializing_if = "Voice::is_plain")]
    pub voice: Voice,
}

/// What becomes of a message in a language that is not served.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OtherLanguages {
    /// It is answered in the preferred language, as well as it is understood.
    #[default]
    Answer,
    /// A person answers it.
    Person,
}

/// How old a fact may be before the shop is asked again.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Freshness {
    /// Seconds for orders and their parcels.
    pub orders_seconds: u32,
}

/// How long a shopper waits on the shop.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ShopBounds {
    /// Milliseconds for one call with all its tries.
    #[cfg_attr(feature = "schema", schemars(range(min = 100, max = 15000)))]
    pub wait_ms: u32,
    /// Tries of one call.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 5)))]
    pub tries_max: u8,
    /// The shop's own words for its goods and their options: what customers say, and what the
    /// catalogue calls it, for example `google home` for `Google Assistant`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub synonyms: BTreeMap<String, String>,
    /// How the shop's order numbers look: `#` is a digit, `@` a letter, anything else itself, for
    /// example `F#####`. Numbers of other forms are still understood as well as they can be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub order_numbers: Vec<String>,
}

/// What each skill may do on its own.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Skills {
    /// Marketing no more or again, a copy of what is held or its erasure, other contact details.
    pub account: Autonomy,
    /// What the shop's own pages answer.
    pub ask_knowledge: Autonomy,
    /// Wait for something that is sold out, and tell once when it is back. It changes only our own
    /// record, and can be taken back at any time.
    pub back_in_stock: Autonomy,
    /// Cancel a whole order that has not been packed.
    pub cancel_order: Autonomy,
    /// What lies in the cart.
    pub cart: Autonomy,
    /// Send an order that has not been packed elsewhere.
    pub change_address: Autonomy,
    /// Other variants in an order that has not been packed.
    pub change_items: Autonomy,
    /// Pay an order with another method.
    pub change_payment: Autonomy,
    /// Money back or goods again for what arrived damaged, wrong, incomplete or not at all.
    pub claim: Autonomy,
    /// Send later orders elsewhere.
    pub default_address: Autonomy,
    /// A code that does not work, a discount, a price that has fallen.
    pub discount: Autonomy,
    /// Swap something delivered for another variant.
    pub exchange: Autonomy,
    /// Points: how many, why, and what they buy.
    pub loyalty: Autonomy,
    /// What is in an order, what it cost, how it was paid, where it goes.
    pub order_question: Autonomy,
    /// Where is my order?
    pub order_status: Autonomy,
    /// What a product comes in, costs, and whether it can be had.
    pub product_question: Autonomy,
    /// Something that suits: what the catalogue says, told to everybody. What is chosen goes into a
    /// cart as far as `reorder` may go.
    pub recommendation: Autonomy,
    /// Spend points on a reward.
    pub redeem_reward: Autonomy,
    /// Where is my money?
    pub refund_status: Autonomy,
    /// The same again: a prepared cart.
    pub reorder: Autonomy,
    /// Send something delivered back.
    pub returns: Autonomy,
    /// Repeated deliveries: tell, skip, pause, change, end.
    pub subscription: Autonomy,
}

/// How what arrived damaged, wrong, incomplete or not at all is put right. How long, how often and for
/// how much money are guardrails on the actions `refund` and `replace`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Claims {
    /// What may be done. Of two the customer chooses; where one of them is not possible for a thing,
    /// the other is offered.
    pub remedies: Vec<Remedy>,
}

/// How far a skill may go without a person.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Autonomy {
    /// Drafts an answer for a person, who sends it; nothing is done.
    Assist,
    /// Answers and acts.
    Autonomous,
    /// Nobody does it: the assistant says so.
    NotOffered,
    /// A person does it; the assistant hands over.
    Off,
    /// Answers; what it would do waits for a person's approval.
    Supervised,
}

/// Languages that have both a lexicon and wordings.
pub const LANGUAGES: &[&str] = &["en", "es"];

/// Bytes of one pattern of order numbers.
const ORDER_PATTERN_BYTES_MAX: usize = 24;

/// Patterns of order numbers. A shop that changed its system has two.
const ORDER_PATTERNS_MAX: usize = 5;

/// Version of the document's shape that this build reads.
pub const PLAYBOOK_SCHEMA_VERSION: u16 = 1;

impl Default for Playbook {
    fn default() -> Self {
        Self {
            schema_version: PLAYBOOK_SCHEMA_VERSION,
            brand: Brand::default(),
            identity: IdentityRules::default(),
            freshness: Freshness::default(),
            shop: ShopBounds::default(),
            skills: Skills::default(),
            guardrails: Guardrails::default(),
            claims: Claims::default(),
            discounts: Discounts::default(),
            knowledge: Knowledge::default(),
            recommendations: Recommendations::default(),
            marketing: Marketing::default(),
            privacy: Privacy::default(),
            loyalty: LoyaltyProgram::default(),
            subscriptions: Subscriptions::default(),
            understanding: UnderstandingRules::default(),
            escalation: Escalation::default(),
            goals: Goals::default(),
            channels: Channels::default(),
            greeting: Greeting::default(),
            talk: Talk::default(),
            releases: Releases::default(),
            wordings: BTreeMap::new(),
            custom_skills: BTreeMap::new(),
            connectors: BTreeMap::new(),
            destinations: BTreeMap::new(),
        }
    }
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            name: "our shop".to_owned(),
            time_zone: "UTC".to_owned(),
            country: "US".to_owned(),
            languages: vec!["en".to_owned()],
            other_languages: OtherLanguages::default(),
            voice: Voice::default(),
        }
    }
}

impl Default for Freshness {
    fn default() -> Self {
        Self { orders_seconds: 900 }
    }
}

impl Default for ShopBounds {
    fn default() -> Self {
        Self { wait_ms: 6_000, tries_max: 3, order_numbers: Vec::new(), synonyms: BTreeMap::new() }
    }
}

impl Default for Skills {
    fn default() -> Self {
        // A change is a person's until the merchant says otherwise.
        Self {
            account: Autonomy::Off,
            ask_knowledge: Autonomy::Autonomous,
            back_in_stock: Autonomy::Autonomous,
            cancel_order: Autonomy::Off,
            cart: Autonomy::Autonomous,
            change_address: Autonomy::Off,
            change_items: Autonomy::Off,
            change_payment: Autonomy::Off,
            claim: Autonomy::Off,
            default_address: Autonomy::Off,
            discount: Autonomy::Off,
            exchange: Autonomy::Off,
            loyalty: Autonomy::Autonomous,
            order_question: Autonomy::Autonomous,
            order_status: Autonomy::Autonomous,
            product_question: Autonomy::Autonomous,
            recommendation: Autonomy::Autonomous,
            redeem_reward: Autonomy::Off,
            refund_status: Autonomy::Autonomous,
            reorder: Autonomy::Off,
            returns: Autonomy::Off,
            subscription: Autonomy::Off,
        }
    }
}

impl Default for Claims {
    fn default() -> Self {
        Self { remedies: vec![Remedy::Replace, Remedy::Refund] }
    }
}

/// What is wrong in a playbook, and where.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlaybookFault {
    /// JSON pointer into the document.
    pub pointer: String,
    /// A sentence for the person who wrote it.
    pub detail: String,
}

impl PlaybookFault {
    pub(super) fn new(pointer: String, detail: &str) -> Self {
        Self { pointer, detail: detail.to_owned() }
    }
}

impl Playbook {
    /// On whose wall clock the team works.
    #[must_use]
    pub fn team_zone(&self) -> &str {
        self.escalation.time_zone.as_deref().unwrap_or(&self.brand.time_zone)
    }

    /// A skill of the merchant's own.
    #[must_use]
    pub fn custom(&self, id: SkillId) -> Option<&CustomSkill> {
        self.custom_skills.get(id.as_str())
    }

    /// Whether a text that customers may read names a secret.
    #[must_use]
    pub fn names_secret(&self, text: &str) -> bool {
        let connectors = self.connectors.values().filter_map(|held| held.secret.as_ref());
        let destinations = self.destinations.values();
        let destinations = destinations.flat_map(|held| [&held.secret, &held.hook_secret]);
        let model = self.understanding.model.iter().filter_map(|held| held.secret.as_ref());
        connectors
            .chain(destinations.flatten())
            .chain(model)
            .any(|secret| text.contains(secret.as_str()))
    }

    /// The destinations that take tickets of this queue and reason, by name.
    #[must_use]
    pub fn destinations_for(&self, queue: &str, reason: Reason) -> Vec<String> {
        let taking = self.destinations.iter().filter(|(_, held)| held.takes(queue, reason));
        taking.map(|(name, _)| name.clone()).collect()
    }

    /// Everything that is wrong with this playbook; empty when it can go live.
    #[must_use]
    pub fn check(&self) -> Vec<PlaybookFault> {
        let mut faults = Vec::new();
        let mut fault = |pointer: &str, detail: String| {
            faults.push(PlaybookFault { pointer: pointer.to_owned(), detail });
        };
        if self.schema_version != PLAYBOOK_SCHEMA_VERSION {
            fault("/schema_version", format!("must be {PLAYBOOK_SCHEMA_VERSION}"));
        }
        if self.brand.name.trim().is_empty() || self.brand.name.chars().count() > 80 {
            fault("/brand/name", "must have 1 to 80 characters".to_owned());
        }
        if jiff::tz::TimeZone::get(&self.brand.time_zone).is_err() {
            fault("/brand/time_zone", "is not an IANA time zone such as Europe/Berlin".to_owned());
        }
        let code = self.brand.country.as_bytes();
        if code.len() != 2 || !code.iter().all(u8::is_ascii_uppercase) {
            fault("/brand/country", "is not an ISO 3166-1 code such as US".to_owned());
        }
        for (index, language) in self.brand.languages.iter().enumerate() {
            let twice = self.brand.languages.iter().take(index).any(|other| other == language);
            if twice || !LANGUAGES.contains(&language.as_str()) {
                let detail = format!("must be one of {}, each once", LANGUAGES.join(", "));
                fault(&format!("/brand/languages/{index}"), detail);
            }
        }
        if self.brand.languages.is_empty() {
            fault("/brand/languages", "must name a language".to_owned());
        }
        self.brand.voice.check(&mut fault);
        self.goals.check(&mut fault);
        self.identity.check(&mut fault);
        self.greeting.check(&mut fault);
        self.talk.check(&mut fault);
        self.releases.check(&mut fault);
        for (index, pattern) in self.shop.order_numbers.iter().enumerate() {
            let usable = pattern.contains('#') && pattern.len() <= ORDER_PATTERN_BYTES_MAX;
            if !usable || index >= ORDER_PATTERNS_MAX {
                let detail = format!(
                    "must hold a `#` and at most {ORDER_PATTERN_BYTES_MAX} characters; at most \
                     {ORDER_PATTERNS_MAX} patterns"
                );
                fault(&format!("/shop/order_numbers/{index}"), detail);
            }
        }
        if !(100..=SHOP_WAIT_MS_MAX).contains(&self.shop.wait_ms) {
            fault("/shop/wait_ms", format!("must be from 100 to {SHOP_WAIT_MS_MAX}"));
        }
        if !(1..=5).contains(&self.shop.tries_max) {
            fault("/shop/tries_max", "must be from 1 to 5".to_owned());
        }
        self.understanding.check(&mut fault);
        self.escalation.check(&mut fault);
        self.guardrails.check(&mut faults);
        self.discounts.check(&mut faults);
        self.knowledge.check(&mut faults);
        self.recommendations.check(&mut faults);
        self.marketing.check(&mut faults);
        self.privacy.check(&mut faults);
        self.loyalty.check(&mut faults);
        self.subscriptions.check(&mut faults);
        connectors::check(&self.connectors, &mut faults);
        destinations::check(&self.destinations, &mut faults);
        custom::check(self, &mut faults);
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_playbook_can_go_live() {
        assert_eq!(Playbook::default().check(), []);
    }

    #[test]
    fn a_misspelt_field_is_refused_and_every_fault_is_named() {
        assert!(serde_json::from_str::<Playbook>(r#"{"freshnes":{}}"#).is_err());
        let broken = r#"{"brand":{"name":"","time_zone":"Mars/Olympus"},"shop":{"wait_ms":1}}"#;
        let playbook: Playbook = serde_json::from_str(broken).unwrap();
        let pointers: Vec<_> = playbook.check().into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(pointers, ["/brand/name", "/brand/time_zone", "/shop/wait_ms"]);
    }
}
