//! What attackers try, from outside.

use testkit::{Ask, Browser, Client, Ground, Known, Login, Page, Party, Person, Town};

/// A login that is back at the service, with its code not yet redeemed.
async fn returned(
    client: &Client<'_>,
    browser: &mut Browser<'_>,
    anna: &Person<'_>,
) -> (Login, Page) {
    let login = client.begin(&Ask::default()).await;
    let mut page = browser.arrive(&client.redirect_uri, &login.url).await;
    if !page.outside {
        let screen = browser.submit(&page, "/app", &[]).await;
        anna.approve(&screen).await;
        let ended = browser.wait_on(&screen).await;
        page = browser.wait_on(&ended).await;
    }
    (login, page)
}

fn code(page: &Page) -> String {
    page.parameter("code").expect("a code")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_used_twice_is_refused_and_what_it_gave_is_revoked() {
    for ground in Ground::all() {
        let town = Town::found(ground).await;
        let anna = town.person("Anna").with_phone().await;
        let service = town.service();
        let (login, back) = returned(&service, &mut town.browser(), &anna).await;
        let known: Known = service.finish(&login, &back).await;
        let again = service.redeem(&code(&back), &login.verifier).await;
        assert_eq!((again.status.as_u16(), again.text("error")), (400, "invalid_grant"));
        assert_eq!(service.userinfo(&known.access_token).await.status.as_u16(), 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_redeem_one_code_at_once_one_gets_tokens() {
    for ground in Ground::all() {
        let town = Town::found(ground).await;
        let anna = town.person("Anna").with_phone().await;
        let service = town.service();
        let (login, back) = returned(&service, &mut town.browser(), &anna).await;
        let (code, verifier) = (code(&back), login.verifier);
        let replies = (0..8).map(|_| service.redeem(&code, &verifier));
        let replies = futures_util::future::join_all(replies).await;
        assert_eq!(replies.iter().filter(|reply| reply.status.is_success()).count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_for_its_client_its_verifier_and_its_redirect_uri() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let (service, other) = (town.service(), town.simple_service());
    let mut browser = town.browser();
    let (login, back) = returned(&service, &mut browser, &anna).await;
    let stolen = other.redeem(&code(&back), &login.verifier).await;
    assert_eq!(stolen.text("error"), "invalid_grant");
    let (_, back) = returned(&service, &mut browser, &anna).await;
    let guessed = service.redeem(&code(&back), &"x".repeat(43)).await;
    assert_eq!(guessed.text("error"), "invalid_grant");
    let (login, back) = returned(&service, &mut browser, &anna).await;
    let form = [
        ("grant_type", "authorization_code".to_owned()),
        ("code", code(&back)),
        ("redirect_uri", format!("{}/", service.redirect_uri)),
        ("code_verifier", login.verifier),
    ];
    let form = form.map(|(name, value)| (name.to_owned(), value));
    assert_eq!(service.call("/token", &form).await.text("error"), "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_uri_off_by_a_slash_gets_a_page_and_no_redirect() {
    let town = Town::found(Ground::usual()).await;
    let service = town.service();
    let slash = format!("{}/", service.redirect_uri);
    let login = service.begin_openly(&Ask::default().with("redirect_uri", &slash));
    let page = town.browser().arrive("https://evil.example", &login.url).await;
    assert!(!page.outside && page.status.is_client_error(), "{}", page.describe());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_without_pkce_is_refused() {
    let town = Town::found(Ground::usual()).await;
    let service = town.service();
    let bare = Ask::default().with("code_challenge", "").with("code_challenge_method", "");
    let (_, form) = service.prepare(&bare);
    assert_eq!(service.call("/par", &form).await.text("error"), "invalid_request");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pushed_request_belongs_to_the_client_that_pushed_it() {
    let town = Town::found(Ground::usual()).await;
    let (service, other) = (town.service(), town.simple_service());
    let login = service.begin(&Ask::default()).await;
    let stolen = login.url.replace(&service.client_id, &other.client_id);
    let page = town.browser().arrive("https://evil.example", &stolen).await;
    assert!(!page.outside && page.status.is_client_error(), "{}", page.describe());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_assertion_is_used_once_and_in_time() {
    let town = Town::found(Ground::usual()).await;
    let service = town.service();
    let now = town.now();
    let hour = std::time::Duration::from_hours(1);
    let fresh = service.assertion("one", now);
    for (assertion, ok) in [
        (fresh.clone(), true),
        (fresh.clone(), false),
        (service.assertion("two", now.minus(hour)), false),
        (service.assertion("three", now.plus(hour)), false),
        (format!("{}x", service.assertion("four", now)), false),
    ] {
        let (_, form) = service.prepare(&Ask::default());
        let mut form: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        form.push(("client_id", &service.client_id));
        form.push(("client_assertion_type", protocol::oidc::client_assertion::TYPE));
        form.push(("client_assertion", &assertion));
        let reply = service.call_bare("/par", &form).await;
        assert_eq!(reply.status.is_success(), ok, "{reply:?}");
        assert!(ok || reply.text("error") == "invalid_client", "{reply:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_is_for_one_request_and_from_the_person_it_was_asked() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let koen = town.person("Koen").with_phone().await;
    let service = town.service();
    let mut screens = Vec::new();
    for _ in 0..2 {
        let mut browser = town.browser();
        let login = service.begin(&Ask::default()).await;
        let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
        screens.push(browser.submit(&chooser, "/app", &[]).await);
    }
    let first = anna.scan(&screens[0]).await;
    let second = anna.scan(&screens[1]).await;
    let answer = testkit::Answer { digits: screens[0].digits(), code: None };
    let mut swapped = first.clone();
    swapped.id.clone_from(&second.id);
    let refused = anna.phone().await.approve(&swapped, &answer).await;
    assert!(refused.is_err(), "what was signed for one request approves no other");
    let foreign = koen.phone().await.approve(&first, &answer).await;
    assert!(foreign.is_err(), "a question that Anna's phone took is not Koen's");
    anna.answer(&first, screens[0].digits()).await.expect("an approval");
    assert!(anna.answer(&first, screens[0].digits()).await.is_err(), "a second yes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_waits_belongs_to_its_browser() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let service = town.service();
    let mut browser = town.browser();
    let login = service.begin(&Ask::default()).await;
    let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
    let stranger = town.browser().open(chooser.url.as_str()).await;
    assert!(stranger.form("/app").is_none(), "{}", stranger.describe());
    let screen = browser.submit(&chooser, "/app", &[]).await;
    let stranger = town.browser().open(screen.url.as_str()).await;
    assert!(stranger.status.is_client_error() && stranger.scan().is_none());
    anna.approve(&screen).await;
    let finish = format!("{}/finish", screen.url);
    let stolen = town.browser().open(&finish).await;
    assert!(!stolen.outside, "the yes goes back by the browser that asked: {}", stolen.describe());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_planted_before_the_login_is_not_the_session_after_it() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let service = town.service();
    let gateway = town.at(Party::Gateway, "");
    let planted = web::Handle::random().reveal().to_owned();
    let mut browser = town.browser();
    browser.plant(&gateway, "gateway_session", &planted);
    let (login, back) = returned(&service, &mut browser, &anna).await;
    service.finish(&login, &back).await;
    assert_ne!(browser.cookie("gateway_session"), Some(planted.as_str()));
    let mut attacker = town.browser();
    attacker.plant(&gateway, "gateway_session", &planted);
    let login = service.begin(&Ask::default()).await;
    let page = attacker.arrive(&service.redirect_uri, &login.url).await;
    assert!(!page.outside, "{}", page.describe());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_used_twice_makes_no_second_code() {
    let town = Town::found(Ground::usual()).await;
    let anna = town.person("Anna").with_phone().await;
    let service = town.service();
    let mut browser = town.browser();
    let login = service.begin(&Ask::default()).await;
    let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
    let screen = browser.submit(&chooser, "/app", &[]).await;
    anna.approve(&screen).await;
    let finish = format!("{}/finish", screen.url);
    let first = browser.open(&finish).await;
    let second = browser.open(&finish).await;
    service.finish(&login, &first).await;
    if second.outside
        && let Some(again) = second.parameter("code")
    {
        assert_eq!(again, code(&first), "if it answers at all, it is the same code");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_of_other_sites_are_refused() {
    let town = Town::found(Ground::usual()).await;
    let service = town.service();
    let mut browser = town.browser();
    let login = service.begin(&Ask::default()).await;
    let chooser = browser.arrive(&service.redirect_uri, &login.url).await;
    let action = chooser.form("/app").unwrap();
    let forged = browser.arrive_by_post("https://evil.example", &action, &[("provider", "app")]);
    assert_eq!(forged.await.status.as_u16(), 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_may_post_its_request_although_it_is_another_site() {
    let town = Town::found(Ground::usual()).await;
    let service = town.service();
    let (_, form) = service.prepare(&Ask::default());
    let mut form: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    form.push(("client_id", &service.client_id));
    let authorize = town.at(Party::Gateway, "/authorize");
    let chooser = town.browser().arrive_by_post(&service.redirect_uri, authorize, &form).await;
    assert!(chooser.form("/app").is_some(), "{}", chooser.describe());
}
