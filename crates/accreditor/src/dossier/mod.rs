//! Dossiers: who asks for an accreditation, with what evidence, and what the authority decides.
//!
//! The rules are pure and move a dossier by value. A decision exists only if two different officers
//! took it, or one where the rules say so.

mod accreditation;
mod carry_out;
pub mod contact;
mod decision;
mod evidence;
pub mod papers;
mod reminder;
mod state;
pub mod store;
#[cfg(test)]
mod tests;

pub use accreditation::{Accreditation, Standing};
pub use carry_out::{Outcome, carry_out};
pub use decision::{Decision, MAX_REASON, Measure, Proposal, Reason};
pub use evidence::{Digest, EvidenceKind};
pub use reminder::{REMINDERS, Reminder, due_reminder};
pub use state::{Dossier, Refusal, Stage, State, that_count};
