//! Web Push, checked against the example of RFC 8291 and by playing the browser.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use domain::Timestamp;
use proptest::prelude::*;
use protocol::base64url;
use protocol::jose::{Algorithm, JwkSet, Signer, SoftwareKey, TokenType, jws};
use protocol::push::{
    Delivery, EncryptError, InvalidSubscription, InvalidVapid, MAX_PLAINTEXT, Message, MessageKeys,
    Subscription, Topic, Urgency, Vapid, encrypt, request,
};
use serde_json::json;

// RFC 8291, appendix A.
const PLAINTEXT: &[u8] = b"When I grow up, I want to be a watermelon";
const SENDER_PRIVATE: &str = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
const BROWSER_PRIVATE: &str = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
const BROWSER_PUBLIC: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const SALT: &str = "DGv6ra1nlYgDCS1FRnbzlw";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
const BODY: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vC\
                    YLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXL\
                    WyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

fn bytes<const N: usize>(text: &str) -> [u8; N] {
    base64url::decode(text).unwrap().try_into().unwrap()
}

fn subscription() -> Subscription {
    Subscription::parse("https://push.example.net/push/JzLQ3raZJfFB", BROWSER_PUBLIC, AUTH).unwrap()
}

#[test]
fn the_example_of_the_rfc_comes_out() {
    let keys = MessageKeys::from_bytes(&bytes(SENDER_PRIVATE), bytes(SALT)).unwrap();
    let body = encrypt(&subscription(), PLAINTEXT, 0, &keys).unwrap();
    assert_eq!(base64url::encode(body), BODY);
}

#[test]
fn a_request_carries_what_the_push_service_needs() {
    let key = SoftwareKey::generate(Algorithm::ES256).unwrap().with_key_id("push");
    let contact = "mailto:push@mobile.example".parse().unwrap();
    let vapid = Vapid::new(&key, &contact).unwrap();
    let topic = Topic::of_hash(&[7; 32]);
    let message = Message {
        plaintext: br#"{"request":"r1"}"#,
        time_to_live_seconds: 180,
        urgency: Urgency::High,
        topic: Some(&topic),
    };
    let now = Timestamp::from_seconds(1_790_000_000);
    let keys = MessageKeys::random().unwrap();
    let request = request(&subscription(), &message, &keys, &vapid, now).unwrap();

    assert_eq!(request.url.as_str(), "https://push.example.net/push/JzLQ3raZJfFB");
    let header = |name: &str| {
        let mut found = request.headers.iter().filter(|(header, _)| *header == name);
        let value = found.next().map(|(_, value)| value.clone());
        assert!(found.next().is_none(), "{name} stands once");
        value.unwrap_or_default()
    };
    assert_eq!(header("ttl"), "180");
    assert_eq!(header("urgency"), "high");
    assert_eq!(header("topic").len(), 32);
    assert_eq!(header("content-encoding"), "aes128gcm");

    let authorization = header("authorization");
    let (token, public) =
        authorization.strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k=")).unwrap();
    assert_eq!(public, vapid.public_key());
    let verified = jws::verify(
        token,
        &JwkSet::new(vec![key.public()]),
        &[Algorithm::ES256],
        TokenType::Named("JWT"),
    )
    .unwrap();
    let claims: serde_json::Value = verified.claims().unwrap();
    assert_eq!(
        claims,
        json!({
            "aud": "https://push.example.net",
            "exp": 1_790_000_000 + 12 * 3600,
            "sub": "mailto:push@mobile.example",
        })
    );
    assert_eq!(open(&request.body), message.plaintext);
}

#[test]
fn the_length_of_a_short_message_says_nothing() {
    let key = SoftwareKey::generate(Algorithm::ES256).unwrap();
    let contact = "https://mobile.example/contact".parse().unwrap();
    let vapid = Vapid::new(&key, &contact).unwrap();
    let length = |plaintext: &[u8]| {
        let message =
            Message { plaintext, time_to_live_seconds: 0, urgency: Urgency::Normal, topic: None };
        let keys = MessageKeys::random().unwrap();
        let now = Timestamp::from_seconds(0);
        request(&subscription(), &message, &keys, &vapid, now).unwrap().body.len()
    };
    assert_eq!(length(b"a"), length(&[b'a'; 500]));
    assert!(length(&[b'a'; MAX_PLAINTEXT]) <= 4096);
}

#[test]
fn a_message_that_no_push_service_takes_is_refused() {
    let keys = MessageKeys::random().unwrap();
    let long = vec![0; MAX_PLAINTEXT + 1];
    assert_eq!(encrypt(&subscription(), &long, 0, &keys), Err(EncryptError::TooLong));
    assert_eq!(encrypt(&subscription(), b"a", MAX_PLAINTEXT, &keys), Err(EncryptError::TooLong));
}

