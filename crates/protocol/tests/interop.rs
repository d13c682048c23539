//! Tokens between us and two independent implementations, jwcrypto (Python) and jose (npm), in
//! both directions and with every method. The peers are `tests/interop`; where their packages are
//! not installed, the tests say so and pass.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use protocol::jose::jwe::{decrypt, encrypt};
use protocol::jose::{
    Algorithm, ContentEncryption, Curve, DecryptionKey, JwkSet, KeyManagement, Signer, SoftwareKey,
    TokenType, jws,
};
use serde_json::{Value, json};

const TEXT: &str = r#"{"sub":"ana","naam":"Zoë"}"#;

/// The other implementation, as a process that answers one line with one line.
struct Peer {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Peer {
    /// Nothing where the peer cannot run, which is said past the capture of the test harness.
    fn start(name: &str, mut command: Command, probe: &[&str]) -> Option<Self> {
        let program = command.get_program().to_owned();
        let probed = Command::new(&program).args(probe).current_dir(folder()).output();
        if !probed.is_ok_and(|output| output.status.success()) {
            let line = format!("interop: skipped: {name} is not installed in tests/interop\n");
            std::io::stderr().write_all(line.as_bytes()).unwrap();
            return None;
        }
        let mut process = command
            .current_dir(folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = process.stdin.take().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        Some(Self { process, input, output })
    }

    /// The peer's result, or its error as text.
    fn ask(&mut self, request: &Value) -> Result<String, String> {
        writeln!(self.input, "{request}").unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).unwrap();
        match &answer["result"] {
            Value::String(result) => Ok(result.clone()),
            _ => Err(answer["error"].to_string()),
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/interop")
}

fn jwcrypto() -> Option<Peer> {
    let own = folder().join(".venv/bin/python");
    let python = if own.exists() { own } else { PathBuf::from("python3") };
    let mut command = Command::new(python);
    command.arg("jwcrypto_peer.py");
    Peer::start("jwcrypto", command, &["-c", "import jwcrypto"])
}

fn npm_jose() -> Option<Peer> {
    let mut command = Command::new("node");
    command.arg("jose_peer.mjs");
    Peer::start("npm jose", command, &["--input-type=module", "--eval", "import 'jose'"])
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn signatures(peer: &mut Peer) {
    for algorithm in Algorithm::ALL {
        let key = SoftwareKey::generate(algorithm).unwrap();
        let (public, private) = (key.public(), json_of(&key.to_jwk().unwrap()));
        let ours = jws::sign(&key, "JWT", &json_of(TEXT)).unwrap();
        let read = peer
            .ask(&json!({"do": "verify", "key": public, "alg": algorithm, "token": ours}))
            .unwrap();
        assert_eq!(json_of(&read), json_of(TEXT), "{algorithm}");

        let theirs = peer
            .ask(&json!({"do": "sign", "key": private, "alg": algorithm, "payload": TEXT}))
            .unwrap();
        let keys = JwkSet::new(vec![public.clone()]);
        let verified = jws::verify(&theirs, &keys, &[algorithm], TokenType::Plain).unwrap();
        assert_eq!(verified.payload, TEXT.as_bytes(), "{algorithm}");

        let thumbprint = peer.ask(&json!({"do": "thumbprint", "key": public})).unwrap();
        assert_eq!(thumbprint, public.thumbprint());

        let other = SoftwareKey::generate(algorithm).unwrap().with_key_id(key.key_id());
        let refused =
            json!({"do": "verify", "key": other.public(), "alg": algorithm, "token": ours});
        assert!(peer.ask(&refused).is_err(), "{algorithm}");
    }
}

fn encryptions(peer: &mut Peer) {
    let keys = [
        DecryptionKey::generate(Curve::P256).unwrap(),
        DecryptionKey::generate(Curve::P384).unwrap(),
        DecryptionKey::generate_rsa().unwrap(),
    ];
    for algorithm in KeyManagement::ALL {
        for encryption in ContentEncryption::ALL {
            for key in keys.iter().filter(|key| key.public().can_encrypt(algorithm)) {
                let ours =
                    encrypt(TEXT.as_bytes(), key.public(), algorithm, encryption, Some("JWT"));
                let private = json_of(&key.to_jwk().unwrap());
                let request = json!({
                    "do": "decrypt", "key": private, "alg": algorithm, "token": ours.unwrap(),
                });
                assert_eq!(peer.ask(&request).as_deref(), Ok(TEXT), "{algorithm} {encryption}");

                let request = json!({
                    "do": "encrypt", "key": key.public(), "alg": algorithm, "enc": encryption,
                    "payload": TEXT,
                });
                let theirs = decrypt(&peer.ask(&request).unwrap(), &keys).unwrap();
                assert_eq!(
                    theirs.plaintext.as_slice(),
                    TEXT.as_bytes(),
                    "{algorithm} {encryption}"
                );
            }
        }
    }
}

#[test]
fn tokens_travel_between_us_and_jwcrypto() {
    if let Some(mut peer) = jwcrypto() {
        signatures(&mut peer);
        encryptions(&mut peer);
    }
}

#[test]
fn tokens_travel_between_us_and_npm_jose() {
    if let Some(mut peer) = npm_jose() {
        signatures(&mut peer);
        encryptions(&mut peer);
    }
}
