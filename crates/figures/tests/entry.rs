//! Entries of a ledger: one fact has one spelling, and nothing else is read.

use std::collections::BTreeSet;

use domain::{Level, PartnerId, PersonId, ProviderId, ServiceId, Timestamp};
use figures::{
    Accreditation, Answered, Client, Entry, Fact, Login, MalformedEntry, Measure, Onboarding,
    Outcome, Publication, Refused, Word, YearKey,
};
use proptest::prelude::*;

const AT: Timestamp = Timestamp::from_millis(1_584_446_400_123);

fn answered() -> Entry {
    let key = YearKey::new(2020, b"0123456789abcdef0123456789abcdef");
    let answered = Answered {
        person: key.pseudonym(&PersonId::new("ana")),
        provider: ProviderId::new("app"),
        method: Word::from(domain::Method::App),
        level: Level::High,
        reused: false,
        claims: ["given_name", "family_name"].map(str::to_owned).into(),
    };
    login(Outcome::Answered(answered))
}

fn login(outcome: Outcome) -> Entry {
    let client = Client::Service(ServiceId::new("health"));
    let login = Login { client, asked: Level::Substantial, outcome, nth: None };
    let nth = login.person().map(|_| 3);
    Entry { at: AT, fact: Fact::Login(Login { nth, ..login }) }
}

#[test]
fn the_canonical_bytes_of_each_kind_are_these_for_ever() {
    let refused =
        Refused { reason: Word::new("no_method"), person: None, provider: None, method: None };
    let accreditation = Accreditation {
        provider: ProviderId::new("https://mobile.example/"),
        dossier: "d1".to_owned(),
        measure: Measure::Grant,
        level: Some(Level::High),
        since: AT,
        until: Some(Timestamp::from_seconds(1_679_054_400)),
        previous: Some(7),
        reason: "All evidence \"holds\".".to_owned(),
    };
    let client = Client::Partner(PartnerId::new("bank"));
    let onboarding = Onboarding { client, measure: Measure::Register, digest: Some([1; 32]) };
    let publication = Publication { year: 2020, size: 161_000_000, digest: [2; 32] };
    for (entry, json) in [
        (
            answered(),
            r#"{"v":1,"kind":"login","at":1584446400123,"service":"health","asked":"substantial","outcome":"answered","provider":"app","method":"app","level":"high","reused":false,"claims":"family_name given_name","person":"nXc037NOqR187VPVlpnGQA","nth":3}"#,
        ),
        (
            login(Outcome::Refused(refused)),
            r#"{"v":1,"kind":"login","at":1584446400123,"service":"health","asked":"substantial","outcome":"refused","reason":"no_method"}"#,
        ),
        (
            Entry { at: AT, fact: Fact::Accreditation(accreditation) },
            r#"{"v":1,"kind":"accreditation","at":1584446400123,"reason":"All evidence \"holds\".","provider":"https://mobile.example/","level":"high","measure":"grant","dossier":"d1","since":1584446400123,"until":1679054400000,"previous":7}"#,
        ),
        (
            Entry { at: AT, fact: Fact::Onboarding(onboarding) },
            r#"{"v":1,"kind":"onboarding","at":1584446400123,"partner":"bank","measure":"register","digest":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"}"#,
        ),
        (
            Entry { at: AT, fact: Fact::Publication(publication) },
            r#"{"v":1,"kind":"publication","at":1584446400123,"year":2020,"size":161000000,"digest":"AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI"}"#,
        ),
    ] {
        assert_eq!(entry.to_json(), json);
        assert_eq!(Entry::from_json(json.as_bytes()), Ok(entry));
    }
}

