use std::io::ErrorKind;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use reqwest::StatusCode;
use url::Url;

use super::Broken;

/// Where a ledger's public files are.
pub enum Source {
    Folder(PathBuf),
    Http { client: reqwest::Client, base: Url },
}

/// Beyond any tile, bundle or head.
const MOST_BYTES: usize = 1 << 24;

impl Source {
    /// A folder, or the address under which a role serves its ledger.
    pub fn named(name: &str) -> Result<Self> {
        if !name.starts_with("http://") && !name.starts_with("https://") {
            return Ok(Self::Folder(PathBuf::from(name)));
        }
        let base = Url::parse(&format!("{}/", name.trim_end_matches('/')))
            .with_context(|| format!("{name} is not an address"))?;
        Ok(Self::Http { client: crate::outside::client()?, base })
    }

    pub async fn bytes(&self, path: &str) -> Result<Vec<u8>> {
        match self {
            Self::Folder(folder) => match tokio::fs::read(folder.join(path)).await {
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    Err(Broken::Missing(path.to_owned()).into())
                }
                read => read.with_context(|| format!("reading {path}")),
            },
            Self::Http { client, base } => fetch(client, base, path).await,
        }
    }

    pub async fn text(&self, path: &str) -> Result<String> {
        let text = String::from_utf8(self.bytes(path).await?);
        Ok(text.map_err(|_| Broken::NotText(path.to_owned()))?)
    }
}

async fn fetch(client: &reqwest::Client, base: &Url, path: &str) -> Result<Vec<u8>> {
    let url = base.join(path)?;
    let mut answer = client.get(url.clone()).send().await.with_context(|| url.to_string())?;
    if answer.status() == StatusCode::NOT_FOUND {
        return Err(Broken::Missing(path.to_owned()).into());
    }
    if !answer.status().is_success() {
        bail!("{url} answers with {}", answer.status());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.with_context(|| url.to_string())? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > MOST_BYTES {
            bail!("{url} answers with more than a tile can hold");
        }
    }
    Ok(bytes)
}
