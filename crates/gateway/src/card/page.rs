//! The page on which a person uses their card.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::{LoginId, Method};
use openid::provider::Asked;
use web::{Fault, Page, Params, Visitor, Words, see_other};

use super::Cards;
use crate::gateway::{Gateway, Shared};
use crate::login::choose::chosen;
use crate::login::{Kept, over, path, store};

pub const SCRIPT: &str = "card.js";
pub const VIRTUAL_READER: &str = "virtual-reader.js";

#[derive(Template)]
#[template(path = "card.html")]
struct CardPage {
    words: Words,
    login: LoginId,
    service: String,
    /// What can go wrong, of which the page has the texts ready.
    problems: &'static [&'static str],
    /// Where the demo's reader is.
    reader: Option<String>,
    /// Whether the browser may use the card itself, by mutual TLS.
    door: bool,
}

/// What can happen between the page and the card, each with its text `card-problem-…`.
const PROBLEMS: &[&str] = &[
    "extension",
    "app",
    "update",
    "cancelled",
    "waited",
    "reader",
    "blocked",
    "insecure",
    "unreachable",
    "failed",
];

/// `POST /login/{login}/card`
pub async fn choose(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(id): Path<LoginId>,
    params: Params,
) -> Result<Response, Fault> {
    let mut tx = gateway.db.begin().await?;
    let Some(kept) = store::of_browser(&mut tx, &id, &visitor).await? else {
        return Ok(over::unknown(&gateway, &visitor));
    };
    let offers = gateway.offers(kept.login.request.minimum, visitor.now);
    let offer = chosen(&offers, Method::Card, params.first("provider"));
    let (Some(offer), Ok(())) = (offer, kept.login.still_open(visitor.now)) else {
        return Ok(see_other(path(&id)));
    };
    let kept = kept.step(|login| login.choose(offer, visitor.now))?;
    if store::save(&mut tx, kept).await?.is_none() {
        return Ok(see_other(path(&id)));
    }
    tx.commit().await?;
    Ok(see_other(format!("{}/card", path(&id))))
}

/// `GET /login/{login}/card`
pub async fn show(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(id): Path<LoginId>,
) -> Result<Response, Fault> {
    let kept = store::of_browser(&mut *gateway.db.read().await?, &id, &visitor).await?;
    let Some(kept) = kept else { return Ok(over::unknown(&gateway, &visitor)) };
    let at_card = kept.login.is_at(Method::Card, visitor.now);
    let reading = kept.login.is_being_read(visitor.now);
    // The login's own page says what is the matter with any other.
    let Some(cards) = gateway.cards.as_ref().filter(|_| at_card && !reading) else {
        return Ok(see_other(path(&id)));
    };
    let visitor = visitor.prefer(kept.login.request.language);
    Ok(page(&gateway, &visitor, &kept, cards))
}

fn page(gateway: &Gateway, visitor: &Visitor, kept: &Kept, cards: &Cards) -> Response {
    let words = gateway.words(visitor);
    let service = gateway.service_name(&kept.login.request.service, visitor.language);
    let title = words.with_one("card-title", "service", &service);
    let reader = cards.virtual_reader.as_ref().map(|url| url.origin().ascii_serialization());
    let login = kept.login.id.clone();
    let door = cards.door.clone();
    let body = CardPage {
        login,
        service,
        problems: PROBLEMS,
        reader: reader.clone(),
        door: door.is_some(),
        words,
    };
    let mut page = gateway.chassis.page(visitor, &title, body).script(SCRIPT);
    if let Some(reader) = reader {
        page = page.script(VIRTUAL_READER).connect_origin(reader);
    }
    // Where the forms on this page end, by redirects after the post.
    let ends = kept.asked.iter().map(Asked::origin).chain(door);
    ends.fold(page, Page::form_origin).respond()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{every_language, whole};

    #[test]
    fn the_card_page_is_whole_in_every_language_and_shows_a_virtual_reader_in_the_demo_alone() {
        for words in every_language() {
            let reader = Some("http://localhost:8004".to_owned());
            for (reader, door) in [(None, false), (None, true), (reader, true)] {
                let page = CardPage {
                    words: words.clone(),
                    login: LoginId::new("sample"),
                    service: "Health & Care".to_owned(),
                    problems: PROBLEMS,
                    reader: reader.clone(),
                    door,
                };
                let html = page.render().unwrap();
                whole(&html);
                assert!(html.contains("/login/sample/card/token"), "{html}");
                assert_eq!(html.contains("<dialog"), reader.is_some());
                assert_eq!(html.contains("/login/sample/card/tls"), door);
            }
        }
    }
}