#[test]
fn a_subscription_that_proves_nothing_is_refused() {
    use InvalidSubscription::*;
    let off_curve = base64url::encode([&[4u8][..], &[1; 64]].concat());
    let compressed = base64url::encode([&[2u8][..], &bytes::<65>(BROWSER_PUBLIC)[1..33]].concat());
    let good = "https://push.example.net/x";
    for (endpoint, point, auth, expected) in [
        ("http://push.example.net/x", BROWSER_PUBLIC, AUTH, Endpoint),
        ("ftp://push.example.net/x", BROWSER_PUBLIC, AUTH, Endpoint),
        ("https://user:secret@push.example.net/x", BROWSER_PUBLIC, AUTH, Endpoint),
        ("https://push.example.net/x#part", BROWSER_PUBLIC, AUTH, Endpoint),
        ("data:text/plain,x", BROWSER_PUBLIC, AUTH, Endpoint),
        ("push.example.net", BROWSER_PUBLIC, AUTH, Endpoint),
        (good, &off_curve, AUTH, PublicKey),
        (good, &compressed, AUTH, PublicKey),
        (good, "", AUTH, PublicKey),
        (good, BROWSER_PUBLIC, "", AuthenticationSecret),
        (good, BROWSER_PUBLIC, "AAAA", AuthenticationSecret),
        (good, BROWSER_PUBLIC, "BTBZMqHH6r4Tts7J_aSIgg==", AuthenticationSecret),
    ] {
        assert_eq!(Subscription::parse(endpoint, point, auth), Err(expected), "{endpoint}");
    }
    assert!(Subscription::parse("http://localhost:9/x", BROWSER_PUBLIC, AUTH).is_ok());
}

#[test]
fn the_json_of_a_browser_is_read_and_kept() {
    let text = json!({
        "endpoint": "https://push.example.net/push/JzLQ3raZJfFB",
        "expirationTime": null,
        "keys": {"p256dh": BROWSER_PUBLIC, "auth": AUTH},
    });
    let read: Subscription = serde_json::from_value(text).unwrap();
    assert_eq!(read, subscription());
    let kept = serde_json::to_string(&read).unwrap();
    assert_eq!(serde_json::from_str::<Subscription>(&kept).unwrap(), read);
    assert!(!format!("{read:?}").contains("JzLQ3raZJfFB"));
}

#[test]
fn only_a_p256_key_with_a_contact_identifies_the_sender() {
    let key = SoftwareKey::generate(Algorithm::ES256).unwrap();
    let other = SoftwareKey::generate(Algorithm::EdDSA).unwrap();
    let contact = "mailto:push@mobile.example".parse().unwrap();
    let odd = "http://mobile.example".parse().unwrap();
    assert!(matches!(Vapid::new(&other, &contact), Err(InvalidVapid::Key)));
    assert!(matches!(Vapid::new(&key, &odd), Err(InvalidVapid::Contact)));
}

#[test]
fn topics_and_answers_are_told_apart() {
    assert!(Topic::parse("a-Z_09").is_ok());
    for odd in ["", "with space", "ü", &"a".repeat(33)] {
        assert!(Topic::parse(odd).is_err(), "{odd}");
    }
    for (status, expected) in [
        (201, Delivery::Accepted),
        (404, Delivery::Gone),
        (410, Delivery::Gone),
        (429, Delivery::Later),
        (503, Delivery::Later),
        (400, Delivery::Refused),
        (301, Delivery::Refused),
    ] {
        assert_eq!(Delivery::from_status(status), expected, "{status}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_browser_reads_what_was_sent(
        plaintext in prop::collection::vec(any::<u8>(), 0..800), padding in 0usize..800,
    ) {
        let keys = MessageKeys::random().unwrap();
        let body = encrypt(&subscription(), &plaintext, padding, &keys).unwrap();
        prop_assert_eq!(open(&body), plaintext);
    }
}

/// The browser's side.
fn open(body: &[u8]) -> Vec<u8> {
    let (salt, rest) = body.split_at(16);
    assert_eq!(rest[..5], [0, 0, 0x10, 0, 65]);
    let (sender, record) = rest[5..].split_at(65);
    let own = PrivateKey::from_private_key(&ECDH_P256, &bytes::<32>(BROWSER_PRIVATE)).unwrap();
    let input: [u8; 32] = agree(&own, UnparsedPublicKey::new(&ECDH_P256, sender), (), |secret| {
        let prk = Salt::new(HKDF_SHA256, &bytes::<16>(AUTH)).extract(secret);
        Ok(expand(&prk, &[b"WebPush: info\0", &bytes::<65>(BROWSER_PUBLIC), sender]))
    })
    .unwrap();
    let prk = Salt::new(HKDF_SHA256, salt).extract(&input);
    let key: [u8; 16] = expand(&prk, &[b"Content-Encoding: aes128gcm\0"]);
    let nonce: [u8; 12] = expand(&prk, &[b"Content-Encoding: nonce\0"]);
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).unwrap());
    let mut record = record.to_vec();
    let nonce = Nonce::assume_unique_for_key(nonce);
    let plaintext = key.open_in_place(nonce, Aad::empty(), &mut record).unwrap();
    let end = plaintext.iter().rposition(|byte| *byte != 0).unwrap();
    assert_eq!(plaintext[end], 2, "the last record");
    plaintext[..end].to_vec()
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn expand<const N: usize>(prk: &Prk, info: &[&[u8]]) -> [u8; N] {
    let mut output = [0; N];
    prk.expand(info, Length(N)).unwrap().fill(&mut output).unwrap();
    output
}
