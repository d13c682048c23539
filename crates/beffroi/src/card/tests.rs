//! The demo's cards are judged by the rules for every country's cards, and by an outside tool.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use domain::{Level, Timestamp};
use protocol::web_eid::{self, Expectation, Origin, Token};
use protocol::x509::{
    Authorities, Card as Judged, CardPolicy, CardProof, Certificate, CrlAnswer, Freshness,
    NonceRule, OcspAnswer, OcspQuestion, OcspRefused, Refused, Revocation, WithoutAnswer,
    judge_crl, judge_ocsp, ocsp_request,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tempfile::TempDir;

use super::*;
use crate::people::{Person, population};

const NOW: Timestamp = Timestamp::from_seconds(1_795_597_200);
const ORIGIN: &str = "http://localhost:8000";
const NONCE: &str = "bm9uY2Ugb2YgdGhpcnR5LXR3byBieXRlcyBmb3IgdXM=";
const CHALLENGE: Challenge<'_> = Challenge { origin: ORIGIN, nonce: NONCE };
const SENT: &[u8] = &[7; 32];
const SKEW: Duration = Duration::from_mins(5);
const GOOD_FOR: Duration = Duration::from_secs(1);

struct Scene {
    folder: TempDir,
    cards: Cards,
    responder: Responder,
    people: Vec<Person>,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cards = Cards::keep(folder.path(), "http://localhost:8004", NOW).unwrap();
        Self { folder, cards, responder: Responder::new(GOOD_FOR), people: population() }
    }

    /// The same folder, opened by another process.
    fn reopened(&self) -> Cards {
        Cards::keep(self.folder.path(), "http://localhost:8004", NOW).unwrap()
    }

    fn person(&self, given: &str) -> &Person {
        self.people.iter().find(|it| it.given_name.as_deref() == Some(given)).unwrap()
    }

    fn card(&self, person: &Person, which: Which) -> Certificate {
        self.cards.card(person, which, NOW).unwrap().certificate().clone()
    }

    fn file(&self, authority: Authority) -> PathBuf {
        self.folder.path().join(format!("card-authority/{authority}.pem"))
    }

    /// What a gateway trusts that reads the files.
    fn trusted(&self) -> Authorities {
        let read = |authority| {
            let text = std::fs::read(self.file(authority)).unwrap();
            Certificate::parse(&CertificateDer::from_pem_slice(&text).unwrap()).unwrap()
        };
        let intermediates = vec![read(Authority::Citizen), read(Authority::Foreigner)];
        Authorities::new(vec![read(Authority::Root)], intermediates).unwrap()
    }

    fn judge(&self, certificate: &Certificate) -> Result<Judged, Refused> {
        Judged::verify(certificate.clone(), &self.trusted(), &policy(), NOW)
    }

    fn ocsp(
        &self,
        certificate: &Certificate,
        issuer: Authority,
    ) -> Result<OcspAnswer, OcspRefused> {
        let issuer_certificate = self.cards.authority(issuer).unwrap();
        let request = ocsp_request(certificate, issuer_certificate, Some(SENT)).unwrap();
        let answer = self.responder.answer(&self.cards, issuer, &request, NOW).unwrap();
        judge_ocsp(&question(certificate, issuer_certificate, NOW), &answer)
    }

    fn crl(&self, certificate: &Certificate, issuer: Authority) -> CrlAnswer {
        let list = self.cards.revocation_list(issuer, NOW).unwrap();
        let issuer = self.cards.authority(issuer).unwrap();
        judge_crl(certificate, issuer, &list, NOW, SKEW).unwrap()
    }
}

fn policy() -> CardPolicy {
    CardPolicy::new(&[CITIZEN_AUTHENTICATION, FOREIGNER_AUTHENTICATION], &[]).unwrap()
}

fn question<'a>(
    certificate: &'a Certificate,
    issuer: &'a Certificate,
    now: Timestamp,
) -> OcspQuestion<'a> {
    OcspQuestion {
        certificate,
        issuer,
        nonce: Some(SENT),
        nonce_rule: NonceRule::Required,
        designated: &[],
        freshness: Freshness { skew: Duration::ZERO, age: Duration::ZERO },
        now,
    }
}

