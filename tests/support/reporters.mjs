// SPDX-License-Identifier: Apache-2.0
// Three people who report: by text, by mail, in the chat. Each speaks the real protocol through the demo or a socket.
import { randomUUID } from "node:crypto";
import WebSocket from "ws";
import { eventually } from "./report.mjs";

const post = (url, body) => fetch(url, { method: "POST", body: JSON.stringify(body) });

export class Texter {
  constructor(gateway) {
    this.gateway = gateway;
  }
  async messages() {
    return (await (await fetch(this.gateway.demo + "/phone/messages")).json()).filter((m) => m.from === "service");
  }
  // Sends and waits for the next text; returns it.
  async say(text) {
    const before = (await this.messages()).length;
    await post(this.gateway.demo + "/phone/send", { text });
    return this.next(before);
  }
  // What is not answered.
  async tell(text) {
    await post(this.gateway.demo + "/phone/send", { text });
  }
  async next(before) {
    return (await eventually("the next text", async () => {
      const all = await this.messages();
      return all.length > before && all;
    })).at(-1).text;
  }
}

export class Mailer {
  constructor(gateway) {
    this.gateway = gateway;
  }
  async mails() {
    return (await (await fetch(this.gateway.demo + "/mailbox/mails")).json()).filter((m) => m.from === "service");
  }
  async send(subject, text, answering) {
    const before = (await this.mails()).length;
    await post(this.gateway.demo + "/mailbox/send", { subject, text, answering });
    return this.next(before);
  }
  async next(before) {
    return (await eventually("the next mail", async () => {
      const all = await this.mails();
      return all.length > before && all;
    })).at(-1);
  }
}

export class Chatter {
  items = [];
  acked = new Set();
  token = "";

  constructor(gateway) {
    this.gateway = gateway;
  }
  connect() {
    return new Promise((ready, failed) => {
      this.socket = new WebSocket(this.gateway.public.replace("http", "ws") + "/chat/ws", { origin: this.gateway.public });
      this.socket.on("error", failed);
      this.socket.on("open", () => this.socket.send(JSON.stringify({ type: "hello", v: 1, ...(this.token ? { token: this.token } : {}), after: this.items.at(-1)?.seq ?? 0 })));
      this.socket.on("message", (data) => {
        const frame = JSON.parse(data);
        if (frame.type === "welcome") {
          this.token = frame.token;
          this.items.push(...frame.items);
          ready(this);
        }
        if (frame.type === "item") this.items.push(frame);
        if (frame.type === "ack") this.acked.add(frame.id);
        if (frame.type === "error") failed(new Error(frame.code));
      });
    });
  }
  answers() {
    return this.items.filter((i) => i.from !== "you");
  }
  async tell(text, id = randomUUID()) {
    this.socket.send(JSON.stringify({ type: "say", id, text }));
    await eventually("the ack", () => this.acked.has(id));
  }
  async say(text, id = randomUUID()) {
    const before = this.answers().length;
    await this.tell(text, id);
    return (await eventually("the next answer", () => this.answers().length > before && this.answers())).at(-1).text;
  }
  close() {
    this.socket.close();
  }
}
