//! The public services of the country, each a folder and a role of its own over the shared
//! `sign_in`.
//!
//! A service knows the gateway only as any relying party knows an OpenID provider: by its public
//! endpoints. No crate of another role may enter here.

pub mod health;