/// What a gateway makes of a token.
fn proof(scene: &Scene, token: &serde_json::Value) -> Result<CardProof, web_eid::Refused> {
    let token = Token::parse(token.to_string().as_bytes()).unwrap();
    let expected = Expectation {
        origin: &Origin::parse(ORIGIN).unwrap(),
        nonce: NONCE,
        authorities: &scene.trusted(),
        policy: &policy(),
        now: NOW,
    };
    web_eid::verify(&token, &expected)
}

#[test]
fn everyones_card_says_who_they_are() {
    let scene = Scene::new();
    for person in &scene.people {
        let judged = scene.judge(&scene.card(person, Which::Current)).unwrap();
        let holder = judged.holder();
        assert_eq!(holder.national_number(), Some(&person.national_number));
        assert_eq!(holder.given_names(), person.given_name.as_deref());
        assert_eq!(holder.family_name(), Some(person.family_name.as_str()));
        assert_eq!(holder.country(), Some("BE"));
        let common_name = format!("{} (Authentication)", person.name());
        assert_eq!(holder.common_name(), Some(common_name.as_str()));
        let issuer = Which::Current.authority(person);
        assert_eq!(judged.issuer(), scene.cards.authority(issuer).unwrap());
        assert_eq!(issuer == Authority::Foreigner, person.national_number.is_bis());
    }
}

#[test]
fn a_card_and_its_pin_log_a_person_in_at_level_high() {
    let scene = Scene::new();
    let anna = scene.person("Anna");
    let token = scene.cards.present(anna, Which::Current, "1234", CHALLENGE, NOW).unwrap();
    let proof = proof(&scene, &token).unwrap();
    assert_eq!(proof.holder().national_number(), Some(&anna.national_number));
    let certificate = proof.card().certificate();
    let OcspAnswer::Good { until } = scene.ocsp(certificate, Authority::Citizen).unwrap() else {
        panic!("the card is good");
    };
    let level = proof.level(Revocation::Good { until }, WithoutAnswer::Refused, NOW);
    assert_eq!(level, Some(Level::High));
}

#[test]
fn a_token_is_for_one_origin_and_one_nonce() {
    let scene = Scene::new();
    let anna = scene.person("Anna");
    let other_nonce = NONCE.replace("bm9u", "bm9v");
    for challenge in [
        Challenge { origin: "http://localhost:8001", ..CHALLENGE },
        Challenge { nonce: &other_nonce, ..CHALLENGE },
    ] {
        let token = scene.cards.present(anna, Which::Current, "1234", challenge, NOW).unwrap();
        assert_eq!(proof(&scene, &token), Err(web_eid::Refused::Signature));
    }
    let short = Challenge { nonce: &NONCE[1..], ..CHALLENGE };
    let refused = scene.cards.present(anna, Which::Current, "1234", short, NOW);
    assert!(matches!(refused, Err(CardError::Nonce)));
}

#[test]
fn every_second_card_is_refused_for_its_own_reason() {
    let scene = Scene::new();
    let expired = scene.card(scene.person("Koen"), Which::Expired);
    assert_eq!(scene.judge(&expired), Err(Refused::Expired));
    let forged = scene.card(scene.person("Jürgen"), Which::Forged);
    assert_eq!(scene.judge(&forged), Err(Refused::Untrusted));

    let lost = scene.card(scene.person("Yasmina"), Which::Lost);
    assert!(scene.judge(&lost).is_ok());
    let revoked = OcspAnswer::Revoked { at: NOW };
    assert_eq!(scene.ocsp(&lost, Authority::Citizen), Ok(revoked));
    assert_eq!(scene.crl(&lost, Authority::Citizen), CrlAnswer::Revoked);

    // Only the register can know: nobody revoked it, and it is older than the card that counts.
    let emilie = scene.person("Émilie-Rose");
    let replaced = scene.card(emilie, Which::Replaced);
    assert!(scene.judge(&replaced).is_ok());
    assert!(matches!(scene.ocsp(&replaced, Authority::Citizen), Ok(OcspAnswer::Good { .. })));
    assert!(replaced.not_before() < scene.card(emilie, Which::Current).not_before());
}

