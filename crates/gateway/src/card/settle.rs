//! What a card that was used is worth.

use axum::response::Response;
use domain::{Method, Timestamp};
use protocol::x509::{CardProof, Possession, Refused};
use web::{Conn, Fault, Visitor, see_other};

use super::revocation::Source;
use crate::gateway::{Gateway, Shared};
use crate::login::{self, Claimed, Kept, Notice, Stage, prove, store};
use crate::person::{self, Person};

/// How the person was proved, in the words of RFC 8176: a key in a smart card, opened by its PIN.
const AMR: [&str; 4] = ["sc", "pin", "hwk", "mfa"];
/// The names under which operators find how cards fared, and who told whether they are revoked.
const CARDS: &str = "cards";
const REVOCATIONS: &str = "card_revocations";

/// Ends what a person began by choosing the card: answers the login, or says what is wrong.
///
/// `kept` is a login of this visitor's browser, and `presented` what its card proved, just now, or
/// why it proved nothing. Each way to use a card calls this once and returns what it gives: a
/// redirect of the browser, with the session's cookie where there is a session now. A login that
/// is not at the card, or whose card is being judged already, is sent back to its page.
pub async fn settle(
    gateway: Shared,
    visitor: Visitor,
    kept: Kept,
    presented: Result<CardProof, Notice>,
) -> Result<Response, Fault> {
    let again = see_other(login::path(&kept.login.id));
    if !kept.login.is_at(Method::Card, visitor.now) {
        return Ok(again);
    }
    let Ok(kept) = kept.step(|login| login.come_back(visitor.now)) else { return Ok(again) };
    let mut tx = gateway.db.begin().await?;
    let Some(kept) = store::save(&mut tx, kept).await? else { return Ok(again) };
    tx.commit().await?;
    // The authority is asked between the transactions, in a task of its own: a browser that loses
    // its line takes its request away, and the reloaded page goes on with what came of it.
    let judging = tokio::spawn(async move {
        let kept = match presented {
            Ok(proof) => judge(&gateway, kept, &proof, visitor.now).await?,
            Err(notice) => Judged::Nothing(kept, notice),
        };
        finish(&gateway, &visitor, kept).await
    });
    judging.await?
}

/// A login with what its card comes to.
enum Judged {
    Proved(Kept, Claimed, &'static str),
    Nothing(Kept, Notice),
}

async fn judge(
    gateway: &Gateway,
    kept: Kept,
    proof: &CardProof,
    now: Timestamp,
) -> Result<Judged, Fault> {
    let Some(cards) = &gateway.cards else {
        return Err(Fault::because("a card was presented where none is taken"));
    };
    let person = holder(&mut *gateway.db.read().await?, proof).await?;
    if person.as_ref().is_some_and(|person| is_replaced(person, proof)) {
        return Ok(Judged::Nothing(kept, Notice::CardReplaced));
    }
    let (revocation, source) = cards.revocations.ask(proof.card(), now).await;
    gateway.chassis.count(REVOCATIONS, &[("told_by", source.word())]);
    let level = proof.level(revocation, cards.without_answer, now);
    match level.filter(|level| *level >= kept.login.request.minimum) {
        Some(level) => {
            let person = person.map(|person| person.id);
            let amr = AMR.map(str::to_owned).to_vec();
            let claimed = Claimed { person, level, amr, authenticated: now };
            Ok(Judged::Proved(kept, claimed, way(proof)))
        }
        None if source == Source::Nobody => Ok(Judged::Nothing(kept, Notice::CardNoAnswer)),
        None => Ok(Judged::Nothing(kept, Notice::CardRevoked)),
    }
}

async fn finish(gateway: &Gateway, visitor: &Visitor, judged: Judged) -> Result<Response, Fault> {
    let now = visitor.now;
    let mut tx = gateway.db.begin().await?;
    let kept = match judged {
        Judged::Proved(kept, claimed, way) => {
            let kept = prove::prove(gateway, &mut tx, kept, claimed, now).await?;
            gateway.chassis.count(CARDS, &[("outcome", outcome(&kept.login.stage)), ("way", way)]);
            kept
        }
        Judged::Nothing(kept, notice) => {
            tracing::info!(card.outcome = notice.word(), "a card did not log its holder in");
            gateway.chassis.count(CARDS, &[("outcome", notice.word())]);
            kept.step(|login| login.back(notice, now))?
        }
    };
    prove::conclude(gateway, visitor, tx, kept).await
}

/// Whom the card names. A card of another country names nobody whom the register can know.
async fn holder(conn: &mut Conn, proof: &CardProof) -> Result<Option<Person>, Fault> {
    match proof.holder().national_number() {
        Some(number) => person::find_by_number(conn, number).await,
        None => Ok(None),
    }
}

/// Whether the register knows a newer card of this person. The old one may lie in a drawer, or in
/// a thief's hand, and its authority may not have revoked it.
fn is_replaced(person: &Person, proof: &CardProof) -> bool {
    let issued = proof.card().certificate().not_before();
    person.card_valid_from.is_some_and(|valid_from| issued < valid_from)
}

fn way(proof: &CardProof) -> &'static str {
    match proof.possession() {
        Possession::WebEid => "web_eid",
        Possession::MutualTls => "mutual_tls",
    }
}

fn outcome(stage: &Stage) -> &'static str {
    match stage {
        Stage::Proved(_) => "accepted",
        Stage::Refused(refusal) => refusal.reason.word(),
        Stage::Asked { notice: Some(notice) } => notice.word(),
        _ => "none",
    }
}

/// What a person is told of a certificate that is not that of a card which may log its holder in.
pub fn refused(refused: Refused) -> Notice {
    match refused {
        Refused::NotYetValid => Notice::CardNotYetValid,
        Refused::Expired => Notice::CardExpired,
        Refused::Untrusted => Notice::CardUnknownAuthority,
        Refused::AuthorityNotValid => Notice::CardAuthorityEnded,
        Refused::Authority
        | Refused::KeyUsage
        | Refused::Purpose
        | Refused::Policy
        | Refused::RefusedPolicy => Notice::CardWrongKind,
        Refused::Malformed
        | Refused::Path
        | Refused::NotAnAuthority
        | Refused::Key
        | Refused::Name
        | Refused::NoPerson
        | Refused::Identifier => Notice::CardUnreadable,
    }
}
