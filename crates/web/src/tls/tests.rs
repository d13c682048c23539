//! TLS seen from outside: real sockets and clients.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use axum::Router;
use axum::routing::get;
use domain::{Localized, Timestamp};
use http::Version;
use rcgen::{CertifiedKey as Pair, DnType, KeyPair};
use rustls::client::ResolvesClientCert;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::sign::CertifiedKey;
use rustls::{
    ClientConfig, HandshakeKind, RootCertStore, SignatureScheme, SupportedProtocolVersion,
};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsConnector;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::*;
use crate::{Chassis, Role, Settings, SystemClock};

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);
const VERSIONS: [&SupportedProtocolVersion; 2] = [&rustls::version::TLS12, &rustls::version::TLS13];

/// A role that serves, and the folder with its certificate.
struct House {
    folder: TempDir,
    at: SocketAddr,
    renewing: Job,
    shown: CertificateDer<'static>,
    stop: CancellationToken,
    _stopped: DropGuard,
}

impl House {
    /// With its own listener in TLS.
    async fn open(patience: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let shown = write_pair(folder.path());
        let chassis = chassis(folder.path());
        let router = Router::new().route("/", get(|| async { "inside" }));
        let mut role = chassis.finish(router, None, Vec::new());
        role.tls = role.tls.map(|tls| tls.patient_for(patience));
        let (listener, at) = bound().await;
        Self::serve(folder, shown, role, (listener, at))
    }

    /// With a door that asks for certificates beside it, and at that door.
    async fn with_door() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let shown = write_pair(folder.path());
        let chassis = chassis(folder.path());
        let router = Router::new().route(
            "/",
            get(|client: Option<ClientCertificate>| async move {
                client.map_or(Vec::new(), |client| client.der().to_vec())
            }),
        );
        let tls = Tls::asking(&files(folder.path()), vec![NAME.to_vec()]).unwrap();
        let (listener, at) = bound().await;
        let door = chassis.door(at, tls, router);
        let role = chassis.finish(Router::new(), None, Vec::new()).beside(door).holding(listener);
        let (own, _) = bound().await;
        Self::serve(folder, shown, role, (own, at))
    }

    fn serve(
        folder: TempDir,
        shown: CertificateDer<'static>,
        role: Role,
        (listener, at): (TcpListener, SocketAddr),
    ) -> Self {
        let is_renewing = |job: &&Job| job.name == "server certificate";
        let renewing = role.jobs.iter().find(is_renewing).unwrap().clone();
        let stop = CancellationToken::new();
        tokio::spawn(crate::serve(listener, role, stop.clone()));
        Self { folder, at, renewing, shown, _stopped: stop.clone().drop_guard(), stop }
    }

    fn client(&self, version: &'static SupportedProtocolVersion) -> Client {
        Client { at: self.at, trusted: self.shown.clone(), version, as_who: None }
    }
}

/// The name of an authority: `CN=A`.
const NAME: &[u8] = &[0x30, 12, 0x31, 10, 0x30, 8, 6, 3, 0x55, 4, 3, 0x0c, 1, b'A'];

async fn bound() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    (listener, at)
}

fn chassis(folder: &Path) -> Chassis {
    try_chassis(folder, "https://localhost").unwrap()
}

fn try_chassis(folder: &Path, url: &str) -> Result<Chassis, OpenError> {
    let server = serde_json::from_value(serde_json::json!({
        "listen": "127.0.0.1:0", "url": url, "database": "sqlite:x.db", "seal_key_file": "x",
        "tls": {"certificate": folder.join("tls.pem"), "key": folder.join("tls.key")},
    }));
    Chassis::new(Settings {
        role: "gateway",
        server: &server.unwrap(),
        name: Localized::same("The Gate"),
        clock: Arc::new(SystemClock),
        endpoints: &[],
        api: vec![],
        assets: &[],
    })
}

fn files(folder: &Path) -> TlsFiles {
    let [certificate, key] = ["tls.pem", "tls.key"].map(|name| folder.join(name).into());
    TlsFiles { certificate, key }
}

fn pair(name: &str) -> Pair<KeyPair> {
    let mut params = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    let signing_key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    let cert = params.self_signed(&signing_key).unwrap();
    Pair { cert, signing_key }
}

fn write_pair(folder: &Path) -> CertificateDer<'static> {
    let pair = pair("localhost");
    std::fs::write(folder.join("tls.pem"), pair.cert.pem()).unwrap();
    std::fs::write(folder.join("tls.key"), pair.signing_key.serialize_pem()).unwrap();
    pair.cert.der().clone()
}

fn certified(certificate: &CertificateDer<'static>, key: &KeyPair) -> Arc<CertifiedKey> {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let key = provider().key_provider.load_private_key(key).unwrap();
    Arc::new(CertifiedKey::new(vec![certificate.clone()], key))
}