#[test]
fn a_lost_card_is_revoked_from_then_on_and_a_new_one_is_good() {
    let scene = Scene::new();
    let anna = scene.person("Anna");
    let first = scene.card(anna, Which::Current);
    assert!(matches!(scene.ocsp(&first, Authority::Citizen), Ok(OcspAnswer::Good { .. })));
    assert!(matches!(scene.crl(&first, Authority::Citizen), CrlAnswer::Good { .. }));

    // Told to one process, and asked of another.
    scene.reopened().lose(anna, NOW).unwrap();
    assert_eq!(scene.ocsp(&first, Authority::Citizen), Ok(OcspAnswer::Revoked { at: NOW }));
    assert_eq!(scene.crl(&first, Authority::Citizen), CrlAnswer::Revoked);
    let card = scene.cards.card(anna, Which::Current, NOW).unwrap();
    assert_eq!(scene.cards.standing(&card, NOW).unwrap(), Standing::Lost);

    scene.cards.issue(anna, "98765".parse().unwrap(), NOW).unwrap();
    let second = scene.card(anna, Which::Current);
    assert!(matches!(scene.ocsp(&second, Authority::Citizen), Ok(OcspAnswer::Good { .. })));
    assert_eq!(scene.ocsp(&first, Authority::Citizen), Ok(OcspAnswer::Revoked { at: NOW }));
    let token = scene.cards.present(anna, Which::Current, "98765", CHALLENGE, NOW).unwrap();
    assert_eq!(*proof(&scene, &token).unwrap().card().certificate(), second);
}

#[test]
fn the_card_before_a_new_one_is_revoked() {
    let scene = Scene::new();
    let anna = scene.person("Anna");
    let first = scene.card(anna, Which::Current);
    scene.cards.issue(anna, Pin::default(), NOW).unwrap();
    assert_eq!(scene.ocsp(&first, Authority::Citizen), Ok(OcspAnswer::Revoked { at: NOW }));
}

#[test]
fn a_pin_has_three_tries_that_a_restart_does_not_give_back() {
    let scene = Scene::new();
    let anna = scene.person("Anna");
    let wrong = |cards: &Cards| cards.present(anna, Which::Current, "0000", CHALLENGE, NOW);
    let right = |cards: &Cards| cards.present(anna, Which::Current, "1234", CHALLENGE, NOW);
    assert!(matches!(wrong(&scene.cards), Err(CardError::PinWrong { tries_left: 2 })));
    assert!(right(&scene.cards).is_ok());
    assert!(matches!(wrong(&scene.cards), Err(CardError::PinWrong { tries_left: 2 })));
    assert!(matches!(wrong(&scene.reopened()), Err(CardError::PinWrong { tries_left: 1 })));
    assert!(matches!(wrong(&scene.reopened()), Err(CardError::PinBlocked)));
    assert!(matches!(right(&scene.cards), Err(CardError::PinBlocked)));
    let card = scene.cards.card(anna, Which::Current, NOW).unwrap();
    assert_eq!(scene.cards.standing(&card, NOW).unwrap(), Standing::Blocked);

    scene.cards.issue(anna, Pin::default(), NOW).unwrap();
    assert!(right(&scene.cards).is_ok());
}

#[test]
fn many_hands_at_once_get_no_fourth_try() {
    let scene = Scene::new();
    let anna = scene.person("Anna");
    let (here, there) = (&scene.cards, scene.reopened());
    let told: Vec<_> = std::thread::scope(|scope| {
        let hands: Vec<_> = (0..12)
            .map(|hand| {
                let cards = if hand % 2 == 0 { here } else { &there };
                scope.spawn(move || cards.present(anna, Which::Current, "0000", CHALLENGE, NOW))
            })
            .collect();
        hands.into_iter().map(|hand| hand.join().unwrap()).collect()
    });
    let mut left: Vec<_> = told
        .into_iter()
        .filter_map(|told| match told {
            Err(CardError::PinWrong { tries_left }) => Some(tries_left),
            Err(CardError::PinBlocked) => None,
            other => panic!("{other:?}"),
        })
        .collect();
    left.sort_unstable();
    assert_eq!(left, [1, 2]);
}

