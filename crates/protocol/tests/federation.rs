//! OpenID Federation: chains and accreditations, and every way in which they must not hold. The
//! tests are named after what the federation modules of the OpenID conformance suite show.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use domain::{Level, Timestamp};
use proptest::prelude::*;
use protocol::federation::*;
use protocol::jose::{Algorithm, JwkSet, Signer, SoftwareKey};
use serde_json::json;

const NOW: Timestamp = Timestamp::from_seconds(1_764_000_000);
const HOUR: i64 = 3600;
const YEAR: i64 = 365 * 24 * HOUR;

/// One party of a federation, with its key.
struct Entity {
    id: EntityId,
    key: SoftwareKey,
}

impl Entity {
    fn new(id: &str) -> Self {
        let key = SoftwareKey::generate(Algorithm::ES256).unwrap().with_key_id(format!("{id}#1"));
        Self { id: id.parse().unwrap(), key }
    }

    fn keys(&self) -> JwkSet {
        JwkSet::new(vec![self.key.public()])
    }

    fn claims(&self, about: &Entity) -> StatementClaims {
        StatementClaims {
            iss: self.id.clone(),
            sub: about.id.clone(),
            iat: NOW.seconds(),
            exp: NOW.seconds() + HOUR,
            jwks: about.keys(),
            authority_hints: None,
            metadata: BTreeMap::new(),
            metadata_policy: None,
            metadata_policy_crit: None,
            constraints: None,
            trust_marks: vec![],
            trust_mark_issuers: BTreeMap::new(),
            trust_mark_owners: BTreeMap::new(),
            crit: None,
            source_endpoint: None,
        }
    }

    fn configuration(&self, superiors: &[&Entity]) -> StatementClaims {
        let hints = superiors.iter().map(|superior| superior.id.clone()).collect::<Vec<_>>();
        let metadata = json!({ "openid_provider": { "issuer": self.id }, "federation_entity": {} });
        StatementClaims {
            authority_hints: (!hints.is_empty()).then_some(hints),
            metadata: serde_json::from_value(metadata).unwrap(),
            ..self.claims(self)
        }
    }

    fn sign(&self, claims: &StatementClaims) -> String {
        sign_statement(&self.key, claims).unwrap()
    }

    fn mark(&self, about: &Entity, mark_type: &str) -> MarkClaims {
        MarkClaims {
            iss: self.id.clone(),
            sub: about.id.clone(),
            trust_mark_type: mark_type.to_owned(),
            iat: NOW.seconds() - HOUR,
            exp: Some(NOW.seconds() + 3 * YEAR),
            reference: None,
            delegation: None,
        }
    }
}

/// The authority, an intermediate, and the provider of an app.
struct Country {
    authority: Entity,
    intermediate: Entity,
    provider: Entity,
    scheme: Scheme,
}

impl Country {
    fn new() -> Self {
        Self {
            authority: Entity::new("https://authority.example"),
            intermediate: Entity::new("https://sector.example"),
            provider: Entity::new("https://app.example"),
            scheme: Scheme {
                substantial: "https://authority.example/marks/substantial".to_owned(),
                high: "https://authority.example/marks/high".to_owned(),
            },
        }
    }

    fn anchor(&self) -> Anchor {
        Anchor { id: self.authority.id.clone(), keys: self.authority.keys() }
    }

    fn authority_configuration(&self) -> StatementClaims {
        let issuers = vec![self.authority.id.clone()];
        let named = [self.scheme.substantial.clone(), self.scheme.high.clone()];
        StatementClaims {
            trust_mark_issuers: named.into_iter().map(|mark| (mark, issuers.clone())).collect(),
            ..self.authority.configuration(&[])
        }
    }

    /// The chain of the provider right under the authority.
    fn links(&self, provider: &StatementClaims) -> Vec<String> {
        vec![
            self.provider.sign(provider),
            self.authority.sign(&self.authority.claims(&self.provider)),
            self.authority.sign(&self.authority_configuration()),
        ]
    }

    fn provider_configuration(&self, marks: &[MarkReference]) -> StatementClaims {
        StatementClaims {
            trust_marks: marks.to_vec(),
            ..self.provider.configuration(&[&self.authority])
        }
    }

    /// The long chain, through the intermediate.
    fn long_links(&self, sector: &StatementClaims, about: &StatementClaims) -> Vec<String> {
        vec![
            self.provider.sign(&self.provider.configuration(&[&self.intermediate])),
            self.intermediate.sign(sector),
            self.authority.sign(about),
            self.authority.sign(&self.authority_configuration()),
        ]
    }

