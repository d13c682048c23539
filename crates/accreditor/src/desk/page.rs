use askama::Template;
use web::Words;

use crate::register::DecisionView;

#[derive(Template)]
#[template(path = "dossiers.html")]
pub struct DossiersPage {
    pub words: Words,
    pub name: String,
    pub told: Option<Told>,
    pub rows: Vec<Row>,
    pub officer: bool,
}

#[derive(Template)]
#[template(path = "desk.html")]
pub struct DeskPage {
    pub words: Words,
    pub name: String,
    pub rows: Vec<Row>,
}

/// What an act led to, in words.
pub struct Told {
    pub text: String,
    /// It was done; otherwise the text says why not.
    pub done: bool,
}

/// A dossier in a list.
pub struct Row {
    pub href: String,
    pub organisation: String,
    pub state: String,
    pub badge: &'static str,
    pub level: String,
    /// What somebody should look at: proposals, late reports, ends that come near.
    pub notes: Vec<Note>,
    /// Whoever looks is the one it waits for.
    pub waits: bool,
}

pub struct Note {
    pub text: String,
    /// Something should have happened by now.
    pub late: bool,
}

#[derive(Template)]
#[template(path = "dossier.html")]
pub struct DossierPage {
    pub words: Words,
    pub name: String,
    pub told: Option<Told>,
    /// Its address, under which everything is posted.
    pub path: String,
    pub organisation: String,
    pub entity: String,
    pub state: String,
    pub badge: &'static str,
    pub level: String,
    pub span: Option<String>,
    /// When both sides were last reminded of its end.
    pub reminded: Option<String>,
    pub kinds: Vec<KindView>,
    pub contacts: Vec<ContactView>,
    pub incidents: Vec<IncidentView>,
    pub steps: Vec<StepView>,
    pub decisions: Vec<DecisionView>,
    /// The provider may still change it.
    pub draft: bool,
    /// Whether incidents can be reported.
    pub in_force: bool,
    pub officer: Option<OfficerView>,
}

pub struct ContactView {
    pub name: String,
    pub email: String,
    /// They have logged in and act for the provider; to others the authority only writes.
    pub acts: bool,
}

/// A move of the dossier that the register does not tell.
pub struct StepView {
    pub measure: String,
    pub decided: String,
    pub reason: String,
}

/// A kind of evidence with the files that were put in.
pub struct KindView {
    pub name: &'static str,
    pub text: String,
    pub files: Vec<FileView>,
}

pub struct FileView {
    pub href: String,
    pub name: String,
    pub size: String,
    pub digest: String,
}

pub struct IncidentView {
    pub path: String,
    pub title: String,
    pub noticed: String,
    /// What is owed next and by when, or that nothing is.
    pub owed: String,
    pub late: bool,
    pub closed: bool,
    /// Values and texts of what can be reported.
    pub steps: Vec<(&'static str, String)>,
    pub reports: Vec<ReportView>,
}

pub struct ReportView {
    pub step: String,
    pub author: String,
    pub made: String,
    pub text: String,
}

/// What an officer can do now.
pub struct OfficerView {
    pub suspend: bool,
    /// Values and texts of what can be proposed.
    pub measures: Vec<(String, String)>,
    pub proposal: Option<ProposalView>,
}

pub struct ProposalView {
    pub text: String,
    pub by: String,
    pub effect: String,
    pub reason: String,
    /// Made by whoever looks: somebody else has to agree.
    pub own: bool,
}

#[derive(Template)]
#[template(path = "invitation.html")]
pub struct InvitationPage {
    pub words: Words,
    /// Who has logged in.
    pub name: Option<String>,
    /// The organisation and who invites, while the link counts.
    pub offer: Option<(String, String)>,
}
