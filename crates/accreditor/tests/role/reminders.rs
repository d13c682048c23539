use crate::authority::Authority;

const REMIND: &str = "remind of accreditations that end";

fn mails(authority: &Authority) -> Vec<String> {
    let files = std::fs::read_dir(authority.folder().join("mails")).unwrap();
    files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

#[tokio::test]
async fn both_officers_get_each_reminder_once() {
    let authority = Authority::open().await;
    for (moment, expected) in [
        ("2020-05-02T23:59:59Z", 0),
        ("2020-05-03T00:00:00Z", 2),
        ("2020-05-04T00:00:00Z", 2),
        ("2020-11-03T00:00:00Z", 4),
        // The authority stood still for months: one reminder, and not two.
        ("2021-04-20T00:00:00Z", 6),
        ("2021-05-03T00:00:00Z", 6),
    ] {
        authority.clock.set(moment);
        authority.run(REMIND).await;
        authority.run(REMIND).await;
        authority.run("send mails").await;
        authority.run("send mails").await;
        assert_eq!(mails(&authority).len(), expected, "{moment}");
    }
    let mails = mails(&authority);
    assert!(mails.iter().all(|mail| mail.contains("The accreditation of App ends on 03/05/2021")));
    assert!(mails.iter().any(|mail| mail.contains("To: ann@example.org")));
    assert!(mails.iter().any(|mail| mail.contains("https://authority.example/dossiers/")));
}
