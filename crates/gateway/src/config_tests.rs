use super::*;

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
level = "high"
from = 2026-01-01
until = 2029-01-01T00:00:00+01:00
"#;

const AUTHORITY: &str = r#"
[accreditation]
authority = "http://localhost:8005"
keys = "/nowhere/anchor.jwks"
scheme = { substantial = "http://localhost:8005/marks/substantial", high = "http://localhost:8005/marks/high" }
"#;

/// The provider without an accreditation on the operator's word.
fn by_mark() -> String {
    CONFIG[..CONFIG.find("level = \"high\"").unwrap()].to_owned()
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
fn an_accreditation_is_written_as_days_or_moments() {
    let config = read(CONFIG).unwrap();
    let provider = &config.providers[0];
    assert_eq!(provider.from.unwrap().rfc3339(), "2026-01-01T00:00:00Z");
    assert_eq!(provider.until.unwrap().rfc3339(), "2028-12-31T23:00:00Z");
    let text = CONFIG.replace("from = 2026-01-01", "from = \"2026-01-01\"");
    assert_eq!(read(&text).unwrap().providers[0].from, provider.from);
    for wrong in ["2026-01-01T00:00:00", "\"yesterday\"", "2026", "\"2026-13-01\""] {
        assert!(read(&CONFIG.replace("= 2026-01-01", &format!("= {wrong}"))).is_err(), "{wrong}");
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
        "provider app (app, http://localhost:8001): high from 2026-01-01T00:00:00Z",
    ] {
        assert!(lines.contains(expected), "{lines}");
    }
}

#[test]
fn the_report_says_what_is_wrong() {
    let twice = CONFIG[CONFIG.find("[[provider]]").unwrap()..].to_owned();
    for (text, expected) in [
        (CONFIG.replace("\"health\"", "\"gateway\""), "no service can be called gateway"),
        (CONFIG.to_owned() + &twice, "the provider app is registered twice"),
        (CONFIG.replace("\"app\"", "\"card\""), "no provider can be called card: the card is"),
        (format!("{CONFIG}[card]\nauthorities = [\"/nowhere\"]\n"), "/nowhere: No such file"),
        (CONFIG.replace("localhost:8001", "localhost:8000"), "the provider app is the gateway"),
        (CONFIG.replace("kind = \"app\"", "kind = \"card\""), "which is not an app"),
        (CONFIG.replace("= 2026-01-01", "= 2029-06-01"), "ends before it begins"),
        (format!("time_zone = \"Brussels\"\n{CONFIG}"), "time_zone is not"),
        (format!("register = \"/nowhere\"\n{CONFIG}"), "the register /nowhere does not exist"),
        (format!("{CONFIG}[lifetimes]\nlogin_minutes = 0\n"), "lets nobody log in"),
        (by_mark(), "nobody accredits the provider app"),
        (by_mark() + "level = \"high\"\n", "needs level, from and until together"),
        (by_mark() + AUTHORITY, "the authority's keys /nowhere/anchor.jwks do not exist"),
        (CONFIG.to_owned() + TLS, "server.url must start with https"),
        ((CONFIG.to_owned() + TLS).replace("http://", "https://"), "tls.pem: No such file"),
    ] {
        let errors = report(&text, "2026-06-01").errors.join("\n");
        assert!(errors.contains(expected), "{expected}: {errors}");
    }
}

#[test]
fn the_report_warns_of_what_comes() {
    for (today, expected) in [
        ("2025-06-01", "begins only on 2026-01-01"),
        ("2025-06-01", "nobody can reach substantial, which health asks for"),
        ("2028-06-01", "ends on 2028-12-31T23:00:00Z: renew it"),
        ("2029-06-01", "has ended: it is not offered"),
    ] {
        let warnings = report(CONFIG, today).warnings.join("\n");
        assert!(warnings.contains(expected), "{expected}: {warnings}");
    }
    let warnings = report(&(CONFIG.to_owned() + AUTHORITY), "2026-06-01").warnings.join("\n");
    assert!(warnings.contains("the authority cannot suspend it"), "{warnings}");
    let text = CONFIG.replace("minimum_level", "code_required = true\nminimum_level");
    let warnings = report(&text, "2026-06-01").warnings.join("\n");
    assert!(warnings.contains("code_required of health has no effect"), "{warnings}");
    let usual = ["the seal key seal.key", "no register is given", "limits.logins_per_minute"];
    let expected = |text: &String| usual.iter().any(|usual| text.starts_with(usual));
    assert!(report(CONFIG, "2026-06-01").warnings.iter().all(expected));
}
