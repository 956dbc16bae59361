// SPDX-License-Identifier: Apache-2.0
// What the benches share: the loader, nginx beside the gateway, and who used the processor meanwhile.
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { freePort, root, token } from "../support/daemon.mjs";
import { eventually } from "../support/report.mjs";

export const account = "AC00000000000000000000000000000001";
const ticks = 100; // USER_HZ, of every Linux that Node runs on

// A program of the release build; EARSHOT_BENCH_TOOLS names another folder.
export function tool(name) {
  const found = [process.env.EARSHOT_BENCH_TOOLS, join(root, "build/release/tests/bench")].filter(Boolean).map((dir) => join(dir, name)).find(existsSync);
  if (!found) throw new Error(`${name} is not built`);
  return found;
}
export const built = (name) => {
  try {
    return Boolean(tool(name));
  } catch {
    return false;
  }
};

export function workFolder(name) {
  return mkdtempSync(join(process.env.EARSHOT_TEST_WORK ?? tmpdir(), `bench-${name}-`));
}

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];

// Seconds of processor that a process has used.
export function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}
// Of those of its threads that gave way to the others (nice above 0): the slow hash of codes.
export function cpuOfNice(pid) {
  let ticksUsed = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const fields = readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8").split(") ")[1].split(" ");
    if (Number(fields[16]) > 0) ticksUsed += Number(fields[11]) + Number(fields[12]);
  }
  return ticksUsed / ticks;
}
export function memoryOf(pid) { // MB resident
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
}
function busyOfMachine() {
  const [user, nice, system, , , irq, softirq, steal] = readFileSync("/proc/stat", "utf8").split("\n")[0].trim().split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq + steal) / ticks;
}

// Runs the loader against one server process and adds what the server used, and the share of the machine that others took.
export async function load(pid, settings) {
  const given = { account, token, ...settings };
  const before = { server: cpuOf(pid), machine: busyOfMachine(), own: process.cpuUsage(), at: performance.now() };
  const { stdout } = await promisify(execFile)(tool("webhook_loader"), Object.entries(given).map(([k, v]) => `${k}=${v}`));
  const own = process.cpuUsage(before.own);
  const result = JSON.parse(stdout);
  const server = cpuOf(pid) - before.server;
  const foreign = busyOfMachine() - before.machine - server - result.loader_cpu_seconds - (own.user + own.system) / 1e6;
  result.cpu_us = (server * 1e6) / Math.max(1, result.ok);
  result.foreign = Math.max(0, foreign / cpus().length / ((performance.now() - before.at) / 1000));
  return result;
}

// nginx with one process: 204 to everything, or what Twilio says when it takes a message.
export async function startNginx(kind, port) {
  const dir = workFolder("nginx");
  port ??= await freePort();
  const answer = kind === "sink"
    ? `default_type application/json; return 201 '{"sid":"SM$request_id","status":"queued","error_code":null}';`
    : "return 204;";
  const config = join(dir, "nginx.conf");
  writeFileSync(config, `
daemon off; master_process off; worker_processes 1; pid ${dir}/nginx.pid; error_log ${dir}/error.log;
events { worker_connections 1024; }
http {
  access_log off; keepalive_requests 1000000000; client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy;
  fastcgi_temp_path ${dir}/fastcgi; uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi;
  server { listen 127.0.0.1:${port}; location / { ${answer} } }
}
`);
  const child = spawn("nginx", ["-p", dir, "-c", config], { stdio: "ignore" });
  await answers(`http://127.0.0.1:${port}/`, child);
  return { pid: child.pid, port, stop: () => child.kill() };
}

export async function startNode(script, args) {
  const port = await freePort();
  const child = spawn(process.execPath, [script, String(port), ...args], { stdio: ["ignore", "inherit", "inherit"] });
  await answers(`http://127.0.0.1:${port}/`, child);
  return { pid: child.pid, port, stop: () => child.kill() };
}

async function answers(url, child) {
  let ended = false;
  child.once("error", () => (ended = true)).once("exit", () => (ended = true));
  await eventually(`${url} answers`, () => {
    if (ended) throw new Error(`what should answer at ${url} has ended`);
    return fetch(url).then(() => true, () => false);
  }, { within: 10000, every: 10 });
}

// Where the gateway takes text messages, as settings of the loader.
export const hooks = (gateway) => ({ port: gateway.ports.public, path: "/hooks/demo-sms", url: `${gateway.public}/hooks/demo-sms` });

// Until everything that was acknowledged is worked in (and, with `sent`, every answer has left). Gives the seconds.
export async function drained(gateway, { sent = false, within = 120000 } = {}) {
  const began = performance.now();
  await eventually("the journal is worked in", async () => {
    const text = await (await fetch(gateway.ops + "/metrics")).text();
    const value = (name) => Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)?.[1]);
    return value("earshot_journal_depth") === 0 && (!sent || value("earshot_outbox_pending") === 0);
  }, { within, every: 250 }); // each look counts rows: seldom, so as not to be what is measured
  return (performance.now() - began) / 1000;
}

// One line a bench. Speed is told, never judged: only a break or a lost message is "not ok".
export const told = (name, figures) => console.log(`ok ${name}: ${figures}`);
export const reportScript = join(dirname(new URL(import.meta.url).pathname), "webhooks/report.txt");
export const busyNote = (results) => {
  const foreign = Math.max(...results.map((r) => r.foreign));
  return foreign > 0.25 ? `; NOT QUIET: others used up to ${Math.round(foreign * 100)} % of the machine` : "";
};
