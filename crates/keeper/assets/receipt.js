/**
 * Checks a receipt (C2SP tlog-proof) without asking anyone: that the ledger of this page signed the
 * head, and that the entry stands under it. Of several receipts, also that they are all of a person's
 * year. All texts come from the page.
 *
 * The page says:
 *   [data-receipt]         around all of it, with the ledger's verifier key in data-key
 *   form                   hidden until this script runs: a file, or its text
 *   [data-result]          where a template[data-when] is put: good, whole, missing, twice, mixed,
 *                          heads, format, ledger, signature, proof or browser
 *   [data-facts]           what the entry says, each in its [data-fact]
 */

const HEADER = "c2sp.org/tlog-proof@v1";
/** What a commitment begins with, before the salt and the entry. */
const COMMITMENT = new TextEncoder().encode("beffroi.entry.1\n");
const SALT = 32;
const HASH = 32;
const KEY_ID = 4;
const ED25519 = 1;
const COSIGNATURE = 4;
/** A cosignature begins with when it was given: seconds in eight bytes. */
const TIME = 8;

class Refused extends Error {
  constructor(word) {
    super(word);
    this.word = word;
  }
}

const page = typeof document === "undefined" ? null : document.querySelector("[data-receipt]");
if (page) start(page);

function start(page) {
  const [form, file] = [page.querySelector("form"), page.querySelector("input[type=file]")];
  form.hidden = false;
  file.addEventListener("change", async () => {
    if (file.files.length > 0) form.querySelector("textarea").value = await file.files[0].text();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = form.querySelector("textarea").value;
    try {
      const witnesses = page.dataset.witnesses.split(" ").filter((key) => key !== "");
      show(page, ...(await verify(text, page.dataset.key, witnesses)));
    } catch (problem) {
      show(page, problem instanceof Refused ? problem.word : "browser");
    }
  });
}

function show(page, word, facts) {
  const text = page.querySelector(`template[data-when="${word}"]`).content.cloneNode(true);
  page.querySelector("[data-result]").replaceChildren(text);
  const list = page.querySelector("[data-facts]");
  list.hidden = !facts;
  for (const place of list.querySelectorAll("[data-fact]")) {
    const fact = facts?.[place.dataset.fact];
    place.textContent = fact ?? "";
    for (const part of [place, place.previousElementSibling]) part.hidden = fact === undefined;
  }
}

/** What a text says, if everything about each receipt in it holds under the ledger's key. */
async function verify(text, key, witnesses) {
  const receipts = split(text.replaceAll("\r\n", "\n"));
  const verified = [];
  for (const receipt of receipts) verified.push(await verifyOne(receipt, key, witnesses));
  if (verified.length === 1) return ["good", facts(verified[0])];
  return whole(verified);
}

/** Receipts stand one behind the other, each from its header on. */
function split(text) {
  const starts = [...text.matchAll(/^c2sp\.org\/tlog-proof@v1$/gm)].map(({ index }) => index);
  if (starts[0] !== 0) throw new Refused("format");
  return starts.map((start, at) => text.slice(start, starts[at + 1]));
}

async function verifyOne(text, key, witnesses) {
  const proof = read(text);
  const [name, root] = await signed(proof.note, key);
  if (name !== proof.head.origin) throw new Refused("ledger");
  const salt = proof.extra.slice(0, SALT);
  const entry = proof.extra.slice(SALT);
  const commitment = await hash(COMMITMENT, salt, entry);
  const leaf = await hash(new Uint8Array([0]), commitment);
  if (!(await includes(leaf, proof, root))) throw new Refused("proof");
  const seen = await Promise.all(witnesses.map((witness) => cosigned(proof.note, witness)));
  const said = JSON.parse(new TextDecoder().decode(entry));
  return { said, proof, seen: seen.filter((one) => one !== null) };
}

/**
 * Whether several receipts are all of one person's logins of a year: under one head, since two could
 * be of two histories, and numbered from 1 to as many as there are.
 */
function whole(verified) {
  const [{ said: first, proof, seen }] = verified;
  const yearOf = ({ at }) => new Date(at).getUTCFullYear();
  const head = ({ note }) => note.split("\n", 3).join("\n");
  if (verified.some((one) => head(one.proof) !== head(proof))) return ["heads"];
  const same = ({ said }) => said.person === first.person && yearOf(said) === yearOf(first);
  if (first.person === undefined || !verified.every(same)) return ["mixed"];
  const numbers = verified.map(({ said }) => said.nth).sort((one, other) => one - other);
  const about = {
    year: String(yearOf(first)),
    entries: String(numbers.length),
    person: first.person,
  };
  for (const [at, number] of numbers.entries()) {
    const expected = at + 1;
    if (number !== expected) {
      const [word, which] = number < expected ? ["twice", number] : ["missing", expected];
      return [word, { ...about, number: String(which) }];
    }
  }
  return ["whole", { ...about, witnessed: witnessed(seen) }];
}

