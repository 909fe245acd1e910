//! Links in emails that lead back into a conversation.
//!
//! Whoever has such a link has had a mail that was sent to an address, at some time; mails are forwarded, and
//! mailboxes shared. So a link shows *nothing* of who is writing: it lets its holder go on in one conversation,
//! from the message that was mailed on. What only the customer may know or do takes a proof as always. It is good
//! for nothing else, and its end is the only way in which it is taken back.

use jwt_compact::{
    AlgorithmExt, Claims, Header, UntrustedToken,
    alg::{Hs256, Hs256Key},
};
use serde::{Deserialize, Serialize};

use super::token::{TokenFault, check_times, hmac_sha256, verified};
use crate::base::{
    id::{ConversationId, MessageId},
    limits::LINK_HOURS,
    time::{HOUR_MS, Timestamp},
};

/// Where a link leads.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Linked {
    /// Into which conversation.
    pub conversation_id: ConversationId,
    /// The message that was mailed: nothing before it is shown.
    pub since: MessageId,
    /// When it was said. Once somebody speaks in the conversation who did not come by a link, it leads nowhere: what
    /// is said to them is theirs.
    pub at: Timestamp,
}

/// Signs and verifies links. Derived from the identity secret under a label of its own: a link is no session, and a
/// session no link.
pub struct LinkKey(Hs256Key);

impl std::fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkKey")
    }
}

impl LinkKey {
    /// Derives the key.
    #[must_use]
    pub fn derive(identity_secret: &str) -> Self {
        Self(Hs256Key::new(hmac_sha256(identity_secret.as_bytes(), b"edgewise link v1")))
    }

    /// The token of a link. The same again gives the same.
    ///
    /// # Errors
    /// [`TokenFault::Malformed`] if the claims cannot be written as JSON, which they can.
    pub fn sign(&self, linked: Linked) -> Result<String, TokenFault> {
        let expires_at = linked.at.plus_ms(LINK_HOURS.saturating_mul(HOUR_MS));
        let mut claims = Claims::new(linked);
        claims.expiration = chrono::DateTime::from_timestamp_millis(expires_at.as_ms());
        Hs256.token(&Header::empty(), &claims, &self.0).map_err(|_| TokenFault::Malformed)
    }

    /// Verifies the token of a link at `now`.
    ///
    /// # Errors
    /// [`TokenFault`]; the link then leads nowhere.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Linked, TokenFault> {
        let untrusted = UntrustedToken::new(token).map_err(|_| TokenFault::Malformed)?;
        if untrusted.algorithm() != "HS256" {
            return Err(TokenFault::Algorithm);
        }
        let claims: Claims<Linked> = verified(&Hs256, &self.0, &untrusted)?;
        check_times(&claims, now, LINK_HOURS)?;
        Ok(claims.custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::id::{CustomerKey, VisitorId},
        identity::{SessionClaims, SessionKey},
    };

    fn linked() -> Linked {
        Linked {
            conversation_id: ConversationId::parse("c0123456789abcdef01234567-1").unwrap(),
            since: MessageId::parse("c0123456789abcdef01234567-1-1-t-m0").unwrap(),
            at: Timestamp::from_ms(1_700_000_000_000),
        }
    }

    #[test]
    fn a_link_leads_where_it_was_made_for_until_its_end_and_is_good_for_nothing_else() {
        let (key, at) = (LinkKey::derive("secret"), linked().at);
        let token = key.sign(linked()).unwrap();
        assert_eq!(token, key.sign(linked()).unwrap());
        assert_eq!(key.verify(&token, at), Ok(linked()));
        let almost = at.plus_ms(LINK_HOURS * HOUR_MS - 1);
        assert_eq!(key.verify(&token, almost), Ok(linked()));
        assert_eq!(key.verify(&token, almost.plus_ms(HOUR_MS)), Err(TokenFault::Expired));
        assert_eq!(LinkKey::derive("other").verify(&token, at), Err(TokenFault::Signature));
        let mut turned = token.clone();
        let last = turned.pop().unwrap();
        turned.push(if last == 'A' { 'Q' } else { 'A' });
        assert!(key.verify(&turned, at).is_err());
        for bad in ["", "a.b.c", "eyJhbGciOiJub25lIn0.e30."] {
            assert!(key.verify(bad, at).is_err(), "{bad}");
        }
        let sessions = SessionKey::derive("secret");
        assert!(sessions.verify(&token, at).is_err());
        let claims = SessionClaims {
            key: CustomerKey::parse("c0123456789abcdef01234567").unwrap(),
            visitor_id: VisitorId::parse("v1").unwrap(),
            customer_id: None,
            link: None,
        };
        let (session, _) = sessions.sign(claims, at).unwrap();
        assert!(key.verify(&session, at).is_err());
    }
}
