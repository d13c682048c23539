//! The party `cards`: whoever needs to know asks it whether a card is good, people report a card
//! lost and get another, and a reader in software serves the gateway's page.

mod page;
mod reader;
mod status;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use domain::{Language, Localized};
use serde::Deserialize;
use url::Url;
use web::{Chassis, Fault, FilePath, Listen, OpenError, Role, SharedClock, Texts, TextsError};

use super::{CardError, CardId, Cards, Responder, Which};
use crate::country::{DemoFile, DemoPerson, Party};
use crate::demo_page;
use crate::people::Person;

/// The configuration of the party.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    server: demo_page::Server,
    /// The country's `demo.json`. Cards and authorities lie in folders beside it.
    pub demo: FilePath,
    /// How long an answer about a card may be used again. A card that was reported lost still
    /// works for so long, where somebody asked shortly before.
    #[serde(default = "answer_seconds")]
    pub answer_seconds: u32,
}

fn answer_seconds() -> u32 {
    1
}

impl Config {
    pub fn server(&self) -> Listen {
        self.server.listen()
    }
}

#[derive(Clone)]
struct Office(Arc<Inner>);

struct Inner {
    chassis: Chassis,
    texts: Texts,
    cards: Cards,
    responder: Responder,
    /// Whose page the reader serves.
    gateway: String,
    /// Everybody's cards: of those whom the demo introduces first, then by name.
    holdings: Vec<Holding>,
}

/// A card, and who has it.
#[derive(Clone)]
struct Holding {
    card: CardId,
    known: DemoPerson,
    which: Which,
}

/// Opens the card authority. It needs no other party to be up.
pub fn open(config: &Config, clock: SharedClock) -> Result<Role, OpenError> {
    let server = config.server();
    let demo = DemoFile::read(&config.demo).map_err(OpenError::because)?;
    let data = config.demo.parent().unwrap_or(Path::new("."));
    let cards = Cards::keep(data, &server.origin(), clock.now()).map_err(OpenError::because)?;
    let chassis = Chassis::new(web::Settings {
        role: "cards",
        server: &server,
        name: office_name(),
        clock,
        // The reader is asked by the gateway's page, and looks at the origin itself.
        endpoints: &["/reader/"],
        api: vec!["/reader/", "/ocsp/", "/crl/", "/ca/"],
        assets: &[],
    })?;
    let office = Office(Arc::new(Inner {
        chassis: chassis.clone(),
        texts: texts()?,
        responder: Responder::new(Duration::from_secs(config.answer_seconds.into())),
        gateway: gateway_origin(&demo)?,
        holdings: holdings(&cards, demo.people),
        cards,
    }));
    Ok(chassis.finish(routes().with_state(office), None, Vec::new()))
}

fn routes() -> Router<Office> {
    Router::new()
        .route("/", get(page::front))
        .route("/card/{card}", get(page::card))
        .route("/card/{card}/lose", post(page::lose))
        .route("/card/{card}/renew", post(page::renew))
        .route("/reader/cards", get(reader::cards).options(reader::preflight))
        .route("/reader/authenticate", post(reader::authenticate).options(reader::preflight))
        .route("/ocsp/{authority}", post(status::ocsp))
        .route("/ocsp/{authority}/{*request}", get(status::ocsp_by_address))
        .route("/crl/{file}", get(status::list))
        .route("/ca/{file}", get(status::certificate))
}

impl Office {
    fn holding(&self, card: &str) -> Option<&Holding> {
        self.0.holdings.iter().find(|holding| holding.card.as_str() == card)
    }

    /// Work on cards reads and writes files, which no other request should wait for.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, CardError> + Send + 'static,
    ) -> Result<Result<T, CardError>, Fault> {
        let office = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&office)).await;
        done.map_err(|error| Fault::new("working on a card", error))
    }
}

fn failed(error: CardError) -> Fault {
    Fault::new("working on a card", error)
}

impl Holding {
    fn person(&self) -> &Person {
        &self.known.person
    }

    /// Why the demo introduces it.
    fn story(&self, language: Language) -> String {
        let story = match self.which {
            Which::Current => self.person().story.clone(),
            second => second.story(),
        };
        story.map_or_else(String::new, |story| story.text(language).to_owned())
    }
}

fn holdings(cards: &Cards, people: Vec<DemoPerson>) -> Vec<Holding> {
    let (featured, mut others): (Vec<_>, Vec<_>) = people.into_iter().partition(|it| it.featured);
    others.sort_by_cached_key(|it| (it.person.family_name.to_lowercase(), it.name.clone()));
    let of_person = |known: DemoPerson| {
        let holding = |which| {
            let card = cards.id(&known.person, which);
            Holding { card, known: known.clone(), which }
        };
        Which::all_of(&known.person).into_iter().map(holding).collect::<Vec<_>>()
    };
    featured.into_iter().chain(others).flat_map(of_person).collect()
}

fn gateway_origin(demo: &DemoFile) -> Result<String, OpenError> {
    let url = demo.party(Party::Gateway).map(|entry| entry.url.as_str()).unwrap_or_default();
    let url: Url = url.parse().map_err(|error| OpenError::new("the gateway's address", error))?;
    Ok(url.origin().ascii_serialization())
}

fn office_name() -> Localized {
    let [nl, fr, de, en] =
        ["Identiteitskaarten", "Cartes d'identité", "Personalausweise", "Identity cards"]
            .map(str::to_owned);
    Localized { nl, fr, de, en }
}

fn texts() -> Result<Texts, TextsError> {
    Texts::load(&[
        (Language::Nl, include_str!("../../../text/card/nl.ftl")),
        (Language::Fr, include_str!("../../../text/card/fr.ftl")),
        (Language::De, include_str!("../../../text/card/de.ftl")),
        (Language::En, include_str!("../../../text/card/en.ftl")),
    ])
}
