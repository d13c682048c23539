//! A provider of the gateway whose people answer at once, and as the test says.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::anchor::Anchor;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::{Level, Localized, NationalNumber, PersonId};
use openid::Issuer;
use openid::client::Client;
use openid::keys::{KeyRing, Purpose};
use openid::provider::{Asked, Denied, Proved, Provider, Settings};
use protocol::oidc::{AcrSpelling, AuthorizationError, Refusal};
use serde_json::{Map, json};
use web::{
    Chassis, Database, Fault, Fetch, Listen, Params, Role, SealKey, SharedClock, Visitor, ticket,
};

/// What the people of the provider do with the next questions.
#[derive(Clone)]
pub enum Doing {
    Approve {
        number: NationalNumber,
        level: Level,
    },
    /// They proved who they are some time ago, and the provider uses that again.
    ApproveFrom {
        number: NationalNumber,
        ago: Duration,
    },
    Refuse(&'static str),
    /// The provider leaves out who it is.
    SayNothing,
}

/// What the test holds of the provider.
#[derive(Clone)]
pub struct People {
    pub doing: Arc<Mutex<Doing>>,
    /// The questions that came, the last at the end.
    pub asked: Arc<Mutex<Vec<Asked>>>,
}

#[derive(Clone)]
struct Standing {
    provider: Provider,
    db: Database,
    people: People,
}

pub async fn open(
    server: &Listen,
    gateway: &str,
    (people, anchor): (People, Anchor),
    clock: SharedClock,
) -> Role {
    let tables = [ticket::MIGRATIONS, openid::MIGRATIONS];
    let db = Database::open(&server.database, &tables).await.unwrap();
    let seal = SealKey::read_or_create(&server.seal_key_file).unwrap();
    let keys = KeyRing::open(db.clone(), seal, Purpose::PROVIDER, clock.now()).await.unwrap();
    let fetch = Fetch::new(&web::FetchSettings { allow_private: true }).unwrap();
    let settings = Settings {
        issuer: Issuer::of(&server.url).unwrap(),
        acr: AcrSpelling::default(),
        logout: false,
        authorization_details_types: &["service_login"],
        anchor: None,
    };
    let provider =
        Provider::open(settings, vec![partner(gateway)], db.clone(), keys, &fetch).unwrap();
    let chassis = Chassis::new(web::Settings {
        role: "mobile",
        server,
        name: Localized::same("Sesame"),
        clock,
        endpoints: Provider::ENDPOINTS,
        api: Provider::API.to_vec(),
        assets: &[],
    })
    .unwrap();
    let router = Router::new()
        .route("/authorize", get(authorize))
        .with_state(Standing { provider: provider.clone(), db: db.clone(), people })
        .route("/.well-known/openid-federation", get(configuration))
        .with_state(anchor)
        .merge(provider.routes());
    chassis.finish(router, Some(db), Vec::new())
}

async fn configuration(State(anchor): State<Anchor>) -> Response {
    anchor.provider_configuration().await
}

/// The gateway, as it is registered at the provider.
fn partner(gateway: &str) -> Client {
    let registration = json!({
        "client_id": "gateway",
        "name": { "nl": "Poort", "fr": "Passerelle", "de": "Zugang", "en": "Gateway" },
        "redirect_uris": [format!("{gateway}/callback/app"), format!("{gateway}/callback/other")],
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks_uri": format!("{gateway}/jwks"),
        "claims": ["national_number"],
        "id_token_signed_response_alg": "ES256",
        "id_token_encrypted_response_alg": "ECDH-ES",
        "id_token_encrypted_response_enc": "A256GCM",
        "require_pushed_authorization_requests": true,
        "authorization_details_types": ["service_login"],
    });
    serde_json::from_value(registration).unwrap()
}

async fn authorize(
    State(standing): State<Standing>,
    visitor: Visitor,
    params: Params,
) -> Result<Response, Fault> {
    let asked = match standing.provider.ask(&params, visitor.now).await {
        Ok(asked) => asked,
        Err(Denied::Redirect { reply, .. }) => return Ok(reply.respond(visitor.language)),
        Err(denied) => panic!("the gateway asked badly: {denied:?}"),
    };
    standing.people.asked.lock().unwrap().push(asked.clone());
    let doing = standing.people.doing.lock().unwrap().clone();
    let (number, level, ago) = match doing {
        Doing::Approve { number, level } => (Some(number), level, Duration::ZERO),
        Doing::ApproveFrom { number, ago } => (Some(number), Level::High, ago),
        Doing::SayNothing => (None, Level::High, Duration::ZERO),
        Doing::Refuse(because) => {
            let refusal = Refusal::new(AuthorizationError::AccessDenied, because);
            return Ok(standing.provider.refuse(&asked, refusal).respond(visitor.language));
        }
    };
    let number = number.map(|number| ("national_number".to_owned(), number.reveal().into()));
    let claims: Map<_, _> = number.into_iter().collect();
    let proved = Proved {
        person: PersonId::new("known to the provider"),
        level,
        // It says more than it may: that an identity card was used.
        amr: vec!["hwk", "user", "sc"],
        auth_time: visitor.now.minus(ago),
        session: None,
        claims,
    };
    let mut tx = standing.db.begin().await?;
    let reply = standing.provider.answer(&mut tx, &asked, proved, visitor.now).await?;
    tx.commit().await?;
    Ok(reply.respond(visitor.language))
}
