//! The person comes back from a provider.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::{NationalNumber, ProviderId};
use openid::relying::{Identity, RelyingError};
use web::{Conn, Fault, Handle, Params, Tx, Visitor, see_other};

use super::choose::NATIONAL_NUMBER;
use super::store::{self, Kept};
use super::{Claimed, Notice, Reason, Stage, begin, over, prove};
use crate::gateway::{BROWSER_COOKIE, Gateway, Shared, handle};
use crate::person;

/// What a provider's answer comes to.
enum Came {
    Identity(Box<Identity>),
    Refused(Reason),
    /// The person may choose again.
    Again(Notice),
}

/// `GET /callback/{provider}`
///
/// Each provider has a callback of its own, so that an answer can be held against the provider
/// to which this login went: one provider's code never reaches another's token endpoint (mix-up,
/// RFC 9700, section 4.4). The issuer in the answer is checked as well.
pub async fn callback(
    State(gateway): State<Shared>,
    visitor: Visitor,
    Path(provider): Path<ProviderId>,
    params: Params,
) -> Result<Response, Fault> {
    let kept = awaited(&mut *gateway.db.read().await?, &visitor, &params).await?;
    let Some(kept) = kept else { return Ok(over::unknown(&gateway, &visitor)) };
    let again = see_other(begin::path(&kept.login.id));
    let relying = gateway.relying.get(&provider).filter(|_| went_to(&kept, &provider));
    let (Some(relying), Some(pending)) = (relying, kept.pending.clone()) else {
        return Ok(again);
    };
    let Ok(kept) = kept.step(|login| login.come_back(visitor.now)) else { return Ok(again) };
    let mut tx = gateway.db.begin().await?;
    let Some(kept) = store::save(&mut tx, kept).await? else { return Ok(again) };
    tx.commit().await?;
    let relying = relying.clone();
    // A browser that reloads or loses its line takes its request away, and all that runs in it. An
    // answer that can be read once is therefore read in a task of its own, and the reloaded page
    // goes on with what came of it.
    let reading = tokio::spawn(async move {
        // Remote calls come between the transactions. Should the gateway stop over them, the
        // person chooses again.
        let came = read(relying.finish(&params, pending, visitor.now).await, &provider)?;
        let tx = gateway.db.begin().await?;
        conclude(&gateway, &visitor, tx, kept, came).await
    });
    reading.await?
}

fn went_to(kept: &Kept, provider: &ProviderId) -> bool {
    matches!(&kept.login.stage, Stage::Chosen(choice) if choice.provider == *provider)
}

/// The login to which an answer belongs, in the browser that began it. An answer that somebody
/// else's browser was given finds nothing here (login CSRF).
async fn awaited(
    conn: &mut Conn,
    visitor: &Visitor,
    params: &Params,
) -> Result<Option<Kept>, Fault> {
    let state = params.once("state").ok().flatten().and_then(Handle::parse);
    match (state, handle(visitor, BROWSER_COOKIE)) {
        (Some(state), Some(browser)) => store::by_state(conn, &state, &browser).await,
        _ => Ok(None),
    }
}

fn read(answer: Result<Identity, RelyingError>, provider: &ProviderId) -> Result<Came, Fault> {
    let error = match answer {
        Ok(identity) => return Ok(Came::Identity(Box::new(identity))),
        Err(RelyingError::Fault(fault)) => return Err(fault),
        Err(error) => error,
    };
    tracing::info!(provider.id = %provider, error = %error, "a provider did not say who it is");
    Ok(match error {
        RelyingError::Refused { code, description } => {
            refused(&code, description.as_deref().unwrap_or_default())
        }
        RelyingError::Unreachable(_) => Came::Again(Notice::Unreachable),
        RelyingError::LevelTooLow => Came::Again(Notice::LevelNotReached),
        _ => Came::Again(Notice::AnswerNotAccepted),
    })
}

/// The provider's description begins with the word for what happened.
fn refused(code: &str, description: &str) -> Came {
    let word = description.split(|c: char| !c.is_ascii_alphabetic()).next();
    match (code, word) {
        ("access_denied", Some("declined")) => Came::Refused(Reason::Declined),
        ("access_denied", Some("reported")) => Came::Refused(Reason::Reported),
        ("access_denied", Some("blocked")) => Came::Refused(Reason::Blocked),
        ("access_denied", Some("expired")) => Came::Again(Notice::AppExpired),
        // Whatever else it calls it: the person turned back there.
        ("access_denied", _) => Came::Refused(Reason::Cancelled),
        ("unmet_authentication_requirements", _) => Came::Again(Notice::LevelNotReached),
        ("temporarily_unavailable" | "server_error", _) => Came::Again(Notice::Unreachable),
        _ => Came::Again(Notice::AnswerNotAccepted),
    }
}

/// Moves the login by what came.
async fn conclude(
    gateway: &Gateway,
    visitor: &Visitor,
    mut tx: Tx,
    kept: Kept,
    came: Came,
) -> Result<Response, Fault> {
    let now = visitor.now;
    let kept = match came {
        Came::Identity(identity) => match claimed(&mut tx, &identity).await? {
            Some(claimed) => prove::prove(gateway, &mut tx, kept, claimed, now).await?,
            None => kept.step(|login| login.back(Notice::AnswerNotAccepted, now))?,
        },
        Came::Again(notice) => kept.step(|login| login.back(notice, now))?,
        Came::Refused(reason) => kept.step(|login| login.refuse(reason, now))?,
    };
    prove::conclude(gateway, visitor, tx, kept).await
}

/// What the provider claims; nothing if it leaves out what it must say.
async fn claimed(tx: &mut Conn, identity: &Identity) -> Result<Option<Claimed>, Fault> {
    let number = identity.text(NATIONAL_NUMBER).map(str::parse::<NationalNumber>);
    let (Some(Ok(number)), Some(level), Some(authenticated)) =
        (number, identity.level(), identity.auth_time())
    else {
        return Ok(None);
    };
    let person = person::find_by_number(tx, &number).await?.map(|person| person.id);
    Ok(Some(Claimed { person, level, amr: methods(identity.amr()), authenticated }))
}

/// How the person was proved, in the provider's words (RFC 8176). That an identity card was used,
/// only the gateway itself can say: whoever binds a phone to a person's name relies on it.
fn methods(said: &[String]) -> Vec<String> {
    said.iter().filter(|method| *method != "sc").cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_providers_refusals_are_told_apart() {
        for (code, description, expected) in [
            ("access_denied", "declined: by the person", Ok(Reason::Declined)),
            ("access_denied", "declined", Ok(Reason::Declined)),
            ("access_denied", "reported", Ok(Reason::Reported)),
            ("access_denied", "blocked, three wrong codes", Ok(Reason::Blocked)),
            ("access_denied", "cancelled", Ok(Reason::Cancelled)),
            ("access_denied", "", Ok(Reason::Cancelled)),
            ("access_denied", "expired", Err(Notice::AppExpired)),
            ("temporarily_unavailable", "", Err(Notice::Unreachable)),
            ("unmet_authentication_requirements", "", Err(Notice::LevelNotReached)),
            ("invalid_request", "declined", Err(Notice::AnswerNotAccepted)),
        ] {
            let came = match refused(code, description) {
                Came::Refused(reason) => Ok(reason),
                Came::Again(notice) => Err(notice),
                Came::Identity(_) => panic!("no identity"),
            };
            assert_eq!(came, expected, "{code} {description}");
        }
    }
}
