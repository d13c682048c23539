//! Wakes the streams of this process the moment something was committed. Other nodes, and streams
//! that were not there yet, look at the database every few seconds anyway: a ring is never needed,
//! only quicker.

use domain::{ApprovalId, PersonId};
use tokio::sync::broadcast;

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ring {
    Approval(ApprovalId),
    Person(PersonId),
}

/// Cheap to clone; all clones ring together.
#[derive(Clone, Debug)]
pub struct Bell(broadcast::Sender<Ring>);

impl Default for Bell {
    fn default() -> Self {
        Self(broadcast::Sender::new(1024))
    }
}

impl Bell {
    /// To be called after the commit, or a stream would look too early.
    pub fn ring(&self, ring: Ring) {
        // Nobody listening is no failure.
        let _ = self.0.send(ring);
    }

    pub fn listen(&self) -> Listening {
        Listening(self.0.subscribe())
    }
}

/// One stream's ear.
#[derive(Debug)]
pub struct Listening(broadcast::Receiver<Ring>);

impl Listening {
    /// Returns when `ring` may have happened. A listener that lagged behind has to look, too.
    pub async fn until(&mut self, ring: &Ring) {
        loop {
            match self.0.recv().await {
                Ok(other) if other == *ring => return,
                Ok(_) => {}
                Err(broadcast::error::RecvError::Lagged(_)) => return,
                // The bell is gone: the process ends, and so will the stream, by its own sign.
                Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_listener_hears_its_own_ring_only() {
        let bell = Bell::default();
        let mut listening = bell.listen();
        let mine = Ring::Approval(ApprovalId::new("mine"));
        bell.ring(Ring::Approval(ApprovalId::new("other")));
        bell.ring(Ring::Person(PersonId::new("mine")));
        let silent =
            tokio::time::timeout(std::time::Duration::from_millis(20), listening.until(&mine));
        assert!(silent.await.is_err());
        bell.ring(mine.clone());
        listening.until(&mine).await;
    }
}
