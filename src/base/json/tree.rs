//! JSON as it stands there, before anything is known of what it means.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

use super::JsonFault;

/// Maps keep their order, and what is said twice: a reader refuses that.
pub(super) enum Tree<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Large(u64),
    Float(f64),
    Text(Cow<'a, str>),
    List(Vec<Self>),
    Map(Vec<(Cow<'a, str>, Self)>),
}

impl<'a> Tree<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, JsonFault> {
        serde_json::from_str(text).map_err(|error| JsonFault::malformed(&error))
    }

    /// See [`super::untagged`].
    pub(super) fn untagged(
        self,
        tag: &'static str,
        content: Option<&str>,
    ) -> Result<Self, JsonFault> {
        let Self::Map(entries) = self else {
            return Err(JsonFault::custom(format_args!(
                "invalid type: expected a map with `{tag}`"
            )));
        };
        let (mut name, mut held) = (None, Vec::with_capacity(entries.len()));
        for (key, value) in entries {
            match (key == tag, &name, value) {
                (true, None, Self::Text(text)) => name = Some(text),
                (true, None, _) => {
                    return Err(JsonFault::custom("the variant is named by a string"));
                }
                (true, Some(_), _) => return Err(JsonFault::duplicate_field(tag)),
                (false, _, value) => held.push((key, value)),
            }
        }
        let name = name.ok_or_else(|| JsonFault::missing_field(tag))?;
        let held = match content {
            None => Self::Map(held),
            Some(content) => held
                .into_iter()
                .find(|(key, _)| key == content)
                .map_or(Self::Null, |(_, value)| value),
        };
        Ok(Self::Map(vec![(name, held)]))
    }
}

impl From<Value> for Tree<'_> {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(yes) => Self::Bool(yes),
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(int), _) => Self::Int(int),
                (None, Some(large)) => Self::Large(large),
                (None, None) => Self::Float(number.as_f64().unwrap_or_default()),
            },
            Value::String(text) => Self::Text(Cow::Owned(text)),
            Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Value::Object(map) => Self::Map(
                map.into_iter().map(|(key, item)| (Cow::Owned(key), Self::from(item))).collect(),
            ),
        }
    }
}

impl<'de> Deserialize<'de> for Tree<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Tree<'de>, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Tree<'de>, E> {
        Ok(Tree::Bool(yes))
    }

    fn visit_i64<E>(self, int: i64) -> Result<Tree<'de>, E> {
        Ok(Tree::Int(int))
    }

    fn visit_u64<E>(self, large: u64) -> Result<Tree<'de>, E> {
        Ok(i64::try_from(large).map_or(Tree::Large(large), Tree::Int))
    }

    fn visit_f64<E>(self, float: f64) -> Result<Tree<'de>, E> {
        Ok(Tree::Float(float))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree<'de>, A::Error> {
        let mut map = Vec::new();
        while let Some(Key(key)) = entries.next_key()? {
            map.push((key, entries.next_value()?));
        }
        Ok(Tree::Map(map))
    }
}

/// A key, borrowed from the text where it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Tree::Text(text) = Tree::deserialize(deserializer)? else {
            return Err(D::Error::custom("a key is a text"));
        };
        Ok(Self(text))
    }
}
