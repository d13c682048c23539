/**
 * The authenticator of a phone, in software inside the browser. A virtual authenticator belongs to
 * one tab; a person's passkeys belong to their phone, so they are carried from tab to tab.
 */
export class Passkeys {
  credentials = [];
  #tabs = [];

  /** @param {{synced?: boolean}} [options]  whether a platform account may copy the keys */
  constructor({ synced = false } = {}) {
    this.synced = synced;
  }

  /** Puts the authenticator, with what it holds, into a tab. */
  async plugInto(page, { transport = "internal" } = {}) {
    await this.gather();
    const session = await page.context().newCDPSession(page);
    await session.send("WebAuthn.enable");
    const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        ctap2Version: "ctap2_1",
        transport,
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
        defaultBackupEligibility: this.synced,
        defaultBackupState: this.synced,
      },
    });
    for (const credential of this.credentials) {
      await session.send("WebAuthn.addCredential", { authenticatorId, credential });
    }
    this.#tabs.push({ session, authenticatorId });
  }

  /** Collects the credentials of all tabs, each with its highest counter. */
  async gather() {
    const found = new Map(this.credentials.map((known) => [known.credentialId, known]));
    for (const { session, authenticatorId } of this.#tabs) {
      // A tab that was closed took nothing away that was not gathered before.
      const answer = await session
        .send("WebAuthn.getCredentials", { authenticatorId })
        .catch(() => ({ credentials: [] }));
      for (const credential of answer.credentials) {
        const known = found.get(credential.credentialId);
        if (!known || known.signCount <= credential.signCount) {
          found.set(credential.credentialId, credential);
        }
      }
    }
    this.credentials = [...found.values()];
  }

  /** Whether the owner's finger is recognised from now on. */
  async recognise(isUserVerified) {
    for (const { session, authenticatorId } of this.#tabs) {
      await session
        .send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified })
        .catch(() => {});
    }
  }
}
