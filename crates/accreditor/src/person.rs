//! Who is at the desk: somebody whom the gateway has authenticated at `high`.

use axum::extract::{FromRef, FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use domain::{Level, NationalNumber};
use http::request::Parts;
use sign_in::{LoggedIn, Place, SignIn};
use web::{Conn, Fault, Params, Problem, Visitor, see_other};

use crate::accreditor::Accreditor;
use crate::config::OfficerSettings;
use crate::id::OfficerId;
use crate::taken_over;

pub const PLACES: &[Place] = &[at_high("/dossiers"), at_high("/desk"), at_high("/invitation")];

const fn at_high(path: &'static str) -> Place {
    Place { path, level: Level::High }
}

/// What tells an officer from everybody else, and the name to greet people by.
pub const CLAIMS: &[&str] = &["national_number", "name"];

/// Somebody who has logged in. A handler that takes it cannot be reached without.
#[derive(Clone, Debug)]
pub struct Person {
    /// By which the gateway knows them here.
    pub subject: String,
    pub name: String,
    /// Which officer they are, if the configuration still says so.
    pub officer: Option<OfficerId>,
}

/// Somebody who has logged in and decides for the authority.
#[derive(Clone, Debug)]
pub struct Officer {
    pub person: Person,
    pub id: OfficerId,
}

/// `GET /callback`: somebody comes back from the gateway.
pub async fn arrive(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    params: Params,
) -> Result<Response, Fault> {
    let arrival = match accreditor.sign_in.arrive(&visitor, &params).await? {
        Ok(arrival) => arrival,
        Err(answer) => return Ok(answer),
    };
    let number = arrival.identity.text("national_number").and_then(|text| text.parse().ok());
    let number: NationalNumber =
        number.ok_or_else(|| Fault::because("the gateway gave no national number"))?;
    let officer = accreditor.officers.iter().find(|it| it.national_number == number);
    let name = arrival.identity.text("name").unwrap_or_default();
    let mut tx = accreditor.db.begin().await?;
    let subject = arrival.identity.subject();
    remember(&mut tx, subject, name, officer).await?;
    taken_over::recognise(&mut tx, &accreditor.taken_over, (&number, subject, name)).await?;
    let session = arrival.open_session(&mut tx, visitor.now).await?;
    tx.commit().await?;
    Ok(arrival.welcome(&session))
}

/// The number itself is not kept: it served to tell who they are.
async fn remember(
    conn: &mut Conn,
    subject: &str,
    name: &str,
    officer: Option<&OfficerSettings>,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO member (subject, name, officer) VALUES ($1, $2, $3)
         ON CONFLICT (subject) DO UPDATE SET name = excluded.name, officer = excluded.officer",
    )
    .bind(subject)
    .bind(name)
    .bind(officer.map(|officer| officer.id.as_str()))
    .execute(conn)
    .await?;
    Ok(())
}

impl Person {
    /// Whoever visits, if they have logged in.
    pub async fn at_high(
        accreditor: &Accreditor,
        visitor: &Visitor,
    ) -> Result<Option<Self>, Fault> {
        let session = accreditor.sign_in.session(visitor).await?;
        match session.filter(|session| session.level >= Level::High) {
            Some(session) => Ok(Some(Self::of(accreditor, session).await?)),
            None => Ok(None),
        }
    }

    async fn of(accreditor: &Accreditor, session: sign_in::Session) -> Result<Self, Fault> {
        let row: Option<(Option<String>,)> =
            sqlx::query_as("SELECT officer FROM member WHERE subject = $1")
                .bind(&session.subject)
                .fetch_optional(&mut *accreditor.db.read().await?)
                .await?;
        let officer = row.and_then(|(officer,)| officer).map(OfficerId::new);
        // Who was struck from the list is an officer no longer, session or not.
        let listed = |id: &OfficerId| accreditor.officers.iter().any(|it| it.id == *id);
        Ok(Self {
            subject: session.subject,
            name: session.person.name,
            officer: officer.filter(listed),
        })
    }
}

impl FromRef<Accreditor> for SignIn {
    fn from_ref(accreditor: &Accreditor) -> Self {
        accreditor.sign_in.clone()
    }
}

impl FromRequestParts<Accreditor> for Person {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        accreditor: &Accreditor,
    ) -> Result<Self, Response> {
        let LoggedIn(session) = LoggedIn::from_request_parts(parts, accreditor).await?;
        if session.level < Level::High {
            return Err(see_other("/login?to=/dossiers"));
        }
        Self::of(accreditor, session).await.map_err(IntoResponse::into_response)
    }
}

impl FromRequestParts<Accreditor> for Officer {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        accreditor: &Accreditor,
    ) -> Result<Self, Response> {
        let person = Person::from_request_parts(parts, accreditor).await?;
        match person.officer.clone() {
            Some(id) => Ok(Self { person, id }),
            // The desk is no secret; who sits at it is decided elsewhere.
            None => Err(Problem::Forbidden.into_response()),
        }
    }
}
