//! How the office comes up, and how it looks after its publications.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use domain::{Language, Timestamp};
use keeper::Keeper;
use ledger::OfflineProof;
use tower_http::services::ServeDir;
use web::{Chassis, Database, Fault, Fetch, Job, OpenError, Role, SharedClock, Texts, TextsError};

use super::config::{Config, Source};
use super::entered::{self, Entered};
use super::publication::Checked;
use super::view;
use crate::simulate::is_fiction;

/// How soon a publication is shown, at the latest, that was laid into the folder.
const PERIOD: Duration = Duration::from_secs(2);

/// The open office. Cheap to clone.
#[derive(Clone)]
pub struct Office(Arc<Inner>);

pub struct Inner {
    pub chassis: Chassis,
    pub db: Database,
    pub texts: Texts,
    pub config: Config,
    keeper: Keeper,
    fetch: Fetch,
    shown: RwLock<Arc<Vec<Shown>>>,
    /// What was wrong with each publication that is not shown, so that it is told once.
    refused: Mutex<BTreeMap<String, String>>,
}

/// A publication that is shown: checked, and entered in the ledger.
#[derive(Clone, Debug)]
pub struct Shown {
    pub checked: Checked,
    pub entered: Entered,
}

/// Opens the office: its database, its ledger, and what it shows.
pub async fn open(config: Config, clock: SharedClock) -> Result<Role, OpenError> {
    let server = &config.server;
    web::SealKey::read_or_create(&server.seal_key_file).map_err(OpenError::because)?;
    let key = keeper::signing_key(&server.seal_key_file, &server.url)?;
    let tables = [keeper::MIGRATIONS, entered::MIGRATIONS];
    let db = Database::open(&server.database, &tables).await?;
    let texts = texts()?;
    let chassis = Chassis::new(web::Settings {
        role: "figures",
        server,
        name: config.name.clone().unwrap_or_else(|| texts.localized("office-name")),
        clock,
        endpoints: &[],
        api: [keeper::API, &["/sources/", "/publications.json"]].concat(),
        assets: &[],
    })?;
    let office = Office(Arc::new(Inner {
        keeper: Keeper::new(key, config.ledger.witnesses.clone()),
        fetch: Fetch::new(&config.fetch)?,
        chassis: chassis.clone(),
        db: db.clone(),
        texts,
        config,
        shown: RwLock::default(),
        refused: Mutex::default(),
    }));
    let jobs = vec![office.job(), office.0.keeper.job(&db, &office.0.fetch)];
    Ok(chassis.finish(routes(&office), Some(db), jobs))
}

/// All routes of the role.
fn routes(office: &Office) -> Router {
    let mut router = Router::new()
        .route("/", get(view::front))
        .route("/publications.json", get(view::list))
        .route("/publications/{name}", get(view::publication))
        .route("/publications/{name}/files.txt", get(view::files))
        .route("/publications/{name}/receipt", get(view::receipt))
        .route("/publications/{name}/{file}", get(view::file))
        .route("/sources/{id}/key", get(view::ledger_key))
        .route("/sources/{id}/figures-key", get(view::figures_key))
        .route("/sources/{id}/files.txt", get(view::archive_files));
    for source in &office.0.config.sources {
        if let Some(folder) = &source.folder {
            if !is_fiction(source.ledger_key.name()) {
                tracing::warn!(
                    ledger = source.ledger_key.name(),
                    "everybody can download the archive of a real ledger: whoever knows one login of a person can follow them through the year"
                );
            }
            // The archive alone: a secret key may lie beside it.
            let archive =
                ServeDir::new(folder.join("archive")).append_index_html_on_directories(false);
            router = router.nest_service(&format!("/sources/{}/archive", source.id()), archive);
        }
    }
    router
        .merge(keeper::routes(office.0.keeper.clone(), office.0.db.clone()))
        .with_state(office.clone())
}

