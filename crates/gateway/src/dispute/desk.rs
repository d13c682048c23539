//! The cases, for the operator.

use domain::Timestamp;
use web::{Database, Fault, OpenError};

use super::{Dispute, store};
use crate::config::Config;
use crate::open::database;

/// The gateway's cases, in its database.
pub struct Desk(Database);

/// A case that the operator ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// The person's block stays: they take it away themselves, by another method.
    Blocked,
    /// The person has no other method and proved who they are to the helpdesk.
    Unblocked,
}

impl Desk {
    pub async fn open(config: &Config) -> Result<Self, OpenError> {
        database(config).await.map(Self)
    }

    /// The open cases, the oldest first.
    pub async fn list(&self) -> Result<Vec<Dispute>, Fault> {
        store::list(&mut *self.0.read().await?).await
    }

    /// `None` when there is no such open case.
    pub async fn close(
        &self,
        id: &str,
        closing: Closing,
        now: Timestamp,
    ) -> Result<Option<Dispute>, Fault> {
        let mut tx = self.0.begin().await?;
        let Some(dispute) = store::find(&mut tx, id).await? else { return Ok(None) };
        if !store::close(&mut tx, id, now).await? {
            return Ok(None);
        }
        if closing == Closing::Unblocked {
            store::unblock(&mut tx, &dispute.person, dispute.method).await?;
        }
        tx.commit().await?;
        Ok(Some(dispute))
    }
}
