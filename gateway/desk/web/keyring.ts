// SPDX-License-Identifier: Apache-2.0
// Keys that exist in this browser only. The passphrase gives two halves of PBKDF2: one is sent to sign in, the other wraps
// the operator's private key. That opens the team's private keys, and those open the reports. Nothing is kept when the
// page goes.
import {
  base64url, calculateJwkThumbprint, compactDecrypt, CompactEncrypt, exportJWK, generalDecrypt, generateKeyPair, importJWK,
  type CryptoKey, type GeneralJWE, type JWK,
} from 'jose';
import type { JsonRecord, Keys, Message, OpenedCase, Triage } from './api';

const wrapping = 'ECDH-ES+A256KW';
const content = 'A256GCM';
const rounds = 210000;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export interface Derived {
  proof: string; // what the server gets instead of the passphrase
  wrap: Uint8Array; // what it never gets
}
export interface Pair {
  shown: JWK; // with its kid
  secret: JWK;
}


export const usable = (): boolean => typeof crypto !== 'undefined' && crypto.subtle !== undefined;

export async function derive(login: string, passphrase: string): Promise<Derived> {
  const key = await crypto.subtle.importKey('raw', encoder.encode(passphrase), 'PBKDF2', false, ['deriveBits']);
  const salt = encoder.encode('earshot-desk:' + login.toLowerCase());
  const bits = new Uint8Array(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-512', salt, iterations: rounds }, key, 512));
  return { proof: base64url.encode(bits.subarray(0, 32)), wrap: bits.slice(32) };
}

export async function newPair(): Promise<Pair> {
  const made = await generateKeyPair(wrapping, { crv: 'P-256', extractable: true });
  const shown = await exportJWK(made.publicKey);
  const secret = await exportJWK(made.privateKey);
  const kid = await calculateJwkThumbprint(shown);
  return { shown: { ...shown, kid }, secret: { ...secret, kid } };
}

export const wrapUnder = (wrap: Uint8Array, secret: JWK): Promise<string> =>
  new CompactEncrypt(encoder.encode(JSON.stringify(secret))).setProtectedHeader({ alg: 'dir', enc: content }).encrypt(wrap);
export async function unwrapUnder(wrap: Uint8Array, wrapped: string): Promise<JWK> {
  return JSON.parse(decoder.decode((await compactDecrypt(wrapped, wrap)).plaintext)) as JWK;
}
export async function wrapTo(holder: JWK, secret: JWK): Promise<string> {
  const to = await importJWK(holder, wrapping);
  return new CompactEncrypt(encoder.encode(JSON.stringify(secret)))
    .setProtectedHeader({ alg: wrapping, enc: content, ...(holder.kid ? { kid: holder.kid } : {}) })
    .encrypt(to);
}
async function unwrapWith(secret: JWK, wrapped: string): Promise<JWK> {
  const key = await importJWK(secret, wrapping);
  return JSON.parse(decoder.decode((await compactDecrypt(wrapped, key)).plaintext)) as JWK;
}

// Sixteen digits that two people can compare by voice, so that nobody gives access to a key that was slipped in.
export async function checkNumber(shown: JWK): Promise<string> {
  const bits = new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(await calculateJwkThumbprint(shown))));
  let digits = '';
  for (let i = 0; i < 8; ++i) digits += String(((bits[2 * i] ?? 0) * 256 + (bits[2 * i + 1] ?? 0)) % 100).padStart(2, '0');
  return digits.replace(/(.{4})(?=.)/g, '$1 ');
}

// ---- the recovery key on paper: 32 bytes and 3 of their SHA-256, in Crockford's base32 ----

const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

async function checkBytes(scalar: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', scalar.slice())).subarray(0, 3);
}
export async function recoveryCode(secret: JWK): Promise<string> {
  const scalar = base64url.decode(secret.d as string);
  let bits = 0n;
  for (const b of [...scalar, ...(await checkBytes(scalar))]) bits = (bits << 8n) | BigInt(b);
  let out = '';
  for (let i = 0; i < 56; ++i, bits >>= 5n) out = symbols[Number(bits & 31n)] + out;
  return out.replace(/(.{4})(?=.)/g, '$1-');
}
export async function fromRecoveryCode(typed: string, shown: JWK): Promise<JWK> {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  const wrong = new Error('This is not the recovery key. Check it: 14 groups of 4 letters and digits.');
  if (plain.length !== 56) throw wrong;
  let bits = 0n;
  for (const c of plain) {
    const at = symbols.indexOf(c);
    if (at < 0) throw wrong;
    bits = (bits << 5n) | BigInt(at);
  }
  const bytes = new Uint8Array(35);
  for (let i = 34; i >= 0; --i, bits >>= 8n) bytes[i] = Number(bits & 255n);
  const scalar = bytes.slice(0, 32);
  const check = await checkBytes(scalar);
  if (check.some((b, i) => b !== bytes[32 + i])) throw wrong;
  const secret = { ...shown, d: base64url.encode(scalar) };
  try {
    await importJWK(secret, wrapping);
  } catch {
    throw new Error('This recovery key belongs to another Desk, or was replaced by a newer one.');
  }
  return secret;
}

