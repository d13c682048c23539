//! What people see: their card, and what to do when it is gone.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::{Language, Timestamp};
use web::{Fault, Problem, Visitor, Words, see_other};

use super::{Holding, Office, failed};
use crate::card::{Authority, Card, Pin, Standing, Which};
use crate::people::Person;

#[derive(Template)]
#[template(path = "card/front.html")]
pub struct FrontPage {
    words: Words,
    featured: Vec<Introduced>,
    others: Vec<Introduced>,
}

/// Somebody whose card can be looked at.
#[derive(Clone, Debug)]
pub struct Introduced {
    card: String,
    name: String,
    story: String,
    locality: String,
    birthdate: String,
}

#[derive(Template)]
#[template(path = "card/card.html")]
pub struct CardPage {
    words: Words,
    card: String,
    name: String,
    story: String,
    standing: Standing,
    authority: Authority,
    from: String,
    until: String,
    pin: String,
    tries_left: u8,
    /// Whether it is the card that the person should have, which they may report or exchange.
    own: bool,
}

/// `GET /`: whose card?
pub async fn front(State(office): State<Office>, visitor: Visitor) -> Response {
    let words = office.0.texts.speak(visitor.language);
    let title = words.get("card-title");
    let page = FrontPage::new(words, &office.0.holdings);
    office.0.chassis.page(&visitor, &title, page).respond()
}

/// `GET /card/{card}`
pub async fn card(
    State(office): State<Office>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Fault> {
    let Some(holding) = office.holding(&id).cloned() else {
        return Ok(Problem::NotFound.into_response());
    };
    let (looked_for, now) = (holding.clone(), visitor.now);
    let looked_at = office
        .work(move |it| {
            let card = it.0.cards.card(looked_for.person(), looked_for.which, now)?;
            let standing = it.0.cards.standing(&card, now)?;
            Ok((card, standing))
        })
        .await?;
    let (card, standing) = looked_at.map_err(failed)?;
    let words = office.0.texts.speak(visitor.language);
    let title = words.get("card-page-title");
    let page = CardPage::new(words, &holding, &card, standing);
    Ok(office.0.chassis.page(&visitor, &title, page).respond())
}

/// `POST /card/{card}/lose`: from now on the card opens nothing.
pub async fn lose(
    State(office): State<Office>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Fault> {
    let Some(person) = office.bearer(&id) else {
        return Ok(Problem::NotFound.into_response());
    };
    office.work(move |it| it.0.cards.lose(&person, visitor.now)).await?.map_err(failed)?;
    Ok(see_other(format!("/card/{id}")))
}

/// `POST /card/{card}/renew`: another card, with a PIN that has all its tries.
pub async fn renew(
    State(office): State<Office>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Fault> {
    let Some(person) = office.bearer(&id) else {
        return Ok(Problem::NotFound.into_response());
    };
    let issued = office.work(move |it| it.0.cards.issue(&person, Pin::default(), visitor.now));
    issued.await?.map_err(failed)?;
    Ok(see_other(format!("/card/{id}")))
}

impl Office {
    /// Whose own card it is. Nobody reports or exchanges a card that they should not have.
    fn bearer(&self, card: &str) -> Option<Person> {
        let own = self.holding(card).filter(|holding| holding.which == Which::Current);
        own.map(|holding| holding.person().clone())
    }
}

impl FrontPage {
    fn new(words: Words, holdings: &[Holding]) -> Self {
        let introduced = |holding: &Holding| Introduced::new(holding, words.language);
        let (featured, others) =
            holdings.iter().map(introduced).partition(|it| !it.story.is_empty());
        Self { words, featured, others }
    }
}

impl Introduced {
    fn new(holding: &Holding, language: Language) -> Self {
        let person = holding.person();
        Self {
            card: holding.card.as_str().to_owned(),
            name: holding.known.name.clone(),
            story: holding.story(language),
            locality: person.address.locality.clone(),
            birthdate: person.birthdate.clone(),
        }
    }
}

impl CardPage {
    fn new(words: Words, holding: &Holding, card: &Card, standing: Standing) -> Self {
        let certificate = card.certificate();
        Self {
            card: holding.card.as_str().to_owned(),
            name: holding.known.name.clone(),
            story: holding.story(words.language),
            words,
            standing,
            authority: card.authority(),
            from: day(certificate.not_before()),
            until: day(certificate.not_after()),
            pin: card.pin().reveal().to_owned(),
            tries_left: card.tries_left(),
            own: holding.which == Which::Current,
        }
    }
}

fn day(at: Timestamp) -> String {
    at.rfc3339().chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::Cards;
    use crate::country::DemoPerson;
    use crate::people::population;

    const NOW: Timestamp = Timestamp::from_seconds(1_795_597_200);

    #[test]
    fn every_page_is_whole_in_every_language() {
        let folder = tempfile::tempdir().unwrap();
        let cards = Cards::keep(folder.path(), "http://localhost:8004", NOW).unwrap();
        let people = population().into_iter().map(DemoPerson::from).collect();
        let holdings = super::super::holdings(&cards, people);
        let texts = super::super::texts().unwrap();
        for language in Language::ALL {
            let words = || texts.speak(language);
            let mut pages = vec![FrontPage::new(words(), &holdings).render().unwrap()];
            for holding in holdings.iter().take(12) {
                let card = cards.card(holding.person(), holding.which, NOW).unwrap();
                for standing in [
                    Standing::Good,
                    Standing::Blocked,
                    Standing::Expired,
                    Standing::Lost,
                    Standing::Replaced,
                ] {
                    let page = CardPage::new(words(), holding, &card, standing);
                    pages.push(page.render().unwrap());
                }
            }
            for html in pages {
                assert!(!html.contains(">card-"), "{language}: {html}");
                assert_eq!(html.matches("<h1>").count(), 1);
            }
        }
    }
}
