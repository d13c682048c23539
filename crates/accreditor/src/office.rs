//! What officers do, whatever they do it with: the desk's pages or a terminal.

use std::sync::Arc;

use domain::Timestamp;
use web::{Conn, Database, Fault, OpenError};

use crate::config::{Config, OfficerSettings};
use crate::dossier::{
    Decision, Dossier, Measure, Outcome, Proposal, Reason, Refusal, carry_out, store,
};
use crate::id::{DossierId, OfficerId};
use crate::open;

/// The authority's books, and who may write in them.
#[derive(Clone)]
pub struct Office {
    db: Database,
    officers: Arc<[OfficerSettings]>,
}

/// What an officer's act led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Half a decision: another officer has to agree.
    Proposed,
    /// A decision, by its number.
    Decided(i64),
    Dropped,
}

#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    #[error("{0} is no officer of this authority")]
    NoOfficer(OfficerId),
    #[error("there is no such dossier")]
    NoDossier,
    #[error("nothing is proposed about this dossier")]
    NothingProposed,
    #[error("something else is proposed about this dossier already")]
    AlreadyProposed,
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("something failed: {}", .0.explain())]
    Fault(Fault),
}

impl From<Fault> for OfficeError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Office {
    /// Opens the books of a configured authority, which may be running.
    pub async fn open(config: &Config) -> Result<Self, OpenError> {
        Ok(Self::new(open::database(config).await?, &config.officers))
    }

    pub(crate) fn new(db: Database, officers: &[OfficerSettings]) -> Self {
        Self { db, officers: officers.into() }
    }

    /// Every dossier with its last decisions' sum, the newest last.
    pub async fn dossiers(&self) -> Result<Vec<Dossier>, Fault> {
        store::all(&mut *self.db.read().await?).await
    }

    /// What waits for a second officer about a dossier.
    pub async fn proposed(&self, dossier: &DossierId) -> Result<Option<Proposal>, Fault> {
        store::proposal(&mut *self.db.read().await?, dossier).await
    }

    /// The first half of a decision.
    pub async fn propose(
        &self,
        (dossier, measure): (&DossierId, Measure),
        effect: Timestamp,
        (officer, reason): (&OfficerId, &str),
        now: Timestamp,
    ) -> Result<Taken, OfficeError> {
        self.known(officer)?;
        let reason = Reason::new(reason)?;
        let mut tx = self.db.begin().await?;
        let kept = found(&mut tx, dossier).await?;
        kept.dossier.may(measure, effect, now)?;
        let (dossier, by) = (dossier.clone(), officer.clone());
        let proposal = Proposal { dossier, measure, effect, reason, by, at: now };
        if !store::propose(&mut tx, &proposal).await? {
            return Err(OfficeError::AlreadyProposed);
        }
        tx.commit().await?;
        Ok(Taken::Proposed)
    }

    /// The second half: the decision is taken and counts.
    pub async fn confirm(
        &self,
        dossier: &DossierId,
        officer: &OfficerId,
        now: Timestamp,
    ) -> Result<Taken, OfficeError> {
        self.known(officer)?;
        let mut tx = self.db.begin().await?;
        let proposal = store::take_proposal(&mut tx, dossier).await?;
        let decision = proposal.ok_or(OfficeError::NothingProposed)?.confirm(officer, now)?;
        let number = decide(&mut tx, &decision).await?;
        tx.commit().await?;
        Ok(Taken::Decided(number))
    }

    /// Takes a proposal back, or says no to it.
    pub async fn drop_proposal(
        &self,
        dossier: &DossierId,
        officer: &OfficerId,
    ) -> Result<Taken, OfficeError> {
        self.known(officer)?;
        let mut tx = self.db.begin().await?;
        store::take_proposal(&mut tx, dossier).await?.ok_or(OfficeError::NothingProposed)?;
        tx.commit().await?;
        Ok(Taken::Dropped)
    }

    /// Suspends at once. What was proposed meanwhile is void: it was meant for another situation.
    pub async fn suspend(
        &self,
        dossier: &DossierId,
        (officer, reason): (&OfficerId, &str),
        now: Timestamp,
    ) -> Result<Taken, OfficeError> {
        self.known(officer)?;
        let reason = Reason::new(reason)?;
        let mut tx = self.db.begin().await?;
        let kept = found(&mut tx, dossier).await?;
        let decision = Decision::suspend_at_once(&kept.dossier, officer, reason, now);
        let number = decide(&mut tx, &decision).await?;
        store::take_proposal(&mut tx, dossier).await?;
        tx.commit().await?;
        Ok(Taken::Decided(number))
    }

    /// An officer begins the review of what was handed in.
    pub async fn take_up(
        &self,
        dossier: &DossierId,
        officer: &OfficerId,
        now: Timestamp,
    ) -> Result<(), OfficeError> {
        self.known(officer)?;
        self.step(dossier, |dossier| dossier.take_up(officer.clone(), now)).await
    }

    /// Gives a dossier back to its provider, who has to add something.
    pub async fn hand_back(
        &self,
        dossier: &DossierId,
        officer: &OfficerId,
    ) -> Result<(), OfficeError> {
        self.known(officer)?;
        self.step(dossier, Dossier::hand_back).await
    }

    async fn step(
        &self,
        id: &DossierId,
        step: impl FnOnce(Dossier) -> Result<Dossier, Refusal>,
    ) -> Result<(), OfficeError> {
        let mut tx = self.db.begin().await?;
        let kept = found(&mut tx, id).await?;
        let dossier = step(kept.dossier.clone())?;
        if !store::save(&mut tx, &kept.with(dossier)).await? {
            return Err(Refusal::NotNow.into());
        }
        // What was proposed was meant for the stage before.
        store::take_proposal(&mut tx, id).await?;
        Ok(tx.commit().await?)
    }

    fn known(&self, officer: &OfficerId) -> Result<(), OfficeError> {
        let known = self.officers.iter().any(|known| known.id == *officer);
        if known { Ok(()) } else { Err(OfficeError::NoOfficer(officer.clone())) }
    }
}

async fn found(conn: &mut Conn, id: &DossierId) -> Result<store::Kept, OfficeError> {
    store::find(conn, id).await?.ok_or(OfficeError::NoDossier)
}

async fn decide(conn: &mut Conn, decision: &Decision) -> Result<i64, OfficeError> {
    let kept = found(conn, decision.dossier()).await?;
    match carry_out(conn, kept, decision).await? {
        Outcome::Decided(number) => Ok(number),
        Outcome::Refused(refusal) => Err(refusal.into()),
    }
}

impl std::fmt::Debug for Office {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Office(of {} officers)", self.officers.len())
    }
}
