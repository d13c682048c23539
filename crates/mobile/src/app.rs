//! The installable app's files, as they lie in `app/`.

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};
use web::Problem;

use crate::mobile::Mobile;

#[derive(RustEmbed)]
#[folder = "app/"]
struct Files;

/// The app's own policy: nothing from anywhere else, no inline script, and no text becomes code
/// (`require-trusted-types-for`) but the address of the service worker.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; \
     media-src 'self' blob: mediastream:; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types beffroi",
);
/// Kept, but asked about each time: the app's files change together or not at all.
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

pub fn routes() -> Router<Mobile> {
    Router::new()
        .route("/app", get(|| async { web::see_other("/app/") }))
        .route("/app/", get(|headers: HeaderMap| async move { serve("index.html", &headers) }))
        .route(
            "/app/{*path}",
            get(|Path(path): Path<String>, headers: HeaderMap| async move { serve(&path, &headers) }),
        )
}

/// `GET /app/{path}`
fn serve(path: &str, headers: &HeaderMap) -> Response {
    let file = content_type(path).zip(Files::get(path));
    let Some((content_type, file)) = file else { return Problem::NotFound.into_response() };
    let tag = tag(&file);
    let mut response = if headers.get(header::IF_NONE_MATCH) == Some(&tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        file.data.into_response()
    };
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer.insert(header::CACHE_CONTROL, REVALIDATE);
    answer.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    answer.insert(header::ETAG, tag);
    response
}

fn content_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webmanifest" => "application/manifest+json",
        // Whatever else lies in the folder is not for browsers.
        _ => return None,
    })
}

fn tag(file: &EmbeddedFile) -> HeaderValue {
    use base64::Engine as _;
    let hash = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(file.metadata.sha256_hash());
    HeaderValue::from_str(&format!("\"{hash}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_that_the_app_names_is_served() {
        for (path, content_type) in [
            ("index.html", "text/html; charset=utf-8"),
            ("sw.js", "text/javascript; charset=utf-8"),
            ("manifest.webmanifest", "application/manifest+json"),
            ("text/nl.js", "text/javascript; charset=utf-8"),
            ("icons/icon-192.png", "image/png"),
        ] {
            let response = serve(path, &HeaderMap::new());
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], content_type);
            assert_eq!(response.headers()[header::CACHE_CONTROL], "no-cache");
        }
    }

    #[test]
    fn a_file_that_is_known_is_not_sent_again() {
        let first = serve("app.js", &HeaderMap::new());
        let tag = first.headers()[header::ETAG].clone();
        let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, tag)]);
        assert_eq!(serve("app.js", &headers).status(), StatusCode::NOT_MODIFIED);
    }

    #[test]
    fn nothing_else_is_served() {
        for path in ["../Cargo.toml", "Cargo.toml", "missing.js", "", "icons", "icons/"] {
            assert_eq!(serve(path, &HeaderMap::new()).status(), StatusCode::NOT_FOUND, "{path}");
        }
    }
}
