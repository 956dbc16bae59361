// SPDX-License-Identifier: Apache-2.0
// The world around the gateway, which writes down every byte it gets: a text provider, a mail relay, and the ways in.
import { randomBytes, randomUUID } from "node:crypto";
import http from "node:http";
import net from "node:net";
import WebSocket from "ws";
import { sign } from "../../../deploy/demo/phone.mjs";
import { token } from "../../support/daemon.mjs";
import { eventually } from "../../support/report.mjs";

const hex = (n) => randomBytes(n).toString("hex");
const account = "AC00000000000000000000000000000001";
const deadline = 20000;

// What the gateway sent: `to` is the address it was meant for (its own secrets may stand in it), else "".
export class Sent {
  parts = [];
  add(place, to, bytes) {
    this.parts.push({ place, to, bytes: Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes) });
  }
}

// The provider's API. Each answer is the next of `moods`; its errors name the number, as the real one's do.
export class Provider {
  constructor(port, sent, moods = ["ok"]) {
    Object.assign(this, { sent, moods, calls: 0 });
    this.server = http.createServer((request, response) => this.#take(request, response)).listen(port, "127.0.0.1");
  }
  #take(request, response) {
    const chunks = [];
    request.on("data", (c) => chunks.push(c));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const to = new URLSearchParams(body.toString()).get("To") ?? "";
      const head = `${request.method} ${request.url}\n` + request.rawHeaders.join("\n") + "\n\n";
      this.sent.add("provider", to, Buffer.concat([Buffer.from(head), body]));
      const mood = this.moods[this.calls++ % this.moods.length];
      const json = (status, o) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(o));
      };
      if (mood === "hang up") return request.socket.destroy();
      if (mood === "500") return json(500, { code: 20500, message: `Internal error for ${to}`, status: 500 });
      if (mood === "bad number") return json(400, { code: 21211, message: `Invalid 'To' Phone Number: ${to}`, more_info: to, status: 400 });
      if (mood === "opted out") return json(400, { code: 21610, message: `${to} sent STOP`, status: 400 });
      if (mood === "redirect") {
        response.writeHead(302, { location: `/elsewhere/${encodeURIComponent(to)}` });
        return response.end();
      }
      if (mood === "noise") return response.writeHead(201).end(`<html>${to}</html>`);
      json(201, { sid: "SM" + hex(16), status: "queued", to, from: "x", body: "", error_code: null, error_message: null });
    });
  }
  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

// A relay; each mail's fate is the next of `moods`. Its refusals name the address.
export class Relay {
  constructor(port, sent, moods = ["ok"]) {
    Object.assign(this, { sent, moods, mails: 0, sockets: new Set(), received: [] });
    this.server = net.createServer((socket) => this.#talk(socket)).listen(port, "127.0.0.1");
  }
  #talk(socket) {
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket)).on("error", () => {});
    let pending = Buffer.alloc(0), before = [], to = "", data = false, mood = "ok";
    const done = () => {
      this.sent.add("relay", to, Buffer.concat(before));
      if (data) this.received.push({ to, text: Buffer.concat(before).toString() });
      before = [];
    };
    socket.write("220 relay\r\n");
    socket.on("data", (chunk) => {
      before.push(chunk);
      pending = Buffer.concat([pending, chunk]);
      for (;;) {
        const end = pending.indexOf(data ? "\r\n.\r\n" : "\r\n");
        if (end < 0) return;
        const line = pending.subarray(0, end).toString();
        pending = pending.subarray(end + (data ? 5 : 2));
        if (data) {
          done();
          data = false;
          if (mood === "hang up") return socket.destroy();
          socket.write(mood === "later" ? `451 4.3.0 ${to} later\r\n` : "250 OK\r\n");
        } else if (/^MAIL/i.test(line)) {
          mood = this.moods[this.mails++ % this.moods.length];
          socket.write("250 OK\r\n");
        } else if (/^RCPT/i.test(line)) {
          to = /<(.*?)>/.exec(line)?.[1] ?? "";
          socket.write(mood === "unknown" ? `550 5.1.1 <${to}>: Recipient address rejected\r\n` : "250 OK\r\n");
        } else if (/^DATA/i.test(line)) {
          data = true;
          socket.write("354 go on\r\n");
        } else if (/^QUIT/i.test(line)) {
          socket.end("221 bye\r\n");
        } else if (/^EHLO/i.test(line)) {
          socket.write("250-relay\r\n250-8BITMIME\r\n250 SIZE 10000000\r\n");
        } else socket.write("250 OK\r\n");
      }
    });
    socket.on("close", () => before.length && done());
  }
  close() {
    for (const s of this.sockets) s.destroy();
    this.server.close();
  }
}

// A webhook as the provider calls it. Resolves to the status; 0 when the gateway was not there.
export async function webhook(gateway, sent, p, params, { path = "/hooks/demo-sms", signature, headers = {} } = {}) {
  const url = gateway.public + path;
  const all = { AccountSid: account, ApiVersion: "2010-04-01", ...params };
  try {
    const reply = await fetch(url, {
      method: "POST", body: new URLSearchParams(all), signal: AbortSignal.timeout(deadline),
      headers: { "x-twilio-signature": signature ?? sign(token, url, all), "x-forwarded-for": p.ip, "user-agent": p.agent, "i-twilio-idempotency-token": hex(16), ...headers },
    });
    sent.add("webhook's answer", "", JSON.stringify([...reply.headers]) + (await reply.text()));
    return reply.status;
  } catch {
    return 0;
  }
}

export const text = (gateway, sent, p, body, sid = "SM" + hex(16)) =>
  webhook(gateway, sent, p, { MessageSid: sid, SmsSid: sid, NumMedia: "0", NumSegments: "1", SmsStatus: "received", Body: body, To: "+447700900456", From: p.number, ProfileName: p.profile });

