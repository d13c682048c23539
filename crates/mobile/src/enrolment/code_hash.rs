//! How the 5-digit code is kept: slowly hashed, with a key that the database does not hold.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use web::Fault;
use zeroize::Zeroizing;

use super::Code;

/// Hashes and checks codes, away from the threads that serve. `pepper` is the role's own key.
#[derive(Clone)]
pub struct CodeHash {
    pepper: Zeroizing<Vec<u8>>,
}

impl CodeHash {
    pub fn new(pepper: Zeroizing<Vec<u8>>) -> Self {
        Self { pepper }
    }

    pub async fn make(&self, code: Code) -> Result<String, Fault> {
        let this = self.clone();
        tokio::task::spawn_blocking(move || {
            let hash = this.argon2()?.hash_password(code.reveal().as_bytes());
            Ok(hash.map_err(|error| Fault::new("hashing a code", error))?.to_string())
        })
        .await?
    }

    pub async fn check(&self, code: Code, hash: String) -> Result<bool, Fault> {
        let this = self.clone();
        tokio::task::spawn_blocking(move || {
            let hash = PasswordHash::new(&hash)
                .map_err(|error| Fault::new("reading the hash of a code", error))?;
            Ok(this.argon2()?.verify_password(code.reveal().as_bytes(), &hash).is_ok())
        })
        .await?
    }

    fn argon2(&self) -> Result<Argon2<'_>, Fault> {
        // The defaults are OWASP's first choice: argon2id, 19 MiB, two passes.
        Argon2::new_with_secret(&self.pepper, Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
            .map_err(|error| Fault::new("preparing to hash a code", error))
    }
}

impl std::fmt::Debug for CodeHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeHash(withheld)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pepper: u8) -> CodeHash {
        CodeHash::new(Zeroizing::new(vec![pepper; 32]))
    }

    fn code(text: &str) -> Code {
        Code::typed(text).unwrap()
    }

    #[tokio::test]
    async fn only_the_right_code_under_the_right_key_is_accepted() {
        let hash = with(1).make(code("27182")).await.unwrap();
        assert!(!hash.contains("27182"));
        assert!(with(1).check(code("27182"), hash.clone()).await.unwrap());
        assert!(!with(1).check(code("27183"), hash.clone()).await.unwrap());
        assert!(!with(2).check(code("27182"), hash).await.unwrap(), "the database alone is no use");
    }

    #[tokio::test]
    async fn two_people_with_one_code_have_two_hashes() {
        let hasher = with(1);
        let one = hasher.make(code("27182")).await.unwrap();
        assert_ne!(one, hasher.make(code("27182")).await.unwrap());
    }
}
