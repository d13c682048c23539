//! What is shared with a partner: said in the person's own language before they agree, bound by
//! what they sign, and no more than that afterwards.

use serde_json::{Map, Value};
use web::Words;

use crate::enrolment::Identity;
use domain::NationalNumber;

/// The claims that have words in `text/*.ftl`.
pub const KNOWN: [&str; 15] = [
    "sub",
    "name",
    "given_name",
    "family_name",
    "birthdate",
    "gender",
    "locale",
    "email",
    "email_verified",
    "phone_number",
    "phone_number_verified",
    "address",
    "nationalities",
    "birthplace",
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
    identity: &Identity,
    number: &NationalNumber,
) -> Map<String, Value> {
    let mut known = identity.claims().clone();
    known.insert("national_number".to_owned(), number.reveal().into());
    known.retain(|name, _| agreed.contains(name));
    known
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_was_agreed_is_shared() {
        let Value::Object(claims) = json!({ "given_name": "Ana", "birthdate": "1985-07-30" })
        else {
            unreachable!()
        };
        let number: NationalNumber = "85073003328".parse().unwrap();
        let agreed = ["given_name".to_owned(), "national_number".to_owned(), "email".to_owned()];
        let shared = shared(&agreed, &Identity::new(claims), &number);
        assert_eq!(
            Value::Object(shared),
            json!({ "given_name": "Ana", "national_number": "85073003328" })
        );
    }
}
