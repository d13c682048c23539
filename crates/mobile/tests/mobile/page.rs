//! The pages, in every language.

use super::common::{Ask, Operator};

#[tokio::test]
async fn the_page_offers_every_way_and_names_who_asks() {
    let operator = Operator::start().await;
    let mut browser = operator.partner().ask(&Ask::default().for_health()).await;
    let page = browser.look().await;
    assert_eq!(page.status, 200);
    for words in [
        "The Gateway asks who you are, for Health",
        "data-passkey",
        "Scan with your phone",
        "<svg aria-hidden",
        "name=\"phone_number\"",
        "/app/#request=",
        "National number",
        "<noscript><meta http-equiv=\"refresh\"",
        "Cancel and go back",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(!page.text.contains("Date of birth"), "what cannot be released is not announced");
    assert_eq!(page.header("cache-control"), "no-store");
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
}

#[tokio::test]
async fn every_page_exists_in_every_language() {
    let operator = Operator::start().await;
    let titles = [
        ("nl", "Bevestig met uw telefoon", "De Poort vraagt wie u bent, voor Gezondheid."),
        ("fr", "Confirmez avec votre téléphone", "Le Portail demande qui vous êtes, pour Santé."),
        ("de", "Bestätigen Sie mit Ihrem Telefon", "Das Tor fragt, wer Sie sind, für Gesundheit."),
        ("en", "Confirm with your phone", "The Gateway asks who you are, for Health."),
    ];
    for (language, title, asks) in titles {
        let mut browser = operator.browser();
        browser.language = language;
        operator.partner().ask_in(&mut browser, &Ask::default().for_health()).await;
        let mut pages = vec![browser.look().await];
        browser.type_number("0470999999").await;
        pages.push(browser.look().await);
        let path = browser.at("cancel");
        browser.post(&path, &[]).await;
        pages.push(browser.look().await);
        pages.push(browser.get("/").await);
        pages.push(browser.get("/request/unknown").await);
        let path = browser.page.clone();
        let mut other = operator.browser();
        other.language = language;
        pages.push(other.get(&path).await);
        pages.push(browser.get("/authorize").await);
        assert!(pages[0].text.contains(title), "{language}");
        assert!(pages[0].text.contains(asks), "{language}: {}", pages[0].text);
        for page in pages {
            assert!(page.text.contains(&format!("lang=\"{language}\"")), "{page:?}");
            assert!(!page.text.contains("request-"), "a text is missing: {page:?}");
        }
    }
}

#[tokio::test]
async fn the_partners_language_counts_until_the_person_chooses() {
    let operator = Operator::start().await;
    let ask = Ask::default().for_health().with("ui_locales", "de fr");
    let mut browser = operator.partner().ask(&ask).await;
    assert!(browser.look().await.text.contains("Bestätigen Sie"));
    let said = browser.status().await["message"].as_str().unwrap().to_owned();
    assert_eq!(said, "Warten auf Ihr Telefon.", "its script is told in the same language");
    let nonsense = operator.ana().await.passkey(&mut browser).await;
    let path = browser.at("cancel");
    browser.post(&path, &[]).await;
    let path = browser.at("passkey");
    let got = browser.post_json(&path, &nonsense).await.json();
    assert_eq!(got["message"], "Diese Anfrage wurde am Computer abgebrochen.");
    let mut browser = operator.partner().ask(&ask).await;
    let path = format!("{}?lang=nl", browser.page);
    assert!(browser.get(&path).await.text.contains("Bevestig"));
    assert!(browser.look().await.text.contains("Bevestig"), "and it is remembered");
}

#[tokio::test]
async fn reloading_shows_the_same_qr_code() {
    let operator = Operator::start().await;
    let mut browser = operator.partner().ask(&Ask::default()).await;
    let picture = |page: String| {
        let (_, rest) = page.split_once("<svg aria-hidden").unwrap();
        rest.split_once("</svg>").unwrap().0.to_owned()
    };
    let first = picture(browser.look().await.text);
    assert_eq!(picture(browser.look().await.text), first);
}

#[tokio::test]
async fn the_app_is_served_as_its_files_lie() {
    let operator = Operator::start().await;
    let mut browser = operator.browser();
    let page = browser.get("/app/").await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-security-policy").contains("require-trusted-types-for"));
    assert_eq!(browser.get("/app").await.location(), "/app/");
    let worker = browser.get("/app/sw.js").await;
    assert_eq!(worker.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(worker.header("cache-control"), "no-cache");
    assert_eq!(browser.get("/app/nothing.js").await.status, 404);
}
