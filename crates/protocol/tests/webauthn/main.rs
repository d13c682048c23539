//! Both sides of WebAuthn, met through the public door.

mod ceremonies;
