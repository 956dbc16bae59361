// SPDX-License-Identifier: Apache-2.0
// A gateway of one's own for a test: free ports, own folder, own keys, a first operator, and the demo's phone and mailbox.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { proofOf } from "./desk_keys.mjs";
import { eventually } from "./report.mjs";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const binary = resolve(process.env.EARSHOT ?? join(root, "build/release/earshot"));

export function freePort() {
  return new Promise((then, failed) => {
    const server = createServer().on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => then(port));
    });
  });
}

const password = "a long test password 1";
export const token = "0123456789abcdef0123456789abcdef";

// options: { extra: TOML text for the end of the file, chat: TOML lines for the chat, sms: TOML lines for the text channel,
// prefix: a program with arguments that starts the gateway, in the same process }
export async function makeGateway(options = {}) {
  const dir = mkdtempSync(join(process.env.EARSHOT_TEST_WORK ?? tmpdir(), "gateway-"));
  const ports = {};
  for (const name of ["public", "desk", "ops", "lmtp", "smtp", "demo"]) ports[name] = await freePort();
  const url = (port) => `http://127.0.0.1:${port}`;
  const config = join(dir, "earshot.toml");
  writeFileSync(join(dir, "twilio.token"), token + "\n", { mode: 0o600 });
  writeFileSync(config, `
[data]
dir = "."
[keys]
master_file = "master.key"
vault_file = "vault.key"
[public]
listen = "127.0.0.1:${ports.public}"
url = "${url(ports.public)}"
[desk]
listen = "127.0.0.1:${ports.desk}"
url = "${url(ports.desk)}"
secure_cookie = false
[ops]
listen = "127.0.0.1:${ports.ops}"
[flow]
file = "${options.flow ?? join(root, "config/flows/hate-incident.toml")}"
[channel.demo-sms]
kind = "twilio"
account_sid = "AC00000000000000000000000000000001"
auth_token_file = "twilio.token"
from = "+447700900456"
api_base = "${url(ports.demo)}"
per_second = 1000.0
provider_answers_stop = false
${options.sms ?? ""}
[channel.demo-mail]
kind = "email"
mode = "lmtp"
listen = "127.0.0.1:${ports.lmtp}"
mailbox = ["report@earshot.example.org"]
domain = "earshot.example.org"
reply_domain = "earshot.example.org"
smarthost = "smtp://127.0.0.1:${ports.smtp}/gateway.example.org"
answer_unauthenticated = true
${options.mail ?? ""}
[channel.web-chat]
kind = "webchat"
${options.chat ?? ""}
${options.extra ?? ""}
`);
  execFileSync(binary, ["key", "new", "--config", config]);
  for (const [login, role] of [["alex", "supervisor"], ["kim", "operator"], ["admin", "admin"]])
    execFileSync(binary, ["operator", "add", "--config", config, "--login", login, "--name", login, "--role", role, "--password-stdin"], { input: password + "\n" });
  return new Gateway(dir, config, ports, options);
}

class Gateway {
  constructor(dir, config, ports, options) {
    Object.assign(this, { dir, config, ports, options, password, log: join(dir, "gateway.log") });
    for (const name of ["public", "desk", "ops", "demo"]) this[name] = `http://127.0.0.1:${ports[name]}`;
  }

  async start() {
    const out = openSync(this.log, "a");
    const [program, ...args] = [...(this.options.prefix ?? []), binary, "serve", "--config", this.config];
    this.process = spawn(program, args, { stdio: ["ignore", out, out], cwd: this.dir, ...this.options.spawn });
    this.exited = new Promise((then) => this.process.once("exit", (code, signal) => then({ code, signal })));
    let ended = null;
    this.exited.then((how) => (ended = how));
    await eventually("the gateway is ready", async () => {
      if (ended) throw new Error(`the gateway ended: ${JSON.stringify(ended)}\n${readFileSync(this.log, "utf8").slice(-2000)}`);
      try {
        return (await fetch(this.ops + "/readyz")).status === 200;
      } catch {
        return false;
      }
    }, { within: 30000, every: 10 });
    return this;
  }

  // The pretend phone and mailbox. Its npm packages are installed by tests/run.
  async startDemo(env = {}) {
    const out = openSync(join(this.dir, "demo.out"), "a");
    this.demoProcess = spawn(process.execPath, [join(root, "deploy/demo/server.mjs")], {
      stdio: ["ignore", out, out],
      env: {
        ...process.env, DEMO_PORT: this.ports.demo, DEMO_SMTP_PORT: this.ports.smtp, DEMO_LMTP_PORT: this.ports.lmtp, DEMO_GATEWAY: this.public,
        DEMO_DESK: this.desk, DEMO_TWILIO_TOKEN: token, DEMO_SMS_CHANNEL: "demo-sms", ...env,
      },
    });
    await eventually("the demo is ready", () => fetch(this.demo + "/").then((r) => r.ok, () => false), { within: 15000 });
    return this;
  }

  kill() {
    this.process.kill("SIGKILL");
    return this.exited;
  }
  async stop() {
    this.demoProcess?.kill();
    if (!this.process) return null;
    this.process.kill("SIGTERM");
    return this.exited;
  }

  async metric(name) {
    const text = await (await fetch(this.ops + "/metrics")).text();
    return text.split("\n").filter((l) => l.startsWith(name)).reduce((sum, l) => sum + Number(l.split(" ").pop()), 0);
  }
}

// A signed-in session at the Desk's API.
export async function signIn(gateway, login = "alex", passphrase = password) {
  const origin = gateway.desk;
  const headers = { "content-type": "application/json", origin };
  const reply = await fetch(origin + "/api/v1/session", { method: "POST", headers, body: JSON.stringify({ login, password: proofOf(login, passphrase) }) });
  if (reply.status !== 200) throw new Error(`sign-in of ${login}: ${reply.status} ${await reply.text()}`);
  const cookie = reply.headers.get("set-cookie").split(";")[0];
  let session = { cookie, csrf: (await reply.json()).csrf };
  return async (method, path, body, more = {}) => {
    const answer = await fetch(origin + "/api/v1" + path, {
      method, headers: { ...headers, cookie: session.cookie, "x-earshot-csrf": session.csrf, ...more }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    // A changed passphrase begins a new session.
    const fresh = answer.headers.get("set-cookie")?.split(";")[0];
    if (fresh && answer.status === 200) session = { cookie: fresh, csrf: (await answer.clone().json()).csrf };
    const bytes = Buffer.from(await answer.arrayBuffer());
    const json = bytes.length > 0 && /json/.test(answer.headers.get("content-type"));
    return { status: answer.status, body: json ? JSON.parse(bytes) : null, bytes, headers: answer.headers };
  };
}
