//! JSON read strictly: a member may stand only once, and size and nesting are limited.
//!
//! RFC 8259, section 4, leaves it open which of two equal names counts, so two readers of one
//! signed text may see two different claims. Ours refuse such a text (RFC 7515, section 4; RFC
//! 7519, section 4).

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// How deep arrays and objects may stand in each other. Identity assurance claims, the deepest
/// that we read, need about eight.
pub const MAX_DEPTH: usize = 16;

/// Why a text was refused. It never quotes the text: that may hold personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    #[error("the JSON text is too large")]
    TooLarge,
    #[error("the text is not JSON")]
    Malformed,
    #[error("a JSON member stands twice")]
    Duplicate,
    #[error("the JSON text is nested too deeply")]
    TooDeep,
    #[error("the JSON text does not have the expected shape")]
    Shape,
}

/// Any JSON value in which no member stands twice, at any depth.
pub fn parse(text: &[u8], max_bytes: usize) -> Result<Value, JsonError> {
    if text.len() > max_bytes {
        return Err(JsonError::TooLarge);
    }
    let refused = Cell::new(None);
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = Node { depth: 0, refused: &refused }.deserialize(&mut reader);
    match (refused.get(), value) {
        (Some(reason), _) => Err(reason),
        (None, Ok(value)) => reader.end().map(|()| value).map_err(|_| JsonError::Malformed),
        (None, Err(_)) => Err(JsonError::Malformed),
    }
}

/// A JSON object in which no member stands twice, at any depth.
pub fn object(text: &[u8], max_bytes: usize) -> Result<Map<String, Value>, JsonError> {
    match parse(text, max_bytes)? {
        Value::Object(members) => Ok(members),
        _ => Err(JsonError::Shape),
    }
}

/// A type read from a JSON object in which no member stands twice, at any depth. Only an object:
/// serde would also fill a struct from an array, by position.
pub fn read<T: DeserializeOwned>(text: &[u8], max_bytes: usize) -> Result<T, JsonError> {
    let members = object(text, max_bytes)?;
    serde_json::from_value(Value::Object(members)).map_err(|_| JsonError::Shape)
}

/// The items of a JSON array, each read as [`read`] does.
pub fn read_all<T: DeserializeOwned>(text: &[u8], max_bytes: usize) -> Result<Vec<T>, JsonError> {
    let Value::Array(items) = parse(text, max_bytes)? else {
        return Err(JsonError::Shape);
    };
    let item = |item: Value| match item {
        Value::Object(_) => serde_json::from_value(item).map_err(|_| JsonError::Shape),
        _ => Err(JsonError::Shape),
    };
    items.into_iter().map(item).collect()
}

/// A value that refuses repeated members in whatever format it is embedded.
pub struct Strict(pub Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let refused = Cell::new(None);
        Node { depth: 0, refused: &refused }.deserialize(deserializer).map(Self)
    }
}

/// Reads one value; `refused` carries the reason out, since a serde error is only text.
#[derive(Clone, Copy)]
struct Node<'a> {
    depth: usize,
    refused: &'a Cell<Option<JsonError>>,
}

impl Node<'_> {
    fn refuse<E: Error>(self, reason: JsonError) -> E {
        self.refused.set(Some(reason));
        E::custom(reason)
    }

    fn below<E: Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(self.refuse(JsonError::TooDeep));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        let number = serde_json::Number::from_f64(value);
        number.map(Value::Number).ok_or_else(|| self.refuse(JsonError::Malformed))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let below = self.below()?;
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(below)? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let below = self.below()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(below)?;
            if object.insert(name, value).is_some() {
                return Err(self.refuse(JsonError::Duplicate));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MAX: usize = 4096;

    #[test]
    fn a_member_may_stand_only_once_at_any_depth() {
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"\u0061":2}"#,
            r#"{"b":[{"a":1,"a":2}]}"#,
            r#"{"b":{"a":null,"a":null}}"#,
        ] {
            assert_eq!(parse(text.as_bytes(), MAX), Err(JsonError::Duplicate), "{text}");
        }
        assert!(parse(br#"{"a":{"a":1},"b":[{"a":1},{"a":2}]}"#, MAX).is_ok());
    }

    #[test]
    fn nesting_and_size_are_limited() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(MAX_DEPTH).as_bytes(), MAX).is_ok());
        assert_eq!(parse(nested(MAX_DEPTH + 1).as_bytes(), MAX), Err(JsonError::TooDeep));
        assert_eq!(parse(nested(2000).as_bytes(), MAX), Err(JsonError::TooDeep));
        assert_eq!(parse(b"[1, 2]", 5), Err(JsonError::TooLarge));
    }

    #[test]
    fn only_one_whole_json_text_is_read() {
        for text in [
            "",
            "{",
            "{}{}",
            "{} x",
            "{'a':1}",
            "{a:1}",
            "[1,]",
            "NaN",
            "1e400",
            "-1e400",
            "\u{feff}{}",
            "\"\\ud800\"",
            "01",
            "\"\u{1}\"",
            "/**/{}",
        ] {
            assert_eq!(parse(text.as_bytes(), MAX), Err(JsonError::Malformed), "{text:?}");
        }
        assert_eq!(parse(b"\"\xff\"", MAX), Err(JsonError::Malformed));
        assert_eq!(object(b"[]", MAX), Err(JsonError::Shape));
    }

    proptest! {
        #[test]
        fn it_agrees_with_a_lenient_reader_where_nothing_is_repeated(text in "[\\[\\]{}\",:a-c0-9 -]{0,24}") {
            if let Ok(value) = parse(text.as_bytes(), MAX) {
                prop_assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
            }
        }
    }
}
