//! The authority as those meet it who stand outside: by its public doors.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod authority;
mod federation;
mod officers;
mod reminders;
mod witness;
