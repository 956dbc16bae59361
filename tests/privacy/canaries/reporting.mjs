// SPDX-License-Identifier: Apache-2.0
// How the people report: whole reports, half ones, words that end or wipe them, and mail as bad as real mail is.
import { randomBytes } from "node:crypto";
import { Chat, Form, lmtp, mailOf, text, webhook } from "./outside.mjs";

const hex = (n) => randomBytes(n).toString("hex");
const pause = (ms) => new Promise((then) => setTimeout(then, ms));

// The same message until it is taken, as everybody on the other side does.
async function until(taken, send, what) {
  for (const end = Date.now() + 60000; Date.now() < end; await pause(25)) if (taken(await send())) return;
  throw new Error("never taken: " + what);
}

const whole = (p) => ["hello", "1", "1", "2 3", "1", "1", "near SE15", "1 9pm", "3", "2", "3", "2", p.story];
const ways = [
  whole,
  (p) => [p.story, "1", "1"],
  (p) => [...whole(p), "STOP"],
  (p) => ["hello", "1", p.story, "2", "DELETE"],
  (p) => ["hello", "1", "1", "2", "1", p.story, "HELP"],
];
const linesOf = (p, n) => ways[n % ways.length](p);

// Mails as they come: each a function of the person.
const flat = (t) => Buffer.from(t).toString("base64").replace(/.{76}/g, "$&\n");
const part = (type, body, more = []) => ["--cut", `Content-Type: ${type}`, ...more, "", body];
export const mails = [
  (p) => mailOf(p, p.story),
  (p) => mailOf(p, `<html><body><p>${p.story.replaceAll("<", "&lt;")}</p><img src="cid:${p.fileName}" alt="${p.name}"></body></html>`, { type: 'text/html; charset="utf-8"' }),
  (p) => mailOf(p, flat(p.story), { more: "Content-Transfer-Encoding: base64" }),
  (p) => mailOf(p, [...part("text/plain; charset=utf-8", p.story), ...part(`image/jpeg; name="${p.fileName}"`, flat(p.story), [`Content-Disposition: attachment; filename="${p.fileName}"`, "Content-Transfer-Encoding: base64"]), "--cut--"].join("\n"), { type: 'multipart/mixed; boundary="cut"' }),
  // Its boundary is never opened, and holds an address.
  (p) => mailOf(p, p.story, { type: `multipart/mixed; boundary="${p.mail}"` }),
  (p) => mailOf(p, p.story, { type: `text/plain; charset="${p.mail}"` }),
  (p) => mailOf(p, [...part("text/plain", p.story), "--cut", `Content-Type: text/plain; name="${p.name}`, `X-${p.number}`].join("\n"), { type: "multipart/mixed; boundary=cut" }),
  (p) => mailOf(p, flat(p.story + ". Please help us.").slice(0, -9) + "!!!" + p.mail, { more: "Content-Transfer-Encoding: base64" }),
  (p) => mailOf(p, p.story, { subject: `=?utf-8?B?${flat(p.story).slice(0, 60)}`, more: `X-Broken: =?${p.mail}?Q?${p.name}` }),
  (p) => mailOf(p, [...part("message/delivery-status", `Final-Recipient: rfc822; ${p.mail}\n\nStatus: 5.1.1 ${p.number}`), "--cut--"].join("\n"), { type: "multipart/report; report-type=delivery-status; boundary=cut" }),
  (p) => mailOf(p, "\u0000\u0001" + p.story, { type: "application/octet-stream" }),
  (p) => p.story,
  (p) => `From: ${p.mail}\r\n${p.story.replaceAll("\n", "\r\n ")}`,
];

export async function report(world, p, n) {
  const { gateway, sent, told } = world;
  if (p.channel === "sms") {
    for (const line of linesOf(p, n)) {
      const sid = "SM" + hex(16);
      await until((s) => s === 200, () => text(gateway, sent, p, line, sid), "a text");
      told();
    }
    const params = { MessageSid: "SM" + hex(16), MessageStatus: "undelivered", ErrorCode: "30003", ErrorMessage: `${p.number} unreachable`, To: p.number, From: "+447700900456" };
    await webhook(gateway, sent, p, params, { path: "/hooks/demo-sms/status" });
  }
  if (p.channel === "mail") {
    await until((code) => code === 250, () => lmtp(gateway, sent, p, mails[n % mails.length](p)), "a mail");
    told();
    if (n % 3 === 0) {
      await until((code) => code === 250, () => lmtp(gateway, sent, p, mailOf(p, "One more thing. " + p.story, { id: hex(8) + p.messageId })), "a second mail");
      told();
    }
  }
  if (p.channel === "chat") {
    const chat = new Chat(gateway, sent, p);
    for (const line of linesOf(p, n)) {
      await chat.say(line);
      told();
    }
    chat.close();
  }
  if (p.channel === "form") {
    const form = new Form(gateway, sent, p);
    for (const more of [{ do: "start", lang: "en" }, ...linesOf(p, n).slice(1).map((words) => ({ do: "continue", words }))]) {
      await until((s) => s === 200, () => form.go(more), "a page");
      if (form.fields?.token) world.sessions?.set(form.fields.token, p.id);
      told();
    }
  }
}