/// A client that speaks one version, and shows a certificate if it has one.
struct Client {
    at: SocketAddr,
    trusted: CertificateDer<'static>,
    version: &'static SupportedProtocolVersion,
    as_who: Option<Arc<CertifiedKey>>,
}

#[derive(Debug)]
struct Wallet {
    card: Option<Arc<CertifiedKey>>,
    wanted: Mutex<Vec<Vec<u8>>>,
}

impl ResolvesClientCert for Wallet {
    fn resolve(&self, names: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let names = names.iter().map(|name| name.to_vec()).collect();
        *self.wanted.lock().unwrap_or_else(PoisonError::into_inner) = names;
        self.card.clone()
    }

    fn has_certs(&self) -> bool {
        self.card.is_some()
    }
}

/// What one request on a connection of its own came to.
struct Seen {
    answer: Vec<u8>,
    shown: CertificateDer<'static>,
    version: Option<rustls::ProtocolVersion>,
    kind: Option<HandshakeKind>,
}

impl Client {
    fn config(&self) -> (ClientConfig, Arc<Wallet>) {
        let mut roots = RootCertStore::empty();
        roots.add(self.trusted.clone()).unwrap();
        let wallet = Arc::new(Wallet { card: self.as_who.clone(), wanted: Mutex::default() });
        let config = ClientConfig::builder_with_provider(Arc::new(provider()))
            .with_protocol_versions(&[self.version])
            .unwrap()
            .with_root_certificates(roots)
            .with_client_cert_resolver(wallet.clone());
        (config, wallet)
    }

    async fn ask(&self) -> io::Result<Seen> {
        self.ask_with(self.config().0.into()).await
    }

