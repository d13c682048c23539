use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::Timestamp;
use web::{Conn, Fault, Params, Problem, Visitor, Words};

use super::page::{
    ContactView, DossierPage, FileView, IncidentView, KindView, OfficerView, ProposalView,
    ReportView, StepView, Told,
};
use super::{Side, visible};
use crate::accreditor::Accreditor;
use crate::dossier::contact::{self, Contact};
use crate::dossier::papers::{self, Evidence};
use crate::dossier::store::{self, TakenStep};
use crate::dossier::{Dossier, EvidenceKind, Measure, Proposal, Refusal, Stage};
use crate::id::{DossierId, OfficerId};
use crate::incident::store::Incident;
use crate::incident::{self, Owed, Step, owed};
use crate::mail;
use crate::moment::{day, moment};
use crate::person::Person;
use crate::register::{DecisionView, Shown};

/// `GET /dossiers/{dossier}`
pub async fn dossier(
    State(accreditor): State<Accreditor>,
    visitor: Visitor,
    person: Person,
    Path(id): Path<DossierId>,
    params: Params,
) -> Result<Response, Fault> {
    let conn = &mut *accreditor.db.read().await?;
    let Some((kept, side)) = visible(conn, &id, &person).await? else {
        return Ok(Problem::NotFound.into_response());
    };
    let words = accreditor.texts.speak(visitor.language);
    let told = told(&params, &words);
    let mut page = page(conn, &kept.dossier, words, visitor.now).await?;
    (page.name, page.told) = (person.name, told);
    page.draft &= side == Side::Provider;
    if let (Side::Officer, Some(officer)) = (side, &person.officer) {
        // What is owed is owed by the provider; the authority can only add to it.
        for incident in &mut page.incidents {
            incident.steps.retain(|(step, _)| *step == Step::Note.name());
        }
        let proposal = store::proposal(conn, &id).await?;
        let proposal = proposal.map(|it| proposal_view(&it, officer, &accreditor, &page.words));
        page.officer = Some(officer_view(&kept.dossier, proposal, (&page.words, visitor.now)));
    }
    let title = page.organisation.clone();
    Ok(accreditor.page(&visitor, &title, page))
}

/// What the address asks the page to say: one of our own sentences and nothing else.
pub fn told(params: &Params, words: &Words) -> Option<Told> {
    const DONE: [&str; 1] = ["done-invited"];
    const OTHERS: [&str; 13] = [
        "told-too-many-drafts",
        "told-entity",
        "told-name",
        "told-email",
        "told-file",
        "told-too-many-files",
        "told-text",
        "told-contact-acts",
        "told-too-many-contacts",
        "told-too-many-invitations",
        "told-last-contact",
        "told-nothing-proposed",
        "told-already-proposed",
    ];
    let key = params.once("told").ok().flatten()?;
    let done = DONE.contains(&key);
    let known = OTHERS.contains(&key) || Refusal::ALL.iter().any(|refusal| refusal.key() == key);
    (done || known).then(|| Told { text: words.get(key), done })
}

async fn page(
    conn: &mut Conn,
    dossier: &Dossier,
    words: Words,
    now: Timestamp,
) -> Result<DossierPage, Fault> {
    let path = format!("/dossiers/{}", dossier.id);
    let evidence = papers::evidence(conn, &dossier.id).await?;
    let contacts = contact::list(conn, &dossier.id).await?;
    let incidents = incident::store::of_dossier(conn, &dossier.id).await?;
    let decisions = store::chain(conn, dossier).await?.into_iter().map(Shown::from);
    let steps = store::steps(conn, &dossier.id).await?;
    let reminded = mail::last_reminder(conn, &dossier.id).await?;
    let span = dossier.accreditation().map(|held| {
        let from = day(held.from, words.language);
        let until = day(held.until, words.language);
        words.with("register-span", &[("from", &from), ("until", &until)])
    });
    Ok(DossierPage {
        name: String::new(),
        told: None,
        organisation: dossier.organisation.clone(),
        entity: dossier.entity.to_string(),
        state: words.get(&format!("state-{}", dossier.state(now).name())),
        badge: dossier.state(now).badge(),
        level: words.get(&format!("level-{}", dossier.level)),
        span,
        kinds: EvidenceKind::ALL.map(|kind| kind_view(kind, &evidence, &path, &words)).into(),
        reminded: reminded.map(|reminded| reminded.spelt(&words)),
        contacts: contacts.into_iter().map(ContactView::of).collect(),
        incidents: incidents.into_iter().map(|it| incident_view(it, &path, &words, now)).collect(),
        steps: steps.iter().map(|step| StepView::of(step, &words)).collect(),
        decisions: decisions.map(|shown| DecisionView::of(&shown, &words)).collect(),
        draft: dossier.stage == Stage::Draft,
        in_force: dossier.accreditation().is_some(),
        officer: None,
        path,
        words,
    })
}

