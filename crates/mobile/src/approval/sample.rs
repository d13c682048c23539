//! An approval to begin tests with.

use std::time::Duration;

use domain::{ApprovalId, Level, Localized, PartnerId, ServiceId, Timestamp};

use super::{Approval, Matter, Pair, Stage, Waiting};

pub fn approval(asked: Timestamp) -> Approval {
    Approval {
        id: ApprovalId::new("approval-1"),
        matter: Matter {
            partner: PartnerId::new("gateway"),
            partner_name: Localized::same("Beffroi"),
            service: ServiceId::new("health"),
            service_name: Localized {
                nl: "Gezondheid".into(),
                fr: "Santé".into(),
                de: "Gesundheit".into(),
                en: "Health".into(),
            },
            level: Level::Substantial,
            claims: vec!["family_name".into(), "given_name".into(), "national_number".into()],
            code_required: false,
            nonce: "n".repeat(43),
            pair: Pair::drawn(37),
            asked,
            expires: asked.plus(Duration::from_mins(3)),
        },
        stage: Stage::Waiting(Waiting::Asked { addressed: None }),
    }
}
