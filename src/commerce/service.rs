//! What is asked of a merchant's own services, by the names that the playbook gives them.
//!
//! The call holds names and typed values and nothing of where it goes: address, method and secret are
//! the playbook's and the deployment's, and only who performs it sees them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::FieldValue;
use sha2::{Digest, Sha256};

use crate::{
    base::{id::CustomerId, money::Money, skill_id::SkillId, text::hex},
    condition,
};

/// Values by their names.
pub type Fields = BTreeMap<String, FieldValue>;

/// One request to a merchant's own service.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ServiceCall {
    /// Name of the connector in the playbook.
    pub connector: String,
    /// What is asked of it.
    pub operation: String,
    /// What it is given.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub inputs: Fields,
}

/// A change that a merchant's own skill has made, with how it is seen that it was.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct CustomChange {
    /// Which skill.
    pub skill: SkillId,
    /// Which of its steps.
    pub step: String,
    /// What does it.
    pub act: ServiceCall,
    /// What reads it back.
    pub verify: ServiceCall,
    /// What must hold then: a condition over the values below and what was read back.
    pub shows: String,
    /// The values that the condition names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: Fields,
    /// Money that it moves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// What makes two of them the same: whoever does it twice under one key has done it once.
    pub once: String,
}

impl CustomChange {
    /// What makes two changes the same: the customer, the step, and the values that the file names.
    #[must_use]
    pub fn key(skill: SkillId, step: &str, customer: &CustomerId, same: &[String]) -> String {
        let mut digest = Sha256::new();
        for part in [skill.as_str(), step, customer.as_str()]
            .into_iter()
            .chain(same.iter().map(String::as_str))
        {
            digest.update(part.len().to_be_bytes());
            digest.update(part.as_bytes());
        }
        hex(digest.finalize())
    }

    /// What was read back, by the names under which conditions and replies know it.
    #[must_use]
    pub fn read_back(&self, outputs: &Fields) -> Fields {
        named_after(&self.step, outputs)
    }

    /// Whether what was read back shows that it was done.
    #[must_use]
    pub fn is_shown_by(&self, outputs: &Fields) -> bool {
        let mut fields = self.fields.clone();
        fields.extend(self.read_back(outputs));
        condition::holds(&self.shows, &facts(&fields)) == Ok(true)
    }
}

/// What a step read, by the names under which conditions and replies know it. An amount has its
/// currency beside it.
#[must_use]
pub fn named_after(step: &str, outputs: &Fields) -> Fields {
    let mut fields = Fields::new();
    for (name, value) in outputs {
        bind(&mut fields, format!("{step}_{name}"), value.clone());
    }
    fields
}

/// Binds a value. An amount has its currency beside it.
pub fn bind(fields: &mut Fields, name: String, value: FieldValue) {
    if let FieldValue::Money(money) = &value {
        let currency = FieldValue::text(money.currency().code());
        fields.insert(format!("{name}_currency"), currency);
    }
    fields.insert(name, value);
}

/// Values as conditions see them.
#[must_use]
pub fn facts(fields: &Fields) -> Vec<(&str, condition::FactValue)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.fact())).collect()
}
