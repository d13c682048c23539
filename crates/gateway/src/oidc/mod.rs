//! Where services meet the gateway by OpenID Connect, as far as people take part in it. What only
//! machines see is the same for every provider and comes with [`openid::provider`].

pub mod authorize;
pub mod logout;
mod posted;
