//! Finds out who is writing, before anything is told or done that is only theirs.
//!
//! Whatever is wrong, the same is said and the same is counted, so that nothing tells whether an
//! account or an order exists.

use super::TurnRecord;
use crate::{
    base::{
        id::ChallengeId, limits::CODES_PER_CONVERSATION_MAX, pii::Pii, text::fold, time::Timestamp,
    },
    commerce::{Answer, Customer, Order, Read, ShopFault},
    conversation::{Awaiting, ConversationState, Fact, SourcedFact},
    escalation::Reason,
    identity::{
        Challenge, Checked, Claim, CodeDelivery, Found, Identity, IdentityLevel, Lookup, Means,
        Missing, Verified, Via,
    },
    playbook::IdentityMethod,
    skill::{self, SkillContext, Suspended},
    understanding::{Entity, asks_for_another_code, claimed, speaks_of_another, typed_code},
};

/// What a message says of who is writing.
#[derive(Debug, Default)]
pub(super) struct Said {
    claim: Claim,
    /// The one-time code, where one is waited for.
    code: Option<Pii<String>>,
    /// Whether the code is to be sent once more.
    again: bool,
    /// Whether it is about somebody else's account.
    of_another: bool,
}

/// What came of finding out.
#[derive(Debug, Default)]
pub(super) struct Identified {
    /// What was said so far.
    pub(super) claim: Claim,
    /// Attempts that found nobody.
    pub(super) lookups_failed: u8,
    /// Times in a row that the question was not answered.
    pub(super) unanswered: u8,
    /// The code that was sent.
    pub(super) challenge: Option<Challenge>,
    /// The code that is to be sent.
    pub(super) delivery: Option<CodeDelivery>,
    /// The proof, where it was found in this turn.
    pub(super) proof: Option<Verified>,
    /// What is told or asked.
    pub(super) facts: Vec<SourcedFact>,
    /// What is waited for.
    pub(super) awaiting: Option<Awaiting>,
    /// Why a person is needed.
    pub(super) person: Option<Reason>,
    /// Whether it was about somebody else: then nothing in the message is begun.
    pub(super) refused: bool,
}

impl Said {
    /// The email address that was said.
    pub(super) fn email(&self) -> Option<Pii<String>> {
        self.claim.email.clone()
    }
}

/// Reads what a message says of who is writing.
pub(super) fn said(text: &str, entities: &[Entity], state: &ConversationState) -> Said {
    let asked = state.awaiting == Some(Awaiting::Identity);
    let mut claim = claimed(text, entities, asked);
    let waits = state.challenge.is_some() && !text.contains('#');
    let code = if waits && !names_order(text) { typed_code(text) } else { None };
    if code.is_some() {
        claim.order_number = None;
    }
    Said {
        claim,
        code,
        again: state.challenge.is_some() && asks_for_another_code(text),
        of_another: speaks_of_another(text),
    }
}

fn names_order(text: &str) -> bool {
    fold(text).split(' ').any(|word| matches!(word, "order" | "pedido"))
}

/// Looks a customer up by what they have said, where that is enough; checks or sends a code; asks
/// where something is needed.
///
/// # Errors
/// [`Suspended`] until the answers are recorded.
pub(super) fn identify(
    cx: &mut SkillContext<'_>,
    record: &TurnRecord,
    said: &Said,
    needed: bool,
) -> Result<Identified, Suspended> {
    let state = &record.opening.state;
    let found = Identified {
        claim: state.claim.clone(),
        lookups_failed: state.lookups_failed,
        challenge: state.challenge.clone(),
        ..Identified::default()
    };
    let asked = state.awaiting == Some(Awaiting::Identity);
    let wanted = needed || asked || said.code.is_some();
    let mut identifying = Identifying { cx, record, said, wanted, found };
    if identifying.cx.verified().is_some() {
        identifying.keep_to_one_customer()?;
    } else {
        identifying.find_out(needed)?;
    }
    Ok(identifying.found)
}

struct Identifying<'a, 'b> {
    cx: &'a mut SkillContext<'b>,
    record: &'a TurnRecord,
    said: &'a Said,
    /// Whether anything waits for knowing who is writing.
    wanted: bool,
    found: Identified,
}

/// What came of a look-up.
enum LookedUp {
    /// Nobody, or several, have all that was said.
    Nobody,
    /// There were too many already.
    NotNow(Timestamp),
    /// One has.
    One(Verified),
    /// The shop could not be asked.
    Silent,
}

