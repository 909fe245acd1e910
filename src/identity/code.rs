//! One-time codes.
//!
//! A code is made from a key that only the functions hold, from the id of its challenge and from the
//! address that it goes to. So it is nowhere stored: not in the state, not in a record, not in a log;
//! whoever sends it twice sends the same one; and whoever has another conversation or another
//! address has another code.

use serde::{Deserialize, Serialize};

use super::{
    IdentityLevel, Verified, Via,
    claim::target_of,
    token::{hmac_sha256, secrets_match},
};
use crate::base::{
    id::{ChallengeId, CustomerId},
    limits::{CODE_MINUTES, CODE_TRIES_MAX},
    pii::Pii,
    time::{MINUTE_MS, Timestamp},
};

/// A code that a conversation waits for. To an address that belongs to nobody no code is sent, and
/// the conversation waits all the same.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Challenge {
    id: ChallengeId,
    via: Via,
    to: Pii<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    customer_id: Option<CustomerId>,
    level: IdentityLevel,
    expires_at: Timestamp,
    #[serde(default)]
    wrong_count: u8,
    /// Codes of this conversation so far.
    sent_count: u8,
}

/// Something that is to be sent to a customer.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct CodeDelivery {
    /// Which code.
    pub challenge: ChallengeId,
    /// How.
    pub via: Via,
    /// Where to.
    pub to: Pii<String>,
    /// Not after then.
    pub expires_at: Timestamp,
}

/// Is this the code? Made only from a challenge that is open.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct CodeCheck {
    challenge: ChallengeId,
    via: Via,
    to: Pii<String>,
    said: Pii<String>,
}

/// What came of a code that was typed.
#[derive(Clone, Debug, PartialEq)]
pub enum Checked {
    /// It shows who is writing.
    Proven(Verified),
    /// It does not, and the code cannot be tried again.
    Spent,
    /// It does not.
    Wrong,
}

impl Challenge {
    /// Opens a challenge to an address that was claimed. `whose` is the proof that its owner would
    /// give; nothing where there is none. `before` is the challenge that this one replaces.
    #[must_use]
    pub fn open(
        id: ChallengeId,
        via: Via,
        to: Pii<String>,
        whose: Option<&Verified>,
        level: IdentityLevel,
        before: Option<&Self>,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            via,
            to,
            customer_id: whose.map(|proof| proof.customer_id().clone()),
            level: level.min(IdentityLevel::Verified),
            expires_at: now.plus_ms(CODE_MINUTES.saturating_mul(MINUTE_MS)),
            wrong_count: 0,
            sent_count: before.map_or(0, |before| before.sent_count).saturating_add(1),
        }
    }

    /// The delivery of its code; nothing where the address is nobody's.
    #[must_use]
    pub fn delivery(&self) -> Option<CodeDelivery> {
        self.customer_id.as_ref()?;
        Some(CodeDelivery {
            challenge: self.id.clone(),
            via: self.via,
            to: self.to.clone(),
            expires_at: self.expires_at,
        })
    }

    /// The question whether this is the code; nothing once its time is over.
    #[must_use]
    pub fn check(&self, said: Pii<String>, now: Timestamp) -> Option<CodeCheck> {
        self.is_open(now).then(|| CodeCheck {
            challenge: self.id.clone(),
            via: self.via,
            to: self.to.clone(),
            said,
        })
    }

    /// Takes note of whether the code was right.
    pub fn note(&mut self, right: bool, proof_minutes: u32, now: Timestamp) -> Checked {
        match (&self.customer_id, right) {
            (Some(id), true) if self.is_open(now) => {
                let until = now.plus_ms(i64::from(proof_minutes).saturating_mul(MINUTE_MS));
                Checked::Proven(Verified::new(id.clone(), self.level, until))
            }
            _ => {
                self.wrong_count = self.wrong_count.saturating_add(1);
                if self.is_open(now) { Checked::Wrong } else { Checked::Spent }
            }
        }
    }

    /// Whether a code may still be tried.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        now < self.expires_at && self.wrong_count < CODE_TRIES_MAX
    }

    /// How the code was sent.
    #[must_use]
    pub const fn via(&self) -> Via {
        self.via
    }

    /// Whether it was sent to this address.
    #[must_use]
    pub fn is_to(&self, via: Via, to: &Pii<String>) -> bool {
        self.via == via && target_of(via, &self.to) == target_of(via, to)
    }

    /// Codes of this conversation so far.
    #[must_use]
    pub const fn sent_count(&self) -> u8 {
        self.sent_count
    }
}

