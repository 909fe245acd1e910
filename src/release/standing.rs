//! Which version is live, and for whom.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::base::id::CustomerKey;

/// Which versions serve whom.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Standing {
    /// For everybody whom no trial takes.
    pub live: u32,
    /// A version that serves some first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial: Option<Trial>,
    /// Conversations that began before this version do not stay on theirs.
    #[serde(default)]
    pub floor: u32,
    /// Trials that were ended: no conversation stays on one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ended: Vec<u32>,
}

/// A version that serves some customers first.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Trial {
    /// Which.
    pub version: u32,
    /// How many of a hundred customers.
    pub percent: u8,
}

impl Standing {
    /// The version for a conversation of this customer that begins now: the same at every call, so
    /// that nobody changes back and forth.
    #[must_use]
    pub fn version_for(&self, key: &CustomerKey) -> u32 {
        match self.trial {
            Some(trial) if hundredth(key, trial.version) < trial.percent => trial.version,
            _ => self.live,
        }
    }

    /// Whether a conversation that began with this version stays on it.
    #[must_use]
    pub fn keeps(&self, version: u32) -> bool {
        version >= self.floor && !self.ended.contains(&version)
    }

    /// Puts a version in front of a share of customers, or of all.
    pub fn release(&mut self, version: u32, percent: u8, at_once: bool) {
        if percent < 100 {
            self.trial = Some(Trial { version, percent });
            return;
        }
        if self.trial.is_some_and(|trial| trial.version != version) {
            self.end_trial();
        }
        self.trial = None;
        self.live = version;
        if at_once {
            self.floor = version;
        }
    }

    /// Takes the trial back: its conversations go on with the live version.
    pub fn end_trial(&mut self) {
        self.ended.extend(self.trial.take().map(|trial| trial.version));
    }
}

/// From 0 to 99: where a customer stands for one version. Another version takes other customers
/// first.
fn hundredth(key: &CustomerKey, version: u32) -> u8 {
    let digest = Sha256::digest(format!("{version} {}", key.as_str()));
    let number = digest.iter().take(4).fold(0_u32, |all, byte| (all << 8) | u32::from(*byte));
    u8::try_from(number.checked_rem(100).unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customers() -> impl Iterator<Item = CustomerKey> {
        (0..2_000).filter_map(|n| CustomerKey::parse(format!("c{n:031x}")).ok())
    }

    #[test]
    fn a_trial_takes_its_share_and_a_wider_one_the_same_and_more() {
        let mut standing = Standing { live: 3, ..Standing::default() };
        standing.release(4, 10, false);
        let first: Vec<_> = customers().filter(|key| standing.version_for(key) == 4).collect();
        assert!((140..260).contains(&first.len()), "{}", first.len());
        standing.release(4, 50, false);
        assert!(first.iter().all(|key| standing.version_for(key) == 4));
        standing.release(4, 100, false);
        assert!(customers().all(|key| standing.version_for(&key) == 4));
        assert_eq!((standing.live, standing.trial), (4, None));
    }

    #[test]
    fn conversations_stay_on_their_version_unless_it_was_ended() {
        let mut standing = Standing { live: 3, ..Standing::default() };
        standing.release(4, 20, false);
        assert!(standing.keeps(2) && standing.keeps(4));
        standing.end_trial();
        assert!(standing.keeps(3) && !standing.keeps(4));
        standing.release(5, 100, false);
        assert!(standing.keeps(3) && !standing.keeps(4));
        standing.release(6, 100, true);
        assert!(!standing.keeps(5) && standing.keeps(6));
    }
}
