use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};

/// What a provider must show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EvidenceKind {
    SecurityPolicy,
    AuditReport,
    PenetrationTest,
    ConformityResults,
    ContinuityPlan,
}

impl EvidenceKind {
    pub const ALL: [Self; 5] = [
        Self::SecurityPolicy,
        Self::AuditReport,
        Self::PenetrationTest,
        Self::ConformityResults,
        Self::ContinuityPlan,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::SecurityPolicy => "security-policy",
            Self::AuditReport => "audit-report",
            Self::PenetrationTest => "penetration-test",
            Self::ConformityResults => "conformity-results",
            Self::ContinuityPlan => "continuity-plan",
        }
    }

    pub fn read(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The SHA-256 of a file, by which both sides can say which one they mean.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digest([u8; 32]);

impl Digest {
    pub fn of(content: &[u8]) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest(&SHA256, content).as_ref());
        Self(bytes)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}
