//! Who a customer says they are, and the look-up that shows it.
//!
//! A look-up needs no proof: it is how one comes about. Its answer is seen here alone, and a proof is
//! made here only where exactly one customer has all that was said. Whatever is wrong, the answer is
//! the same: nothing tells whether an account or an order exists.

use serde::{Deserialize, Serialize};

use super::{IdentityLevel, Verified};
use crate::base::{
    id::CustomerId,
    pii::Pii,
    time::{MINUTE_MS, Timestamp},
};

/// What a customer has said of who they are.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Claim {
    /// Email address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Pii<String>>,
    /// Name as typed, given name first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Pii<String>>,
    /// Postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zip: Option<Pii<String>>,
    /// Number of an order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_number: Option<String>,
}

/// A way to show who one is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// The email address on file.
    Email,
    /// The email address on file and the number of an order of theirs.
    EmailAndOrderNumber,
    /// The name and the postal code on file.
    NameAndZip,
}

/// A look-up of a customer. Made only from a claim.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Lookup {
    by: LookupBy,
}

/// What a customer is looked up by.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LookupBy {
    /// Email address.
    Email(Pii<String>),
    /// Given name, family name and postal code.
    Name {
        /// Given name.
        first_name: Pii<String>,
        /// Family name.
        last_name: Pii<String>,
        /// Postal code.
        zip: Pii<String>,
    },
}

/// A customer as a look-up may give them: only what is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<'a> {
    /// The shop's id.
    pub id: &'a CustomerId,
    /// Email address on file.
    pub email: Option<&'a Pii<String>>,
    /// Given name on file.
    pub first_name: Option<&'a Pii<String>>,
    /// Family name on file.
    pub last_name: Option<&'a Pii<String>>,
    /// Postal code on file.
    pub zip: Option<String>,
}

impl Claim {
    /// Whether nothing has been said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds what was said later: it stands for what was said before.
    pub fn add(&mut self, later: Self) {
        self.email = later.email.or(self.email.take());
        self.name = later.name.or(self.name.take());
        self.zip = later.zip.or(self.zip.take());
        self.order_number = later.order_number.or(self.order_number.take());
    }

    /// The look-up by these means, where all that it needs has been said.
    #[must_use]
    pub fn lookup(&self, means: Means) -> Option<Lookup> {
        let by = match means {
            Means::Email => LookupBy::Email(self.email.clone()?),
            Means::EmailAndOrderNumber => {
                self.order_number.as_ref()?;
                LookupBy::Email(self.email.clone()?)
            }
            Means::NameAndZip => {
                let name = self.name.as_ref()?.expose();
                let (first, last) = name.trim().split_once(' ')?;
                LookupBy::Name {
                    first_name: Pii::new(first.to_owned()),
                    last_name: Pii::new(last.trim().to_owned()),
                    zip: self.zip.clone()?,
                }
            }
        };
        Some(Lookup { by })
    }
}

impl Lookup {
    /// What is looked up.
    #[must_use]
    pub const fn by(&self) -> &LookupBy {
        &self.by
    }

    /// The one customer who has all that was said. Several are as good as none.
    #[must_use]
    pub fn only<'a>(&self, found: &[Found<'a>]) -> Option<&'a CustomerId> {
        let mut fitting = found.iter().filter(|found| self.fits(found));
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first.id)
    }

    fn fits(&self, found: &Found<'_>) -> bool {
        let same = |held: Option<&Pii<String>>, said: &Pii<String>| {
            held.is_some_and(|held| fold(held.expose()) == fold(said.expose()))
        };
        match &self.by {
            LookupBy::Email(email) => same(found.email, email),
            LookupBy::Name { first_name, last_name, zip } => {
                let zip = fold(zip.expose());
                same(found.first_name, first_name)
                    && same(found.last_name, last_name)
                    && found.zip.as_deref().map(fold) == Some(zip)
            }
        }
    }
}

fn fold(text: &str) -> String {
    crate::base::text::fold(text)
}

impl Verified {
    /// The proof of a customer who was found by a look-up that the merchant accepts at this level.
    /// Never stronger than [`IdentityLevel::Verified`].
    #[must_use]
    pub fn by_lookup(
        found: &CustomerId,
        level: IdentityLevel,
        minutes: u32,
        now: Timestamp,
    ) -> Self {
        let until = now.plus_ms(i64::from(minutes).saturating_mul(MINUTE_MS));
        Self::new(found.clone(), level.min(IdentityLevel::Verified), until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(email: &str, name: &str, zip: &str) -> Claim {
        let maybe = |text: &str| (!text.is_empty()).then(|| Pii::new(text.to_owned()));
        Claim { email: maybe(email), name: maybe(name), zip: maybe(zip), order_number: None }
    }

    #[test]
    fn only_an_exact_and_single_match_is_found() {
        let id = CustomerId::parse("ada").unwrap();
        let other = CustomerId::parse("bob").unwrap();
        let pii = |text: &str| Pii::new(text.to_owned());
        let (first, last, email) = (pii("Ada"), pii("Lovelace King"), pii("ada@example.com"));
        let ada = Found {
            id: &id,
            email: Some(&email),
            first_name: Some(&first),
            last_name: Some(&last),
            zip: Some("19122".to_owned()),
        };
        let twin = Found { id: &other, ..ada.clone() };
        let by = |claim: Claim, means| claim.lookup(means).unwrap();
        let name = by(claim("", "ada LOVELACE king", "19122"), Means::NameAndZip);
        assert_eq!(name.only(std::slice::from_ref(&ada)), Some(&id));
        assert_eq!(name.only(&[ada.clone(), twin]), None);
        let wrong_zip = by(claim("", "Ada Lovelace King", "19123"), Means::NameAndZip);
        assert_eq!(wrong_zip.only(std::slice::from_ref(&ada)), None);
        let email = by(claim("ADA@example.com", "", ""), Means::Email);
        assert_eq!(email.only(std::slice::from_ref(&ada)), Some(&id));
    }

    #[test]
    fn a_claim_is_looked_up_only_when_it_is_whole() {
        assert_eq!(claim("", "Ada Lovelace", "").lookup(Means::NameAndZip), None);
        assert_eq!(claim("", "Ada", "19122").lookup(Means::NameAndZip), None);
        assert_eq!(claim("ada@example.com", "", "").lookup(Means::EmailAndOrderNumber), None);
        assert!(claim("ada@example.com", "", "").lookup(Means::Email).is_some());
    }
}
