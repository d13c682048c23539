//! The demo's start page: what there is to open, and who one can be.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::{Language, Localized};
use web::{Chassis, OpenError, Role, SharedClock, Texts, TextsError, Visitor, Words};

use crate::country::{DemoFile, Party};
use crate::demo_page::{self, Introduced};

pub use crate::demo_page::Config;

#[derive(Clone)]
struct Start(Arc<Inner>);

struct Inner {
    chassis: Chassis,
    texts: Texts,
    demo: DemoFile,
}

#[derive(Template)]
#[template(path = "start_page/front.html")]
struct FrontPage {
    words: Words,
    bank: String,
    app: String,
    health: String,
    cards: String,
    /// The authority that accredits, and the names of its officers.
    authority: String,
    officers: String,
    figures: String,
    gateway: String,
    gateway_configuration: String,
    mobile_configuration: String,
    featured: Vec<Introduced>,
    others: usize,
}

/// Opens the start page. It needs no party to be up.
pub fn open(config: &Config, clock: SharedClock) -> Result<Role, OpenError> {
    let chassis = Chassis::new(web::Settings {
        role: "start",
        server: &config.server(),
        name: Localized::same("Beffroi"),
        clock,
        endpoints: &[],
        api: vec![],
        assets: &[],
    })?;
    let demo = DemoFile::read(&config.demo).map_err(OpenError::because)?;
    let start = Start(Arc::new(Inner { chassis: chassis.clone(), texts: texts()?, demo }));
    let router = Router::new().route("/", get(front)).with_state(start);
    Ok(chassis.finish(router, None, Vec::new()))
}

/// `GET /`
async fn front(State(start): State<Start>, visitor: Visitor) -> Response {
    let words = start.0.texts.speak(visitor.language);
    let title = words.get("start-title");
    let page = FrontPage::new(words, &start.0.demo);
    start.0.chassis.page(&visitor, &title, page).respond()
}

impl FrontPage {
    fn new(words: Words, demo: &DemoFile) -> Self {
        let entry = |party| demo.party(party).cloned().unwrap_or_default();
        let (gateway, mobile) = (entry(Party::Gateway), entry(Party::Mobile));
        let (featured, others) = demo_page::introduce(&demo.people, words.language);
        let officers: Vec<&str> = demo.officers.iter().map(|it| it.name.as_str()).collect();
        Self {
            words,
            bank: entry(Party::Bank).url,
            app: mobile.app.unwrap_or_default(),
            health: entry(Party::Health).url,
            cards: entry(Party::Cards).url,
            authority: entry(Party::Accreditor).url,
            officers: officers.join(", "),
            figures: entry(Party::Figures).url,
            gateway: gateway.url,
            gateway_configuration: gateway.openid_configuration.unwrap_or_default(),
            mobile_configuration: mobile.openid_configuration.unwrap_or_default(),
            featured,
            others: others.len(),
        }
    }
}

fn texts() -> Result<Texts, TextsError> {
    Texts::load(&[
        (Language::Nl, include_str!("../../text/start_page/nl.ftl")),
        (Language::Fr, include_str!("../../text/start_page/fr.ftl")),
        (Language::De, include_str!("../../text/start_page/de.ftl")),
        (Language::En, include_str!("../../text/start_page/en.ftl")),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::country::{Addresses, Country, Plan};

    #[test]
    fn the_page_is_whole_in_every_language() {
        let data = tempfile::tempdir().unwrap();
        let now = domain::Timestamp::from_seconds(1_800_000_000);
        let plan = Plan::new(data.path(), Addresses::from_port(8000), now);
        let demo = Country::prepare(&plan).unwrap().demo_file().unwrap();
        let texts = texts().unwrap();
        for language in Language::ALL {
            let html = FrontPage::new(texts.speak(language), &demo).render().unwrap();
            assert!(!html.contains(">start-"), "{language}: {html}");
            for address in
                ["http://localhost:8002/", "http://localhost:8001/app/", "http://localhost:8004/"]
            {
                assert!(html.contains(address), "{address}");
            }
        }
    }
}
