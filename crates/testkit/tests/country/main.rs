//! The country seen from outside: people log in, and those who should not do not get in.

mod attack;
mod bank;
mod health;
mod login;
mod outcome;
mod restart;
mod sweep;
