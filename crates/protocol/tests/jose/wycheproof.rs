//! The Wycheproof vectors for JSON Web Crypto. They are not part of this repository; where they
//! are missing, the tests say so and pass.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use protocol::base64url;
use protocol::jose::jwe::decrypt;
use protocol::jose::{Algorithm, ContentEncryption, DecryptionKey, JwkSet, KeyManagement};
use serde_json::{Map, Value, json};

use crate::forge::verify;

/// The vectors of one file, each with its group; nothing where the file is missing.
fn vectors(name: &str) -> Vec<(Value, Map<String, Value>)> {
    let folder =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/wycheproof-jose");
    let Ok(text) = std::fs::read_to_string(folder.join(name)) else {
        report(&format!("skipped: {name} is not in {}", folder.display()));
        return Vec::new();
    };
    let file: Value = serde_json::from_str(&text).unwrap();
    let groups = file["testGroups"].as_array().unwrap().clone();
    let vectors: Vec<_> = groups
        .iter()
        .flat_map(|group| {
            let tests = group["tests"].as_array().unwrap();
            tests.iter().map(|test| (group.clone(), test.as_object().unwrap().clone()))
        })
        .collect();
    assert_eq!(u64::try_from(vectors.len()).ok(), file["numberOfTests"].as_u64());
    vectors
}

/// Past the capture of the test harness, so that a skipped run is seen.
fn report(line: &str) {
    let line = format!("wycheproof: {line}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

/// Compares what we say of each vector with what it expects. A good token of a method that we do
/// not offer must be refused; those are counted by method.
fn run(name: &str, accepts: impl Fn(&Value, &Map<String, Value>) -> bool) {
    let (mut agreed, mut lenient) = (0, 0);
    let mut not_offered = BTreeMap::<String, usize>::new();
    for (group, test) in vectors(name) {
        let label = format!("{name} {} {}", test["tcId"], test["comment"]);
        let expected = test["result"] == "valid";
        let accepted = accepts(&group, &test);
        match (expected, accepted, method_not_offered(&test)) {
            (true, false, Some(method)) => *not_offered.entry(method).or_default() += 1,
            (true, false, None) if is_lenient(&test) => lenient += 1,
            _ if expected == accepted => agreed += 1,
            _ => panic!("{label}: expected {expected}, found {accepted}"),
        }
    }
    if agreed > 0 {
        report(&format!(
            "{name}: {agreed} agree; {lenient} refused for a stray character; \
             valid but not offered: {not_offered:?}"
        ));
    }
}

/// The method of a token, if it is one that this crate leaves out on purpose: HMAC and symmetric
/// encryption (no shared secrets), RSA 1.5 encryption (padding oracles), and the 192, 384 and 512
/// bit variants that nobody asks for.
fn method_not_offered(test: &Map<String, Value>) -> Option<String> {
    let token = test.get("jws").or(test.get("jwe"))?.as_str()?;
    let header = base64url::decode(token.split('.').next()?).ok()?;
    let header: Value = serde_json::from_slice(&header).ok()?;
    let alg = header["alg"].as_str()?;
    let enc = header["enc"].as_str().unwrap_or_default();
    let offered = if enc.is_empty() {
        alg.parse::<Algorithm>().is_ok()
    } else {
        alg.parse::<KeyManagement>().is_ok() && enc.parse::<ContentEncryption>().is_ok()
    };
    (!offered).then(|| format!("{alg} {enc}").trim().to_owned())
}

/// Vector 372 of the signature file wants a `?` inside base64url to be skipped. RFC 7515, section
/// 2, allows no such character, and we refuse it.
fn is_lenient(test: &Map<String, Value>) -> bool {
    test["jws"].as_str().is_some_and(|token| token.contains('?'))
}

/// The public side of a group's keys. Symmetric keys stay as they are and must be refused.
fn public(key: &Value) -> Value {
    let without_private = |key: &Value| {
        let mut members = key.as_object().unwrap().clone();
        for private in ["d", "p", "q", "dp", "dq", "qi"] {
            members.remove(private);
        }
        Value::Object(members)
    };
    let keys = match key.get("keys") {
        Some(keys) => keys.as_array().unwrap().iter().map(without_private).collect(),
        None => vec![without_private(key)],
    };
    json!({ "keys": keys })
}

fn verifies(group: &Value, test: &Map<String, Value>) -> bool {
    // A private key may say that it signs (`key_ops`), so the public one is preferred.
    let key = group.get("public").or(group.get("private")).unwrap();
    // The JSON forms stand as objects in the file.
    let token = match &test["jws"] {
        Value::String(token) => token.clone(),
        other => other.to_string(),
    };
    let keys = JwkSet::parse(public(key).to_string().as_bytes());
    keys.is_ok_and(|keys| verify(&token, &keys).is_ok())
}

fn decrypts(group: &Value, test: &Map<String, Value>) -> bool {
    let key = &group["private"];
    let token = match &test["jwe"] {
        Value::String(token) => token.clone(),
        other => other.to_string(),
    };
    let Ok(key) = DecryptionKey::from_jwk(key.to_string().as_bytes()) else { return false };
    let Ok(decrypted) = decrypt(&token, &[key]) else { return false };
    match test.get("pt").and_then(Value::as_str) {
        Some(expected) => hex(&decrypted.plaintext) == expected,
        None => true,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

#[test]
fn signature_vectors() {
    run("json_web_signature_test.json", verifies);
}

#[test]
fn key_vectors() {
    run("json_web_key_test.json", verifies);
}

#[test]
fn encryption_vectors() {
    run("json_web_encryption_test.json", decrypts);
}

#[test]
fn mixed_vectors() {
    run("json_web_crypto_test.json", |group, test| {
        if test.contains_key("jws") { verifies(group, test) } else { decrypts(group, test) }
    });
}
