//! `verified_claims` of OpenID Identity Assurance Schema Definition 1.0: what someone vouches for
//! about a person, and how they came to know it. A registrar hands an identity over in this form.
//!
//! Members that the schema does not know are passed over, as it demands; those that it knows must
//! have its form. An error names the member, never what stands in it: that is personal data.

mod evidence;
mod process;
mod reader;

use std::fmt;

use domain::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use evidence::{
    Check, Document, DocumentDetails, ElectronicRecord, ElectronicSignature, Evidence, Record,
    Vouch, VouchAttestation,
};
pub use process::{AssuranceDetail, AssuranceProcess, EvidenceReference};
use reader::Reader;
pub use reader::{Invalid, Problem};

/// Claims about a person together with how they were verified.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Value")]
pub struct VerifiedClaims {
    pub verification: Verification,
    /// Read them with [`VerifiedClaims::text`] and its like, which say what is wrong with them.
    pub claims: Map<String, Value>,
}

/// How the claims were verified.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verification {
    /// Such as `eidas`. Claims under a framework that one does not know are worth nothing.
    pub trust_framework: String,
    /// Its values depend on the framework: for `eidas` they are `low`, `substantial` and `high`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assurance_level: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assurance_process: Option<AssuranceProcess>,
    /// When the verification was completed.
    #[serde(serialize_with = "reader::optional_moment", skip_serializing_if = "Option::is_none")]
    pub time: Option<Timestamp>,
    /// The verifier's own reference, for disputes and audits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verification_process: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

impl VerifiedClaims {
    /// Reads one object. Where `verified_claims` is an array, read each of its members.
    pub fn parse(value: &Value) -> Result<Self, Invalid> {
        let root = Reader::new(value, "verified_claims")?;
        let verification = Verification::read(&root.required_object("verification")?)?;
        let claims = root.required_object("claims")?;
        claims.check_claims()?;
        let claims = claims.members().clone();
        for (index, evidence) in verification.evidence.iter().enumerate() {
            check_derived(evidence, &claims, index)?;
        }
        Ok(Self { verification, claims })
    }

    /// A claim that must be there, as text.
    pub fn text(&self, name: &str) -> Result<&str, Invalid> {
        self.optional_text(name)?.ok_or_else(|| invalid(name, Problem::Missing))
    }

    /// A claim that may be there, as text.
    pub fn optional_text(&self, name: &str) -> Result<Option<&str>, Invalid> {
        match self.claims.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if reader::is_text(text) => Ok(Some(text)),
            Some(_) => Err(invalid(name, Problem::NotText)),
        }
    }

    /// The `birthdate`, which must be there: a day `YYYY-MM-DD` that exists, or a year `YYYY` of
    /// people whose birthday nobody knows (OpenID Connect Core, section 5.1).
    pub fn birthdate(&self) -> Result<&str, Invalid> {
        let text = self.text("birthdate")?;
        let known = reader::is_date(text) || reader::is_year(text);
        if known { Ok(text) } else { Err(invalid("birthdate", Problem::NotBirthdate)) }
    }
}

fn invalid(claim: &str, problem: Problem) -> Invalid {
    Invalid::new(format!("verified_claims.claims.{claim}"), problem)
}

impl Verification {
    fn read(from: &Reader<'_>) -> Result<Self, Invalid> {
        let evidence = from.objects("evidence")?;
        let evidence = evidence.iter().map(Evidence::read).collect::<Result<Vec<_>, _>>()?;
        let process = from.object("assurance_process")?;
        let assurance_process =
            process.map(|process| AssuranceProcess::read(&process, &evidence)).transpose()?;
        Ok(Self {
            trust_framework: from.required_text("trust_framework")?,
            assurance_level: from.text("assurance_level")?,
            assurance_process,
            time: from.moment("time")?,
            verification_process: from.text("verification_process")?,
            evidence,
        })
    }
}

/// What was derived from a piece of evidence must be among the claims.
fn check_derived(
    evidence: &Evidence,
    claims: &Map<String, Value>,
    index: usize,
) -> Result<(), Invalid> {
    let derived = evidence.derived_claims().into_iter().flatten();
    for (name, _) in derived {
        if !claims.contains_key(name) {
            let path =
                format!("verified_claims.verification.evidence[{index}].derived_claims.{name}");
            return Err(Invalid::new(path, Problem::NotClaimed));
        }
    }
    Ok(())
}

impl TryFrom<Value> for VerifiedClaims {
    type Error = Invalid;

    fn try_from(value: Value) -> Result<Self, Invalid> {
        Self::parse(&value)
    }
}

impl fmt::Debug for VerifiedClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let framework = &self.verification.trust_framework;
        write!(f, "VerifiedClaims({framework}, {} claims withheld)", self.claims.len())
    }
}
