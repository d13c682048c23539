//! What the other provider publishes, fetched when first needed and then kept for a while.

use std::time::Duration;

use protocol::oidc::metadata::{ProviderMetadata, discovery_url};
use url::Url;
use web::Fetch;

use crate::issuer::Issuer;
use crate::remote::{Document, RemoteKeys};

const MAX_AGE: Duration = Duration::from_hours(1);

/// A provider as it describes itself.
pub(super) struct Known {
    pub metadata: ProviderMetadata,
    pub keys: RemoteKeys,
}

pub(super) fn document(issuer: &Issuer, fetch: &Fetch) -> Result<Document<Known>, url::ParseError> {
    let url = Url::parse(&discovery_url(issuer.as_str()))?;
    let (issuer, keys) = (issuer.clone(), fetch.clone());
    let parse = move |body: &[u8]| {
        let metadata =
            ProviderMetadata::parse(body, issuer.as_str()).map_err(|error| error.to_string())?;
        let jwks_uri = Url::parse(&metadata.jwks_uri).map_err(|error| error.to_string())?;
        Ok(Known { keys: RemoteKeys::published(jwks_uri, keys.clone()), metadata })
    };
    Ok(Document::new(url, fetch.clone(), MAX_AGE, parse))
}
