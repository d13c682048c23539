//! The page on which a person chooses how to log in, and sees what the service will get to know.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::{Level, LoginId, Method};
use http::{HeaderValue, header};
use openid::provider::Asked;
use url::Url;
use web::{Conn, Fault, Visitor, Words};

use super::store::{self, Kept};
use super::{Notice, Stage, WrongMove, begin, over};
use crate::gateway::{Gateway, Shared};
use crate::person::{self, data};
use crate::provider::Offer;
use crate::session::Decision;

#[derive(Template)]
#[template(path = "choose.html")]
pub struct ChooserPage {
    words: Words,
    login: LoginId,
    service: String,
    notice: Option<String>,
    level: Level,
    /// The keys of what the service gets to know.
    data: Vec<&'static str>,
    policy: Option<Url>,
    /// The name of the person, where their session may answer once they agree.
    signed_in: Option<String>,
    methods: Vec<MethodChoice>,
    /// The names of the apps that nobody accredits now.
    unaccredited: Vec<String>,
}

struct MethodChoice {
    provider: String,
    name: String,
    method: Method,
}

/// The honest page for when exactly nothing reaches the level asked.
#[derive(Template)]
#[template(path = "no_method.html")]
pub struct NoMethodPage {
    words: Words,
    login: LoginId,
    service: String,
    level: Level,
    unaccredited: Vec<String>,
}

#[derive(Template)]
#[template(path = "wait.html")]
pub struct WaitPage {
    words: Words,
}

/// `GET /login/{login}`
pub async fn show(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(id): Path<LoginId>,
) -> Result<Response, Fault> {
    let mut conn = gateway.db.read().await?;
    let Some(kept) = store::of_browser(&mut conn, &id, &visitor).await? else {
        return Ok(over::unknown(&gateway, &visitor));
    };
    let visitor = visitor.prefer(kept.login.request.language);
    match kept.login.still_open(visitor.now) {
        Ok(()) => {}
        Err(WrongMove::Expired) => {
            let kept = kept.step(|login| login.expire(visitor.now))?;
            return Ok(over::page(&gateway, &visitor, &kept));
        }
        Err(_) => return Ok(over::page(&gateway, &visitor, &kept)),
    }
    if kept.login.is_being_read(visitor.now) {
        return Ok(wait(&gateway, &visitor));
    }
    let offers = gateway.offers(kept.login.request.minimum, visitor.now);
    if offers.is_empty() {
        return Ok(no_method(&gateway, &visitor, &kept));
    }
    let signed_in = signed_in(&gateway, &mut conn, &visitor, &kept).await?;
    Ok(chooser(&gateway, &visitor, &kept, &offers, signed_in))
}

fn chooser(
    gateway: &Gateway,
    visitor: &Visitor,
    kept: &Kept,
    offers: &[Offer<'_>],
    signed_in: Option<String>,
) -> Response {
    let (words, request) = (gateway.words(visitor), &kept.login.request);
    let service = gateway.service_name(&request.service, visitor.language);
    let title = words.with_one("choose-title", "service", &service);
    let page = ChooserPage {
        login: kept.login.id.clone(),
        notice: notice(&kept.login.stage),
        level: request.minimum,
        data: data::labels(&request.claims),
        policy: gateway.client(&request.service).and_then(|client| client.links().policy.clone()),
        methods: offers.iter().map(|offer| method(*offer, visitor)).collect(),
        unaccredited: gateway.unaccredited(visitor.language, visitor.now),
        service,
        signed_in,
        words,
    };
    let page = gateway.chassis.page(visitor, &title, page);
    // Where the forms on this page end, by redirects after the post.
    let providers = offers.iter().filter_map(|offer| gateway.origin_of(offer.provider()));
    let ends = kept.asked.iter().map(Asked::origin);
    providers.chain(ends).fold(page, web::Page::form_origin).respond()
}

/// Shown to whoever reloads while the provider's answer is being read. Goes on by itself, by a
/// header, for it needs no script.
fn wait(gateway: &Gateway, visitor: &Visitor) -> Response {
    let words = gateway.words(visitor);
    let title = words.get("wait-title");
    let mut response = gateway.chassis.page(visitor, &title, WaitPage { words }).respond();
    response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("2"));
    response
}

