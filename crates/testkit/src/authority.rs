use accreditor::{Config, DossierId, Office, OfficeError, OfficerId, Taken};
use beffroi::country::Party;
use domain::Timestamp;

use crate::Town;

/// The authority's officers at work, by the same books as at the desk.
pub struct Officers<'t> {
    town: &'t Town,
    office: Office,
}

impl Town {
    pub async fn officers(&self) -> Officers<'_> {
        let file = self.folder().join(format!("{}.toml", Party::Accreditor));
        let config: Config = web::config::load(file).unwrap();
        Officers { town: self, office: Office::open(&config).await.unwrap() }
    }
}

impl Officers<'_> {
    /// The app's dossier.
    pub async fn app(&self) -> DossierId {
        let entity = self.town.at(Party::Mobile, "");
        let dossiers = self.office.dossiers().await.unwrap();
        let app = dossiers.into_iter().find(|dossier| dossier.entity.as_str() == entity);
        app.expect("the app has a dossier").id
    }

    pub async fn suspend(&self, dossier: &DossierId) -> Taken {
        let why = (&first(), "Its keys leaked.");
        self.office.suspend(dossier, why, self.now()).await.unwrap()
    }

    /// One officer wants to begin the review of a dossier.
    pub async fn begin_review(&self, dossier: &DossierId) -> Result<Taken, OfficeError> {
        let (measure, why) = (accreditor::dossier::Measure::TakeUp, "It is complete.");
        self.office.propose((dossier, measure), self.now(), (&first(), why), self.now()).await
    }

    /// Two officers lift a suspension.
    pub async fn reinstate(&self, dossier: &DossierId) -> Taken {
        let (measure, why) = (accreditor::dossier::Measure::Reinstate, "It has new keys.");
        let first = first();
        let proposed =
            self.office.propose((dossier, measure), self.now(), (&first, why), self.now());
        assert_eq!(proposed.await.unwrap(), Taken::Proposed);
        let second = OfficerId::new("officer-2");
        self.office.confirm(dossier, &second, self.now()).await.unwrap()
    }

    fn now(&self) -> Timestamp {
        self.town.now()
    }
}

fn first() -> OfficerId {
    OfficerId::new("officer-1")
}
