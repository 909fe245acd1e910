//! What the functions do beside asking the shop: they count attempts and actions, make and check
//! codes, and keep our own record.

use std::collections::BTreeMap;

use crate::{
    base::time::Timestamp,
    commerce::{Answer, Call, CountedAction, PendingCall},
    identity::{Admission, AttemptBounds, Attempts, CodeDelivery, CodeKey},
    profile::{Profile, ProfileEvent},
};

/// See the module.
#[derive(Clone)]
pub(super) struct Gate {
    key: CodeKey,
    bounds: AttemptBounds,
    attempts: BTreeMap<String, Attempts>,
    /// The code sent last.
    code: String,
    /// What was done to our own record in this turn.
    own: Vec<ProfileEvent>,
    /// What was done for the customer.
    counted: Vec<CountedAction>,
}

impl Gate {
    pub(super) fn new(bounds: AttemptBounds, counted: Vec<CountedAction>) -> Self {
        Self {
            key: CodeKey::derive("scenario"),
            bounds,
            attempts: BTreeMap::new(),
            code: String::new(),
            own: Vec::new(),
            counted,
        }
    }

    /// The answer to a call that is no shop's.
    pub(super) fn answer(
        &mut self,
        pending: &PendingCall,
        profile: &Profile,
        now: Timestamp,
    ) -> Option<Answer> {
        let call = &pending.call;
        if let Call::Act(action) = call
            && action.is_own()
        {
            // The turn goes on with the profile that it began with.
            let mut after = profile.clone();
            let events = after.events_of(action, &pending.id, now);
            for event in self.own.iter().chain(&events) {
                after.fold(event.clone());
            }
            self.own.extend(events);
            return after.shows(action);
        }
        let target = match call {
            Call::CheckCode(check) => check.target(),
            Call::Identify(lookup) => lookup.target(),
            Call::Count(count) => {
                let before = self.counted.clone();
                self.counted.extend(count.hold().cloned());
                return Some(Answer::Counted(before));
            }
            Call::Act(_) | Call::Ask(_) | Call::Read(_) | Call::Search(_) | Call::Understand(_) => {
                return None;
            }
        };
        for name in [target, "browser".to_owned()] {
            let attempts = self.attempts.entry(name).or_default();
            if let Admission::Wait { until } = attempts.admit(self.bounds, now) {
                return Some(Answer::NotNow { until });
            }
        }
        match call {
            Call::CheckCode(check) => Some(Answer::CodeChecked { right: self.key.is_right(check) }),
            Call::Act(_)
            | Call::Ask(_)
            | Call::Count(_)
            | Call::Identify(_)
            | Call::Read(_)
            | Call::Search(_)
            | Call::Understand(_) => None,
        }
    }

    /// A message with the codes that it stands for.
    pub(super) fn with_code(&self, say: &str) -> String {
        let wrong = if self.code == "000000" { "000001" } else { "000000" };
        say.replace("{code}", &self.code).replace("{wrong code}", wrong)
    }

    /// Takes note of a code that is sent.
    pub(super) fn send(&mut self, delivery: &CodeDelivery) {
        self.code.clone_from(self.key.code(delivery).expose());
    }

    /// An attempt succeeded: the count begins anew.
    pub(super) fn forgive(&mut self) {
        self.attempts.clear();
    }

    /// What was done to our own record since it was taken last.
    pub(super) fn take_own(&mut self) -> Vec<ProfileEvent> {
        std::mem::take(&mut self.own)
    }
}
