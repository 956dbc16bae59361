// SPDX-License-Identifier: Apache-2.0
// Where everything of the demo listens. The tests give other ports through the environment.
const port = (name, fallback) => Number(process.env[name] ?? fallback);

export const settings = {
  host: "127.0.0.1",
  demoPort: port("DEMO_PORT", 8090),
  smtpPort: port("DEMO_SMTP_PORT", 8025),
  gateway: process.env.DEMO_GATEWAY ?? "http://127.0.0.1:8080",
  desk: process.env.DEMO_DESK ?? "http://127.0.0.1:8081",
  lmtpPort: port("DEMO_LMTP_PORT", 8024),
  channel: process.env.DEMO_SMS_CHANNEL ?? "demo-sms",
  accountSid: "AC00000000000000000000000000000001",
  authToken: process.env.DEMO_TWILIO_TOKEN ?? "",
  serviceNumber: "+447700900456", // Ofcom's drama range: it belongs to nobody
  phoneNumber: process.env.DEMO_PHONE ?? "+447700900123",
  mailbox: process.env.DEMO_MAILBOX ?? "report@earshot.example.org",
  reporterMail: process.env.DEMO_REPORTER ?? "sam@example.org",
};
