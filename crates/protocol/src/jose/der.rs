//! As much DER as it takes to read the numbers out of an RSA key that aws-lc-rs wrote.

const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const SEQUENCE: u8 = 0x30;

pub(super) struct Reader<'a>(&'a [u8]);

/// The private numbers of an RSA key in the order of RFC 8017, appendix A.1.2.
pub(super) struct RsaNumbers<'a> {
    pub d: &'a [u8],
    pub p: &'a [u8],
    pub q: &'a [u8],
    pub dp: &'a [u8],
    pub dq: &'a [u8],
    pub qi: &'a [u8],
}

impl<'a> RsaNumbers<'a> {
    /// The private numbers by their names in a JWK (RFC 7518, section 6.3.2).
    pub fn private_members(&self) -> [(&'static str, &'a [u8]); 6] {
        [
            ("d", self.d),
            ("p", self.p),
            ("q", self.q),
            ("dp", self.dp),
            ("dq", self.dq),
            ("qi", self.qi),
        ]
    }
}

/// Modulus and exponent of an `RSAPublicKey`.
pub(super) fn rsa_public(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut key = Reader(der).sequence()?;
    Some((key.integer()?, key.integer()?))
}

/// The numbers of an `RSAPrivateKey` inside a PKCS#8 `PrivateKeyInfo`.
pub(super) fn rsa_private(pkcs8: &[u8]) -> Option<RsaNumbers<'_>> {
    let mut info = Reader(pkcs8).sequence()?;
    info.element(INTEGER)?;
    info.element(SEQUENCE)?;
    let mut key = Reader(info.element(OCTET_STRING)?).sequence()?;
    // The version, the modulus and the public exponent stand before the private numbers.
    for _ in 0..3 {
        key.element(INTEGER)?;
    }
    Some(RsaNumbers {
        d: key.integer()?,
        p: key.integer()?,
        q: key.integer()?,
        dp: key.integer()?,
        dq: key.integer()?,
        qi: key.integer()?,
    })
}

impl<'a> Reader<'a> {
    fn sequence(&mut self) -> Option<Self> {
        self.element(SEQUENCE).map(Reader)
    }

    /// A non-negative integer without the octet that only carries its sign.
    fn integer(&mut self) -> Option<&'a [u8]> {
        match self.element(INTEGER)? {
            [0, rest @ ..] if !rest.is_empty() => Some(rest),
            [first, ..] if *first >= 0x80 => None,
            bytes => Some(bytes),
        }
    }

    fn element(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (&found, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            0x81..=0x83 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        (found == tag).then_some(content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_octet_is_not_part_of_a_number() {
        let der = [0x30, 0x07, 0x02, 0x02, 0x00, 0xff, 0x02, 0x01, 0x03];
        assert_eq!(rsa_public(&der), Some((&[0xff][..], &[3][..])));
    }

    #[test]
    fn cut_or_mistyped_input_is_refused() {
        let der = [0x30, 0x07, 0x02, 0x02, 0x00, 0xff, 0x02, 0x01, 0x03];
        for end in 0..der.len() {
            assert_eq!(rsa_public(&der[..end]), None, "{end}");
        }
        assert_eq!(rsa_public(&[0x30, 0x03, 0x04, 0x01, 0x03]), None);
        assert_eq!(rsa_public(&[0x30, 0x80]), None);
    }
}
