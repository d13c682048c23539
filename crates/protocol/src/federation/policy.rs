//! Metadata policies (section 6.1): what superiors allow and demand of the metadata below them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::statement::Metadata;

/// By entity type, then by metadata parameter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MetadataPolicy(pub BTreeMap<String, BTreeMap<String, Operators>>);

/// The standard operators on one parameter. Others are ignored, as section 6.1.3.2 asks, unless
/// the statement calls them critical.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Operators {
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub add: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subset_of: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superset_of: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub essential: Option<bool>,
}

/// `null` is a value of this operator (it removes the parameter), and not its absence.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    #[error("policies on {0} contradict each other")]
    Conflict(String),
    #[error("operators on {0} cannot stand together")]
    Combination(String),
    #[error("{0} is not as the policy demands")]
    Violation(String),
}

impl MetadataPolicy {
    /// Adds a subordinate's policy to its superior's: stricter or equal, never laxer.
    pub fn merge(&mut self, below: &Self) -> Result<(), PolicyError> {
        for (kind, parameters) in &below.0 {
            let merged = self.0.entry(kind.clone()).or_default();
            for (name, operators) in parameters {
                merged.entry(name.clone()).or_default().merge(operators, name)?;
            }
        }
        Ok(())
    }

    /// Applies the policy to the metadata that it speaks of.
    pub fn apply(&self, metadata: &mut Metadata) -> Result<(), PolicyError> {
        for (kind, parameters) in &self.0 {
            let Some(entity) = metadata.get_mut(kind) else { continue };
            for (name, operators) in parameters {
                operators.combination(name)?;
                operators.apply(entity, name)?;
            }
        }
        Ok(())
    }
}

impl Operators {
    fn merge(&mut self, below: &Self, name: &str) -> Result<(), PolicyError> {
        let conflict = || PolicyError::Conflict(name.to_owned());
        same(&mut self.value, below.value.as_ref()).ok_or_else(conflict)?;
        same(&mut self.default, below.default.as_ref()).ok_or_else(conflict)?;
        unite(&mut self.add, below.add.as_ref());
        unite(&mut self.superset_of, below.superset_of.as_ref());
        intersect(&mut self.one_of, below.one_of.as_ref());
        intersect(&mut self.subset_of, below.subset_of.as_ref());
        if self.one_of.as_ref().is_some_and(Vec::is_empty) {
            return Err(conflict());
        }
        if let Some(essential) = below.essential {
            self.essential = Some(essential || self.essential.unwrap_or(false));
        }
        self.combination(name)
    }

    /// Which operators may stand together, and with which values (section 6.1.3.1).
    fn combination(&self, name: &str) -> Result<(), PolicyError> {
        let one_of_with_sets = self.one_of.is_some()
            && (self.add.is_some() || self.subset_of.is_some() || self.superset_of.is_some());
        let value_fits = self.value.as_ref().is_none_or(|value| self.fits_value(value));
        let bounds = self.subset_of.as_ref().is_none_or(|within| {
            let inside =
                |list: &Option<Vec<Value>>| list.as_ref().is_none_or(|l| subset(l, within));
            inside(&self.add) && inside(&self.superset_of)
        });
        if one_of_with_sets || !value_fits || !bounds {
            return Err(PolicyError::Combination(name.to_owned()));
        }
        Ok(())
    }

    fn fits_value(&self, value: &Value) -> bool {
        if value.is_null() {
            return self.default.is_none() && self.add.is_none() && self.essential != Some(true);
        }
        let values = elements(value);
        self.add.as_ref().is_none_or(|add| subset(add, &values))
            && self.one_of.as_ref().is_none_or(|allowed| allowed.contains(value))
            && self.subset_of.as_ref().is_none_or(|within| subset(&values, within))
            && self.superset_of.as_ref().is_none_or(|least| subset(least, &values))
    }

    /// Applies the operators in their fixed order (section 6.1.3.1).
    fn apply(&self, entity: &mut Map<String, Value>, name: &str) -> Result<(), PolicyError> {
        let violation = || PolicyError::Violation(name.to_owned());
        let spaced = name == "scope";
        let mut current =
            entity.remove(name).map(|value| if spaced { split(value) } else { value });
        if let Some(value) = &self.value {
            current = Some(value.clone()).filter(|value| !value.is_null());
        }
        if let Some(add) = &self.add {
            let mut values = current.as_ref().map(elements).unwrap_or_default();
            values.extend(
                add.iter().filter(|new| !values.contains(new)).cloned().collect::<Vec<_>>(),
            );
            current = Some(Value::Array(values));
        }
        let mut current = current.or_else(|| self.default.clone());
        if let (Some(allowed), Some(value)) = (&self.one_of, &current)
            && !allowed.contains(value)
        {
            return Err(violation());
        }
        if let (Some(within), Some(value)) = (&self.subset_of, &current) {
            let kept = elements(value).into_iter().filter(|one| within.contains(one)).collect();
            current = Some(Value::Array(kept));
        }
        if let (Some(least), Some(value)) = (&self.superset_of, &current)
            && !subset(least, &elements(value))
        {
            return Err(violation());
        }
        match current {
            None if self.essential == Some(true) => return Err(violation()),
            None => {}
            Some(value) => {
                let value = if spaced { join(&value) } else { value };
                entity.insert(name.to_owned(), value);
            }
        }
        Ok(())
    }
}

