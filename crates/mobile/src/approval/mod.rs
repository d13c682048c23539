//! One question shown in the app, from the partner's request to its answer.

pub mod answer;
mod books;
mod entry;
mod matter;
pub mod page;
pub mod pressure;
#[cfg(test)]
pub(crate) mod sample;
pub mod sending;
mod signature;
mod stage;
pub mod store;

use domain::ApprovalId;

pub use books::{Books, Unequal};
pub use matter::{Matter, Pair};
pub use signature::Site;
pub use stage::{Holder, MATCH_TRIES, Showing, Stage, Waiting, Why};

/// One question and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    pub id: ApprovalId,
    pub matter: Matter,
    pub stage: Stage,
}
