// SPDX-License-Identifier: Apache-2.0
// What the Desk's console does with keys, done again with Node's own crypto and jose: a second opinion on both.
import { generateKeyPairSync, pbkdf2Sync } from "node:crypto";
import { calculateJwkThumbprint, compactDecrypt, CompactEncrypt, generalDecrypt, importJWK } from "jose";

const alg = "ECDH-ES+A256KW";
const text = (bytes) => new TextDecoder().decode(bytes);
const bytes = (value) => new TextEncoder().encode(JSON.stringify(value));

function derived(login, passphrase) {
  const all = pbkdf2Sync(passphrase, "earshot-desk:" + login, 210000, 64, "sha512");
  return { proof: all.subarray(0, 32).toString("base64url"), wrap: new Uint8Array(all.subarray(32)) };
}
const proofs = new Map();
export function proofOf(login, passphrase) {
  const id = login + "\n" + passphrase;
  if (!proofs.has(id)) proofs.set(id, derived(login, passphrase).proof);
  return proofs.get(id);
}

export async function newPair() {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const shown = publicKey.export({ format: "jwk" });
  const kid = await calculateJwkThumbprint(shown);
  return { kid, shown: { ...shown, kid }, secret: { ...privateKey.export({ format: "jwk" }), kid } };
}

export async function wrapTo(shown, secret) {
  return new CompactEncrypt(bytes(secret)).setProtectedHeader({ alg, enc: "A256GCM", kid: shown.kid }).encrypt(await importJWK(shown, alg));
}
async function unwrap(secret, wrapped) {
  return JSON.parse(text((await compactDecrypt(wrapped, await importJWK(secret, alg))).plaintext));
}

// The first sign-in of somebody who works on cases: their own pair, under the same passphrase as before.
export async function takeKeys(desk, login, passphrase) {
  const own = await newPair();
  const { proof, wrap } = derived(login, passphrase);
  const private_key = await new CompactEncrypt(bytes(own.secret)).setProtectedHeader({ alg: "dir", enc: "A256GCM" }).encrypt(wrap);
  const { status, body } = await desk("PUT", "/keys/mine", { old: proof, new: proof, public_key: own.shown, private_key });
  if (status !== 200) throw new Error(`own keys: ${status} ${JSON.stringify(body)}`);
  return { id: body.operator.id, own, team: new Map() };
}

// The first team key, or the next: for `holders` (of takeKeys) and the recovery key.
export async function makeTeamKey(desk, holders, recovery, after = "") {
  const team = await newPair();
  const copies = [{ kid: team.kid, holder: 0, wrapped: await wrapTo(recovery.shown, team.secret) }];
  for (const h of holders) copies.push({ kid: team.kid, holder: h.id, wrapped: await wrapTo(h.own.shown, team.secret) });
  const { status, body } = await desk("POST", "/keys/team", { after, public_key: team.shown, ...(after ? {} : { recovery_key: recovery.shown }), copies });
  if (status !== 204) throw new Error(`team key: ${status} ${JSON.stringify(body)}`);
  return team;
}

// The team keys that were wrapped to this operator.
export async function readTeamKeys(desk, holder) {
  const { body } = await desk("GET", "/keys");
  for (const k of body.team) if (k.copy) holder.team.set(k.kid, await unwrap(holder.own.secret, k.copy));
  return body;
}
export const unwrapWith = unwrap;

export async function openJwe(jwe, secret, place) {
  const { plaintext, protectedHeader } = await generalDecrypt(jwe, await importJWK(secret, alg));
  if (protectedHeader.place !== place) throw new Error(`sealed for ${protectedHeader.place}, not ${place}`);
  return { content: JSON.parse(text(plaintext)), size: plaintext.length, header: protectedHeader };
}

