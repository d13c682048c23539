use protocol::jose::{Algorithm, JoseError, jws};
use protocol::oidc::userinfo::{Expectation, UserinfoError, verify};
use serde_json::{Value, json};

use crate::{ISSUER, KEY, keys, with};

#[test]
fn a_signed_answer_is_from_the_issuer_for_this_client_about_this_person() {
    let good = json!({"iss": ISSUER, "aud": "health", "sub": "s1", "given_name": "Ana"});
    let expected = Expectation {
        issuer: ISSUER,
        client_id: "health",
        algorithms: &[Algorithm::ES256],
        subject: "s1",
    };
    let verdict = |typ: &str, changes: &Value| {
        let token = jws::sign(&*KEY, typ, &with(&good, changes)).unwrap();
        verify(&token, &keys(), &expected).err()
    };
    assert_eq!(verdict("JWT", &json!({})), None);
    assert_eq!(verdict("at+jwt", &json!({})), Some(JoseError::Type.into()));
    for (changes, error) in [
        (json!({"iss": null}), UserinfoError::Party),
        (json!({"iss": "https://evil.example"}), UserinfoError::Party),
        (json!({"aud": null}), UserinfoError::Party),
        (json!({"aud": "tax"}), UserinfoError::Party),
        (json!({"aud": ["health", "tax"]}), UserinfoError::Party),
        (json!({"nonce": "n"}), UserinfoError::Party),
        (json!({"at_hash": "h"}), UserinfoError::Party),
        (json!({"sub": "s2"}), UserinfoError::Subject),
        (json!({"sub": null}), UserinfoError::Subject),
    ] {
        assert_eq!(verdict("JWT", &changes), Some(error), "{changes}");
    }
}
