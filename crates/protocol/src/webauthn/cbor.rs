//! CBOR in the canonical form of CTAP2, and in no other. Section 2 of WebAuthn asks decoders to
//! reject anything else; one form per value leaves an attacker no second way to write it.

use ciborium::Value;

use super::Refused;

/// CTAP2 allows four levels of nesting; an attestation object stays below that.
const NESTING_LIMIT: usize = 8;

/// Reads one item and returns what follows it.
pub(super) fn item(bytes: &[u8]) -> Result<(Value, &[u8]), Refused> {
    let mut rest = bytes;
    let value: Value = ciborium::de::from_reader_with_recursion_limit(&mut rest, NESTING_LIMIT)
        .map_err(|_| Refused::NotCanonicalCbor)?;
    let consumed = &bytes[..bytes.len() - rest.len()];
    // Lengths and integers of a longer form than needed, and indefinite lengths, come out shorter.
    if encode(&value)? != consumed || !ordered(&value) {
        return Err(Refused::NotCanonicalCbor);
    }
    Ok((value, rest))
}

/// Reads one item that must fill the bytes.
pub(super) fn whole(bytes: &[u8]) -> Result<Value, Refused> {
    let (value, rest) = item(bytes)?;
    if rest.is_empty() { Ok(value) } else { Err(Refused::TrailingBytes) }
}

pub(super) fn encode(value: &Value) -> Result<Vec<u8>, Refused> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).map_err(|_| Refused::NotCanonicalCbor)?;
    Ok(bytes)
}

/// Every map's keys rise strictly, which also excludes duplicates; tags are not used.
fn ordered(value: &Value) -> bool {
    match value {
        Value::Map(entries) => {
            let keys: Option<Vec<_>> = entries.iter().map(|(key, _)| sort_key(key)).collect();
            keys.is_some_and(|keys| keys.windows(2).all(|pair| pair[0] < pair[1]))
                && entries.iter().all(|(key, value)| ordered(key) && ordered(value))
        }
        Value::Array(items) => items.iter().all(ordered),
        Value::Tag(..) => false,
        _ => true,
    }
}

/// CTAP2 sorts keys by major type, then by length, then by bytes.
fn sort_key(key: &Value) -> Option<(u8, usize, Vec<u8>)> {
    let bytes = encode(key).ok()?;
    Some((bytes.first()? >> 5, bytes.len(), bytes))
}
