//! Who a customer says they are, and the look-up that shows it.
//!
//! A look-up needs no proof: it is how one comes about. Its answer is seen here alone, and a proof is
//! made here only where exactly one customer has all that was said. Whatever is wrong, the answer is
//! the same: nothing tells whether an account or an order exists.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{IdentityLevel, Verified};
use crate::base::{
    id::CustomerId,
    pii::Pii,
    text::{fold, hex},
    time::{MINUTE_MS, Timestamp},
};

/// What a customer has said of who they are.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Claim {
    /// Email address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Pii<String>>,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Pii<String>>,
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
    /// A one-time code, sent to the email address on file.
    EmailCode,
    /// The name and the postal code on file.
    NameAndZip,
    /// A one-time code, sent to the telephone number on file.
    PhoneCode,
}

/// What is missing of a way to show who one is, where some of it was said.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// The email address.
    Email,
    /// The name.
    Name,
    /// The number of an order.
    OrderNumber,
    /// The postal code.
    Zip,
}

/// A way on which something can be sent to a customer.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// An email.
    Email,
    /// A text message.
    Sms,
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
    /// Telephone number.
    Phone(Pii<String>),
}

/// A customer as a look-up may give them: only what is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<'a> {
    /// The shop's id.
    pub id: &'a CustomerId,
    /// Email address on file.
    pub email: Option<&'a Pii<String>>,
    /// Telephone number on file.
    pub phone: Option<&'a Pii<String>>,
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

    /// What is still missing for these means, where some of them was said.
    #[must_use]
    pub const fn missing_for(&self, means: Means) -> Option<Missing> {
        match means {
            Means::EmailAndOrderNumber => match (&self.email, &self.order_number) {
                (Some(_), None) => Some(Missing::OrderNumber),
                (None, Some(_)) => Some(Missing::Email),
                (None, None) | (Some(_), Some(_)) => None,
            },
            Means::NameAndZip => match (&self.name, &self.zip) {
                (Some(_), None) => Some(Missing::Zip),
                (None, Some(_)) => Some(Missing::Name),
                (None, None) | (Some(_), Some(_)) => None,
            },
            Means::Email | Means::EmailCode | Means::PhoneCode => None,
        }
    }

    /// Adds what was said later: it stands for what was said before.
    pub fn add(&mut self, later: Self) {
        self.email = later.email.or(self.email.take());
        self.phone = later.phone.or(self.phone.take());
        self.name = later.name.or(self.name.take());
        self.zip = later.zip.or(self.zip.take());
        self.order_number = later.order_number.or(self.order_number.take());
    }

    /// Whether this says anything that these means need.
    #[must_use]
    pub const fn is_for(&self, means: Means) -> bool {
        match means {
            Means::Email | Means::EmailCode => self.email.is_some(),
            Means::EmailAndOrderNumber => self.email.is_some() || self.order_number.is_some(),
            Means::NameAndZip => self.name.is_some() || self.zip.is_some(),
            Means::PhoneCode => self.phone.is_some(),
        }
    }

    /// The look-ups by these means, where all that they need has been said. A name of more than two
    /// words may be parted in more than one place.
    #[must_use]
    pub fn lookups(&self, means: Means) -> Vec<Lookup> {
        let by = match means {
            Means::Email | Means::EmailCode => self.email.clone().map(LookupBy::Email),
            Means::EmailAndOrderNumber => {
                let email = self.email.clone().filter(|_| self.order_number.is_some());
                email.map(LookupBy::Email)
            }
            Means::NameAndZip => return self.lookups_by_name(),
            Means::PhoneCode => self.phone.clone().map(LookupBy::Phone),
        };
        by.map(|by| Lookup { by }).into_iter().collect()
    }

    fn lookups_by_name(&self) -> Vec<Lookup> {
        let (Some(name), Some(zip)) = (&self.name, &self.zip) else { return Vec::new() };
        let words: Vec<&str> = name.expose().split_whitespace().collect();
        let parted = (1..words.len()).map(|at| {
            let part = |words: Option<&[&str]>| Pii::new(words.unwrap_or_default().join(" "));
            let (first_name, last_name) = (part(words.get(..at)), part(words.get(at..)));
            Lookup { by: LookupBy::Name { first_name, last_name, zip: zip.clone() } }
        });
        parted.take(NAME_PARTINGS_MAX).collect()
    }
}

