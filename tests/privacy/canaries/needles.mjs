// SPDX-License-Identifier: Apache-2.0
// Looks for secrets in bytes, in twelve encodings, many thousands of them in one pass.
import { createHash } from "node:crypto";

const bytes = (text) => Buffer.from(text, "utf8");
const each = (text, write) => [...bytes(text)].map(write).join("");
const hex2 = (b) => b.toString(16).padStart(2, "0");

// What of a base64 text does not depend on its neighbours, for each place of the secret in a group of three.
function base64s(text) {
  return [0, 1, 2].map((before) => {
    const all = Buffer.concat([Buffer.alloc(before), bytes(text)]);
    const whole = all.subarray(0, all.length - (all.length % 3)).toString("base64");
    return whole.slice(before ? 4 : 0);
  });
}

function utf16(text, bigEndian) {
  const out = Buffer.from(text, "utf16le");
  return bigEndian ? Buffer.from(out).swap16() : out;
}

const escaped = (text, letters) => text.split("").map((c) => "\\u" + letters(c.charCodeAt(0).toString(16).padStart(4, "0"))).join("");

function hashed(kind) {
  return (text) => {
    const digest = createHash(kind).update(text).digest();
    return [digest, digest.toString("hex"), digest.toString("hex").toUpperCase(), digest.toString("base64").replace(/=+$/, "")];
  };
}

// name -> secret -> the forms it can take there.
export const encodings = {
  raw: (t) => [t, t.toLowerCase(), t.toUpperCase()],
  hex: (t) => [bytes(t).toString("hex"), bytes(t).toString("hex").toUpperCase()],
  base64: (t) => base64s(t).flatMap((b) => [b, b.replaceAll("+", "-").replaceAll("/", "_")]),
  url: (t) => [encodeURIComponent(t), encodeURIComponent(t).replaceAll("%20", "+"), each(t, (b) => "%" + hex2(b).toUpperCase()), each(t, (b) => "%" + hex2(b))],
  json: (t) => [JSON.stringify(t).slice(1, -1), escaped(t, (h) => h), escaped(t, (h) => h.toUpperCase())],
  "utf-16le": (t) => [utf16(t, false)],
  "utf-16be": (t) => [utf16(t, true)],
  "quoted-printable": (t) => [each(t, (b) => (b < 0x21 || b > 0x7e || b === 0x3d ? "=" + hex2(b).toUpperCase() : String.fromCharCode(b))), each(t, (b) => "=" + hex2(b).toUpperCase())],
  reversed: (t) => [[...t].reverse().join("")],
  md5: hashed("md5"),
  "sha-1": hashed("sha1"),
  "sha-256": hashed("sha256"),
};

const window = 8;
const mix = (low, high) => (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca77)) >>> 0;

// add() secrets, then find() them. A secret has an owner (whose it is), a kind ("number", "words"), and its text.
export class Search {
  #bitmap = new Uint8Array(1 << 21);
  #table = new Map();
  size = 0;

  add(owner, kind, text) {
    if (bytes(text).length < window) throw new Error(`too short to be told from chance: ${kind}`);
    for (const [encoding, forms] of Object.entries(encodings)) {
      const seen = new Set();
      for (const form of forms(text)) {
        const needle = Buffer.isBuffer(form) ? form : bytes(form);
        const key = needle.toString("latin1");
        // A short base64 group or the like would be found by chance.
        if (needle.length < window || seen.has(key)) continue;
        seen.add(key);
        const at = needle.length - window;
        const hash = mix(needle.readInt32LE(at), needle.readInt32LE(at + 4));
        this.#bitmap[(hash >>> 3) & 0x1fffff] |= 1 << (hash & 7);
        const row = { owner, kind, encoding, needle };
        const list = this.#table.get(hash);
        if (list) list.push(row);
        else this.#table.set(hash, [row]);
        this.size++;
      }
    }
  }

  // Every secret in `hay`: [{owner, kind, encoding, at}]. `wanted(row)` says which count.
  find(hay, wanted = () => true) {
    const found = [];
    for (let i = 0; i + window <= hay.length; i++) {
      const low = hay[i] | (hay[i + 1] << 8) | (hay[i + 2] << 16) | (hay[i + 3] << 24);
      const high = hay[i + 4] | (hay[i + 5] << 8) | (hay[i + 6] << 16) | (hay[i + 7] << 24);
      const hash = mix(low, high);
      if (!(this.#bitmap[(hash >>> 3) & 0x1fffff] & (1 << (hash & 7)))) continue;
      for (const row of this.#table.get(hash) ?? []) {
        const start = i + window - row.needle.length;
        if (start < 0 || hay.compare(row.needle, 0, row.needle.length, start, i + window) !== 0 || !wanted(row)) continue;
        found.push({ owner: row.owner, kind: row.kind, encoding: row.encoding, at: start });
      }
    }
    return found;
  }
}

// Where finds are, short enough to print, without the secrets.
export function told(place, finds) {
  const sorts = new Map();
  for (const f of finds) {
    const sort = `${f.kind} as ${f.encoding}`;
    if (sorts.has(sort)) sorts.get(sort).count++;
    else sorts.set(sort, { count: 1, first: f });
  }
  return `${place}: ` + [...sorts].slice(0, 6).map(([sort, s]) => `${s.count} x ${sort}, first of ${s.first.owner} at ${s.first.at}`).join("; ");
}