fn no_method(gateway: &Gateway, visitor: &Visitor, kept: &Kept) -> Response {
    let (words, request) = (gateway.words(visitor), &kept.login.request);
    let service = gateway.service_name(&request.service, visitor.language);
    let title = words.with_one("choose-none-title", "service", &service);
    let (login, level) = (kept.login.id.clone(), request.minimum);
    let unaccredited = gateway.unaccredited(visitor.language, visitor.now);
    let page = NoMethodPage { words, login, service, level, unaccredited };
    let page = gateway.chassis.page(visitor, &title, page);
    let ends = kept.asked.iter().map(Asked::origin);
    ends.fold(page, web::Page::form_origin).respond()
}

/// The name of the person whose session may answer, if it may.
async fn signed_in(
    gateway: &Gateway,
    conn: &mut Conn,
    visitor: &Visitor,
    kept: &Kept,
) -> Result<Option<String>, Fault> {
    let present = begin::present(gateway, conn, visitor, kept.asked.as_ref()).await?;
    let decision = gateway.decide(present.as_ref(), &kept.login.request, visitor.now);
    match (decision, present) {
        (Decision::Answer(_) | Decision::Offer(_), Some(session)) => {
            let person = person::find(conn, &session.person).await?;
            Ok(person.map(|person| person.name()))
        }
        _ => Ok(None),
    }
}

fn notice(stage: &Stage) -> Option<String> {
    match stage {
        Stage::Asked { notice } => notice.map(Notice::text_key),
        _ => None,
    }
}

impl Notice {
    fn text_key(self) -> String {
        format!("notice-{}", self.word())
    }
}

fn method(offer: Offer<'_>, visitor: &Visitor) -> MethodChoice {
    let provider = offer.provider();
    MethodChoice {
        provider: provider.id.to_string(),
        name: provider.name.text(visitor.language).to_owned(),
        method: provider.method,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{every_language, whole};

    fn sample(words: Words) -> ChooserPage {
        let claims = ["given_name", "family_name", "national_number", "email"];
        ChooserPage {
            words,
            login: LoginId::new("sample"),
            service: "Health & Care".to_owned(),
            notice: None,
            level: Level::Substantial,
            data: data::labels(&claims.map(str::to_owned)),
            policy: Url::parse("https://health.example/privacy").ok(),
            signed_in: None,
            methods: vec![MethodChoice {
                provider: "app".to_owned(),
                name: "Sesame".to_owned(),
                method: Method::App,
            }],
            unaccredited: vec!["Beffroi".to_owned()],
        }
    }

    #[test]
    fn the_chooser_is_whole_in_every_language() {
        for words in every_language() {
            let html = sample(words.clone()).render().unwrap();
            whole(&html);
            assert!(html.contains("Sesame") && html.contains("Health &#38; Care"), "{html}");
            for level in Level::ALL {
                let data = Vec::new();
                let page = ChooserPage { level, data, policy: None, ..sample(words.clone()) };
                whole(&page.render().unwrap());
            }
            for notice in Notice::ALL {
                let notice = Some(notice.text_key());
                whole(&ChooserPage { notice, ..sample(words.clone()) }.render().unwrap());
            }
            let signed_in = Some("Ana Peeters".to_owned());
            let html = ChooserPage { signed_in, ..sample(words.clone()) }.render().unwrap();
            whole(&html);
            assert!(html.contains("/login/sample/session"));
        }
    }

    #[test]
    fn the_pages_of_no_method_and_of_waiting_are_whole_in_every_language() {
        for words in every_language() {
            let (login, service) = (LoginId::new("sample"), "Health".to_owned());
            whole(&WaitPage { words: words.clone() }.render().unwrap());
            let (level, unaccredited) = (Level::High, vec!["Sesame".to_owned()]);
            let page = NoMethodPage { words, login, service, level, unaccredited };
            let html = page.render().unwrap();
            whole(&html);
            assert!(html.contains("Sesame"), "{html}");
        }
    }
}
