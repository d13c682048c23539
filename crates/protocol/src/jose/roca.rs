//! ROCA (CVE-2017-15361): RSA keys made by a flawed library of Infineon, in identity cards among
//! others, can be factored. Their moduli give themselves away: modulo each small prime they are a
//! power of 65537.

/// The primes that the flawed library built on for its smaller keys, and so for all.
const PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// Whether a modulus has the fingerprint. An honest key has it once in about 2^27.
pub(super) fn is_weak(modulus: &[u8]) -> bool {
    PRIMES.iter().all(|prime| is_power_of_65537(remainder(modulus, *prime), *prime))
}

fn remainder(number: &[u8], prime: u32) -> u32 {
    number.iter().fold(0, |rest, byte| (rest << 8 | u32::from(*byte)) % prime)
}

fn is_power_of_65537(value: u32, prime: u32) -> bool {
    let generator = 65537 % prime;
    let mut power = 1;
    for _ in 0..prime {
        if power == value {
            return true;
        }
        power = power * generator % prime;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_is_what_the_flawed_library_leaves() {
        // Any power of 65537 has the fingerprint by definition.
        assert!(is_weak(&[1]));
        assert!(is_weak(&[1, 0, 1]));
        assert!(!is_weak(&[2]));
        assert!(!is_weak(&[0xff; 256]));
    }

    #[test]
    fn remainders_are_those_of_long_division() {
        assert_eq!(remainder(&[0x01, 0x00, 0x01], 167), 65537 % 167);
        assert_eq!(remainder(&[0xff, 0xff, 0xff, 0xff], 101), u32::MAX % 101);
    }
}