    fn chain(&self, links: &[String]) -> Result<Chain, ChainError> {
        Chain::validate(links, &self.anchor(), NOW)
    }

    fn accreditation(&self, marks: &[MarkReference]) -> Result<Accreditation, Unaccredited> {
        let provider = self.chain(&self.links(&self.provider_configuration(marks))).unwrap();
        let own = vec![self.authority.sign(&self.authority_configuration())];
        let authority = self.chain(&own).unwrap();
        accredited(&provider, &authority, &self.scheme, NOW)
    }

    fn reference(signer: &Entity, claims: &MarkClaims) -> MarkReference {
        MarkReference {
            trust_mark_type: claims.trust_mark_type.clone(),
            trust_mark: claims.sign(&signer.key).unwrap(),
        }
    }
}

#[test]
fn a_short_and_a_long_chain_resolve() {
    let country = Country::new();
    let short = country.chain(&country.links(&country.provider_configuration(&[]))).unwrap();
    assert_eq!(short.subject(), &country.provider.id);
    assert_eq!(short.metadata()["openid_provider"]["issuer"], "https://app.example");
    let sector = country.intermediate.claims(&country.provider);
    let about = country.authority.claims(&country.intermediate);
    assert!(country.chain(&country.long_links(&sector, &about)).is_ok());
}

#[test]
fn the_first_statement_to_expire_ends_the_chain() {
    let country = Country::new();
    let mut links = country.links(&country.provider_configuration(&[]));
    let mut vouching = country.authority.claims(&country.provider);
    vouching.exp = NOW.seconds() + 60;
    links[1] = country.authority.sign(&vouching);
    let chain = country.chain(&links).unwrap();
    assert_eq!(chain.expires(), Timestamp::from_seconds(NOW.seconds() + 60));
    let later = Timestamp::from_seconds(NOW.seconds() + 60);
    assert!(Chain::validate(&links, &country.anchor(), later).is_err());
}

#[test]
fn a_wrong_key_under_a_right_name_is_refused_at_every_link() {
    let country = Country::new();
    let stranger = SoftwareKey::generate(Algorithm::ES256).unwrap();
    for index in 0..3 {
        let mut links = country.links(&country.provider_configuration(&[]));
        let claims: Vec<StatementClaims> = vec![
            country.provider_configuration(&[]),
            country.authority.claims(&country.provider),
            country.authority_configuration(),
        ];
        let name = if index == 0 { &country.provider } else { &country.authority };
        let key = SoftwareKey::from_pkcs8(&stranger.to_pkcs8().unwrap(), Algorithm::ES256).unwrap();
        let key = key.with_key_id(name.key.key_id());
        links[index] = sign_statement(&key, &claims[index]).unwrap();
        assert!(
            matches!(country.chain(&links), Err(ChainError::Statement(at, _)) if at == index),
            "link {index}"
        );
    }
}

#[test]
fn replaced_anchor_keys_are_refused_even_when_self_consistent() {
    let country = Country::new();
    let impostor = Country::new();
    let links = impostor.links(&impostor.provider_configuration(&[]));
    assert!(impostor.chain(&links).is_ok());
    assert!(matches!(country.chain(&links), Err(ChainError::Statement(2, _))));
}

#[test]
fn an_anchor_rotates_its_keys_by_signing_the_new_ones_with_the_old() {
    let country = Country::new();
    let next = SoftwareKey::generate(Algorithm::ES256).unwrap().with_key_id("next");
    let mut top = country.authority_configuration();
    top.jwks = JwkSet::new(vec![country.authority.key.public(), next.public()]);
    let links = vec![
        country.provider.sign(&country.provider_configuration(&[])),
        sign_statement(&next, &country.authority.claims(&country.provider)).unwrap(),
        country.authority.sign(&top),
    ];
    assert!(country.chain(&links).is_ok());
}

#[test]
fn a_missing_subordinate_statement_is_refused() {
    let country = Country::new();
    let mut links = country.links(&country.provider_configuration(&[]));
    links.remove(1);
    assert!(country.chain(&links).is_err());
}

