//! A dossier under attack: by strangers, by its own people, and by officers who are in a hurry.

use std::time::{Duration, Instant};

use accreditor::DossierId;
use beffroi::country::DemoFile;
use testkit::{Browser, Ground, Page, Party, Town};

use crate::accreditation::{PAPERS, at_the_desk, officer, open_dossier, register};

async fn hand_in(browser: &mut Browser<'_>, page: &Page) -> Page {
    for kind in PAPERS {
        let file = ("report.pdf", &b"%PDF"[..]);
        browser.upload(page, "/evidence", &[("kind", kind)], file).await.unwrap();
    }
    let page = browser.reload(page).await;
    browser.submit(&page, "/submit", &[]).await
}

/// Invites somebody, and finds the link in the mail.
async fn invite(browser: &mut Browser<'_>, page: &Page, email: &str, town: &Town) -> String {
    let fields = [("name", "A colleague"), ("email", email)];
    let page = browser.submit(page, "/contacts", &fields).await;
    assert!(page.says("on its way"), "{}", page.describe());
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(link) = mailed(town, email) {
            return link;
        }
        assert!(Instant::now() < until, "no mail to {email}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

fn mailed(town: &Town, email: &str) -> Option<String> {
    let files = std::fs::read_dir(town.folder().join("accreditor/mails")).ok()?;
    let mails = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let mail = mails.into_iter().find(|mail| mail.contains(&format!("To: {email}")))?;
    let text = mail.replace("=\r\n", "").replace("=3D", "=");
    let (_, rest) = text.split_once("/invitations/")?;
    let handle = rest.split_whitespace().next()?;
    Some(town.at(Party::Accreditor, &format!("/invitations/{handle}")))
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reaches_into_another_dossier_by_its_addresses() {
    let town = Town::found(Ground::Sqlite).await;
    let mut ana = at_the_desk(&town, "Anna", "/dossiers").await;
    let page = open_dossier(&mut ana, &town, "https://bank.example").await;
    let file = ("secret.pdf", &b"secret"[..]);
    ana.upload(&page, "/evidence", &[("kind", "audit-report")], file).await.unwrap();
    let page = ana.reload(&page).await;
    let evidence = page.link("/evidence/").unwrap();

    let mut koen = at_the_desk(&town, "Koen D'Hondt", "/dossiers").await;
    // A name that somebody else wrote into a draft is not taken.
    let own = open_dossier(&mut koen, &town, "https://bank.example").await;
    assert!(own.says("Draft"), "{}", own.describe());
    assert_eq!(koen.open(&evidence).await.status, 404);
    let (_, file) = evidence.path().split_once("/evidence/").unwrap();
    let through_own = format!("{}/evidence/{file}", own.url);
    assert_eq!(koen.open(&through_own).await.status, 404, "it lies in another dossier");
    for act in ["contacts", "contacts/remove", "submit", "incidents", "incidents/x"] {
        assert_eq!(koen.post(&page, &format!("/{act}")).await.status, 404, "{act}");
    }
    // Removing an address from one's own dossier leaves the same address elsewhere.
    koen.submit(&own, "/contacts/remove", &[("email", "ana@bank.example")]).await;
    assert_eq!(ana.reload(&page).await.status, 200);
    let cookie = town.at(Party::Accreditor, "/invitations/x%3B%20Path=%2F%0D%0ASet-Cookie:%20y=z");
    let planted = koen.open(cookie).await;
    assert!(planted.says("does not count any more"), "{}", planted.describe());
    for number in 1..5 {
        open_dossier(&mut koen, &town, &format!("https://bank-{number}.example")).await;
    }
    let sixth = open_dossier(&mut koen, &town, "https://bank-6.example").await;
    assert!(sixth.says("five dossiers"), "{}", sixth.describe());
    let forged = ana.arrive_by_post("https://evil.example", format!("{}/submit", page.url), &[]);
    assert_eq!(forged.await.status, 403, "another site posts nothing");
    assert!(ana.reload(&page).await.says("Draft"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_confirmations_at_once_one_decides() {
    for ground in Ground::all() {
        let town = Town::found(ground).await;
        let mut first = officer(&town, 0).await;
        let mut second = officer(&town, 1).await;
        let desk = first.open(town.at(Party::Accreditor, "/desk")).await;
        let page = first.click(&desk, "/dossiers/").await;
        let withdraw = [("measure", "withdraw"), ("reason", "It ends.")];
        let page = first.submit(&page, "/propose", &withdraw).await;
        let mut again = second.copy();
        let (one, other) =
            tokio::join!(second.post(&page, "/confirm"), again.post(&page, "/confirm"));
        let told = [&one, &other].map(|answer| answer.parameter("told"));
        assert!(told.contains(&None), "{told:?}");
        assert!(told.iter().any(Option::is_some), "the slower one is told: {told:?}");
        let listed = register(&town).await;
        assert_eq!(listed[0]["decisions"].as_array().unwrap().len(), 2, "{listed:?}");
        let forged = format!("{}/suspend", page.url);
        let forged = first.arrive_by_post("https://evil.example", forged, &[("reason", "x")]).await;
        assert_eq!(forged.status, 403, "another site decides nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_decides_nothing_about_a_provider_of_their_own() {
    let town = Town::found(Ground::Sqlite).await;
    let mut first = officer(&town, 0).await;
    let page = open_dossier(&mut first, &town, "https://bank.example").await;
    let page = hand_in(&mut first, &page).await;
    assert!(page.says("Handed in"), "{}", page.describe());
    for act in ["propose", "confirm", "drop", "suspend"] {
        let answer = first.post(&page, &format!("/{act}")).await;
        assert!(answer.says("You act for this provider yourself"), "{}", answer.describe());
    }
    // Nor behind the desk's back.
    let officers = town.officers().await;
    let dossier = DossierId::new(page.url.path().rsplit('/').next().unwrap());
    let proposed = officers.begin_review(&dossier).await;
    assert!(proposed.is_err(), "{proposed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_lets_one_person_in_once_and_in_time() {
    for ground in Ground::all() {
        let town = Town::found(ground).await;
        let demo = DemoFile::of_country(town.folder()).unwrap();
        let mut ana = at_the_desk(&town, "Anna", "/dossiers").await;
        let page = open_dossier(&mut ana, &town, "https://bank.example").await;
        let link = invite(&mut ana, &page, "one@bank.example", &town).await;
        let stranger = town.browser().open(&link).await;
        assert!(stranger.says("Log in") && stranger.form("/invitation").is_none());

        let mut koen = at_the_desk(&town, "Koen D'Hondt", "/dossiers").await;
        let mut mia = at_the_desk(&town, &demo.contacts[0].name, "/dossiers").await;
        let (seen, other) = (koen.open(&link).await, mia.open(&link).await);
        let (one, two) = tokio::join!(
            koen.submit(&seen, "/invitation", &[]),
            mia.submit(&other, "/invitation", &[]),
        );
        let inside = [&one, &two].map(|it| it.url == page.url);
        assert!(inside[0] != inside[1], "{} {}", one.describe(), two.describe());
        let (mut inside, mut outside) = if inside[0] { (koen, mia) } else { (mia, koen) };
        assert!(outside.open(&link).await.says("does not count any more"));
        assert_eq!(outside.open(&page.url).await.status, 404);

        // Whoever was removed lets nobody in any more, and leaves no invitation behind.
        let link = invite(&mut inside, &page, "two@bank.example", &town).await;
        let removed = ana.submit(&page, "/contacts/remove", &[("email", "one@bank.example")]).await;
        assert_eq!(removed.url, page.url);
        assert_eq!(inside.open(&page.url).await.status, 404);
        assert!(outside.open(&link).await.says("does not count any more"));
        let last = ana.submit(&page, "/contacts/remove", &[("email", "ana@bank.example")]).await;
        assert!(last.says("Nobody would be left"), "{}", last.describe());

        let link = invite(&mut ana, &page, "three@bank.example", &town).await;
        town.wait(Duration::from_hours(7 * 24));
        assert!(town.browser().open(&link).await.says("does not count any more"));
    }
}
