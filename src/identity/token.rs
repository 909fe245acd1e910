//! Signatures: identity tokens of the storefront, session tokens of ours, hooks and secrets.
//!
//! The key decides the algorithm, never the token. An expiry is required. Faults carry no part of
//! the token.

use hmac::{Hmac, Mac};
use jwt_compact::{
    AlgorithmExt, Claims, Header, UntrustedToken,
    alg::{Es256, Hs256, Hs256Key},
    jwk::JsonWebKey,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::{Identity, IdentityLevel, Verified};
use crate::base::{
    id::{CustomerId, CustomerKey, VisitorId},
    limits::{CLOCK_LEEWAY_SECONDS, IDENTITY_TOKEN_HOURS_MAX, SESSION_HOURS},
    pii::Pii,
    time::{HOUR_MS, SECOND_MS, Timestamp},
};

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TokenFault {
    /// Signed with another algorithm than the key is for.
    #[error("the token is signed with an algorithm that this key does not allow")]
    Algorithm,
    /// Valid for longer than the bound, or without an end.
    #[error("the token must expire within {IDENTITY_TOKEN_HOURS_MAX} hours")]
    Expiry,
    /// Made by somebody else, or for something else.
    #[error("the token was made elsewhere, or for something else")]
    Elsewhere,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// Not three parts of base64url JSON, or a claim is missing or of the wrong type.
    #[error("the token is not a signed JSON web token with the claims `sub` and `exp`")]
    Malformed,
    /// Its time has not begun.
    #[error("the token is not valid yet")]
    NotYet,
    /// No key is configured for its algorithm.
    #[error("no key is configured that could verify this token")]
    NoKey,
    /// The signature does not match.
    #[error("the token's signature does not match")]
    Signature,
}

impl TokenFault {
    /// Stable code for problem documents and metrics.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Algorithm => "token.algorithm",
            Self::Elsewhere => "token.elsewhere",
            Self::Expired => "token.expired",
            Self::Expiry => "token.expiry",
            Self::Malformed => "token.malformed",
            Self::NoKey => "token.no_key",
            Self::NotYet => "token.not_yet_valid",
            Self::Signature => "token.signature",
        }
    }
}

/// What a storefront says about its signed-in customer.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct IdentityClaims {
    /// The shop's customer id.
    pub sub: CustomerId,
    /// Email address of the account.
    #[serde(default)]
    pub email: Option<Pii<String>>,
    /// Given name, for the greeting.
    #[serde(default)]
    pub first_name: Option<Pii<String>>,
}

/// The keys that verify identity tokens.
#[derive(Default)]
pub struct IdentityKeys {
    /// Shared with the storefront (HS256).
    secret: Option<Hs256Key>,
    /// The storefront's public key (ES256).
    public: Option<<Es256 as jwt_compact::Algorithm>::VerifyingKey>,
}

impl std::fmt::Debug for IdentityKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdentityKeys")
    }
}

impl IdentityKeys {
    /// Reads the keys from their configured texts: a shared secret, and a P-256 public key as a
    /// JSON web key. An empty secret is no secret.
    ///
    /// # Errors
    /// [`TokenFault::Malformed`] when the public key is no P-256 JSON web key.
    pub fn parse(secret: Option<&str>, public_jwk: Option<&str>) -> Result<Self, TokenFault> {
        let secret = secret.filter(|s| !s.is_empty()).map(|s| Hs256Key::new(s.as_bytes()));
        let public = match public_jwk.filter(|jwk| !jwk.is_empty()) {
            None => None,
            Some(text) => {
                let jwk: JsonWebKey<'_> =
                    serde_json::from_str(text).map_err(|_| TokenFault::Malformed)?;
                let key = (&jwk).try_into().map_err(|_| TokenFault::Malformed)?;
                Some(key)
            }
        };
        Ok(Self { secret, public })
    }

    /// Verifies an identity token at `now`.
    ///
    /// # Errors
    /// [`TokenFault`]; the token is then worth nothing.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<IdentityClaims, TokenFault> {
        let untrusted = UntrustedToken::new(token).map_err(|_| TokenFault::Malformed)?;
        let claims: Claims<IdentityClaims> = match untrusted.algorithm() {
            "HS256" => match &self.secret {
                Some(key) => verified(&Hs256, key, &untrusted)?,
                None => return Err(TokenFault::NoKey),
            },
            "ES256" => match &self.public {
                Some(key) => verified(&Es256, key, &untrusted)?,
                None => return Err(TokenFault::NoKey),
            },
            _ => return Err(TokenFault::Algorithm),
        };
        check_times(&claims, now, IDENTITY_TOKEN_HOURS_MAX)?;
        Ok(claims.custom)
    }
}

/// What a session token of ours says.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct SessionClaims {
    /// The object that holds this customer, when the token was made. A merged object points on.
    pub key: CustomerKey,
    /// The browser.
    pub visitor_id: VisitorId,
    /// The signed-in customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
}

/// Signs and verifies session tokens. Derived from the identity secret, so there is one secret
/// less to keep, and rotating it signs everybody out.
pub struct SessionKey(Hs256Key);

impl std::fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionKey")
    }
}

impl SessionKey {
    /// Derives the key: HMAC-SHA256 of a fixed label under the identity secret.
    #[must_use]
    pub fn derive(identity_secret: &str) -> Self {
        Self(Hs256Key::new(hmac_sha256(identity_secret.as_bytes(), b"edgewise session v1")))
    }

