//! A login: one attempt of a person, from a service's request to its answer.

mod answer;
mod begin;
pub mod callback;
pub mod choose;
pub mod chooser;
pub mod over;
pub mod prove;
pub mod refuse;
mod request;
mod state;
pub mod store;

pub use begin::{ask, begin, new_login, path};
pub use request::{Notice, Reason, Request};
pub use state::{Claimed, Login, Proof, Refusal, Stage, WrongMove};
pub use store::{Kept, purge};
