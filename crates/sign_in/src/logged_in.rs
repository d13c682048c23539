use axum::extract::{FromRef, FromRequestParts};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use web::{Fault, Handle, Visitor};

use crate::{Session, SignIn, session};

pub(crate) const SESSION: &str = "session";

/// Proof that the visitor is logged in here. A handler that takes it cannot be reached without.
#[derive(Clone, Debug)]
pub struct LoggedIn(pub Session);

impl<S: Send + Sync> FromRequestParts<S> for LoggedIn
where
    SignIn: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        let sign_in = SignIn::from_ref(state);
        match sign_in.session(&visitor).await {
            Ok(Some(session)) => Ok(Self(session)),
            Ok(None) => Err(sign_in.over(&visitor)),
            Err(fault) => Err(fault.into_response()),
        }
    }
}

impl SignIn {
    /// The visitor's session, if it lives. Notes the visit now and then.
    pub async fn session(&self, visitor: &Visitor) -> Result<Option<Session>, Fault> {
        let Some(handle) = session_handle(visitor) else { return Ok(None) };
        let mut conn = self.0.database.read().await?;
        let found = session::find(&mut conn, &handle, visitor.now).await?;
        drop(conn);
        if found.as_ref().is_some_and(|session| session.is_due(visitor.now)) {
            let mut tx = self.0.database.begin().await?;
            session::note_visit(&mut tx, &handle, visitor.now).await?;
            tx.commit().await?;
        }
        Ok(found)
    }
}

pub(crate) fn session_handle(visitor: &Visitor) -> Option<Handle> {
    visitor.cookie(SESSION).and_then(|text| Handle::parse(&text))
}
