use std::path::PathBuf;
use std::process::ExitCode;

use accreditor::dossier::{Dossier, Measure, State};
use accreditor::{DossierId, Office, OfficerId, Taken};
use anyhow::{Context as _, Result, bail};
use beffroi::country::Party;
use clap::{Args, Subcommand};
use domain::{Level, Timestamp};
use web::{Clock as _, SystemClock};

use super::terminal::say;

#[derive(Args)]
pub struct Arguments {
    /// The data folder of a demo, which may be running
    #[arg(long, value_name = "DIR", default_value = "demo-data")]
    data: PathBuf,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Show every dossier, what it is worth now and what waits for a second officer
    List,
    /// Begin the review of what was handed in
    Review(Act),
    /// Give a dossier back to its provider
    HandBack(Act),
    /// Grant what is in review
    Grant {
        #[command(flatten)]
        act: Act,
        /// The level, if not the one that was asked for
        #[arg(long, value_name = "LEVEL")]
        level: Option<Level>,
    },
    /// Refuse what is in review
    Refuse(Act),
    /// Suspend at once; one officer is enough
    Suspend(Act),
    /// Lift a suspension
    Reinstate(Act),
    /// Withdraw an accreditation for good
    Withdraw(Act),
    /// Agree, as a second officer, to what is proposed
    Confirm(Which),
    /// Take back what is proposed, or say no to it
    Drop(Which),
}

#[derive(Args)]
struct Which {
    /// The dossier; can be left out where there is only one
    #[arg(long, value_name = "ID")]
    dossier: Option<String>,
    /// Who acts, as DIR/accreditor.toml names them. Given twice, the second one agrees at once
    #[arg(long = "officer", value_name = "ID", default_value = "officer-1")]
    officers: Vec<String>,
}

#[derive(Args)]
struct Act {
    #[command(flatten)]
    which: Which,
    /// Why: it is published
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// From when it counts, such as 2027-01-01T00:00:00Z; at once when left out
    #[arg(long, value_name = "MOMENT")]
    effect: Option<String>,
}

/// An authority's books and the time.
struct Desk {
    office: Office,
    now: Timestamp,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let file = arguments.data.join(format!("{}.toml", Party::Accreditor));
    let config: accreditor::Config =
        web::config::load(&file).context("start a country with `beffroi demo` first")?;
    let office = Office::open(&config).await?;
    let desk = Desk { office, now: SystemClock.now() };
    match arguments.action {
        Action::List => desk.list().await?,
        Action::Review(act) => desk.decide(&act, Measure::TakeUp).await?,
        Action::HandBack(act) => desk.decide(&act, Measure::HandBack).await?,
        Action::Grant { act, level } => desk.grant(&act, level).await?,
        Action::Refuse(act) => desk.decide(&act, Measure::Refuse).await?,
        Action::Suspend(act) => desk.suspend(&act).await?,
        Action::Reinstate(act) => desk.decide(&act, Measure::Reinstate).await?,
        Action::Withdraw(act) => desk.decide(&act, Measure::Withdraw).await?,
        Action::Confirm(which) => desk.confirm(&which).await?,
        Action::Drop(which) => {
            let dossier = desk.dossier(&which).await?;
            told(desk.office.drop_proposal(&dossier.id, &first(&which)?).await?);
        }
    }
    Ok(ExitCode::SUCCESS)
}

impl Desk {
    async fn list(&self) -> Result<()> {
        for dossier in self.office.dossiers().await.map_err(|fault| explained(&fault))? {
            let state = dossier.state(self.now).name();
            let Dossier { id, entity, organisation, level, .. } = &dossier;
            let level = level.name();
            let asked = format!("{id}  {state:<10} {level:<12} {organisation} ({entity})");
            let until = dossier.accreditation().map(|held| {
                format!("  from {} until {}", held.from.rfc3339(), held.until.rfc3339())
            });
            say(&(asked + &until.unwrap_or_default()));
            if let Some(waiting) =
                self.office.proposed(id).await.map_err(|fault| explained(&fault))?
            {
                let (measure, by) = (waiting.measure.name(), waiting.by);
                say(&format!("  {by} proposes: {measure}, because {}", waiting.reason.as_str()));
            }
        }
        Ok(())
    }

    async fn grant(&self, act: &Act, level: Option<Level>) -> Result<()> {
        let asked = self.dossier(&act.which).await?.level;
        self.decide(act, Measure::Grant(level.unwrap_or(asked))).await
    }

    async fn suspend(&self, act: &Act) -> Result<()> {
        let dossier = self.dossier(&act.which).await?;
        let officer = first(&act.which)?;
        told(self.office.suspend(&dossier.id, (&officer, &act.reason), self.now).await?);
        Ok(())
    }

    /// Proposes and, where a second officer is named, agrees.
    async fn decide(&self, act: &Act, measure: Measure) -> Result<()> {
        let effect = match &act.effect {
            Some(text) => Timestamp::parse(text)
                .context("--effect is a moment such as 2027-01-01T00:00:00Z")?,
            None => self.now,
        };
        let id = self.dossier(&act.which).await?.id;
        let (officer, why) = (first(&act.which)?, act.reason.as_str());
        let proposed =
            self.office.propose((&id, measure), effect, (&officer, why), self.now).await?;
        match act.which.officers.get(1) {
            Some(second) => {
                let second = OfficerId::new(second.as_str());
                let taken = self.office.confirm(&id, &second, self.now).await;
                if taken.is_err() {
                    self.office.drop_proposal(&id, &officer).await?;
                }
                told(taken?);
            }
            None => told(proposed),
        }
        Ok(())
    }

    async fn confirm(&self, which: &Which) -> Result<()> {
        let dossier = self.dossier(which).await?;
        told(self.office.confirm(&dossier.id, &first(which)?, self.now).await?);
        Ok(())
    }

    /// The dossier that is meant: the one named, or the only one about which anything can be
    /// decided.
    async fn dossier(&self, which: &Which) -> Result<Dossier> {
        let all = self.office.dossiers().await.map_err(|fault| explained(&fault))?;
        if let Some(id) = &which.dossier {
            let wanted = DossierId::new(id.as_str());
            return all.into_iter().find(|it| it.id == wanted).context("there is no such dossier");
        }
        let open = |dossier: &Dossier| {
            use State::{Ahead, Granted, InReview, Submitted, Suspended};
            matches!(dossier.state(self.now), Submitted | InReview | Ahead | Granted | Suspended)
        };
        let mut open: Vec<Dossier> = all.into_iter().filter(open).collect();
        match (open.pop(), open.is_empty()) {
            (Some(only), true) => Ok(only),
            (Some(_), false) => bail!("there are several dossiers: name one with --dossier"),
            (None, _) => bail!("there is no dossier about which anything can be decided"),
        }
    }
}

fn first(which: &Which) -> Result<OfficerId> {
    let officer = which.officers.first().context("name an officer with --officer")?;
    Ok(OfficerId::new(officer.as_str()))
}

fn told(taken: Taken) {
    match taken {
        Taken::Proposed => say("proposed: another officer has to confirm it"),
        Taken::Decided(number) => say(&format!("decided, as decision {number}")),
        Taken::Moved(measure) => say(&format!("done: {}", measure.name())),
        Taken::Dropped => say("dropped: nothing was decided"),
    }
}

fn explained(fault: &web::Fault) -> anyhow::Error {
    anyhow::anyhow!(fault.explain())
}
