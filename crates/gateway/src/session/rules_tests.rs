use domain::Level::{High, Low, Substantial};
use proptest::prelude::*;

use super::*;

const LIFETIMES: Lifetimes =
    Lifetimes { idle: Duration::from_mins(30), absolute: Duration::from_hours(8) };
const MINUTE: i64 = 60;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_seconds(1_000_000 + minute * MINUTE)
}

fn held(level: Level, minute: i64) -> Held {
    let (provider, method) = (ProviderId::new("app"), Method::App);
    Held { level, provider, method, amr: vec!["user".to_owned()], since: at(minute) }
}

fn session(levels: &[(Level, i64)], used: i64) -> Session {
    let (first, rest) = levels.split_first().unwrap();
    let begun = Session::begin(
        SessionId::new("s"),
        PersonId::new("p"),
        held(first.0, first.1),
        at(first.1),
    );
    let session = rest
        .iter()
        .fold(begun, |session, (level, minute)| session.with(held(*level, *minute), at(*minute)));
    Session { used: at(used), ..session }
}

fn decide(session: &Session, minimum: Level, asked: &Reuse, minute: i64) -> Decision {
    reuse(Some(session), (minimum, asked), |_| Some(High), LIFETIMES, at(minute))
}

fn asked(prompt: Prompt, max_age: Option<u64>) -> Reuse {
    Reuse { prompt, max_age }
}

#[test]
fn a_session_answers_only_at_a_sufficient_level() {
    for level in Level::ALL {
        for minimum in Level::ALL {
            let answered = decide(&session(&[(level, 0)], 0), minimum, &Reuse::default(), 1);
            assert_eq!(
                matches!(answered, Decision::Answer(_)),
                level >= minimum,
                "{level} for {minimum}"
            );
        }
    }
}

#[test]
fn prompt_says_how_a_session_answers() {
    let session = session(&[(High, 0)], 0);
    for (prompt, expected) in [
        (Prompt::Unsaid, Decision::Answer(held(High, 0))),
        (Prompt::None, Decision::Answer(held(High, 0))),
        (Prompt::Confirm, Decision::Offer(held(High, 0))),
        (Prompt::Login, Decision::Authenticate),
    ] {
        assert_eq!(decide(&session, Low, &asked(prompt, None), 1), expected, "{prompt:?}");
    }
}

#[test]
fn max_age_counts_from_the_proof_and_not_from_the_last_use() {
    let session = session(&[(High, 0)], 9);
    for (seconds, minute, answers) in
        [(0, 0, false), (1, 0, true), (600, 9, true), (600, 10, false), (601, 10, true)]
    {
        let decision = decide(&session, Low, &asked(Prompt::Unsaid, Some(seconds)), minute);
        assert_eq!(matches!(decision, Decision::Answer(_)), answers, "{seconds} at {minute}");
    }
}

#[test]
fn the_freshest_proof_that_suffices_answers() {
    let session = session(&[(High, 0), (Substantial, 10)], 10);
    assert_eq!(
        decide(&session, Low, &Reuse::default(), 11),
        Decision::Answer(held(Substantial, 10))
    );
    assert_eq!(decide(&session, High, &Reuse::default(), 11), Decision::Answer(held(High, 0)));
    let fresh = asked(Prompt::Unsaid, Some(120));
    assert_eq!(decide(&session, High, &fresh, 11), Decision::Authenticate);
    assert_eq!(decide(&session, Substantial, &fresh, 11), Decision::Answer(held(Substantial, 10)));
}

#[test]
fn a_session_ends_when_idle_and_at_the_latest_after_its_absolute_lifetime() {
    let idle = session(&[(High, 0)], 0);
    assert!(idle.is_alive(LIFETIMES, at(29)));
    assert!(!idle.is_alive(LIFETIMES, at(30)));
    assert_eq!(decide(&idle, Low, &Reuse::default(), 30), Decision::Authenticate);
    let busy = session(&[(High, 0)], 8 * 60 - 1);
    assert!(busy.is_alive(LIFETIMES, at(8 * 60 - 1)));
    assert!(!busy.is_alive(LIFETIMES, at(8 * 60)));
}

#[test]
fn a_level_ends_by_itself_while_a_fresher_one_goes_on() {
    let session = session(&[(High, 0), (Substantial, 60)], 8 * 60);
    let minute = 8 * 60 + 1;
    assert_eq!(session.level(LIFETIMES, at(minute)), Some(Substantial));
    assert_eq!(decide(&session, High, &Reuse::default(), minute), Decision::Authenticate);
    assert!(matches!(decide(&session, Low, &Reuse::default(), minute), Decision::Answer(_)));
}

#[test]
fn what_a_provider_proved_is_worth_nothing_after_its_accreditation_ended_or_sank() {
    let session = session(&[(High, 0)], 0);
    for (accredited, answers) in [(None, false), (Some(Substantial), false), (Some(High), true)] {
        let ask = (Low, &Reuse::default());
        let decision = reuse(Some(&session), ask, |_| accredited, LIFETIMES, at(1));
        assert_eq!(matches!(decision, Decision::Answer(_)), answers, "{accredited:?}");
    }
}

#[test]
fn without_a_session_the_person_must_prove_who_they_are() {
    let ask = (Low, &Reuse::default());
    assert_eq!(reuse(None, ask, |_| Some(High), LIFETIMES, at(0)), Decision::Authenticate);
}

fn levels() -> impl Strategy<Value = Level> {
    prop::sample::select(Level::ALL.to_vec())
}

proptest! {
    #[test]
    fn no_answer_is_below_the_level_asked_or_older_than_asked(
        proofs in prop::collection::vec((levels(), 0i64..600), 1..5),
        minimum in levels(),
        max_age in prop::option::of(0u64..40_000),
        prompt in prop::sample::select(vec![Prompt::Unsaid, Prompt::None, Prompt::Confirm, Prompt::Login]),
        minute in 0i64..1_200,
    ) {
        let mut proofs = proofs;
        proofs.sort_by_key(|(_, minute)| *minute);
        let last = proofs.last().unwrap().1;
        let session = session(&proofs, last);
        if let Decision::Answer(held) | Decision::Offer(held) =
            decide(&session, minimum, &asked(prompt, max_age), minute.max(last))
        {
            let age = at(minute.max(last)).since(held.since);
            prop_assert!(held.level >= minimum);
            prop_assert!(max_age.is_none_or(|seconds| age < Duration::from_secs(seconds)));
            prop_assert!(age < LIFETIMES.absolute);
            prop_assert!(prompt != Prompt::Login);
        }
    }

    #[test]
    fn forgetting_outdone_proofs_changes_no_decision(
        proofs in prop::collection::vec((levels(), 0i64..300), 1..6), minimum in levels(), max_age in prop::option::of(0u64..20_000),
    ) {
        let mut proofs = proofs;
        proofs.sort_by_key(|(_, minute)| *minute);
        let last = proofs.last().unwrap().1;
        let kept = session(&proofs, last);
        let all = Session {
            held: proofs.iter().map(|(level, minute)| held(*level, *minute)).collect(),
            ..kept.clone()
        };
        prop_assert!(kept.held.len() <= Level::ALL.len());
        let ask = asked(Prompt::Unsaid, max_age);
        let answers = |session| match decide(session, minimum, &ask, last) {
            Decision::Answer(held) => Some(held.since),
            _ => None,
        };
        prop_assert_eq!(answers(&kept), answers(&all));
    }
}
