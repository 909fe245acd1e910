//! How customers who are not signed in may show who they are.

use serde::{Deserialize, Serialize};

use crate::identity::{AttemptBounds, IdentityLevel, Means};

/// How customers who are not signed in may show who they are.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct IdentityRules {
    /// The ways that are accepted, the one to ask for first first. With none, customers sign in.
    /// Codes are offered only where they can be delivered.
    pub methods: Vec<IdentityMethod>,
    /// Minutes for which what was shown holds.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1440)))]
    pub proof_minutes: u32,
    /// Look-ups that may fail in one conversation before a person is offered.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 20)))]
    pub attempts_max: u8,
    /// Attempts of one browser, and attempts on one customer, without a pause.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100)))]
    pub attempts_free: u32,
    /// Seconds of the first pause after those. Each later one is twice as long, up to 15 minutes.
    #[cfg_attr(feature = "schema", schemars(range(max = 900)))]
    pub pause_seconds: u32,
    /// Attempts of one browser, and attempts on one customer, within a day. One that succeeds
    /// starts the count anew.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
    pub attempts_per_day_max: u32,
}

/// A way to show who one is, and what it is worth.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct IdentityMethod {
    /// By what.
    pub by: Means,
    /// What it shows. Orders are told and changed from `verified` on.
    pub level: IdentityLevel,
}

impl Default for IdentityRules {
    fn default() -> Self {
        let verified = |by| IdentityMethod { by, level: IdentityLevel::Verified };
        Self {
            methods: vec![verified(Means::EmailAndOrderNumber), verified(Means::EmailCode)],
            proof_minutes: 60,
            attempts_max: 5,
            attempts_free: 5,
            pause_seconds: 15,
            attempts_per_day_max: 20,
        }
    }
}

impl IdentityRules {
    /// The methods that show enough for orders to be told and changed.
    pub fn sufficient(&self) -> impl Iterator<Item = &IdentityMethod> {
        self.methods.iter().filter(|method| method.level >= IdentityLevel::Verified)
    }

    /// How much guessing is borne.
    #[must_use]
    pub const fn attempt_bounds(&self) -> AttemptBounds {
        AttemptBounds {
            free: self.attempts_free,
            pause_seconds: self.pause_seconds,
            max: self.attempts_per_day_max,
        }
    }

    pub(super) fn check(&self, fault: &mut impl FnMut(&str, String)) {
        for (index, method) in self.methods.iter().enumerate() {
            let at = format!("/identity/methods/{index}");
            if self.methods.iter().take(index).any(|other| other.by == method.by) {
                fault(&at, "is listed twice".to_owned());
            }
            if !matches!(method.level, IdentityLevel::Claimed | IdentityLevel::Verified) {
                fault(&format!("{at}/level"), "must be claimed or verified".to_owned());
            }
        }
        if !self.methods.is_empty() && self.sufficient().next().is_none() {
            fault("/identity/methods", "must reach verified with one of the methods".to_owned());
        }
        let mut range = |name: &str, value: u32, min: u32, max: u32| {
            if !(min..=max).contains(&value) {
                fault(&format!("/identity/{name}"), format!("must be from {min} to {max}"));
            }
        };
        range("proof_minutes", self.proof_minutes, 1, 1_440);
        range("attempts_max", self.attempts_max.into(), 1, 20);
        range("attempts_free", self.attempts_free, 1, 100);
        range("pause_seconds", self.pause_seconds, 0, 900);
        range("attempts_per_day_max", self.attempts_per_day_max, 1, 1_000);
    }
}

#[cfg(test)]
mod tests {
    use crate::playbook::Playbook;

    #[test]
    fn ways_to_show_who_one_is_are_checked() {
        let check = |identity: &str| -> Vec<String> {
            let playbook: Playbook =
                serde_json::from_str(&format!("{{\"identity\":{identity}}}")).unwrap();
            playbook.check().into_iter().map(|fault| fault.pointer).collect()
        };
        assert!(check(r#"{"methods":[{"by":"email","level":"verified"}]}"#).is_empty());
        assert!(check(r#"{"methods":[]}"#).is_empty());
        assert_eq!(
            check(r#"{"methods":[{"by":"email","level":"claimed"}]}"#),
            ["/identity/methods"]
        );
        let two = r#"{"methods":[{"by":"email_code","level":"verified"},
            {"by":"email_code","level":"strong"}],"attempts_per_day_max":0}"#;
        assert_eq!(
            check(two),
            ["/identity/methods/1", "/identity/methods/1/level", "/identity/attempts_per_day_max"]
        );
    }
}