#[test]
fn other_spellings_of_a_fact_are_refused() {
    let json = answered().to_json();
    for (from, to) in [
        (r#"{"v":1"#, r#"{ "v":1"#),
        (r#""v":1,"kind":"login""#, r#""kind":"login","v":1"#),
        ("1584446400123", "1584446400123.0"),
        ("health", "\\u0068ealth"),
        ("family_name given_name", "given_name family_name"),
        ("family_name given_name", "family_name family_name"),
        ("family_name given_name", "family_name  given_name"),
        (r#""claims":"family_name given_name","#, r#""claims":"","#),
        (r#""reused":false"#, r#""reused":null"#),
        (r#""person":""#, r#""year":null,"person":""#),
    ] {
        let other = json.replace(from, to);
        assert_ne!(other, json, "{from}");
        assert!(Entry::from_json(other.as_bytes()).is_err(), "{other}");
    }
}

#[test]
fn what_does_not_belong_to_a_kind_is_named() {
    let json = answered().to_json();
    let read = |from: &str, to: &str| Entry::from_json(json.replace(from, to).as_bytes());
    let cut = |member: &str| format!("{}}}", &json[..json.find(member).unwrap()]);
    let nobody = cut(r#","person""#);
    assert_eq!(Entry::from_json(nobody.as_bytes()), Err(MalformedEntry::Missing("person")));
    let uncounted = cut(r#","nth""#);
    assert_eq!(Entry::from_json(uncounted.as_bytes()), Err(MalformedEntry::Missing("nth")));
    for nth in ["0", "2147483648"] {
        let value = Err(MalformedEntry::Value("nth"));
        assert_eq!(read(r#""nth":3"#, &format!(r#""nth":{nth}"#)), value, "{nth}");
    }
    let refused =
        Refused { reason: Word::new("declined"), person: None, provider: None, method: None };
    let counted = login(Outcome::Refused(refused)).to_json().replace('}', r#","nth":1}"#);
    assert_eq!(Entry::from_json(counted.as_bytes()), Err(MalformedEntry::Foreign("nth")));
    let both = r#""service":"health","partner":"bank""#;
    assert_eq!(read(r#""service":"health""#, both), Err(MalformedEntry::Foreign("partner")));
    assert_eq!(read(r#""v":1"#, r#""v":2"#), Err(MalformedEntry::Version));
    assert_eq!(read("\"answered\"", "\"maybe\""), Err(MalformedEntry::Value("outcome")));
    assert_eq!(
        read(r#""method":"app""#, r#""method":"App""#),
        Err(MalformedEntry::Value("method"))
    );
    // In its place, so that nothing but its presence is wrong.
    let reason = r#""outcome":"answered","reason":"x""#;
    assert_eq!(read(r#""outcome":"answered""#, reason), Err(MalformedEntry::Foreign("reason")));
    assert_eq!(read("1584446400123", "-1"), Err(MalformedEntry::Value("at")));
    assert_eq!(read("\"kind\"", "\"stranger\":1,\"kind\""), Err(MalformedEntry::Json));
    let long = read("health", &"h".repeat(1 << 15));
    assert_eq!(long, Err(MalformedEntry::Length));
}

fn name() -> impl Strategy<Value = String> {
    "[!-~é漢]{1,40}"
}

fn word() -> impl Strategy<Value = Word> {
    "[a-z0-9_]{1,40}".prop_map(Word::new)
}

fn moment() -> impl Strategy<Value = Timestamp> {
    (0..253_402_300_800_000i64).prop_map(Timestamp::from_millis)
}

fn level() -> impl Strategy<Value = Level> {
    prop::sample::select(Level::ALL.to_vec())
}

fn person() -> impl Strategy<Value = figures::Pseudonym> {
    any::<[u8; 16]>().prop_map(figures::Pseudonym::from_bytes)
}

fn client() -> impl Strategy<Value = Client> {
    prop_oneof![
        name().prop_map(|id| Client::Service(ServiceId::new(id))),
        name().prop_map(|id| Client::Partner(PartnerId::new(id))),
    ]
}

fn outcome() -> impl Strategy<Value = Outcome> {
    let claims = prop::collection::btree_set(name(), 0..6);
    let answered = (person(), name(), word(), level(), any::<bool>(), claims).prop_map(
        |(person, provider, method, level, reused, claims): (_, _, _, _, _, BTreeSet<String>)| {
            let provider = ProviderId::new(provider);
            Outcome::Answered(Answered { person, provider, method, level, reused, claims })
        },
    );
    let provider = prop::option::of(name().prop_map(ProviderId::new));
    let refused = (word(), prop::option::of(person()), provider, prop::option::of(word()));
    prop_oneof![
        answered,
        refused.prop_map(|(reason, person, provider, method)| {
            Outcome::Refused(Refused { reason, person, provider, method })
        }),
    ]
}

fn accreditation() -> impl Strategy<Value = Fact> {
    let measures = [Measure::Grant, Measure::Refuse, Measure::Suspend, Measure::Withdraw];
    let what = (name(), name(), prop::sample::select(measures.to_vec()), prop::option::of(level()));
    let when = (moment(), prop::option::of(moment()), any::<Option<u64>>(), ".{0,200}");
    (what, when).prop_map(
        |((provider, dossier, measure, level), (since, until, previous, reason))| {
            let provider = ProviderId::new(provider);
            Fact::Accreditation(Accreditation {
                provider,
                dossier,
                measure,
                level,
                since,
                until,
                previous,
                reason,
            })
        },
    )
}

fn fact() -> impl Strategy<Value = Fact> {
    let measures = [Measure::Register, Measure::Change, Measure::Remove];
    let onboarding = (client(), prop::sample::select(measures.to_vec()), any::<Option<[u8; 32]>>());
    prop_oneof![
        4 => (client(), level(), outcome(), 1..=i32::MAX.unsigned_abs())
            .prop_map(|(client, asked, outcome, nth)| {
                let login = Login { client, asked, outcome, nth: None };
                let nth = login.person().map(|_| nth);
                Fact::Login(Login { nth, ..login })
            }),
        1 => accreditation(),
        1 => onboarding.prop_map(|(client, measure, digest)| {
            Fact::Onboarding(Onboarding { client, measure, digest })
        }),
        1 => any::<(i16, u64, [u8; 32])>().prop_map(|(year, size, digest)| {
            Fact::Publication(Publication { year, size, digest })
        }),
    ]
}

proptest! {
    #[test]
    fn every_entry_reads_back_as_written(at in moment(), fact in fact()) {
        let entry = Entry { at, fact };
        prop_assert_eq!(Entry::from_json(entry.to_json().as_bytes()), Ok(entry));
    }

    #[test]
    fn two_facts_never_share_their_bytes(at in moment(), one in fact(), other in fact()) {
        let (one, other) = (Entry { at, fact: one }, Entry { at, fact: other });
        prop_assert_eq!(one == other, one.to_json() == other.to_json());
    }

    #[test]
    fn whatever_is_read_is_spelt_as_it_would_be_written(
        at in moment(), fact in fact(), place: prop::sample::Index, byte: u8,
    ) {
        let mut bytes = Entry { at, fact }.to_json().into_bytes();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        if let Ok(read) = Entry::from_json(&bytes) {
            prop_assert_eq!(read.to_json().into_bytes(), bytes);
        }
    }

    #[test]
    fn hostile_bytes_never_panic(bytes: Vec<u8>) {
        let _ = Entry::from_json(&bytes);
    }
}