fn same(above: &mut Option<Value>, below: Option<&Value>) -> Option<()> {
    match (above.as_ref(), below) {
        (_, None) => Some(()),
        (None, Some(value)) => {
            *above = Some(value.clone());
            Some(())
        }
        (Some(first), Some(second)) => (first == second).then_some(()),
    }
}

fn unite(above: &mut Option<Vec<Value>>, below: Option<&Vec<Value>>) {
    let Some(below) = below else { return };
    let united = above.get_or_insert_default();
    for value in below {
        if !united.contains(value) {
            united.push(value.clone());
        }
    }
}

fn intersect(above: &mut Option<Vec<Value>>, below: Option<&Vec<Value>>) {
    let Some(below) = below else { return };
    match above {
        Some(values) => values.retain(|value| below.contains(value)),
        None => *above = Some(below.clone()),
    }
}

fn elements(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(values) => values.clone(),
        Value::Null => Vec::new(),
        single => vec![single.clone()],
    }
}

fn subset(inner: &[Value], outer: &[Value]) -> bool {
    inner.iter().all(|value| outer.contains(value))
}

/// `scope` is a list written with spaces (section 6.1.3.1.8).
fn split(value: Value) -> Value {
    match value {
        Value::String(text) => text.split_ascii_whitespace().map(Value::from).collect(),
        other => other,
    }
}

fn join(value: &Value) -> Value {
    let words: BTreeSet<_> =
        elements(value).iter().filter_map(Value::as_str).map(str::to_owned).collect();
    Value::from(words.into_iter().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn policy(parameters: &Value) -> MetadataPolicy {
        serde_json::from_value(json!({ "openid_relying_party": parameters })).unwrap()
    }

    fn applied(parameters: &Value, entity: &Value) -> Result<Value, PolicyError> {
        let mut metadata: Metadata =
            serde_json::from_value(json!({ "openid_relying_party": entity })).unwrap();
        policy(parameters).apply(&mut metadata)?;
        Ok(serde_json::to_value(&metadata["openid_relying_party"]).unwrap())
    }

    #[test]
    fn each_operator_does_what_the_specification_says() {
        for (operators, before, after) in [
            (json!({"value": ["x"]}), json!(["y"]), Some(json!({"p": ["x"]}))),
            (json!({"value": null}), json!(["y"]), Some(json!({}))),
            (json!({"add": ["x"]}), json!(["y"]), Some(json!({"p": ["y", "x"]}))),
            (json!({"default": "x"}), json!(null), Some(json!({"p": "x"}))),
            (json!({"default": "x"}), json!("y"), Some(json!({"p": "y"}))),
            (json!({"one_of": ["x", "y"]}), json!("y"), Some(json!({"p": "y"}))),
            (json!({"one_of": ["x"]}), json!("y"), None),
            (json!({"subset_of": ["x", "z"]}), json!(["x", "y"]), Some(json!({"p": ["x"]}))),
            (json!({"superset_of": ["x"]}), json!(["x", "y"]), Some(json!({"p": ["x", "y"]}))),
            (json!({"superset_of": ["z"]}), json!(["x", "y"]), None),
            (json!({"essential": true}), json!(null), None),
            (json!({"essential": true}), json!("y"), Some(json!({"p": "y"}))),
        ] {
            let entity = if before.is_null() { json!({}) } else { json!({ "p": before }) };
            let result = applied(&json!({ "p": operators }), &entity);
            assert_eq!(result.ok(), after, "{operators}");
        }
    }

    #[test]
    fn scope_is_a_list_with_spaces() {
        let after = applied(
            &json!({"scope": {"subset_of": ["openid", "email"]}}),
            &json!({"scope": "openid profile"}),
        );
        assert_eq!(after.unwrap(), json!({"scope": "openid"}));
    }

    #[test]
    fn a_subordinate_can_only_tighten() {
        for (above, below, merged) in [
            (
                json!({"subset_of": ["a", "b"]}),
                json!({"subset_of": ["b", "c"]}),
                Some(json!({"subset_of": ["b"]})),
            ),
            (json!({"one_of": ["a"]}), json!({"one_of": ["b"]}), None),
            (json!({"value": "a"}), json!({"value": "b"}), None),
            (json!({"default": "a"}), json!({"default": "b"}), None),
            (json!({"add": ["a"]}), json!({"add": ["b"]}), Some(json!({"add": ["a", "b"]}))),
            (
                json!({"essential": true}),
                json!({"essential": false}),
                Some(json!({"essential": true})),
            ),
            (json!({"subset_of": ["a"]}), json!({"value": ["b"]}), None),
            (json!({"one_of": ["a"]}), json!({"add": ["a"]}), None),
            (json!({"subset_of": ["a"]}), json!({"superset_of": ["b"]}), None),
        ] {
            let mut policy = policy(&json!({ "p": above }));
            let result = policy.merge(&self::policy(&json!({ "p": below })));
            match merged {
                Some(expected) => {
                    assert_eq!(result, Ok(()), "{above} {below}");
                    assert_eq!(policy, self::policy(&json!({ "p": expected })));
                }
                None => assert!(result.is_err(), "{above} {below}"),
            }
        }
    }
}