// One LMTP session with one mail: the last reply code, or 0.
export function lmtp(gateway, sent, p, mail, to = "report@earshot.example.org") {
  return new Promise((ready) => {
    const socket = net.connect(gateway.ports.lmtp, "127.0.0.1");
    const steps = [`LHLO [${p.ip}]`, `MAIL FROM:<${p.mail}>`, `RCPT TO:<${to}>`, "DATA", mail + "\r\n.", "QUIT"];
    let heard = "", last = 0;
    const finish = () => {
      if (heard) sent.add("mail server's answer", "", heard);
      socket.destroy();
      ready(last);
    };
    socket.setTimeout(deadline, finish);
    socket.on("error", finish).on("close", finish);
    let at = 0, seen = 0;
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
      for (const line of heard.slice(seen).split("\r\n").slice(0, -1)) {
        seen += line.length + 2;
        if (!/^\d{3} /.test(line)) continue;
        const code = Number(line.slice(0, 3));
        if (at <= 5) last = code; // the answer to QUIT does not count
        if (code >= 400 && at > 0 && at < 5) return finish();
        if (at < steps.length) socket.write(steps[at++] + "\r\n");
        else return finish();
      }
    });
  });
}

// A mail as it arrives behind a mail server, with the trail that real mail has.
export function mailOf(p, text, { subject = "Something happened", more = "", type = 'text/plain; charset="utf-8"', id = p.messageId } = {}) {
  return [
    `Return-Path: <${p.mail}>`,
    `Received: from laptop (host-${p.ip.replaceAll(".", "-")}.example.net [${p.ip}]) by mx.example.org with ESMTPSA; Tue, 24 Nov 2026 10:00:00 +0000`,
    `Received: from [IPv6:${p.ip6}] by laptop`, `X-Originating-IP: [${p.ip}]`, `User-Agent: ${p.agent}`,
    `From: ${p.name} <${p.mail}>`, `Reply-To: "${p.profile}" <${p.mail}>`, "To: <report@earshot.example.org>", `Subject: ${subject}`,
    `Message-ID: <${id}>`, "Date: Tue, 24 Nov 2026 10:00:00 +0000", "MIME-Version: 1.0", `Content-Type: ${type}`, ...(more ? [more] : []), "",
    ...text.split("\n").map((l) => (l.startsWith(".") ? "." + l : l)),
  ].join("\r\n");
}

// A chat that says each line until it is on disk, through restarts.
export class Chat {
  constructor(gateway, sent, p) {
    Object.assign(this, { gateway, sent, p, acked: new Set(), token: "", last: 0, ended: false });
  }
  #connect() {
    return new Promise((ready) => {
      const socket = new WebSocket(this.gateway.public.replace("http", "ws") + "/chat/ws", {
        origin: this.gateway.public, headers: { "user-agent": this.p.agent, "x-forwarded-for": this.p.ip, forwarded: `for="[${this.p.ip6}]"`, referer: "https://search.example/?q=" + this.p.words[1] },
      });
      this.socket = socket;
      socket.on("upgrade", (reply) => this.sent.add("chat's upgrade", "", reply.rawHeaders.join("\n")));
      socket.on("error", () => ready(false)).on("close", () => ready(false));
      socket.on("open", () => socket.send(JSON.stringify({ type: "hello", v: 1, ...(this.token ? { token: this.token } : {}), after: this.last })));
      socket.on("message", (data) => {
        this.sent.add("chat", this.p.id, data);
        const frame = JSON.parse(data);
        if (frame.type === "welcome") {
          this.token = frame.token;
          ready(true);
        }
        if (frame.type === "item") this.last = Math.max(this.last, frame.seq);
        if (frame.type === "ack") this.acked.add(frame.id);
        if (frame.type === "error") socket.close();
      });
    });
  }
  async say(text) {
    const id = randomUUID();
    for (const end = Date.now() + 60000; Date.now() < end; ) {
      if (this.socket?.readyState !== WebSocket.OPEN && !(await this.#connect())) {
        await new Promise((then) => setTimeout(then, 50));
        continue;
      }
      this.socket.send(JSON.stringify({ type: "say", id, text }));
      const heard = await eventually("an ack or a break", () => this.acked.has(id) || this.socket.readyState !== WebSocket.OPEN, { within: 2000 }).catch(() => false);
      if (heard && this.acked.has(id)) return true;
    }
    throw new Error("a chat's words were never taken");
  }
  close() {
    this.socket?.terminate();
  }
}

// The pages without a script: one question a page, all of it in hidden fields.
export class Form {
  fields = {};
  constructor(gateway, sent, p) {
    Object.assign(this, { gateway, sent, p });
  }
  async go(more) {
    const page = await fetch(this.gateway.public + "/form", {
      method: "POST", body: new URLSearchParams({ ...this.fields, ...more }), signal: AbortSignal.timeout(deadline), redirect: "manual",
      headers: { "user-agent": this.p.agent, "x-forwarded-for": this.p.ip, "x-real-ip": this.p.ip6, "sec-fetch-site": "same-origin" },
    }).then(async (r) => ({ status: r.status, head: JSON.stringify([...r.headers]), body: await r.text() }), () => null);
    if (!page) return 0;
    this.sent.add("form", this.p.id, page.head + page.body);
    const fields = {};
    for (const [tag] of page.body.matchAll(/<input type="hidden"[^>]*>/g)) fields[/name="([^"]*)"/.exec(tag)[1]] = /value="([^"]*)"/.exec(tag)[1];
    if (fields.token) this.fields = fields;
    return page.status;
  }
}
