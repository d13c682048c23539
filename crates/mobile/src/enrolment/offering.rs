//! What a registrar vouches for, parsed into what may be stored.

use std::time::Duration;

use domain::{Language, Level, NationalNumber, Timestamp};
use protocol::identity_assurance::{Invalid, VerifiedClaims};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Identity;
use crate::person::PhoneNumber;

/// The body of `POST /registrar/v1/enrolments`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferingBody {
    pub verified_claims: Value,
    #[serde(default)]
    pub phone_number: Option<String>,
    #[serde(default)]
    pub locale: Option<String>,
}

/// An identity that a registrar vouches for, with the level at which it counts here.
#[derive(Debug)]
pub struct Offering {
    pub national_number: NationalNumber,
    pub claims: Identity,
    pub verification: Value,
    pub level: Level,
    pub phone_number: Option<PhoneNumber>,
    pub language: Language,
}

/// Why an identity is not taken. It names what is wrong and quotes nothing.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error(transparent)]
    Form(#[from] Invalid),
    #[error("verified_claims.verification.trust_framework must be eidas")]
    Framework,
    #[error("verified_claims.verification.assurance_level must be low, substantial or high")]
    Level,
    #[error("verified_claims.verification.time lies in the future")]
    Time,
    #[error("verified_claims.claims.national_number is not a national number: {0}")]
    NationalNumber(domain::InvalidNationalNumber),
    #[error("verified_claims.claims needs family_name, given_name or both")]
    Name,
    #[error("phone_number: {0}")]
    PhoneNumber(#[from] crate::person::InvalidPhoneNumber),
    #[error("locale must be nl, fr, de or en")]
    Locale,
}

/// What is known about the rules at this operator.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The level up to which this registrar's word counts.
    pub ceiling: Level,
    pub calling_code: &'a str,
    pub language: Language,
}

/// What is kept of what a registrar says about a person: what partners may be given, no more.
const KEPT: [&str; 8] = [
    "name",
    "given_name",
    "family_name",
    "birthdate",
    "email",
    "email_verified",
    "phone_number",
    "address",
];
/// Clocks differ.
const SKEW: Duration = Duration::from_mins(2);

impl Offering {
    pub fn read(body: &OfferingBody, terms: Terms<'_>, now: Timestamp) -> Result<Self, Unfit> {
        let verified = VerifiedClaims::parse(&body.verified_claims)?;
        let verification = &verified.verification;
        if verification.trust_framework != "eidas" {
            return Err(Unfit::Framework);
        }
        let stated = verification.assurance_level.as_deref().unwrap_or_default();
        let stated: Level = stated.parse().map_err(|_| Unfit::Level)?;
        if verification.time.is_some_and(|time| time > now.plus(SKEW)) {
            return Err(Unfit::Time);
        }
        let number = verified.text("national_number")?;
        let national_number = number.parse().map_err(Unfit::NationalNumber)?;
        let typed = body.phone_number.as_deref();
        let phone_number =
            typed.map(|number| PhoneNumber::typed(number, terms.calling_code)).transpose()?;
        Ok(Self {
            national_number,
            claims: identity(&verified, phone_number.as_ref())?,
            verification: serde_json::to_value(verification).unwrap_or_default(),
            level: stated.min(terms.ceiling),
            phone_number,
            language: language(body.locale.as_deref(), terms.language)?,
        })
    }
}

fn identity(verified: &VerifiedClaims, number: Option<&PhoneNumber>) -> Result<Identity, Unfit> {
    let given = verified.optional_text("given_name")?;
    let family = verified.optional_text("family_name")?;
    let parts: Vec<&str> = [given, family].into_iter().flatten().collect();
    if parts.is_empty() {
        return Err(Unfit::Name);
    }
    if verified.claims.contains_key("birthdate") {
        verified.birthdate()?;
    }
    let kept = verified.claims.iter().filter(|(name, _)| KEPT.contains(&name.as_str()));
    let mut claims: Map<String, Value> =
        kept.map(|(name, value)| (name.clone(), value.clone())).collect();
    claims.entry("name").or_insert_with(|| parts.join(" ").into());
    if let Some(number) = number {
        claims.insert("phone_number".to_owned(), number.reveal().into());
    }
    Ok(Identity::new(claims))
}