impl Identifying<'_, '_> {
    fn find_out(&mut self, needed: bool) -> Result<(), Suspended> {
        let methods = self.methods();
        if methods.is_empty() {
            if needed {
                self.found.facts.push(Fact::SignInNeeded.said());
            }
            return Ok(());
        }
        if let Some(code) = &self.said.code
            && let Some(challenge) = self.found.challenge.clone()
        {
            return self.check_code(challenge, code, &methods);
        }
        self.found.claim.add(self.said.claim.clone());
        let mut failed = false;
        for method in &methods {
            if !self.is_due(method.by) {
                continue;
            }
            let lookups = self.found.claim.lookups(method.by);
            match (self.look_up_any(&lookups, method)?, via_of(method.by)) {
                (None, _) => {}
                (Some(LookedUp::NotNow(until)), _) => {
                    self.slow_down(until);
                    return Ok(());
                }
                (Some(LookedUp::Silent), _) => {
                    self.found.person = Some(Reason::ShopFault);
                    return Ok(());
                }
                (Some(LookedUp::One(proof)), None) => {
                    self.prove(proof);
                    return Ok(());
                }
                (Some(LookedUp::Nobody), None) => failed = true,
                (Some(LookedUp::One(proof)), Some(via)) => {
                    self.send_code(via, method, Some(&proof), failed);
                    return Ok(());
                }
                (Some(LookedUp::Nobody), Some(via)) => {
                    self.send_code(via, method, None, failed);
                    return Ok(());
                }
            }
        }
        self.ask(&methods, failed, needed);
        Ok(())
    }

    /// The ways that are enough for orders and can be gone.
    fn methods(&self) -> Vec<IdentityMethod> {
        let reach = &self.record.opening.reach;
        let can = |by| via_of(by).is_none_or(|via| reach.contains(&via));
        let methods = self.cx.playbook.identity.sufficient();
        methods.filter(|method| can(method.by)).cloned().collect()
    }

    /// Whether this message brings something to try these means with. What was looked up in vain is
    /// not looked up again, and no code is sent to somebody who only mentions an address.
    fn is_due(&self, means: Means) -> bool {
        let said = self.said.claim.is_for(means);
        match via_of(means) {
            None => said,
            Some(via) => self.wanted && (self.said.again || (said && !self.is_sent_to(via))),
        }
    }

    /// Whether a code that may still be typed was sent to the address that is claimed.
    fn is_sent_to(&self, via: Via) -> bool {
        let to = self.address(via);
        let open = self.found.challenge.as_ref().filter(|it| it.is_open(self.cx.now));
        open.zip(to).is_some_and(|(challenge, to)| challenge.is_to(via, &to))
    }

    fn address(&self, via: Via) -> Option<Pii<String>> {
        match via {
            Via::Email => self.found.claim.email.clone(),
            Via::Sms => self.found.claim.phone.clone(),
        }
    }

    fn look_up_any(
        &mut self,
        lookups: &[Lookup],
        method: &IdentityMethod,
    ) -> Result<Option<LookedUp>, Suspended> {
        let mut looked_up = None;
        for lookup in lookups {
            match self.look_up(lookup, method)? {
                LookedUp::Nobody => looked_up = Some(LookedUp::Nobody),
                end @ (LookedUp::NotNow(_) | LookedUp::One(_) | LookedUp::Silent) => {
                    return Ok(Some(end));
                }
            }
        }
        Ok(looked_up)
    }

    fn look_up(&mut self, lookup: &Lookup, method: &IdentityMethod) -> Result<LookedUp, Suspended> {
        let customers = match self.cx.look_up(lookup)? {
            Ok(Answer::Found(customers)) => customers,
            Ok(Answer::NotNow { until }) => return Ok(LookedUp::NotNow(*until)),
            Ok(_) | Err(ShopFault::NotFound) => return Ok(LookedUp::Nobody),
            Err(_) => return Ok(LookedUp::Silent),
        };
        let found: Vec<Found<'_>> = customers.iter().map(as_found).collect();
        let (minutes, now) = (self.cx.playbook.identity.proof_minutes, self.cx.now);
        let proof = |level| lookup.proof(&found, level, minutes, now);
        let Some(proven) = proof(method.level) else { return Ok(LookedUp::Nobody) };
        if method.by == Means::EmailAndOrderNumber {
            // Reads under what is only claimed, to see whether the order is theirs.
            let Some(claimed) = proof(IdentityLevel::Claimed) else {
                return Ok(LookedUp::Nobody);
            };
            let orders = match self.cx.read(Read::orders(&claimed))?.0 {
                Ok(Answer::Orders(list)) => list.orders,
                Ok(_) | Err(ShopFault::NotFound) => Vec::new(),
                Err(_) => return Ok(LookedUp::Silent),
            };
            if !orders.iter().any(|order| self.is_claimed(order)) {
                return Ok(LookedUp::Nobody);
            }
        }
        Ok(LookedUp::One(proven))
    }

