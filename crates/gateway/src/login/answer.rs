//! The answer: session, trail and code are written in one transaction, and nothing is said before
//! that is durable.

use axum::response::Response;
use domain::{SessionId, Timestamp};
use openid::provider::{Proved, Reply};
use web::{Conn, Fault, Handle, Tx, Visitor, see_other};

use super::store::{self, Kept};
use super::{Proof, begin};
use crate::gateway::{Gateway, SESSION_COOKIE};
use crate::id::fresh;
use crate::person;
use crate::session::{self, Held, Session};
use crate::trail::{Answered, Entry};

/// On what an answer rests.
pub enum Basis {
    /// The present session, by single sign-on.
    Session(Session),
    /// A proof of just now; with the session that the browser held before, if any.
    Proof(Option<Session>),
}

/// What became of an answer.
enum Answer {
    Given(Given),
    /// The session ended while it was being used.
    SessionEnded,
    /// The service's request was answered before, in another tab. Nothing is to be committed.
    Elsewhere(Reply),
}

/// An answer that only waits for its transaction.
struct Given {
    to: Option<Reply>,
    /// The new handle of the session, if it got one.
    session: Option<Handle>,
    /// What is counted: nothing by which one login could be told from another of its kind.
    labels: [(&'static str, &'static str); 4],
}

impl Given {
    /// Sends the person back to the service. Only for after the commit.
    fn respond(self, gateway: &Gateway, visitor: &Visitor) -> Response {
        gateway.chassis.count(LOGINS, &self.labels);
        let mut response = match self.to {
            Some(reply) => reply.respond(visitor.language),
            None => see_other("/"),
        };
        if let Some(handle) = self.session {
            gateway.chassis.cookie(SESSION_COOKIE, handle.reveal()).add_to(&mut response);
        }
        response
    }
}

/// The name under which logins are counted for operators.
pub const LOGINS: &str = "logins";

impl Proof {
    /// What a session holds, as the proof of who the person is.
    pub fn held(session: &Session, held: Held) -> Self {
        let Held { level, provider, method, amr, since } = held;
        Self { person: session.person.clone(), level, provider, method, amr, at: since }
    }

    fn to_hold(&self) -> Held {
        Held {
            level: self.level,
            provider: self.provider.clone(),
            method: self.method,
            amr: self.amr.clone(),
            since: self.at,
        }
    }
}

/// Answers a login that stands before the person and is proved now, and sends them back.
pub async fn finish(
    gateway: &Gateway,
    mut tx: Tx,
    kept: Kept,
    basis: Basis,
    visitor: &Visitor,
) -> Result<Response, Fault> {
    let (kept, proof) = kept.answer(visitor.now)?;
    let again = see_other(begin::path(&kept.login.id));
    // None when another tab moved the login first: then that move counts.
    let Some(kept) = store::save(&mut tx, kept).await? else { return Ok(again) };
    match answer(gateway, &mut tx, &kept, (proof, basis), visitor.now).await? {
        Answer::Given(given) => {
            tx.commit().await?;
            Ok(given.respond(gateway, visitor))
        }
        Answer::Elsewhere(reply) => Ok(reply.respond(visitor.language)),
        Answer::SessionEnded => Ok(again),
    }
}

/// Answers by single sign-on a login that nobody has seen. `None` when the session was ended in
/// another tab in this very moment.
pub async fn at_once(
    gateway: &Gateway,
    visitor: &Visitor,
    kept: Kept,
    session: Session,
) -> Result<Option<Response>, Fault> {
    let (kept, proof) = kept.answer(visitor.now)?;
    let mut tx = gateway.db.begin().await?;
    let by = (proof, Basis::Session(session));
    match answer(gateway, &mut tx, &kept, by, visitor.now).await? {
        Answer::Given(given) => {
            tx.commit().await?;
            Ok(Some(given.respond(gateway, visitor)))
        }
        Answer::Elsewhere(reply) => Ok(Some(reply.respond(visitor.language))),
        Answer::SessionEnded => Ok(None),
    }
}

/// Writes session and code of a login that is answered now, and leaves it to be entered. The caller
/// commits.
async fn answer(
    gateway: &Gateway,
    tx: &mut Tx,
    kept: &Kept,
    (proof, basis): (Proof, Basis),
    now: Timestamp,
) -> Result<Answer, Fault> {
    let reused = matches!(basis, Basis::Session(_));
    let Some((session, handle)) = hold(gateway, tx, basis, &proof, now).await? else {
        return Ok(Answer::SessionEnded);
    };
    let person = person::find(tx, &proof.person).await?;
    let person = person.ok_or_else(|| Fault::because("the person of a login is gone"))?;
    let claims = person.claims();
    let answered = Answered {
        person: proof.person.clone(),
        provider: proof.provider.clone(),
        method: proof.method,
        level: proof.level,
        reused,
        session: session.clone(),
        claims: kept.login.request.claims_of(&claims),
    };
    let entry = Entry::answered(&kept.login, answered, now);
    gateway.trail.record(tx, entry, Some(proof.method)).await?;
    let labels = [
        ("outcome", "answered"),
        ("method", proof.method.name()),
        ("level", proof.level.name()),
        ("by", if reused { "session" } else { "proof" }),
    ];
    let Some(asked) = &kept.asked else {
        return Ok(Answer::Given(Given { to: None, session: handle, labels }));
    };
    session::store::told(tx, &session, &kept.login.request.service).await?;
    let proved = Proved {
        person: proof.person,
        level: proof.level,
        amr: known(&proof.amr),
        auth_time: proof.at,
        session: Some(session),
        claims,
    };
    let reply = gateway.openid.answer(tx, asked, proved, now).await?;
    if reply.refusal().is_some() {
        return Ok(Answer::Elsewhere(reply));
    }
    Ok(Answer::Given(Given { to: Some(reply), session: handle, labels }))
}

/// Words of RFC 8176 that the gateway passes on to services. What else a provider may say is
/// between it and the gateway.
const METHODS: &[&str] = &[
    "face", "fpt", "hwk", "iris", "mca", "mfa", "otp", "pin", "pop", "pwd", "sc", "sms", "swk",
    "user", "vbm",
];

fn known(amr: &[String]) -> Vec<&'static str> {
    METHODS.iter().copied().filter(|method| amr.iter().any(|said| said == method)).collect()
}

/// Writes the session. One that is used again keeps its handle; after a proof there is a new one,
/// so that a handle that somebody planted in the browser before the login opens nothing.
async fn hold(
    gateway: &Gateway,
    tx: &mut Conn,
    basis: Basis,
    proof: &Proof,
    now: Timestamp,
) -> Result<Option<(SessionId, Option<Handle>)>, Fault> {
    let lifetimes = gateway.lifetimes;
    let session = match basis {
        Basis::Session(session) => {
            let used = Session { used: now, ..session };
            let alive = session::store::touch(tx, &used, lifetimes).await?;
            return Ok(alive.then_some((used.id, None)));
        }
        Basis::Proof(Some(before)) if before.person == proof.person => {
            before.with(proof.to_hold(), now)
        }
        Basis::Proof(before) => {
            // Somebody else logs in: whoever was here before is logged out, everywhere.
            if let Some(before) = before {
                session::store::end(tx, &before.id, &before.person, now).await?;
            }
            let id = SessionId::new(fresh());
            Session::begin(id, proof.person.clone(), proof.to_hold(), now)
        }
    };
    let handle = Handle::random();
    session::store::save(tx, &session, &handle, lifetimes).await?;
    Ok(Some((session.id, Some(handle))))
}
