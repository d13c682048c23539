//! The demo country as a person meets it: the parties run on their own ports and are spoken to
//! over HTTP alone.

use std::sync::Arc;

use beffroi::country::{Country, DemoFile, DemoPerson, Listeners, Party, Plan, Running};
use beffroi::outside::{Browser, Page};
use beffroi::phone::{Answer, Choices, Phone};
use domain::Level;
use serde_json::Value;
use tempfile::TempDir;
use url::Url;
use web::{Clock, SharedClock, SystemClock};

struct Town {
    _data: TempDir,
    country: Country,
    demo: DemoFile,
    running: Running,
}

impl Town {
    async fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let listeners = Listeners::anywhere().await.unwrap();
        let plan = Plan::new(data.path(), listeners.addresses().unwrap(), SystemClock.now());
        let country = Country::prepare(&plan).unwrap();
        let clock: SharedClock = Arc::new(SystemClock);
        let running = country.start(listeners, &clock).await.unwrap();
        country.ready().await.unwrap();
        let demo = country.demo_file().unwrap();
        Self { _data: data, country, demo, running }
    }

    /// Stops everything and starts it again on the same ports.
    async fn restart(self) -> Self {
        let Self { _data, country, demo, running } = self;
        running.stop().await;
        let listeners = Listeners::bind(country.addresses()).await.unwrap();
        let clock: SharedClock = Arc::new(SystemClock);
        let running = country.start(listeners, &clock).await.unwrap();
        country.ready().await.unwrap();
        Self { _data, country, demo, running }
    }

    fn at(&self, party: Party, path: &str) -> Url {
        self.country.addresses().at(party, path).parse().unwrap()
    }

    fn person(&self, name: &str) -> &DemoPerson {
        self.demo.people.iter().find(|known| known.name == name).unwrap()
    }

    async fn phone_of(&self, name: &str, level: Level) -> Phone {
        let person = self.person(name);
        let code = self.demo.activation_code(person, level, SystemClock.now()).await.unwrap();
        self.demo.phone(person, &code, &Choices::default()).await.unwrap()
    }

    /// From a link of the health service up to the screen that waits for the phone.
    async fn ask(&self, browser: &mut Browser, path: &str) -> Page {
        let asked = browser.get(self.at(Party::Health, path)).await.unwrap();
        let chooser = browser.follow(asked, |_| false).await.unwrap();
        let app = chooser.form("/app").unwrap_or_else(|| panic!("{}", chooser.body));
        let chosen = browser.post(app, &[("provider", "app")]).await.unwrap();
        browser.follow(chosen, |_| false).await.unwrap()
    }

    async fn log_in(&self, browser: &mut Browser, phone: &mut Phone) -> Page {
        let screen = self.ask(browser, "/login?to=/summary").await;
        approve(phone, &screen).await;
        finish(browser, &screen).await
    }
}

async fn approve(phone: &mut Phone, screen: &Page) {
    let question = phone.scan(&screen.attribute("data-scan").unwrap()).await.unwrap();
    let digits = screen.text_of_class("match").map(str::to_owned);
    phone.approve(&question, &Answer { digits, code: None }).await.unwrap();
}

