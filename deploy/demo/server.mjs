// SPDX-License-Identifier: Apache-2.0
// The demo beside a real gateway: a phone, a mailbox, and the pretend provider they need. Everything is kept in memory.
import http from "node:http";
import { readFile } from "node:fs/promises";
import { settings } from "./settings.mjs";
import { Phone } from "./phone.mjs";
import { Mailbox } from "./mailbox.mjs";

const listeners = new Set();
const changed = () => {
  for (const listener of listeners) listener.write("data: changed\n\n");
};
const phone = new Phone(settings, changed);
const mailbox = new Mailbox(settings, changed);

const pages = {
  "/": ["index.html", "text/html"], "/phone": ["phone.html", "text/html"], "/mailbox": ["mailbox.html", "text/html"],
  "/demo.css": ["demo.css", "text/css"], "/phone.js": ["phone.js", "text/javascript"], "/mailbox.js": ["mailbox.js", "text/javascript"],
};

async function read(request, limit = 256 * 1024) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > limit) throw Object.assign(new Error("too large"), { status: 413 });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function answer(response, status, body, type = "application/json") {
  response.writeHead(status, { "content-type": type + "; charset=utf-8", "cache-control": "no-store" });
  response.end(typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body));
}

async function page(response, path) {
  const [file, type] = pages[path];
  let text = await readFile(new URL("./pages/" + file, import.meta.url), "utf8");
  const values = { GATEWAY: settings.gateway, DESK: settings.desk, PHONE: settings.phoneNumber, SERVICE: settings.serviceNumber, MAILBOX: settings.mailbox, REPORTER: settings.reporterMail };
  for (const [name, value] of Object.entries(values)) text = text.replaceAll(`{{${name}}}`, value);
  answer(response, 200, text, type);
}

async function handle(request, response) {
  const url = new URL(request.url, "http://demo");
  const route = request.method + " " + url.pathname;
  if (request.method === "GET" && pages[url.pathname]) return page(response, url.pathname);
  if (route === "GET /events") {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write("data: hello\n\n");
    listeners.add(response);
    return request.on("close", () => listeners.delete(response));
  }
  if (route === "GET /phone/messages") return answer(response, 200, phone.messages);
  if (route === "GET /mailbox/mails") return answer(response, 200, mailbox.mails);
  if (route === "POST /phone/send") {
    const { text } = JSON.parse(await read(request));
    await phone.send(String(text ?? ""));
    return answer(response, 200, {});
  }
  if (route === "POST /mailbox/send") {
    await mailbox.send(JSON.parse(await read(request)));
    return answer(response, 200, {});
  }
  if (request.method === "POST" && url.pathname === `/2010-04-01/Accounts/${settings.accountSid}/Messages.json`) {
    const { status, body } = phone.api(request.headers.authorization, new URLSearchParams(await read(request)));
    return answer(response, status, body);
  }
  answer(response, 404, { message: "The demo has /, /phone and /mailbox." });
}

const server = http.createServer((request, response) => {
  handle(request, response).catch((problem) => {
    if (!response.headersSent) answer(response, problem.status ?? 400, { message: "That request could not be read." });
  });
});

await mailbox.listen();
server.listen(settings.demoPort, settings.host, () => console.log(`demo at http://${settings.host}:${server.address().port}/`));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));
