use std::io::Write as _;

use domain::Timestamp;
use tempfile::NamedTempFile;
use web::Database;

use super::*;
use crate::testing::{Rows, number, on_both_engines};

const NOW: Timestamp = Timestamp::from_seconds(1);

fn file(lines: &[String]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    for line in lines {
        writeln!(file, "{line}").unwrap();
    }
    file
}

fn line(serial: u64, family_name: &str) -> String {
    format!(
        r#"{{"national_number":"{}","given_name":"Ana","family_name":"{family_name}",
            "birthdate":"1985-07-30","locale":"nl","email":"ana@example.org",
            "address":{{"street_address":"Dorpsstraat 1","postal_code":"9000","locality":"Gent",
            "country":"BE"}},"fhir":"of no concern here"}}"#,
        number(serial).reveal()
    )
    .replace('\n', "")
}

async fn someone(db: &Database, serial: u64) -> Option<Person> {
    let mut conn = db.read().await.unwrap();
    find_by_number(&mut conn, &number(serial)).await.unwrap()
}

on_both_engines!(
    people_of_the_register_are_known,
    the_same_file_is_read_once_and_a_corrected_one_keeps_ids,
    a_bad_line_is_named_and_never_quoted,
    claims_hold_what_the_register_knows_and_no_more,
    a_person_cannot_be_printed,
);

async fn people_of_the_register_are_known(db: Rows) {
    let register = file(&[line(1, "Peeters"), String::new(), line(2, "Dubois")]);
    assert_eq!(import(&db, register.path(), NOW).await.unwrap(), 2);
    let ana = someone(&db, 1).await.unwrap();
    assert_eq!(ana.name(), "Ana Peeters");
    assert!(someone(&db, 3).await.is_none());
}

async fn the_same_file_is_read_once_and_a_corrected_one_keeps_ids(db: Rows) {
    let register = file(&[line(1, "Peeters")]);
    assert_eq!(import(&db, register.path(), NOW).await.unwrap(), 1);
    assert_eq!(import(&db, register.path(), NOW).await.unwrap(), 0);
    let before = someone(&db, 1).await.unwrap();
    let corrected = file(&[line(1, "Peeters-Maes")]);
    assert_eq!(import(&db, corrected.path(), NOW).await.unwrap(), 1);
    let after = someone(&db, 1).await.unwrap();
    assert_eq!((after.id, after.family_name.as_str()), (before.id, "Peeters-Maes"));
    assert_eq!(import(&db, register.path(), NOW).await.unwrap(), 1);
}

async fn a_bad_line_is_named_and_never_quoted(db: Rows) {
    let wrong = line(2, "Secret").replace(number(2).reveal(), "12345678901");
    for (lines, expected) in [
        (vec![line(1, "Peeters"), wrong], "line 2 of the register"),
        (vec!["{\"family_name\":\"Secret\"}".to_owned()], "line 1 of the register"),
        (vec![line(1, " ")], "the family name is empty"),
    ] {
        let register = file(&lines);
        let error = import(&db, register.path(), NOW).await.unwrap_err().to_string();
        assert!(error.contains(expected) && !error.contains("Secret"), "{error}");
    }
    let missing = import(&db, std::path::Path::new("/nowhere.jsonl"), NOW).await.unwrap_err();
    assert!(missing.to_string().contains("/nowhere.jsonl cannot be read"));
}

async fn claims_hold_what_the_register_knows_and_no_more(db: Rows) {
    let single = line(2, "Sukarno").replace(r#""given_name":"Ana","#, "");
    let register = file(&[line(1, "Peeters"), single.replace(r#""birthdate":"1985-07-30","#, "")]);
    import(&db, register.path(), NOW).await.unwrap();
    let claims = someone(&db, 1).await.unwrap().claims();
    assert_eq!(claims["name"], "Ana Peeters");
    assert_eq!(claims["locale"], "nl");
    assert_eq!(claims["email_verified"], false);
    assert_eq!(claims["address"]["formatted"], "Dorpsstraat 1\n9000 Gent\nBE");
    assert!(!claims.contains_key("phone_number"));
    let claims = someone(&db, 2).await.unwrap().claims();
    assert_eq!(claims["name"], "Sukarno");
    assert!(!claims.contains_key("given_name") && !claims.contains_key("birthdate"));
}

async fn a_person_cannot_be_printed(db: Rows) {
    let register = file(&[line(1, "Peeters")]);
    import(&db, register.path(), NOW).await.unwrap();
    let printed = format!("{:?}", someone(&db, 1).await.unwrap());
    assert!(!printed.contains("Peeters") && !printed.contains(number(1).reveal()));
}