impl CodeCheck {
    /// Names whom this is about; see [`super::Lookup::target`].
    #[must_use]
    pub fn target(&self) -> String {
        target_of(self.via, &self.to)
    }
}

/// Makes codes. Derived from the identity secret; rotating it makes open codes worthless.
#[derive(Clone)]
pub struct CodeKey(Vec<u8>);

impl std::fmt::Debug for CodeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeKey")
    }
}

impl CodeKey {
    /// Derives the key: HMAC-SHA256 of a fixed label under the identity secret.
    #[must_use]
    pub fn derive(identity_secret: &str) -> Self {
        Self(hmac_sha256(identity_secret.as_bytes(), b"edgewise one-time code v1"))
    }

    /// The code of a challenge: six digits.
    #[must_use]
    pub fn code(&self, delivery: &CodeDelivery) -> Pii<String> {
        self.code_of(&delivery.challenge, delivery.via, &delivery.to)
    }

    /// Whether the code that was typed is right. Takes as long for a wrong one.
    #[must_use]
    pub fn is_right(&self, check: &CodeCheck) -> bool {
        let code = self.code_of(&check.challenge, check.via, &check.to);
        secrets_match(check.said.expose(), code.expose())
    }

    fn code_of(&self, challenge: &ChallengeId, via: Via, to: &Pii<String>) -> Pii<String> {
        let message = format!("{challenge}\n{}", target_of(via, to));
        let mac = hmac_sha256(&self.0, message.as_bytes());
        let number = mac.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        Pii::new(format!("{:06}", number % 1_000_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn challenge(turn: &str, to: &str, customer: Option<&str>) -> Challenge {
        let now = Timestamp::from_ms(0);
        let proof = customer.map(|id| {
            let id = CustomerId::parse(id).unwrap();
            Verified::new(id, IdentityLevel::Claimed, now)
        });
        let (id, to) = (ChallengeId::parse(turn).unwrap(), Pii::new(to.to_owned()));
        let level = IdentityLevel::Verified;
        Challenge::open(id, Via::Email, to, proof.as_ref(), level, None, now)
    }

    fn typed(key: &CodeKey, challenge: &Challenge, code: &str) -> bool {
        let said = Pii::new(code.to_owned());
        key.is_right(&challenge.check(said, Timestamp::from_ms(1)).unwrap())
    }

    #[test]
    fn a_code_opens_its_own_challenge_and_no_other() {
        let key = CodeKey::derive("secret");
        let ada = challenge("c1-1-2", "ada@example.com", Some("ada"));
        let code = key.code(&ada.delivery().unwrap());
        assert!(code.expose().len() == 6 && code.expose().bytes().all(|b| b.is_ascii_digit()));
        assert!(typed(&key, &ada, code.expose()));
        assert!(!typed(&key, &challenge("c1-1-3", "ada@example.com", Some("ada")), code.expose()));
        assert!(!typed(&key, &challenge("c2-1-2", "ada@example.com", Some("ada")), code.expose()));
        assert!(!typed(&key, &challenge("c1-1-2", "bob@example.com", Some("bob")), code.expose()));
        assert!(!typed(&CodeKey::derive("another"), &ada, code.expose()));
        assert!(!typed(&key, &ada, "") && !typed(&key, &ada, "12345678901"));
    }

    #[test]
    fn a_code_is_tried_five_times_and_for_ten_minutes() {
        let now = Timestamp::from_ms(1);
        let mut ada = challenge("c1-1-2", "ada@example.com", Some("ada"));
        for _ in 0..4 {
            assert_eq!(ada.note(false, 60, now), Checked::Wrong);
        }
        assert_eq!(ada.note(false, 60, now), Checked::Spent);
        assert_eq!(ada.check(Pii::new("123456".to_owned()), now), None);
        assert_eq!(ada.note(true, 60, now), Checked::Spent);

        let mut late = challenge("c1-1-2", "ada@example.com", Some("ada"));
        let over = Timestamp::from_ms(CODE_MINUTES * MINUTE_MS);
        assert_eq!(late.check(Pii::new("123456".to_owned()), over), None);
        assert_eq!(late.note(true, 60, over), Checked::Spent);
        assert!(matches!(late.note(true, 60, now), Checked::Proven(_)));
    }

    #[test]
    fn to_nobody_no_code_is_sent_and_none_is_right() {
        let mut nobody = challenge("c1-1-2", "nobody@example.com", None);
        assert_eq!(nobody.delivery(), None);
        assert!(nobody.check(Pii::new("123456".to_owned()), Timestamp::from_ms(1)).is_some());
        assert_eq!(nobody.note(true, 60, Timestamp::from_ms(1)), Checked::Wrong);
    }
}
