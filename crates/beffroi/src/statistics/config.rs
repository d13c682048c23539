use domain::Localized;
use keeper::LedgerSettings;
use ledger::VerifierKey;
use serde::{Deserialize, Deserializer, de};
use web::{FetchSettings, FilePath, Listen};

/// One TOML file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Listen,
    /// The name in the header of every page.
    #[serde(default)]
    pub name: Option<Localized>,
    #[serde(default)]
    pub fetch: FetchSettings,
    #[serde(default)]
    pub ledger: LedgerSettings,
    /// The folder with a folder for each publication, as `figures publish` writes them.
    pub publications: FilePath,
    /// The ledgers that publications may rest on.
    #[serde(default, rename = "source")]
    pub sources: Vec<Source>,
}

/// A ledger whose figures the office shows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The key that signs the ledger's heads, as its keeper publishes it.
    #[serde(deserialize_with = "key")]
    pub ledger_key: VerifierKey,
    /// The key that signs the figures.
    #[serde(deserialize_with = "key")]
    pub figures_key: VerifierKey,
    /// The ledger's folder, where its archive may be downloaded.
    #[serde(default)]
    pub folder: Option<FilePath>,
}

impl Source {
    /// The name of the ledger in addresses: its origin, without what they cannot hold.
    pub fn id(&self) -> String {
        let plain =
            |it: char| if it.is_ascii_alphanumeric() { it.to_ascii_lowercase() } else { '-' };
        self.ledger_key.name().chars().map(plain).collect()
    }
}

fn key<'de, D: Deserializer<'de>>(deserializer: D) -> Result<VerifierKey, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
}
