use domain::Level::{High, Low, Substantial};
use domain::{Localized, ServiceId};
use proptest::prelude::*;

use super::*;
use crate::provider::{Accreditation, Provider, offers};
use crate::session::Reuse;
use crate::testing::watched;

const LIFETIME: Duration = Duration::from_mins(15);

fn at(second: i64) -> Timestamp {
    Timestamp::from_seconds(1_000_000 + second)
}

fn request(minimum: Level) -> Request {
    Request {
        service: ServiceId::new("health"),
        minimum,
        essential: false,
        reuse: Reuse::default(),
        claims: vec!["given_name".to_owned()],
        language: None,
    }
}

fn asked() -> Login {
    Login::begin(LoginId::new("1"), request(Substantial), at(0), LIFETIME)
}

fn provider() -> Provider {
    let accreditation = Accreditation { level: High, from: at(-10), until: at(100_000) };
    Provider {
        id: ProviderId::new("app"),
        method: Method::App,
        name: Localized::same("App"),
        standing: watched(accreditation),
    }
}

fn choose(login: Login, second: i64) -> Result<Login, WrongMove> {
    let providers = [provider()];
    let offer = offers(&providers, Low, at(second))[0];
    login.choose(offer, at(second))
}

fn claimed(level: Level, second: i64) -> Claimed {
    let (person, amr) = (Some(PersonId::new("ana")), vec!["user".to_owned()]);
    Claimed { person, level, amr, authenticated: at(second) }
}

fn proved() -> Login {
    let chosen = choose(asked(), 1).unwrap();
    chosen.prove(claimed(High, 2), Some(High), at(3)).unwrap()
}

#[test]
fn a_login_goes_from_asked_to_answered() {
    let (login, proof) = proved().answer(at(4)).unwrap();
    assert_eq!(login.stage, Stage::Answered);
    assert_eq!((proof.person, proof.level, proof.at), (PersonId::new("ana"), High, at(2)));
}

#[test]
fn a_providers_answer_leads_where_the_table_says() {
    let again = |notice| Stage::Asked { notice: Some(notice) };
    let provider = Some(ProviderId::new("app"));
    let refused =
        |reason| Stage::Refused(Refusal { reason, provider: provider.clone(), person: None });
    for (level, accredited, expected) in [
        (High, None, refused(Reason::NotAccredited)),
        (Low, None, refused(Reason::NotAccredited)),
        (High, Some(Substantial), again(Notice::AnswerNotAccepted)),
        (Substantial, Some(Low), again(Notice::AnswerNotAccepted)),
        (Low, Some(High), again(Notice::LevelNotReached)),
        (Low, Some(Low), again(Notice::LevelNotReached)),
    ] {
        let chosen = choose(asked(), 1).unwrap();
        let login = chosen.prove(claimed(level, 2), accredited, at(3)).unwrap();
        assert_eq!(login.stage, expected, "{level} of {accredited:?}");
    }
}

#[test]
fn a_person_whom_the_register_does_not_know_is_refused() {
    let stranger = Claimed { person: None, ..claimed(High, 2) };
    let login = choose(asked(), 1).unwrap().prove(stranger, Some(High), at(3)).unwrap();
    let Stage::Refused(refusal) = login.stage else { panic!("refused") };
    assert_eq!((refusal.reason, refusal.person), (Reason::UnknownPerson, None));
}

#[test]
fn an_authentication_of_before_the_choice_is_not_accepted() {
    for (authenticated, accepted) in [(100, true), (40, true), (39, false), (-5_000, false)] {
        let chosen = choose(asked(), 100).unwrap();
        let login = chosen.prove(claimed(High, authenticated), Some(High), at(101)).unwrap();
        assert_eq!(matches!(login.stage, Stage::Proved(_)), accepted, "{authenticated}");
    }
}

#[test]
fn wrong_moves_are_errors() {
    let late = at(15 * 60);
    let cases: Vec<(&str, Result<Login, WrongMove>, WrongMove)> = vec![
        (
            "prove unchosen",
            asked().prove(claimed(High, 1), Some(High), at(1)),
            WrongMove::NotChosen,
        ),
        ("prove twice", proved().prove(claimed(High, 4), Some(High), at(4)), WrongMove::NotChosen),
        ("answer unproved", asked().answer(at(1)).map(|(login, _)| login), WrongMove::NotProved),
        ("choose late", choose(asked(), 15 * 60), WrongMove::Expired),
        ("refuse late", asked().refuse(Reason::Cancelled, late), WrongMove::Expired),
        ("answer late", proved().answer(late).map(|(login, _)| login), WrongMove::Expired),
        ("go back late", asked().back(Notice::AppExpired, late), WrongMove::Expired),
    ];
    for (name, outcome, expected) in cases {
        assert_eq!(outcome, Err(expected), "{name}");
    }
}

#[test]
fn a_refusal_says_how_far_the_login_had_come() {
    let (app, ana) = (ProviderId::new("app"), PersonId::new("ana"));
    for (login, provider, person) in [
        (asked(), None, None),
        (choose(asked(), 1).unwrap(), Some(app.clone()), None),
        (proved(), Some(app), Some(ana)),
    ] {
        let reason = Reason::Cancelled;
        let expected = Stage::Refused(Refusal { reason, provider, person });
        assert_eq!(login.refuse(reason, at(5)).unwrap().stage, expected);
    }
}

