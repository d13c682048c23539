use std::time::Duration;

use beffroi::people::Person as Citizen;
use beffroi::phone::{Choices, Question};
use domain::Level;
use serde_json::{Value, json};
use tokio::sync::{Mutex, MutexGuard};

use crate::{Answer, Browser, Page, Party, Phone, PhoneError, Reply, Town};

/// Somebody of the population who has no phone yet.
pub struct Newcomer<'t> {
    pub(crate) town: &'t Town,
    pub citizen: Citizen,
    registered_at: Level,
}

/// Somebody with a phone in their hand.
pub struct Person<'t> {
    town: &'t Town,
    pub citizen: Citizen,
    phone: Mutex<Phone>,
}

/// How often a phone looks for what should be there.
const PATIENCE: usize = 200;

impl<'t> Newcomer<'t> {
    pub(crate) fn named(town: &'t Town, name: &str) -> Self {
        let mut people = town.demo.people.iter().map(|known| &known.person);
        let found = people
            .find(|person| person.given_name.as_deref() == Some(name) || person.name() == name);
        let citizen = found.unwrap_or_else(|| panic!("nobody here is called {name}"));
        Self { town, citizen: citizen.clone(), registered_at: Level::High }
    }

    /// Lets the registrar vouch for less.
    #[must_use]
    pub fn registered_at(mut self, level: Level) -> Self {
        self.registered_at = level;
        self
    }

    /// Goes to the bank, gets an activation code, and sets the app up on a new phone.
    pub async fn with_phone(self) -> Person<'t> {
        let phone = self.town.new_phone(&self.citizen);
        self.with(phone).await
    }

    /// Sets the app up with a code that they got elsewhere.
    pub async fn with_code(self, code: &str) -> Person<'t> {
        let phone = self.town.new_phone(&self.citizen);
        self.set_up(phone, code).await
    }

    /// As [`Newcomer::with_phone`], with a phone that the test prepared.
    pub async fn with(self, phone: Phone) -> Person<'t> {
        let code = self.activation_code().await;
        self.set_up(phone, &code).await
    }

    async fn set_up(self, mut phone: Phone, code: &str) -> Person<'t> {
        let choices = Choices { language: self.citizen.language, ..Choices::default() };
        phone.enrol(code, &choices).await.expect("an enrolment");
        Person { town: self.town, citizen: self.citizen, phone: Mutex::new(phone) }
    }

    /// What the bank hands over.
    pub async fn activation_code(&self) -> String {
        let Town { registrar, fetch, .. } = self.town;
        let activation =
            registrar.enrol(fetch, &self.citizen, self.registered_at, self.town.now()).await;
        activation.expect("an activation code").activation_code
    }
}

impl Town {
    /// A phone out of the box.
    pub fn new_phone(&self, owner: &Citizen) -> Phone {
        let provider = self.at(Party::Mobile, "/").parse().expect("an address");
        Phone::new(&provider, owner.language).expect("a phone")
    }
}

impl Person<'_> {
    pub fn name(&self) -> String {
        self.citizen.name()
    }

    /// The phone itself, for what its owner would not do.
    pub async fn phone(&self) -> MutexGuard<'_, Phone> {
        self.phone.lock().await
    }

    /// Scans the code on a screen, compares the digits, and says yes.
    pub async fn approve(&self, screen: &Page) -> Value {
        let question = self.scan(screen).await;
        self.answer(&question, screen.digits()).await.expect("an approval")
    }

    /// Scans the code on a screen and says no.
    pub async fn decline(&self, screen: &Page) {
        let question = self.scan(screen).await;
        self.phone().await.decline(&question.id, false).await.expect("a no");
    }

    /// The question that the phone was woken for. Sending it does not make the computer wait, so
    /// it may take a moment to arrive.
    pub async fn asked(&self) -> Question {
        for _ in 0..PATIENCE {
            let waiting = self.phone().await.waiting().await.expect("a list");
            if let Some(request) = waiting.first() {
                return self.phone().await.question(&request.id).await.expect("a question");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no question reached the phone")
    }

    pub async fn scan(&self, screen: &Page) -> Question {
        let code = screen.scan();
        let code = code.unwrap_or_else(|| panic!("no code to scan on {}", screen.describe()));
        self.phone().await.scan(&code).await.expect("a question")
    }

    /// Says yes to a question, with the digits that the person believes to see.
    pub async fn answer(
        &self,
        question: &Question,
        digits: Option<String>,
    ) -> Result<Value, PhoneError> {
        let answer = Answer { digits, code: None };
        self.phone().await.approve(question, &answer).await
    }

    /// Opens the question of a login that was begun in the phone's own browser, and says yes.
    pub async fn approve_here(&self, screen: &Page, cookies: &str) -> Value {
        let link = screen.link("#request=").expect("a link to the app");
        let id = link.fragment().and_then(|fragment| fragment.strip_prefix("request="));
        let id = id.expect("the request in the link");
        let question = self.phone().await.open_here(id, cookies).await.expect("a question");
        self.answer(&question, None).await.expect("an approval")
    }

    /// Answers with the passkey in the browser that asks: the phone is near, and its authenticator
    /// signs what the page says.
    pub async fn approve_nearby(&self, screen: &Page, browser: &mut Browser<'_>) -> Reply {
        let options = screen.attribute("data-options").expect("a page that asks for a passkey");
        let options = serde_json::from_str(&options).expect("the options of WebAuthn");
        let mut phone = self.phone().await;
        let assertion = phone.assert(&options).expect("an assertion");
        let body = json!({"assertion": assertion, "code": Choices::default().code});
        browser.post_json(screen, &format!("{}/passkey", screen.url.path()), &body).await
    }

    /// The digits that are not the right ones.
    pub fn wrong(digits: &str) -> String {
        if digits == "42" { "43".to_owned() } else { "42".to_owned() }
    }

    pub fn town(&self) -> &Town {
        self.town
    }
}
