//! Web eID: the page asks for a nonce, and comes back with what the card signed.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::{LoginId, Method, Timestamp};
use protocol::web_eid::{self, Expectation, Refused, Token};
use protocol::x509::CardProof;
use serde::Serialize;
use web::{Fault, Json, Params, Problem, Visitor};

use super::nonce::Nonce;
use super::{Cards, refused, settle};
use crate::gateway::Shared;
use crate::login::{Notice, over, store};

#[derive(Serialize)]
struct Fresh {
    nonce: String,
}

/// `POST /login/{login}/card/nonce`: for the script of the page.
pub async fn nonce(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(id): Path<LoginId>,
) -> Result<Response, Fault> {
    let mut tx = gateway.db.begin().await?;
    let kept = store::of_browser(&mut tx, &id, &visitor).await?;
    let at_card = kept.is_some_and(|kept| kept.login.is_at(Method::Card, visitor.now));
    let Some(cards) = gateway.cards.as_ref().filter(|_| at_card) else {
        return Ok(Problem::NotFound.into_response());
    };
    if let Err(too_many) = cards.limit.check(id.as_str()) {
        return Ok(too_many.into_response());
    }
    let nonce = Nonce::issue(&mut tx, &id, visitor.now).await?;
    tx.commit().await?;
    Ok(Json(Fresh { nonce: nonce.text() }).into_response())
}

/// `POST /login/{login}/card/token`: a form with the `nonce` and the `token` that signs it.
pub async fn token(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(id): Path<LoginId>,
    params: Params,
) -> Result<Response, Fault> {
    let mut tx = gateway.db.begin().await?;
    let Some(kept) = store::of_browser(&mut tx, &id, &visitor).await? else {
        return Ok(over::unknown(&gateway, &visitor));
    };
    let nonce = params.once("nonce").ok().flatten().unwrap_or_default();
    let nonce = Nonce::take(&mut tx, nonce, &id, visitor.now).await?;
    tx.commit().await?;
    let token = params.once("token").ok().flatten().unwrap_or_default();
    let presented = match (nonce, &gateway.cards) {
        (Some(nonce), Some(cards)) => verify(cards, &nonce, token, visitor.now),
        _ => Err(Notice::CardTooLate),
    };
    settle(gateway, visitor, kept, presented).await
}

fn verify(cards: &Cards, nonce: &Nonce, token: &str, now: Timestamp) -> Result<CardProof, Notice> {
    let expectation = Expectation {
        origin: &cards.origin,
        nonce: &nonce.text(),
        authorities: &cards.authorities,
        policy: &cards.policy,
        now,
    };
    let proof =
        Token::parse(token.as_bytes()).and_then(|token| web_eid::verify(&token, &expectation));
    proof.map_err(|error| {
        tracing::info!(error = %error, "a card's token proves nothing");
        match error {
            Refused::Card(because) => refused(because),
            _ => Notice::CardNotProved,
        }
    })
}
