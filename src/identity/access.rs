//! Tokens of Cloudflare Access, which in production stands before the console and says who came through.
//!
//! What is checked here is what a token says. Its signature (RS256) is checked by the platform's own
//! cryptography, with the keys that Access publishes; until then nothing of a token counts.

use jwt_compact::{Claims, UntrustedToken};
use serde::Deserialize;

use super::token::{TokenFault, check_times};
use crate::base::{pii::Pii, time::Timestamp};

/// Hours for which Access may let somebody through at once: its longest session is a month.
const HOURS_MAX: i64 = 31 * 24;

/// A token as it came, with what is needed to check its signature.
#[derive(Debug)]
pub struct AccessToken<'a> {
    key_id: String,
    signed: &'a str,
    signature: Vec<u8>,
    claims: Claims<AccessClaims>,
}

#[derive(Debug, Deserialize)]
struct AccessClaims {
    iss: String,
    aud: Vec<String>,
    /// Absent for a service, which no person stands behind.
    #[serde(default)]
    email: Option<Pii<String>>,
}

impl<'a> AccessToken<'a> {
    /// Reads a token.
    ///
    /// # Errors
    /// [`TokenFault::Malformed`] where it is none, and [`TokenFault::Algorithm`] where it is signed with
    /// anything but RS256.
    pub fn parse(token: &'a str) -> Result<Self, TokenFault> {
        let untrusted = UntrustedToken::new(token).map_err(|_| TokenFault::Malformed)?;
        if untrusted.algorithm() != "RS256" {
            return Err(TokenFault::Algorithm);
        }
        let (signed, _) = token.rsplit_once('.').ok_or(TokenFault::Malformed)?;
        let key_id = untrusted.header().key_id.clone().ok_or(TokenFault::Malformed)?;
        let claims = untrusted.deserialize_claims_unchecked();
        Ok(Self {
            key_id,
            signed,
            signature: untrusted.signature_bytes().to_vec(),
            claims: claims.map_err(|_| TokenFault::Malformed)?,
        })
    }

    /// Names the key that it is signed with.
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The bytes that are signed.
    #[must_use]
    pub const fn signed(&self) -> &[u8] {
        self.signed.as_bytes()
    }

    /// The signature over [`Self::signed`].
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// Who came through, by email address, of a token whose signature matches; nobody for a service.
    ///
    /// # Errors
    /// [`TokenFault`] where it was made by another team or for another application, or its time is over
    /// or not come.
    pub fn person(
        &self,
        issuer: &str,
        audience: &str,
        now: Timestamp,
    ) -> Result<Option<&Pii<String>>, TokenFault> {
        let said = &self.claims.custom;
        if said.iss != issuer || !said.aud.iter().any(|of| of == audience) {
            return Err(TokenFault::Elsewhere);
        }
        check_times(&self.claims, now, HOURS_MAX)?;
        Ok(said.email.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

    use super::*;

    const ISSUER: &str = "https://team.cloudflareaccess.com";
    const NOW: i64 = 1_700_000_000;

    fn token(header: &str, claims: &str) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.{}", part(header), part(claims), part("signature"))
    }

    fn judged(claims: &str) -> Result<Option<Pii<String>>, TokenFault> {
        let token = token(r#"{"alg":"RS256","kid":"k1"}"#, claims);
        let parsed = AccessToken::parse(&token)?;
        assert_eq!((parsed.key_id(), parsed.signature()), ("k1", &b"signature"[..]));
        assert_eq!(parsed.signed(), token.rsplit_once('.').unwrap().0.as_bytes());
        let now = Timestamp::from_ms(NOW * 1_000);
        parsed.person(ISSUER, "app", now).map(Option::<&_>::cloned)
    }

    #[test]
    fn a_token_counts_for_its_team_application_and_time() {
        let claims = |iss: &str, aud: &str, exp: i64, more: &str| {
            format!(r#"{{"iss":"{iss}","aud":["{aud}"],"exp":{exp}{more}}}"#)
        };
        let ada = r#","email":"ada@example.com""#;
        let good = claims(ISSUER, "app", NOW + 60, ada);
        assert_eq!(judged(&good), Ok(Some(Pii::new("ada@example.com".to_owned()))));
        assert_eq!(judged(&claims(ISSUER, "app", NOW + 60, "")), Ok(None));
        let others = claims("https://other.cloudflareaccess.com", "app", NOW + 60, ada);
        assert_eq!(judged(&others), Err(TokenFault::Elsewhere));
        assert_eq!(judged(&claims(ISSUER, "shop", NOW + 60, ada)), Err(TokenFault::Elsewhere));
        assert_eq!(judged(&claims(ISSUER, "app", NOW - 3_600, ada)), Err(TokenFault::Expired));
        let later = format!(r#","nbf":{}"#, NOW + 3_600);
        assert_eq!(judged(&claims(ISSUER, "app", NOW + 7_200, &later)), Err(TokenFault::NotYet));
        let endless = format!(r#"{{"iss":"{ISSUER}","aud":["app"]}}"#);
        assert_eq!(judged(&endless), Err(TokenFault::Expiry));
        assert_eq!(judged(r#"{"iss":1}"#), Err(TokenFault::Malformed));
    }

    #[test]
    fn only_one_algorithm_is_taken() {
        for header in [r#"{"alg":"none","kid":"k"}"#, r#"{"alg":"HS256","kid":"k"}"#] {
            let fault = AccessToken::parse(&token(header, "{}")).err();
            assert_eq!(fault, Some(TokenFault::Algorithm), "{header}");
        }
        let nameless = token(r#"{"alg":"RS256"}"#, "{}");
        for text in [nameless.as_str(), "", "a.b", "a.b.c", "é.é.é"] {
            assert!(AccessToken::parse(text).is_err(), "{text}");
        }
    }
}
