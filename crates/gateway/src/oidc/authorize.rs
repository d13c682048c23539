//! The authorization endpoint (OpenID Connect Core 1.0, section 3.1.2).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use openid::provider::{Denied, page_key};
use web::ticket::Kind;
use web::{Fault, Params, Problem, Visitor, Words};

use super::posted;
use crate::gateway::{Gateway, Shared};
use crate::login;

/// Why a request is not followed, before client and redirect URI are proved: on a page, for a
/// redirect would go to a place that nobody vouches for.
#[derive(Template)]
#[template(path = "denied.html")]
pub struct DeniedPage {
    pub words: Words,
    pub title: &'static str,
    pub text: &'static str,
    pub reason: String,
}

const POSTED: Kind = Kind("gateway posted authorization");

/// `GET /authorize`
pub async fn get(
    State(gateway): State<Shared>,
    visitor: Visitor,
    params: Params,
) -> Result<Response, Fault> {
    authorize(&gateway, visitor, &params).await
}

/// `POST /authorize`
pub async fn post(
    State(gateway): State<Shared>,
    visitor: Visitor,
    params: Params,
) -> Result<Response, Fault> {
    match gateway.openid.ask(&params, visitor.now).await {
        Ok(_) => {
            let to = (POSTED, "/authorize/posted");
            posted::put_aside(&gateway.db, &visitor, &params, to).await
        }
        Err(denied) => deny(&gateway, &visitor, denied),
    }
}

/// `GET /authorize/posted/{request}`
pub async fn resume(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(request): Path<String>,
) -> Result<Response, Fault> {
    match posted::fetch(&gateway.db, POSTED, &request, visitor.now).await? {
        Some(params) => authorize(&gateway, visitor, &params).await,
        None => Ok(Problem::NotFound.into_response()),
    }
}

async fn authorize(
    gateway: &Gateway,
    visitor: Visitor,
    params: &Params,
) -> Result<Response, Fault> {
    match gateway.openid.ask(params, visitor.now).await {
        Ok(asked) => {
            let visitor = visitor.prefer(asked.language());
            login::begin(gateway, &visitor, asked).await
        }
        Err(denied) => deny(gateway, &visitor, denied),
    }
}

fn deny(gateway: &Gateway, visitor: &Visitor, denied: Denied) -> Result<Response, Fault> {
    match denied {
        Denied::Redirect { reply, .. } => Ok(reply.respond(visitor.language)),
        Denied::Fault(fault) => Err(fault),
        Denied::Page(reason) => {
            let words = gateway.words(visitor);
            let (title, text) = ("denied-title", "denied");
            let heading = words.get(title);
            let page = DeniedPage { reason: words.get(page_key(reason)), words, title, text };
            Ok(gateway
                .chassis
                .page(visitor, &heading, page)
                .status(StatusCode::BAD_REQUEST)
                .respond())
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::oidc::PageReason::{self, *};

    use super::*;
    use crate::testing::{every_language, whole};

    const REASONS: [PageReason; 7] = [
        NoClient,
        UnknownClient,
        NoRedirectUri,
        UnknownRedirectUri,
        UnknownRequestUri,
        NoState,
        Malformed,
    ];

    #[test]
    fn every_reason_is_explained_in_every_language() {
        for words in every_language() {
            for reason in REASONS {
                let (title, text) = ("denied-title", "denied");
                let reason = words.get(page_key(reason));
                let page = DeniedPage { words: words.clone(), title, text, reason };
                whole(&page.render().unwrap());
            }
        }
    }
}
