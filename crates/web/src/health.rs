use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderValue, header};

use crate::{Chassis, Database, Fault, Json, Problem, Visitor};

#[derive(Clone)]
struct Watched {
    chassis: Chassis,
    database: Option<Database>,
}

pub fn routes(chassis: Chassis, database: Option<Database>) -> Router {
    Router::new()
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .route("/metrics", get(metrics))
        .with_state(Watched { chassis, database })
}

/// `GET /health/live`: the process answers. Restart it when it does not.
async fn live() -> Response {
    Json(serde_json::json!({ "status": "live" })).into_response()
}

/// `GET /health/ready`: the role can serve. Send it nobody while it cannot.
async fn ready(State(watched): State<Watched>) -> Response {
    let reached = match &watched.database {
        Some(database) => reach(database).await,
        None => Ok(()),
    };
    match reached {
        Ok(()) if !watched.chassis.closing().is_cancelled() => {
            Json(serde_json::json!({ "status": "ready" })).into_response()
        }
        Ok(()) => Problem::Unavailable.into_response(),
        Err(fault) => {
            fault.log();
            Problem::Unavailable.into_response()
        }
    }
}

async fn reach(database: &Database) -> Result<(), Fault> {
    let mut conn = database.read().await?;
    sqlx::query("SELECT 1")
        .execute(&mut *conn)
        .await
        .map_err(|error| Fault::new("asking the database for a sign of life", error))?;
    Ok(())
}

/// `GET /metrics`: for those who watch over the machine; for others it is not there.
async fn metrics(State(watched): State<Watched>, visitor: Visitor) -> Response {
    if !watched.chassis.may_monitor(&visitor) {
        return Problem::NotFound.into_response();
    }
    let text = HeaderValue::from_static("text/plain; version=0.0.4");
    ([(header::CONTENT_TYPE, text)], watched.chassis.meter().render()).into_response()
}
