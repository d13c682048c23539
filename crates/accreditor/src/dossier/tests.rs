use std::time::Duration;

use domain::{Level, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::id::{DossierId, OfficerId};

const SECOND: Duration = Duration::from_secs(1);

fn day(text: &str) -> Timestamp {
    Timestamp::parse(&format!("{text}T00:00:00Z")).unwrap()
}

fn officer(name: &str) -> OfficerId {
    OfficerId::new(name)
}

fn draft() -> Dossier {
    let provider = ("https://app.example".parse().unwrap(), "App".to_owned());
    Dossier::open(DossierId::new("d1"), provider, Level::High, &[], day("2018-04-01")).unwrap()
}

fn in_review() -> Dossier {
    let submitted = handed_in(draft(), "2018-04-02");
    after(&submitted, Measure::TakeUp, "2018-04-03", "2018-04-03").unwrap()
}

fn handed_in(draft: Dossier, on: &str) -> Dossier {
    draft.submit(&EvidenceKind::ALL, &[], day(on)).unwrap()
}

fn decided(dossier: &Dossier, measure: Measure, effect: Timestamp, now: Timestamp) -> Decision {
    let proposal = Proposal {
        dossier: dossier.id.clone(),
        measure,
        effect,
        reason: Reason::new("because").unwrap(),
        by: officer("a"),
        at: now,
    };
    proposal.confirm(&officer("b"), now).unwrap()
}

fn after(dossier: &Dossier, measure: Measure, effect: &str, now: &str) -> Result<Dossier, Refusal> {
    dossier.clone().decide(&decided(dossier, measure, day(effect), day(now)))
}

fn granted() -> Dossier {
    after(&in_review(), Measure::Grant(Level::High), "2018-05-03", "2018-04-20").unwrap()
}

#[test]
fn a_dossier_goes_from_draft_to_its_end() {
    let dossier = granted();
    let moment = Duration::from_millis(1);
    for (now, state) in [
        (day("2018-05-03").minus(moment), State::Ahead),
        (day("2018-05-03"), State::Granted),
        (day("2021-05-03").minus(moment), State::Granted),
        (day("2021-05-03"), State::Expired),
    ] {
        assert_eq!(dossier.state(now), state, "{now:?}");
    }
}

#[test]
fn only_the_moves_of_the_table_are_made() {
    use Measure::{Grant, HandBack, Refuse, Reinstate, Suspend, TakeUp, Withdraw};
    let on = "2019-01-01";
    let suspended = after(&granted(), Suspend, on, on).unwrap();
    let withdrawn = after(&granted(), Withdraw, on, on).unwrap();
    let refused = after(&in_review(), Refuse, on, on).unwrap();
    let submitted = handed_in(draft(), on);
    let measures = [TakeUp, HandBack, Grant(Level::High), Refuse, Suspend, Reinstate, Withdraw];
    for (dossier, allowed) in [
        (draft(), &[][..]),
        (submitted, &[TakeUp, HandBack]),
        (in_review(), &[HandBack, Grant(Level::High), Refuse]),
        (refused, &[]),
        (granted(), &[Suspend, Withdraw]),
        (suspended, &[Reinstate, Withdraw]),
        (withdrawn, &[]),
    ] {
        for measure in measures {
            let now = "2019-01-02";
            let may = after(&dossier, measure, now, now).is_ok();
            assert_eq!(may, allowed.contains(&measure), "{measure:?} of {:?}", dossier.stage);
            assert_eq!(dossier.may(measure, day(now), day(now)).is_ok(), may);
        }
    }
}

#[test]
fn a_dossier_moves_at_once_and_a_right_may_move_later() {
    let submitted = handed_in(draft(), "2018-04-02");
    for (dossier, measure) in [
        (&submitted, Measure::TakeUp),
        (&submitted, Measure::HandBack),
        (&in_review(), Measure::Refuse),
    ] {
        let later = after(dossier, measure, "2018-05-01", "2018-04-05");
        assert_eq!(later, Err(Refusal::OnlyAtOnce), "{measure:?}");
    }
    assert!(after(&in_review(), Measure::Grant(Level::High), "2018-05-03", "2018-04-05").is_ok());
}

#[test]
fn a_review_that_one_officer_began_before_is_still_read() {
    let Stage::InReview { at } = in_review().stage else { panic!("it is in review") };
    let kept = serde_json::json!({"in_review": {"at": at, "by": "officer-1"}});
    assert_eq!(serde_json::from_value::<Stage>(kept).unwrap(), Stage::InReview { at });
}

#[test]
fn a_name_in_somebody_elses_draft_keeps_nobody_away() {
    let (mine, all) = (DossierId::new("mine"), vec![draft()]);
    assert_eq!(that_count(all.clone(), &[]), Ok(Vec::new()));
    assert_eq!(that_count(all.clone(), &[all[0].id.clone()]), Ok(all));
    let own = Dossier { id: mine.clone(), ..draft() };
    let looked_at = [in_review()];
    let late = own.submit(&EvidenceKind::ALL, &looked_at, day("2018-04-05"));
    assert_eq!(late, Err(Refusal::AnotherUnderWay));
    // Who holds an accreditation is known: only its own people ask for it.
    assert_eq!(that_count(vec![granted()], std::slice::from_ref(&mine)), Err(Refusal::NotYours));
    let own = Dossier { id: mine.clone(), ..granted() };
    assert!(that_count(vec![granted(), own.clone()], std::slice::from_ref(&mine)).is_ok());
    assert_eq!(that_count(vec![own, granted()], &[mine]), Err(Refusal::NotYours));
}

#[test]
fn nothing_is_handed_in_without_evidence_of_every_kind() {
    let now = day("2018-04-02");
    for missing in EvidenceKind::ALL {
        let rest: Vec<_> = EvidenceKind::ALL.into_iter().filter(|it| *it != missing).collect();
        assert_eq!(draft().submit(&rest, &[], now), Err(Refusal::EvidenceMissing), "{missing:?}");
    }
    let submitted = handed_in(draft(), "2018-04-02");
    assert_eq!(submitted.clone().submit(&EvidenceKind::ALL, &[], now), Err(Refusal::NotNow));
    let back = after(&submitted, Measure::HandBack, "2018-04-02", "2018-04-02").unwrap();
    assert_eq!(back.stage, Stage::Draft);
}

#[test]
fn a_decision_needs_two_different_officers_and_a_reason() {
    let proposal = Proposal {
        dossier: DossierId::new("d1"),
        measure: Measure::Withdraw,
        effect: day("2019-01-01"),
        reason: Reason::new(" it is so ").unwrap(),
        by: officer("a"),
        at: day("2019-01-01"),
    };
    let now = day("2019-01-02");
    assert_eq!(proposal.clone().confirm(&officer("a"), now), Err(Refusal::SameOfficer));
    let decision = proposal.confirm(&officer("b"), now).unwrap();
    assert_eq!(decision.effect(), now, "nothing is decided about the past");
    assert_eq!(decision.reason().as_str(), "it is so");
    assert_eq!(Reason::new(" \n"), Err(Refusal::NoReason));
    assert_eq!(Reason::new(&"x".repeat(MAX_REASON + 1)), Err(Refusal::ReasonTooLong));
}

#[test]
fn one_officer_suspends_at_once_and_nothing_else() {
    let now = day("2019-01-01").plus(SECOND);
    let reason = Reason::new("keys leaked").unwrap();
    let decision = Decision::suspend_at_once(&granted(), &officer("a"), reason, now);
    assert_eq!((decision.measure(), decision.second()), (Measure::Suspend, None));
    let suspended = granted().decide(&decision).unwrap();
    assert_eq!(suspended.state(now.minus(Duration::from_millis(1))), State::Granted);
    assert_eq!(suspended.state(now), State::Suspended);
}

#[test]
fn a_suspension_ends_when_it_is_lifted_and_the_accreditation_when_it_would_have() {
    let suspended = after(&granted(), Measure::Suspend, "2019-01-01", "2019-01-01").unwrap();
    let lifted = after(&suspended, Measure::Reinstate, "2019-02-01", "2019-01-15").unwrap();
    for (on, state) in [
        ("2018-12-31", State::Granted),
        ("2019-01-20", State::Suspended),
        ("2019-02-01", State::Granted),
        ("2021-05-03", State::Expired),
    ] {
        assert_eq!(lifted.state(day(on)), state, "{on}");
    }
    let again = after(&lifted, Measure::Suspend, "2019-01-20", "2019-01-20").unwrap();
    assert_eq!(again.state(day("2019-03-01")), State::Suspended);
    assert_eq!(suspended.state(day("2021-05-03")), State::Expired);
}

#[test]
fn a_withdrawal_counts_from_its_day() {
    let withdrawn = after(&granted(), Measure::Withdraw, "2020-01-01", "2019-12-01").unwrap();
    assert_eq!(withdrawn.state(day("2019-12-31")), State::Granted);
    assert_eq!(withdrawn.state(day("2020-01-01")), State::Withdrawn);
    let late = after(&granted(), Measure::Withdraw, "2021-05-03", "2019-12-01");
    assert_eq!(late, Err(Refusal::AfterItsEnd));
}

#[test]
fn the_level_granted_is_never_above_the_one_asked_for() {
    let now = day("2018-04-01");
    let provider = || ("https://app.example".parse().unwrap(), "App".to_owned());
    let low = Dossier::open(DossierId::new("d"), provider(), Level::Low, &[], now);
    assert_eq!(low, Err(Refusal::Level));
    let modest =
        Dossier::open(DossierId::new("d"), provider(), Level::Substantial, &[], now).unwrap();
    let on = "2018-04-01";
    let modest = after(&handed_in(modest, on), Measure::TakeUp, on, on).unwrap();
    for (level, fine) in [(Level::Low, false), (Level::Substantial, true), (Level::High, false)] {
        assert_eq!(after(&modest, Measure::Grant(level), on, on).is_ok(), fine, "{level}");
    }
    let late = after(&modest, Measure::Grant(Level::Substantial), "2019-04-02", "2018-04-01");
    assert_eq!(late, Err(Refusal::EffectTooLate));
}

fn renewal(before: &Dossier, on: &str) -> Result<Dossier, Refusal> {
    let provider = (before.entity.clone(), before.organisation.clone());
    let others = std::slice::from_ref(before);
    Dossier::open(DossierId::new("d2"), provider, Level::High, others, day(on))
}

#[test]
fn renewal_opens_twelve_months_before_the_end() {
    let held = granted();
    assert_eq!(renewal(&held, "2020-05-02"), Err(Refusal::TooEarly));
    let opened = renewal(&held, "2020-05-03").unwrap();
    assert_eq!(opened.renews, Some(held.id.clone()));
    // What has simply run out is continued too; what was taken away is not.
    assert_eq!(renewal(&held, "2022-01-01").unwrap().renews, Some(held.id.clone()));
    let withdrawn = after(&held, Measure::Withdraw, "2019-01-01", "2019-01-01").unwrap();
    assert_eq!(renewal(&withdrawn, "2019-06-01").unwrap().renews, None);
}

#[test]
fn a_higher_level_may_be_asked_for_at_any_time_and_one_dossier_at_once() {
    let modest = Dossier { level: Level::Substantial, ..in_review() };
    let on = "2018-05-03";
    let modest = after(&modest, Measure::Grant(Level::Substantial), on, on).unwrap();
    assert!(renewal(&modest, "2018-06-01").is_ok());
    assert_eq!(renewal(&in_review(), "2018-06-01"), Err(Refusal::AnotherUnderWay));
}

#[test]
fn a_renewal_takes_the_place_of_what_it_renews_at_the_same_second() {
    let held = granted();
    let opened = renewal(&held, "2020-06-01").unwrap();
    let on = "2020-07-02";
    let opened = after(&handed_in(opened, on), Measure::TakeUp, on, on).unwrap();
    let end = "2021-05-03";
    let renewed = after(&opened, Measure::Grant(Level::High), end, "2021-01-01").unwrap();
    let before = held.give_way(day(end));
    let moment = Duration::from_millis(1);
    assert_eq!(before.state(day(end).minus(moment)), State::Granted);
    assert_eq!(renewed.state(day(end).minus(moment)), State::Ahead);
    assert_eq!(before.state(day(end)), State::Renewed);
    assert_eq!(renewed.state(day(end)), State::Granted);
    assert_eq!(renewed.state(day("2024-05-03")), State::Expired);
}

#[test]
fn both_sides_are_reminded_four_times_and_once_after_a_standstill() {
    let held = *granted().accreditation().unwrap();
    let due = |sent: &[i32], on: &str| due_reminder(&held, sent, day(on));
    for (sent, on, months) in [
        (&[][..], "2020-05-02", None),
        (&[], "2020-05-03", Some(12)),
        (&[12], "2020-05-04", None),
        (&[12], "2020-11-03", Some(6)),
        (&[12, 6], "2021-02-03", Some(3)),
        (&[12, 6, 3], "2021-04-03", Some(1)),
        (&[12, 6, 3, 1], "2021-05-02", None),
        (&[], "2021-04-20", Some(1)),
        (&[12], "2021-05-03", None),
    ] {
        assert_eq!(due(sent, on).map(|it| it.months), months, "{sent:?} on {on}");
    }
    assert_eq!(due(&[], "2021-04-20").unwrap().settles, [12, 6, 3, 1]);
    let renewed = granted().give_way(day("2021-05-03"));
    let held = *renewed.accreditation().unwrap();
    assert_eq!(due_reminder(&held, &[], day("2021-04-20")), None);
}

fn measures() -> impl Strategy<Value = (Measure, i64, i64)> {
    let measure = prop::sample::select(vec![
        Measure::Grant(Level::High),
        Measure::Refuse,
        Measure::Suspend,
        Measure::Reinstate,
        Measure::Withdraw,
    ]);
    (measure, 0i64..1500, 0i64..200)
}

fn on(days: i64) -> Timestamp {
    Timestamp::from_seconds(day("2018-01-01").seconds() + days * 24 * 60 * 60)
}

proptest! {
    /// Whatever is decided in whatever order: nothing is active that was not granted, outside its
    /// three years, or after it was withdrawn; and its standing changes only at announced moments.
    #[test]
    fn an_accreditation_counts_only_while_every_decision_lets_it(
        mut decisions in prop::collection::vec(measures(), 1..12), probe in 0i64..2000,
    ) {
        decisions.sort_by_key(|(_, decided, _)| *decided);
        // What is decided later changes nothing about the past, and is not looked at from there.
        let now = on(decisions.last().map_or(0, |(_, decided, _)| *decided) + probe);
        let mut dossier = in_review();
        let mut withdrawn: Option<Timestamp> = None;
        for (measure, decided_on, later) in decisions {
            let decision = decided(&dossier, measure, on(decided_on + later), on(decided_on));
            if let Ok(next) = dossier.clone().decide(&decision) {
                if measure == Measure::Withdraw {
                    withdrawn = Some(decision.effect());
                }
                dossier = next;
            }
        }
        match dossier.accreditation() {
            None => prop_assert_ne!(dossier.state(now), State::Granted),
            Some(held) => {
                prop_assert_eq!(held.until, held.from.plus_months(36));
                let standing = held.standing(now);
                if standing == Standing::Active {
                    prop_assert!(held.from <= now && now < held.until);
                    prop_assert!(withdrawn.is_none_or(|at| now < at));
                }
                let change = held.next_change(now);
                let until = change.unwrap_or(now.plus(Duration::from_hours(24)));
                prop_assert_eq!(held.standing(until.minus(Duration::from_millis(1))), standing);
                if change.is_none() {
                    prop_assert!(standing >= Standing::Withdrawn);
                }
            }
        }
    }
}
