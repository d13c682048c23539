//! Sessions: single sign-on in one browser, with the levels held and since when.

pub mod back_channel;
pub mod front;
mod notice;
mod own;
mod rules;
pub mod store;

pub use rules::{Decision, Held, Lifetimes, Prompt, Reuse, Session, reuse};
