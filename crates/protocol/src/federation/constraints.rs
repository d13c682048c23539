//! Trust chain constraints (section 6.2).

use serde::{Deserialize, Serialize};

use super::entity::EntityId;
use super::statement::Metadata;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Constraints {
    /// How many intermediates may stand between the issuer and the chain's subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_path_length: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub naming_constraints: Option<NamingConstraints>,
    /// The entity types that subordinates may have. `federation_entity` is always allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_entity_types: Option<Vec<String>>,
}

/// Host names, with a leading dot for all hosts below (RFC 5280, section 4.2.1.10).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamingConstraints {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permitted: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excluded: Option<Vec<String>>,
}

impl Constraints {
    pub(super) fn allow_path(&self, intermediates: usize) -> bool {
        self.max_path_length.is_none_or(|most| intermediates <= most)
    }

    pub(super) fn allow_name(&self, entity: &EntityId) -> bool {
        let Some(naming) = &self.naming_constraints else { return true };
        let host = entity.host();
        let within = |names: &[String]| names.iter().any(|name| covers(name, &host));
        let excluded = naming.excluded.as_deref().is_some_and(within);
        !excluded && naming.permitted.as_deref().is_none_or(within)
    }

    /// Takes away the entity types that the subject may not have.
    pub(super) fn restrict(&self, metadata: &mut Metadata) {
        if let Some(allowed) = &self.allowed_entity_types {
            metadata.retain(|kind, _| kind == "federation_entity" || allowed.contains(kind));
        }
    }
}

fn covers(name: &str, host: &str) -> bool {
    if name.starts_with('.') {
        host.len() > name.len() && host.ends_with(name)
    } else {
        host == name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_permitted_and_excluded_as_in_x509() {
        let constraints = Constraints {
            naming_constraints: Some(NamingConstraints {
                permitted: Some(vec![".gov.example".to_owned(), "bank.example".to_owned()]),
                excluded: Some(vec!["bad.gov.example".to_owned()]),
            }),
            ..Constraints::default()
        };
        for (entity, allowed) in [
            ("https://tax.gov.example", true),
            ("https://a.b.gov.example/x", true),
            ("https://gov.example", false),
            ("https://bank.example", true),
            ("https://www.bank.example", false),
            ("https://bad.gov.example", false),
            ("https://evilgov.example", false),
        ] {
            assert_eq!(constraints.allow_name(&entity.parse().unwrap()), allowed, "{entity}");
        }
    }
}
