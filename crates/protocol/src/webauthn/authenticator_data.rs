use super::{CosePublicKey, Refused, cbor};

/// The longest credential id that a relying party accepts (step 7.1.25).
const CREDENTIAL_ID_LIMIT: usize = 1023;
const RP_ID_HASH: usize = 32;
const AAGUID: usize = 16;

/// The model of an authenticator; all zero where it does not say.
pub type Aaguid = [u8; AAGUID];

/// What the authenticator says and signs (section 6.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatorData {
    pub rp_id_hash: [u8; RP_ID_HASH],
    pub flags: Flags,
    pub counter: u32,
    /// In registrations only.
    pub attested: Option<AttestedCredential>,
    /// Extension outputs, in their canonical CBOR; none is asked for, so none is read.
    pub extensions: Option<Vec<u8>>,
}

/// The credential that a registration hands over (section 6.5.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttestedCredential {
    pub aaguid: Aaguid,
    pub credential_id: Vec<u8>,
    pub public_key: CosePublicKey,
}

/// The flags byte. Its reserved bits are passed over, as section 6.1 has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags(u8);

impl Flags {
    pub(super) const USER_PRESENT: u8 = 0x01;
    pub(super) const USER_VERIFIED: u8 = 0x04;
    pub(super) const BACKUP_ELIGIBLE: u8 = 0x08;
    pub(super) const BACKED_UP: u8 = 0x10;
    pub(super) const ATTESTED: u8 = 0x40;
    pub(super) const EXTENSIONS: u8 = 0x80;

    pub fn user_present(self) -> bool {
        self.has(Self::USER_PRESENT)
    }

    pub fn user_verified(self) -> bool {
        self.has(Self::USER_VERIFIED)
    }

    pub fn backup_eligible(self) -> bool {
        self.has(Self::BACKUP_ELIGIBLE)
    }

    pub fn backed_up(self) -> bool {
        self.has(Self::BACKED_UP)
    }

    fn has(self, bit: u8) -> bool {
        self.0 & bit != 0
    }
}

impl AuthenticatorData {
    /// Reads authenticator data to its last byte.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refused> {
        let (rp_id_hash, rest) = take::<RP_ID_HASH>(bytes)?;
        let ([flags], rest) = take::<1>(rest)?;
        let (counter, rest) = take::<4>(rest)?;
        let flags = Flags(flags);
        let (attested, rest) = if flags.has(Flags::ATTESTED) {
            let (attested, rest) = AttestedCredential::parse(rest)?;
            (Some(attested), rest)
        } else {
            (None, rest)
        };
        let (extensions, rest) = if flags.has(Flags::EXTENSIONS) {
            let (extensions, rest) = extensions(rest)?;
            (Some(extensions), rest)
        } else {
            (None, rest)
        };
        if !rest.is_empty() {
            return Err(Refused::TrailingBytes);
        }
        let counter = u32::from_be_bytes(counter);
        Ok(Self { rp_id_hash, flags, counter, attested, extensions })
    }
}

impl AttestedCredential {
    fn parse(bytes: &[u8]) -> Result<(Self, &[u8]), Refused> {
        let (aaguid, rest) = take::<AAGUID>(bytes)?;
        let (length, rest) = take::<2>(rest)?;
        let length = usize::from(u16::from_be_bytes(length));
        if length == 0 || length > CREDENTIAL_ID_LIMIT {
            return Err(Refused::CredentialIdLength);
        }
        let (id, rest) =
            rest.split_at_checked(length).ok_or(Refused::AuthenticatorDataTruncated)?;
        let (_, after) = cbor::item(rest)?;
        let public_key = CosePublicKey::parse(&rest[..rest.len() - after.len()])?;
        Ok((Self { aaguid, credential_id: id.to_vec(), public_key }, after))
    }
}

fn extensions(bytes: &[u8]) -> Result<(Vec<u8>, &[u8]), Refused> {
    let (value, after) = cbor::item(bytes)?;
    if !value.is_map() {
        return Err(Refused::ExtensionsMalformed);
    }
    Ok((bytes[..bytes.len() - after.len()].to_vec(), after))
}

fn take<const N: usize>(bytes: &[u8]) -> Result<([u8; N], &[u8]), Refused> {
    let (head, rest) = bytes.split_first_chunk().ok_or(Refused::AuthenticatorDataTruncated)?;
    Ok((*head, rest))
}
