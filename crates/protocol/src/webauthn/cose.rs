//! Public keys as authenticators hand them over: COSE keys (RFC 9052, section 7) of the three
//! algorithms that authenticators use, in exactly the form that section 6.5.1.1 prescribes.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use ciborium::Value;
use serde::{Deserialize, Serialize};

use super::{Refused, cbor};

// Labels and values of RFC 9053, section 7, and RFC 8230, section 4.
const KTY: i128 = 1;
const ALG: i128 = 3;
const CRV: i128 = -1;
const X: i128 = -2;
const Y: i128 = -3;
const RSA_N: i128 = -1;
const RSA_E: i128 = -2;
const KTY_OKP: i128 = 1;
const KTY_EC2: i128 = 2;
const KTY_RSA: i128 = 3;
const CRV_P256: i128 = 1;
const CRV_ED25519: i128 = 6;

/// A signature algorithm, spelt as its number in the IANA COSE registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "i32", try_from = "i32")]
pub enum CoseAlgorithm {
    Es256,
    Rs256,
    EdDsa,
}

impl CoseAlgorithm {
    /// All of them, the preferred first, as in `pubKeyCredParams`.
    pub const ALL: [Self; 3] = [Self::Es256, Self::EdDsa, Self::Rs256];

    pub fn identifier(self) -> i32 {
        match self {
            Self::Es256 => -7,
            Self::EdDsa => -8,
            Self::Rs256 => -257,
        }
    }
}

impl From<CoseAlgorithm> for i32 {
    fn from(algorithm: CoseAlgorithm) -> Self {
        algorithm.identifier()
    }
}

impl TryFrom<i32> for CoseAlgorithm {
    type Error = Refused;

    fn try_from(identifier: i32) -> Result<Self, Refused> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.identifier() == identifier)
            .ok_or(Refused::AlgorithmNotAllowed)
    }
}

/// A public key that is known to be a valid key of its algorithm. Kept as the bytes that the
/// authenticator gave: store [`CosePublicKey::as_bytes`], read back with [`CosePublicKey::parse`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosePublicKey {
    bytes: Vec<u8>,
    key: Key,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Key {
    /// The uncompressed point.
    Es256([u8; 65]),
    EdDsa([u8; 32]),
    Rs256 {
        n: Vec<u8>,
        e: Vec<u8>,
    },
}

impl CosePublicKey {
    pub fn parse(bytes: &[u8]) -> Result<Self, Refused> {
        let members = Members::parse(bytes)?;
        let algorithm = members.algorithm()?;
        let key = match algorithm {
            CoseAlgorithm::Es256 => members.es256()?,
            CoseAlgorithm::EdDsa => members.eddsa()?,
            CoseAlgorithm::Rs256 => members.rs256()?,
        };
        Ok(Self { bytes: bytes.to_vec(), key })
    }

    /// The key in its COSE form.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn algorithm(&self) -> CoseAlgorithm {
        match self.key {
            Key::Es256(_) => CoseAlgorithm::Es256,
            Key::EdDsa(_) => CoseAlgorithm::EdDsa,
            Key::Rs256 { .. } => CoseAlgorithm::Rs256,
        }
    }

    /// Whether `signature`, in WebAuthn's form (section 6.5.5), is this key's over `message`.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let verified = match &self.key {
            Key::Es256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature)
            }
            Key::EdDsa(x) => UnparsedPublicKey::new(&ED25519, x).verify(message, signature),
            Key::Rs256 { n, e } => RsaPublicKeyComponents { n, e }.verify(
                &RSA_PKCS1_2048_8192_SHA256,
                message,
                signature,
            ),
        };
        verified.is_ok()
    }
}

/// The members of a COSE key. A key has the members of its type and no other one: the optional
/// ones are forbidden by section 6.5.1.1.
struct Members(Vec<(i128, Value)>);

impl Members {
    fn parse(bytes: &[u8]) -> Result<Self, Refused> {
        let Value::Map(entries) = cbor::whole(bytes)? else {
            return Err(Refused::KeyMalformed);
        };
        let members = entries
            .into_iter()
            .map(|(label, value)| Some((label.as_integer()?.into(), value)))
            .collect::<Option<_>>()
            .ok_or(Refused::KeyMalformed)?;
        Ok(Self(members))
    }

    fn algorithm(&self) -> Result<CoseAlgorithm, Refused> {
        let identifier = self.integer(ALG)?;
        i32::try_from(identifier).map_err(|_| Refused::AlgorithmNotAllowed)?.try_into()
    }

