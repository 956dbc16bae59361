// SPDX-License-Identifier: Apache-2.0
// Everything that the gateway left behind or gave away, as bytes to search in.
import { readFileSync, readdirSync, lstatSync } from "node:fs";
import { join } from "node:path";
import { signIn } from "../../support/daemon.mjs";
import { proofOf } from "../../support/desk_keys.mjs";

// Every file below `folder`: [{place, bytes}].
export function filesIn(folder) {
  const out = [];
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    // Names are written, too.
    out.push({ place: "a file's name in " + folder, bytes: Buffer.from(name) });
    const what = lstatSync(path);
    if (what.isDirectory()) out.push(...filesIn(path));
    else if (what.isFile()) out.push({ place: path, bytes: readFileSync(path) });
  }
  return out;
}

export async function opsPages(gateway, sent) {
  for (const path of ["/metrics", "/livez", "/readyz"]) {
    const reply = await fetch(gateway.ops + path);
    sent.add("ops " + path, "", JSON.stringify([...reply.headers]) + (await reply.text()));
  }
}

// All that an operator can ask for. Returns the cases.
export async function crawlDesk(gateway, sent, login = "alex") {
  const desk = await signIn(gateway, login);
  const all = async (path) => {
    const reply = await desk("GET", path);
    sent.add("Desk " + path.split(/[?/]/)[1], "", JSON.stringify(reply.body));
    if (reply.status !== 200 && login !== "admin" && path !== "/audit") throw new Error(`${login} GET ${path}: ${reply.status} ${JSON.stringify(reply.body).slice(0, 200)}`);
    return reply;
  };
  const cases = [], records = [];
  for (const path of ["/session", "/stats", "/operators", "/audit", "/openapi.json"]) await all(path);
  if (login === "admin") return { desk, cases, records }; // keeps the accounts, and reads no case
  for (const status of ["", "waiting", "claimed", "closed", "withdrawn"])
    for (let offset = 0; offset !== null; ) {
      const { body } = await all(`/cases?limit=200&offset=${offset}${status ? "&status=" + status : ""}`);
      if (status) cases.push(...body.items);
      offset = body.next_offset;
    }
  for (const c of cases) {
    records.push((await all(`/cases/${c.id}`)).body);
    await all(`/cases/${c.id}/thread?after=0`);
  }
  return { desk, cases, records };
}

// The Desk's stream of events, all of it from the beginning, until `stop` is called.
export async function listenToEvents(gateway, sent, login = "kim") {
  const origin = gateway.desk;
  const reply = await fetch(origin + "/api/v1/session", { method: "POST", headers: { "content-type": "application/json", origin }, body: JSON.stringify({ login, password: proofOf(login, gateway.password) }) });
  const cookie = reply.headers.get("set-cookie").split(";")[0];
  const ending = new AbortController();
  const stream = await fetch(origin + "/api/v1/events", { headers: { cookie, origin, "last-event-id": "0" }, signal: ending.signal });
  const chunks = [];
  const reading = (async () => {
    for await (const chunk of stream.body) chunks.push(Buffer.from(chunk));
  })().catch(() => {});
  return async () => {
    ending.abort();
    await reading;
    sent.add("Desk events", "", Buffer.concat(chunks));
    return Buffer.concat(chunks).length;
  };
}
