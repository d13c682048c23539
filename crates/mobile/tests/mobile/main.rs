//! The mobile provider through its doors: a partner, a registrar, people with browsers and phones.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails at once; the lint knows only code marked as a test"
)]

mod attacks;
mod blocking;
mod card;
mod card_attacks;
mod common;
mod cooling_off;
mod enrolment;
mod events;
mod ledger;
mod levels;
mod number;
mod page;
mod push;
mod request;
mod session;
mod sweep;