#[test]
fn the_responder_knows_what_it_issued_and_nothing_else() {
    let scene = Scene::new();
    let card = scene.card(scene.person("Anna"), Which::Current);
    let citizen = scene.cards.authority(Authority::Citizen).unwrap();
    assert!(matches!(scene.ocsp(citizen, Authority::Root), Ok(OcspAnswer::Good { .. })));

    // A serial that the authority never gave, though it signed the certificate.
    let stranger = Scene::new();
    let request = ocsp_request(&card, citizen, None).unwrap();
    let unheard = scene.folder.path().join("card-authority/register.jsonl");
    std::fs::write(&unheard, "").unwrap();
    let forgetful = scene.reopened();
    let answer = scene.responder.answer(&forgetful, Authority::Citizen, &request, NOW).unwrap();
    let plain = OcspQuestion { nonce: None, ..question(&card, citizen, NOW) };
    assert_eq!(judge_ocsp(&plain, &answer), Ok(OcspAnswer::Unknown));

    // Another authority's certificate, even of the same name.
    for (cards, authority) in [
        (&scene.cards, Authority::Foreigner),
        (&scene.cards, Authority::Forged),
        (&stranger.cards, Authority::Citizen),
    ] {
        let answer = scene.responder.answer(cards, authority, &request, NOW).unwrap();
        assert_eq!(judge_ocsp(&plain, &answer), Err(OcspRefused::Unsuccessful));
    }
}

#[test]
fn a_responder_does_not_answer_what_it_does_not_understand() {
    let scene = Scene::new();
    let card = scene.card(scene.person("Anna"), Which::Current);
    let citizen = scene.cards.authority(Authority::Citizen).unwrap();
    let answer = |request: &[u8]| {
        scene.responder.answer(&scene.cards, Authority::Citizen, request, NOW).unwrap()
    };
    let long_nonce = ocsp_request(&card, citizen, Some(&[7; 129])).unwrap();
    let no_nonce = ocsp_request(&card, citizen, Some(&[])).unwrap();
    let mut cut = ocsp_request(&card, citizen, None).unwrap();
    cut.pop();
    let plain = OcspQuestion { nonce: None, ..question(&card, citizen, NOW) };
    for request in [&[][..], b"GET /", &vec![0x30; 20_000], &cut, &long_nonce, &no_nonce] {
        // An OCSPResponse with the status malformedRequest and nothing else.
        assert_eq!(answer(request), [0x30, 3, 0x0a, 1, 1]);
        assert_eq!(judge_ocsp(&plain, &answer(request)), Err(OcspRefused::Unsuccessful));
    }
}

#[test]
fn an_answer_ends_soon_and_its_signer_is_renewed() {
    let scene = Scene::new();
    let card = scene.card(scene.person("Anna"), Which::Current);
    let citizen = scene.cards.authority(Authority::Citizen).unwrap();
    let request = ocsp_request(&card, citizen, Some(SENT)).unwrap();
    let answer = |now| scene.responder.answer(&scene.cards, Authority::Citizen, &request, now);
    let (asked, first) = (question(&card, citizen, NOW), answer(NOW).unwrap());
    let until = NOW.plus(GOOD_FOR).plus(Duration::from_secs(1));
    assert_eq!(judge_ocsp(&asked, &first), Ok(OcspAnswer::Good { until }));
    let later = OcspQuestion { now: until.plus(Duration::from_secs(1)), ..asked };
    assert_eq!(judge_ocsp(&later, &first), Err(OcspRefused::Stale));
    for days in [1, 2, 700] {
        let now = NOW.plus(Duration::from_hours(days * 24));
        let answer = answer(now).unwrap();
        let good = judge_ocsp(&question(&card, citizen, now), &answer);
        assert!(matches!(good, Ok(OcspAnswer::Good { .. })), "{days}: {good:?}");
    }
}

