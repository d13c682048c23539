//! A drill for the worst moment: parties are killed again and again while people log in, and
//! afterwards the books are read. What somebody was answered must be in them, once.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::rand;
use domain::{ApprovalId, LoginId};
use ledger::VerifierKey;
use serde::de::DeserializeOwned;
use tokio::sync::watch;
use tokio::task::JoinSet;
use web::{Clock as _, Fault, SystemClock};

use crate::audit::{Ledger, Source};
use crate::country::{Country, Party, ProcessError, Processes};
use crate::load::{Kit, LoadError, Worker, workers};
use crate::outside;

/// How often parties are killed, and how many people log in meanwhile.
#[derive(Clone, Copy, Debug)]
pub struct Drill {
    pub kills: u32,
    pub concurrency: usize,
}

/// What the drill showed.
#[derive(Debug)]
pub struct Outcome {
    /// How many logins were answered, and how many were cut off.
    pub answered: usize,
    pub cut_off: u64,
    pub ledgers: Vec<LedgerSeen>,
    /// What does not hold.
    pub wrong: Vec<Wrong>,
}

/// A party's ledger, as it was seen from outside.
#[derive(Debug)]
pub struct LedgerSeen {
    pub party: Party,
    /// How many signed heads were seen on the way, and how large the last one is.
    pub heads: usize,
    pub size: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum Wrong {
    #[error("the login {0} was answered, and the gateway's books do not have it")]
    Lost(LoginId),
    #[error("gateway: {0}")]
    Unequal(#[from] gateway::Unequal),
    #[error("the request {0} was answered, and the mobile provider's books do not have it")]
    LostRequest(ApprovalId),
    #[error("mobile provider: {0}")]
    UnequalRequests(#[from] mobile::Unequal),
    #[error("the ledger of {party} does not hold: {why:#}")]
    Ledger { party: Party, why: anyhow::Error },
}

#[derive(Debug, thiserror::Error)]
pub enum DrillError {
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Process(#[from] ProcessError),
    #[error("the books cannot be read: {0}")]
    Books(String),
    #[error("nobody could log in any more after the {0}. restart")]
    Nobody(u32),
    #[error("the head of the ledger of {0} stayed behind its entries after the last restart")]
    Behind(Party),
    #[error("{0:#}")]
    Ledger(#[from] anyhow::Error),
}

impl From<Fault> for DrillError {
    fn from(fault: Fault) -> Self {
        Self::Books(fault.explain())
    }
}

/// Logins go on for up to this long before the next kill, so that it comes at any of their steps.
const LONGEST_RUN_MILLIS: u64 = 1000;
/// How long it may take until somebody is logged in, and until the head covers what is recorded.
const PATIENCE: Duration = Duration::from_mins(1);
const LOOKED_EVERY: Duration = Duration::from_millis(50);

impl Drill {
    pub async fn run(
        self,
        country: &Country,
        kit: &Kit,
        processes: &mut Processes,
        heard: &dyn Fn(u32),
    ) -> Result<Outcome, DrillError> {
        let demo = country.demo_file().map_err(LoadError::setup)?;
        let crowd = Crowd::start(workers(&demo, kit, self.concurrency).await?);
        let watched = keepers(kit).iter().map(|party| Heads::watch(country, *party));
        let watched = watched.collect::<Result<Vec<_>, _>>()?;
        for kill in 1..=self.kills {
            crowd.answers_one_more().await.map_err(|Nobody| DrillError::Nobody(kill - 1))?;
            tokio::time::sleep(Duration::from_millis(random_below(LONGEST_RUN_MILLIS))).await;
            processes.kill_and_restart().await?;
            heard(kill);
        }
        crowd.answers_one_more().await.map_err(|Nobody| DrillError::Nobody(self.kills))?;
        let (answered, cut_off) = crowd.stop().await;
        let (mut ledgers, mut wrong) = (Vec::new(), Vec::new());
        for heads in &watched {
            let (seen, broken) = heads.check(country).await?;
            ledgers.push(seen);
            wrong.extend(broken);
        }
        wrong.extend(check_gateway(country, &answered).await?);
        if keepers(kit).contains(&Party::Mobile) {
            wrong.extend(check_mobile(country, &answered).await?);
        }
        Ok(Outcome { answered: answered.len(), cut_off, ledgers, wrong })
    }
}

/// Who has such a login in a ledger of their own.
fn keepers(kit: &Kit) -> &'static [Party] {
    match kit {
        Kit::App => &[Party::Gateway, Party::Mobile],
        Kit::Cards(_) => &[Party::Gateway],
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { answered, cut_off, ledgers, .. } = self;
        write!(f, "{answered} logins answered, {cut_off} cut off by a kill")?;
        for LedgerSeen { party, heads, size } in ledgers {
            write!(f, "\n{party}: {heads} signed heads seen, the last of {size} entries")?;
        }
        Ok(())
    }
}

/// People who log in again and again, each noting what they were answered.
struct Crowd {
    stop: watch::Sender<bool>,
    answered: watch::Receiver<usize>,
    people: JoinSet<(Vec<Known>, u64)>,
}

/// How a login that was answered is known to those who answered for it.
type Known = (LoginId, Option<ApprovalId>);

struct Nobody;

impl Crowd {
    fn start(workers: Vec<Worker>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let (counter, answered) = watch::channel(0);
        let counter = Arc::new(counter);
        let mut people = JoinSet::new();
        for worker in workers {
            people.spawn(log_in_again_and_again(worker, stopped.clone(), counter.clone()));
        }
        Self { stop, answered, people }
    }

    async fn answers_one_more(&self) -> Result<(), Nobody> {
        let mut answered = self.answered.clone();
        let before = *answered.borrow();
        let more = answered.wait_for(|now| *now > before);
        match tokio::time::timeout(PATIENCE, more).await {
            Ok(Ok(_)) => Ok(()),
            _ => Err(Nobody),
        }
    }

    async fn stop(self) -> (BTreeSet<Known>, u64) {
        self.stop.send_replace(true);
        let mut all = (BTreeSet::new(), 0);
        for (answered, cut_off) in self.people.join_all().await {
            all.0.extend(answered);
            all.1 += cut_off;
        }
        all
    }
}

async fn log_in_again_and_again(
    mut worker: Worker,
    stopped: watch::Receiver<bool>,
    counter: Arc<watch::Sender<usize>>,
) -> (Vec<Known>, u64) {
    let (mut answered, mut cut_off) = (Vec::new(), 0);
    while !*stopped.borrow() {
        let Ok(answer) = worker.answer(SystemClock.now()).await else {
            cut_off += 1;
            tokio::time::sleep(LOOKED_EVERY).await;
            continue;
        };
        answered.push((answer.login.clone(), answer.approval.clone()));
        counter.send_modify(|count| *count += 1);
        // What the service does with it is not judged here, but goes on meanwhile.
        let _ = worker.redeem(answer, SystemClock.now()).await;
    }
    (answered, cut_off)
}

/// Every signed head of a party's ledger that somebody outside could see.
struct Heads {
    party: Party,
    seen: watch::Receiver<Vec<String>>,
    watching: tokio::task::JoinHandle<()>,
}

impl Heads {
    fn watch(country: &Country, party: Party) -> Result<Self, DrillError> {
        let client = outside::client().map_err(LoadError::setup)?;
        let url = country.addresses().at(party, "/ledger/checkpoint");
        let (add, seen) = watch::channel(Vec::<String>::new());
        let watching = tokio::spawn(async move {
            loop {
                if let Some(head) = read(&client, &url).await {
                    add.send_if_modified(|heads| {
                        let new = heads.last() != Some(&head);
                        if new {
                            heads.push(head);
                        }
                        new
                    });
                }
                tokio::time::sleep(LOOKED_EVERY).await;
            }
        });
        Ok(Self { party, seen, watching })
    }

    /// The whole ledger holds under its head, and every head that was ever seen is its beginning.
    async fn check(&self, country: &Country) -> Result<(LedgerSeen, Vec<Wrong>), DrillError> {
        let party = self.party;
        let (ledger, key) = caught_up(country, party).await?;
        let wrong = |why| Wrong::Ledger { party, why };
        let mut broken = Vec::new();
        if let Err(error) = ledger.check(0..ledger.head.size, &|_| ()).await {
            broken.push(wrong(error));
        }
        let seen = self.seen.borrow().clone();
        for head in &seen {
            if let Err(error) = ledger.check_since(head, &key).await {
                broken.push(wrong(error));
            }
        }
        Ok((LedgerSeen { party, heads: seen.len(), size: ledger.head.size }, broken))
    }
}

impl Drop for Heads {
    fn drop(&mut self) {
        self.watching.abort();
    }
}

async fn read(client: &reqwest::Client, url: &str) -> Option<String> {
    let answer = client.get(url).send().await.ok()?.error_for_status().ok()?;
    answer.text().await.ok()
}

/// A party's ledger as anyone sees it, once its head covers what is recorded.
async fn caught_up(country: &Country, party: Party) -> Result<(Ledger, VerifierKey), DrillError> {
    let base = country.addresses().at(party, "/ledger");
    let key: VerifierKey = Source::named(&base)?
        .text("key")
        .await?
        .trim_end()
        .parse()
        .map_err(|error: ledger::NoteError| DrillError::Ledger(error.into()))?;
    let entries = match party {
        Party::Mobile => requests(country).await?.entries().await?,
        _ => books(country).await?.entries().await?,
    };
    let head_covers_all = async {
        loop {
            let ledger = Ledger::open(Source::named(&base)?, &key).await?;
            if ledger.head.size >= entries {
                return anyhow::Ok(ledger);
            }
            tokio::time::sleep(LOOKED_EVERY).await;
        }
    };
    let ledger = tokio::time::timeout(PATIENCE, head_covers_all).await;
    Ok((ledger.map_err(|_| DrillError::Behind(party))??, key))
}

/// The gateway's trail and ledger say the same, and have every login that somebody was answered.
async fn check_gateway(
    country: &Country,
    answered: &BTreeSet<Known>,
) -> Result<Vec<Wrong>, DrillError> {
    let books = books(country).await?;
    let unequal = books.compare(&|_, _| ()).await?;
    let mut wrong: Vec<_> = unequal.into_iter().map(Wrong::Unequal).collect();
    for (login, _) in answered {
        if !books.answered(login).await? {
            wrong.push(Wrong::Lost(login.clone()));
        }
    }
    Ok(wrong)
}

/// The mobile provider's requests and ledger say the same, and have every yes that somebody took back to
/// the gateway.
async fn check_mobile(
    country: &Country,
    answered: &BTreeSet<Known>,
) -> Result<Vec<Wrong>, DrillError> {
    let books = requests(country).await?;
    let unequal = books.compare().await?;
    let mut wrong: Vec<_> = unequal.into_iter().map(Wrong::UnequalRequests).collect();
    for request in answered.iter().filter_map(|(_, request)| request.as_ref()) {
        if !books.answered(request).await? {
            wrong.push(Wrong::LostRequest(request.clone()));
        }
    }
    Ok(wrong)
}

async fn books(country: &Country) -> Result<gateway::Books, DrillError> {
    let config: gateway::Config = settings(country, Party::Gateway)?;
    gateway::Books::open(&config).await.map_err(|error| DrillError::Books(error.to_string()))
}

async fn requests(country: &Country) -> Result<mobile::Books, DrillError> {
    let config: mobile::Config = settings(country, Party::Mobile)?;
    mobile::Books::open(&config).await.map_err(|error| DrillError::Books(error.to_string()))
}

fn settings<T: DeserializeOwned>(country: &Country, party: Party) -> Result<T, DrillError> {
    let file = country.settings_file(party);
    web::config::load(&file).map_err(|error| DrillError::Books(error.to_string()))
}

fn random_below(limit: u64) -> u64 {
    let mut bytes = [0; 8];
    // Without randomness each kill comes as late as it can, which is as good a drill.
    match rand::fill(&mut bytes) {
        Ok(()) => u64::from_be_bytes(bytes) % limit,
        Err(_) => limit,
    }
}