function read(text) {
  const split = text.indexOf("\n\n");
  const lines = text.slice(0, Math.max(split, 0)).split("\n");
  const [header, extra, index, ...hashes] = lines;
  if (header !== HEADER || !extra?.startsWith("extra ") || !/^index (0|[1-9]\d*)$/.test(index)) {
    throw new Refused("format");
  }
  const proof = {
    extra: bytes(extra.slice("extra ".length)),
    index: BigInt(index.slice("index ".length)),
    hashes: hashes.map(bytes),
    note: text.slice(split + 2),
  };
  const [origin, size, root] = proof.note.split("\n");
  if (!/^[1-9]\d*$/.test(size ?? "") || proof.extra.length <= SALT) throw new Refused("format");
  proof.head = { origin, size: BigInt(size), root: bytes(root ?? "") };
  if (![proof.head.root, ...proof.hashes].every((one) => one.length === HASH)) {
    throw new Refused("format");
  }
  return proof;
}

/** The name of the key and the root that it signed. */
async function signed(note, key) {
  const { name, kind, lines, text, holds } = await under(note, key);
  if (lines.length === 0 || kind !== ED25519) throw new Refused("ledger");
  for (const line of lines) {
    if (!(await holds(line, text))) throw new Refused("signature");
  }
  return [name, bytes(note.split("\n")[2])];
}

/** Who saw this head, and when (C2SP tlog-cosignature); null for one who did not. */
async function cosigned(note, key) {
  const { name, kind, lines, text, holds } = await under(note, key);
  if (lines.length === 0 || kind !== COSIGNATURE) return null;
  const [line] = lines;
  if (line.length <= TIME) throw new Refused("format");
  const seconds = new DataView(line.buffer, line.byteOffset).getBigUint64(0);
  const message = `cosignature/v1\ntime ${seconds}\n${text}`;
  if (!(await holds(line.slice(TIME), message))) throw new Refused("signature");
  return { name, at: Number(seconds) * 1000 };
}

/** The text of a note, and what stands under it in the name of a key. */
async function under(note, key) {
  const [, name, , encoded] = /^(.+)\+([0-9a-f]{8})\+(.+)$/.exec(key);
  const typed = bytes(encoded);
  const id = (await hash(new TextEncoder().encode(`${name}\n`), typed)).slice(0, KEY_ID);
  const split = note.lastIndexOf("\n\n");
  if (split < 0) throw new Refused("format");
  const start = `— ${name} `;
  const lines = note
    .slice(split + 2)
    .split("\n")
    .filter((line) => line.startsWith(start))
    .map((line) => bytes(line.slice(start.length)))
    .filter((signature) => same(signature.slice(0, KEY_ID), id))
    .map((signature) => signature.slice(KEY_ID));
  const algorithm = { name: "Ed25519" };
  const public_ = await crypto.subtle.importKey("raw", typed.slice(1), algorithm, false, [
    "verify",
  ]);
  const holds = (signature, text) =>
    crypto.subtle.verify(algorithm, public_, signature, new TextEncoder().encode(text));
  return { name, kind: typed[0], lines, text: note.slice(0, split + 1), holds };
}

/** RFC 9162, section 2.1.3.2. */
async function includes(leaf, { index, head, hashes }, root) {
  if (index >= head.size) return false;
  let [at, last, node] = [index, head.size - 1n, leaf];
  for (const hash_ of hashes) {
    if (last === 0n) return false;
    if (at % 2n === 1n || at === last) {
      node = await hash(new Uint8Array([1]), hash_, node);
      while (at % 2n === 0n && at !== 0n) [at, last] = [at / 2n, last / 2n];
    } else {
      node = await hash(new Uint8Array([1]), node, hash_);
    }
    [at, last] = [at / 2n, last / 2n];
  }
  return last === 0n && same(node, root);
}

function facts({ said, proof: { index, head }, seen }) {
  return {
    at: moment().format(new Date(said.at)),
    service: said.service,
    partner: said.partner,
    outcome: said.reason ? `${said.outcome} (${said.reason})` : said.outcome,
    method: said.method,
    level: said.level,
    claims: said.claims?.split(" ").join(", "),
    person: said.person,
    nth: said.nth === undefined ? undefined : String(said.nth),
    place: `${index + 1n} / ${head.size}`,
    witnessed: witnessed(seen),
  };
}

function moment() {
  const language = typeof document === "undefined" ? "en" : document.documentElement.lang;
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "medium" });
}

function witnessed(seen) {
  const said = seen.map(({ name, at }) => `${name}, ${moment().format(new Date(at))}`);
  return said.length > 0 ? said.join("; ") : undefined;
}

async function hash(...parts) {
  const whole = new Uint8Array(await new Blob(parts).arrayBuffer());
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

function same(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

function bytes(base64) {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    throw new Refused("format");
  }
}
