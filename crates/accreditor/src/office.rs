//! What officers do, whatever they do it with: the desk's pages or a terminal.

use std::sync::Arc;

use domain::Timestamp;
use web::{Conn, Database, Fault, OpenError, Tx};

use crate::config::{Config, OfficerSettings};
use crate::dossier::{
    Decision, Dossier, Measure, Outcome, Proposal, Reason, Refusal, carry_out, contact, store,
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
    /// The dossier is being reviewed, or is the provider's again.
    Moved(Measure),
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

impl OfficeError {
    /// Whether the act failed because of who acts.
    fn is_about_who(&self) -> bool {
        matches!(self, Self::NoOfficer(_) | Self::Refused(Refusal::OwnDossier))
    }
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
        let reason = Reason::new(reason)?;
        let mut tx = self.db.begin().await?;
        self.admit(&mut tx, dossier, officer).await?;
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
        let mut tx = self.begin_deciding().await?;
        self.admit(&mut tx, dossier, officer).await?;
        let proposal = store::take_proposal(&mut tx, dossier).await?;
        let proposal = proposal.ok_or(OfficeError::NothingProposed)?;
        // The half of somebody who was dismissed meanwhile is no half any more.
        if self.admit(&mut tx, dossier, &proposal.by).await.is_err_and(|error| error.is_about_who())
        {
            return Err(Refusal::ProposerGone.into());
        }
        let taken = decide(&mut tx, &proposal.confirm(officer, now)?).await?;
        tx.commit().await?;
        Ok(taken)
    }

    /// Takes a proposal back, or says no to it.
    pub async fn drop_proposal(
        &self,
        dossier: &DossierId,
        officer: &OfficerId,
    ) -> Result<Taken, OfficeError> {
        let mut tx = self.db.begin().await?;
        self.admit(&mut tx, dossier, officer).await?;
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
        let reason = Reason::new(reason)?;
        let mut tx = self.begin_deciding().await?;
        self.admit(&mut tx, dossier, officer).await?;
        let kept = found(&mut tx, dossier).await?;
        let decision = Decision::suspend_at_once(&kept.dossier, officer, reason, now);
        let taken = decide(&mut tx, &decision).await?;
        store::take_proposal(&mut tx, dossier).await?;
        tx.commit().await?;
        Ok(taken)
    }

    /// Decisions take turns on the ledger's head, before they touch a dossier or a proposal: two nodes of
    /// the authority, or a terminal beside one, could wait for each other otherwise.
    async fn begin_deciding(&self) -> Result<Tx, Fault> {
        let mut tx = self.db.begin().await?;
        keeper::lock_head(&mut tx).await?;
        Ok(tx)
    }

    /// Only who is on the list decides, and not about a provider for whom they act themselves.
    async fn admit(
        &self,
        conn: &mut Conn,
        dossier: &DossierId,
        officer: &OfficerId,
    ) -> Result<(), OfficeError> {
        if !self.officers.iter().any(|known| known.id == *officer) {
            return Err(OfficeError::NoOfficer(officer.clone()));
        }
        if contact::includes(conn, dossier, officer).await? {
            return Err(Refusal::OwnDossier.into());
        }
        Ok(())
    }
}

async fn found(conn: &mut Conn, id: &DossierId) -> Result<store::Kept, OfficeError> {
    store::find(conn, id).await?.ok_or(OfficeError::NoDossier)
}

async fn decide(conn: &mut Conn, decision: &Decision) -> Result<Taken, OfficeError> {
    let kept = found(conn, decision.dossier()).await?;
    match carry_out(conn, kept, decision).await? {
        Outcome::Decided(number) => Ok(Taken::Decided(number)),
        Outcome::Moved => Ok(Taken::Moved(decision.measure())),
        Outcome::Refused(refusal) => Err(refusal.into()),
    }
}

impl std::fmt::Debug for Office {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Office(of {} officers)", self.officers.len())
    }
}
