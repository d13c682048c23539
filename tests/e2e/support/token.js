/**
 * A card as a computer's software offers it: a PKCS#11 token. SoftHSM2 plays the chip, which signs
 * for whoever knows the PIN and never gives its key away.
 */

import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { binary } from "./country.js";

const run = promisify(execFile);

export const MODULE = "/usr/lib/softhsm/libsofthsm2.so";
const LABEL = "card";
const ID = "01";

export class Token {
  static PIN = "2468";

  /** Issues a new card to somebody and puts it into the chip. Nothing else keeps its key. */
  static async of(country, person) {
    const token = new Token();
    token.folder = await mkdtemp(join(tmpdir(), "beffroi-token-"));
    try {
      await token.build();
      await token.personalise(country, person);
      return token;
    } catch (error) {
      await token.destroy();
      throw error;
    }
  }

  async build() {
    const [config, tokens] = [join(this.folder, "softhsm2.conf"), join(this.folder, "tokens")];
    await mkdir(tokens);
    await writeFile(config, `directories.tokendir = ${tokens}\nlog.level = ERROR\n`);
    this.env = { ...process.env, SOFTHSM2_CONF: config, PKCS11_MODULE_PATH: MODULE };
    const pins = ["--so-pin", "87654321", "--pin", Token.PIN];
    await this.softhsm("--init-token", "--free", "--label", LABEL, ...pins);
  }

  async personalise(country, person) {
    const exported = join(this.folder, "exported.pem");
    const owner = ["--data", country.folder, "--person", person.national_number];
    await run(binary, ["card", ...owner, "issue", "--pin", Token.PIN, "--export", exported]);
    const pem = await readFile(exported, "utf8");
    const certificate = join(this.folder, "certificate.der");
    await writeFile(
      certificate,
      new X509Certificate(pem.slice(pem.indexOf("-----BEGIN CERT"))).raw,
    );
    const login = ["--token", LABEL, "--pin", Token.PIN];
    await this.softhsm("--import", exported, ...login, "--label", "auth", "--id", ID);
    await rm(exported);
    await this.tool("--write-object", certificate, "--type", "cert", "--id", ID, "--label", "auth");
  }

  /** Names an object in the token as RFC 7512 does. */
  static uri(type, pin) {
    const named = `pkcs11:token=${LABEL};object=auth;type=${type}`;
    return pin === undefined ? named : `${named};pin-value=${pin}`;
  }

  softhsm(...words) {
    return run("softhsm2-util", words, { env: this.env });
  }

  tool(...words) {
    const login = ["--module", MODULE, "--token-label", LABEL, "--login", "--pin", Token.PIN];
    return run("pkcs11-tool", [...login, ...words], { env: this.env });
  }

  /** What the token says of who may see its private key. */
  async access() {
    const { stdout } = await this.tool("--list-objects", "--type", "privkey", "--id", ID);
    return stdout
      .match(/Access:(.*)/)[1]
      .split(",")
      .map((word) => word.trim());
  }

  async destroy() {
    await rm(this.folder, { recursive: true, force: true });
  }
}
