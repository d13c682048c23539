//! What can be enumerated is: pages in every language, addresses that mean nothing, tables read
//! with a stranger's handle.

use domain::Language;
use testkit::{Ground, Page, Party, Town};

/// Pages that anyone may open.
const PAGES: &[(Party, &str)] = &[
    (Party::Gateway, "/"),
    (Party::Gateway, "/authorize"),
    (Party::Gateway, "/logout"),
    (Party::Gateway, "/logged-out"),
    (Party::Gateway, "/nowhere"),
    (Party::Mobile, "/"),
    (Party::Mobile, "/authorize"),
    (Party::Mobile, "/nowhere"),
    (Party::Health, "/"),
    (Party::Health, "/callback"),
    (Party::Health, "/nowhere"),
    (Party::Bank, "/"),
    (Party::Cards, "/"),
    (Party::Cards, "/nowhere"),
    (Party::Accreditor, "/"),
    (Party::Accreditor, "/marks/high"),
    (Party::Accreditor, "/dossiers"),
    (Party::Accreditor, "/desk"),
    (Party::Accreditor, "/nowhere"),
    (Party::Figures, "/"),
    (Party::Figures, "/nowhere"),
    (Party::Start, "/"),
];

/// Addresses that only somebody else's handle opens, with a handle that nobody has.
const GUESSES: &[(Party, &str)] = &[
    (Party::Gateway, "/login/{}"),
    (Party::Gateway, "/login/{}/return"),
    (Party::Gateway, "/login/{}/card"),
    (Party::Gateway, "/receipts/{}"),
    (Party::Gateway, "/logins/{}/dispute"),
    (Party::Gateway, "/disputes/{}"),
    (Party::Gateway, "/authorize/posted/{}"),
    (Party::Gateway, "/logout/posted/{}"),
    (Party::Gateway, "/callback/app?code={}&state={}"),
    (Party::Gateway, "/callback/{}?code=x&state=x"),
    (Party::Mobile, "/request/{}"),
    (Party::Mobile, "/request/{}/finish"),
    (Party::Mobile, "/request/{}/events"),
    (Party::Mobile, "/request/{}/status"),
    (Party::Mobile, "/phone/v1/requests/{}"),
    (Party::Mobile, "/phone/v1/me"),
    (Party::Mobile, "/phone/v1/history"),
    (Party::Mobile, "/phone/v1/history/{}/receipt"),
    (Party::Mobile, "/phone/v1/devices"),
    (Party::Mobile, "/phone/v1/events"),
    (Party::Health, "/callback?code={}&state={}"),
    (Party::Accreditor, "/callback?code={}&state={}"),
    (Party::Accreditor, "/register/{}"),
    (Party::Accreditor, "/register/decisions/{}/receipt"),
    (Party::Accreditor, "/marks/{}"),
    (Party::Accreditor, "/dossiers/{}"),
    (Party::Accreditor, "/dossiers/{}/evidence/{}"),
    (Party::Figures, "/publications/{}"),
    (Party::Figures, "/publications/{}/{}"),
    (Party::Figures, "/publications/{}/receipt"),
    (Party::Figures, "/sources/{}/key"),
    (Party::Figures, "/sources/{}/archive/{}"),
    (Party::Figures, "/sources/gateway-simulated-example-ledger/archive/{}"),
    (Party::Cards, "/card/{}"),
    (Party::Cards, "/crl/{}"),
    (Party::Cards, "/ca/{}"),
    (Party::Cards, "/ocsp/{}/{}"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_page_speaks_every_language_and_is_dressed() {
    let town = Town::found(Ground::usual()).await;
    for language in Language::ALL {
        let mut browser = town.browser().speaking(language.tag());
        for (party, path) in PAGES {
            let page = browser.open(town.at(*party, path)).await;
            let about = page.describe();
            assert!(!page.status.is_server_error(), "{about}");
            assert!(page.body.contains(&format!("<html lang=\"{language}\">")), "{about}");
            assert!(page.body.contains("<h1"), "{about}");
            is_dressed(&page);
            is_translated(&page);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_handle_opens_nothing_and_breaks_nothing() {
    let town = Town::found(Ground::usual()).await;
    let random = web::Handle::random().reveal().to_owned();
    let long = "A".repeat(2000);
    let words = [random.as_str(), "x", "%00", "%2e%2e%2f", "%F0%9F%92%A9", "'--", &long];
    for (party, pattern) in GUESSES {
        for word in words {
            let path = pattern.replace("{}", word);
            let page = town.browser().open(town.at(*party, &path)).await;
            let told = page.status.is_client_error() || page.status.is_redirection();
            let front = page.status.is_success() && page.form("/app").is_none();
            assert!(told || front, "{path}: {}", page.describe());
            assert!(page.scan().is_none() && !page.outside, "{path}: {}", page.describe());
            is_dressed(&page);
        }
    }
}

fn is_dressed(page: &Page) {
    let header = |name: &str| {
        page.headers.get(name).map_or("", |value| value.to_str().unwrap_or("unreadable"))
    };
    let policy = header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'"), "{}: {policy}", page.url);
    assert!(!policy.contains("unsafe"), "{}: {policy}", page.url);
    assert_eq!(header("x-content-type-options"), "nosniff", "{}", page.url);
    assert_eq!(header("referrer-policy"), "same-origin", "{}", page.url);
    assert!(!header("cache-control").is_empty(), "{}", page.url);
    for inline in ["<style", " style=\"", "javascript:", " onclick="] {
        assert!(!page.body.contains(inline), "{} holds {inline}", page.url);
    }
    let scripts = page.body.split("<script").skip(1);
    assert!(scripts.into_iter().all(|script| script.contains(" src=\"")), "{}", page.url);
}

/// A key that has no text shows as itself: words joined by hyphens, where a person expects words.
fn is_translated(page: &Page) {
    let text = page.text();
    for prefix in
        ["problem-", "frame-", "request-", "login-", "sign-in-", "health-", "denied-", "card-"]
    {
        let mut words = text.split_whitespace();
        assert!(!words.any(|word| word.starts_with(prefix)), "{}", page.describe());
    }
}
