// SPDX-License-Identifier: Apache-2.0
// A round with the process under strace: what it writes to every file and socket as the kernel saw it, which files it
// opens for writing, and whom it connects to.
import { execFileSync, spawnSync } from "node:child_process";
import { createReadStream, statSync } from "node:fs";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { makeGateway } from "../../support/daemon.mjs";
import { eventually } from "../../support/report.mjs";
import { crawlDesk, filesIn, opsPages } from "./gathering.mjs";
import { told } from "./needles.mjs";
import { Provider, Relay, Sent } from "./outside.mjs";
import { misuse, report } from "./reporting.mjs";

const calls = "write,writev,pwrite64,pwritev,sendto,sendmsg,sendmmsg,openat,open,creat,connect,rename,renameat,renameat2,mkdir,mkdirat,symlink,link,execve";

export function traceable() {
  return spawnSync("strace", ["-f", "-D", "-o", "/dev/null", "true"]).status === 0;
}

const unescaped = (text) => Buffer.from(text.replaceAll("\\x", ""), "hex");
// With -xx all text is \xHH, also the names behind descriptors.
const stringsOf = (line) => [...line.matchAll(/"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?/g)].map((m) => unescaped(m[1]));
const readable = (name) => name.replace(/(?:\\x[0-9a-f]{2})+/g, (m) => unescaped(m).toString());

async function streamsOf(file) {
  const streams = new Map(); // descriptor's name -> pieces
  const opened = new Set(), connected = new Set();
  for await (const line of createInterface({ input: createReadStream(file, "latin1") })) {
    const call = /^\d+ +(\w+)\(/.exec(line)?.[1];
    if (!call) continue;
    if (/^(write|pwrite|send)/.test(call)) {
      const name = readable(/^\d+ +\w+\(\d+<(.*?)>(?=,)/.exec(line)?.[1] ?? "unknown");
      if (!streams.has(name)) streams.set(name, []);
      streams.get(name).push(...stringsOf(line));
    } else if (call === "connect") {
      connected.add(/htons\((\d+)\)/.exec(line)?.[1] ?? readable(line));
    } else {
      const names = stringsOf(line).map(String);
      const writes = /O_WRONLY|O_RDWR|O_CREAT/.test(line) || !/^open/.test(call);
      if (writes && call !== "execve") for (const n of names) opened.add(n);
      if (!streams.has("names")) streams.set("names", []);
      streams.get("names").push(...names.map((n) => Buffer.from(n + "\n")));
    }
  }
  return { streams, opened, connected };
}

// Text between marks, each with the address that it is for.
function split(bytes, mark, addressIn) {
  const text = bytes.toString("latin1");
  const starts = [...text.matchAll(mark)].map((m) => m.index);
  if (starts[0] !== 0) starts.unshift(0);
  return starts.map((s, n) => {
    const part = bytes.subarray(s, starts[n + 1] ?? bytes.length);
    return { to: addressIn(part.toString("latin1")), bytes: part };
  });
}

export async function tracedRound(people, search, ownerOf) {
  const gateway = await makeGateway({ chat: 'form_wait = "1 s"' });
  const file = join(process.env.EARSHOT_TEST_WORK ?? "/tmp", `trace-${process.pid}`);
  gateway.options.prefix = ["strace", "-D", "-f", "-yy", "-xx", "-s", "4000000", "-e", "trace=" + calls, "-e", "signal=none", "-o", file];
  const sent = new Sent();
  const provider = new Provider(gateway.ports.demo, sent, ["ok", "ok", "bad number", "500"]);
  const relay = new Relay(gateway.ports.smtp, sent, ["ok", "unknown"]);
  let world;
  try {
    await gateway.start();
    world = { gateway, sent, told: () => {}, sessions: new Map() };
    await Promise.all(people.map((p, n) => report(world, p, n)));
    await misuse(world, people[0]);
    await eventually("the journal is empty", async () => (await gateway.metric("earshot_journal_depth")) === 0);
    await crawlDesk(gateway, sent);
    await opsPages(gateway, sent);
  } finally {
    await gateway.stop();
    provider.close();
    relay.close();
  }
  const ended = new RegExp(`^${gateway.process.pid} +\\+\\+\\+ exited`, "m");
  await eventually("the trace is written", () => ended.test(execFileSync("tail", ["-n", "50", file]).toString()), { within: 15000 });

  const { streams, opened, connected } = await streamsOf(file);
  const { ports, dir } = gateway;
  const leaks = [];
  let bytes = 0, files = 0, sockets = 0;
  for (const [name, pieces] of streams) {
    const all = Buffer.concat(pieces);
    bytes += all.length;
    const ends = /TCP(?:v6)?:\[.*?:(\d+)->.*?:(\d+)\]/.exec(name);
    if (ends) sockets++;
    else files++;
    const [here, there] = ends ? [Number(ends[1]), Number(ends[2])] : [0, 0];
    const parts = there === ports.demo ? split(all, /POST \/2010-04-01/g, (t) => new URLSearchParams(t.split("\r\n\r\n")[1] ?? "").get("To"))
      : there === ports.smtp ? split(all, /MAIL FROM:/g, (t) => /RCPT TO:<(.*?)>/.exec(t)?.[1])
      // A page of the form shows its writer what was covered in their own words.
      : here === ports.public ? split(all, /HTTP\/1\.1 \d{3}/g, (t) => world.sessions.get(/name="token" value="([^"]+)"/.exec(t)?.[1]))
      : [{ to: "", bytes: all }];
    for (const part of parts) {
      const owned = (row) => row.owner === ownerOf.get(part.to) && (here !== ports.public || row.kind === "words");
      const finds = search.find(part.bytes, (row) => !owned(row) && !(here === ports.desk && row.kind === "words"));
      if (finds.length) leaks.push(told(name, finds));
    }
  }
  for (const { place, bytes: hay } of filesIn(dir)) {
    const finds = search.find(hay);
    if (finds.length) leaks.push(told(place, finds));
  }
  const home = new RegExp(`^(${dir}/|${dir}$|/dev/(null|tty|urandom|shm/?$)|/proc/self/|/sys/)`);
  const strange = [...opened].filter((n) => !home.test(n) && n !== "");
  for (const port of connected) if (![ports.demo, ports.smtp].includes(Number(port))) strange.push("a connection to " + port);
  if (sockets < 10 || files < 4 || bytes < 100000) leaks.push(`the trace is too small to be true: ${files} files, ${sockets} sockets, ${bytes} bytes`);
  return { leaks, strange, summary: `${files} files, ${sockets} sockets, ${(bytes / 1e6).toFixed(1)} MB written as the kernel saw it; trace of ${(statSync(file).size / 1e6).toFixed(0)} MB` };
}
