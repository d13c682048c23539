//! The trust marks that the role shows. They are asked for again and again, since a mark that was
//! renewed is a new one, and kept, so that a restart does not depend on who issues them.

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use domain::Timestamp;
use http::StatusCode;
use protocol::federation::{EntityId, Mark, MarkError, MarkReference, Statement};
use sqlx::Row;
use url::Url;
use web::{Call, Conn, Fault, FetchError, Job};

use super::Entity;
use super::entity::Inner;

const ASKED_EVERY: Duration = Duration::from_secs(20);
/// Between two attempts that strangers cause.
const PAUSE: Duration = Duration::from_millis(250);

#[derive(Debug, thiserror::Error)]
enum MarksError {
    #[error("{0} cannot be asked: {1}")]
    Fetch(EntityId, FetchError),
    #[error("what {0} answers is not right: {1}")]
    Answer(EntityId, String),
}

impl Entity {
    /// The job that keeps the marks up to date.
    pub fn marks_job(&self) -> Job {
        let entity = self.clone();
        Job::new("ask for trust marks", ASKED_EVERY, move |now| {
            let entity = entity.clone();
            async move { entity.renew_marks(now).await }
        })
    }

    /// Asks before the first answer, so that who has just been accredited, or has just started,
    /// does not look as if it were nobody.
    pub(super) async fn find_first_marks(&self, now: Timestamp) -> Result<(), Fault> {
        let mut asked = self.0.asking.lock().await;
        let lacking = self.marks().is_empty() && !self.0.settings.marks.is_empty();
        if !lacking || asked.is_some_and(|asked| asked.elapsed() < PAUSE) {
            return Ok(());
        }
        *asked = Some(Instant::now());
        self.renew_marks(now).await
    }

    async fn renew_marks(&self, now: Timestamp) -> Result<(), Fault> {
        let Some(issuer) = self.0.settings.superiors.first() else { return Ok(()) };
        if self.0.settings.marks.is_empty() {
            return Ok(());
        }
        match self.0.ask(issuer, now).await {
            Ok(marks) if same(&marks, &self.marks()) => Ok(()),
            Ok(marks) => self.show(marks, now).await,
            // The marks that were shown so far go on; each says itself when it ends.
            Err(error) => {
                tracing::warn!(error = %error, "trust marks could not be asked for");
                Ok(())
            }
        }
    }

    async fn show(&self, marks: Vec<MarkReference>, now: Timestamp) -> Result<(), Fault> {
        let mut tx = self.0.database.begin().await?;
        keep(&mut tx, &marks, now).await?;
        tx.commit().await?;
        tracing::info!(mark.count = marks.len(), "the trust marks to show changed");
        *self.0.marks.write().unwrap_or_else(PoisonError::into_inner) = marks;
        Ok(())
    }
}

impl Inner {
    /// Every mark of the wanted types that the issuer has for this entity now.
    async fn ask(
        &self,
        issuer: &EntityId,
        now: Timestamp,
    ) -> Result<Vec<MarkReference>, MarksError> {
        let wrong =
            |reason: &dyn std::fmt::Display| MarksError::Answer(issuer.clone(), reason.to_string());
        let failed = |error| MarksError::Fetch(issuer.clone(), error);
        let url = Url::parse(&issuer.configuration_url()).map_err(|error| wrong(&error))?;
        let answer = self.fetch.get(&url).await.map_err(failed)?;
        let text = std::str::from_utf8(&answer.body).map_err(|error| wrong(&error))?;
        let known = Statement::configuration(text.trim(), now).map_err(|error| wrong(&error))?;
        let endpoint = known.endpoint("federation_trust_mark_endpoint");
        let endpoint = endpoint.ok_or_else(|| wrong(&"it names no trust mark endpoint"))?;
        let mut marks = Vec::new();
        let wanted = self.settings.marks.iter();
        for (wanted, upcoming) in wanted.flat_map(|it| [(it, false), (it, true)]) {
            let mut url = Url::parse(endpoint).map_err(|error| wrong(&error))?;
            url.query_pairs_mut()
                .append_pair("trust_mark_type", wanted)
                .append_pair("sub", self.id.as_str());
            // An issuer may have decided on what comes after: shown in time, no second is lost
            // between the two. Who does not know the parameter ignores it (section 8).
            if upcoming {
                url.query_pairs_mut().append_pair("upcoming", "true");
            }
            let answer = self.fetch.send(Call::get(url)).await.map_err(failed)?;
            match answer.status {
                StatusCode::OK => {}
                StatusCode::NOT_FOUND => continue,
                status => return Err(failed(FetchError::Status(status))),
            }
            let text = std::str::from_utf8(&answer.body).map_err(|error| wrong(&error))?.trim();
            // A mark about somebody else would only make this entity look dishonest.
            match Mark::verify(text, (issuer, known.keys()), &self.id, now) {
                Ok(_) => {}
                Err(MarkError::NotYet) if upcoming => {}
                Err(error) => return Err(wrong(&error)),
            }
            let mark =
                MarkReference { trust_mark_type: wanted.clone(), trust_mark: text.to_owned() };
            if !marks.iter().any(|shown| signed(shown) == signed(&mark)) {
                marks.push(mark);
            }
        }
        Ok(marks)
    }
}

/// A signature differs each time; what it covers decides whether a mark is new. So does the key:
/// a mark is shown again under the issuer's next one.
fn same(new: &[MarkReference], shown: &[MarkReference]) -> bool {
    new.iter().map(signed).eq(shown.iter().map(signed))
}

/// Header and claims, without the signature.
fn signed(mark: &MarkReference) -> Option<&str> {
    mark.trust_mark.rsplit_once('.').map(|(signed, _)| signed)
}

/// The marks kept from before, of the types that are still wanted.
pub(super) async fn kept(conn: &mut Conn, wanted: &[String]) -> Result<Vec<MarkReference>, Fault> {
    let rows = sqlx::query("SELECT type, mark FROM federation_mark ORDER BY place")
        .fetch_all(conn)
        .await?;
    let mut marks = Vec::new();
    for row in rows {
        let mark = MarkReference {
            trust_mark_type: row.try_get("type")?,
            trust_mark: row.try_get("mark")?,
        };
        if wanted.contains(&mark.trust_mark_type) {
            marks.push(mark);
        }
    }
    Ok(marks)
}

async fn keep(conn: &mut Conn, marks: &[MarkReference], now: Timestamp) -> Result<(), Fault> {
    sqlx::query("DELETE FROM federation_mark").execute(&mut *conn).await?;
    for (place, mark) in (0i64..).zip(marks) {
        sqlx::query(
            "INSERT INTO federation_mark (place, type, mark, since) VALUES ($1, $2, $3, $4)",
        )
        .bind(place)
        .bind(&mark.trust_mark_type)
        .bind(&mark.trust_mark)
        .bind(now.millis())
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}
