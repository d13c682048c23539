//! One complete login, as a browser goes through it with a phone or a card.

use std::sync::Arc;

use domain::{ApprovalId, LoginId, Timestamp};
use serde_json::Value;

use super::LoadError;
use super::service::{Begun, Service};
use crate::card::{CardError, Cards, Challenge, Pin, Which};
use crate::outside::{Browser, Page};
use crate::people::Person;
use crate::phone::{Answer, Phone};

/// Somebody who logs in again and again, each time in a fresh browser.
pub struct Worker {
    pub service: Arc<Service>,
    pub http: reqwest::Client,
    pub means: Means,
}

/// With what somebody logs in.
pub enum Means {
    App(Phone),
    Card(Holder),
}

/// Somebody with their card in a reader.
pub struct Holder {
    pub cards: Arc<Cards>,
    pub person: Person,
    pub pin: Pin,
}

/// A login that the gateway answered with a code.
pub struct Answered {
    /// As the gateway's addresses name it.
    pub login: LoginId,
    /// As the app's provider names the request that it answered, if it was asked.
    pub approval: Option<ApprovalId>,
    begun: Begun,
    code: String,
}

impl Worker {
    pub async fn complete(&mut self, now: Timestamp) -> Result<(), LoadError> {
        let answer = self.answer(now).await?;
        self.redeem(answer, now).await
    }

    /// Goes up to the code that the browser brings back to the service.
    pub async fn answer(&mut self, now: Timestamp) -> Result<Answered, LoadError> {
        let Self { service, http, means } = self;
        let mut browser = Browser::with(http.clone());
        let begun = service.begin(now).await?;
        let asked = browser.get(begun.url.clone()).await.map_err(at("asking the gateway"))?;
        let chooser = follow(service, &mut browser, asked).await?;
        let (back, approval) = match means {
            Means::App(phone) => {
                let (back, approval) = by_app(service, &mut browser, &chooser, phone).await?;
                (back, Some(approval))
            }
            Means::Card(holder) => {
                (by_card(service, &mut browser, &chooser, holder, now).await?, None)
            }
        };
        let home = found("coming back", back.location.clone(), &back)?;
        let login = chooser.url.path_segments().and_then(|mut path| path.next_back());
        let login = LoginId::new(found("asking the gateway", login, &chooser)?);
        let code = begun.code(&home)?;
        Ok(Answered { login, approval, begun, code })
    }

    /// Does what the service does with the code.
    pub async fn redeem(&self, answer: Answered, now: Timestamp) -> Result<(), LoadError> {
        self.service.finish(&answer.begun, &answer.code, now).await
    }
}

async fn by_app(
    service: &Service,
    browser: &mut Browser,
    chooser: &Page,
    phone: &mut Phone,
) -> Result<(Page, ApprovalId), LoadError> {
    let app = found("choosing the app", chooser.form("/app"), chooser)?;
    let provider = found("choosing the app", chooser.attribute("value"), chooser)?;
    let chosen = browser.post(app, &[("provider", &provider)]).await;
    let waiting = follow(service, browser, chosen.map_err(at("choosing the app"))?).await?;
    let approval = approve(phone, &waiting).await?;
    let finish = found("coming back", waiting.url.join(&finish(&waiting)).ok(), &waiting)?;
    let finished = browser.get(finish).await.map_err(at("coming back"))?;
    Ok((follow(service, browser, finished).await?, approval))
}

/// Does what the page's script does with the reader.
async fn by_card(
    service: &Service,
    browser: &mut Browser,
    chooser: &Page,
    holder: &Holder,
    now: Timestamp,
) -> Result<Page, LoadError> {
    let below = |path: &str| {
        let url = chooser.url.join(&format!("{}/{path}", chooser.url.path()));
        found("choosing the card", url.ok(), chooser)
    };
    let chosen = browser.post(below("card")?, &[("provider", "card")]).await;
    follow(service, browser, chosen.map_err(at("choosing the card"))?).await?;
    let fresh = browser.post(below("card/nonce")?, &[]).await.map_err(at("getting a nonce"))?;
    let nonce = serde_json::from_str::<Value>(&fresh.body).ok();
    let nonce = nonce.and_then(|fresh| Some(fresh["nonce"].as_str()?.to_owned()));
    let nonce = found("getting a nonce", nonce, &fresh)?;
    let token = holder.present(&chooser.url.origin().ascii_serialization(), &nonce, now)?;
    let form = [("nonce", nonce.as_str()), ("token", &token)];
    let sent = browser.post(below("card/token")?, &form).await;
    follow(service, browser, sent.map_err(at("sending the token"))?).await
}

/// Follows redirects up to a page, or to the door of the service.
async fn follow(service: &Service, browser: &mut Browser, page: Page) -> Result<Page, LoadError> {
    browser.follow(page, |url| service.is_home(url)).await.map_err(at("following a redirect"))
}

impl Holder {
    fn present(&self, origin: &str, nonce: &str, now: Timestamp) -> Result<String, LoadError> {
        let (challenge, pin) = (Challenge { origin, nonce }, self.pin.reveal());
        let token = self.cards.present(&self.person, Which::Current, pin, challenge, now);
        let failed = |error: CardError| LoadError::Login {
            step: "signing with the card",
            reason: error.to_string(),
        };
        token.map(|token| token.to_string()).map_err(failed)
    }
}

/// Scans the code on the screen, types the digits from it, and says yes.
async fn approve(phone: &mut Phone, screen: &Page) -> Result<ApprovalId, LoadError> {
    let failed = |error: crate::phone::PhoneError| LoadError::Login {
        step: "answering on the phone",
        reason: error.to_string(),
    };
    let code = found("scanning the code", screen.attribute("data-scan"), screen)?;
    let digits = found("reading the digits", screen.text_of_class("match"), screen)?;
    let question = phone.scan(&code).await.map_err(failed)?;
    let answer = Answer { digits: Some(digits.to_owned()), code: None };
    phone.approve(&question, &answer).await.map_err(failed)?;
    Ok(ApprovalId::new(question.id))
}

fn finish(waiting: &Page) -> String {
    format!("{}/finish", waiting.url.path())
}

fn at(step: &'static str) -> impl Fn(reqwest::Error) -> LoadError {
    move |error| LoadError::Login { step, reason: error.to_string() }
}

/// What a page must hold for the login to go on.
fn found<T>(step: &'static str, it: Option<T>, page: &Page) -> Result<T, LoadError> {
    it.ok_or_else(|| LoadError::Login {
        step,
        reason: format!("{} answered {} and not what was expected", page.url.path(), page.status),
    })
}
