//! One complete login, as a browser and a phone go through it.

use std::sync::Arc;

use domain::Timestamp;

use super::LoadError;
use super::service::Service;
use crate::outside::{Browser, Page};
use crate::phone::{Answer, Phone};

/// Somebody who logs in again and again, each time in a fresh browser.
pub struct Login {
    pub service: Arc<Service>,
    pub http: reqwest::Client,
    pub phone: Phone,
}

impl Login {
    pub async fn complete(&mut self, now: Timestamp) -> Result<(), LoadError> {
        let mut browser = Browser::with(self.http.clone());
        let begun = self.service.begin(now).await?;
        let asked = browser.get(begun.url.clone()).await.map_err(at("asking the gateway"))?;
        let chooser = self.follow(&mut browser, asked).await?;
        let app = found("choosing the app", chooser.form("/app"), &chooser)?;
        let provider = found("choosing the app", chooser.attribute("value"), &chooser)?;
        let chosen = browser.post(app, &[("provider", &provider)]).await;
        let waiting = self.follow(&mut browser, chosen.map_err(at("choosing the app"))?).await?;
        self.approve(&waiting).await?;
        let finish = found("coming back", waiting.url.join(&finish(&waiting)).ok(), &waiting)?;
        let finished = browser.get(finish).await.map_err(at("coming back"))?;
        let back = self.follow(&mut browser, finished).await?;
        let home = found("coming back", back.location.clone(), &back)?;
        self.service.finish(&begun, &home, now).await
    }

    /// Scans the code on the screen, types the digits from it, and says yes.
    async fn approve(&mut self, screen: &Page) -> Result<(), LoadError> {
        let failed = |error: crate::phone::PhoneError| LoadError::Login {
            step: "answering on the phone",
            reason: error.to_string(),
        };
        let code = found("scanning the code", screen.attribute("data-scan"), screen)?;
        let digits = found("reading the digits", screen.text_of_class("match"), screen)?;
        let question = self.phone.scan(&code).await.map_err(failed)?;
        let answer = Answer { digits: Some(digits.to_owned()), code: None };
        self.phone.approve(&question, &answer).await.map_err(failed)?;
        Ok(())
    }

    /// Follows redirects up to a page, or to the door of the service.
    async fn follow(&self, browser: &mut Browser, page: Page) -> Result<Page, LoadError> {
        let service = self.service.clone();
        browser.follow(page, |url| service.is_home(url)).await.map_err(at("following a redirect"))
    }
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
