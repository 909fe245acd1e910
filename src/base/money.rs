//! Exact money: minor units of one currency.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An amount in the minor units (cents) of one ISO 4217 currency.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

/// An ISO 4217 code, three capital letters.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Currency([u8; 3]);

/// Why two amounts cannot be one, or a text is no amount.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum MoneyError {
    /// Not digits with an optional fraction.
    #[error("an amount is a decimal string such as `12.34`, not `{0}`")]
    Amount(String),
    /// Not three letters.
    #[error("a currency is an ISO 4217 code such as `USD`, not `{0}`")]
    Currency(String),
    /// Adding dollars to euros.
    #[error("amounts of different currencies cannot be added")]
    Mixed,
    /// More than 64 bits of minor units.
    #[error("the amount is too large")]
    Overflow,
}

impl Money {
    /// `minor` minor units (cents, pence, or whole yen) of `currency`.
    #[must_use]
    pub const fn from_minor(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Parses a decimal amount in major units, with at most the currency's own decimals
    /// (further zeros are accepted).
    ///
    /// # Errors
    /// [`MoneyError`] when the text is no such amount or the currency no such code.
    pub fn parse(amount: &str, currency: &str) -> Result<Self, MoneyError> {
        let currency = Currency::parse(currency)?;
        let fault = || MoneyError::Amount(amount.chars().take(30).collect());
        let (negative, digits) = match amount.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, amount),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let numeric = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !numeric(whole) || !numeric(fraction) {
            return Err(fault());
        }
        let decimals = currency.decimals();
        let kept: String = fraction.chars().chain("000".chars()).take(decimals).collect();
        if fraction.chars().skip(decimals).any(|digit| digit != '0') {
            return Err(fault());
        }
        let minor: i64 = format!("{whole}{kept}").parse().map_err(|_| MoneyError::Overflow)?;
        Ok(Self { minor: if negative { minor.saturating_neg() } else { minor }, currency })
    }

    /// Minor units.
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The sum.
    ///
    /// # Errors
    /// [`MoneyError::Mixed`] for two currencies, [`MoneyError::Overflow`] past 64 bits.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Mixed);
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// The amount taken `count` times.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] past 64 bits.
    pub fn times(self, count: u32) -> Result<Self, MoneyError> {
        let minor = self.minor.checked_mul(i64::from(count)).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// The decimal string of the wire, with the currency's own number of decimals.
    #[must_use]
    pub fn amount(self) -> String {
        let sign = if self.minor < 0 { "-" } else { "" };
        let digits = format!("{:0>4}", self.minor.unsigned_abs());
        let decimals = self.currency.decimals();
        let (whole, fraction) = digits.split_at(digits.len().saturating_sub(decimals));
        let whole = match whole.trim_start_matches('0') {
            "" => "0",
            trimmed => trimmed,
        };
        if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }
}

impl Currency {
    /// United States dollar.
    pub const USD: Self = Self(*b"USD");

    /// Parses a three-letter code, in either case.
    ///
    /// # Errors
    /// [`MoneyError::Currency`] for anything else.
    pub fn parse(code: &str) -> Result<Self, MoneyError> {
        let bytes: [u8; 3] = code
            .as_bytes()
            .try_into()
            .map_err(|_| MoneyError::Currency(code.chars().take(10).collect()))?;
        if !bytes.iter().all(u8::is_ascii_alphabetic) {
            return Err(MoneyError::Currency(code.to_owned()));
        }
        Ok(Self(bytes.map(|b| b.to_ascii_uppercase())))
    }

    /// The code as text.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Decimals of the minor unit (ISO 4217, list one, 2024; funds codes left out).
    #[must_use]
    pub fn decimals(self) -> usize {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG"
            | b"RWF" | b"UGX" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[derive(Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Money"))]
struct Wire {
    /// Decimal string in major units, never a float.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = r"^-?[0-9]+(\.[0-9]+)?$")))]
    amount: String,
    /// ISO 4217 code.
    #[cfg_attr(feature = "schema", schemars(length(equal = 3)))]
    currency: String,
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wire { amount: self.amount(), currency: self.currency.code().to_owned() }
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        Self::parse(&wire.amount, &wire.currency).map_err(de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Money {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Money".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Wire::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(amount: &str, currency: &str, expected: &str) {
        assert_eq!(Money::parse(amount, currency).unwrap().amount(), expected);
    }

    #[test]
    fn amounts_keep_the_decimals_of_their_currency() {
        check("12.34", "USD", "12.34");
        check("12", "usd", "12.00");
        check("12.3", "EUR", "12.30");
        check("-0.05", "USD", "-0.05");
        check("0", "USD", "0.00");
        check("1234", "JPY", "1234");
        check("1.000", "JPY", "1");
        check("1.234", "KWD", "1.234");
        check("12.3400", "USD", "12.34");
    }

    #[test]
    fn fractions_of_a_cent_and_floats_in_disguise_are_refused() {
        for amount in ["12.345", "1e3", "", ".5", "5.", "1,000", "+1", "NaN", "--1"] {
            assert!(Money::parse(amount, "USD").is_err(), "{amount}");
        }
        assert!(Money::parse("99999999999999999999", "USD").is_err());
        assert!(Money::parse("1", "US").is_err());
    }

    #[test]
    fn dollars_and_euros_do_not_add_up() {
        let usd = Money::parse("1", "USD").unwrap();
        assert_eq!(usd.plus(Money::parse("1", "EUR").unwrap()), Err(MoneyError::Mixed));
        assert_eq!(usd.plus(usd).unwrap().amount(), "2.00");
        assert_eq!(usd.times(3).unwrap().amount(), "3.00");
    }
}