#[test]
fn a_list_names_its_next_one_and_is_no_good_after_it() {
    let scene = Scene::new();
    let card = scene.card(scene.person("Anna"), Which::Current);
    let list = scene.cards.revocation_list(Authority::Citizen, NOW).unwrap();
    let citizen = scene.cards.authority(Authority::Citizen).unwrap();
    let judged = |at| judge_crl(&card, citizen, &list, at, Duration::ZERO);
    let hour = Duration::from_hours(1);
    assert_eq!(judged(NOW), Ok(CrlAnswer::Good { until: NOW.plus(hour) }));
    assert!(judged(NOW.plus(hour).plus(Duration::from_secs(1))).is_err());
    let foreigner = scene.cards.authority(Authority::Foreigner).unwrap();
    assert!(judge_crl(&card, foreigner, &list, NOW, SKEW).is_err());
}

#[test]
fn an_id_names_a_card_and_not_a_person() {
    let (scene, elsewhere) = (Scene::new(), Scene::new());
    let anna = scene.person("Anna");
    let id = scene.cards.id(anna, Which::Current);
    assert_eq!(scene.reopened().id(anna, Which::Current), id);
    assert_ne!(elsewhere.cards.id(anna, Which::Current), id);
    assert_ne!(scene.cards.id(anna, Which::Lost), id);
    assert!(!id.as_str().contains(anna.national_number.reveal()));
}

/// What OpenSSL says of our certificates, answers and lists; skipped, visibly, where it is missing.
fn openssl(arguments: &[&str]) -> Option<String> {
    let Ok(output) = Command::new("openssl").args(arguments).output() else {
        // Past the capture of the test harness, so that a skipped run is seen.
        std::io::stderr().write_all(b"card: skipped: openssl is not installed\n").unwrap();
        return None;
    };
    let text = [output.stdout, output.stderr].concat();
    Some(String::from_utf8_lossy(&text).into_owned())
}

fn written(folder: &Path, name: &str, content: &[u8]) -> String {
    let file = folder.join(name);
    std::fs::write(&file, content).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn openssl_agrees_on_cards_answers_and_lists() {
    let scene = Scene::new();
    let yasmina = scene.person("Yasmina");
    let path = |authority| scene.file(authority).to_str().unwrap().to_owned();
    let (root, citizen) = (path(Authority::Root), path(Authority::Citizen));
    let at = NOW.seconds().to_string();
    for (which, status) in [(Which::Current, "good"), (Which::Lost, "revoked")] {
        let card = scene.card(yasmina, which);
        let folder = scene.folder.path();
        let leaf = written(folder, "leaf.der", card.der());
        let verify =
            ["verify", "-CAfile", &root, "-untrusted", &citizen, "-x509_strict", "-attime", &at];
        let purpose = ["-purpose", "sslclient", &leaf];
        let Some(said) = openssl(&[&verify[..], &purpose].concat()) else { return };
        assert!(said.contains("leaf.der: OK"), "{said}");

        let list = scene.cards.revocation_list(Authority::Citizen, NOW).unwrap();
        let list = written(folder, "list.crl", &list);
        // One of the two lists is enough: the card's own issuer is asked, not the root.
        let checked = ["-crl_check", "-CRLfile", &list];
        let said = openssl(&[&verify[..], &checked, &purpose].concat()).unwrap();
        assert_eq!(said.contains("leaf.der: OK"), status == "good", "{said}");
        assert_eq!(said.contains("certificate revoked"), status == "revoked", "{said}");

        let request = folder.join("request.der").to_str().unwrap().to_owned();
        let ask = ["ocsp", "-issuer", &citizen, "-cert", &leaf, "-reqout", &request];
        openssl(&ask).unwrap();
        let request = std::fs::read(request).unwrap();
        let answer =
            scene.responder.answer(&scene.cards, Authority::Citizen, &request, NOW).unwrap();
        let answer = written(folder, "answer.der", &answer);
        let read = ["ocsp", "-respin", &answer, "-issuer", &citizen, "-cert", &leaf];
        let trust = ["-CAfile", &root, "-verify_other", &citizen, "-attime", &at];
        // The tool's own clock, and a nonce of a request that was sent before, are not at hand.
        let lenient = ["-validity_period", "999999999", "-no_nonce"];
        let said = openssl(&[&read[..], &trust, &lenient].concat());
        let said = said.unwrap();
        assert!(said.contains("Response verify OK"), "{said}");
        assert!(said.contains(&format!("leaf.der: {status}")), "{said}");
    }
}
