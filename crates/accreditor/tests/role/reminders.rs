use crate::authority::Authority;

const REMIND: &str = "remind of accreditations that end";

fn mails(authority: &Authority) -> Vec<String> {
    let files = std::fs::read_dir(authority.folder().join("mails")).unwrap();
    files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

#[tokio::test]
async fn both_sides_get_each_reminder_once() {
    let authority = Authority::open().await;
    for (moment, expected) in [
        ("2020-05-02T23:59:59Z", 0),
        ("2020-05-03T00:00:00Z", 3),
        ("2020-05-04T00:00:00Z", 3),
        ("2020-11-03T00:00:00Z", 6),
        // The authority stood still for months: one reminder, and not two.
        ("2021-04-20T00:00:00Z", 9),
        ("2021-05-03T00:00:00Z", 9),
    ] {
        authority.clock.set(moment);
        authority.run(REMIND).await;
        authority.run(REMIND).await;
        authority.run("send mails").await;
        authority.run("send mails").await;
        assert_eq!(mails(&authority).len(), expected, "{moment}");
    }
    let mails = mails(&authority);
    let officers = "The accreditation of App ends on 03/05/2021";
    assert_eq!(mails.iter().filter(|mail| mail.contains(officers)).count(), 6);
    // The provider's people are written to in their own language.
    let contact: Vec<_> = mails.iter().filter(|it| it.contains("To: ana@app.example")).collect();
    assert_eq!(contact.len(), 3);
    assert!(
        contact.iter().all(|mail| mail.contains("App se termine le 03/05/2021")),
        "{contact:?}"
    );
    assert!(mails.iter().any(|mail| mail.contains("To: ann@example.org")));
    assert!(mails.iter().any(|mail| mail.contains("https://authority.example/dossiers/")));
}
