//! An accreditation from the application to its end, as providers, officers and the public meet it.

use std::time::Duration;

use accreditor::dossier::Measure;
use accreditor::{Office, OfficeError, OfficerId, Taken};
use beffroi::country::DemoFile;
use serde_json::Value;
use sqlx::Connection as _;
use testkit::{Browser, Ground, Page, Party, Town};

pub const PAPERS: [&str; 5] = [
    "security-policy",
    "audit-report",
    "penetration-test",
    "conformity-results",
    "continuity-plan",
];

/// Somebody logs in at the authority, at `high`, with the app on the same device.
pub async fn at_the_desk<'t>(town: &'t Town, name: &str, to: &str) -> Browser<'t> {
    let person = town.person(name).with_phone().await;
    let mut browser = town.browser();
    let front = browser.open(town.at(Party::Accreditor, "/")).await;
    let login = front.url.join(&format!("/login?to={to}")).unwrap();
    let chooser = browser.follow(&front, &login).await;
    let screen = browser.submit(&chooser, "/app", &[]).await;
    person.approve_here(&screen, &browser.cookies(&town.at(Party::Mobile, ""))).await;
    let ended = browser.wait_on(&screen).await;
    let arrived = browser.wait_on(&ended).await;
    assert_eq!(arrived.url.path(), to, "{}", arrived.describe());
    browser
}

pub async fn officer(town: &Town, index: usize) -> Browser<'_> {
    let demo = DemoFile::of_country(town.folder()).unwrap();
    at_the_desk(town, &demo.officers[index].name, "/desk").await
}

pub async fn register(town: &Town) -> Vec<Value> {
    let mut browser = town.browser();
    let json = browser.open(town.at(Party::Accreditor, "/register.json")).await;
    let register: Value = serde_json::from_str(&json.body).unwrap();
    register["accreditations"].as_array().unwrap().clone()
}

