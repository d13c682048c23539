use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::anyhow;
use beffroi::country::{DemoFile, DemoPerson};
use beffroi::phone::{Answer, Choices, Phone, PhoneBook, PhoneError, Question, SetUpError};
use clap::{Args, Subcommand};
use domain::{Level, NationalNumber};
use web::{Clock as _, SystemClock};

use super::terminal::{complain, say};

#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct Arguments {
    /// The data folder of a running demo
    #[arg(long, value_name = "DIR", default_value = "demo-data")]
    data: PathBuf,
    /// Whose phone it is: a national number from DIR/demo.json
    #[arg(long, value_name = "NUMBER")]
    person: NationalNumber,
    #[command(subcommand)]
    action: Action,
}

const EXIT_CODES: &str = "\
Exit codes:
  0 done                  5 declined            9 cancelled at the computer
  1 failed                6 wrong match        10 answered before, or taken by another phone
  2 wrong command line    7 wrong code         11 the request asks for a higher level
  3 no request waits      8 the app is blocked 12 no phone: enrol first
  4 expired";

#[derive(Subcommand)]
enum Action {
    /// Set the app up on a new phone, with an activation code of the demo's bank
    Enrol(Enrolment),
    /// Say yes to a request
    Approve {
        /// The two digits that the asking screen shows
        #[arg(long = "match", value_name = "NN")]
        digits: Option<String>,
        /// The five digits, if not those chosen at enrolment
        #[arg(long, value_name = "NNNNN")]
        code: Option<String>,
        #[command(flatten)]
        which: Which,
    },
    /// Say no to a request
    Decline {
        /// Say also that the person did not ask for this
        #[arg(long)]
        report: bool,
        #[command(flatten)]
        which: Which,
    },
    /// Say what waits for the person
    Show,
}

#[derive(Args)]
struct Enrolment {
    /// The five digits that the person chooses
    #[arg(long, value_name = "NNNNN")]
    code: Option<String>,
    /// An activation code got elsewhere, instead of a new one from the bank
    #[arg(long, value_name = "CODE")]
    activation: Option<String>,
    /// How well the bank says that it knows the person: low, substantial or high
    #[arg(long, value_name = "LEVEL", default_value = "high")]
    level: Level,
}

#[derive(Args)]
struct Which {
    /// What the QR code on the asking screen says, instead of a request that waits
    #[arg(long, value_name = "URL")]
    scan: Option<String>,
    /// How long to wait for a request
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    wait: u64,
}

/// Why the phone did not do it.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("no request waits for {0}")]
    NothingWaits(String),
    #[error("{0} has no phone here yet: enrol first")]
    NoPhone(String),
    #[error(transparent)]
    Phone(#[from] PhoneError),
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match act(&arguments).await {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(Trouble::Other(error)) => Err(error),
        Err(trouble) => {
            complain(&trouble.to_string());
            Ok(ExitCode::from(trouble.exit_code()))
        }
    }
}

async fn act(arguments: &Arguments) -> Result<(), Trouble> {
    let demo = DemoFile::of_country(&arguments.data).map_err(anyhow::Error::from)?;
    let owner = demo.person(&arguments.person);
    let owner = owner.ok_or_else(|| anyhow!("nobody in {} has that number", DemoFile::NAME))?;
    let book = PhoneBook::in_folder(&arguments.data);
    if let Action::Enrol(enrolment) = &arguments.action {
        let phone = enrol(&demo, owner, enrolment).await?;
        book.keep(&arguments.person, &phone).map_err(anyhow::Error::from)?;
        say(&format!("{} has the app on this phone", owner.name));
        return Ok(());
    }
    let found = book.find(&arguments.person).map_err(anyhow::Error::from)?;
    let mut phone = found.ok_or_else(|| Trouble::NoPhone(owner.name.clone()))?;
    let answered = answer(&mut phone, owner, &arguments.action).await;
    // Whatever the answer was, the device key's counter has moved on.
    book.keep(&arguments.person, &phone).map_err(anyhow::Error::from)?;
    answered
}

async fn enrol(
    demo: &DemoFile,
    owner: &DemoPerson,
    enrolment: &Enrolment,
) -> Result<Phone, Trouble> {
    let mut choices = Choices { language: owner.person.language, ..Choices::default() };
    if let Some(code) = &enrolment.code {
        choices.code.clone_from(code);
    }
    let activation = match &enrolment.activation {
        Some(activation) => activation.clone(),
        None => demo.activation_code(owner, enrolment.level, SystemClock.now()).await?,
    };
    Ok(demo.phone(owner, &activation, &choices).await?)
}

/// Does what the person decided.
async fn answer(phone: &mut Phone, owner: &DemoPerson, action: &Action) -> Result<(), Trouble> {
    match action {
        Action::Approve { digits, code, which } => {
            let question = question(phone, owner, which).await?;
            say(&question.words());
            let answer = Answer { digits: digits.clone(), code: code.clone() };
            phone.approve(&question, &answer).await?;
            say("approved");
        }
        Action::Decline { report, which } => {
            let question = question(phone, owner, which).await?;
            say(&question.words());
            phone.decline(&question.id, *report).await?;
            say(if *report { "declined and reported" } else { "declined" });
        }
        Action::Show | Action::Enrol(_) => {
            let waiting = phone.waiting().await?;
            if waiting.is_empty() {
                return Err(Trouble::NothingWaits(owner.name.clone()));
            }
            for it in waiting {
                let (partner, service) = (it.partner.name, it.service.name);
                say(&format!("{} asks, for {service}, at level {}", partner, it.level));
            }
        }
    }
    Ok(())
}

/// How often the phone looks for a request while its owner waits for one.
const LOOKED_EVERY: Duration = Duration::from_millis(300);

/// The question that was scanned, or else the newest that waits for the person.
async fn question(
    phone: &mut Phone,
    owner: &DemoPerson,
    which: &Which,
) -> Result<Question, Trouble> {
    if let Some(code) = &which.scan {
        return Ok(phone.scan(code).await?);
    }
    let until = Instant::now() + Duration::from_secs(which.wait);
    loop {
        let waiting = phone.waiting().await?;
        if let Some(newest) = waiting.iter().max_by_key(|request| request.expires) {
            return Ok(phone.question(&newest.id).await?);
        }
        if Instant::now() >= until {
            return Err(Trouble::NothingWaits(owner.name.clone()));
        }
        tokio::time::sleep(LOOKED_EVERY).await;
    }
}

impl From<SetUpError> for Trouble {
    fn from(error: SetUpError) -> Self {
        match error {
            SetUpError::Phone(error) => Self::Phone(error),
            error => Self::Other(error.into()),
        }
    }
}

impl Trouble {
    fn exit_code(&self) -> u8 {
        let error = match self {
            Self::NothingWaits(_) => return 3,
            Self::NoPhone(_) => return 12,
            Self::Phone(PhoneError::MatchNeeded) => return 6,
            Self::Phone(error) => error,
            Self::Other(_) => return 1,
        };
        match error.word() {
            Some("request_unknown") => 3,
            Some("request_expired") => 4,
            Some("request_declined") => 5,
            Some("match_wrong" | "match_missing") => 6,
            Some("code_wrong" | "code_missing") => 7,
            Some("blocked") => 8,
            Some("request_cancelled") => 9,
            Some("request_approved" | "request_taken") => 10,
            Some("level_too_low") => 11,
            Some("signed_out") => 12,
            _ => 1,
        }
    }
}
