//! The demo's bank and its start page.

use beffroi::phone::Choices;
use testkit::{Ground, Party, Town};

#[tokio::test(flavor = "multi_thread")]
async fn everyone_whom_the_demo_introduces_gets_the_app() {
    let town = Town::found(Ground::usual()).await;
    for known in beffroi::people::population().iter().take(8) {
        let person = town.person(&known.name()).with_phone().await;
        let me = person.phone().await.me().await.unwrap();
        assert_eq!(me["person"]["name"], known.name());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bank_hands_out_a_code_that_sets_up_the_app() {
    let town = Town::found(Ground::usual()).await;
    let emilie = town.person("Émilie-Rose Lambert").citizen;
    let mut browser = town.browser().speaking("fr");
    let start = browser.open(town.at(Party::Start, "/")).await;
    let bank = browser.click(&start, &town.at(Party::Bank, "/")).await;
    let number = emilie.national_number.reveal();
    let form = [("person", number), ("level", "substantial")];
    let page = browser.submit(&bank, "/activations", &form).await;
    let app = page.link("#activate=").unwrap_or_else(|| panic!("{}", page.describe()));
    let code = app.fragment().unwrap().strip_prefix("activate=").unwrap();
    let mut phone = town.new_phone(&emilie);
    phone.enrol(code, &Choices::default()).await.unwrap();

    let stranger = [("person", "85073003328"), ("level", "high")];
    let refused = browser.submit(&bank, "/activations", &stranger).await;
    assert_eq!(refused.status, 400, "{}", refused.describe());
}
