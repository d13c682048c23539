/** A whole country of one's own: `beffroi demo` on free ports and in a folder that is thrown away. */

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../../", import.meta.url));
export const binary = process.env.BEFFROI ?? join(root, "target/debug/beffroi");
const READY_WITHIN = 90_000;
const PORTS = 10;

export class Country {
  /** Those who are in a story already. */
  taken = new Set();

  /**
   * Starts a country. `configure` may change the text of a party's configuration before the parties
   * read it: `{ mobile: (toml) => toml + … }`. With `moment` the country's time stands still there,
   * until `setClock` moves it; without, it is the machine's. Only with `figures` does the country
   * make its first figures, which costs a processor some seconds.
   */
  static async start({ configure = {}, moment, figures = false } = {}) {
    if (!existsSync(binary)) throw new Error(`${binary} is missing: run cargo build first`);
    const country = new Country();
    country.figures = figures;
    country.home = await mkdtemp(join(tmpdir(), "beffroi-e2e-"));
    country.folder = join(country.home, "country");
    country.port = await freePorts();
    if (moment) await country.setClock(moment);
    await country.configure(configure);
    await country.run();
    return country;
  }

  async configure(changes) {
    if (Object.keys(changes).length === 0) return;
    await promisify(execFile)(binary, [...this.options(), "--prepare"]);
    for (const [party, change] of Object.entries(changes)) {
      const file = join(this.folder, `${party}.toml`);
      await writeFile(file, change(await readFile(file, "utf8")));
    }
  }

  options() {
    const clock = this.clock ? ["--clock", this.clock] : [];
    const figures = this.figures ? [] : ["--without-figures"];
    return ["demo", "--data", this.folder, "--port", String(this.port), ...clock, ...figures];
  }

  /** It is this moment now, such as `2018-05-03T09:00:00Z`, everywhere in the country. */
  async setClock(moment) {
    this.clock = join(this.home, "moment");
    await writeFile(`${this.clock}.new`, moment);
    await rename(`${this.clock}.new`, this.clock);
  }

  async run() {
    this.process = spawn(binary, this.options(), { stdio: ["ignore", "pipe", "pipe"] });
    this.log = [];
    this.ended = once(this.process, "exit");
    this.process.stderr.on("data", (chunk) => this.log.push(String(chunk)));
    await this.ready();
    const text = await readFile(join(this.folder, "demo.json"), "utf8");
    const { parties, people, officers, contacts, ...rest } = JSON.parse(text);
    Object.assign(this, { parties, people });
    Object.assign(this, { startPage: rest.start_page, testServices: rest.test_services });
    this.officers = officers.map((officer) => this.known(officer));
    this.contacts = contacts.map((contact) => this.known(contact));
  }

  async ready() {
    const lines = createInterface({ input: this.process.stdout });
    const ready = new Promise((resolve) => {
      lines.on("line", (line) => {
        this.log.push(`${line}\n`);
        if (line.trim() === "ready") resolve();
      });
    });
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error("the country is not ready in time")), READY_WITHIN);
    });
    const over = this.ended.then(([code]) => {
      throw new Error(`the country ended with ${code}:\n${this.log.join("")}`);
    });
    over.catch(() => {});
    try {
      await Promise.race([ready, over, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** A person of the country who has an office. Nobody else is them in a story. */
  known({ national_number: number }) {
    const found = this.people.find((person) => person.national_number === number);
    this.taken.add(found);
    return found;
  }

  /** Somebody who lives here and speaks the language; somebody else at every call. */
  person(language) {
    const known = (person) =>
      person.language === language && person.birthdate.length > 4 && !person.deceased;
    const found = this.people.find((person) => known(person) && !this.taken.has(person));
    if (!found) throw new Error(`nobody is left who speaks ${language}`);
    this.taken.add(found);
    return found;
  }

  /** The mails that the authority wrote to an address, once it has. */
  async mails(address) {
    const folder = join(this.folder, "accreditor/mails");
    for (let waited = 0; waited < 30_000; waited += 250) {
      const names = await readdir(folder).catch(() => []);
      const all = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
      const found = all.filter((mail) => mail.includes(`To: ${address}`));
      if (found.length > 0) return found.map(readable);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error(`no mail to ${address}`);
  }

  /** Runs another command of the binary on this country. */
  async command(name, ...words) {
    const { stderr } = await promisify(execFile)(binary, [name, "--data", this.folder, ...words]);
    return stderr;
  }

  async halt() {
    this.process.kill("SIGINT");
    await this.ended;
  }

  async stop() {
    await this.halt();
    await rm(this.home, { recursive: true, force: true });
  }
}

/** The text of a mail, whichever way its letters were sent. */
function readable(mail) {
  const [head, ...rest] = mail.split("\r\n\r\n");
  const body = rest.join("\r\n\r\n");
  if (/^Content-Transfer-Encoding: base64/im.test(head)) {
    return Buffer.from(body, "base64").toString();
  }
  return body.replace(/=\r\n/g, "").replace(/=3D/g, "=");
}

/** The first of a row of free ports. Tests of different files may start at the same time. */
async function freePorts() {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const first = 20_000 + PORTS * Math.floor(Math.random() * 1_000);
    const all = Array.from({ length: PORTS }, (_, offset) => first + offset);
    const free = await Promise.all(all.map(isFree));
    if (free.every(Boolean)) return first;
  }
  throw new Error("no ten free ports in a row");
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
