//! OpenID Connect and the OAuth it stands on.
