//! Packed attestation: by the credential itself and by a certified key.

use ciborium::{Value, cbor};
use domain::Timestamp;
use protocol::webauthn::{Attestation, AttestationPolicy, Refused};
use protocol::x509::{Authorities, Certificate};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CustomExtension, DistinguishedName,
    DnType, IsCa, KeyPair, SigningKey as _,
};

use crate::forge::{Forge, register, register_under};

/// 2026-11-25, within what the test certificates cover.
const NOW: Timestamp = Timestamp::from_seconds(1_795_600_000);
const MODEL: [u64; 10] = [1, 3, 6, 1, 4, 1, 45724, 1, 1, 4];

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "Vendor root");
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// The certificate of an authenticator of the model that the forge names.
fn of_the_model() -> CertificateParams {
    let mut params = CertificateParams::default();
    let mut name = DistinguishedName::new();
    name.push(DnType::CountryName, "BE");
    name.push(DnType::OrganizationName, "Vendor");
    name.push(DnType::OrganizationalUnitName, "Authenticator Attestation");
    name.push(DnType::CommonName, "Model 1");
    params.distinguished_name = name;
    params.is_ca = IsCa::ExplicitNoCa;
    params.custom_extensions = vec![model(&[0xaa; 16])];
    params
}

fn model(aaguid: &[u8]) -> CustomExtension {
    let value = [&[0x04, u8::try_from(aaguid.len()).unwrap()], aaguid].concat();
    CustomExtension::from_oid_content(&MODEL, value)
}

fn statement(algorithm: i32, signature: Vec<u8>, chain: Option<Vec<Vec<u8>>>) -> Value {
    let signature = Value::Bytes(signature);
    match chain {
        None => cbor!({"alg" => algorithm, "sig" => signature}).unwrap(),
        Some(chain) => {
            let chain = Value::Array(chain.into_iter().map(Value::Bytes).collect());
            cbor!({"alg" => algorithm, "sig" => signature, "x5c" => chain}).unwrap()
        }
    }
}

/// A registration that a certified key attests.
fn certified(
    root: &CertifiedIssuer<'static, KeyPair>,
    params: &CertificateParams,
) -> protocol::webauthn::RegistrationResponseJson {
    let forge = Forge::registration();
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, root).unwrap();
    let signature = key.sign(&forge.signed()).unwrap();
    forge.attested_by("packed", &statement(-7, signature, Some(vec![certificate.der().to_vec()])))
}

fn anchors(root: &CertifiedIssuer<'static, KeyPair>) -> Authorities {
    Authorities::new(vec![Certificate::parse(root.der()).unwrap()], vec![]).unwrap()
}

#[test]
fn the_credential_can_attest_itself() {
    let forge = Forge::registration();
    let by = |algorithm, signature| {
        register(&forge.attested_by("packed", &statement(algorithm, signature, None)))
            .map(|registered| registered.attestation)
    };
    assert_eq!(by(-7, forge.signature()), Ok(Attestation::OwnKey));
    assert_eq!(by(-8, forge.signature()), Err(Refused::AttestationAlgorithm));
    assert_eq!(by(-65535, forge.signature()), Err(Refused::AttestationAlgorithm));
    assert_eq!(by(-7, Forge::registration().signature()), Err(Refused::AttestationSignature));
    assert_eq!(by(-7, vec![]), Err(Refused::AttestationSignature));
}

#[test]
fn a_certified_key_attests_a_model_that_is_trusted_or_not() {
    let root = authority();
    let response = certified(&root, &of_the_model());
    let unchecked = register(&response).unwrap();
    assert_eq!(unchecked.attestation, Attestation::Certified { trusted: false });

    let (trusted, other) = (anchors(&root), anchors(&authority()));
    let policy = |authorities| AttestationPolicy::Anchored { authorities, now: NOW };
    let registered = register_under(policy(&trusted), &response).unwrap();
    assert_eq!(registered.attestation, Attestation::Certified { trusted: true });
    assert_eq!(register_under(policy(&other), &response), Err(Refused::AttestationUntrusted));
    for unattested in [Forge::registration().unattested(), {
        let forge = Forge::registration();
        forge.attested_by("packed", &statement(-7, forge.signature(), None))
    }] {
        let refused = register_under(policy(&trusted), &unattested);
        assert_eq!(refused, Err(Refused::AttestationUntrusted));
    }
}

