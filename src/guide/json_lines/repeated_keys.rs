//! JSON that tells which keys an object has twice: of these only the last would count, and the others be lost unseen.

use crate::guide::validation::shortened;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// Reads a JSON text; gives its value, in which the last of equal keys counts, and the keys that are there again.
///
/// # Errors
/// When the text is no JSON.
pub fn read(text: &str) -> serde_json::Result<(Value, Vec<String>)> {
    let mut repeated = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = AnyValue { repeated: &mut repeated }.deserialize(&mut reader)?;
    reader.end()?;
    Ok((value, repeated))
}

/// What to say of a key that is repeated.
#[must_use]
pub fn problem(key: &str) -> String {
    format!("the key “{}” is there twice and only the last counts; remove the other", shortened(key))
}

/// Any value; the keys that are repeated within it are added.
struct AnyValue<'r> {
    repeated: &'r mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for AnyValue<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnyValue<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(AnyValue { repeated: &mut *self.repeated })? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(AnyValue { repeated: &mut *self.repeated })?;
            if object.contains_key(&key) && !self.repeated.contains(&key) {
                self.repeated.push(key.clone());
            }
            object.insert(key, value);
        }
        Ok(object.into())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;
    use serde_json::json;

    #[test]
    fn the_last_of_equal_keys_counts_and_all_are_told() {
        let (value, repeated) =
            read(r#"{"id":"a","id":"b","steps":[{"title":"x","title":"y"},{"title":"z"}],"id":null}"#).unwrap();
        assert_eq!(value, json!({"id": null, "steps": [{"title": "y"}, {"title": "z"}]}));
        assert_eq!(repeated, ["id", "title"]);
    }

    proptest::proptest! {
        #[test]
        fn json_is_read_as_serde_json_reads_it(text in "[\\[\\]{}:,\"a-c0-9.eE truefalsn\\\\-]{0,40}|\\{(\"[a-c]\":(1|-2.5|\"x\"|null|\\[true\\]|\\{\"a\":0\\}),?){0,4}\\}") {
            match (read(&text), serde_json::from_str::<Value>(&text)) {
                (Ok((ours, _)), Ok(theirs)) => proptest::prop_assert_eq!(ours, theirs),
                (ours, theirs) => proptest::prop_assert_eq!(
                    ours.map_err(|error| error.to_string()).map(|(value, _)| value),
                    theirs.map_err(|error| error.to_string())
                ),
            }
        }
    }
}