#[test]
fn a_superior_that_the_entity_does_not_name_is_refused() {
    let country = Country::new();
    let mut links = country.links(&country.provider_configuration(&[]));
    links[0] = country.provider.sign(&country.provider.configuration(&[&country.intermediate]));
    assert_eq!(country.chain(&links), Err(ChainError::UnnamedSuperior));
}

#[test]
fn every_broken_link_alone_is_found() {
    for link in Broken::ALL {
        assert_eq!(Country::new().judged(&[link]), None, "{link:?}");
    }
    assert!(Country::new().judged(&[]).is_some());
}

#[test]
fn loops_and_very_long_chains_are_refused() {
    let country = Country::new();
    let loops = vec![
        country.provider.sign(&country.provider.configuration(&[&country.intermediate])),
        country.intermediate.sign(&country.intermediate.claims(&country.provider)),
        country.provider.sign(&country.provider.claims(&country.intermediate)),
        country.intermediate.sign(&country.intermediate.claims(&country.provider)),
        country.authority.sign(&country.authority.claims(&country.intermediate)),
        country.authority.sign(&country.authority_configuration()),
    ];
    assert_eq!(country.chain(&loops), Err(ChainError::Loop));
    let mut long = country.links(&country.provider_configuration(&[]));
    for _ in 0..MAX_CHAIN {
        long.insert(1, long[1].clone());
    }
    assert_eq!(country.chain(&long), Err(ChainError::Length));
    assert_eq!(country.chain(&[]), Err(ChainError::Length));
}

#[test]
fn oversized_statements_are_refused() {
    let country = Country::new();
    let mut links = country.links(&country.provider_configuration(&[]));
    links[0] = format!("{}.{}.{}", "a".repeat(40_000), "b".repeat(40_000), "c");
    assert!(matches!(country.chain(&links), Err(ChainError::Statement(0, _))));
}

#[test]
fn times_are_those_of_the_reader() {
    let country = Country::new();
    for (iat, exp, fine) in [
        (0, HOUR, true),
        (59, HOUR, true),
        (61, HOUR, false),
        (-10, 1, true),
        (-10, 0, false),
        (-10, -1, false),
    ] {
        let mut claims = country.provider_configuration(&[]);
        (claims.iat, claims.exp) = (NOW.seconds() + iat, NOW.seconds() + exp);
        assert_eq!(country.chain(&country.links(&claims)).is_ok(), fine, "iat {iat} exp {exp}");
    }
}

#[test]
fn claims_in_the_wrong_kind_of_statement_are_refused() {
    let country = Country::new();
    let refused = |change: fn(&mut StatementClaims)| {
        let mut claims = country.provider_configuration(&[]);
        change(&mut claims);
        assert!(country.chain(&country.links(&claims)).is_err());
    };
    refused(|claims| claims.constraints = Some(Constraints::default()));
    refused(|claims| claims.metadata_policy = Some(MetadataPolicy::default()));
    refused(|claims| claims.authority_hints = Some(vec![]));
    refused(|claims| claims.crit = Some(vec!["unknown".to_owned()]));
    refused(|claims| claims.jwks = JwkSet::new(vec![]));
    refused(|claims| claims.sub = "https://other.example".parse().unwrap());
    let mut vouching = country.authority.claims(&country.provider);
    vouching.metadata_policy_crit = Some(vec!["regexp".to_owned()]);
    let mut links = country.links(&country.provider_configuration(&[]));
    links[1] = country.authority.sign(&vouching);
    assert!(matches!(
        country.chain(&links),
        Err(ChainError::Statement(1, StatementError::Critical))
    ));
}

#[test]
fn constraints_of_every_superior_bind() {
    let country = Country::new();
    let sector = country.intermediate.claims(&country.provider);
    for (constraints, fine) in [
        (json!({ "max_path_length": 1 }), true),
        (json!({ "max_path_length": 0 }), false),
        (json!({ "naming_constraints": { "permitted": ["app.example", "sector.example"] } }), true),
        (json!({ "naming_constraints": { "permitted": ["sector.example"] } }), false),
        (json!({ "naming_constraints": { "excluded": ["app.example"] } }), false),
    ] {
        let mut about = country.authority.claims(&country.intermediate);
        about.constraints = Some(serde_json::from_value(constraints.clone()).unwrap());
        let chain = country.chain(&country.long_links(&sector, &about));
        assert_eq!(chain.is_ok(), fine, "{constraints}");
    }
    let mut about = country.authority.claims(&country.intermediate);
    about.constraints = Some(
        serde_json::from_value(json!({ "allowed_entity_types": ["openid_relying_party"] }))
            .unwrap(),
    );
    let chain = country.chain(&country.long_links(&sector, &about)).unwrap();
    assert_eq!(chain.metadata().keys().collect::<Vec<_>>(), ["federation_entity"]);
}

