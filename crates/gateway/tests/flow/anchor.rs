//! The authority of the test's country: a trust anchor that says what the test wants, and lies as
//! the test wants. What the provider says of itself in the federation is said here too.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::{Level, Timestamp};
use http::StatusCode;
use protocol::federation::{
    EntityId, MarkClaims, MarkReference, MarkStatus, Scheme, StatementClaims, StatusAnswer,
    sign_statement,
};
use protocol::jose::{Algorithm, JwkSet, Signer, SoftwareKey};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use web::{Clock, Params};

use crate::country::{SetClock, url_of};

/// Cheap to clone: all clones say the same.
#[derive(Clone)]
pub struct Anchor(Arc<Inner>);

struct Inner {
    id: EntityId,
    provider: EntityId,
    key: SoftwareKey,
    provider_key: SoftwareKey,
    stranger: SoftwareKey,
    next: SoftwareKey,
    clock: Arc<SetClock>,
    says: Mutex<Says>,
    /// How often the provider's configuration was asked for.
    asked: Mutex<usize>,
}

#[derive(Clone)]
struct Says {
    level: Level,
    until: Timestamp,
    status: MarkStatus,
    lie: Option<Lie>,
}

/// What is not as it should be, at the provider or between it and the authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// The provider's configuration under another key with the right name.
    WrongKeyUnderARightName,
    /// A key that the provider took by itself, consistently.
    OwnKeysThatNobodyStated,
    MarkOfAnotherEntity,
    MarkOfAnotherIssuer,
    /// The provider's own mark for itself.
    MarkOfItsOwn,
    NoMark,
    /// A mark for `substantial` listed as one for `high`.
    MarkUnderAnotherType,
    MissingSubordinateStatement,
    /// The statement about the provider is about somebody else.
    StatementOfAnother,
    StatementByAStranger,
    /// The provider's superiors vouch for each other.
    Loop,
    /// Superiors without end, each another.
    VeryLongChain,
    OversizedConfiguration,
    ExpiredConfiguration,
    ExpiredStatement,
    ReplacedAnchorKeys,
    StatusOfAnotherMark,
    StatusByAStranger,
    ExpiredStatus,
    /// Not a lie: the authority has begun to sign with its next key.
    NextAnchorKey,
    /// The provider does not answer, and lets whoever asks wait.
    ProviderHides,
    /// The provider names superiors that let whoever asks wait.
    SlowSuperiors,
}

impl Lie {
    /// Those after which nobody may be offered.
    pub const ALL: [Self; 19] = [
        Self::WrongKeyUnderARightName,
        Self::OwnKeysThatNobodyStated,
        Self::MarkOfAnotherEntity,
        Self::MarkOfAnotherIssuer,
        Self::MarkOfItsOwn,
        Self::NoMark,
        Self::MarkUnderAnotherType,
        Self::MissingSubordinateStatement,
        Self::StatementOfAnother,
        Self::StatementByAStranger,
        Self::Loop,
        Self::VeryLongChain,
        Self::OversizedConfiguration,
        Self::ExpiredConfiguration,
        Self::ExpiredStatement,
        Self::ReplacedAnchorKeys,
        Self::StatusOfAnotherMark,
        Self::StatusByAStranger,
        Self::ExpiredStatus,
    ];
}

const DAY: Duration = Duration::from_hours(24);
const STRANGER: &str = "https://stranger.example";

