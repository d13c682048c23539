//! What a service gets to know, in words that people use.

/// Each claim with the text that names it for a person; several claims can be one thing to them.
const LABELS: &[(&str, &[&str])] = &[
    ("data-name", &["name", "given_name", "family_name"]),
    ("data-birthdate", &["birthdate"]),
    ("data-national_number", &["national_number"]),
    ("data-address", &["address"]),
    ("data-email", &["email", "email_verified"]),
    ("data-phone_number", &["phone_number", "phone_number_verified"]),
    ("data-locale", &["locale"]),
];

/// The keys of the texts that name these claims, each once.
pub fn labels(claims: &[String]) -> Vec<&'static str> {
    let asked = |names: &[&str]| claims.iter().any(|claim| names.contains(&claim.as_str()));
    LABELS.iter().filter(|(_, names)| asked(names)).map(|(key, _)| *key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_one_thing_to_a_person_is_named_once() {
        let claims = ["given_name", "email_verified", "family_name", "name", "email"];
        let claims = claims.map(str::to_owned);
        assert_eq!(labels(&claims), ["data-name", "data-email"]);
        assert!(labels(&[]).is_empty());
    }
}