    fn es256(&self) -> Result<Key, Refused> {
        self.expect(&[(KTY, KTY_EC2), (CRV, CRV_P256)], &[X, Y])?;
        let mut point = [0x04; 65];
        point[1..33].copy_from_slice(&self.sized::<32>(X)?);
        point[33..].copy_from_slice(&self.sized::<32>(Y)?);
        // A point off the curve is refused here (invalid-curve attacks).
        ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).map_err(|_| Refused::KeyInvalid)?;
        Ok(Key::Es256(point))
    }

    fn eddsa(&self) -> Result<Key, Refused> {
        self.expect(&[(KTY, KTY_OKP), (CRV, CRV_ED25519)], &[X])?;
        let x = self.sized::<32>(X)?;
        ParsedPublicKey::new(&ED25519, x).map_err(|_| Refused::KeyInvalid)?;
        Ok(Key::EdDsa(x))
    }

    fn rs256(&self) -> Result<Key, Refused> {
        self.expect(&[(KTY, KTY_RSA)], &[RSA_N, RSA_E])?;
        let (n, e) = (self.bytes(RSA_N)?.to_vec(), self.bytes(RSA_E)?.to_vec());
        let (bits, odd) =
            (bit_length(&n), |number: &[u8]| number.last().is_some_and(|b| b & 1 == 1));
        // RFC 8230, section 4: no leading zero octets. An even modulus or exponent is no RSA key,
        // and the exponent 1 would let anyone sign.
        let sound = (2048..=8192).contains(&bits)
            && n.len() == bits.div_ceil(8)
            && e.len() == bit_length(&e).div_ceil(8)
            && (2..=33).contains(&bit_length(&e))
            && odd(&n)
            && odd(&e);
        if !sound {
            return Err(Refused::KeyInvalid);
        }
        RsaPublicKeyComponents { n: &n, e: &e }
            .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
            .map_err(|_| Refused::KeyInvalid)?;
        Ok(Key::Rs256 { n, e })
    }

    /// Exactly these fixed members, the algorithm, and these free ones.
    fn expect(&self, fixed: &[(i128, i128)], free: &[i128]) -> Result<(), Refused> {
        for &(label, value) in fixed {
            if self.integer(label)? != value {
                return Err(Refused::KeyMalformed);
            }
        }
        if self.0.len() == fixed.len() + 1 + free.len() {
            Ok(())
        } else {
            Err(Refused::KeyMalformed)
        }
    }

    fn integer(&self, label: i128) -> Result<i128, Refused> {
        self.member(label)?.as_integer().map(i128::from).ok_or(Refused::KeyMalformed)
    }

    fn bytes(&self, label: i128) -> Result<&[u8], Refused> {
        self.member(label)?.as_bytes().map(Vec::as_slice).ok_or(Refused::KeyMalformed)
    }

    fn sized<const N: usize>(&self, label: i128) -> Result<[u8; N], Refused> {
        self.bytes(label)?.try_into().map_err(|_| Refused::KeyMalformed)
    }

    fn member(&self, label: i128) -> Result<&Value, Refused> {
        let found = self.0.iter().find(|(name, _)| *name == label);
        found.map(|(_, value)| value).ok_or(Refused::KeyMalformed)
    }
}

/// The number of bits of a big-endian number, leading zeros not counted.
fn bit_length(bytes: &[u8]) -> usize {
    let significant = bytes.iter().position(|byte| *byte != 0).map_or(&[][..], |at| &bytes[at..]);
    match significant.first() {
        Some(first) => significant.len() * 8 - first.leading_zeros() as usize,
        None => 0,
    }
}

/// The COSE form of a P-256 key, from its uncompressed point.
pub(super) fn es256_from_point(point: &[u8]) -> Result<CosePublicKey, Refused> {
    let [0x04, coordinates @ ..] = point else {
        return Err(Refused::KeyMalformed);
    };
    let (x, y) = coordinates.split_at_checked(32).ok_or(Refused::KeyMalformed)?;
    let entry = |label: i128, value: Value| integer(label).map(|label| (label, value));
    let key = Value::Map(vec![
        entry(KTY, integer(KTY_EC2)?)?,
        entry(ALG, CoseAlgorithm::Es256.identifier().into())?,
        entry(CRV, integer(CRV_P256)?)?,
        entry(X, Value::Bytes(x.to_vec()))?,
        entry(Y, Value::Bytes(y.to_vec()))?,
    ]);
    CosePublicKey::parse(&cbor::encode(&key)?)
}

fn integer(number: i128) -> Result<Value, Refused> {
    number.try_into().map(Value::Integer).map_err(|_| Refused::KeyMalformed)
}
