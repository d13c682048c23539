//! Enrolling oneself with the identity card: the gateway, at which we are a client as any service
//! is, lets the person log in with it and tells us who they are; what comes of it is an activation
//! code, as a registrar would hand it over.
//!
//! The card itself must have been used. A login at the gateway by app would be enough of an
//! identity, but then whoever stole a phone could make more phones of it.

mod arrive;
mod code;
mod holder;
mod outcome;
mod phones;
mod start;
mod visit;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::response::Response;
use axum::routing::{get, post};
use http::request::Parts;
use openid::relying::RelyingParty;
use web::{Fault, Visitor};

use crate::mobile::Mobile;
use outcome::Unsuccessful;

pub fn routes() -> Router<Mobile> {
    Router::new()
        .route("/enrol", get(start::show).post(start::begin))
        .route("/enrol/callback", get(arrive::arrive))
        .route("/enrol/phones", get(phones::show).post(phones::add))
        .route("/enrol/phones/end", post(phones::end))
        .route("/enrol/code", get(code::show))
        .route("/enrol/code/status", get(code::status))
        .route("/enrol/leave", post(phones::leave))
}

/// Where people enrol by card: it exists only where the operator named a gateway.
pub struct Desk {
    mobile: Mobile,
    gateway: RelyingParty,
}

impl FromRequestParts<Mobile> for Desk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, mobile: &Mobile) -> Result<Self, Response> {
        if let Some(gateway) = &mobile.gateway {
            return Ok(Self { mobile: mobile.clone(), gateway: gateway.clone() });
        }
        let visitor = parts.extensions.get::<Visitor>();
        let fault = || Fault::because("a route stands outside the chassis").respond();
        Err(outcome::page(mobile, visitor.ok_or_else(fault)?, Unsuccessful::NotOffered))
    }
}
