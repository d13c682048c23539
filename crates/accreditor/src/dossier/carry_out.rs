//! A decision on its way into the books: dossier, chain and ledger in one transaction.

use domain::{ProviderId, Timestamp};
use figures::{Entry, Fact};
use web::{Conn, Fault};

use super::store::{self, Kept};
use super::{Decision, Dossier, Measure, Refusal};

/// What came of an attempt to decide.
pub enum Outcome {
    /// Decided, under this number.
    Decided(i64),
    /// The dossier has moved, and nobody's right with it.
    Moved,
    Refused(Refusal),
}

/// Carries out a decision: the dossier moves, the one that it continues gives way, and the ledger
/// has an entry. The caller's transaction makes it all durable, or none of it.
///
/// That a dossier is being reviewed, or went back, is between the authority and the provider: it
/// stands in the dossier, and not in the ledger, which everyone reads.
pub async fn carry_out(conn: &mut Conn, kept: Kept, decision: &Decision) -> Result<Outcome, Fault> {
    let dossier = match kept.dossier.clone().decide(decision) {
        Ok(dossier) => dossier,
        Err(refusal) => return Ok(Outcome::Refused(refusal)),
    };
    let Some(measure) = recorded_as(&dossier, decision.measure()) else {
        store::note_step(conn, decision).await?;
        let saved = store::save(conn, &kept.with(dossier)).await?;
        return Ok(if saved { Outcome::Moved } else { Outcome::Refused(Refusal::NotNow) });
    };
    let previous = store::last_decision(conn, &dossier).await?;
    let until = match decision.measure() {
        Measure::Grant(_) => dossier.accreditation().map(|granted| granted.until),
        _ => None,
    };
    let entry = entry((&dossier, measure), decision, previous, until)?;
    let place = keeper::record(conn, &entry, decision.decided()).await?;
    let number = i64::try_from(place)? + 1;
    store::record(conn, decision, (number, previous), until).await?;
    if !store::save(conn, &kept.with(dossier.clone())).await? {
        return Ok(Outcome::Refused(Refusal::NotNow));
    }
    if let (Measure::Grant(_), Some(before)) = (decision.measure(), &dossier.renews) {
        give_way(conn, before, decision.effect()).await?;
    }
    tracing::info!(
        decision.number = number,
        decision.measure = decision.measure().name(),
        dossier.id = %dossier.id,
        "a decision was taken"
    );
    Ok(Outcome::Decided(number))
}

async fn give_way(
    conn: &mut Conn,
    before: &crate::id::DossierId,
    at: Timestamp,
) -> Result<(), Fault> {
    let kept = store::find(conn, before).await?;
    let kept =
        kept.ok_or_else(|| Fault::because("a renewal continues a dossier that is not there"))?;
    let dossier = kept.dossier.clone().give_way(at);
    if store::save(conn, &kept.with(dossier)).await? {
        Ok(())
    } else {
        Err(Fault::because("the dossier that is renewed was changed meanwhile"))
    }
}

/// What the ledger calls a measure, of those that it tells.
fn recorded_as(dossier: &Dossier, measure: Measure) -> Option<figures::Measure> {
    Some(match measure {
        Measure::TakeUp | Measure::HandBack => return None,
        Measure::Grant(_) if dossier.renews.is_some() => figures::Measure::Renew,
        Measure::Grant(_) => figures::Measure::Grant,
        Measure::Refuse => figures::Measure::Refuse,
        Measure::Suspend => figures::Measure::Suspend,
        Measure::Reinstate => figures::Measure::Reinstate,
        Measure::Withdraw => figures::Measure::Withdraw,
    })
}

/// What the ledger says of a decision: what the register says. Who took it stays with the
/// authority.
fn entry(
    (dossier, measure): (&Dossier, figures::Measure),
    decision: &Decision,
    previous: Option<i64>,
    until: Option<Timestamp>,
) -> Result<String, Fault> {
    let fact = figures::Accreditation {
        provider: ProviderId::new(dossier.entity.as_str()),
        dossier: dossier.id.to_string(),
        measure,
        level: decision.measure().level(),
        since: decision.effect(),
        until,
        previous: previous.map(|number| u64::try_from(number - 1)).transpose()?,
        reason: decision.reason().as_str().to_owned(),
    };
    let entry = Entry { at: decision.decided(), fact: Fact::Accreditation(fact) };
    Ok(entry.to_json())
}