pub async fn open_dossier(browser: &mut Browser<'_>, town: &Town, entity: &str) -> Page {
    let own = browser.open(town.at(Party::Accreditor, "/dossiers")).await;
    let fields = [
        ("organisation", "Bank & Co <b>"),
        ("entity", entity),
        ("email", "ana@bank.example"),
        ("level", "substantial"),
    ];
    browser.submit(&own, "/dossiers", &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_shows_the_first_accreditation_and_proves_it() {
    let town = Town::found(Ground::Sqlite).await;
    let listed = register(&town).await;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["state"], "granted");
    assert_eq!(listed[0]["decisions"][0]["measure"], "grant");
    let mut browser = town.browser();
    let front = browser.open(town.at(Party::Accreditor, "/")).await;
    let one = browser.click(&front, "/register/").await;
    assert!(one.says("Accredited"), "{}", one.describe());
    let receipt = browser.click(&one, "/receipt").await;
    let key = browser.open(town.at(Party::Accreditor, "/ledger/key")).await;
    let proof: ledger::OfflineProof = receipt.body.parse().unwrap();
    let proved = proof.verify(&key.body.trim().parse().unwrap(), &[]).unwrap();
    let entry: Value = serde_json::from_slice(&proved.entry).unwrap();
    assert_eq!(entry["measure"], "grant");
    let feed = browser.open(town.at(Party::Accreditor, "/register.atom")).await;
    assert!(feed.body.contains("<entry>") && feed.body.contains("Granted"), "{}", feed.body);
    let mark = browser.open(town.at(Party::Accreditor, "/marks/high")).await;
    assert_eq!(mark.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_applies_and_two_officers_decide() {
    for ground in Ground::all() {
        let town = Town::found(ground).await;
        let mut ana = at_the_desk(&town, "Anna", "/dossiers").await;
        let page = open_dossier(&mut ana, &town, "https://bank.example").await;
        assert!(page.says("Draft"), "{}", page.describe());
        let early = ana.submit(&page, "/submit", &[]).await;
        assert!(early.says("Evidence is missing"), "{}", early.describe());
        for kind in PAPERS {
            let fields = [("kind", kind)];
            let file = ("report <x>.html", &b"<script>alert(1)</script>"[..]);
            let led = ana.upload(&page, "/evidence", &fields, file).await.unwrap();
            assert!(!led.contains("told="), "{led}");
        }
        let page = ana.reload(&page).await;
        let file = ana.click(&page, "/evidence/").await;
        assert_eq!(file.body, "<script>alert(1)</script>");
        assert_eq!(file.headers["content-type"], "application/octet-stream");
        let disposition = file.headers["content-disposition"].to_str().unwrap();
        assert_eq!(disposition, "attachment; filename=\"report__x_.html\"");
        assert!(file.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
        let page = ana.submit(&page, "/submit", &[]).await;
        assert!(page.says("Handed in"), "{}", page.describe());

        let mut first = officer(&town, 0).await;
        let mut second = officer(&town, 1).await;
        let review = first.open(&page.url).await;
        let begin = [("measure", "take-up"), ("reason", "It is complete.")];
        let review = first.submit(&review, "/propose", &begin).await;
        assert!(review.says("Handed in"), "half a decision is none: {}", review.describe());
        let review = second.open(&page.url).await;
        let review = second.submit(&review, "/confirm", &[]).await;
        assert!(review.says("In review"), "{}", review.describe());
        let review = first.open(&page.url).await;
        let grant = [("measure", "grant-substantial"), ("reason", "It is sound.")];
        let proposed = first.submit(&review, "/propose", &grant).await;
        assert!(proposed.form("/confirm").is_none(), "nobody agrees with themselves");
        let alone = first.post(&proposed, "/confirm").await;
        assert!(alone.says("Another officer has to agree"), "{}", alone.describe());
        assert_eq!(register(&town).await.len(), 1, "half a decision is none");
        let waiting = second.open(&page.url).await;
        let decided = second.submit(&waiting, "/confirm", &[]).await;
        assert!(decided.says("Accredited"), "{}", decided.describe());
        let listed = register(&town).await;
        let granted = listed.iter().find(|it| it["provider"] == "https://bank.example").unwrap();
        assert_eq!(
            (&granted["state"], &granted["level"]),
            (&"granted".into(), &"substantial".into())
        );

        let suspended = first.submit(&decided, "/suspend", &[("reason", "Keys leaked.")]).await;
        assert!(suspended.says("Suspended"), "{}", suspended.describe());
        let seen = ana.reload(&page).await;
        assert!(seen.says("Keys leaked."), "{}", seen.describe());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_too_large_or_empty_are_not_taken() {
    let town = Town::found(Ground::Sqlite).await;
    let mut ana = at_the_desk(&town, "Anna", "/dossiers").await;
    let page = open_dossier(&mut ana, &town, "https://bank.example").await;
    let large = vec![b'x'; 10 * 1024 * 1024 + 1];
    for (kind, content) in
        [("audit-report", &large[..]), ("audit-report", b""), ("unheard-of", b"x")]
    {
        let fields = [("kind", kind)];
        let led = ana.upload(&page, "/evidence", &fields, ("r.pdf", content)).await.unwrap();
        assert!(led.ends_with("told=told-file"), "{led}");
    }
    let page = ana.reload(&page).await;
    assert!(page.link("/evidence/").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_is_nobody_elses() {
    let town = Town::found(Ground::Sqlite).await;
    let mut ana = at_the_desk(&town, "Anna", "/dossiers").await;
    let page = open_dossier(&mut ana, &town, "https://bank.example").await;
    let mut koen = at_the_desk(&town, "Koen D'Hondt", "/dossiers").await;
    assert_eq!(koen.open(&page.url).await.status, 404);
    assert_eq!(koen.open(town.at(Party::Accreditor, "/desk")).await.status, 403);
    for act in ["propose", "drop", "confirm", "suspend"] {
        let answer = koen.post(&page, &format!("/{act}")).await;
        assert_eq!(answer.status, 403, "{act}");
    }
    for act in ["submit", "contacts", "incidents"] {
        let answer = koen.post(&page, &format!("/{act}")).await;
        assert_eq!(answer.status, 404, "{act}");
    }
    // Not even officers see a draft.
    let mut first = officer(&town, 0).await;
    assert_eq!(first.open(&page.url).await.status, 404);
    let stranger = town.browser().open(&page.url).await;
    assert_eq!(stranger.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn incidents_are_reported_and_followed_up() {
    let town = Town::found(Ground::Sqlite).await;
    let mut first = officer(&town, 0).await;
    let desk = first.open(town.at(Party::Accreditor, "/desk")).await;
    let page = first.click(&desk, "/dossiers/").await;
    let page = first.submit(&page, "/incidents", &[("title", "Outage")]).await;
    assert!(page.says("Early warning (24 hours)"), "{}", page.describe());
    let noted = [("step", "final-report"), ("text", "We saw it too.")];
    let (_, incident) = page.body.split_once("/incidents/").unwrap();
    let incident = format!("/incidents/{}", incident.split('"').next().unwrap());
    let page = first.submit(&page, &incident, &noted).await;
    // What the provider owes, the authority cannot report in its place.
    assert!(page.says("We saw it too.") && page.says("Next: Early warning"), "{}", page.describe());
    town.wait(std::time::Duration::from_hours(25));
    let mut again = officer(&town, 1).await;
    let desk = again.open(town.at(Party::Accreditor, "/desk")).await;
    assert!(desk.says("A report is late: Outage"), "{}", desk.describe());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspension_and_a_confirmation_at_two_nodes_do_not_wait_for_each_other() {
    // SQLite has one writer at a time, whatever they want to write.
    for ground in Ground::all().into_iter().filter(|it| matches!(it, Ground::Postgres)) {
        let town = Town::found(ground).await;
        let app = town.officers().await.app().await;
        let file = town.folder().join("accreditor.toml");
        let config: accreditor::Config = web::config::load(file).unwrap();
        let (one, other) =
            (Office::open(&config).await.unwrap(), Office::open(&config).await.unwrap());
        let [first, second] = ["officer-1", "officer-2"].map(OfficerId::new);
        let now = town.now();
        let why = (&first, "It is not needed any more.");
        one.propose((&app, Measure::Withdraw), now, why, now).await.unwrap();
        // Both decide while somebody has the head of the ledger, and go on when it is free.
        let mut conn = sqlx::AnyConnection::connect(&config.server.database).await.unwrap();
        let mut head = conn.begin().await.unwrap();
        let lock = "UPDATE ledger_head SET size = size";
        sqlx::query(lock).execute(&mut *head).await.unwrap();
        let (dossier, officer) = (app.clone(), first.clone());
        let suspending = tokio::spawn(async move {
            one.suspend(&dossier, (&officer, "Its keys leaked."), now).await
        });
        tokio::time::sleep(Duration::from_millis(500)).await;
        let confirming = tokio::spawn(async move { other.confirm(&app, &second, now).await });
        tokio::time::sleep(Duration::from_millis(500)).await;
        head.rollback().await.unwrap();
        assert!(matches!(suspending.await.unwrap(), Ok(Taken::Decided(_))));
        let confirmed = confirming.await.unwrap();
        assert!(matches!(confirmed, Err(OfficeError::NothingProposed)), "{confirmed:?}");
    }
}
