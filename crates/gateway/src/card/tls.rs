//! Mutual TLS: the card signs the handshake of a connection to a door of the gateway.
//!
//! The door has an address of its own, where the browser is sent only after the person chose the
//! card: a certificate that holds a national number is never asked for on an ordinary page. One
//! ticket leads from the gateway's page to the door, and another back with what was shown there.
//! The way back ends in the browser that began the login and in no other, so that a link to the
//! door, sent to somebody with a card in their reader, logs nobody else in as them.

use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{LoginId, Method, Timestamp};
use protocol::x509::{Card, CardProof, Certificate};
use serde::{Deserialize, Serialize};
use url::Url;
use web::{
    ClientCertificate, Door, Fault, FilePath, Handle, OpenError, Params, Tls, TlsFiles, Visitor,
    see_other, ticket,
};

use super::{Cards, refused, settle};
use crate::config::Report;
use crate::gateway::Shared;
use crate::login::{Notice, over, path, store};
use crate::routes::door_routes;

/// The table `[card.tls]`: without it no card is read by mutual TLS.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsSettings {
    /// The address to listen at. No proxy can end the TLS before it: the handshake is the proof.
    pub listen: SocketAddr,
    #[serde(deserialize_with = "web::config::public_url")]
    pub url: Url,
    certificate: FilePath,
    key: FilePath,
}

/// What was shown at the door, for the login with which the browser came.
#[derive(Serialize, Deserialize)]
struct Shown {
    login: LoginId,
    /// The certificate in base64. None if the browser showed none.
    certificate: Option<String>,
}

const TO_THE_DOOR: ticket::Kind = ticket::Kind("card_door");
const FROM_THE_DOOR: ticket::Kind = ticket::Kind("card_shown");
/// Somebody looks for their card meanwhile, and types a PIN.
const TO_THE_DOOR_FOR: Duration = Duration::from_mins(5);
/// One redirect.
const FROM_THE_DOOR_FOR: Duration = Duration::from_mins(1);

impl TlsSettings {
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    fn files(&self) -> TlsFiles {
        TlsFiles { certificate: self.certificate.clone(), key: self.key.clone() }
    }

    pub fn check(&self, report: &mut Report) {
        let (origin, listen) = (self.origin(), self.listen);
        report.in_force.push(format!("cards by mutual TLS at {origin}, listening at {listen}"));
        if self.url.scheme() != "https" {
            report.errors.push("card.tls.url must start with https".to_owned());
        }
        report.errors.extend(Tls::asking(&self.files(), Vec::new()).err().map(|it| it.to_string()));
    }
}

/// The door, asking for certificates of the authorities that issue cards.
pub fn door(gateway: &Shared, settings: &TlsSettings) -> Result<Door, OpenError> {
    let names = gateway.cards.as_ref().map_or(Vec::new(), |cards| cards.authorities.names());
    let tls = Tls::asking(&settings.files(), names)?;
    Ok(gateway.chassis.door(settings.listen, tls, door_routes(gateway)))
}

/// `POST /login/{login}/card/tls`: from the card's page to the door.
pub async fn go(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(id): Path<LoginId>,
) -> Result<Response, Fault> {
    let mut tx = gateway.db.begin().await?;
    let Some(kept) = store::of_browser(&mut tx, &id, &visitor).await? else {
        return Ok(over::unknown(&gateway, &visitor));
    };
    let cards = gateway.cards.as_ref().filter(|_| kept.login.is_at(Method::Card, visitor.now));
    let Some((cards, door)) = cards.and_then(|cards| Some((cards, cards.door.as_ref()?))) else {
        return Ok(see_other(path(&id)));
    };
    if let Err(too_many) = cards.limit.check(id.as_str()) {
        return Ok(too_many.into_response());
    }
    let ticket = Handle::random();
    ticket::issue(&mut tx, TO_THE_DOOR, &ticket, &id, visitor.now.plus(TO_THE_DOOR_FOR)).await?;
    tx.commit().await?;
    Ok(see_other(format!("{door}{}/card?ticket={}", path(&id), ticket.reveal())))
}

/// `GET /login/{login}/card`, at the door: the browser has shook hands, with a certificate or
/// without. Nothing is judged here, for nobody can be told here: a page at this address would ask
/// for the certificate again with each of its pictures.
pub async fn show(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(id): Path<LoginId>,
    certificate: Option<ClientCertificate>,
    params: Params,
) -> Result<Response, Fault> {
    let back = format!("{}{}/card/tls", gateway.chassis.origin(), path(&id));
    let Some(ticket) = handle(&params, "ticket") else { return Ok(see_other(back)) };
    let mut tx = gateway.db.begin().await?;
    let login: Option<LoginId> = ticket::take(&mut tx, TO_THE_DOOR, &ticket, visitor.now).await?;
    let answer = Handle::random();
    if let Some(login) = &login {
        let certificate = certificate.map(|certificate| STANDARD.encode(certificate.der()));
        let shown = Shown { login: login.clone(), certificate };
        let until = visitor.now.plus(FROM_THE_DOOR_FOR);
        ticket::issue(&mut tx, FROM_THE_DOOR, &answer, &shown, until).await?;
    }
    tx.commit().await?;
    Ok(see_other(match login {
        Some(_) => format!("{back}?answer={}", answer.reveal()),
        None => back,
    }))
}

/// `GET /login/{login}/card/tls`: back from the door.
pub async fn come_back(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(id): Path<LoginId>,
    params: Params,
) -> Result<Response, Fault> {
    let mut tx = gateway.db.begin().await?;
    // Taken whoever comes with it: what strays into a wrong browser is good nowhere after.
    let shown: Option<Shown> = match handle(&params, "answer") {
        Some(answer) => ticket::take(&mut tx, FROM_THE_DOOR, &answer, visitor.now).await?,
        None => None,
    };
    let kept = store::of_browser(&mut tx, &id, &visitor).await?;
    tx.commit().await?;
    let Some(kept) = kept else { return Ok(over::unknown(&gateway, &visitor)) };
    let Some(cards) = &gateway.cards else { return Ok(see_other(path(&id))) };
    let shown = shown.filter(|shown| shown.login == id);
    let presented = judge(cards, shown, visitor.now);
    settle(gateway, visitor, kept, presented).await
}

fn judge(cards: &Cards, shown: Option<Shown>, now: Timestamp) -> Result<CardProof, Notice> {
    let shown = shown.ok_or(Notice::CardTooLate)?;
    let text = shown.certificate.ok_or(Notice::CardNotShown)?;
    let der = STANDARD.decode(text).unwrap_or_default();
    let card = Certificate::parse(&der).and_then(|certificate| cards.judge(certificate, now));
    card.map(Card::proved_by_tls).map_err(|because| {
        tracing::info!(error = %because, "a certificate that was shown is not one of a card");
        refused(because)
    })
}

fn handle(params: &Params, name: &str) -> Option<Handle> {
    params.once(name).ok().flatten().and_then(Handle::parse)
}
