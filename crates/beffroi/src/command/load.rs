use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use beffroi::card::Cards;
use beffroi::country::{self, Addresses, Country, DemoFile, Party, Plan};
use beffroi::load::{self, Amount, Kit, Meter};
use clap::Args;
use domain::{Method, Timestamp};
use tokio::process::{Child, Command};
use web::{Clock as _, SystemClock};

use super::terminal::say;

#[derive(Args)]
#[command(after_help = "\
Where DIR holds a demo that runs, its parties are used as they are; all of them are one process, so
what each uses cannot be told apart. Otherwise a country is founded in DIR, with each party as a
process of its own, measured by itself, and stopped at the end.")]
pub struct Arguments {
    /// The data folder of a running demo, or of the country to found
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// How many logins
    #[arg(long, value_name = "N", default_value_t = 1000)]
    logins: u64,
    /// With what people log in: app or card
    #[arg(long, value_name = "METHOD", default_value_t = Method::App)]
    method: Method,
    /// How many at once, each a person with a phone or a card of their own
    #[arg(long, value_name = "C", default_value_t = 16)]
    concurrency: usize,
    /// For a country to found: a PostgreSQL database, where each party gets a schema of its own
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// For a country to found: its first port
    #[arg(long, value_name = "BASE", default_value_t = 8600)]
    port: u16,
}

/// A load run is a measurement, not a siege.
const MOST_LOGINS: u64 = 1_000_000;

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { logins, concurrency, .. } = arguments;
    if logins == 0 || logins > MOST_LOGINS || concurrency == 0 {
        bail!("--logins goes from 1 to {MOST_LOGINS}, and --concurrency from 1");
    }
    let running = running(&arguments.data).await;
    let (demo, parties) = match running {
        Some(demo) if arguments.database.is_some() => {
            bail!("a demo runs at {}: --database is for a country to found", demo.start_page)
        }
        Some(demo) => (demo, None),
        None => {
            let (demo, parties) = found(&arguments).await?;
            (demo, Some(parties))
        }
    };
    let most = load::most_at_once(&demo);
    if concurrency > most {
        bail!("only {most} people live here: --concurrency cannot be more");
    }
    let meter = parties.as_ref().map_or_else(Meter::default, Parties::meter);
    let kit = kit(&arguments, &demo)?;
    let figures = load::run(&demo, &kit, Amount { logins, concurrency }, &meter).await?;
    say(&figures.to_string());
    if let Some(parties) = parties {
        parties.stop().await;
    }
    Ok(if figures.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn kit(arguments: &Arguments, demo: &DemoFile) -> Result<Kit> {
    if arguments.method == Method::App {
        return Ok(Kit::App);
    }
    let Some(party) = demo.party(Party::Cards) else { bail!("this country has no cards") };
    let cards = Cards::keep(&arguments.data, &party.url, SystemClock.now())?;
    Ok(Kit::Cards(Arc::new(cards)))
}

/// The demo in a data folder, if it answers.
async fn running(data: &Path) -> Option<DemoFile> {
    let demo = DemoFile::of_country(data).ok()?;
    let gateway = demo.party(Party::Gateway)?.url.clone();
    let client = beffroi::outside::client().ok()?;
    let answer = client.get(format!("{gateway}health/ready")).send().await.ok()?;
    answer.status().is_success().then_some(demo)
}

/// Founds a country whose parties are processes.
async fn found(arguments: &Arguments) -> Result<(DemoFile, Parties)> {
    let mut plan =
        Plan::new(&arguments.data, Addresses::from_port(arguments.port), SystemClock.now());
    if let Some(database) = &arguments.database {
        plan.databases = schemas(database, plan.now).await?;
    }
    let country = Country::prepare(&plan)?;
    let demo = country.demo_file()?;
    Ok((demo, Parties::start(&country, arguments.method).await?))
}

/// A schema per party, fresh ones each time: a database keeps what earlier runs left.
async fn schemas(
    database: &str,
    now: Timestamp,
) -> Result<std::collections::BTreeMap<Party, String>> {
    sqlx::any::install_default_drivers();
    let mut conn = <sqlx::AnyConnection as sqlx::Connection>::connect(database)
        .await
        .context("the database of --database cannot be opened")?;
    let mut schemas = std::collections::BTreeMap::new();
    for party in Party::ALL {
        let schema = format!("load_{}_{party}", now.millis());
        let create = sqlx::AssertSqlSafe(format!("CREATE SCHEMA {schema}"));
        sqlx::raw_sql(create).execute(&mut conn).await.context("making a schema")?;
        let separator = if database.contains('?') { '&' } else { '?' };
        let url = format!("{database}{separator}options=-c%20search_path%3D{schema}");
        schemas.insert(party, url);
    }
    Ok(schemas)
}

/// The parties that a login needs, each a process of its own.
struct Parties(Vec<(Party, Child)>);

fn needed(method: Method) -> &'static [Party] {
    match method {
        // Without the authority nobody knows that the app may be offered.
        Method::App => &[Party::Gateway, Party::Mobile, Party::Accreditor],
        Method::Card => &[Party::Gateway, Party::Cards],
    }
}

impl Parties {
    async fn start(country: &Country, method: Method) -> Result<Self> {
        let program = std::env::current_exe().context("this program cannot be found")?;
        let mut parties = Self(Vec::new());
        for party in needed(method).iter().copied() {
            let child = Command::new(&program)
                .args(["serve", party.name(), "--log", "error", "--config"])
                .arg(country.settings_file(party))
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .kill_on_drop(true)
                .spawn()
                .with_context(|| format!("the {party} cannot be started"))?;
            parties.0.push((party, child));
        }
        for party in needed(method).iter().copied() {
            let url = country.addresses().at(party, "/health/ready");
            if country::answers(&url).await.is_err() {
                bail!("the {party} does not answer");
            }
        }
        Ok(parties)
    }

    fn meter(&self) -> Meter {
        let named = |(party, child): &(Party, Child)| Some((party.to_string(), child.id()?));
        Meter::new(self.0.iter().filter_map(named))
    }

    async fn stop(self) {
        for (_, mut child) in self.0 {
            // What is measured is measured, and all it wrote is durable.
            let _ = child.kill().await;
        }
    }
}
