//! The only deserializer: a tree, read as what is wanted.
#![expect(clippy::wildcard_enum_match_arm, reason = "whatever else a tree is, it is not wanted")]

use std::{borrow::Cow, vec};

use serde::{
    Deserializer,
    de::{
        DeserializeSeed, EnumAccess, Error, Expected, MapAccess, SeqAccess, Unexpected,
        VariantAccess, Visitor,
    },
};

use super::{JsonFault, tree::Tree};

pub(super) struct Reader<'a>(pub(super) Tree<'a>);

type Result<T> = std::result::Result<T, JsonFault>;

impl Reader<'_> {
    /// Not generic: it is the same few lines for every type.
    #[cold]
    fn fault(&self, expected: &dyn Expected) -> JsonFault {
        let found = match &self.0 {
            Tree::Null => Unexpected::Other("null"),
            Tree::Bool(yes) => Unexpected::Bool(*yes),
            Tree::Int(int) => Unexpected::Signed(*int),
            Tree::Large(large) => Unexpected::Unsigned(*large),
            Tree::Float(float) => Unexpected::Float(*float),
            Tree::Text(text) => Unexpected::Str(text),
            Tree::List(_) => Unexpected::Seq,
            Tree::Map(_) => Unexpected::Map,
        };
        JsonFault::invalid_type(found, expected)
    }
}

fn text<'de, V: Visitor<'de>>(text: Cow<'de, str>, visitor: V) -> Result<V::Value> {
    match text {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    }
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = JsonFault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.0 {
            Tree::Null => visitor.visit_unit(),
            Tree::Bool(yes) => visitor.visit_bool(yes),
            Tree::Int(int) => visitor.visit_i64(int),
            Tree::Large(large) => visitor.visit_u64(large),
            Tree::Float(float) => visitor.visit_f64(float),
            Tree::Text(it) => text(it, visitor),
            Tree::List(items) => visitor.visit_seq(Items { rest: items.into_iter(), next: 0 }),
            Tree::Map(entries) => {
                visitor.visit_map(Entries { rest: entries.into_iter(), open: None })
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.0 {
            Tree::Bool(yes) => visitor.visit_bool(yes),
            _ => Err(self.fault(&visitor)),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.0 {
            Tree::Int(int) => visitor.visit_i64(int),
            Tree::Large(large) => visitor.visit_u64(large),
            Tree::Float(float) => visitor.visit_f64(float),
            _ => Err(self.fault(&visitor)),
        }
    }

    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.0 {
            Tree::Text(it) => text(it, visitor),
            _ => Err(self.fault(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.0 {
            Tree::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.0 {
            Tree::Null => visitor.visit_unit(),
            _ => Err(self.fault(&visitor)),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.0 {
            Tree::List(items) => {
                let mut items = Items { rest: items.into_iter(), next: 0 };
                let value = visitor.visit_seq(&mut items)?;
                match items.rest.len() {
                    0 => Ok(value),
                    _ => Err(JsonFault::new("invalid length, expected fewer elements".to_owned())),
                }
            }
            _ => Err(self.fault(&visitor)),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.0 {
            Tree::Map(entries) => {
                visitor.visit_map(Entries { rest: entries.into_iter(), open: None })
            }
            _ => Err(self.fault(&visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        match self.0 {
            Tree::Text(name) => visitor.visit_enum(Variant { name, body: None }),
            Tree::Map(mut entries) if entries.len() == 1 => match entries.pop() {
                Some((name, body)) => visitor.visit_enum(Variant { name, body: Some(body) }),
                None => Err(Reader(Tree::Null).fault(&visitor)),
            },
            _ => Err(self.fault(&visitor)),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_any(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_any(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_unit()
    }
}

struct Items<'a> {
    rest: vec::IntoIter<Tree<'a>>,
    next: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = JsonFault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        let Some(item) = self.rest.next() else { return Ok(None) };
        let at = self.next;
        self.next = at.saturating_add(1);
        seed.deserialize(Reader(item)).map(Some).map_err(|fault| fault.below(&at))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

struct Entries<'a> {
    rest: vec::IntoIter<(Cow<'a, str>, Tree<'a>)>,
    /// The entry whose key was read last.
    open: Option<(Cow<'a, str>, Tree<'a>)>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = JsonFault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        let read = seed.deserialize(Reader(Tree::Text(key.clone())));
        let read = read.map_err(|fault| fault.below(&key))?;
        self.open = Some((key, value));
        Ok(Some(read))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        let Some((key, value)) = self.open.take() else {
            return Err(JsonFault::new("a value without a key".to_owned()));
        };
        seed.deserialize(Reader(value)).map_err(|fault| fault.below(&key))
    }
}

struct Variant<'a> {
    name: Cow<'a, str>,
    body: Option<Tree<'a>>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = JsonFault;
    type Variant = Body<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Body<'de>)> {
        let name = seed.deserialize(Reader(Tree::Text(self.name)))?;
        Ok((name, Body(self.body)))
    }
}

/// What a variant holds.
struct Body<'a>(Option<Tree<'a>>);

impl<'a> Body<'a> {
    fn reader(self) -> Reader<'a> {
        Reader(self.0.unwrap_or(Tree::Null))
    }
}

impl<'de> VariantAccess<'de> for Body<'de> {
    type Error = JsonFault;

    fn unit_variant(self) -> Result<()> {
        match self.0 {
            // A variant that is named by a field may stand among other fields.
            None | Some(Tree::Null | Tree::Map(_)) => Ok(()),
            Some(other) => Err(Reader(other).fault(&"a name alone")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value> {
        seed.deserialize(self.reader())
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value> {
        self.reader().deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.reader().deserialize_map(visitor)
    }
}