/// Places at which one name is parted into given and family names.
const NAME_PARTINGS_MAX: usize = 3;

impl Lookup {
    /// What is looked up.
    #[must_use]
    pub const fn by(&self) -> &LookupBy {
        &self.by
    }

    /// The proof of the one customer who has all that was said, at this level and never above
    /// [`IdentityLevel::Verified`]. Several are as good as none.
    #[must_use]
    pub fn proof(
        &self,
        found: &[Found<'_>],
        level: IdentityLevel,
        minutes: u32,
        now: Timestamp,
    ) -> Option<Verified> {
        let until = now.plus_ms(i64::from(minutes).saturating_mul(MINUTE_MS));
        let id = self.only(found)?.clone();
        Some(Verified::new(id, level.min(IdentityLevel::Verified), until))
    }

    /// Names whom this is about, whether they exist or not: attempts on one customer are counted
    /// together, whatever postal code or order number is tried.
    #[must_use]
    pub fn target(&self) -> String {
        match &self.by {
            LookupBy::Email(email) => target_of(Via::Email, email),
            LookupBy::Name { first_name, last_name, .. } => {
                let name = format!("{} {}", first_name.expose(), last_name.expose());
                target_of_name(&Pii::new(name))
            }
            LookupBy::Phone(phone) => target_of(Via::Sms, phone),
        }
    }

    fn only<'a>(&self, found: &[Found<'a>]) -> Option<&'a CustomerId> {
        let mut fitting = found.iter().filter(|found| self.fits(found));
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first.id)
    }

    fn fits(&self, found: &Found<'_>) -> bool {
        let same = |held: Option<&Pii<String>>, said: &Pii<String>| {
            held.is_some_and(|held| fold(held.expose()) == fold(said.expose()))
        };
        match &self.by {
            // Not folded as names are: a dot and a hyphen are two addresses.
            LookupBy::Email(email) => found.email.is_some_and(|held| {
                held.expose().trim().to_lowercase() == email.expose().trim().to_lowercase()
            }),
            LookupBy::Name { first_name, last_name, zip } => {
                same(found.first_name, first_name)
                    && same(found.last_name, last_name)
                    && found.zip.as_deref().map(compact) == Some(compact(zip.expose()))
            }
            LookupBy::Phone(phone) => {
                let said = digits(phone.expose());
                !said.is_empty() && found.phone.is_some_and(|held| digits(held.expose()) == said)
            }
        }
    }
}

/// Names the owner of an address or a number.
pub(super) fn target_of(via: Via, to: &Pii<String>) -> String {
    let to = to.expose().trim();
    match via {
        Via::Email => format!("email:{}", to.to_lowercase()),
        Via::Sms => {
            let plus = if to.starts_with('+') { "+" } else { "" };
            format!("phone:{plus}{}", digits(to))
        }
    }
}

/// Names whoever has this name, without telling it.
#[must_use]
pub fn target_of_name(full_name: &Pii<String>) -> String {
    let digest = Sha256::digest(fold(full_name.expose()).as_bytes());
    format!("name:{}", hex(digest.into_iter().take(16)))
}