#[test]
fn choosing_again_replaces_the_choice() {
    let again = choose(choose(asked(), 1).unwrap(), 50).unwrap();
    let Stage::Chosen(choice) = again.stage else { panic!("chosen") };
    assert_eq!(choice.at, at(50));
}

#[test]
fn a_person_comes_back_once_for_each_choice() {
    let back = choose(asked(), 1).unwrap().come_back(at(2)).unwrap();
    assert!(back.is_being_read(at(2)) && back.is_being_read(at(26)));
    assert!(!back.is_being_read(at(27)));
    assert_eq!(back.clone().come_back(at(3)), Err(WrongMove::Returned));
    assert!(choose(back, 4).unwrap().come_back(at(5)).is_ok());
    assert_eq!(asked().come_back(at(1)), Err(WrongMove::NotChosen));
    assert!(!asked().is_being_read(at(1)));
}

#[test]
fn only_a_login_whose_time_is_up_expires() {
    assert_eq!(asked().expire(at(15 * 60 - 1)).unwrap().stage, Stage::Asked { notice: None });
    assert_eq!(asked().expire(at(15 * 60)).unwrap().stage, Stage::Expired);
    let over = asked().refuse(Reason::Cancelled, at(1)).unwrap();
    assert_eq!(over.expire(at(15 * 60)), Err(WrongMove::Over));
}

/// A move that anybody may try at any moment.
#[derive(Clone, Debug)]
enum Move {
    Choose,
    ComeBack,
    Back,
    Prove(Level, Option<Level>),
    Resume(Level),
    Answer,
    Refuse,
    Expire,
}

fn moves() -> impl Strategy<Value = Move> {
    let levels = || prop::sample::select(Level::ALL.to_vec());
    prop_oneof![
        Just(Move::Choose),
        Just(Move::ComeBack),
        Just(Move::Back),
        (levels(), prop::option::of(levels())).prop_map(|(level, held)| Move::Prove(level, held)),
        levels().prop_map(Move::Resume),
        Just(Move::Answer),
        Just(Move::Refuse),
        Just(Move::Expire),
    ]
}

fn make(login: Login, step: &Move, second: i64) -> Result<Login, WrongMove> {
    match step {
        Move::Choose => choose(login, second),
        Move::ComeBack => login.come_back(at(second)),
        Move::Back => login.back(Notice::AppExpired, at(second)),
        Move::Prove(level, accredited) => {
            login.prove(claimed(*level, second), *accredited, at(second))
        }
        Move::Resume(level) => {
            let proof = Proof {
                person: PersonId::new("ana"),
                level: *level,
                provider: ProviderId::new("app"),
                method: Method::App,
                amr: Vec::new(),
                at: at(second),
            };
            login.resume(proof, at(second))
        }
        Move::Answer => login.answer(at(second)).map(|(login, _)| login),
        Move::Refuse => login.refuse(Reason::Cancelled, at(second)),
        Move::Expire => login.expire(at(second)),
    }
}

proptest! {
    #[test]
    fn a_login_is_answered_at_most_once_and_nothing_moves_what_is_over(
        steps in prop::collection::vec((moves(), 0i64..400), 0..20),
    ) {
        let (mut login, mut second, mut answers) = (asked(), 0, 0);
        for (step, passed) in steps {
            second += passed;
            let was_over = login.is_over();
            let Ok(moved) = make(login.clone(), &step, second) else { continue };
            prop_assert!(!was_over);
            prop_assert!(matches!(moved.stage, Stage::Expired) || at(second) < moved.expires);
            if let (Stage::Answered, Stage::Proved(_)) = (&moved.stage, &login.stage) {
                answers += 1;
            }
            prop_assert_eq!(moved.stage == Stage::Answered, answers == 1);
            login = moved;
        }
        prop_assert!(answers <= 1);
    }

    #[test]
    fn a_provider_proves_nobody_above_its_level_or_below_what_was_asked(
        minimum in prop::sample::select(Level::ALL.to_vec()),
        level in prop::sample::select(Level::ALL.to_vec()),
        accredited in prop::option::of(prop::sample::select(Level::ALL.to_vec())),
    ) {
        let login = Login::begin(LoginId::new("1"), request(minimum), at(0), LIFETIME);
        let login = choose(login, 1).unwrap().prove(claimed(level, 2), accredited, at(3)).unwrap();
        if let Stage::Proved(proof) = login.stage {
            prop_assert!(proof.level >= minimum && accredited.is_some_and(|held| proof.level <= held));
        }
    }

    #[test]
    fn a_login_survives_being_stored(steps in prop::collection::vec(moves(), 0..8)) {
        let login = steps.iter().fold(asked(), |login, step| {
            make(login.clone(), step, 1).unwrap_or(login)
        });
        let stored = serde_json::to_string(&login).unwrap();
        prop_assert_eq!(serde_json::from_str::<Login>(&stored).unwrap(), login);
    }
}
