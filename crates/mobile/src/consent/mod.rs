//! What is shared with a partner: said in the person's own language before they agree, bound by
//! what they sign, and no more than that afterwards.

use domain::NationalNumber;
use serde_json::{Map, Value};
use web::Words;

use crate::enrolment::Enrolment;

/// The claims that have words in `text/*.ftl`: all that is ever shared.
pub const KNOWN: [&str; 10] = [
    "name",
    "given_name",
    "family_name",
    "birthdate",
    "locale",
    "email",
    "email_verified",
    "phone_number",
    "address",
    "national_number",
];

/// A claim in words. One that we have no words for is shown by its name: nothing is shared
/// unsaid.
pub fn label(claim: &str, words: &Words) -> String {
    if KNOWN.contains(&claim) {
        words.get(&format!("claim-{}", claim.replace('_', "-")))
    } else {
        claim.to_owned()
    }
}

/// Of all that is known about a person, what they agreed to share.
pub fn shared(
    agreed: &[String],
    enrolment: &Enrolment,
    number: &NationalNumber,
) -> Map<String, Value> {
    let mut known = enrolment.claims.claims().clone();
    known.insert("national_number".to_owned(), number.reveal().into());
    known.insert("locale".to_owned(), enrolment.language.tag().into());
    known.retain(|name, _| agreed.contains(name));
    known
}

#[cfg(test)]
mod tests {
    use domain::{EnrolmentId, IdentityProof, Language, Level, PersonId};
    use serde_json::json;

    use super::*;
    use crate::enrolment::{Identity, State};

    fn enrolment() -> Enrolment {
        let mut claims = Map::new();
        claims.insert("given_name".to_owned(), "Ana".into());
        claims.insert("birthdate".to_owned(), "1985-07-30".into());
        Enrolment {
            id: EnrolmentId::new("e"),
            person: PersonId::new("p"),
            identity: IdentityProof::Registrar(Level::High),
            registrar: None,
            claims: Identity::new(claims),
            verification: Value::Null,
            phone_number: None,
            language: Language::Fr,
            state: State::Active,
            code_hash: None,
            settles: None,
        }
    }

    #[test]
    fn only_what_was_agreed_is_shared() {
        let number: NationalNumber = "85073003328".parse().unwrap();
        let agreed = ["given_name", "national_number", "email", "locale"].map(str::to_owned);
        let shared = shared(&agreed, &enrolment(), &number);
        assert_eq!(
            Value::Object(shared),
            json!({ "given_name": "Ana", "national_number": "85073003328", "locale": "fr" })
        );
    }

    #[test]
    fn every_claim_has_words_in_every_language() {
        let texts = crate::open::texts().unwrap();
        for language in Language::ALL {
            let words = texts.speak(language);
            for claim in KNOWN {
                let label = label(claim, &words);
                assert!(!label.starts_with("claim-") && label != claim, "{language}: {label}");
            }
            assert_eq!(label("shoe_size", &words), "shoe_size");
        }
    }
}
