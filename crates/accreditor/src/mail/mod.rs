//! Mails: written in the transaction of what they tell, and sent by a job, so that none is lost
//! when the mail server is away and none tells of what was undone.

mod reminders;

pub use reminders::last as last_reminder;

use std::path::Path;
use std::time::Duration;

use domain::Timestamp;
use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use serde::Deserialize;
use sqlx::Row;
use web::{Conn, Fault, FilePath, Handle, Job, OpenError};

use crate::accreditor::Accreditor;

/// How mails leave: the table `[mail]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The sender.
    pub from: String,
    /// A mail server, as `smtps://user:password@host` in a file of its own.
    #[serde(default)]
    pub server_file: Option<FilePath>,
    /// A folder into which mails are written instead, one file each: for a demo.
    #[serde(default)]
    pub folder: Option<FilePath>,
}

/// What mails leave by.
#[derive(Clone, Debug)]
pub struct Post {
    from: Mailbox,
    way: Way,
}

#[derive(Clone, Debug)]
enum Way {
    Server(AsyncSmtpTransport<Tokio1Executor>),
    Folder(FilePath),
}

/// A mail to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub body: String,
}

const SENT_EVERY: Duration = Duration::from_secs(2);
const LOOKED_EVERY: Duration = Duration::from_mins(1);

impl Post {
    pub fn open(settings: &Settings) -> Result<Self, OpenError> {
        let wrong = |error| OpenError::new("reading the sender of mails", error);
        let from: Mailbox = settings.from.parse().map_err(wrong)?;
        let way = match (&settings.server_file, &settings.folder) {
            (Some(file), None) => {
                let url = web::config::secret(file)?;
                let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.reveal())
                    .map_err(|_| OpenError::because("the mail server's address is no smtp URL"))?;
                Way::Server(server.timeout(Some(Duration::from_secs(20))).build())
            }
            (None, Some(folder)) => {
                std::fs::create_dir_all(folder)
                    .map_err(|error| OpenError::new("making the folder of mails", error))?;
                Way::Folder(folder.clone())
            }
            _ => {
                return Err(OpenError::because("mails leave by a server_file or into a folder"));
            }
        };
        Ok(Self { from, way })
    }

    async fn send(&self, mail: &Mail) -> Result<(), Fault> {
        let message = Message::builder()
            .from(self.from.clone())
            .to(mail.to.parse()?)
            .subject(&mail.subject)
            .body(mail.body.clone())?;
        match &self.way {
            Way::Server(server) => {
                server.send(message).await?;
            }
            Way::Folder(folder) => put_down(folder, &message.formatted())?,
        }
        Ok(())
    }
}

fn put_down(folder: &Path, message: &[u8]) -> std::io::Result<()> {
    let name = format!("{}.eml", Handle::random().reveal());
    std::fs::write(folder.join(name), message)
}

/// The jobs that write reminders and send what waits.
pub fn jobs(accreditor: &Accreditor) -> Vec<Job> {
    let remind = accreditor.clone();
    let mut jobs = vec![Job::new("remind of accreditations that end", LOOKED_EVERY, move |now| {
        let accreditor = remind.clone();
        async move { reminders::remind(&accreditor, now).await }
    })];
    if let Some(post) = accreditor.post.clone() {
        let accreditor = accreditor.clone();
        jobs.push(Job::new("send mails", SENT_EVERY, move |_| {
            let (accreditor, post) = (accreditor.clone(), post.clone());
            async move { send_waiting(&accreditor, &post).await }
        }));
    }
    jobs
}

async fn send_waiting(accreditor: &Accreditor, post: &Post) -> Result<(), Fault> {
    const AT_ONCE: i64 = 50;
    let rows =
        sqlx::query("SELECT id, recipient, subject, body FROM outbox ORDER BY made, id LIMIT $1")
            .bind(AT_ONCE)
            .fetch_all(&mut *accreditor.db.read().await?)
            .await?;
    for row in rows {
        let mail = Mail {
            to: row.try_get("recipient")?,
            subject: row.try_get("subject")?,
            body: row.try_get("body")?,
        };
        if let Err(fault) = post.send(&mail).await {
            tracing::warn!(error = %fault.explain(), "a mail could not be sent");
            accreditor.chassis.count("mails", &[("outcome", "failed")]);
            continue;
        }
        accreditor.chassis.count("mails", &[("outcome", "sent")]);
        // Should the process die here, the mail goes out again: twice is better than never.
        let mut tx = accreditor.db.begin().await?;
        sqlx::query("DELETE FROM outbox WHERE id = $1")
            .bind(row.try_get::<String, _>("id")?)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Writes a mail, which leaves after the commit.
pub async fn write(conn: &mut Conn, mail: &Mail, now: Timestamp) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO outbox (id, recipient, subject, body, made) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(Handle::random().reveal())
    .bind(&mail.to)
    .bind(&mail.subject)
    .bind(&mail.body)
    .bind(now.millis())
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether something can be the address of a mail.
pub fn is_address(text: &str) -> bool {
    text.parse::<lettre::Address>().is_ok()
}
