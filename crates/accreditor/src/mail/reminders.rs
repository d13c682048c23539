use domain::{Language, Timestamp};
use web::{Conn, Fault, Words};

use super::{Mail, write};
use crate::accreditor::Accreditor;
use crate::dossier::{Accreditation, Dossier, contact, due_reminder, store};
use crate::id::DossierId;
use crate::moment;

/// Writes to both sides of every accreditation of whose end they are to be reminded now.
pub async fn remind(accreditor: &Accreditor, now: Timestamp) -> Result<(), Fault> {
    let dossiers = store::all(&mut *accreditor.db.read().await?).await?;
    for dossier in dossiers {
        let Some(held) = dossier.accreditation().copied() else { continue };
        let sent = sent(&mut *accreditor.db.read().await?, &dossier).await?;
        let Some(reminder) = due_reminder(&held, &sent, now) else { continue };
        let mut tx = accreditor.db.begin().await?;
        let mut first = true;
        for months in &reminder.settles {
            first &= note(&mut tx, &dossier, *months, now).await?;
        }
        // Another node of the authority may be reminding them at this moment.
        if !first {
            continue;
        }
        for (to, language) in recipients(accreditor, &mut tx, &dossier).await? {
            let mail = mail(accreditor, (to, language), (&dossier, &held), reminder.months);
            write(&mut tx, &mail, now).await?;
        }
        tx.commit().await?;
        tracing::info!(dossier.id = %dossier.id, "both sides are reminded that it ends");
    }
    Ok(())
}

async fn recipients(
    accreditor: &Accreditor,
    conn: &mut Conn,
    dossier: &Dossier,
) -> Result<Vec<(String, Language)>, Fault> {
    let contacts = contact::list(conn, &dossier.id).await?;
    let officers = accreditor.officers.iter();
    let officers = officers.map(|it| (it.email.clone(), accreditor.language));
    Ok(contacts.into_iter().map(|it| (it.email, it.language)).chain(officers).collect())
}

fn mail(
    accreditor: &Accreditor,
    (to, language): (String, Language),
    (dossier, held): (&Dossier, &Accreditation),
    months: i32,
) -> Mail {
    let words = accreditor.texts.speak(language);
    let (months, until) =
        (words.counted("months", months.into()), moment::day(held.until, language));
    let link = accreditor.at(&format!("/dossiers/{}", dossier.id));
    let values = [
        ("organisation", dossier.organisation.as_str()),
        ("months", months.as_str()),
        ("until", until.as_str()),
        ("link", link.as_str()),
    ];
    Mail {
        to,
        subject: words.with("mail-reminder-subject", &values),
        body: words.with("mail-reminder-body", &values),
    }
}

/// A reminder that went out.
pub struct Reminded {
    months: i64,
    sent: Timestamp,
}

impl Reminded {
    pub fn spelt(&self, words: &Words) -> String {
        let (months, sent) =
            (words.counted("months", self.months), moment::day(self.sent, words.language));
        words.with("reminded", &[("months", &months), ("sent", &sent)])
    }
}

/// The last one about a dossier.
pub async fn last(conn: &mut Conn, dossier: &DossierId) -> Result<Option<Reminded>, Fault> {
    let row: Option<(i64, i64)> = sqlx::query_as(
        "SELECT months, sent FROM reminder WHERE dossier = $1 ORDER BY months LIMIT 1",
    )
    .bind(dossier.as_str())
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|(months, sent)| Reminded { months, sent: Timestamp::from_millis(sent) }))
}

async fn sent(conn: &mut Conn, dossier: &Dossier) -> Result<Vec<i32>, Fault> {
    let rows: Vec<(i64,)> = sqlx::query_as("SELECT months FROM reminder WHERE dossier = $1")
        .bind(dossier.id.as_str())
        .fetch_all(conn)
        .await?;
    Ok(rows.into_iter().filter_map(|(months,)| i32::try_from(months).ok()).collect())
}

async fn note(
    conn: &mut Conn,
    dossier: &Dossier,
    months: i32,
    now: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "INSERT INTO reminder (dossier, months, sent) VALUES ($1, $2, $3)
         ON CONFLICT (dossier, months) DO NOTHING",
    )
    .bind(dossier.id.as_str())
    .bind(i64::from(months))
    .bind(now.millis())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
