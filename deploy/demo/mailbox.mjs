// SPDX-License-Identifier: Apache-2.0
// A pretend mailbox: delivers to the gateway over real LMTP, as a mail server would, and receives its answers over real
// SMTP.
import { randomBytes } from "node:crypto";
import nodemailer from "nodemailer";
import { SMTPServer } from "smtp-server";
import { simpleParser } from "mailparser";

export class Mailbox {
  mails = []; // {id, from: "me" | "service", subject, text, to, replyTo, messageId, state, at}

  constructor(settings, changed) {
    this.settings = settings;
    this.changed = changed;
    this.server = new SMTPServer({
      authOptional: true, disabledCommands: ["AUTH", "STARTTLS"], size: 1024 * 1024, banner: "demo mailbox",
      onData: (stream, session, done) => this.#receive(stream, session).then(() => done(), done),
    });
  }

  listen() {
    return new Promise((ready, failed) => {
      this.server.once?.("error", failed);
      this.server.listen(this.settings.smtpPort, this.settings.host, ready);
    });
  }

  async #receive(stream, session) {
    const mail = await simpleParser(stream);
    this.mails.push({
      id: randomBytes(8).toString("hex"), from: "service", subject: mail.subject ?? "", text: mail.text ?? "",
      to: session.envelope.rcptTo.map((r) => r.address).join(", "),
      replyTo: (mail.replyTo ?? mail.from)?.value[0]?.address ?? "", messageId: mail.messageId ?? "", state: "received", at: Date.now(),
    });
    this.changed();
  }

  // A new mail to the service, or an answer to one of its mails (by our id of it).
  async send({ subject, text, answering }) {
    const earlier = this.mails.find((m) => m.id === answering);
    const domain = this.settings.reporterMail.split("@")[1];
    const mail = {
      id: randomBytes(8).toString("hex"), from: "me", subject: earlier ? "Re: " + earlier.subject : subject || "Hello", text,
      to: earlier?.replyTo || this.settings.mailbox, state: "sending", at: Date.now(),
    };
    this.mails.push(mail);
    this.changed();
    const transport = nodemailer.createTransport({
      host: this.settings.host, port: this.settings.lmtpPort, lmtp: true, secure: false, ignoreTLS: true, name: "mail.example.org",
      connectionTimeout: 5000, greetingTimeout: 5000, socketTimeout: 20000,
    });
    try {
      await transport.sendMail({
        envelope: { from: this.settings.reporterMail, to: mail.to },
        from: `Sam Taylor <${this.settings.reporterMail}>`, to: mail.to, subject: mail.subject, text,
        messageId: `<${randomBytes(12).toString("hex")}@${domain}>`,
        ...(earlier ? { inReplyTo: earlier.messageId, references: [earlier.messageId] } : {}),
      });
      mail.state = "sent";
    } catch (problem) {
      mail.state = "not sent: " + (problem.responseCode ?? "is the gateway running?");
    } finally {
      transport.close();
    }
    this.changed();
  }
}
