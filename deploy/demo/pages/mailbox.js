// SPDX-License-Identifier: Apache-2.0
const mails = document.getElementById("mails");
const form = document.getElementById("form");
const subject = document.getElementById("subject");
const text = document.getElementById("text");
const answeringLine = document.getElementById("answering");
let answering = null;

function choose(mail) {
  answering = mail.id;
  answeringLine.hidden = false;
  answeringLine.textContent = "Answering: " + mail.subject;
  subject.value = "Re: " + mail.subject;
  text.value = "\n\n" + mail.text.split("\n").map((line) => "> " + line).join("\n");
  text.focus();
  text.setSelectionRange(0, 0);
}

function draw(list) {
  mails.replaceChildren(...list.map((m) => {
    const card = document.createElement("article");
    card.className = m.from === "me" ? "mail me" : "mail";
    card.dataset.testid = m.from === "me" ? "sent" : "received";
    const head = document.createElement("strong");
    head.textContent = m.subject;
    const words = document.createElement("pre");
    words.textContent = m.text;
    const foot = document.createElement("p");
    foot.className = "note";
    foot.textContent = (m.from === "me" ? "To " + m.to : "From the service") + " - " + m.state;
    card.append(head, foot, words);
    if (m.from !== "me") {
      const button = document.createElement("button");
      button.textContent = "Answer";
      button.dataset.testid = "mail-answer";
      button.addEventListener("click", () => choose(m));
      card.append(button);
    }
    return card;
  }));
}

const refresh = async () => draw(await (await fetch("/mailbox/mails")).json());
new EventSource("/events").onmessage = refresh;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!text.value.trim()) return;
  const body = JSON.stringify({ subject: subject.value, text: text.value, answering });
  answering = null;
  answeringLine.hidden = true;
  subject.value = text.value = "";
  await fetch("/mailbox/send", { method: "POST", body });
});
