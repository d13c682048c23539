use std::collections::BTreeMap;
use std::fmt::Write as _;

use aws_lc_rs::digest;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};

/// A file that pages load: a stylesheet, a script, a picture. It is part of the program.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    pub name: &'static str,
    pub kind: Kind,
    pub body: &'static [u8],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Css,
    JavaScript,
    Svg,
    Png,
}

/// The assets of a role, each under a URL that holds its hash, so that browsers may keep it for
/// ever and a new version is a new URL.
#[derive(Debug, Default)]
pub struct Assets {
    by_name: BTreeMap<&'static str, String>,
    by_path: BTreeMap<String, Asset>,
}

impl Assets {
    pub fn new(assets: impl IntoIterator<Item = Asset>) -> Self {
        let mut all = Self::default();
        for asset in assets {
            let path = hashed_path(&asset);
            all.by_name.insert(asset.name, path.clone());
            all.by_path.insert(path, asset);
        }
        all
    }

    /// Where an asset is served. An unknown name leads to where nothing is.
    pub fn path(&self, name: &str) -> &str {
        self.by_name.get(name).map_or("/assets/unknown", String::as_str)
    }

    pub fn answer(&self, path: &str) -> Option<Response> {
        let asset = self.by_path.get(path)?;
        let content_type = match asset.kind {
            Kind::Css => "text/css; charset=utf-8",
            Kind::JavaScript => "text/javascript; charset=utf-8",
            Kind::Svg => "image/svg+xml",
            Kind::Png => "image/png",
        };
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
            (
                header::CACHE_CONTROL,
                HeaderValue::from_static("public, max-age=31536000, immutable"),
            ),
        ];
        Some((headers, asset.body).into_response())
    }
}

fn hashed_path(asset: &Asset) -> String {
    let hash = digest::digest(&digest::SHA256, asset.body);
    let mut hex = String::new();
    for byte in &hash.as_ref()[..8] {
        // Writing into a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    match asset.name.rsplit_once('.') {
        Some((stem, extension)) => format!("/assets/{stem}.{hex}.{extension}"),
        None => format!("/assets/{}.{hex}", asset.name),
    }
}