    fn is_claimed(&self, order: &Order) -> bool {
        let plain = |text: &str| -> String {
            let letters = text.chars().filter(|c| c.is_alphanumeric());
            letters.flat_map(char::to_lowercase).collect()
        };
        let claimed = self.found.claim.order_number.as_deref().map(plain);
        claimed.is_some_and(|number| !number.is_empty() && plain(order.shown_number()) == number)
    }

    fn check_code(
        &mut self,
        mut challenge: Challenge,
        code: &Pii<String>,
        methods: &[IdentityMethod],
    ) -> Result<(), Suspended> {
        let right = match challenge.check(code.clone(), self.cx.now) {
            None => false,
            Some(check) => match self.cx.check_code(check)? {
                Ok(Answer::CodeChecked { right }) => *right,
                Ok(Answer::NotNow { until }) => {
                    self.slow_down(*until);
                    return Ok(());
                }
                Ok(_) | Err(_) => false,
            },
        };
        let minutes = self.cx.playbook.identity.proof_minutes;
        let checked = challenge.note(right, minutes, self.cx.now);
        self.found.challenge = Some(challenge);
        match checked {
            Checked::Proven(proof) => self.prove(proof),
            Checked::Wrong => self.wait_with(Fact::WrongCode),
            Checked::Spent if self.is_failed_too_often() => {}
            Checked::Spent => self.wait_with(Fact::CodeSpent { means: means_of(methods) }),
        }
        Ok(())
    }

    /// Opens a challenge, and has its code sent where the address is somebody's.
    fn send_code(
        &mut self,
        via: Via,
        method: &IdentityMethod,
        whose: Option<&Verified>,
        failed: bool,
    ) {
        let Some(to) = self.address(via) else { return };
        let before = self.found.challenge.take();
        let sent = before.as_ref().map_or(0, Challenge::sent_count);
        if sent >= CODES_PER_CONVERSATION_MAX || (failed && self.is_failed_too_often()) {
            self.found.challenge = before;
            self.found.person = Some(Reason::VerificationFailed);
            return;
        }
        let id = ChallengeId::derive(&self.record.turn_id);
        let now = self.cx.now;
        let challenge = Challenge::open(id, via, to, whose, method.level, before.as_ref(), now);
        self.found.delivery = challenge.delivery();
        self.found.challenge = Some(challenge);
        self.wait_with(Fact::CodeSent { via });
    }

    /// Notes another attempt in vain. Past the bound of the conversation a person is needed.
    fn is_failed_too_often(&mut self) -> bool {
        self.found.lookups_failed = self.found.lookups_failed.saturating_add(1);
        let too_often = self.found.lookups_failed >= self.cx.playbook.identity.attempts_max;
        if too_often {
            self.found.person = Some(Reason::VerificationFailed);
        }
        too_often
    }

    fn ask(&mut self, methods: &[IdentityMethod], failed: bool, needed: bool) {
        if failed && self.is_failed_too_often() {
            return;
        }
        let open = self.found.challenge.as_ref().filter(|it| it.is_open(self.cx.now));
        let via = open.map(Challenge::via);
        let means = means_of(methods);
        if needed && self.is_unanswered_too_often(methods) {
            self.found.person = Some(Reason::VerificationFailed);
            return;
        }
        let missing = self.missing(methods);
        match (via, missing) {
            _ if failed => self.wait_with(Fact::IdentityNotFound { means }),
            (Some(via), _) if needed => self.wait_with(Fact::AskCode { via }),
            (None, Some(missing)) if needed => self.wait_with(Fact::AskIdentityMore { missing }),
            (None, None) if needed => self.wait_with(Fact::AskIdentity { means }),
            (Some(_) | None, _) => {}
        }
    }

