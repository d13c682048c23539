//! The page of a login that is over: safe to come back to, and with a way on.

use askama::Template;
use axum::response::Response;
use domain::ProviderId;
use http::StatusCode;
use url::Url;
use web::{Visitor, Words};

use super::store::Kept;
use super::{Reason, Stage, begin};
use crate::gateway::Gateway;

#[derive(Template)]
#[template(path = "over.html")]
pub struct OverPage {
    words: Words,
    title: String,
    text: String,
    service: String,
    provider: String,
    minutes: String,
    link: String,
    link_text: &'static str,
}

#[derive(Template)]
#[template(path = "unknown_login.html")]
pub struct UnknownPage {
    words: Words,
}

/// What has become of a login that is over.
pub fn page(gateway: &Gateway, visitor: &Visitor, kept: &Kept) -> Response {
    let (words, language) = (gateway.words(visitor), visitor.language);
    let (title, text) = texts(&kept.login.stage);
    let service = gateway.service_name(&kept.login.request.service, language);
    let title = words.with_one(&title, "service", &service);
    let explained = needs_explaining(&kept.login.stage).is_some();
    let provider = provider(&kept.login.stage);
    let page = OverPage {
        title: title.clone(),
        text,
        service,
        provider: provider.map(|id| gateway.provider_name(id, language)).unwrap_or_default(),
        minutes: (gateway.login_lifetime.as_secs() / 60).to_string(),
        link: if explained { way_back(kept) } else { home(gateway, kept) },
        link_text: if explained { "refused-back" } else { "over-service" },
        words,
    };
    gateway.chassis.page(visitor, &title, page).respond()
}

/// The page for whoever comes with a login that is not one of this browser's.
pub fn unknown(gateway: &Gateway, visitor: &Visitor) -> Response {
    let words = gateway.words(visitor);
    let title = words.get("unknown-login-title");
    let page = gateway.chassis.page(visitor, &title, UnknownPage { words });
    page.status(StatusCode::NOT_FOUND).respond()
}

fn texts(stage: &Stage) -> (String, String) {
    let over = |text: &str| ("over-title".to_owned(), format!("over-{text}"));
    match stage {
        Stage::Refused(refusal) => {
            let word = refusal.reason.word();
            match needs_explaining(stage) {
                Some(_) => (format!("refused-{word}-title"), format!("refused-{word}")),
                None => over(word),
            }
        }
        Stage::Answered => over("answered"),
        _ => ("over-expired-title".to_owned(), "over-expired".to_owned()),
    }
}

fn needs_explaining(stage: &Stage) -> Option<Reason> {
    match stage {
        Stage::Refused(refusal) => Some(refusal.reason).filter(|reason| reason.needs_explaining()),
        _ => None,
    }
}

fn provider(stage: &Stage) -> Option<&ProviderId> {
    match stage {
        Stage::Refused(refusal) => refusal.provider.as_ref(),
        _ => None,
    }
}

/// To the service, with the error that it is owed.
fn way_back(kept: &Kept) -> String {
    format!("{}/return", begin::path(&kept.login.id))
}

/// Where the person starts again: the service's own beginning or, where it named none, the site
/// to which its answers go. Never the old answer: that one is over.
fn home(gateway: &Gateway, kept: &Kept) -> String {
    let Some(asked) = &kept.asked else { return "/".to_owned() };
    let home = gateway.service_home(&kept.login.request.service);
    home.map_or_else(|| asked.origin(), Url::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::login::Refusal;
    use crate::testing::{every_language, whole};

    fn stages() -> Vec<Stage> {
        let refused = |reason: &Reason| {
            let provider = Some(ProviderId::new("app"));
            Stage::Refused(Refusal { reason: *reason, provider, person: None })
        };
        let over = [Stage::Answered, Stage::Expired];
        over.into_iter().chain(Reason::ALL.iter().map(refused)).collect()
    }

    #[test]
    fn every_end_is_explained_in_every_language() {
        for words in every_language() {
            for stage in stages() {
                let (title, text) = texts(&stage);
                let page = OverPage {
                    title: words.with_one(&title, "service", "Health & Care"),
                    text,
                    service: "Health & Care".to_owned(),
                    provider: "Sesame".to_owned(),
                    minutes: "15".to_owned(),
                    link: "https://health.example/".to_owned(),
                    link_text: "over-service",
                    words: words.clone(),
                };
                whole(&page.render().unwrap());
            }
            whole(&UnknownPage { words }.render().unwrap());
        }
    }
}
