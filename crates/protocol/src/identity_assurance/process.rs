use serde::Serialize;

use super::evidence::Evidence;
use super::reader::{Invalid, Problem, Reader};

/// How the evidence meets the framework and the level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AssuranceProcess {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub procedure: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assurance_details: Vec<AssuranceDetail>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AssuranceDetail {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assurance_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assurance_classification: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence_ref: Vec<EvidenceReference>,
}

/// Points at a check of the evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EvidenceReference {
    pub check_id: String,
}

impl AssuranceProcess {
    pub(super) fn read(from: &Reader<'_>, evidence: &[Evidence]) -> Result<Self, Invalid> {
        let details = from.objects("assurance_details")?;
        Ok(Self {
            policy: from.text("policy")?,
            procedure: from.text("procedure")?,
            assurance_details: details
                .iter()
                .map(|detail| AssuranceDetail::read(detail, evidence))
                .collect::<Result<_, _>>()?,
        })
    }
}

impl AssuranceDetail {
    fn read(from: &Reader<'_>, evidence: &[Evidence]) -> Result<Self, Invalid> {
        let references = from.objects("evidence_ref")?;
        Ok(Self {
            assurance_type: from.text("assurance_type")?,
            assurance_classification: from.text("assurance_classification")?,
            evidence_ref: references
                .iter()
                .map(|reference| EvidenceReference::read(reference, evidence))
                .collect::<Result<_, _>>()?,
        })
    }
}

impl EvidenceReference {
    /// The check must be one of those that the evidence lists.
    fn read(from: &Reader<'_>, evidence: &[Evidence]) -> Result<Self, Invalid> {
        let check_id = from.required_text("check_id")?;
        let mut checks = evidence.iter().flat_map(Evidence::checks);
        if checks.any(|check| check.check_id.as_ref() == Some(&check_id)) {
            Ok(Self { check_id })
        } else {
            Err(from.invalid("check_id", Problem::UnknownCheck))
        }
    }
}
