//! A restart of every party between any two steps loses no login that was under way.

use testkit::{Ask, Browser, Client, Ground, Login, Page, Person, Town};

/// How far a login has come. Each step does its part and hands over to the next.
struct UnderWay<'t> {
    town: &'t Town,
    anna: Person<'t>,
    service: Client<'t>,
    browser: Browser<'t>,
    login: Option<Login>,
    page: Option<Page>,
}

impl UnderWay<'_> {
    fn page(&self) -> &Page {
        self.page.as_ref().expect("a page")
    }

    async fn step(&mut self, number: usize) {
        let next = match number {
            0 => {
                self.login = Some(self.service.begin(&Ask::default()).await);
                return;
            }
            1 => {
                let url = self.login.as_ref().expect("a login").url.clone();
                self.browser.arrive("https://service.example", url).await
            }
            2 => {
                let chooser = self.page().clone();
                self.browser.submit(&chooser, "/app", &[]).await
            }
            3 => {
                let waiting = self.page().clone();
                let question = self.anna.scan(&waiting).await;
                self.town.restart().await;
                self.anna.answer(&question, waiting.digits()).await.expect("an approval");
                return;
            }
            4 | 5 => {
                let page = self.page().clone();
                self.browser.wait_on(&page).await
            }
            _ => {
                let login = self.login.take().expect("a login");
                let known = self.service.finish(&login, self.page()).await;
                assert_eq!(known.userinfo["name"], self.anna.name().as_str());
                return;
            }
        };
        self.page = Some(next);
    }
}

const STEPS: usize = 7;

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_between_any_two_steps_loses_no_login() {
    for ground in Ground::all() {
        let town = Town::found(ground).await;
        let mut login = UnderWay {
            anna: town.person("Anna").with_phone().await,
            service: town.service(),
            browser: town.browser(),
            town: &town,
            login: None,
            page: None,
        };
        for step in 0..STEPS {
            login.step(step).await;
            town.restart().await;
        }
    }
}