#[test]
fn policies_of_all_superiors_are_merged_and_applied() {
    let country = Country::new();
    let mut about = country.authority.claims(&country.intermediate);
    let policy = json!({ "openid_provider": { "issuer": { "essential": true }, "contact": { "default": "a" } } });
    about.metadata_policy = Some(serde_json::from_value(policy).unwrap());
    let mut sector = country.intermediate.claims(&country.provider);
    let metadata = json!({ "openid_provider": { "name": "App" }, "oauth_client": {} });
    sector.metadata = serde_json::from_value(metadata).unwrap();
    let chain = country.chain(&country.long_links(&sector, &about)).unwrap();
    let provider = serde_json::to_value(&chain.metadata()["openid_provider"]).unwrap();
    assert_eq!(provider, json!({ "issuer": "https://app.example", "name": "App", "contact": "a" }));
    // A superior's metadata cannot give an entity a type that it does not have.
    assert!(!chain.metadata().contains_key("oauth_client"));
    sector.metadata_policy = Some(
        serde_json::from_value(json!({ "openid_provider": { "contact": { "default": "b" } } }))
            .unwrap(),
    );
    assert!(matches!(
        country.chain(&country.long_links(&sector, &about)),
        Err(ChainError::Policy(_))
    ));
}

#[test]
fn an_accreditation_binds_key_entity_mark_and_level() {
    let country = Country::new();
    let high = country.authority.mark(&country.provider, &country.scheme.high);
    let found = country.accreditation(&[Country::reference(&country.authority, &high)]).unwrap();
    assert_eq!(found.level, Level::High);
    assert_eq!(found.until.seconds(), NOW.seconds() + 3 * YEAR);
    let substantial = country.authority.mark(&country.provider, &country.scheme.substantial);
    let mut expired = high.clone();
    expired.exp = Some(NOW.seconds());
    let both = [
        Country::reference(&country.authority, &expired),
        Country::reference(&country.authority, &substantial),
    ];
    assert_eq!(country.accreditation(&both).unwrap().level, Level::Substantial);
}

#[test]
fn a_mark_that_proves_nothing_accredits_nobody() {
    let country = Country::new();
    let stranger = Entity::new("https://stranger.example");
    let good = country.authority.mark(&country.provider, &country.scheme.high);
    let refusal = |signer: &Entity, claims: MarkClaims| {
        country.accreditation(&[Country::reference(signer, &claims)]).unwrap_err()
    };
    let of_other_entity = MarkClaims { sub: stranger.id.clone(), ..good.clone() };
    assert_eq!(
        refusal(&country.authority, of_other_entity),
        Unaccredited::Mark(MarkError::OtherSubject)
    );
    let of_other_issuer = MarkClaims { iss: stranger.id.clone(), ..good.clone() };
    assert_eq!(
        refusal(&country.authority, of_other_issuer),
        Unaccredited::Mark(MarkError::OtherIssuer)
    );
    assert!(matches!(refusal(&stranger, good.clone()), Unaccredited::Mark(MarkError::Jose(_))));
    let endless = MarkClaims { exp: None, ..good.clone() };
    assert_eq!(refusal(&country.authority, endless), Unaccredited::Endless);
    let expired = MarkClaims { exp: Some(NOW.seconds()), ..good.clone() };
    assert_eq!(refusal(&country.authority, expired), Unaccredited::Mark(MarkError::Expired));
    let early = MarkClaims { iat: NOW.seconds() + 61, ..good.clone() };
    assert_eq!(refusal(&country.authority, early), Unaccredited::Mark(MarkError::NotYet));
    let delegated = MarkClaims { delegation: Some("x".to_owned()), ..good.clone() };
    assert_eq!(refusal(&country.authority, delegated), Unaccredited::Mark(MarkError::Delegated));
    let of_no_scheme =
        MarkClaims { trust_mark_type: "https://other.example/high".to_owned(), ..good };
    assert_eq!(refusal(&country.authority, of_no_scheme), Unaccredited::NoMark);
    assert_eq!(country.accreditation(&[]), Err(Unaccredited::NoMark));
}

