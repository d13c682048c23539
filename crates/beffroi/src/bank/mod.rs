//! The demo's bank. A real bank identifies its customers by law; when one of them wants the app,
//! it vouches for them at the mobile provider and hands over an activation code. Here the customer
//! says who they are, and is believed: the only thing in the demo that is make-believe.

mod page;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::{Language, Level, Localized, NationalNumber};
use http::StatusCode;
use web::{
    Chassis, Fault, Fetch, FetchSettings, OpenError, Params, Problem, Role, SharedClock, Texts,
    TextsError, Visitor,
};

use crate::country::{DemoFile, DemoPerson};
use crate::demo_page;
use crate::people::Person;
use crate::registrar::{Registrar, RegistrarError};
use page::{ActivationPage, FailedPage, FrontPage};

pub use crate::demo_page::Config;

#[derive(Clone)]
struct Bank(Arc<Inner>);

struct Inner {
    chassis: Chassis,
    texts: Texts,
    fetch: Fetch,
    registrar: Registrar,
    people: Vec<DemoPerson>,
}

/// Opens the bank. It needs no other party to be up.
pub fn open(config: &Config, clock: SharedClock) -> Result<Role, OpenError> {
    let texts = texts()?;
    let chassis = Chassis::new(web::Settings {
        role: "bank",
        server: &config.server(),
        name: Localized::same("Demobank"),
        clock,
        endpoints: &[],
        api: vec![],
        assets: &[],
    })?;
    let demo = DemoFile::read(&config.demo).map_err(OpenError::because)?;
    let bank = Bank(Arc::new(Inner {
        chassis: chassis.clone(),
        texts,
        fetch: Fetch::new(&FetchSettings { allow_private: true })?,
        registrar: Registrar::of(&demo.registrar)
            .map_err(|error| OpenError::new("opening the registrar", error))?,
        people: demo.people,
    }));
    let router =
        Router::new().route("/", get(front)).route("/activations", post(activate)).with_state(bank);
    Ok(chassis.finish(router, None, Vec::new()))
}

/// `GET /`: who are you?
async fn front(State(bank): State<Bank>, visitor: Visitor) -> Response {
    let words = bank.0.texts.speak(visitor.language);
    let (featured, others) = demo_page::introduce(&bank.0.people, visitor.language);
    let title = words.get("bank-title");
    bank.0.chassis.page(&visitor, &title, FrontPage { words, featured, others }).respond()
}

/// `POST /activations`: a code for the person who was chosen.
async fn activate(
    State(bank): State<Bank>,
    visitor: Visitor,
    params: Params,
) -> Result<Response, Fault> {
    let Some((person, level)) = bank.chosen(&params) else {
        return Ok(Problem::BadRequest.into_response());
    };
    let words = bank.0.texts.speak(visitor.language);
    match bank.0.registrar.enrol(&bank.0.fetch, person, level, visitor.now).await {
        Ok(activation) => {
            let title = words.get("bank-code-title");
            let page = ActivationPage::new(words, person.name(), &activation);
            Ok(bank.0.chassis.page(&visitor, &title, page).respond())
        }
        Err(RegistrarError::Fault(fault)) => Err(fault),
        Err(error) => {
            tracing::warn!(error = %error, "no activation code");
            let title = words.get("bank-failed-title");
            let page = FailedPage { words };
            Ok(bank
                .0
                .chassis
                .page(&visitor, &title, page)
                .status(StatusCode::BAD_GATEWAY)
                .respond())
        }
    }
}

impl Bank {
    fn chosen(&self, params: &Params) -> Option<(&Person, Level)> {
        let number: NationalNumber = params.once("person").ok()??.parse().ok()?;
        let level = params.once("level").ok()??.parse().ok()?;
        let known = self.0.people.iter().find(|known| known.person.national_number == number)?;
        Some((&known.person, level))
    }
}

fn texts() -> Result<Texts, TextsError> {
    Texts::load(&[
        (Language::Nl, include_str!("../../text/bank/nl.ftl")),
        (Language::Fr, include_str!("../../text/bank/fr.ftl")),
        (Language::De, include_str!("../../text/bank/de.ftl")),
        (Language::En, include_str!("../../text/bank/en.ftl")),
    ])
}