impl Office {
    /// What is shown now: the newest year first.
    pub fn shown(&self) -> Arc<Vec<Shown>> {
        self.0.shown.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn find(&self, name: &str) -> Option<Shown> {
        self.shown().iter().find(|shown| shown.checked.name == name).cloned()
    }

    pub fn source(&self, id: &str) -> Option<&Source> {
        self.0.config.sources.iter().find(|source| source.id() == id)
    }

    pub fn source_of(&self, shown: &Shown) -> Option<&Source> {
        let origin = shown.checked.figures.origin.as_str();
        self.0.config.sources.iter().find(|source| source.ledger_key.name() == origin)
    }

    /// The receipt of an entry, which may have been made this very second.
    pub async fn receipt(&self, place: u64) -> Result<Option<OfflineProof>, Fault> {
        let receipt = keeper::receipt(&mut *self.0.db.read().await?, place).await?;
        if receipt.is_some() {
            return Ok(receipt);
        }
        self.0.keeper.advance(&self.0.db, &self.0.fetch).await?;
        keeper::receipt(&mut *self.0.db.read().await?, place).await
    }

    fn job(&self) -> Job {
        let office = self.clone();
        Job::new("publications", PERIOD, move |now| {
            let office = office.clone();
            async move { office.look_after(now).await }
        })
    }

    /// Checks every publication again, enters those that are new, and shows those that hold.
    async fn look_after(&self, now: Timestamp) -> Result<(), Fault> {
        let office = self.clone();
        let read = tokio::task::spawn_blocking(move || office.read()).await?;
        let mut shown = Vec::new();
        for (name, read) in read {
            match read {
                Ok(checked) => {
                    self.0.chassis.count("publication_checks", &[("outcome", "good")]);
                    self.forgive(&name);
                    shown.push(self.enter(checked, now).await?);
                }
                Err(reason) => {
                    self.0.chassis.count("publication_checks", &[("outcome", "wrong")]);
                    self.refuse(name, reason);
                }
            }
        }
        shown.sort_by_key(|shown| {
            (std::cmp::Reverse(shown.checked.figures.year), shown.checked.name.clone())
        });
        *self.0.shown.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(shown);
        Ok(())
    }

    fn read(&self) -> Vec<(String, Result<Checked, String>)> {
        let folder: &Path = &self.0.config.publications;
        let names = folders(folder);
        let read = |name: String| {
            let checked = Checked::read(&folder.join(&name), &name, &self.0.config.sources);
            (name, checked)
        };
        names.into_iter().map(read).collect()
    }

    /// Enters a publication in the ledger, once: durably, before it is shown for the first time.
    async fn enter(&self, checked: Checked, now: Timestamp) -> Result<Shown, Fault> {
        let known = entered::find(&mut *self.0.db.read().await?, checked.digest).await?;
        if let Some(entered) = known {
            return Ok(Shown { checked, entered });
        }
        let mut tx = self.0.db.begin().await?;
        let place = keeper::record(&mut tx, &checked.entry(now).to_json(), now).await?;
        let entered = Entered { place, at: now };
        entered::add(&mut tx, checked.digest, entered).await?;
        tx.commit().await?;
        Ok(Shown { checked, entered })
    }

    /// An alarm, once for each thing that is wrong.
    fn refuse(&self, name: String, reason: String) {
        let mut refused = self.0.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.get(&name) != Some(&reason) {
            tracing::error!(
                publication.name = name,
                publication.wrong = reason,
                "a publication does not hold, and is not shown"
            );
            refused.insert(name, reason);
        }
    }

    fn forgive(&self, name: &str) {
        self.0.refused.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

impl std::ops::Deref for Office {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// The names of the folders that may be publications. What is being written has a dot in its name.
fn folders(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name());
    names.filter_map(|name| name.into_string().ok()).filter(|name| is_plain(name)).collect()
}

fn is_plain(name: &str) -> bool {
    name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')
}

pub fn texts() -> Result<Texts, TextsError> {
    Texts::load(&[
        (Language::Nl, include_str!("../../text/figures/nl.ftl")),
        (Language::Fr, include_str!("../../text/figures/fr.ftl")),
        (Language::De, include_str!("../../text/figures/de.ftl")),
        (Language::En, include_str!("../../text/figures/en.ftl")),
        (Language::Nl, include_str!("../../text/statistics/nl.ftl")),
        (Language::Fr, include_str!("../../text/statistics/fr.ftl")),
        (Language::De, include_str!("../../text/statistics/de.ftl")),
        (Language::En, include_str!("../../text/statistics/en.ftl")),
    ])
}
