//! The closed list of reasons for which a person is needed. The merchant sorts tickets by them.

use serde::{Deserialize, Serialize};

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $rule:literal;)*) => {
        /// Why a person is needed: the closed list.
        #[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum Reason {
            $($(#[$doc])* $name,)*
        }

        impl Reason {
            /// All of them, for documentation and for those who sort by them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The rule that receipts, tickets and metrics cite.
            #[must_use]
            pub const fn rule(self) -> &'static str {
                match self { $(Self::$name => concat!("escalation.", $rule),)* }
            }

            /// Its name in the interface.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $rule,)* }
            }
        }
    };
}

reasons! {
    /// The customer went on insulting, and the playbook has a person answer that.
    Anger = "anger";
    /// The customer asked for a person.
    AskedForPerson = "asked_for_person";
    /// The playbook has a person send what the assistant drafts.
    Assist = "assist";
    /// A skill of the merchant's own hands over.
    CustomSkill = "custom_skill";
    /// A guardrail keeps the assistant from doing it.
    Guardrail = "guardrail";
    /// Not understood, more often than the playbook allows.
    LowConfidence = "low_confidence";
    /// No skill does it, or the playbook has switched it off.
    MissingAbility = "missing_ability";
    /// The shop's own pages do not say, contradict each other or are out of date.
    MissingFact = "missing_fact";
    /// The customer did not receive what counts as delivered.
    NotReceived = "not_received";
    /// The customer asked for all that is held about them, or to have it erased.
    PrivacyRequest = "privacy_request";
    /// The law, somebody's safety, or words that try to command the assistant.
    SensitiveTopic = "sensitive_topic";
    /// The shop could not be asked.
    ShopFault = "shop_fault";
    /// A change waited for a person's approval, and nobody decided in time.
    SupervisedApproval = "supervised_approval";
    /// A team member stepped in unasked.
    TakenOver = "taken_over";
    /// An action was sent and its end is not known.
    UnknownResult = "unknown_result";
    /// It could not be shown who is writing.
    VerificationFailed = "verification_failed";
    /// A customer with one of the playbook's tags is upset.
    Vip = "vip";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_of_a_reason_is_its_name() {
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.name());
            assert_eq!(reason.rule().strip_prefix("escalation."), Some(reason.name()));
        }
    }
}
