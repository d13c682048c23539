//! Configuration: one TOML file per role, read once, at the start. Unknown keys are refused, for a
//! misspelt key is a setting that is silently not in force.

use std::cell::RefCell;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::Deref;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Language;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use url::Url;
use zeroize::Zeroizing;

use crate::Secret;

/// What is wrong with a configuration, and where. It never quotes the file: a line may hold the
/// password of a database.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{}: {reason}", file.display())]
    Unreadable { file: PathBuf, reason: String },
    #[error("{}:{line}: {key}: {reason}", file.display())]
    Wrong { file: PathBuf, line: usize, key: String, reason: String },
}

/// Where and as what a role is reached, and where it keeps what it knows. Every role's
/// configuration has it as its table `[server]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listen {
    /// The address to listen at.
    pub listen: SocketAddr,
    /// The public URL, of which issuer, redirects and cookies are made; never the Host header.
    #[serde(deserialize_with = "public_url")]
    pub url: Url,
    /// `sqlite:path.db` or `postgres://…`.
    pub database: DatabaseUrl,
    /// The key that seals the signing keys in the database: 32 bytes in base64url.
    pub seal_key_file: FilePath,
    /// The role's own TLS. Without it, plain HTTP is spoken to the reverse proxy in front.
    #[serde(default)]
    pub tls: Option<TlsFiles>,
    /// The language for those who ask for none that is spoken here.
    #[serde(default = "english")]
    pub language: Language,
    /// The reverse proxy in front, if any.
    #[serde(default)]
    pub proxy: Option<Proxy>,
    /// From where `/metrics` and `/health/ready` may be read.
    #[serde(default = "loopback")]
    pub monitoring: Vec<IpAddr>,
}

/// What a server shows itself with in TLS: PEM files, read again when they change.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsFiles {
    /// The certificate, followed by those of the authorities between it and the root.
    pub certificate: FilePath,
    /// Its private key: PKCS#8, PKCS#1 or SEC1.
    pub key: FilePath,
}

/// A reverse proxy whose word about the client's address is believed. Only the header that it is
/// known to set counts: the other one could come from the client.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proxy {
    pub addresses: Vec<IpAddr>,
    pub header: ProxyHeader,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProxyHeader {
    /// RFC 7239.
    Forwarded,
    XForwardedFor,
}

impl Listen {
    /// The public origin, without a slash at its end: what an issuer starts with.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// The absolute URL of a path of this role.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }
}

/// Reads a configuration. Relative paths in it are meant from its own folder, so that a data
/// folder can be moved as a whole.
pub fn load<T: DeserializeOwned>(file: impl AsRef<Path>) -> Result<T, ConfigError> {
    let file = file.as_ref();
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(file, error))?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let parsed = within(folder, || toml::from_str(&text));
    parsed.map_err(|error| locate(file, &text, &error))
}

/// Reads a secret text, such as a client secret, from a file of its own.
pub fn secret(file: impl AsRef<Path>) -> Result<Secret<String>, ConfigError> {
    let file = file.as_ref();
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(file, error))?;
    let text = Zeroizing::new(text);
    match text.trim() {
        "" => Err(unreadable(file, "the secret is empty")),
        secret => Ok(Secret::new(secret.to_owned())),
    }
}

/// Reads a key of 32 bytes, written in base64url, from a file of its own.
pub fn key(file: impl AsRef<Path>) -> Result<Secret<[u8; 32]>, ConfigError> {
    let file = file.as_ref();
    let text = secret(file)?;
    let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text.reveal()).unwrap_or_default());
    match <[u8; 32]>::try_from(bytes.as_slice()) {
        Ok(bytes) => Ok(Secret::new(bytes)),
        Err(_) => Err(unreadable(file, "expected 32 bytes in base64url: 43 characters")),
    }
}

pub(crate) fn unreadable(file: &Path, reason: impl fmt::Display) -> ConfigError {
    ConfigError::Unreadable { file: file.to_owned(), reason: reason.to_string() }
}

fn locate(file: &Path, text: &str, error: &toml::de::Error) -> ConfigError {
    let at = error.span().map_or(0, |span| span.start).min(text.len());
    let line = text[..at].matches('\n').count() + 1;
    let reason = error.message().to_owned();
    let key = key_at(text, line, &reason);
    ConfigError::Wrong { file: file.to_owned(), line, key, reason }
}

/// The full name of the key on a line: its table, and what stands before its equals sign. For a
/// key that is missing, the table alone.
fn key_at(text: &str, line: usize, reason: &str) -> String {
    let mut table = String::new();
    let mut key = String::new();
    for (number, content) in text.lines().enumerate().take(line) {
        let content = content.trim();
        if content.starts_with('[') {
            content.trim_matches(['[', ']', ' ']).clone_into(&mut table);
        } else if number + 1 == line && !reason.starts_with("missing field") {
            let name = content.split('=').next().unwrap_or_default().trim();
            name.clone_into(&mut key);
        }
    }
    match (table.is_empty(), key.is_empty()) {
        (true, true) => "the file".to_owned(),
        (false, true) => table,
        (true, false) => key,
        (false, false) => format!("{table}.{key}"),
    }
}

