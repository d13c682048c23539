//! Accreditations that two officers decided before this register existed, taken up at the first
//! start through the same rules and into the same ledger as every later one.

use domain::{Language, NationalNumber};
use web::{Conn, Database, Fault, OpenError};

use crate::config::TakenOver;
use crate::dossier::contact::{self, Contact};
use crate::dossier::{Dossier, Measure, Outcome, Proposal, Reason, Stage, carry_out, store};
use crate::federation::subordinate;
use crate::id::DossierId;

pub async fn take_over(
    db: &Database,
    all: &[TakenOver],
    language: Language,
) -> Result<(), OpenError> {
    let mut tx = db.begin().await?;
    // Of two nodes that start at once, the second sees what the first took over.
    keeper::lock_head(&mut tx).await?;
    if !store::has_decisions(&mut tx).await? {
        decide(&mut tx, all).await?;
    }
    for taken in all {
        introduce(&mut tx, taken, language).await?;
    }
    Ok(tx.commit().await?)
}

/// Writes down who looks after an accreditation, where nobody is written down yet: whom a
/// provider's people have removed does not come back by a restart.
async fn introduce(conn: &mut Conn, taken: &TakenOver, language: Language) -> Result<(), Fault> {
    for dossier in granted(conn, taken).await? {
        if !contact::list(conn, &dossier.id).await?.is_empty() {
            continue;
        }
        for known in &taken.contacts {
            let contact = Contact {
                email: known.email.clone(),
                name: known.name.clone(),
                language: known.language.unwrap_or(language),
                subject: None,
            };
            contact::add(conn, &dossier.id, &contact).await?;
        }
    }
    Ok(())
}

/// Somebody has logged in. If the configuration names them for a provider, they act for it from
/// now on.
pub async fn recognise(
    conn: &mut Conn,
    all: &[TakenOver],
    (number, subject, name): (&NationalNumber, &str, &str),
) -> Result<(), Fault> {
    for taken in all {
        let Some(known) = taken.contacts.iter().find(|it| it.national_number == *number) else {
            continue;
        };
        for dossier in granted(conn, taken).await? {
            contact::join(conn, (&dossier.id, &known.email), (subject, name)).await?;
        }
    }
    Ok(())
}

/// What the provider holds. A draft in its name may be anybody's.
async fn granted(conn: &mut Conn, taken: &TakenOver) -> Result<Vec<Dossier>, Fault> {
    let all = store::of_entity(conn, &taken.entity).await?;
    Ok(all.into_iter().filter(|dossier| dossier.accreditation().is_some()).collect())
}

async fn decide(conn: &mut Conn, all: &[TakenOver]) -> Result<(), OpenError> {
    for taken in all {
        let refused = |refusal| {
            OpenError::new(format!("taking over the accreditation of {}", taken.entity), refusal)
        };
        let [first, second] = &taken.officers;
        let dossier = Dossier {
            id: DossierId::random(),
            entity: taken.entity.clone(),
            organisation: taken.organisation.clone(),
            level: taken.level,
            renews: None,
            stage: Stage::InReview { at: taken.from },
        };
        store::add(conn, &dossier, taken.from).await?;
        subordinate::add_provider(conn, &dossier).await?;
        let proposal = Proposal {
            dossier: dossier.id.clone(),
            measure: Measure::Grant(taken.level),
            effect: taken.from,
            reason: Reason::new(&taken.reason).map_err(refused)?,
            by: first.clone(),
            at: taken.from,
        };
        let decision = proposal.confirm(second, taken.from).map_err(refused)?;
        let kept = store::find(conn, &dossier.id).await?;
        let kept =
            kept.ok_or_else(|| OpenError::because("a dossier that was added is not there"))?;
        if let Outcome::Refused(refusal) = carry_out(conn, kept, &decision).await? {
            return Err(refused(refusal));
        }
    }
    Ok(())
}
