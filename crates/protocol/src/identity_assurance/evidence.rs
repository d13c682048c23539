use domain::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::reader::{self, Invalid, Problem, Reader};

/// What the verifier looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Evidence {
    Document(Document),
    ElectronicRecord(ElectronicRecord),
    Vouch(Vouch),
    ElectronicSignature(ElectronicSignature),
}

/// A physical or electronic document that the person presented.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub check_details: Vec<Check>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_details: Option<DocumentDetails>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub derived_claims: Option<Map<String, Value>>,
}

/// Data from a register or another source that is recognised for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ElectronicRecord {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub check_details: Vec<Check>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<Record>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub derived_claims: Option<Map<String, Value>>,
}

/// The word of a person who is recognised for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Vouch {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub check_details: Vec<Check>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attestation: Option<VouchAttestation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub derived_claims: Option<Map<String, Value>>,
}

/// An electronic signature that identifies the person.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ElectronicSignature {
    pub signature_type: String,
    pub issuer: String,
    pub serial_number: String,
    #[serde(serialize_with = "reader::optional_moment", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub derived_claims: Option<Map<String, Value>>,
}

/// One check of a piece of evidence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Check {
    /// Such as `vpip`, physical in person proofing of a document.
    pub check_method: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check_id: Option<String>,
    #[serde(serialize_with = "reader::optional_moment", skip_serializing_if = "Option::is_none")]
    pub time: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DocumentDetails {
    /// Such as `idcard`.
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_issuance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_expiry: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Map<String, Value>>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Record {
    /// Such as `population_register`.
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(serialize_with = "reader::optional_moment", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_expiry: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Map<String, Value>>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VouchAttestation {
    /// Such as `written_attestation`.
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_issuance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_expiry: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voucher: Option<Map<String, Value>>,
}

impl Evidence {
    pub fn derived_claims(&self) -> Option<&Map<String, Value>> {
        match self {
            Self::Document(document) => document.derived_claims.as_ref(),
            Self::ElectronicRecord(record) => record.derived_claims.as_ref(),
            Self::Vouch(vouch) => vouch.derived_claims.as_ref(),
            Self::ElectronicSignature(signature) => signature.derived_claims.as_ref(),
        }
    }

    pub fn checks(&self) -> &[Check] {
        match self {
            Self::Document(document) => &document.check_details,
            Self::ElectronicRecord(record) => &record.check_details,
            Self::Vouch(vouch) => &vouch.check_details,
            Self::ElectronicSignature(_) => &[],
        }
    }

    pub(super) fn read(from: &Reader<'_>) -> Result<Self, Invalid> {
        match from.required_text("type")?.as_str() {
            "document" => Document::read(from).map(Self::Document),
            "electronic_record" => ElectronicRecord::read(from).map(Self::ElectronicRecord),
            "vouch" => Vouch::read(from).map(Self::Vouch),
            "electronic_signature" => {
                ElectronicSignature::read(from).map(Self::ElectronicSignature)
            }
            _ => Err(from.invalid("type", Problem::UnknownEvidence)),
        }
    }
}

impl Document {
    fn read(from: &Reader<'_>) -> Result<Self, Invalid> {
        let details = from.object("document_details")?;
        Ok(Self {
            check_details: checks(from)?,
            document_details: details.map(|details| DocumentDetails::read(&details)).transpose()?,
            derived_claims: from.derived_claims()?,
        })
    }
}

impl ElectronicRecord {
    fn read(from: &Reader<'_>) -> Result<Self, Invalid> {
        let record = from.object("record")?;
        Ok(Self {
            check_details: checks(from)?,
            record: record.map(|record| Record::read(&record)).transpose()?,
            derived_claims: from.derived_claims()?,
        })
    }
}

impl Vouch {
    fn read(from: &Reader<'_>) -> Result<Self, Invalid> {
        let attestation = from.object("attestation")?;
        Ok(Self {
            check_details: checks(from)?,
            attestation: attestation.map(|given| VouchAttestation::read(&given)).transpose()?,
            derived_claims: from.derived_claims()?,
        })
    }
}

impl ElectronicSignature {
    fn read(from: &Reader<'_>) -> Result<Self, Invalid> {
        Ok(Self {
            signature_type: from.required_text("signature_type")?,
            issuer: from.required_text("issuer")?,
            serial_number: from.required_text("serial_number")?,
            created_at: from.moment("created_at")?,
            derived_claims: from.derived_claims()?,
        })
    }
}

impl DocumentDetails {
    fn read(from: &Reader<'_>) -> Result<Self, Invalid> {
        Ok(Self {
            kind: from.required_text("type")?,
            document_number: from.text("document_number")?,
            serial_number: from.text("serial_number")?,
            date_of_issuance: from.date("date_of_issuance")?,
            date_of_expiry: from.date("date_of_expiry")?,
            issuer: from.party("issuer")?,
        })
    }
}

impl Record {
    fn read(from: &Reader<'_>) -> Result<Self, Invalid> {
        Ok(Self {
            kind: from.required_text("type")?,
            created_at: from.moment("created_at")?,
            date_of_expiry: from.date("date_of_expiry")?,
            source: from.party("source")?,
        })
    }
}

impl VouchAttestation {
    fn read(from: &Reader<'_>) -> Result<Self, Invalid> {
        Ok(Self {
            kind: from.required_text("type")?,
            reference_number: from.text("reference_number")?,
            date_of_issuance: from.date("date_of_issuance")?,
            date_of_expiry: from.date("date_of_expiry")?,
            voucher: from.party("voucher")?,
        })
    }
}

fn checks(from: &Reader<'_>) -> Result<Vec<Check>, Invalid> {
    from.objects("check_details")?.iter().map(Check::read).collect()
}

impl Check {
    fn read(from: &Reader<'_>) -> Result<Self, Invalid> {
        Ok(Self {
            check_method: from.required_text("check_method")?,
            organization: from.text("organization")?,
            check_id: from.text("check_id")?,
            time: from.moment("time")?,
        })
    }
}