#[test]
fn an_issuer_that_the_anchor_does_not_name_cannot_accredit() {
    let country = Country::new();
    let mark = country.provider.mark(&country.provider, &country.scheme.high);
    let marks = [Country::reference(&country.provider, &mark)];
    let links = country.links(&country.provider_configuration(&marks));
    let provider = country.chain(&links).unwrap();
    // The provider issues itself a mark and offers itself as the issuer.
    let refused = accredited(&provider, &provider, &country.scheme, NOW);
    assert_eq!(refused, Err(Unaccredited::IssuerNotNamed));
}

#[test]
fn a_status_is_about_one_mark_and_signed_by_its_issuer() {
    let country = Country::new();
    let mark = country.authority.mark(&country.provider, &country.scheme.high);
    let jwt = mark.sign(&country.authority.key).unwrap();
    let answer = StatusAnswer {
        iss: country.authority.id.clone(),
        iat: NOW.seconds(),
        trust_mark: jwt.clone(),
        status: MarkStatus::Revoked,
        exp: Some(NOW.seconds() + 60),
    };
    let signed = answer.sign(&country.authority.key).unwrap();
    let issuer_keys = country.authority.keys();
    let verify = |about: &str, now| {
        StatusAnswer::verify(&signed, (&country.authority.id, &issuer_keys), about, now)
    };
    assert_eq!(verify(&jwt, NOW).unwrap().status, MarkStatus::Revoked);
    assert_eq!(verify("another", NOW), Err(MarkError::OtherMark));
    let late = Timestamp::from_seconds(NOW.seconds() + 60);
    assert_eq!(verify(&jwt, late), Err(MarkError::Expired));
    let forged = answer.sign(&country.provider.key).unwrap();
    assert!(
        StatusAnswer::verify(&forged, (&country.authority.id, &issuer_keys), &jwt, NOW).is_err()
    );
}

/// A link between the anchor's keys and a provider's level that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Broken {
    AnchorKey,
    AnchorName,
    AnchorConfigurationExpired,
    StatementKey,
    StatementSubject,
    StatementExpired,
    StatementFromTheFuture,
    StatedKey,
    ConfigurationKey,
    ConfigurationExpired,
    Superior,
    MarkKey,
    MarkIssuer,
    MarkSubject,
    MarkType,
    MarkExpired,
    MarkEndless,
    MarkDelegated,
    IssuerNotNamed,
    NoMark,
}

impl Broken {
    const ALL: [Self; 20] = [
        Self::AnchorKey,
        Self::AnchorName,
        Self::AnchorConfigurationExpired,
        Self::StatementKey,
        Self::StatementSubject,
        Self::StatementExpired,
        Self::StatementFromTheFuture,
        Self::StatedKey,
        Self::ConfigurationKey,
        Self::ConfigurationExpired,
        Self::Superior,
        Self::MarkKey,
        Self::MarkIssuer,
        Self::MarkSubject,
        Self::MarkType,
        Self::MarkExpired,
        Self::MarkEndless,
        Self::MarkDelegated,
        Self::IssuerNotNamed,
        Self::NoMark,
    ];
}

impl Broken {
    fn in_mark(self, mark: &mut MarkClaims) {
        let stranger = || "https://stranger.example".parse().unwrap();
        match self {
            Self::MarkIssuer => mark.iss = stranger(),
            Self::MarkSubject => mark.sub = stranger(),
            Self::MarkType => "https://other.example/high".clone_into(&mut mark.trust_mark_type),
            Self::MarkExpired => mark.exp = Some(NOW.seconds()),
            Self::MarkEndless => mark.exp = None,
            Self::MarkDelegated => mark.delegation = Some("x".to_owned()),
            _ => {}
        }
    }

    /// In the provider's configuration, the statement about it, and the anchor's configuration.
    fn in_statements(self, [own, about, top]: &mut [StatementClaims; 3]) {
        let stranger = Entity::new("https://stranger.example");
        match self {
            Self::NoMark => own.trust_marks.clear(),
            Self::Superior => own.authority_hints = Some(vec![stranger.id]),
            Self::ConfigurationExpired => own.exp = NOW.seconds(),
            Self::StatedKey => about.jwks = stranger.keys(),
            Self::StatementSubject => about.sub = stranger.id,
            Self::StatementExpired => about.exp = NOW.seconds(),
            Self::StatementFromTheFuture => about.iat = NOW.seconds() + 61,
            Self::AnchorConfigurationExpired => top.exp = NOW.seconds(),
            Self::IssuerNotNamed => top.trust_mark_issuers.clear(),
            _ => {}
        }
    }
}

