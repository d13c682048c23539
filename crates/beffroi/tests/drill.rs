//! Parties die at the worst moment, on either engine, and nothing that was answered is lost.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use beffroi::country::{Addresses, Country, Listeners, Plan, Processes};
use beffroi::drill::Drill;
use beffroi::load::{Kit, needs};
use domain::Method;
use testkit::Ground;
use web::{Clock as _, SystemClock};

/// More are for `beffroi drill`.
const DRILL: Drill = Drill { kills: 4, concurrency: 6 };

/// Ports below those that the system hands out by itself, so that nobody takes one while its party
/// is dead.
async fn free_ports() -> Addresses {
    let own = u16::try_from(std::process::id() % 100).unwrap() * 10;
    for base in (30_000 + own..32_000).step_by(10) {
        let addresses = Addresses::from_port(base);
        if Listeners::bind(&addresses).await.is_ok() {
            return addresses;
        }
    }
    unreachable!("no ten free ports in a row")
}

async fn found(ground: Ground, folder: &Path) -> Country {
    let mut plan = Plan::new(folder.join("country"), free_ports().await, SystemClock.now());
    for party in needs(Method::App) {
        let database = ground.database(folder, &format!("{party}.db"));
        plan.databases.insert(*party, database);
    }
    Country::prepare(&plan).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answered_login_is_lost_or_doubled_when_everything_is_killed_under_load() {
    for ground in Ground::all() {
        let folder = tempfile::tempdir().unwrap();
        let country = found(ground, folder.path()).await;
        let program = Path::new(env!("CARGO_BIN_EXE_beffroi"));
        let mut processes = Processes::start(program, &country, needs(Method::App)).await.unwrap();
        let outcome = DRILL.run(&country, &Kit::App, &mut processes, &|_| ()).await.unwrap();
        processes.kill().await.unwrap();
        let wrong: Vec<_> = outcome.wrong.iter().map(ToString::to_string).collect();
        assert_eq!(wrong, Vec::<String>::new(), "{ground:?}");
        // It was a drill indeed: people were answered, and were cut off, and heads were seen.
        assert!(outcome.answered > 4 && outcome.cut_off > 0, "{outcome}");
        assert_eq!(outcome.ledgers.len(), 2, "gateway and mobile provider: {outcome}");
        assert!(outcome.ledgers.iter().all(|ledger| ledger.heads > 1), "{outcome}");
    }
}