// ---- what is open ----

export interface SealedFile {
  media: string;
  data: string;
}

interface Report {
  record: JsonRecord;
  triage: Triage;
  messages: (Partial<Message> & { seq: number })[];
}

export class Keyring {
  private readonly team = new Map<string, { secret: JWK; key: CryptoKey }>();

  private constructor(private readonly own: JWK) {}

  // Refused when the passphrase does not fit.
  static async unlock(wrap: Uint8Array, keys: Keys): Promise<Keyring> {
    if (!keys.mine) throw new Error('There are no keys of yours yet.');
    let own: JWK;
    try {
      own = await unwrapUnder(wrap, keys.mine.private_key);
    } catch {
      throw new Error('This passphrase does not open your keys.');
    }
    const ring = new Keyring(own);
    await ring.take(keys);
    return ring;
  }

  // Team keys that were given since. One that does not open is left out: access has to be given again.
  async take(keys: Keys): Promise<void> {
    for (const k of keys.team) {
      if (!k.copy || this.team.has(k.kid)) continue;
      try {
        await this.add(k.kid, await unwrapWith(this.own, k.copy));
      } catch {
        continue;
      }
    }
  }
  async add(kid: string, secret: JWK): Promise<void> {
    this.team.set(kid, { secret, key: (await importJWK(secret, wrapping)) as CryptoKey });
  }
  async rescue(recovery: JWK, keys: Keys): Promise<string[]> {
    const got: string[] = [];
    for (const k of keys.team) {
      if (!k.recovery_copy) continue;
      await this.add(k.kid, await unwrapWith(recovery, k.recovery_copy));
      got.push(k.kid);
    }
    return got;
  }

  get secret(): JWK {
    return this.own;
  }
  has(kid: string): boolean {
    return this.team.has(kid);
  }
  get kids(): string[] {
    return [...this.team.keys()];
  }
  teamSecret(kid: string): JWK {
    const one = this.team.get(kid);
    if (!one) throw new Error('You do not have this key.');
    return one.secret;
  }

  private async open(jwe: GeneralJWE, place: string): Promise<unknown> {
    const mine = jwe.recipients.map((r) => this.team.get(String(r.header?.kid))).find((k) => k !== undefined);
    if (!mine) throw new Error('No key here fits.');
    const opened = await generalDecrypt(jwe, mine.key);
    if (opened.protectedHeader?.['place'] !== place) throw new Error('It was sealed for another place.');
    return JSON.parse(decoder.decode(opened.plaintext));
  }

  // A file as it was sealed: what it is, and its bytes in base64.
  async file(id: string, number: number, jwe: string): Promise<SealedFile> {
    return (await this.open(JSON.parse(jwe) as GeneralJWE, `file:${id}:${number}`)) as SealedFile;
  }

  // The case with everything in it that a key here opens.
  async opened(raw: OpenedCase): Promise<OpenedCase> {
    const id = raw.case.id;
    let report: Report | null = null;
    let withheld = raw.withheld;
    if (raw.sealed_report) {
      try {
        report = (await this.open(raw.sealed_report, `report:${id}`)) as Report;
      } catch {
        withheld = 'locked';
      }
    }
    const said = new Map((report?.messages ?? []).map((m) => [m.seq, m]));
    const items = await Promise.all(
      raw.thread.items.map(async (item): Promise<Message> => {
        let found: Partial<Message> | undefined;
        if (item.in_report) found = said.get(item.seq);
        else if (item.sealed) found = await this.open(item.sealed, `message:${id}:${item.seq}`).then((m) => m as Partial<Message>, () => undefined);
        else return item;
        if (!found) return { ...item, readable: false };
        const { text = '', text_id = '', choices = [], covers = [], note = '', aside = '', files = [] } = found;
        return { ...item, text, text_id, choices, covers, note, aside, files };
      }),
    );
    return {
      ...raw, withheld, thread: { ...raw.thread, items },
      ...(report ? { record: report.record, triage: report.triage } : {}),
    };
  }
}
