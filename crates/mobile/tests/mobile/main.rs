//! The mobile provider through its doors: a partner, a registrar, people with browsers and phones.

mod attacks;
mod blocking;
mod common;
mod enrolment;
mod events;
mod levels;
mod number;
mod page;
mod push;
mod request;
mod session;
mod sweep;