#[test]
fn a_chain_that_the_authenticator_brings_leads_to_the_anchor() {
    let root = authority();
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.distinguished_name.push(DnType::CommonName, "Vendor intermediate");
    let middle = CertifiedIssuer::signed_by(params, KeyPair::generate().unwrap(), &root).unwrap();

    let forge = Forge::registration();
    let key = KeyPair::generate().unwrap();
    let own = of_the_model().signed_by(&key, &middle).unwrap();
    let signature = key.sign(&forge.signed()).unwrap();
    let chain = vec![own.der().to_vec(), middle.der().to_vec()];
    let response = forge.attested_by("packed", &statement(-7, signature, Some(chain)));
    let authorities = anchors(&root);
    let policy = AttestationPolicy::Anchored { authorities: &authorities, now: NOW };
    let registered = register_under(policy, &response).unwrap();
    assert_eq!(registered.attestation, Attestation::Certified { trusted: true });
}

#[test]
fn an_attestation_certificate_meets_the_requirements() {
    type Change = fn(&mut CertificateParams);
    let root = authority();
    let cases: [(Change, Refused); 6] = [
        (
            |params| params.distinguished_name.remove(DnType::CountryName).then_some(()).unwrap(),
            Refused::AttestationCertificate,
        ),
        (
            |params| params.distinguished_name.push(DnType::OrganizationalUnitName, "Sales"),
            Refused::AttestationCertificate,
        ),
        (
            |params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained),
            Refused::AttestationCertificate,
        ),
        (
            |params| params.custom_extensions[0].set_criticality(true),
            Refused::AttestationCertificate,
        ),
        (|params| params.custom_extensions = vec![model(&[0xbb; 16])], Refused::AttestationModel),
        (|params| params.custom_extensions = vec![model(&[0xaa; 15])], Refused::AttestationModel),
    ];
    for (change, expected) in cases {
        let mut params = of_the_model();
        change(&mut params);
        assert_eq!(register(&certified(&root, &params)), Err(expected));
    }
}

#[test]
fn a_statement_has_the_members_of_its_format() {
    let forge = Forge::registration();
    let signature = Value::Bytes(forge.signature());
    let chain = |item: Value| Value::Array(vec![item]);
    for (format, statement, expected) in [
        ("none", cbor!({"alg" => -7}).unwrap(), Refused::AttestationStatement),
        ("packed", cbor!({}).unwrap(), Refused::AttestationStatement),
        ("packed", cbor!({"alg" => -7}).unwrap(), Refused::AttestationStatement),
        (
            "packed",
            cbor!({"alg" => "ES256", "sig" => signature}).unwrap(),
            Refused::AttestationStatement,
        ),
        ("packed", cbor!({"alg" => -7, "sig" => "text"}).unwrap(), Refused::AttestationStatement),
        (
            "packed",
            cbor!({"alg" => -7, "sig" => signature, "x6c" => 1}).unwrap(),
            Refused::AttestationStatement,
        ),
        (
            "packed",
            cbor!({"alg" => -7, "sig" => signature, "x5c" => 1}).unwrap(),
            Refused::AttestationStatement,
        ),
        (
            "packed",
            cbor!({"alg" => -7, "sig" => signature, "x5c" => Value::Array(vec![])}).unwrap(),
            Refused::AttestationStatement,
        ),
        (
            "packed",
            cbor!({"alg" => -7, "sig" => signature, "x5c" => chain(1.into())}).unwrap(),
            Refused::AttestationStatement,
        ),
        (
            "packed",
            cbor!({"alg" => -7, "sig" => signature, "x5c" => chain(Value::Bytes(vec![1]))})
                .unwrap(),
            Refused::AttestationCertificate,
        ),
        ("fido-u2f", cbor!({}).unwrap(), Refused::AttestationFormat),
        ("None", cbor!({}).unwrap(), Refused::AttestationFormat),
        ("", cbor!({}).unwrap(), Refused::AttestationFormat),
    ] {
        assert_eq!(register(&forge.attested_by(format, &statement)), Err(expected), "{format}");
    }
}

#[test]
fn a_certified_key_signs_what_it_attests() {
    let root = authority();
    let forge = Forge::registration();
    let key = KeyPair::generate().unwrap();
    let own = of_the_model().signed_by(&key, &root).unwrap();
    let by = |algorithm, message: &[u8]| {
        let chain = Some(vec![own.der().to_vec()]);
        let statement = statement(algorithm, key.sign(message).unwrap(), chain);
        register(&forge.attested_by("packed", &statement)).map(|registered| registered.attestation)
    };
    assert!(by(-7, &forge.signed()).is_ok());
    assert_eq!(by(-7, b"something else"), Err(Refused::AttestationSignature));
    assert_eq!(by(-257, &forge.signed()), Err(Refused::AttestationAlgorithm));
}