    /// A token for `claims`, and when it expires.
    ///
    /// # Errors
    /// [`TokenFault::Malformed`] if the claims cannot be written as JSON, which they can.
    pub fn sign(
        &self,
        claims: SessionClaims,
        now: Timestamp,
    ) -> Result<(String, Timestamp), TokenFault> {
        let expires_at = now.plus_ms(SESSION_HOURS.saturating_mul(HOUR_MS));
        let mut claims = Claims::new(claims);
        claims.expiration = chrono::DateTime::from_timestamp_millis(expires_at.as_ms());
        let token =
            Hs256.token(&Header::empty(), &claims, &self.0).map_err(|_| TokenFault::Malformed)?;
        Ok((token, expires_at))
    }

    /// Verifies a session token at `now` and says who it stands for.
    ///
    /// # Errors
    /// [`TokenFault`]; the token is then worth nothing.
    pub fn verify(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<(SessionClaims, Identity), TokenFault> {
        let untrusted = UntrustedToken::new(token).map_err(|_| TokenFault::Malformed)?;
        if untrusted.algorithm() != "HS256" {
            return Err(TokenFault::Algorithm);
        }
        let claims: Claims<SessionClaims> = verified(&Hs256, &self.0, &untrusted)?;
        let expires_at = check_times(&claims, now, SESSION_HOURS)?;
        let identity = match &claims.custom.customer_id {
            None => Identity::Anonymous,
            Some(customer_id) => Identity::Verified(Verified::new(
                customer_id.clone(),
                IdentityLevel::Strong,
                expires_at,
            )),
        };
        Ok((claims.custom, identity))
    }
}

/// Whether two secrets are equal, in time that depends on their lengths only.
#[must_use]
pub fn secrets_match(given: &str, expected: &str) -> bool {
    !expected.is_empty() && bool::from(given.as_bytes().ct_eq(expected.as_bytes()))
}

/// Whether `mac` is the HMAC-SHA256 of `body`. An empty secret refuses everything.
#[must_use]
pub fn verify_hmac_sha256(secret: &[u8], body: &[u8], mac: &[u8]) -> bool {
    !secret.is_empty() && bool::from(hmac_sha256(secret, body).as_slice().ct_eq(mac))
}

/// The HMAC-SHA256 of a message.
#[must_use]
pub fn hmac_sha256(secret: &[u8], message: &[u8]) -> Vec<u8> {
    // HMAC takes keys of any length, so there is no failure to report.
    Hmac::<Sha256>::new_from_slice(secret)
        .map(|mac| mac.chain_update(message).finalize().into_bytes().to_vec())
        .unwrap_or_default()
}

fn verified<A, C>(
    algorithm: &A,
    key: &A::VerifyingKey,
    token: &UntrustedToken<'_>,
) -> Result<Claims<C>, TokenFault>
where
    A: AlgorithmExt,
    A::VerifyingKey: Sized,
    C: DeserializeOwned,
{
    use jwt_compact::ValidationError;
    let outcome = algorithm.validator::<C>(key).validate(token);
    match outcome {
        Ok(token) => Ok(token.into_parts().1),
        Err(ValidationError::AlgorithmMismatch { .. }) => Err(TokenFault::Algorithm),
        Err(ValidationError::InvalidSignature | ValidationError::MalformedSignature(_)) => {
            Err(TokenFault::Signature)
        }
        Err(_) => Err(TokenFault::Malformed),
    }
}

/// Checks `exp` (required, within `hours_max`) and `nbf`, and gives the expiry.
pub(super) fn check_times<C>(
    claims: &Claims<C>,
    now: Timestamp,
    hours_max: i64,
) -> Result<Timestamp, TokenFault> {
    let leeway_ms = CLOCK_LEEWAY_SECONDS.saturating_mul(SECOND_MS);
    let expires_at = claims
        .expiration
        .map(|at| Timestamp::from_ms(at.timestamp_millis()))
        .ok_or(TokenFault::Expiry)?;
    if expires_at.plus_ms(leeway_ms) <= now {
        return Err(TokenFault::Expired);
    }
    if expires_at.ms_since(now) > hours_max.saturating_mul(HOUR_MS).saturating_add(leeway_ms) {
        return Err(TokenFault::Expiry);
    }
    let begins_at = claims.not_before.map(|at| Timestamp::from_ms(at.timestamp_millis()));
    if begins_at.is_some_and(|begins_at| now.plus_ms(leeway_ms) < begins_at) {
        return Err(TokenFault::NotYet);
    }
    Ok(expires_at)
}

/// Signs an identity token as a storefront would (HS256). For the demo shop and for tests.
///
/// # Errors
/// [`TokenFault::Malformed`] if the claims cannot be written as JSON, which they can.
pub fn sign_identity(
    secret: &str,
    customer_id: &CustomerId,
    expires_at: Timestamp,
) -> Result<String, TokenFault> {
    #[derive(Serialize)]
    struct Subject<'a> {
        sub: &'a CustomerId,
    }
    let mut claims = Claims::new(Subject { sub: customer_id });
    claims.expiration = chrono::DateTime::from_timestamp_millis(expires_at.as_ms());
    Hs256
        .token(&Header::empty(), &claims, &Hs256Key::new(secret.as_bytes()))
        .map_err(|_| TokenFault::Malformed)
}
