//! Accreditations that two officers decided before this register existed, taken up at the first
//! start through the same rules and into the same ledger as every later one.

use web::{Database, OpenError};

use crate::config::TakenOver;
use crate::dossier::{Dossier, Measure, Outcome, Proposal, Reason, Stage, carry_out, store};
use crate::federation::subordinate;
use crate::id::DossierId;

pub async fn take_over(db: &Database, all: &[TakenOver]) -> Result<(), OpenError> {
    let mut tx = db.begin().await?;
    if store::has_decisions(&mut tx).await? {
        return Ok(());
    }
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
            stage: Stage::InReview { at: taken.from, by: first.clone() },
        };
        store::add(&mut tx, &dossier, taken.from).await?;
        subordinate::add_provider(&mut tx, &dossier).await?;
        let proposal = Proposal {
            dossier: dossier.id.clone(),
            measure: Measure::Grant(taken.level),
            effect: taken.from,
            reason: Reason::new(&taken.reason).map_err(refused)?,
            by: first.clone(),
            at: taken.from,
        };
        let decision = proposal.confirm(second, taken.from).map_err(refused)?;
        let kept = store::find(&mut tx, &dossier.id).await?;
        let kept =
            kept.ok_or_else(|| OpenError::because("a dossier that was added is not there"))?;
        if let Outcome::Refused(refusal) = carry_out(&mut tx, kept, &decision).await? {
            return Err(refused(refusal));
        }
    }
    Ok(tx.commit().await?)
}