    /// What is missing of what was said. A name is only taken for one where it was asked for.
    fn missing(&self, methods: &[IdentityMethod]) -> Option<Missing> {
        let asked = self.record.opening.state.awaiting == Some(Awaiting::Identity);
        let mut missing = methods.iter().filter_map(|it| self.found.claim.missing_for(it.by));
        missing.find(|missing| asked || matches!(missing, Missing::Email | Missing::OrderNumber))
    }

    /// Notes whether the question who is writing was answered with something else.
    fn is_unanswered_too_often(&mut self, methods: &[IdentityMethod]) -> bool {
        let state = &self.record.opening.state;
        let asked = state.awaiting == Some(Awaiting::Identity);
        let claim = &self.said.claim;
        let helps = |it: &IdentityMethod| claim.is_for(it.by) || claim.missing_for(it.by).is_some();
        let said = methods.iter().any(helps) || self.said.code.is_some() || self.said.again;
        let before = state.identity_unanswered;
        self.found.unanswered = if asked && !said { before.saturating_add(1) } else { 0 };
        self.found.unanswered > self.cx.playbook.understanding.clarifications_max
    }

    fn wait_with(&mut self, fact: Fact) {
        self.found.facts.push(fact.said());
        self.found.awaiting = Some(Awaiting::Identity);
    }

    fn slow_down(&mut self, until: Timestamp) {
        let wait_ms = until.ms_since(self.cx.now);
        if wait_ms > WAIT_MS_MAX {
            self.found.person = Some(Reason::VerificationFailed);
        } else {
            let minutes = u32::try_from(wait_ms / crate::base::time::MINUTE_MS).unwrap_or_default();
            self.wait_with(Fact::SlowDown { minutes: minutes.saturating_add(1) });
        }
    }

    /// Takes a proof, unless it is another customer's than the one whose conversation this is.
    fn prove(&mut self, proof: Verified) {
        let before = self.record.opening.state.proof.as_ref().map(Verified::customer_id);
        let holder = self.cx.profile.customer_id.as_ref();
        if before.or(holder).is_some_and(|id| id != proof.customer_id()) {
            self.found.claim = Claim::default();
            self.found.challenge = None;
            self.refuse();
            return;
        }
        self.found.claim = Claim::default();
        self.found.challenge = None;
        self.found.proof = Some(proof);
    }

    /// Somebody who is known can only speak for themselves.
    fn keep_to_one_customer(&mut self) -> Result<(), Suspended> {
        let Claim { name: Some(name), zip: Some(_), .. } = &self.said.claim else {
            if self.said.of_another {
                self.refuse();
            }
            return Ok(());
        };
        let own = skill::own_name(self.cx)?;
        if self.said.of_another || own.is_some_and(|own| is_other(&own, name)) {
            self.refuse();
        }
        Ok(())
    }

    fn refuse(&mut self) {
        self.found.refused = true;
        self.found.facts.push(Fact::OneCustomerOnly.said());
        self.found.awaiting.clone_from(&self.record.opening.state.awaiting);
    }
}

/// Whether somebody introduces themselves, with capital letters, by a name of which no part is the
/// customer's own.
fn is_other(own: &Pii<String>, said: &Pii<String>) -> bool {
    let introduced = said.expose().split(' ').all(|word| word.starts_with(char::is_uppercase));
    let own = fold(own.expose());
    let own: Vec<&str> = own.split(' ').collect();
    introduced && !own.is_empty() && !fold(said.expose()).split(' ').any(|it| own.contains(&it))
}

/// Milliseconds that a customer may be asked to wait; beyond that a person helps.
const WAIT_MS_MAX: i64 = 30 * crate::base::time::MINUTE_MS;

const fn via_of(means: Means) -> Option<Via> {
    match means {
        Means::EmailCode => Some(Via::Email),
        Means::PhoneCode => Some(Via::Sms),
        Means::Email | Means::EmailAndOrderNumber | Means::NameAndZip => None,
    }
}

fn means_of(methods: &[IdentityMethod]) -> Vec<Means> {
    methods.iter().map(|method| method.by).collect()
}

fn as_found(customer: &Customer) -> Found<'_> {
    Found {
        id: &customer.id,
        email: customer.email.as_ref(),
        phone: customer.phone.as_ref(),
        first_name: customer.first_name.as_ref(),
        last_name: customer.last_name.as_ref(),
        zip: customer.default_address.as_ref().map(|address| address.expose().zip.clone()),
    }
}

/// Who is writing once that was found out.
pub(super) fn identity_of(found: &Identified, before: &Identity) -> Identity {
    found.proof.clone().map_or_else(|| before.clone(), Identity::Verified)
}
