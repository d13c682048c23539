use super::*;
use crate::moment::read_moment;

const CONFIG: &str = r#"
[server]
listen = "127.0.0.1:8000"
url = "http://localhost:8000"
database = "sqlite:gateway.db"
seal_key_file = "seal.key"

[[service]]
client_id = "health"
name = { nl = "Gezondheid", fr = "Santé", de = "Gesundheit", en = "Health" }
redirect_uris = ["http://localhost:8002/callback"]
token_endpoint_auth_method = "client_secret_basic"
client_secret_sha256 = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
minimum_level = "substantial"

[[provider]]
id = "app"
kind = "app"
name = { nl = "App", fr = "App", de = "App", en = "App" }
issuer = "http://localhost:8001"
client_id = "gateway"

[accreditation]
authority = "http://localhost:8005"
keys = "/nowhere/anchor.jwks"
scheme = { substantial = "http://localhost:8005/marks/substantial", high = "http://localhost:8005/marks/high" }
"#;

/// The gateway without an authority.
fn unaccredited() -> String {
    CONFIG[..CONFIG.find("[accreditation]").unwrap()].to_owned()
}

const TLS: &str = "[server.tls]\ncertificate = \"tls.pem\"\nkey = \"tls.key\"\n";

fn read(text: &str) -> Result<Config, toml::de::Error> {
    toml::from_str(text)
}

fn day(text: &str) -> Timestamp {
    read_moment(text).unwrap()
}

fn report(text: &str, today: &str) -> Report {
    read(text).unwrap().check(day(today))
}

#[test]
fn no_operator_accredits_a_provider() {
    for terms in ["level = \"high\"", "from = 2026-01-01", "until = 2029-01-01"] {
        let text = CONFIG.replace("kind = \"app\"", &format!("kind = \"app\"\n{terms}"));
        assert!(read(&text).unwrap_err().to_string().contains("unknown field"), "{terms}");
    }
}

#[test]
fn how_often_is_asked_keeps_the_minute_in_which_a_suspension_counts() {
    let checked = |seconds: u32| {
        let key = format!("[accreditation]\ncheck_seconds = {seconds}");
        report(&CONFIG.replace("[accreditation]", &key), "2026-06-01")
    };
    for seconds in 1..=15 {
        let report = checked(seconds);
        assert!(!report.errors.join("\n").contains("suspension"), "{seconds}: {report:?}");
    }
    for (seconds, expected) in [(16, "could take 62 seconds"), (0, "nobody can ask so often")] {
        let errors = checked(seconds).errors.join("\n");
        assert!(errors.contains(expected), "{errors}");
    }
}

#[test]
fn unknown_keys_are_refused() {
    for text in ["colour = 1\n", "[lifetimes]\nlogin_hours = 1\n"] {
        let text = if text.starts_with('[') {
            format!("{CONFIG}{text}")
        } else {
            format!("{text}{CONFIG}")
        };
        assert!(read(&text).unwrap_err().to_string().contains("unknown field"), "{text}");
    }
}

#[test]
fn the_report_says_what_is_in_force() {
    let text = CONFIG.replace("minimum_level", "minimum_age = 16\nminimum_level");
    let report = report(&text, "2026-06-01");
    let lines = report.in_force.join("\n");
    for expected in [
        "public URL http://localhost:8000",
        "a login lasts 15 minutes",
        "service health: at least substantial, from 16 years",
        "provider app (app, http://localhost:8001): as far as http://localhost:8005 accredits it",
        "a suspension counts within 50 seconds; while the authority cannot be asked, its last answer for 60",
    ] {
        assert!(lines.contains(expected), "{lines}");
    }
}

#[test]
fn the_report_says_what_is_wrong() {
    let twice = unaccredited()[CONFIG.find("[[provider]]").unwrap()..].to_owned();
    for (text, expected) in [
        (CONFIG.replace("\"health\"", "\"gateway\""), "no service can be called gateway"),
        (CONFIG.to_owned() + &twice, "the provider app is registered twice"),
        (CONFIG.replace("\"app\"", "\"card\""), "no provider can be called card: the card is"),
        (format!("{CONFIG}[card]\nauthorities = [\"/nowhere\"]\n"), "/nowhere: No such file"),
        (CONFIG.replace("localhost:8001", "localhost:8000"), "the provider app is the gateway"),
        (CONFIG.replace("kind = \"app\"", "kind = \"card\""), "which is not an app"),
        (format!("time_zone = \"Brussels\"\n{CONFIG}"), "time_zone is not"),
        (format!("register = \"/nowhere\"\n{CONFIG}"), "the register /nowhere does not exist"),
        (format!("{CONFIG}[lifetimes]\nlogin_minutes = 0\n"), "lets nobody log in"),
        (unaccredited(), "nobody accredits the provider app: give [accreditation]"),
        (CONFIG.to_owned(), "the authority's keys /nowhere/anchor.jwks do not exist"),
        (CONFIG.to_owned() + "most_status_minutes = 0\n", "nobody is offered"),
        (
            of_the_federation(&unaccredited()),
            "health is known by its chain: give [federation.anchor]",
        ),
        (CONFIG.to_owned() + TLS, "server.url must start with https"),
        ((CONFIG.to_owned() + TLS).replace("http://", "https://"), "tls.pem: No such file"),
    ] {
        let errors = report(&text, "2026-06-01").errors.join("\n");
        assert!(errors.contains(expected), "{expected}: {errors}");
    }
}

#[test]
fn the_report_warns_of_what_comes() {
    let nobody = CONFIG[..CONFIG.find("[[provider]]").unwrap()].to_owned();
    for (text, expected) in [
        (nobody, "nobody can reach substantial, which health asks for"),
        (CONFIG.to_owned() + "most_status_minutes = 2000\n", "offered for up to 2000 minutes"),
    ] {
        let warnings = report(&text, "2026-06-01").warnings.join("\n");
        assert!(warnings.contains(expected), "{expected}: {warnings}");
    }
    let text = CONFIG.replace("minimum_level", "code_required = true\nminimum_level");
    let warnings = report(&text, "2026-06-01").warnings.join("\n");
    assert!(warnings.contains("code_required of health has no effect"), "{warnings}");
    let usual = ["the seal key seal.key", "no register is given", "limits.logins_per_minute"];
    let expected = |text: &String| usual.iter().any(|usual| text.starts_with(usual));
    assert!(report(CONFIG, "2026-06-01").warnings.iter().all(expected));
}

/// With the health service known by its chain.
fn of_the_federation(text: &str) -> String {
    let start = text.find("token_endpoint_auth_method").unwrap();
    let end = text.find("minimum_level").unwrap();
    let entity =
        "token_endpoint_auth_method = \"private_key_jwt\"\nentity = \"https://health.example\"\n";
    format!("{}{entity}{}", &text[..start], &text[end..])
}
