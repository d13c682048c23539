//! A country for a measurement or a drill, founded where none is, with each party as a process.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use beffroi::card::Cards;
use beffroi::country::{Addresses, Country, DemoFile, Party, Plan, Processes};
use beffroi::load::{self, Kit};
use clap::Args;
use domain::{Method, Timestamp};
use web::{Clock as _, SystemClock};

#[derive(Args)]
pub struct OwnCountry {
    /// The data folder of the country
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// With what people log in: app or card
    #[arg(long, value_name = "METHOD", default_value_t = Method::App)]
    pub method: Method,
    /// How many at once, each a person with a phone or a card of their own
    #[arg(long, value_name = "C", default_value_t = 16)]
    pub concurrency: usize,
    /// For a country to found: a PostgreSQL database, where each party gets a schema of its own
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// For a country to found: its first port
    #[arg(long, value_name = "BASE", default_value_t = 8600)]
    pub port: u16,
}

impl OwnCountry {
    /// The demo in the data folder, if it answers.
    pub async fn running(&self) -> Option<DemoFile> {
        let demo = DemoFile::of_country(&self.data).ok()?;
        let gateway = demo.party(Party::Gateway)?.url.clone();
        let client = beffroi::outside::client().ok()?;
        let answer = client.get(format!("{gateway}health/ready")).send().await.ok()?;
        answer.status().is_success().then_some(demo)
    }

    /// Founds a country and starts the parties that a login needs, each as a process.
    pub async fn found(&self) -> Result<(Country, Processes)> {
        let addresses = Addresses::from_port(self.port);
        let mut plan = Plan::new(&self.data, addresses, SystemClock.now());
        if let Some(database) = &self.database {
            plan.databases = schemas(database, plan.now).await?;
        }
        let country = Country::prepare(&plan)?;
        let program = std::env::current_exe().context("this program cannot be found")?;
        let processes = Processes::start(&program, &country, load::needs(self.method)).await?;
        Ok((country, processes))
    }

    /// What people log in with.
    pub fn kit(&self, demo: &DemoFile) -> Result<Kit> {
        let most = load::most_at_once(demo);
        if self.concurrency == 0 || self.concurrency > most {
            bail!("--concurrency goes from 1 to {most}: so many people live here");
        }
        if self.method == Method::App {
            return Ok(Kit::App);
        }
        let Some(party) = demo.party(Party::Cards) else { bail!("this country has no cards") };
        let cards = Cards::keep(&self.data, &party.url, SystemClock.now())?;
        Ok(Kit::Cards(Arc::new(cards)))
    }
}

/// A schema per party, fresh ones each time: a database keeps what earlier runs left.
async fn schemas(database: &str, now: Timestamp) -> Result<BTreeMap<Party, String>> {
    sqlx::any::install_default_drivers();
    let mut conn = <sqlx::AnyConnection as sqlx::Connection>::connect(database)
        .await
        .context("the database of --database cannot be opened")?;
    let mut schemas = BTreeMap::new();
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