impl ContactView {
    fn of(contact: Contact) -> Self {
        Self { name: contact.name, email: contact.email, acts: contact.subject.is_some() }
    }
}

impl StepView {
    fn of(step: &TakenStep, words: &Words) -> Self {
        Self {
            measure: words.get(&format!("measure-{}", step.measure.name())),
            decided: moment(step.decided, words.language),
            reason: step.reason.clone(),
        }
    }
}

fn kind_view(kind: EvidenceKind, all: &[Evidence], path: &str, words: &Words) -> KindView {
    let files = all.iter().filter(|it| it.kind == kind).map(|it| FileView {
        href: format!("{path}/evidence/{}", it.id),
        name: it.name.clone(),
        size: format!("{} kB", (it.size + 1023) / 1024),
        digest: it.digest.clone(),
    });
    KindView {
        name: kind.name(),
        text: words.get(&format!("evidence-{}", kind.name())),
        files: files.collect(),
    }
}

fn incident_view(incident: Incident, path: &str, words: &Words, now: Timestamp) -> IncidentView {
    let next = owed(incident.noticed, &incident.steps()).filter(|_| incident.closed.is_none());
    let spelt = |at| moment(at, words.language);
    let owed = match next {
        Some(owed) => spelt_owed(owed, words),
        None => words.get("incident-nothing-owed"),
    };
    let reports = incident.reports.iter().map(|report| ReportView {
        step: words.get(&format!("step-{}", report.step.name())),
        author: report.author.clone(),
        made: spelt(report.made),
        text: report.text.clone(),
    });
    let steps = Step::ALL.map(|it| (it.name(), words.get(&format!("step-{}", it.name()))));
    IncidentView {
        steps: steps.into(),
        path: format!("{path}/incidents/{}", incident.id),
        noticed: spelt(incident.noticed),
        owed,
        late: next.is_some_and(|owed| owed.due <= now),
        closed: incident.closed.is_some(),
        reports: reports.collect(),
        title: incident.title,
    }
}

pub fn spelt_owed(owed: Owed, words: &Words) -> String {
    let step = words.get(&format!("step-{}", owed.step.name()));
    let due = moment(owed.due, words.language);
    words.with("incident-owed", &[("step", &step), ("due", &due)])
}

fn officer_view(
    dossier: &Dossier,
    proposal: Option<ProposalView>,
    (words, now): (&Words, Timestamp),
) -> OfficerView {
    use domain::Level::{High, Substantial};
    let all = [
        Measure::TakeUp,
        Measure::Grant(High),
        Measure::Grant(Substantial),
        Measure::Refuse,
        Measure::HandBack,
        Measure::Reinstate,
        Measure::Withdraw,
    ];
    let possible = all.into_iter().filter(|measure| dossier.may(*measure, now, now).is_ok());
    OfficerView {
        suspend: dossier.may(Measure::Suspend, now, now).is_ok(),
        measures: possible.map(|measure| (value(measure), spelt_act(measure, words))).collect(),
        proposal,
    }
}

fn proposal_view(
    proposal: &Proposal,
    officer: &OfficerId,
    accreditor: &Accreditor,
    words: &Words,
) -> ProposalView {
    ProposalView {
        text: spelt_act(proposal.measure, words),
        own: proposal.by == *officer,
        by: accreditor.officer_name(&proposal.by).to_owned(),
        effect: moment(proposal.effect, words.language),
        reason: proposal.reason.as_str().to_owned(),
    }
}

/// How a form names a measure.
fn value(measure: Measure) -> String {
    match measure.level() {
        Some(level) => format!("{}-{level}", measure.name()),
        None => measure.name().to_owned(),
    }
}

/// A measure as something that somebody could do.
pub fn spelt_act(measure: Measure, words: &Words) -> String {
    let name = words.get(&format!("act-{}", measure.name()));
    match measure.level() {
        Some(level) => format!("{name}: {}", words.get(&format!("level-{level}"))),
        None => name,
    }
}
