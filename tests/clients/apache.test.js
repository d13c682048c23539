/** Apache with mod_auth_openidc: a page that only people who logged in may see. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { logInWithApp } from "./person.js";
import { Town } from "./town.js";

const SUBSTANTIAL = "http://eidas.europa.eu/LoA/substantial";
const MODULES = "/usr/lib/apache2/modules";

let town, apache;
before(async () => {
  town = await Town.build();
  apache = await Apache.start(town.country, town.service("client_secret_basic"));
});
after(async () => {
  await apache?.stop();
  await town?.close();
});

class Apache {
  static async start(country, service) {
    const apache = new Apache();
    apache.folder = await mkdtemp(join(tmpdir(), "beffroi-apache-"));
    // Apache serves the page as a user who owns nothing.
    await chmod(apache.folder, 0o755);
    const redirect = service.redirect_uris.find((uri) => uri.endsWith("/oauth2callback"));
    apache.origin = new URL(redirect).origin;
    const issuer = country.parties.gateway.issuer;
    await writeFile(join(apache.folder, "index.html"), "<h1>For those who logged in</h1>\n");
    await writeFile(
      join(apache.folder, "apache.conf"),
      configuration(apache.folder, redirect, issuer, service),
    );
    apache.process = spawn(
      "/usr/sbin/apache2",
      ["-f", join(apache.folder, "apache.conf"), "-DFOREGROUND"],
      {
        stdio: ["ignore", "inherit", "inherit"],
      },
    );
    apache.ended = once(apache.process, "exit");
    await apache.answers();
    return apache;
  }

  async answers() {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const up = await fetch(this.origin, { redirect: "manual" }).catch(() => undefined);
      if (up) return;
      await pause(100);
    }
    const log = await readFile(join(this.folder, "error.log"), "utf8").catch(() => "no log");
    throw new Error(`Apache does not answer:\n${log}`);
  }

  async stop() {
    this.process.kill("SIGTERM");
    await this.ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}

const configuration = (folder, redirect, issuer, service) => `
ServerRoot "${folder}"
ServerName localhost
Listen 127.0.0.1:${new URL(redirect).port}
PidFile "${folder}/apache.pid"
ErrorLog "${folder}/error.log"
LogLevel warn
DocumentRoot "${folder}"
LoadModule mpm_event_module ${MODULES}/mod_mpm_event.so
LoadModule authn_core_module ${MODULES}/mod_authn_core.so
LoadModule authz_core_module ${MODULES}/mod_authz_core.so
LoadModule authz_user_module ${MODULES}/mod_authz_user.so
LoadModule dir_module ${MODULES}/mod_dir.so
LoadModule headers_module ${MODULES}/mod_headers.so
LoadModule auth_openidc_module ${MODULES}/mod_auth_openidc.so
User www-data
Group www-data
DirectoryIndex index.html

OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${service.client_id}
OIDCClientSecret ${service.client_secret}
OIDCProviderTokenEndpointAuth client_secret_basic
OIDCRedirectURI ${redirect}
OIDCCryptoPassphrase a-passphrase-for-one-test
OIDCPKCEMethod S256
OIDCScope "openid profile"
OIDCAuthRequestParams acr_values=${encodeURIComponent(SUBSTANTIAL)}
OIDCSSLValidateServer Off
OIDCCookieSameSite On

<Directory "${folder}">
  AuthType openid-connect
  Require valid-user
  Header always set X-Subject "%{OIDC_CLAIM_sub}e"
  Header always set X-Level "%{OIDC_CLAIM_acr}e"
  Header always set X-Family-Name "%{OIDC_CLAIM_family_name}e"
</Directory>
`;

test("mod_auth_openidc lets a person in who logged in with the app", async () => {
  const computer = await town.computer();
  try {
    await computer.page.goto(`${apache.origin}/`);
    await logInWithApp(computer.page, town.country, town.person, apache.origin);
    assert.equal(await computer.page.locator("h1").textContent(), "For those who logged in");
    const again = await computer.page.reload();
    const { "x-level": level, "x-subject": subject, "x-family-name": name } = again.headers();
    assert.equal(level, SUBSTANTIAL);
    assert.ok(subject.length > 20);
    assert.equal(Buffer.from(name, "latin1").toString("utf8"), town.person.family_name);
  } finally {
    await computer.close();
  }
});
