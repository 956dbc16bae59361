// SPDX-License-Identifier: Apache-2.0
const log = document.getElementById("log");
const form = document.getElementById("form");
const text = document.getElementById("text");

function draw(messages) {
  log.replaceChildren(...messages.flatMap((m) => {
    const bubble = document.createElement("div");
    bubble.className = m.from === "me" ? "bubble me" : "bubble";
    bubble.textContent = m.text;
    bubble.dataset.testid = m.from === "me" ? "sent" : "received";
    if (m.from !== "me") return [bubble];
    const state = document.createElement("div");
    state.className = "state";
    state.textContent = m.state;
    return [bubble, state];
  }));
  log.scrollTop = log.scrollHeight;
}

const refresh = async () => draw(await (await fetch("/phone/messages")).json());
new EventSource("/events").onmessage = refresh;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!text.value.trim()) return;
  const body = JSON.stringify({ text: text.value });
  text.value = "";
  await fetch("/phone/send", { method: "POST", body });
});
text.focus();