    /// Sends two requests at once, and reads whatever comes until the other side is done.
    async fn ask_with(&self, config: Arc<ClientConfig>) -> io::Result<Seen> {
        let stream = TcpStream::connect(self.at).await?;
        let name = ServerName::try_from("localhost").unwrap();
        let mut stream = TlsConnector::from(config).connect(name, stream).await?;
        let request = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
        stream.write_all(request.repeat(2).as_bytes()).await?;
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer);
        // A listener that keeps its connections never ends this by itself.
        let ended = tokio::time::timeout(Duration::from_millis(500), read).await;
        ended.unwrap_or(Ok(0))?;
        let connection = stream.get_ref().1;
        Ok(Seen {
            answer,
            shown: connection.peer_certificates().unwrap()[0].clone(),
            version: connection.protocol_version(),
            kind: connection.handshake_kind(),
        })
    }
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[tokio::test(flavor = "multi_thread")]
async fn both_versions_are_spoken() {
    let house = House::open(PATIENCE).await;
    for version in VERSIONS {
        let seen = house.client(version).ask().await.unwrap();
        assert_eq!(seen.version, Some(version.version));
        assert!(seen.answer.starts_with(b"HTTP/1.1 200 OK"));
        assert!(holds(&seen.answer, b"strict-transport-security: max-age="));
        assert_eq!(seen.answer.windows(6).filter(|window| window == b"inside").count(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "the client of this test")]
async fn an_ordinary_client_gets_http_2() {
    let house = House::open(PATIENCE).await;
    let trusted = reqwest::Certificate::from_der(&house.shown).unwrap();
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([trusted]);
    let client = client.resolve("localhost", house.at).build().unwrap();
    let url = format!("https://localhost:{}/", house.at.port());
    let answer = client.get(url).send().await.unwrap();
    assert_eq!(answer.version(), Version::HTTP_2);
    assert_eq!(answer.text().await.unwrap(), "inside");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_certificate_is_shown_without_a_restart() {
    let mut house = House::open(PATIENCE).await;
    let before = house.shown.clone();
    house.shown = write_pair(house.folder.path());
    house.renewing.run(NOW).await.unwrap();
    let seen = house.client(VERSIONS[1]).ask().await.unwrap();
    assert_eq!(seen.shown, house.shown);
    assert_ne!(seen.shown, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_cannot_be_used_replaces_none() {
    let house = House::open(PATIENCE).await;
    let (certificate, key) =
        (house.folder.path().join("tls.pem"), house.folder.path().join("tls.key"));
    let (good, other) = (std::fs::read(&certificate).unwrap(), pair("localhost"));
    for bad in [other.cert.pem(), String::new(), "-----BEGIN CERTIFICATE-----".to_owned()] {
        std::fs::write(&certificate, bad).unwrap();
        assert!(house.renewing.run(NOW).await.is_err());
        assert_eq!(house.client(VERSIONS[1]).ask().await.unwrap().shown, house.shown);
    }
    std::fs::write(&certificate, good).unwrap();
    std::fs::remove_file(key).unwrap();
    let told = house.renewing.run(NOW).await.unwrap_err().explain();
    assert!(told.contains("tls.key") && told.contains("the one before stays"), "{told}");
    assert_eq!(house.client(VERSIONS[1]).ask().await.unwrap().shown, house.shown);
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_http_at_a_tls_listener_learns_nothing() {
    for house in [House::open(PATIENCE).await, House::with_door().await] {
        let mut stream = TcpStream::connect(house.at).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
        let mut answer = Vec::new();
        // The socket is closed over what it did not read, which can reach us as a reset.
        let _ = stream.read_to_end(&mut answer).await;
        assert!(answer.is_empty() || answer[0] == 0x15, "an alert or nothing: {answer:?}");
        assert!(answer.len() <= 7, "{answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_dawdle_over_a_handshake_hold_up_nobody_and_are_sent_away() {
    let house = House::open(Duration::from_millis(1500)).await;
    let mut dawdlers = Vec::new();
    for _ in 0..20 {
        let mut stream = TcpStream::connect(house.at).await.unwrap();
        // The beginning of a ClientHello.
        stream.write_all(&[0x16, 3, 1, 2, 0, 1]).await.unwrap();
        dawdlers.push(stream);
    }
    let client = house.client(VERSIONS[1]);
    let answered = tokio::time::timeout(Duration::from_secs(1), client.ask());
    assert!(holds(&answered.await.unwrap().unwrap().answer, b"inside"));
    for mut stream in dawdlers {
        let mut answer = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut answer));
        let _ = ended.await.expect("it is closed");
        assert!(answer.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_does_not_wait_for_handshakes() {
    let house = House::with_door().await;
    let mut stream = TcpStream::connect(house.at).await.unwrap();
    stream.write_all(&[0x16, 3, 1]).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    house.stop.cancel();
    let mut answer = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut answer));
    let _ = ended.await.expect("it is closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_door_tells_its_handlers_which_certificate_was_shown() {
    let (house, ana) = (House::with_door().await, pair("Ana"));
    let card = certified(ana.cert.der(), &ana.signing_key);
    for version in VERSIONS {
        let client = Client { as_who: Some(card.clone()), ..house.client(version) };
        let seen = client.ask().await.unwrap();
        assert_eq!(seen.version, Some(version.version));
        assert!(holds(&seen.answer, ana.cert.der()), "{version:?}");
        let seen = house.client(version).ask().await.unwrap();
        assert!(holds(&seen.answer, b"content-length: 0"), "nobody showed a certificate");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_without_its_key_opens_no_door() {
    let (house, ana, thief) = (House::with_door().await, pair("Ana"), pair("Thief"));
    let stolen = certified(ana.cert.der(), &thief.signing_key);
    for version in VERSIONS {
        let client = Client { as_who: Some(stolen.clone()), ..house.client(version) };
        assert!(client.ask().await.is_err(), "{version:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_request_at_a_door_needs_a_handshake_of_its_own() {
    let (house, ana) = (House::with_door().await, pair("Ana"));
    let card = certified(ana.cert.der(), &ana.signing_key);
    for version in VERSIONS {
        let client = Client { as_who: Some(card.clone()), ..house.client(version) };
        // One configuration, so that the client would resume if it could.
        let config = Arc::new(client.config().0);
        for _ in 0..2 {
            let seen = client.ask_with(config.clone()).await.unwrap();
            let answers = seen.answer.windows(8).filter(|window| window == b"HTTP/1.1");
            assert_eq!(answers.count(), 1, "the second request is not answered");
            assert!(holds(&seen.answer, b"connection: close"));
            let resumed = seen.kind == Some(HandshakeKind::Resumed);
            assert!(!resumed, "{version:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_door_names_the_authorities_whose_certificates_it_wants() {
    let (house, ana) = (House::with_door().await, pair("Ana"));
    let card = certified(ana.cert.der(), &ana.signing_key);
    for version in VERSIONS {
        let client = Client { as_who: Some(card.clone()), ..house.client(version) };
        let (config, wallet) = client.config();
        client.ask_with(config.into()).await.unwrap();
        assert_eq!(*wallet.wanted.lock().unwrap(), [NAME.to_vec()], "{version:?}");
    }
}

#[test]
fn what_cannot_be_used_is_told_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    write_pair(folder.path());
    assert!(try_chassis(folder.path(), "https://localhost").is_ok());
    for (file, content, url, expected) in [
        ("x", String::new(), "http://localhost", "server.url must start with https"),
        ("tls.key", pair("x").signing_key.serialize_pem(), "https://localhost", "tls.key: "),
        ("tls.key", "sesame".to_owned(), "https://localhost", "expected a private key in PEM"),
        ("tls.pem", "sesame".to_owned(), "https://localhost", "expected a certificate in PEM"),
    ] {
        std::fs::write(folder.path().join(file), content).unwrap();
        let told = try_chassis(folder.path(), url).err().unwrap().to_string();
        assert!(told.contains(expected), "{told}");
        assert!(!told.contains("sesame"));
    }
    std::fs::remove_file(folder.path().join("tls.pem")).unwrap();
    let told = try_chassis(folder.path(), "https://localhost").err().unwrap().to_string();
    assert!(told.contains("tls.pem: "), "{told}");
}