impl Anchor {
    /// An authority that has accredited a provider for a level, for three years.
    pub async fn found(provider: &str, level: Level, clock: Arc<SetClock>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let id = url_of(&listener).as_str().trim_end_matches('/').parse().unwrap();
        let key = |name: &str| SoftwareKey::generate(Algorithm::ES256).unwrap().with_key_id(name);
        let until = clock.now().plus(DAY * 1095);
        let anchor = Self(Arc::new(Inner {
            id,
            provider: provider.parse().unwrap(),
            key: key("anchor"),
            provider_key: key("provider"),
            stranger: key("provider"),
            next: key("anchor-2"),
            says: Mutex::new(Says { level, until, status: MarkStatus::Active, lie: None }),
            asked: Mutex::default(),
            clock,
        }));
        let router = Router::new()
            .route("/.well-known/openid-federation", get(configuration))
            .route("/fetch", get(fetch))
            .route("/status", post(status))
            .route("/superior/{number}/.well-known/openid-federation", get(superior))
            .route("/superior/{number}/fetch", get(superior_fetch))
            .with_state(anchor.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        anchor
    }

    /// What a gateway is told of it by hand.
    pub fn keys(&self) -> String {
        json!({"keys": [self.0.key.public()]}).to_string()
    }

    pub fn settings(&self, keys: &str) -> String {
        let scheme = self.scheme();
        format!(
            "[accreditation]\nauthority = \"{}\"\nkeys = \"{keys}\"\ncheck_seconds = 1\n\
             most_status_minutes = 720\n\
             scheme = {{ substantial = \"{}\", high = \"{}\" }}\n",
            self.0.id, scheme.substantial, scheme.high
        )
    }

    pub fn accredit(&self, level: Level) {
        self.0.says.lock().unwrap().level = level;
    }

    pub fn until(&self, until: Timestamp) {
        self.0.says.lock().unwrap().until = until;
    }

    pub fn suspend(&self) {
        self.0.says.lock().unwrap().status = MarkStatus::Revoked;
    }

    pub fn lie(&self, lie: impl Into<Option<Lie>>) {
        self.0.says.lock().unwrap().lie = lie.into();
    }

    /// How often the provider was asked who it is.
    pub fn asked(&self) -> usize {
        *self.0.asked.lock().unwrap()
    }

    /// What the provider publishes at its well-known place.
    pub async fn provider_configuration(&self) -> Response {
        *self.0.asked.lock().unwrap() += 1;
        let lie = self.says().lie;
        match lie {
            Some(Lie::OversizedConfiguration) => "x".repeat(3 * 1024 * 1024).into_response(),
            Some(Lie::ProviderHides) => {
                tokio::time::sleep(Duration::from_mins(1)).await;
                StatusCode::SERVICE_UNAVAILABLE.into_response()
            }
            _ => self.provider_statement(lie).into_response(),
        }
    }

    fn says(&self) -> Says {
        self.0.says.lock().unwrap().clone()
    }

    /// What the authority signs with, beside its configuration.
    fn key(&self) -> &SoftwareKey {
        match self.says().lie {
            Some(Lie::NextAnchorKey) => &self.0.next,
            _ => &self.0.key,
        }
    }

    fn scheme(&self) -> Scheme {
        let at = |level| format!("{}/marks/{level}", self.0.id);
        Scheme { substantial: at("substantial"), high: at("high") }
    }

    fn claims(&self, iss: &EntityId, sub: &EntityId, key: &SoftwareKey) -> StatementClaims {
        let now = self.0.clock.now();
        let keys = JwkSet::new(vec![key.public()]);
        StatementClaims::new(iss.clone(), sub.clone(), keys, (now, now.plus(DAY)))
    }

    fn provider_statement(&self, lie: Option<Lie>) -> String {
        let Inner { id, provider, provider_key, stranger, .. } = &*self.0;
        let own_keys = lie == Some(Lie::OwnKeysThatNobodyStated);
        let key = if own_keys { stranger } else { provider_key };
        let mut claims = self.claims(provider, provider, key);
        let superior = |number: u32| format!("{id}/superior/{number}").parse().unwrap();
        let hints = match lie {
            Some(Lie::Loop | Lie::VeryLongChain | Lie::SlowSuperiors) => vec![superior(0)],
            _ => vec![id.clone()],
        };
        claims.authority_hints = Some(hints);
        claims.metadata = metadata(&json!({"openid_provider": {"issuer": provider}}));
        claims.trust_marks = self.mark(lie).into_iter().collect();
        if lie == Some(Lie::ExpiredConfiguration) {
            claims.exp = self.0.clock.now().seconds();
        }
        let signing = match lie {
            Some(Lie::WrongKeyUnderARightName | Lie::OwnKeysThatNobodyStated) => stranger,
            _ => provider_key,
        };
        sign_statement(signing, &claims).unwrap()
    }

    fn mark(&self, lie: Option<Lie>) -> Option<MarkReference> {
        let (Says { level, until, .. }, scheme) = (self.says(), self.scheme());
        let Inner { id, provider, provider_key, stranger, .. } = &*self.0;
        let key = self.key();
        let mark_type = scheme.mark_type(level).unwrap().to_owned();
        let mut claims = MarkClaims {
            iss: id.clone(),
            sub: provider.clone(),
            trust_mark_type: mark_type,
            // The same mark whenever it is asked for.
            iat: crate::country::BEGINNING / 1000,
            exp: Some(until.seconds()),
            reference: None,
            delegation: None,
        };
        let signing = match lie {
            Some(Lie::NoMark) => return None,
            Some(Lie::MarkOfAnotherEntity) => {
                claims.sub = STRANGER.parse().unwrap();
                key
            }
            Some(Lie::MarkOfAnotherIssuer) => {
                claims.iss = STRANGER.parse().unwrap();
                stranger
            }
            Some(Lie::MarkOfItsOwn) => {
                claims.iss = provider.clone();
                provider_key
            }
            _ => key,
        };
        if lie == Some(Lie::MarkUnderAnotherType) {
            let substantial = MarkClaims { trust_mark_type: scheme.substantial, ..claims };
            let trust_mark = substantial.sign(key).unwrap();
            return Some(MarkReference { trust_mark_type: scheme.high, trust_mark });
        }
        let trust_mark = claims.sign(signing).unwrap();
        Some(MarkReference { trust_mark_type: claims.trust_mark_type, trust_mark })
    }

    fn statement(&self, lie: Option<Lie>) -> String {
        let Inner { id, provider, provider_key, stranger, clock, .. } = &*self.0;
        let mut claims = self.claims(id, provider, provider_key);
        let signing = match lie {
            Some(Lie::StatementByAStranger) => stranger,
            _ => self.key(),
        };
        if lie == Some(Lie::StatementOfAnother) {
            claims.sub = STRANGER.parse().unwrap();
        }
        if lie == Some(Lie::ExpiredStatement) {
            claims.exp = clock.now().seconds();
        }
        sign_statement(signing, &claims).unwrap()
    }
}

fn metadata(metadata: &Value) -> protocol::federation::Metadata {
    serde_json::from_value(metadata.clone()).unwrap()
}

async fn configuration(State(anchor): State<Anchor>) -> String {
    let Inner { id, key, stranger, .. } = &*anchor.0;
    let replaced = anchor.says().lie == Some(Lie::ReplacedAnchorKeys);
    let key = if replaced { stranger } else { key };
    let scheme = anchor.scheme();
    let issuers = [scheme.substantial, scheme.high].map(|it| (it, vec![id.clone()]));
    let endpoints = json!({"federation_entity": {
        "federation_fetch_endpoint": format!("{id}/fetch"),
        "federation_trust_mark_status_endpoint": format!("{id}/status"),
    }});
    let keys = vec![key.public(), anchor.0.next.public()];
    let claims = StatementClaims {
        jwks: JwkSet::new(keys),
        metadata: metadata(&endpoints),
        trust_mark_issuers: issuers.into_iter().collect(),
        ..anchor.claims(id, id, key)
    };
    sign_statement(key, &claims).unwrap()
}

async fn fetch(State(anchor): State<Anchor>, params: Params) -> Response {
    let lie = anchor.says().lie;
    let about_provider = params.once("sub").ok().flatten() == Some(anchor.0.provider.as_str());
    if !about_provider || lie == Some(Lie::MissingSubordinateStatement) {
        return StatusCode::NOT_FOUND.into_response();
    }
    anchor.statement(lie).into_response()
}

async fn status(State(anchor): State<Anchor>, params: Params) -> Response {
    let (Says { status, lie, .. }, now) = (anchor.says(), anchor.0.clock.now());
    let shown = params.once("trust_mark").ok().flatten().unwrap_or_default();
    let another = lie == Some(Lie::StatusOfAnotherMark);
    let trust_mark = if another { "another".to_owned() } else { shown.to_owned() };
    let expired = lie == Some(Lie::ExpiredStatus);
    let exp = if expired { now } else { now.plus(Duration::from_hours(12)) };
    let (iss, exp) = (anchor.0.id.clone(), Some(exp.seconds()));
    let answer = StatusAnswer { iss, iat: now.seconds(), trust_mark, status, exp };
    let by_a_stranger = lie == Some(Lie::StatusByAStranger);
    let key = if by_a_stranger { &anchor.0.stranger } else { anchor.key() };
    answer.sign(key).unwrap().into_response()
}

/// An intermediate that the provider invented: it names the next one, or the first again.
async fn superior(State(anchor): State<Anchor>, Path(number): Path<u32>) -> String {
    let lie = anchor.says().lie;
    if lie == Some(Lie::SlowSuperiors) {
        tokio::time::sleep(Duration::from_mins(1)).await;
    }
    let id = &anchor.0.id;
    let own: EntityId = format!("{id}/superior/{number}").parse().unwrap();
    let next = if lie == Some(Lie::Loop) { 1 - number.min(1) } else { number + 1 };
    let next = format!("{id}/superior/{next}").parse().unwrap();
    let endpoint =
        json!({"federation_entity": {"federation_fetch_endpoint": format!("{own}/fetch")}});
    let claims = StatementClaims {
        authority_hints: Some(vec![next]),
        metadata: metadata(&endpoint),
        ..anchor.claims(&own, &own, &anchor.0.stranger)
    };
    sign_statement(&anchor.0.stranger, &claims).unwrap()
}

async fn superior_fetch(
    State(anchor): State<Anchor>,
    Path(number): Path<u32>,
    params: Params,
) -> String {
    let own: EntityId = format!("{}/superior/{number}", anchor.0.id).parse().unwrap();
    let sub = params.once("sub").ok().flatten().unwrap().parse().unwrap();
    let claims = anchor.claims(&own, &sub, &anchor.0.provider_key);
    sign_statement(&anchor.0.stranger, &claims).unwrap()
}