fn language(locale: Option<&str>, default: Language) -> Result<Language, Unfit> {
    match locale {
        Some(tag) => Language::preferred(tag).ok_or(Unfit::Locale),
        None => Ok(default),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);
    const TERMS: Terms<'static> =
        Terms { ceiling: Level::Substantial, calling_code: "32", language: Language::Nl };

    fn body(change: impl FnOnce(&mut Value)) -> OfferingBody {
        let mut body = json!({
            "verified_claims": {
                "verification": {
                    "trust_framework": "eidas",
                    "assurance_level": "high",
                    "time": "2026-01-02T03:04:05Z",
                    "evidence": [{ "type": "document", "document_details": { "type": "idcard" } }],
                },
                "claims": {
                    "given_name": "Ana", "family_name": "Peeters", "birthdate": "1985-07-30",
                    "national_number": "85.07.30-033.28", "shoe_size": 39,
                },
            },
            "phone_number": "0470 12 34 56",
            "locale": "fr-BE",
        });
        change(&mut body);
        serde_json::from_value(body).unwrap()
    }

    fn read(change: impl FnOnce(&mut Value)) -> Result<Offering, Unfit> {
        Offering::read(&body(change), TERMS, NOW)
    }

    #[test]
    fn an_identity_is_taken_with_what_partners_may_be_given() {
        let offering = read(|_| {}).unwrap();
        assert_eq!(offering.national_number.reveal(), "85073003328");
        assert_eq!(offering.level, Level::Substantial, "a registrar is held to its own level");
        assert_eq!(offering.language, Language::Fr);
        let claims = offering.claims.claims();
        assert_eq!(claims["name"], "Ana Peeters");
        assert_eq!(claims["phone_number"], "+32470123456");
        assert!(!claims.contains_key("shoe_size"));
        assert!(!claims.contains_key("national_number"), "it has a place of its own");
        assert_eq!(offering.verification["assurance_level"], "high");
    }

    #[test]
    fn a_lower_word_counts_as_what_it_says() {
        let offering = read(|body| {
            body["verified_claims"]["verification"]["assurance_level"] = json!("low");
        });
        assert_eq!(offering.unwrap().level, Level::Low);
    }

    #[test]
    fn people_with_a_single_name_exist() {
        let offering = read(|body| {
            body["verified_claims"]["claims"].as_object_mut().unwrap().remove("given_name");
        });
        assert_eq!(offering.unwrap().claims.name(), "Peeters");
    }

    #[test]
    fn each_flaw_is_named() {
        type Change = fn(&mut Value);
        let cases: [(Change, &str); 8] = [
            (
                |b| b["verified_claims"]["verification"]["trust_framework"] = json!("de_aml"),
                "eidas",
            ),
            (|b| b["verified_claims"]["verification"]["assurance_level"] = json!("max"), "level"),
            (
                |b| b["verified_claims"]["verification"]["time"] = json!("2030-01-01T00:00Z"),
                "future",
            ),
            (|b| b["verified_claims"]["claims"]["national_number"] = json!("85073003329"), "check"),
            (|b| b["verified_claims"]["claims"]["birthdate"] = json!("1985-02-30"), "birthdate"),
            (|b| b["phone_number"] = json!("12"), "phone_number"),
            (|b| b["locale"] = json!("es"), "locale"),
            (
                |b| {
                    let claims = b["verified_claims"]["claims"].as_object_mut().unwrap();
                    claims.remove("given_name");
                    claims.remove("family_name");
                },
                "family_name",
            ),
        ];
        for (change, word) in cases {
            let text = read(change).unwrap_err().to_string();
            assert!(text.contains(word), "{text}");
            assert!(!text.contains("85"), "it quotes nothing: {text}");
        }
    }
}