/// A postal code without what people write differently: "sw1a 1aa" and "SW1A1AA".
fn compact(zip: &str) -> String {
    fold(zip).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(email: &str, name: &str, zip: &str) -> Claim {
        let maybe = |text: &str| (!text.is_empty()).then(|| Pii::new(text.to_owned()));
        Claim { email: maybe(email), name: maybe(name), zip: maybe(zip), ..Claim::default() }
    }

    fn only(claim: Claim, means: Means, found: &[Found<'_>]) -> Option<String> {
        let lookups = claim.lookups(means);
        lookups.iter().find_map(|lookup| lookup.only(found)).map(|id| id.to_string())
    }

    #[test]
    fn only_an_exact_and_single_match_is_found() {
        let id = CustomerId::parse("ada").unwrap();
        let other = CustomerId::parse("bob").unwrap();
        let pii = |text: &str| Pii::new(text.to_owned());
        let (first, last, email) = (pii("Ada"), pii("Lovelace King"), pii("ada.l@example.com"));
        let phone = pii("+49 30 123-4567");
        let ada = Found {
            id: &id,
            email: Some(&email),
            phone: Some(&phone),
            first_name: Some(&first),
            last_name: Some(&last),
            zip: Some("SW1A 1AA".to_owned()),
        };
        let twin = Found { id: &other, ..ada.clone() };
        let one = std::slice::from_ref(&ada);
        let name = |name: &str, zip: &str| claim("", name, zip);
        let found = Some("ada".to_owned());
        let by_name = |claim, found: &[Found<'_>]| only(claim, Means::NameAndZip, found);
        assert_eq!(by_name(name("ada LOVELACE king", "sw1a1aa"), one), found);
        assert_eq!(by_name(name("ada LOVELACE king", "sw1a1aa"), &[ada.clone(), twin]), None);
        assert_eq!(by_name(name("Ada Lovelace King", "SW1A 1AB"), one), None);
        assert_eq!(by_name(name("Ada Lovelace", "SW1A 1AA"), one), None);
        assert_eq!(only(claim("ADA.L@example.com", "", ""), Means::Email, one), found);
        assert_eq!(only(claim("ada-l@example.com", "", ""), Means::Email, one), None);
        let phone = Claim { phone: Some(pii("+49 (30) 1234567")), ..Claim::default() };
        assert_eq!(only(phone, Means::PhoneCode, one), found);
    }

    #[test]
    fn a_proof_is_never_stronger_than_verified_and_ends() {
        let id = CustomerId::parse("ada").unwrap();
        let email = Pii::new("ada@example.com".to_owned());
        let (phone, first_name, last_name, zip) = (None, None, None, None);
        let ada = Found { id: &id, email: Some(&email), phone, first_name, last_name, zip };
        let lookup = claim("ada@example.com", "", "").lookups(Means::Email).remove(0);
        let now = Timestamp::from_ms(0);
        let proof = lookup.proof(&[ada], IdentityLevel::Strong, 60, now).unwrap();
        assert_eq!(proof.level(), IdentityLevel::Verified);
        assert!(proof.holds_at(now) && !proof.holds_at(now.plus_ms(60 * MINUTE_MS)));
    }

    #[test]
    fn attempts_on_one_customer_have_one_name_whatever_is_tried() {
        let by = |claim: Claim, means| claim.lookups(means).remove(0).target();
        let one = by(claim("", "Ada Lovelace", "19122"), Means::NameAndZip);
        assert_eq!(one, by(claim("", "ADA lovelace", "10115"), Means::NameAndZip));
        assert!(!one.contains("ada") && one.starts_with("name:"));
        let email = by(claim(" Ada@Example.com", "", ""), Means::EmailCode);
        assert_eq!(email, "email:ada@example.com");
    }

    #[test]
    fn a_claim_is_looked_up_only_when_it_is_whole() {
        let none = |claim: Claim, means| claim.lookups(means).is_empty();
        assert!(none(claim("", "Ada Lovelace", ""), Means::NameAndZip));
        assert!(none(claim("", "Ada", "19122"), Means::NameAndZip));
        assert!(none(claim("ada@example.com", "", ""), Means::EmailAndOrderNumber));
        assert!(none(claim("ada@example.com", "", ""), Means::PhoneCode));
        assert!(!none(claim("ada@example.com", "", ""), Means::EmailCode));
    }
}
