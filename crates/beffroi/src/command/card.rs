use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use beffroi::card::{Card, CardError, Cards, Challenge, Pin, Which};
use beffroi::country::{DemoFile, DemoPerson, Party};
use beffroi::folder;
use clap::{Args, Subcommand};
use domain::{NationalNumber, Timestamp};
use serde::Deserialize;
use url::Url;
use web::{Clock as _, SystemClock};

use super::terminal::{complain, say};

#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct Arguments {
    /// The data folder of a demo
    #[arg(long, value_name = "DIR", default_value = "demo-data")]
    data: PathBuf,
    /// Whose card it is: a national number from DIR/demo.json
    #[arg(long, value_name = "NUMBER")]
    person: NationalNumber,
    #[command(subcommand)]
    action: Action,
}

const EXIT_CODES: &str = "\
Exit codes:
  0 done
  1 failed
  2 wrong command line
  3 the PIN is wrong
  4 the PIN is blocked: issue a new card
  5 the person has no such card";

#[derive(Subcommand)]
enum Action {
    /// Give the person a new card; the one before is revoked
    Issue(Issue),
    /// Put the card into the reader and type the PIN: prints the token of Web eID as JSON
    Present(Present),
    /// Report the card lost: nobody gets in with it any more
    Lose,
}

#[derive(Args)]
struct Issue {
    /// The new PIN: four to twelve digits
    #[arg(long, value_name = "NNNN", default_value = "1234")]
    pin: Pin,
    /// Also write the key and the certificate into one PEM file, for a PKCS#11 token
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
}

#[derive(Args)]
struct Present {
    /// The PIN; asked for at the terminal if missing
    #[arg(long, value_name = "NNNN")]
    pin: Option<String>,
    /// The origin of the page that asks [default: the gateway's]
    #[arg(long, value_name = "ORIGIN")]
    origin: Option<String>,
    /// What the page made up; without it, the request of the browser extension is read from
    /// standard input, as JSON
    #[arg(long, value_name = "NONCE")]
    nonce: Option<String>,
    /// Which of the person's cards: current, expired, lost, replaced or forged
    #[arg(long = "card", value_name = "WHICH", default_value = "current")]
    which: Which,
}

/// What the extension of Web eID asks of its native application.
#[derive(Deserialize)]
#[serde(tag = "command", content = "arguments", rename_all = "lowercase")]
enum Request {
    #[serde(rename_all = "camelCase")]
    Authenticate { challenge_nonce: String, origin: String },
}

/// Whose card, and where it lies.
struct Hand<'a> {
    cards: Cards,
    owner: &'a DemoPerson,
    now: Timestamp,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match act(arguments) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => match error.downcast_ref().and_then(exit_code) {
            Some(code) => {
                complain(&error.to_string());
                Ok(ExitCode::from(code))
            }
            None => Err(error),
        },
    }
}

fn exit_code(error: &CardError) -> Option<u8> {
    match error {
        CardError::PinWrong { .. } => Some(3),
        CardError::PinBlocked => Some(4),
        CardError::NoCard => Some(5),
        _ => None,
    }
}

fn act(arguments: &Arguments) -> anyhow::Result<()> {
    let demo = DemoFile::of_country(&arguments.data)?;
    let owner = demo.person(&arguments.person);
    let owner = owner.ok_or_else(|| anyhow!("nobody in {} has that number", DemoFile::NAME))?;
    let url = demo.party(Party::Cards).context("this country has no card authority")?.url.as_str();
    let now = SystemClock.now();
    let hand = Hand { cards: Cards::keep(&arguments.data, url, now)?, owner, now };
    match &arguments.action {
        Action::Issue(issue) => hand.issue(issue),
        Action::Present(present) => hand.present(present, &demo),
        Action::Lose => hand.lose(),
    }
}

impl Hand<'_> {
    fn issue(&self, issue: &Issue) -> anyhow::Result<()> {
        let card = self.cards.issue(&self.owner.person, issue.pin.clone(), self.now)?;
        let until = card.certificate().not_after().rfc3339();
        say(&format!("{} has a new card, good until {until}", self.owner.name));
        match &issue.export {
            Some(file) => export(&card, file),
            None => Ok(()),
        }
    }

    fn lose(&self) -> anyhow::Result<()> {
        self.cards.lose(&self.owner.person, self.now)?;
        say(&format!("the card of {} is revoked", self.owner.name));
        Ok(())
    }

    fn present(&self, present: &Present, demo: &DemoFile) -> anyhow::Result<()> {
        if !Which::all_of(&self.owner.person).contains(&present.which) {
            return Err(CardError::NoCard.into());
        }
        let Request::Authenticate { challenge_nonce, origin } = request(present, demo)?;
        let challenge = Challenge { origin: &origin, nonce: &challenge_nonce };
        let token = match &present.pin {
            Some(pin) => self.with_pin(present.which, pin, challenge)?,
            None => self.asking(present.which, challenge)?,
        };
        say(&token.to_string());
        Ok(())
    }

    /// Asks for the PIN until it is right or blocked.
    fn asking(&self, which: Which, challenge: Challenge<'_>) -> anyhow::Result<serde_json::Value> {
        loop {
            let pin = rpassword::prompt_password(format!("PIN of {}: ", self.owner.name))
                .context("there is no terminal to ask for the PIN: give it with --pin")?;
            match self.with_pin(which, &pin, challenge) {
                Err(wrong @ CardError::PinWrong { .. }) => complain(&wrong.to_string()),
                answer => return Ok(answer?),
            }
        }
    }

    fn with_pin(
        &self,
        which: Which,
        pin: &str,
        challenge: Challenge<'_>,
    ) -> Result<serde_json::Value, CardError> {
        self.cards.present(&self.owner.person, which, pin, challenge, self.now)
    }
}

fn request(present: &Present, demo: &DemoFile) -> anyhow::Result<Request> {
    let Some(nonce) = &present.nonce else {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("the request cannot be read")?;
        return serde_json::from_str(&text).context(
            "expected on standard input: {\"command\":\"authenticate\",\"arguments\":\
             {\"challengeNonce\":\"…\",\"origin\":\"…\"}}; or give --nonce",
        );
    };
    let gateway = demo.party(Party::Gateway).context("this country has no gateway")?;
    let gateway = gateway.url.parse::<Url>()?.origin().ascii_serialization();
    let origin = present.origin.clone().unwrap_or(gateway);
    Ok(Request::Authenticate { challenge_nonce: nonce.clone(), origin })
}

/// Key and certificate in one file, for its owner only.
fn export(card: &Card, file: &Path) -> anyhow::Result<()> {
    let text = format!("{}{}", card.key_pem(), card.certificate_pem());
    folder::write_secret(file, text.as_bytes())
        .with_context(|| format!("{} cannot be written", file.display()))?;
    say(&format!("key and certificate are in {}", file.display()));
    Ok(())
}
