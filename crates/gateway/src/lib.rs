//! The gateway: the government's authentication service, through which people log in to services.
//!
//! It is an OpenID provider for services and a relying party of the providers that prove who
//! people are. It asks which level a service needs, offers only the methods whose provider is
//! accredited for that level now, keeps the single sign-on of a browser, and enters every answered
//! or refused login in its trail.
//!
//! It never proves by itself who somebody is, and it must not contain how a provider does that, nor
//! what a service is about: it meets both over HTTP only. Personal data stay in the register's rows
//! and in the answers to services; they never reach a log, a URL or the trail.

mod card;
mod config;
mod dispute;
mod gateway;
mod id;
mod login;
mod migrations;
mod moment;
mod oidc;
mod open;
mod person;
mod provider;
mod routes;
mod session;
#[cfg(test)]
mod testing;
mod trail;

use domain::Language;
use web::{Texts, TextsError};

pub use card::CardSettings;
pub use config::{Config, LifetimeSettings, LimitSettings, ProviderSettings, Report};
pub use dispute::Dispute;
pub use dispute::desk::{Closing, Desk};
pub use open::open;
pub use trail::{Books, Unequal};

fn texts() -> Result<Texts, TextsError> {
    static SOURCES: [(Language, &str); 8] = [
        (Language::Nl, include_str!("../text/nl.ftl")),
        (Language::Fr, include_str!("../text/fr.ftl")),
        (Language::De, include_str!("../text/de.ftl")),
        (Language::En, include_str!("../text/en.ftl")),
        openid::TEXTS[0],
        openid::TEXTS[1],
        openid::TEXTS[2],
        openid::TEXTS[3],
    ];
    Texts::load(&SOURCES)
}
