//! Identifiers of the authority. Each is its own type, so that none is passed for another.

domain::identifiers! {
    /// A provider's request, with all that came of it. Opaque, and public once something is
    /// decided: it stands in the register's addresses.
    DossierId,
    /// Somebody who decides for the authority, by the name that its operator gave them.
    OfficerId,
    /// A file in a dossier.
    EvidenceId,
    /// Something that went wrong at a provider.
    IncidentId,
}

impl DossierId {
    /// A new one, that nobody can guess.
    pub fn random() -> Self {
        let handle = web::Handle::random();
        // 128 bits of it are enough for an address that people copy.
        Self(handle.reveal().chars().filter(char::is_ascii_alphanumeric).take(22).collect())
    }
}