impl Country {
    /// The whole proof, with these links broken.
    fn judged(&self, broken: &[Broken]) -> Option<Accreditation> {
        // A stranger's key, under the name of the right one.
        let signer = |link, own: &Entity| {
            let stranger = SoftwareKey::generate(Algorithm::ES256).unwrap();
            let key = if broken.contains(&link) { &stranger } else { &own.key };
            let key = SoftwareKey::from_pkcs8(&key.to_pkcs8().unwrap(), Algorithm::ES256).unwrap();
            key.with_key_id(own.key.key_id())
        };
        let mut mark = self.authority.mark(&self.provider, &self.scheme.high);
        for link in broken {
            link.in_mark(&mut mark);
        }
        let trust_mark = mark.sign(&signer(Broken::MarkKey, &self.authority)).unwrap();
        let shown = MarkReference { trust_mark_type: mark.trust_mark_type, trust_mark };
        let mut claims = [
            self.provider_configuration(&[shown]),
            self.authority.claims(&self.provider),
            self.authority_configuration(),
        ];
        for link in broken {
            link.in_statements(&mut claims);
        }
        let links = [
            sign_statement(&signer(Broken::ConfigurationKey, &self.provider), &claims[0]).unwrap(),
            sign_statement(&signer(Broken::StatementKey, &self.authority), &claims[1]).unwrap(),
            self.authority.sign(&claims[2]),
        ];
        let key = signer(Broken::AnchorKey, &self.authority);
        let mut anchor = Anchor { keys: JwkSet::new(vec![key.public()]), ..self.anchor() };
        if broken.contains(&Broken::AnchorName) {
            anchor.id = "https://stranger.example".parse().unwrap();
        }
        let provider = Chain::validate(&links, &anchor, NOW).ok()?;
        let authority = Chain::validate(&links[2..], &anchor, NOW).ok()?;
        accredited(&provider, &authority, &self.scheme, NOW).ok()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever character of whatever link is changed, no chain comes out that says something else.
    #[test]
    fn any_changed_character_of_a_chain_is_found(link in 0usize..3, at: prop::sample::Index, letter in "[A-Za-z0-9_-]") {
        let country = Country::new();
        let mut links = country.links(&country.provider_configuration(&[]));
        let position = at.index(links[link].len());
        let before = links[link].clone();
        links[link].replace_range(position..=position, &letter);
        prop_assume!(links[link] != before);
        prop_assert!(country.chain(&links).is_err());
    }

    /// Whatever one link of the proof is broken, alone or among others, nobody is accredited; and only
    /// with all of them somebody is.
    #[test]
    fn whoever_lacks_one_link_is_not_accredited(broken in prop::collection::btree_set(0usize..Broken::ALL.len(), 0..4)) {
        let broken: Vec<Broken> = broken.into_iter().map(|at| Broken::ALL[at]).collect();
        let found = Country::new().judged(&broken);
        prop_assert_eq!(found.is_some(), broken.is_empty(), "{:?}", broken);
    }

    /// An accreditation is never above what a mark signed by the named issuer says.
    #[test]
    fn no_accreditation_without_a_mark_of_the_authority(
        signer in 0usize..3, subject in 0usize..2, ends in -10i64..10, starts in -100i64..100, high: bool,
    ) {
        let country = Country::new();
        let mark_type = if high { &country.scheme.high } else { &country.scheme.substantial };
        let stranger = Entity::new("https://stranger.example");
        let signer_entity = [&country.authority, &country.provider, &stranger][signer];
        let about = [&country.provider, &stranger][subject];
        let mut claims = country.authority.mark(about, mark_type);
        claims.iat = NOW.seconds() + starts;
        claims.exp = Some(NOW.seconds() + ends);
        let found = country.accreditation(&[Country::reference(signer_entity, &claims)]);
        let should = signer == 0 && subject == 0 && ends > 0 && starts <= 60;
        prop_assert_eq!(found.is_ok(), should);
        if let Ok(found) = found {
            prop_assert_eq!(found.level == Level::High, high);
        }
    }

    #[test]
    fn hostile_statements_never_panic(text in ".{0,200}") {
        let _ = Statement::configuration(&text, NOW);
        let _ = text.parse::<EntityId>();
    }
}
