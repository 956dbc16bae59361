// SPDX-License-Identifier: Apache-2.0
// What somebody would write otherwise: Node's http server, the same signature check, one durable transaction a request
// (WAL, synchronous=FULL). It only stores the message; it asks nothing and seals nothing.
//   handler.mjs PORT FILE TOKEN
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import Database from "libsql"; // better-sqlite3's API, and its binary comes inside the package

const [port, file, token] = process.argv.slice(2);
const db = new Database(file);
db.pragma("journal_mode=WAL");
db.pragma("synchronous=FULL");
db.exec(`CREATE TABLE message (id TEXT PRIMARY KEY, sender TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE conversation (sender TEXT PRIMARY KEY, state TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE outbox (id INTEGER PRIMARY KEY, sender TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL);`);
const insert = db.prepare("INSERT OR IGNORE INTO message VALUES (?, ?, ?, ?)");
const find = db.prepare("SELECT state FROM conversation WHERE sender = ?");
const put = db.prepare("INSERT INTO conversation VALUES (?, ?, ?) ON CONFLICT (sender) DO UPDATE SET state = excluded.state, at = excluded.at");
const answer = db.prepare("INSERT INTO outbox (sender, at, body) VALUES (?, ?, ?)");
const take = db.transaction((form, now) => {
  const sender = form.get("From");
  if (!insert.run(form.get("MessageSid"), sender, now, form.get("Body")).changes) return;
  const known = find.get(sender);
  const state = known ? JSON.parse(known.state) : { step: 0 };
  state.step++;
  put.run(sender, JSON.stringify(state), now);
  answer.run(sender, now, `Question ${state.step}. Reply with a number.`);
});

function authentic(form, header, url) {
  const text = [...form.keys()].sort().reduce((all, name) => all + name + form.get(name), url);
  const expected = createHmac("sha1", token).update(text).digest();
  const given = Buffer.from(header ?? "", "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

createServer((request, reply) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    if (request.method !== "POST") return reply.writeHead(404).end();
    const form = new URLSearchParams(Buffer.concat(parts).toString());
    if (!authentic(form, request.headers["x-twilio-signature"], `http://127.0.0.1:${port}${request.url}`)) return reply.writeHead(403).end();
    take(form, Date.now());
    reply.writeHead(204).end();
  });
}).listen(Number(port), "127.0.0.1");
