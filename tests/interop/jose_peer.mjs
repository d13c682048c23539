// Answers JOSE requests with the npm package jose: one JSON object a line in, one out.
import { createInterface } from 'node:readline';
import * as jose from 'jose';

const bytes = (text) => new TextEncoder().encode(text);
const text = (array) => new TextDecoder().decode(array);

const actions = {
  async sign({ key, alg, payload }) {
    const signer = new jose.CompactSign(bytes(payload));
    signer.setProtectedHeader({ alg, kid: key.kid });
    return signer.sign(await jose.importJWK(key, alg));
  },
  async verify({ key, alg, token }) {
    const verified = await jose.compactVerify(token, await jose.importJWK(key, alg));
    return text(verified.payload);
  },
  async encrypt({ key, alg, enc, payload }) {
    const encrypter = new jose.CompactEncrypt(bytes(payload));
    encrypter.setProtectedHeader({ alg, enc, kid: key.kid });
    return encrypter.encrypt(await jose.importJWK(key, alg));
  },
  async decrypt({ key, alg, token }) {
    const decrypted = await jose.compactDecrypt(token, await jose.importJWK(key, alg));
    return text(decrypted.plaintext);
  },
  async thumbprint({ key }) {
    return jose.calculateJwkThumbprint(key);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = { result: await actions[request.do](request) };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