// What is sent to the wrong place, in the wrong shape, or by a forger. All of it must be turned away in silence.
export async function misuse(world, p) {
  const { gateway, sent } = world;
  const body = { MessageSid: "SM" + hex(16), Body: p.story, From: p.number, To: "+447700900456" };
  await webhook(gateway, sent, p, body, { signature: Buffer.from(p.mail).toString("base64") });
  await webhook(gateway, sent, p, body, { path: `/hooks/${p.number}` });
  await webhook(gateway, sent, p, { Body: p.story, From: p.number });
  await webhook(gateway, sent, p, { ...body, Body: p.story.repeat(2000) });
  await webhook(gateway, sent, p, { ...body, MessageSid: p.mail, AccountSid: p.number });
  await webhook(gateway, sent, p, { MessageSid: p.mail, MessageStatus: p.name, To: p.number, ErrorCode: p.number }, { path: "/hooks/demo-sms/status" });
  const ask = async (url, options = {}) => {
    const reply = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(10000), ...options, headers: { "user-agent": p.agent, "x-forwarded-for": p.ip, ...options.headers } }).catch(() => null);
    if (reply) sent.add("an answer to misuse", "", `${reply.status} ${reply.statusText} ${JSON.stringify([...reply.headers])} ${await reply.text()}`);
    return reply?.status ?? 0;
  };
  const json = { "content-type": "application/json", origin: gateway.desk };
  const secret = encodeURIComponent(p.mail);
  for (const side of [gateway.public, gateway.desk, gateway.ops]) await ask(`${side}/${secret}?q=${encodeURIComponent(p.name)}`);
  await ask(gateway.public + "/chat?lang=" + secret, { headers: { "accept-language": p.name } });
  await ask(gateway.public + "/exit?to=" + secret);
  await ask(gateway.public + "/form", { method: "POST", body: new URLSearchParams({ token: p.mail, once: p.number, words: p.story }) });
  await ask(gateway.public + "/form", { method: "POST", body: p.story, headers: { "content-type": p.mail.replace("@", "/") } });
  await ask(gateway.desk + "/api/v1/session", { method: "POST", headers: json, body: JSON.stringify({ login: p.mail, password: p.number }) });
  await ask(gateway.desk + "/api/v1/session", { method: "POST", headers: json, body: `{"login": "${p.mail}", ${p.story}` });
  await ask(gateway.desk + "/api/v1/cases/" + secret, { headers: { cookie: `earshot=${secret}` } });
  await ask(gateway.desk + "/api/v1/csp-report", { method: "POST", headers: { "content-type": "application/csp-report" }, body: JSON.stringify({ "csp-report": { "document-uri": `https://x/?n=${p.number}`, "script-sample": p.story } }) });
  await lmtp(gateway, sent, p, mailOf(p, p.story), `${p.mail}`);
  await lmtp(gateway, sent, p, mailOf(p, p.story), `r-${hex(13)}@earshot.example.org`);
  for (const frame of [p.story, JSON.stringify({ type: "hello", v: 1, token: p.mail, after: 0 }), JSON.stringify({ type: p.name, text: p.story })])
    await badFrame(world, p, frame);
}

function badFrame({ gateway, sent }, p, frame) {
  return import("ws").then(({ default: WebSocket }) => new Promise((then) => {
    const socket = new WebSocket(gateway.public.replace("http", "ws") + "/chat/ws", { origin: gateway.public });
    socket.on("open", () => socket.send(frame));
    socket.on("message", (data) => sent.add("an answer to a bad frame", "", data));
    socket.on("error", () => {}).on("close", then);
    setTimeout(() => socket.terminate(), 3000).unref();
  }));
}
