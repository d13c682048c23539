//! The canonical question against vectors that the app's tests read too, so that the phone and the
//! server sign and check the same bytes. The vectors were computed by neither.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{ApprovalId, Channel, Level, PartnerId, ServiceId, Timestamp};
use proptest::prelude::*;
use protocol::question::Question;
use serde::Deserialize;

#[derive(Deserialize)]
struct Vector {
    says: String,
    question: Asked,
    canonical: String,
    challenge: String,
}

#[derive(Deserialize)]
struct Asked {
    id: ApprovalId,
    nonce: String,
    partner: Named<PartnerId>,
    service: Named<ServiceId>,
    level: Level,
    channel: Channel,
    digits: Option<String>,
    expires_at: i64,
    claims: Vec<String>,
}

#[derive(Deserialize)]
struct Named<Id> {
    id: Id,
    name: String,
}

#[test]
fn every_question_has_the_bytes_and_the_challenge_that_the_app_computes() {
    let vectors: Vec<Vector> =
        serde_json::from_str(include_str!("vectors/questions.json")).unwrap();
    for Vector { says, question: asked, canonical, challenge } in vectors {
        let claims: Vec<&str> = asked.claims.iter().map(String::as_str).collect();
        let question = Question {
            id: &asked.id,
            nonce: &asked.nonce,
            partner: &asked.partner.id,
            partner_name: &asked.partner.name,
            service: &asked.service.id,
            service_name: &asked.service.name,
            level: asked.level,
            channel: asked.channel,
            digits: asked.digits.as_deref(),
            expires: Timestamp::from_millis(asked.expires_at),
            claims: &claims,
        };
        assert_eq!(String::from_utf8(question.canonical()).unwrap(), canonical, "{says}");
        assert_eq!(URL_SAFE_NO_PAD.encode(question.challenge()), challenge, "{says}");
    }
}

proptest! {
    /// Nothing that a partner can put into a name makes one question look like another.
    #[test]
    fn two_different_questions_never_have_the_same_bytes(
        one in [".{0,12}", ".{0,12}"], other in [".{0,12}", ".{0,12}"],
    ) {
        let canonical = |[partner_name, service_name]: &[String; 2]| {
            Question {
                id: &ApprovalId::new("a"),
                nonce: "n",
                partner: &PartnerId::new("p"),
                partner_name,
                service: &ServiceId::new("s"),
                service_name,
                level: Level::High,
                channel: Channel::Passkey,
                digits: None,
                expires: Timestamp::from_millis(0),
                claims: &[],
            }
            .canonical()
        };
        prop_assert_eq!(one == other, canonical(&one) == canonical(&other));
    }
}
