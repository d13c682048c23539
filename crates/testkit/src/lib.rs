//! For tests only: the whole country in one process, and the people and programs that use it.
//!
//! A test reads as the story that it checks:
//!
//! ```ignore
//! let town = Town::found(Ground::usual()).await;
//! let anna = town.person("Anna").with_phone().await;
//! let service = town.service();
//! let mut browser = town.browser();
//! let login = service.begin(&Ask::default()).await;
//! let chooser = browser.open(&login.url).await;
//! let waiting = browser.submit(&chooser, "/app", &[]).await;
//! anna.approve(&waiting).await;
//! let back = browser.reload(&waiting).await;
//! let known = service.finish(&login, &back).await;
//! ```
//!
//! Everything goes over HTTP and by the public doors; nothing here may reach into a role.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test kit a surprise is a failed test, and says so where it happens"
)]

mod authority;
mod browser;
mod card;
mod client;
mod clock;
mod page;
mod person;
mod qr;
mod town;

pub use authority::Officers;
pub use beffroi::card::{CardError, Which};
pub use beffroi::country::Party;
pub use beffroi::phone::{Answer, Phone, PhoneError, Question};
pub use browser::Browser;
pub use card::Card;
pub use client::{Ask, Client, Known, Login, Reply};
pub use clock::TownClock;
pub use page::Page;
pub use person::{Newcomer, Person};
pub use testdb::Ground;
pub use testdb::Postgres;
pub use town::Town;
