//! The document as the person takes it along: the stored FHIR itself, less what the level of
//! this session does not open.

use domain::Level;
use serde_json::{Value, json};

use super::fhir::systems;

/// The level that opens diagnoses, on the page and in the download alike.
pub const DIAGNOSES: Level = Level::High;

/// The LOINC code of the section that lists diagnoses.
const PROBLEM_LIST: &str = "11450-4";

/// The document that a session at `level` may take along. What is withheld is said in the
/// document, by the section's `emptyReason` (hl7.org/fhir/R4/valueset-list-empty-reason.html), so
/// that no reader takes silence for health.
pub fn document(mut stored: Value, level: Level) -> Value {
    if level >= DIAGNOSES {
        return stored;
    }
    if let Some(entries) = stored.get_mut("entry").and_then(Value::as_array_mut) {
        entries.retain(|entry| entry["resource"]["resourceType"] != "Condition");
        entries.iter_mut().filter_map(|entry| entry.get_mut("resource")).for_each(withhold);
    }
    stored
}

fn withhold(resource: &mut Value) {
    let sections = resource.get_mut("section").and_then(Value::as_array_mut);
    let problems = sections.into_iter().flatten().filter(|section| lists_problems(section));
    for section in problems.filter_map(Value::as_object_mut) {
        section.remove("entry");
        let reason = json!({"coding": [{
            "system": systems::LIST_EMPTY_REASON,
            "code": "withheld",
            "display": "Information Withheld",
        }]});
        section.insert("emptyReason".to_owned(), reason);
    }
}

fn lists_problems(section: &Value) -> bool {
    let codings = section["code"]["coding"].as_array();
    codings.is_some_and(|codings| codings.iter().any(|coding| coding["code"] == PROBLEM_LIST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> Value {
        json!({"resourceType": "Bundle", "entry": [
            {"resource": {"resourceType": "Composition", "section": [
                {"code": {"coding": [{"code": "48765-2"}]}, "entry": [{"reference": "urn:uuid:a"}]},
                {"code": {"coding": [{"code": PROBLEM_LIST}]}, "entry": [{"reference": "urn:uuid:c"}]},
            ]}},
            {"resource": {"resourceType": "AllergyIntolerance"}},
            {"resource": {"resourceType": "Condition"}},
        ]})
    }

    #[test]
    fn at_high_the_document_is_whole() {
        assert_eq!(document(stored(), Level::High), stored());
    }

    #[test]
    fn below_high_diagnoses_are_withheld_and_said_to_be() {
        let taken = document(stored(), Level::Substantial);
        assert_eq!(taken["entry"].as_array().unwrap().len(), 2);
        let sections = &taken["entry"][0]["resource"]["section"];
        assert_eq!(sections[0]["entry"][0]["reference"], "urn:uuid:a");
        assert_eq!(sections[1].get("entry"), None);
        assert_eq!(sections[1]["emptyReason"]["coding"][0]["code"], "withheld");
    }
}
