//! The person is known: the client gets its code.

use std::fmt;
use std::time::Duration;

use domain::{Level, PersonId, SessionId, Timestamp};
use protocol::base64url;
use protocol::oidc::{AuthorizationError, CodeChallenge, Refusal, Scope};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use web::{Conn, Fault, Handle, ticket};

use super::asked::Asked;
use super::push::PUSHED;
use super::reply::Reply;
use super::{Provider, store};

/// A code lives this long (RFC 6749, section 4.1.2, allows ten minutes; nobody needs them).
const CODE_LIFE: Duration = Duration::from_mins(1);

const OTHER_PERSON: Refusal =
    Refusal::new(AuthorizationError::LoginRequired, "another person is logged in");
const ANSWERED_BEFORE: Refusal =
    Refusal::new(AuthorizationError::InvalidRequest, "this request was answered before");

/// What a role proved about the person who answers a request.
#[derive(Clone)]
pub struct Proved {
    pub person: PersonId,
    /// The level that was reached; never below what was asked.
    pub level: Level,
    /// How (RFC 8176), such as `hwk`, `user`, `pin`.
    pub amr: Vec<&'static str>,
    /// When the person last proved who they are.
    pub auth_time: Timestamp,
    pub session: Option<SessionId>,
    /// Everything that the role knows. Only what was asked for and may be had is kept.
    pub claims: Map<String, Value>,
}

impl fmt::Debug for Proved {
    /// Without the person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proved(at {})", self.level)
    }
}

/// What a code, and then a token, stands for. Stored as JSON.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Allowed {
    /// The person's name in the client's sector; none when the client acts in its own name.
    pub subject: Option<String>,
    pub scope: Scope,
    pub login: Option<Login>,
}

/// The part of a login that goes into the ID token and the userinfo answer.
#[derive(Serialize, Deserialize)]
pub(super) struct Login {
    pub redirect_uri: String,
    pub code_challenge: CodeChallenge,
    pub nonce: Option<String>,
    pub level: Level,
    pub amr: Vec<String>,
    pub auth_time: Timestamp,
    pub session: Option<String>,
    pub id_token_claims: Map<String, Value>,
    pub userinfo_claims: Map<String, Value>,
}

impl fmt::Debug for Login {
    /// Without the person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Login(at {})", self.level)
    }
}

impl Allowed {
    pub fn write(&self) -> Result<String, Fault> {
        Ok(serde_json::to_string(self)?)
    }

    pub fn read(text: &str) -> Result<Self, Fault> {
        // The error's own words could quote the row, which holds personal data.
        serde_json::from_str(text).map_err(|_| Fault::because("a grant cannot be read"))
    }

    /// What a code stands for: always a login.
    pub fn read_login(text: &str) -> Result<(Self, Login), Fault> {
        let mut allowed = Self::read(text)?;
        let login = allowed.login.take();
        Ok((allowed, login.ok_or_else(|| Fault::because("a code stands for no login"))?))
    }
}

impl Provider {
    /// Answers a request with a code, in the caller's transaction, so that the code exists exactly
    /// when what the role wrote about the login does.
    ///
    /// A pushed request is answered once: of two answers to it (two tabs, a double submit) the
    /// second is refused, and so is a person other than the one whom an `id_token_hint` named. The
    /// reply says so ([`Reply::refusal`]), and what the caller wrote about the login must go.
    pub async fn answer(
        &self,
        tx: &mut Conn,
        asked: &Asked,
        proved: Proved,
        now: Timestamp,
    ) -> Result<Reply, Fault> {
        if proved.level < asked.minimum() {
            return Err(Fault::because("a login was answered below the level that it asked for"));
        }
        let client = self
            .client(&asked.client)
            .ok_or_else(|| Fault::because("the client of a login is no longer registered"))?;
        let names = self.0.keys.subject()?;
        let subject = names.pairwise(client.sector(), &proved.person);
        if asked.expected_subject().is_some_and(|expected| expected != subject) {
            return Ok(self.refuse(asked, OTHER_PERSON));
        }
        if !self.complete(tx, asked, now).await? {
            return Ok(self.refuse(asked, ANSWERED_BEFORE));
        }
        let session = proved.session.as_ref();
        let session = session.map(|session| names.session(client.id().as_str(), session));
        let allowed = allowed(asked, proved, subject, session).write()?;
        let code = Handle::random();
        store::add_code(tx, &code.hash(), &asked.client, &allowed, now.plus(CODE_LIFE)).await?;
        Ok(Reply::code(asked.request.address.code(self.issuer().as_str(), code.reveal())))
    }

    /// Tells the client that the person will not come back with a code.
    pub fn refuse(&self, asked: &Asked, refusal: Refusal) -> Reply {
        Reply::error(asked.request.address.error(self.issuer().as_str(), refusal), refusal)
    }

    /// Whether this person is the one whom the client expects, if it expects anybody. Asked before
    /// a session is used again; [`Provider::answer`] asks it once more.
    pub fn is_meant_for(&self, asked: &Asked, person: &PersonId) -> Result<bool, Fault> {
        let Some(expected) = asked.expected_subject() else { return Ok(true) };
        let client = self
            .client(&asked.client)
            .ok_or_else(|| Fault::because("the client of a login is no longer registered"))?;
        Ok(self.0.keys.subject()?.pairwise(client.sector(), person) == expected)
    }

    /// Uses up the pushed request behind this one, if there is one. False when it was used
    /// before. [`Provider::answer`] does it; a role that refuses a request may do it too.
    pub async fn complete(
        &self,
        tx: &mut Conn,
        asked: &Asked,
        now: Timestamp,
    ) -> Result<bool, Fault> {
        let Some(pushed) = &asked.pushed else { return Ok(true) };
        let hash = base64url::decode(pushed).ok().and_then(|hash| hash.try_into().ok());
        let hash = hash.ok_or_else(|| Fault::because("a kept request cannot be read"))?;
        Ok(ticket::take_hashed::<IgnoredAny>(tx, PUSHED, &hash, now).await?.is_some())
    }
}

/// What a code for this login stands for: of all that the role knows, only what was asked for
/// and may be had.
fn allowed(asked: &Asked, proved: Proved, subject: String, session: Option<String>) -> Allowed {
    let released = |names: &[String]| -> Map<String, Value> {
        let known = names.iter().filter_map(|name| proved.claims.get_key_value(name));
        known.map(|(name, value)| (name.clone(), value.clone())).collect()
    };
    let login = Login {
        redirect_uri: asked.redirect_uri().to_owned(),
        code_challenge: asked.request.wish.code_challenge,
        nonce: asked.nonce().map(str::to_owned),
        level: proved.level,
        auth_time: proved.auth_time,
        session,
        id_token_claims: released(&asked.id_token_claims),
        userinfo_claims: released(&asked.userinfo_claims),
        amr: proved.amr.into_iter().map(str::to_owned).collect(),
    };
    Allowed { subject: Some(subject), scope: asked.scope().clone(), login: Some(login) }
}
