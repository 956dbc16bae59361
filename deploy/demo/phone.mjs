// SPDX-License-Identifier: Apache-2.0
// A pretend phone and the pretend provider behind it: signed webhooks to the gateway, a REST API for its answers, signed
// status callbacks. As Twilio does it.
import { createHmac, randomBytes } from "node:crypto";

const hex = (n) => randomBytes(n).toString("hex");

// X-Twilio-Signature: HMAC-SHA1 over the URL and the sorted parameters.
export function sign(token, url, params) {
  let text = url;
  for (const name of Object.keys(params).sort()) text += name + params[name];
  return createHmac("sha1", token).update(text, "utf8").digest("base64");
}

export class Phone {
  messages = []; // {id, from: "me" | "service", text, state, at}

  constructor(settings, changed) {
    this.settings = settings;
    this.changed = changed;
  }

  async #post(path, params) {
    const url = this.settings.gateway + path;
    const reply = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
        "x-twilio-signature": sign(this.settings.authToken, url, params),
        "i-twilio-idempotency-token": hex(16),
      },
      body: new URLSearchParams(params),
      signal: AbortSignal.timeout(15000),
    });
    return reply.status;
  }

  // The person presses "Send".
  async send(text) {
    const sid = "SM" + hex(16);
    const message = { id: sid, from: "me", text, state: "sending", at: Date.now() };
    this.messages.push(message);
    this.changed();
    const params = {
      ToCountry: "GB", FromCountry: "GB", SmsMessageSid: sid, SmsSid: sid, MessageSid: sid, NumMedia: "0", NumSegments: "1",
      SmsStatus: "received", Body: text, To: this.settings.serviceNumber, From: this.settings.phoneNumber,
      AccountSid: this.settings.accountSid, ApiVersion: "2010-04-01",
    };
    try {
      const status = await this.#post(`/hooks/${this.settings.channel}`, params);
      message.state = status === 200 ? "sent" : `not taken (${status})`;
    } catch {
      message.state = "not sent: is the gateway running?";
    }
    this.changed();
  }

  // POST /2010-04-01/Accounts/{sid}/Messages.json, as the gateway calls it. Returns {status, body}.
  api(authorization, form) {
    const expected = "Basic " + Buffer.from(`${this.settings.accountSid}:${this.settings.authToken}`).toString("base64");
    if (authorization !== expected) return { status: 401, body: { code: 20003, message: "Authenticate", status: 401 } };
    const to = form.get("To");
    const text = form.get("Body");
    if (!to) return { status: 400, body: { code: 21604, message: "A 'To' phone number is required.", status: 400 } };
    if (!text) return { status: 400, body: { code: 21602, message: "Message body is required.", status: 400 } };
    const sid = "SM" + hex(16);
    if (to === this.settings.phoneNumber) {
      this.messages.push({ id: sid, from: "service", text, state: "delivered", at: Date.now() });
      this.changed();
    }
    if (form.get("StatusCallback")) this.#report(sid, to);
    return {
      status: 201,
      body: { sid, status: "queued", to, from: form.get("From"), body: text, num_segments: "1", error_code: null, error_message: null },
    };
  }

  async #report(sid, to) {
    for (const state of ["sent", "delivered"]) {
      const params = {
        MessageSid: sid, SmsSid: sid, MessageStatus: state, SmsStatus: state, To: to, From: this.settings.serviceNumber,
        AccountSid: this.settings.accountSid, ApiVersion: "2010-04-01",
      };
      try {
        await this.#post(`/hooks/${this.settings.channel}/status`, params);
      } catch {
        return; // the gateway is down: the real provider would try again, and so does nobody here
      }
    }
  }
}