async fn finish(browser: &mut Browser, screen: &Page) -> Page {
    let finish = screen.url.join(&format!("{}/finish", screen.url.path())).unwrap();
    let back = browser.get(finish).await.unwrap();
    browser.follow(back, |_| false).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn anna_reads_her_health_summary_takes_it_along_and_logs_out() {
    let town = Town::start().await;
    let mut phone = town.phone_of("Anna Peeters", Level::High).await;
    let mut browser = Browser::new().unwrap();

    let summary = town.log_in(&mut browser, &mut phone).await;
    assert_eq!(summary.url, town.at(Party::Health, "/summary"));
    assert!(summary.body.contains("Anna Peeters"), "{}", summary.body);

    // A QR code can be relayed, so it reaches substantial: not enough for diagnoses.
    let diagnoses = browser.get(town.at(Party::Health, "/diagnoses")).await.unwrap();
    assert!(diagnoses.body.contains("/login?to=/diagnoses"), "{}", diagnoses.body);
    let document = browser.get(town.at(Party::Health, "/document")).await.unwrap();
    let document: Value = serde_json::from_str(&document.body).unwrap();
    let entries = document["entry"].as_array().unwrap();
    let kinds: Vec<_> = entries.iter().map(|entry| &entry["resource"]["resourceType"]).collect();
    assert_eq!(kinds[0], "Composition");
    assert!(kinds.iter().any(|kind| *kind == "Immunization"));
    assert!(kinds.iter().all(|kind| *kind != "Condition"), "diagnoses are withheld");

    let out = browser.post(town.at(Party::Health, "/logout"), &[]).await.unwrap();
    browser.follow(out, |_| false).await.unwrap();
    let after = browser.get(town.at(Party::Health, "/summary")).await.unwrap();
    assert_eq!(after.status, 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn diagnoses_open_to_the_app_on_the_same_device() {
    let town = Town::start().await;
    let mut phone = town.phone_of("Georgette de Wautier", Level::High).await;
    let mut browser = Browser::new().unwrap();
    let screen = town.ask(&mut browser, "/login?to=/diagnoses").await;
    assert_eq!(screen.attribute("data-scan"), None, "a QR code does not reach high");

    let (_, rest) = screen.body.split_once("#request=").unwrap();
    let id = rest.split('"').next().unwrap();
    let question = phone.open_here(id, &browser.cookies()).await.unwrap();
    assert_eq!(question.level, Level::High);
    phone.approve(&question, &Answer::default()).await.unwrap();
    let diagnoses = finish(&mut browser, &screen).await;
    assert_eq!(diagnoses.url, town.at(Party::Health, "/diagnoses"));
    assert!(diagnoses.body.contains("Georgette de Wautier"), "{}", diagnoses.body);

    let document = browser.get(town.at(Party::Health, "/document")).await.unwrap();
    assert!(document.body.contains("\"Condition\""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_between_question_and_answer_loses_nothing() {
    let mut town = Town::start().await;
    let mut phone = town.phone_of("Tenzin", Level::Substantial).await;
    let mut browser = Browser::new().unwrap();
    let screen = town.ask(&mut browser, "/login?to=/summary").await;
    town = town.restart().await;
    approve(&mut phone, &screen).await;
    town = town.restart().await;
    let summary = finish(&mut browser, &screen).await;
    assert!(summary.body.contains("Tenzin"), "{}", summary.body);
    town = town.restart().await;
    let again = browser.get(town.at(Party::Health, "/summary")).await.unwrap();
    assert_eq!(again.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_declines_is_told_so_and_may_try_again() {
    let town = Town::start().await;
    let mut phone = town.phone_of("Koen D'Hondt", Level::High).await;
    let mut browser = Browser::new().unwrap();
    let screen = town.ask(&mut browser, "/login?to=/summary").await;
    let question = phone.scan(&screen.attribute("data-scan").unwrap()).await.unwrap();
    phone.decline(&question.id, false).await.unwrap();
    let told = finish(&mut browser, &screen).await;
    assert_eq!(told.status, 200, "{}", told.body);
    assert!(browser.get(town.at(Party::Health, "/summary")).await.unwrap().status == 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_another_browser_brings_is_foreign() {
    let town = Town::start().await;
    let mut phone = town.phone_of("Jürgen Weiß", Level::High).await;
    let (mut own, mut other) = (Browser::new().unwrap(), Browser::new().unwrap());
    let screen = town.ask(&mut own, "/login?to=/summary").await;
    approve(&mut phone, &screen).await;
    let finish = screen.url.join(&format!("{}/finish", screen.url.path())).unwrap();
    let answered = own.get(finish).await.unwrap();
    let health = town.at(Party::Health, "/");
    let is_home = |url: &Url| url.origin() == health.origin();
    let callback = own.follow(answered, is_home).await.unwrap().location.unwrap();

    let stolen = other.get(callback.clone()).await.unwrap();
    assert_eq!(stolen.status, 400, "{}", stolen.body);
    // The thief did not use it up: its own browser still gets in, once.
    let home = own.get(callback.clone()).await.unwrap();
    let home = own.follow(home, |_| false).await.unwrap();
    assert!(home.body.contains("Jürgen Weiß"), "{}", home.body);
    let again = own.get(callback).await.unwrap();
    assert_eq!(again.location, Some(town.at(Party::Health, "/summary")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bank_hands_out_a_code_that_sets_up_the_app() {
    let town = Town::start().await;
    let person = town.person("Émilie-Rose Lambert");
    let mut browser = Browser::new().unwrap();
    let bank = town.at(Party::Bank, "/activations");
    let number = person.person.national_number.reveal();
    let form = [("person", number), ("level", "substantial")];
    let page = browser.post(bank.clone(), &form).await.unwrap();
    let code = page.text_of_class("match").unwrap_or_else(|| panic!("{}", page.body));
    town.demo.phone(person, code, &Choices::default()).await.unwrap();

    let nobody = browser.post(bank, &[("person", "85073003328"), ("level", "high")]).await.unwrap();
    assert_eq!(nobody.status, 400);
}
