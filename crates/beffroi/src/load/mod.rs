//! Many complete logins against a running country, and what they took: each goes from a service
//! through the gateway to a phone, by way of the mobile provider, or to a card, and back, to token
//! and userinfo.

mod figures;
mod login;
mod meter;
mod service;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use domain::{Level, Method};
use tokio::task::JoinSet;
use web::{Clock, SystemClock};

use crate::card::{Cards, Which};
use crate::country::{DemoFile, DemoPerson, Party};
use crate::outside;
use crate::phone::{Choices, Phone, SetUpError};
pub use figures::{Figures, PartyFigures};
pub use login::Worker;
use login::{Holder, Means};
pub use meter::{Meter, Usage};
use service::Service;

/// How much is to be done.
#[derive(Clone, Copy, Debug)]
pub struct Amount {
    pub logins: u64,
    pub concurrency: usize,
}

#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("{0}")]
    Setup(String),
    #[error("{step}: {reason}")]
    Login { step: &'static str, reason: String },
}

impl LoadError {
    pub(crate) fn setup(error: impl std::fmt::Display) -> Self {
        Self::Setup(error.to_string())
    }
}

/// Each worker is a person with a phone of their own, so nobody is left beyond the population.
pub fn most_at_once(demo: &DemoFile) -> usize {
    living(demo).count()
}

/// Those who may log in.
fn living(demo: &DemoFile) -> impl Iterator<Item = &DemoPerson> {
    demo.people.iter().filter(|known| !known.person.deceased)
}

/// With what the people of a run log in.
pub enum Kit {
    /// Each enrols a phone.
    App,
    /// Each has their card.
    Cards(Arc<Cards>),
}

/// The parties without which nobody logs in so.
pub fn needs(method: Method) -> &'static [Party] {
    match method {
        // Without the authority nobody knows that the app may be offered.
        Method::App => &[Party::Gateway, Party::Mobile, Party::Accreditor],
        Method::Card => &[Party::Gateway, Party::Cards],
    }
}

/// Fits out a person per worker, lets each log in once to warm everything up, and then measures.
pub async fn run(
    demo: &DemoFile,
    kit: &Kit,
    amount: Amount,
    meter: &Meter,
) -> Result<Figures, LoadError> {
    let workers = workers(demo, kit, amount.concurrency).await?;
    let before = meter.read();
    let started = Instant::now();
    let done = work(workers, amount.logins).await;
    let took = started.elapsed();
    Figures::of(amount, took, done, &meter.since(&before))
}

/// Fits out people, and lets each log in once.
pub async fn workers(
    demo: &DemoFile,
    kit: &Kit,
    concurrency: usize,
) -> Result<Vec<Worker>, LoadError> {
    let http = outside::client().map_err(LoadError::setup)?;
    let service = Arc::new(Service::of(demo, http.clone())?);
    let mut workers = Vec::new();
    for person in living(demo).take(concurrency) {
        let means = kit.fit_out(demo, person).await?;
        let mut worker = Worker { service: service.clone(), http: http.clone(), means };
        worker.complete(SystemClock.now()).await?;
        workers.push(worker);
    }
    Ok(workers)
}

impl Kit {
    async fn fit_out(&self, demo: &DemoFile, known: &DemoPerson) -> Result<Means, LoadError> {
        Ok(match self {
            Self::App => Means::App(enrolled(demo, known).await.map_err(LoadError::setup)?),
            Self::Cards(cards) => Means::Card(Holder {
                cards: cards.clone(),
                person: known.person.clone(),
                pin: cards.pin(&known.person, Which::Current).map_err(LoadError::setup)?,
            }),
        })
    }
}

async fn enrolled(demo: &DemoFile, person: &DemoPerson) -> Result<Phone, SetUpError> {
    let code = demo.activation_code(person, Level::High, SystemClock.now()).await?;
    demo.phone(person, &code, &Choices::default()).await
}

/// Takes one of what is left; false where nothing is.
fn take_one(left: &AtomicU64) -> bool {
    let less = |count: u64| count.checked_sub(1);
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
}

/// What the workers brought home.
pub struct Done {
    /// How long each login took that succeeded.
    pub took: Vec<Duration>,
    /// Of each kind of failure, the first.
    pub errors: Vec<LoadError>,
    pub failed: u64,
}

/// A login that takes longer than this is of no use to anybody.
const LONGEST: Duration = Duration::from_mins(1);
/// So many failures are kept to be shown.
const SHOWN: usize = 5;

async fn work(workers: Vec<Worker>, logins: u64) -> Done {
    let left = Arc::new(AtomicU64::new(logins));
    let mut tasks = JoinSet::new();
    for worker in workers {
        tasks.spawn(repeat(worker, left.clone()));
    }
    let mut all = Done::new();
    while let Some(done) = tasks.join_next().await {
        match done {
            Ok(done) => all.add(done),
            Err(error) => all.fail(LoadError::setup(error)),
        }
    }
    all
}

async fn repeat(mut worker: Worker, left: Arc<AtomicU64>) -> Done {
    let mut done = Done::new();
    while take_one(&left) {
        let started = Instant::now();
        match tokio::time::timeout(LONGEST, worker.complete(SystemClock.now())).await {
            Ok(Ok(())) => done.took.push(started.elapsed()),
            Ok(Err(error)) => done.fail(error),
            Err(_) => done.fail(LoadError::setup("a login took more than a minute")),
        }
    }
    done
}

impl Done {
    fn new() -> Self {
        Self { took: Vec::new(), errors: Vec::new(), failed: 0 }
    }

    fn fail(&mut self, error: LoadError) {
        self.failed += 1;
        if self.errors.len() < SHOWN {
            self.errors.push(error);
        }
    }

    fn add(&mut self, other: Self) {
        self.took.extend(other.took);
        self.failed += other.failed;
        self.errors.extend(other.errors);
        self.errors.truncate(SHOWN);
    }
}