thread_local! {
    /// The folder of the file that is being read on this thread. Serde hands nothing down to the
    /// fields of a derived type, and a path must be whole from the moment it is parsed.
    static FOLDER: RefCell<Option<PathBuf>> = const { RefCell::new(None) };
}

fn within<T>(folder: &Path, read: impl FnOnce() -> T) -> T {
    let outer = FOLDER.replace(Some(folder.to_owned()));
    let done = read();
    FOLDER.set(outer);
    done
}

fn resolve(path: &str) -> PathBuf {
    FOLDER.with_borrow(|folder| match folder {
        Some(folder) => folder.join(path),
        None => PathBuf::from(path),
    })
}

/// A path in a configuration, made whole with the folder of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePath(PathBuf);

impl<'de> Deserialize<'de> for FilePath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let path = String::deserialize(deserializer)?;
        if path.is_empty() {
            return Err(D::Error::custom("a path is expected"));
        }
        Ok(Self(resolve(&path)))
    }
}

impl From<PathBuf> for FilePath {
    fn from(path: PathBuf) -> Self {
        Self(path)
    }
}

impl Deref for FilePath {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl AsRef<Path> for FilePath {
    fn as_ref(&self) -> &Path {
        &self.0
    }
}

/// The address of a database. It may hold a password, so it cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }
}

impl<'de> Deserialize<'de> for DatabaseUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let url = String::deserialize(deserializer)?;
        match url.strip_prefix("sqlite:") {
            Some(path) => Ok(Self(format!("sqlite:{}", resolve(path).display()))),
            None if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Ok(Self(url))
            }
            None => Err(D::Error::custom("expected sqlite:path.db or postgres://user@host/name")),
        }
    }
}

impl Deref for DatabaseUrl {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUrl(withheld)")
    }
}

/// Reads a public URL: scheme, host and port, and https unless it is on this machine.
pub fn public_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Url, D::Error> {
    let url = Url::deserialize(deserializer)?;
    let bare = url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    let local = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if !bare || url.host().is_none() {
        return Err(D::Error::custom("a public URL is scheme, host and port, and no more"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if local => Ok(url),
        _ => Err(D::Error::custom("a public URL starts with https, except on localhost")),
    }
}

fn english() -> Language {
    Language::En
}

fn loopback() -> Vec<IpAddr> {
    vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Config {
        server: Listen,
    }

    const GOOD: &str = "[server]\nlisten = \"127.0.0.1:8000\"\nurl = \"http://localhost:8000\"\n\
         database = \"sqlite:gateway/gateway.db\"\nseal_key_file = \"gateway/seal.key\"\n";

    fn read(text: &str) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("gateway.toml");
        std::fs::write(&file, text).unwrap();
        load(&file)
    }

    #[test]
    fn paths_start_at_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("gateway.toml");
        std::fs::write(&file, GOOD).unwrap();
        let config: Config = load(&file).unwrap();
        assert_eq!(&*config.server.seal_key_file, folder.path().join("gateway/seal.key"));
        let database = format!("sqlite:{}", folder.path().join("gateway/gateway.db").display());
        assert_eq!(&*config.server.database, database);
        assert_eq!(config.server.at("/jwks"), "http://localhost:8000/jwks");
    }

    #[test]
    fn an_error_names_file_line_and_key() {
        for (text, expected) in [
            (format!("{GOOD}colour = 1\n"), "gateway.toml:6: server.colour: unknown field"),
            (GOOD.replace(":8000\"\nurl", "\"\nurl"), "gateway.toml:2: server.listen: "),
            (GOOD.replace("http:", "http:/example.org:"), "gateway.toml:3: server.url: "),
            (GOOD.replace("http://localhost", "http://a.example"), "starts with https"),
            (GOOD.replace(":8000\"\nd", ":8000/x\"\nd"), "scheme, host and port"),
            (GOOD.replace("seal_key_file", "#"), "server: missing field `seal_key_file`"),
            (GOOD.replace("sqlite:", "mysql:"), "gateway.toml:4: server.database: expected sqlite"),
        ] {
            let error = read(&text).unwrap_err().to_string();
            assert!(error.contains(expected), "{error} should hold {expected}");
        }
    }

    #[test]
    fn an_error_never_quotes_a_password() {
        let text = GOOD.replace("sqlite:gateway/gateway.db", "pstgres://role:sesame@db/role");
        assert!(!read(&text).unwrap_err().to_string().contains("sesame"));
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = load::<Config>("/nowhere/gateway.toml").unwrap_err().to_string();
        assert!(error.starts_with("/nowhere/gateway.toml: "), "{error}");
    }

    #[test]
    fn a_key_is_32_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("seal.key");
        std::fs::write(&file, format!("{}\n", URL_SAFE_NO_PAD.encode([7; 32]))).unwrap();
        assert_eq!(key(&file).unwrap().reveal(), &[7; 32]);
        std::fs::write(&file, "too short").unwrap();
        assert!(key(&file).is_err());
    }
}
